/** Places columns in rows of a width, and arrows between them. Does not use the DOM. */

import type { Column, Stack } from "./model";

export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A line of text. */
export interface Line {
  text: string;
  css: string;
  size: number;
  x: number;
  /** Its baseline. */
  y: number;
}

/** What is drawn for one column: a box, a frame around planes, a bar. */
export interface Box extends Rectangle {
  column: Column;
  /** The column's words, and the figures below the row, centred on the column. */
  lines: Line[];
  /** The whole column from its row's top to its figures: the area for pointer and focus. */
  slot: Rectangle;
}

export interface Arrow {
  from: number;
  to: number;
  y: number;
}

/** A kernel's window on the planes that it moves over, and the point where its lines meet. */
export interface Window extends Rectangle {
  meets: { x: number; y: number } | null;
}

export interface Layout {
  height: number;
  boxes: Box[];
  arrows: Arrow[];
  windows: Window[];
  headings: Line[];
}

/** From one plane to the next, to the right and upwards. */
export const STEP = 3;
/** The height of a line of text. */
const LINE = 17;
const FIGURE_LINE = 16;
const FIGURE_SIZE = 11;
const ARROW = { shortest: 20, longest: 40 };
/** The arrow from one row to the next. */
const TURN = 16;
const CAPITALS = 0.36; // of the font size, from the middle of the letters to their baseline
const WORDS_GAP = 5; // between what is drawn and the words below it
const FIGURES_HEIGHT = 44;
const ROW_GAP = 18;
const RING = 3; // between a column and the ring that shows the focus
const EDGE = RING + 2;
const NARROW = 340; // no room for row headings below this width
const HEADINGS = 78; // the room that they take

export function layout(columns: readonly Column[], width: number): Layout {
  const left = EDGE + (width < NARROW ? 0 : HEADINGS);
  const room = width - left - EDGE;
  const rows = evenRows(columns, room);
  const lengths = arrowLengths(rows, room);
  const [boxes, arrows, headings]: [Box[], Arrow[], Line[]] = [[], [], []];
  let top = EDGE;
  rows.forEach((row, number) => {
    const heights = heightsOf(row, top);
    const length = lengths[number] ?? 0;
    let x = left + (number === 0 ? 0 : TURN);
    let from = left;
    for (const column of row) {
      const box = boxAt(column, x, heights);
      const reach = inset(column.stack);
      if (boxes.length > 0) {
        arrows.push({ from, to: box.x + reach, y: heights.axis });
      }
      boxes.push(box);
      from = box.x + box.width - reach;
      x += column.width + length;
    }
    if (number < rows.length - 1) {
      arrows.push({ from, to: x - length + TURN, y: heights.axis });
    }
    if (width >= NARROW) {
      headings.push(...figures("dm-heading", ["output", "parameters"], 2, heights));
    }
    top = heights.end + ROW_GAP;
  });
  return { height: top - ROW_GAP + EDGE, boxes, arrows, windows: windowsOn(boxes), headings };
}

/** The heights of a row: its axis, the first line of words below it, the figures, the end. */
interface Heights {
  top: number;
  axis: number;
  words: number;
  figures: number;
  end: number;
}

function heightsOf(row: readonly Column[], top: number): Heights {
  const band = Math.max(...row.map((column) => column.drawn[1]));
  const below = row.filter((column) => !column.holds_words);
  const lines = Math.max(0, ...below.map((column) => column.words.length));
  const words = top + band + (lines > 0 ? WORDS_GAP : 0);
  const end = words + lines * LINE;
  return { top, axis: top + band / 2, words, figures: end + 18, end: end + FIGURES_HEIGHT };
}

function boxAt(column: Column, left: number, heights: Heights): Box {
  const [width, height] = column.drawn;
  const middle = left + column.width / 2;
  const { top, axis, end } = heights;
  return {
    column,
    x: middle - width / 2,
    y: axis - height / 2,
    width,
    height,
    lines: [
      ...wordsOf(column, middle, heights),
      ...figures("dm-figure", [column.shape, column.parameters], middle, heights),
    ],
    slot: { x: left - RING, y: top - RING, width: column.width + 2 * RING, height: end - top + RING },
  };
}

/** The words centred in the box, where a large first line keeps its distance, or below the drawing. */
function wordsOf({ words, holds_words: isInside }: Column, x: number, heights: Heights): Line[] {
  const first = isInside ? heights.axis - ((words.length - 1) * LINE) / 2 : heights.words + LINE / 2;
  const push = isInside && (words[0]?.[1] ?? 0) > LINE ? 2 : 0;
  return words.map(([text, size], number) => {
    const y = first + number * LINE + size * CAPITALS + (number > 0 ? push : 0);
    return { text, css: number === 0 ? "dm-head" : "dm-under", size, x, y };
  });
}

function figures(css: string, texts: readonly string[], x: number, heights: Heights): Line[] {
  return texts.map((text, number) => ({ text, css, size: FIGURE_SIZE, x, y: heights.figures + number * FIGURE_LINE }));
}

function depth(stack: Stack): number {
  return (stack.count - 1) * STEP;
}

/** The distance from the frame to the outline on both sides, at half height. */
function inset(stack: Stack | null): number {
  return stack === null ? 0 : Math.max(0, (depth(stack) - stack.height) / 2);
}

/** Each kernel's window is on the last image before it; its lines lead to the next column. */
function windowsOn(boxes: readonly Box[]): Window[] {
  return boxes.flatMap((box, number) => {
    const { window } = box.column;
    const image = boxes.slice(0, number).findLast(({ column }) => column.stack !== null);
    const stack = image?.column.stack;
    const next = boxes[number - 1] === image ? box : null;
    return window && image && stack ? windowAt(image, stack, window, next) : [];
  });
}

function windowAt(image: Box, stack: Stack, [width, height]: [number, number], next: Box | null): Window {
  const front = image.y + depth(stack) + stack.height / 2;
  const x = image.x + stack.width / 2 - width / 2;
  const isBeside = next !== null && next.slot.y === image.slot.y;
  const axis = image.y + image.height / 2;
  const meets = isBeside ? { x: next.x + inset(next.column.stack), y: axis } : null;
  return { x, y: front - height / 2, width, height, meets };
}

/** As few rows as fit, and about equally long, so that no layer is alone in a row. */
function evenRows(columns: readonly Column[], room: number): Column[][] {
  const fewest = brokenIntoRows(columns, room).length;
  let [low, high] = [0, room];
  while (high - low > 1) {
    const middle = (low + high) / 2;
    [low, high] = brokenIntoRows(columns, middle).length > fewest ? [middle, high] : [low, middle];
  }
  return brokenIntoRows(columns, high);
}

function brokenIntoRows(columns: readonly Column[], room: number): Column[][] {
  let row: Column[] = [];
  const rows = [row];
  for (const column of columns) {
    if (row.length > 0 && turned([...row, column], rows.length === 1, false) > room) {
      row = [];
      rows.push(row);
    }
    row.push(column);
  }
  return rows;
}

/** A row's length with its shortest arrows, including those into it and out of it. */
function turned(row: readonly Column[], isFirst: boolean, isLast: boolean): number {
  const arrows = (isFirst ? 0 : TURN) + (row.length - 1) * ARROW.shortest + (isLast ? 0 : TURN);
  return row.reduce((all, column) => all + column.width, arrows);
}

/**
 * The arrow lengths of each row: wrapped rows all end at the same edge, like justified text.
 * The last row, or a single one, is spread only a little.
 */
function arrowLengths(rows: readonly Column[][], room: number): number[] {
  const last = rows.length - 1;
  const least = rows.map((row, number) => turned(row, number === 0, number === last));
  const spread = rows.map((row, number) => (least[number] ?? 0) + (row.length - 1) * (ARROW.longest - ARROW.shortest));
  const edge = Math.min(room, Math.max(...spread));
  const lengths = rows.map((row, number) => {
    const free = edge - (least[number] ?? 0);
    return ARROW.shortest + Math.max(0, free) / Math.max(1, row.length - 1);
  });
  const usual = Math.max(ARROW.longest, ...lengths.slice(0, -1));
  return lengths.map((length, number) => (number < last ? length : Math.min(usual, length)));
}
