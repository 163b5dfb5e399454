/** Where a person reads in a table that grows at its top. */

/** A row as it lies in what is scrolled, in pixels. */
export interface Placed {
  key: string;
  top: number;
  height: number;
}

/** A row, and how far below the upper edge of what is seen it begins. */
export interface Place {
  key: string;
  below: number;
}

/**
 * The first row that is seen; nothing at the very top, where the newest one is wanted.
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

/** How far to scroll for the row to be where it was; a row that is gone leaves it as it is. */
export function scrollFor(place: Place | null, rows: readonly Placed[], scrolled: number): number {
  if (place === null) {
    return scrolled;
  }
  const row = rows.find((each) => each.key === place.key);
  return row === undefined ? scrolled : row.top - place.below;
}
