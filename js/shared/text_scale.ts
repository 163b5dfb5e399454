/** How much larger than usual a panel's text is: its size is that of the notebook's content, which a person can change. */

const USUAL = 13; // pixels, see css/tokens.css

/** @param el Anything with the size of most text. */
export function textScale(el: Element): number {
  return Number.parseFloat(getComputedStyle(el).fontSize) / USUAL || 1;
}

/** A plot's margins, which hold words. */
export function scaled<Margin extends object>(margin: Margin, scale: number): Margin {
  return Object.fromEntries(Object.entries(margin).map(([side, size]) => [side, Math.round(size * scale)])) as Margin;
}
