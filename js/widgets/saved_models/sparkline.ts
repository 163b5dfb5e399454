/** A small line chart. */

export const WIDTH = 64;
export const HEIGHT = 26;
const EDGE = 3;

/** The SVG path through all values, with 0 at the bottom and 1 at the top; one value is a dot. */
export function linePath(values: readonly number[]): string {
  const [only] = values;
  if (only !== undefined && values.length === 1) {
    return `M${EDGE},${y(only)}h0`;
  }
  const step = (WIDTH - 2 * EDGE) / (values.length - 1);
  return values.map((value, at) => `${at ? "L" : "M"}${short(EDGE + at * step)},${y(value)}`).join("");
}

function y(value: number): string {
  return short(HEIGHT - EDGE - value * (HEIGHT - 2 * EDGE));
}

function short(value: number): string {
  return String(Math.round(value * 10) / 10);
}
