/** Which rows of a long table are in the page, and how far it is scrolled. All in pixels. */

/** The height of a row; the styles are told of it. */
export const ROW = 43;
/** So many are seen before the table scrolls. */
export const MOST_SEEN = 10;
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

/** A row, and how much of it is scrolled away. */
export interface Place {
  key: string;
  hidden: number;
}

/** The first row that is seen; nothing at the very top, where the first one is wanted. */
export function placeAt(scrolled: number, keyAt: (index: number) => string | undefined): Place | null {
  const index = Math.floor(scrolled / ROW);
  const key = scrolled <= 0 ? undefined : keyAt(index);
  return key === undefined ? null : { key, hidden: scrolled - index * ROW };
}

/** How far to scroll for that row to be where it was; without it, as far as before. */
export function scrollFor(place: Place | null, scrolled: number, indexOf: (key: string) => number): number {
  const index = place === null ? -1 : indexOf(place.key);
  return place === null || index < 0 ? scrolled : index * ROW + place.hidden;
}
