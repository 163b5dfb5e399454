/** The layout of pictures and ruler on the canvas, in CSS pixels. */

export interface Layout {
  columns: number;
  /** The number of shown pictures: the first in the order. */
  count: number;
  /** The sides of a picture. */
  cell: number;
  /** The height of a picture with the classes below it. */
  high: number;
  /** The height of the classes' line; 0 without it. */
  strip: number;
  /** The width of all pictures. */
  width: number;
  height: number;
}

/** Pictures per row, and the most that are shown. */
interface Size {
  columns: number;
  most: number;
}

const WHOLE: Size = { columns: 40, most: 1000 };
export const LARGER: Size = { columns: 20, most: 200 };
/** Where the whole height is given, as on a large screen. */
const [LEAST_FILLING, LARGEST_FILLING] = [11, 120];
/** The room to the right of the pictures, for the ruler and its numbers. */
export const RULER = 68;
/** Above and below the pictures, so that the ruler's outer numbers are not cut. */
export const EDGE = 8;
const LEAST_RULED = 140;
const LEAST_NAMED = 16;
const LEAST_CELL = 8;
const LARGEST_CELL = 48;
const STRIP = 0.46;
const MOST_STRIP = 13;
const LEAST_STRIP = 9;
/** The width of the smallest readable letter. */
const A_LETTER = 5.2;
/** From a class of several letters to the edge of its picture. */
export const BESIDE_CLASS = 3;
const BETWEEN_CLASSES = 4;
/** Between rows of pictures without classes below them. */
const BETWEEN_ROWS = 4;

/** Whether so few rows leave room for the ruler's numbers. */
export function hasRuler(layout: Layout): boolean {
  return layout.height >= LEAST_RULED;
}

/**
 * Few pictures are larger; all of many are shown, unless only the first were chosen.
 *
 * @param room The width of the canvas.
 * @param total How many pictures there are.
 * @param hasClasses Whether classes are below the pictures if they could be read.
 * @param high The height that the pictures fill; without one they are as high as they need.
 */
export function layoutOf(room: number, total: number, isLarger: boolean, hasClasses = true, high = Infinity): Layout {
  const size = isLarger || total <= LARGER.most ? LARGER : WHOLE;
  const count = Math.min(total, size.most);
  if (high < Infinity) {
    return filling(room - RULER, high - 2 * EDGE, count, hasClasses);
  }
  const cell = clamp(Math.floor((room - RULER) / size.columns), LEAST_CELL, LARGEST_CELL);
  return withCells(cell, size.columns, count, hasClasses);
}

/** The largest pictures of which all have room; where these were tiny, the first ones. */
function filling(width: number, height: number, count: number, hasClasses: boolean): Layout {
  for (let cell = LARGEST_FILLING; cell > LEAST_FILLING; cell -= 1) {
    const layout = withCells(cell, Math.floor(width / cell), count, hasClasses);
    if (layout.height <= height) {
      return layout;
    }
  }
  return count > LARGER.most ? filling(width, height, LARGER.most, hasClasses) : withCells(LEAST_CELL, Math.floor(width / LEAST_CELL), count, false);
}

function withCells(cell: number, most: number, count: number, hasClasses: boolean): Layout {
  const columns = Math.max(1, Math.min(most, count));
  const canRead = hasClasses && cell >= LEAST_NAMED;
  const strip = canRead ? clamp(Math.round(cell * STRIP), LEAST_STRIP, MOST_STRIP) : 0;
  const high = cell + (canRead ? strip : BETWEEN_ROWS);
  return { columns, count, cell, high, strip, width: columns * cell, height: Math.ceil(count / columns) * high };
}

/** How many letters of a class fit into its half of the line below a picture. */
export function lettersIn(layout: Layout): number {
  return Math.max(1, Math.floor(roomOfClass(layout) / A_LETTER));
}

/** The width of a class of several letters: the two of a picture are nearer to each other than to the next. */
export function roomOfClass({ cell }: Layout): number {
  return cell / 2 - BESIDE_CLASS - BETWEEN_CLASSES / 2;
}

/** The upper left corner of a place on the wall. */
export function boxOf(layout: Layout, place: number): { x: number; y: number } {
  const row = Math.floor(place / layout.columns);
  return { x: (place - row * layout.columns) * layout.cell, y: EDGE + row * layout.high };
}

/** The place on the wall at a point; null outside the pictures. */
export function placeAt(layout: Layout, x: number, y: number): number | null {
  const column = Math.floor(x / layout.cell);
  const row = Math.floor((y - EDGE) / layout.high);
  const place = row * layout.columns + column;
  const isOn = column >= 0 && column < layout.columns && row >= 0 && place < layout.count;
  return isOn ? place : null;
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}

export interface Tick {
  words: string;
  /** From 0 at the top to 1 at the bottom of the wall. */
  at: number;
}

/** Pixels between two numbers of the ruler. */
const CLOSE = 15;

/**
 * The ruler beside the wall: where red turns white it shows the share of right predictions.
 *
 * @param wrong The number of mistakes.
 * @param total The number of pictures.
 * @param layout The shown ones: the ruler ends where they do.
 */
export function rulerOf(
  wrong: number,
  total: number,
  { count, height }: Pick<Layout, "count" | "height">,
): { ticks: Tick[]; mark: Tick } {
  const span = (100 * count) / total;
  const step = span > 50 ? 20 : span > 20 ? 10 : 5;
  const at = Math.min(1, wrong / count);
  const ticks: Tick[] = [];
  for (let percent = 100; percent > 100 - span - 1e-9; percent -= step) {
    const place = (100 - percent) / span;
    if (Math.abs(place - at) * height > CLOSE) {
      ticks.push({ words: `${percent} %`, at: place });
    }
  }
  const right = 100 - (100 * wrong) / total;
  const share = right === 0 || right === 100 ? right : right.toFixed(1);
  return { ticks, mark: { words: `${share} %${wrong > count ? " ↓" : ""}`, at } };
}
