/** The ruler beside the wall: where red turns white it shows the share of right predictions. */

export interface Tick {
  percent: number;
  words: string;
  /** From 0 at the top to 1 at the bottom of the wall. */
  at: number;
}

export interface Ruler {
  ticks: Tick[];
  mark: Tick;
}

/** Pixels between two numbers. */
const CLOSE = 15;

/**
 * @param wrong The number of mistakes.
 * @param total The number of pictures.
 * @param shown The number of shown pictures: the ruler ends where they do.
 * @param height The wall's height in pixels.
 */
export function rulerOf(wrong: number, total: number, shown: number, height: number): Ruler {
  if (total === 0 || shown === 0) {
    return { ticks: [], mark: { percent: 0, words: "", at: 0 } };
  }
  const span = (100 * shown) / total;
  const step = span > 50 ? 20 : span > 20 ? 10 : 5;
  const right = 100 - (100 * wrong) / total;
  const at = Math.min(1, wrong / shown);
  const ticks: Tick[] = [];
  for (let percent = 100; percent > 100 - span - 1e-9; percent -= step) {
    const place = (100 - percent) / span;
    if (Math.abs(place - at) * height > CLOSE) {
      ticks.push({ percent, words: `${percent.toString()} %`, at: place });
    }
  }
  const words = share(right) + (wrong > shown ? " ↓" : "");
  return { ticks, mark: { percent: right, words, at } };
}

function share(percent: number): string {
  const isEnd = percent === 0 || percent === 100;
  return `${isEnd ? percent.toString() : percent.toFixed(1)} %`;
}
