/** The width of a text, measured by the browser. */

/** The width of a text in pixels at a font size in pixels. */
export type Measure = (text: string, size: number) => number;

const AVERAGE_LETTER = 0.58; // of the font size, if there is no canvas

export function measureLike(element: Element): Measure {
  const context = document.createElement("canvas").getContext("2d");
  if (context === null) {
    return (text, size) => Array.from(text).length * size * AVERAGE_LETTER;
  }
  const family = getComputedStyle(element).fontFamily || "sans-serif";
  return (text, size) => {
    // The heaviest weight that the drawing uses: what fits in it fits in any.
    context.font = `600 ${size}px ${family}`;
    return context.measureText(text).width;
  };
}
