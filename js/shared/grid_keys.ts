/** Moves on the wall by key. */

/** The place that a key moves to; null for other keys. */
export function moved(key: string, place: number, columns: number, count: number): number | null {
  const rows: Record<string, number> = {
    ArrowLeft: place - 1,
    ArrowRight: place + 1,
    ArrowUp: place - columns,
    ArrowDown: place + columns,
    Home: 0,
    End: count - 1,
    PageUp: place - 5 * columns,
    PageDown: place + 5 * columns,
  };
  const to = rows[key];
  if (to === undefined || count === 0) {
    return null;
  }
  const isUpOrDown = key === "ArrowUp" || key === "ArrowDown";
  if (isUpOrDown && (to < 0 || to >= count)) {
    return place; // the column stays
  }
  return Math.max(0, Math.min(count - 1, to));
}
