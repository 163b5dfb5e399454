/** Keeps the scroll position in a table that grows at its top. */

/** A row's position in the scrolled content, in pixels. */
export interface Placed {
  key: string;
  top: number;
  height: number;
}

/** A row, and its distance below the top of the visible part. */
export interface Place {
  key: string;
  below: number;
}

/**
 * The first visible row; null at the very top, where the newest row should show.
 *
 * @param covered How much of the upper edge the heading covers.
 */
export function placeOf(rows: readonly Placed[], scrolled: number, covered: number): Place | null {
  if (scrolled <= 0) {
    return null;
  }
  const seen = rows.find((row) => row.top + row.height > scrolled + covered);
  return seen === undefined ? null : { key: seen.key, below: seen.top - scrolled };
}

/** The scroll position that puts the row where it was; unchanged if the row was removed. */
export function scrollFor(place: Place | null, rows: readonly Placed[], scrolled: number): number {
  if (place === null) {
    return scrolled;
  }
  const row = rows.find((each) => each.key === place.key);
  return row === undefined ? scrolled : row.top - place.below;
}
