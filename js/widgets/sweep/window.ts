/** Which rows of a long table are in the page, and how far it is scrolled. All in pixels. */

/** The height of a row; the styles are told of it. */
export const ROW = 32;
/** So many are seen before the table scrolls. */
export const MOST_SEEN = 12;
/** So many more are ready above and below. */
const READY = 6;

export interface Window {
  first: number;
  /** The row behind the last one. */
  end: number;
}

export function heightOf(count: number): number {
  return Math.min(count, MOST_SEEN) * ROW;
}

export function windowOf(scrolled: number, count: number): Window {
  const seen = Math.floor(Math.max(0, scrolled) / ROW);
  const first = Math.max(0, Math.min(seen, count - MOST_SEEN) - READY);
  return { first, end: Math.min(count, first + MOST_SEEN + 2 * READY + 1) };
}

/** How far to scroll for a row to be seen whole, and no farther. */
export function scrollToShow(index: number, scrolled: number, count: number): number {
  const top = index * ROW;
  return Math.max(top + ROW - heightOf(count), Math.min(scrolled, top));
}
