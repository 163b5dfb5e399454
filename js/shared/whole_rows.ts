/** Boxes that scroll, and end below a whole row of what is in them. */

/** A row that ends at most so far below the height of a box is still in it: a gap, or a fraction of a pixel. */
const SLACK = 1;

/** The bottom of the last row that fits whole; null if all rows do, or none. */
export function endOfWhole(bottoms: readonly number[], height: number): number | null {
  const fitting = bottoms.filter((bottom) => bottom <= height + SLACK);
  return fitting.length === bottoms.length || fitting.length === 0 ? null : Math.max(...fitting);
}

/**
 * Lets a box end below a whole row, whenever its size or its content changes.
 *
 * @param rows The selector of what stands in rows.
 * @param height The most pixels of the box.
 */
export function keepRowsWhole(box: HTMLElement, rows: string, height: number, ended: AbortSignal): void {
  const fit = (): void => {
    const top = box.getBoundingClientRect().top - box.scrollTop;
    const bottoms = Array.from(box.querySelectorAll(rows), (row) => row.getBoundingClientRect().bottom - top);
    box.style.maxHeight = `${endOfWhole(bottoms, height) ?? height}px`;
  };
  const [ofSize, ofContent] = [new ResizeObserver(fit), new MutationObserver(fit)];
  ofSize.observe(box);
  ofContent.observe(box, { childList: true, subtree: true });
  ended.addEventListener("abort", () => {
    ofSize.disconnect();
    ofContent.disconnect();
  });
}
