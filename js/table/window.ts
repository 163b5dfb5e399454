/** Which rows of a long table are in the page, and its scroll position, in pixels. */

/** Extra rows above and below the visible ones. */
const READY = 6;

export interface Span {
  first: number;
  /** One after the last row. */
  end: number;
}

/** A row, and how many pixels of it are scrolled away. */
export interface Place<Key> {
  key: Key;
  hidden: number;
}

export class RowWindow {
  /**
   * @param row The height of a row, also set as a CSS variable.
   * @param mostSeen Rows that are visible before the table scrolls.
   */
  constructor(readonly row: number, readonly mostSeen: number) {}

  heightOf(count: number): number {
    return Math.min(count, this.mostSeen) * this.row;
  }

  spanAt(scrolled: number, count: number): Span {
    const seen = Math.floor(Math.max(0, scrolled) / this.row);
    const first = Math.max(0, Math.min(seen, count - this.mostSeen) - READY);
    return { first, end: Math.min(count, first + this.mostSeen + 2 * READY + 1) };
  }

  /** The nearest scroll position that shows a whole row. */
  scrollToShow(index: number, scrolled: number, count: number): number {
    const top = index * this.row;
    return Math.max(top + this.row - this.heightOf(count), Math.min(scrolled, top));
  }

  /** The first visible row; null at the very top, where the first row should show. */
  placeAt<Key>(scrolled: number, keyAt: (index: number) => Key | undefined): Place<Key> | null {
    const index = Math.floor(scrolled / this.row);
    const key = scrolled <= 0 ? undefined : keyAt(index);
    return key === undefined ? null : { key, hidden: scrolled - index * this.row };
  }

  /** The scroll position that puts the row where it was; unchanged without it. */
  scrollFor<Key>(place: Place<Key> | null, scrolled: number, indexOf: (key: Key) => number): number {
    const index = place === null ? -1 : indexOf(place.key);
    return place === null || index < 0 ? scrolled : index * this.row + place.hidden;
  }
}
