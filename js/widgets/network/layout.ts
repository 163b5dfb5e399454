/** Places columns in rows of a width, and arrows between them. Does not use the DOM. */

import type { Column, Stack } from "./model";

export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Line {
  text: string;
  size: number;
  /** Its baseline. */
  y: number;
}

/** What is drawn for one column: a box, a frame around planes, a bar. */
export interface Box extends Rectangle {
  column: Column;
  /** The middle of the column, on which its texts are centred. */
  middle: number;
  lines: Line[];
  /** Baselines of the two lines of figures below the row. */
  shapeLine: number;
  parametersLine: number;
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

export interface Heading {
  text: string;
  y: number;
}

export interface Layout {
  width: number;
  height: number;
  boxes: Box[];
  arrows: Arrow[];
  windows: Window[];
  headings: Heading[];
}

export const FIGURE_SIZE = 11;
/** From one plane to the next, to the right and upwards. */
export const STEP = 3;
/** The height of a line of text. */
const LINE = 17;
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
  const gutter = width < NARROW ? 0 : HEADINGS;
  const left = EDGE + gutter;
  const room = width - left - EDGE;
  const rows = evenRows(columns, room);
  const lengths = arrowLengths(rows, room);
  const result: Layout = { width, height: 0, boxes: [], arrows: [], windows: [], headings: [] };
  let top = EDGE;
  rows.forEach((row, number) => {
    const arrow = lengths[number] ?? 0;
    const place = { left, top, arrow, first: number === 0, last: number === rows.length - 1 };
    top = placeRow(result, row, place, gutter > 0) + ROW_GAP;
  });
  result.height = top - ROW_GAP + EDGE;
  addWindows(result);
  return result;
}

interface Place {
  left: number;
  top: number;
  arrow: number;
  first: boolean;
  last: boolean;
}

/** The heights of a row: its axis, the first line of words below it, the figures, the end. */
interface Heights {
  top: number;
  axis: number;
  words: number;
  shape: number;
  end: number;
}

/** Puts one row's boxes, arrows and headings into the layout; returns where the row ends. */
function placeRow(into: Layout, row: readonly Column[], place: Place, headed: boolean): number {
  const heights = heightsOf(row, place.top);
  let x = place.left + (place.first ? 0 : TURN);
  let end = place.first ? null : place.left;
  for (const column of row) {
    const box = boxAt(column, x, heights);
    const reach = inset(column.stack);
    if (end !== null) {
      into.arrows.push({ from: end, to: box.x + reach, y: heights.axis });
    }
    into.boxes.push(box);
    end = box.x + box.width - reach;
    x += column.width + place.arrow;
  }
  if (!place.last && end !== null) {
    into.arrows.push({ from: end, to: x - place.arrow + TURN, y: heights.axis });
  }
  if (headed) {
    into.headings.push({ text: "output", y: heights.shape });
    into.headings.push({ text: "parameters", y: heights.shape + 16 });
  }
  return heights.end;
}

function heightsOf(row: readonly Column[], top: number): Heights {
  const band = Math.max(...row.map((column) => column.drawn[1]));
  const below = row.filter((column) => !column.holds_words);
  const lines = Math.max(0, ...below.map((column) => column.words.length));
  const words = top + band + (lines > 0 ? WORDS_GAP : 0);
  const shape = words + lines * LINE + 18;
  return { top, axis: top + band / 2, words, shape, end: words + lines * LINE + FIGURES_HEIGHT };
}

function boxAt(column: Column, x: number, heights: Heights): Box {
  const [width, height] = column.drawn;
  const middle = x + column.width / 2;
  const slot = { x: x - RING, y: heights.top - RING, width: column.width + 2 * RING };
  return {
    column,
    x: middle - width / 2,
    y: heights.axis - height / 2,
    width,
    height,
    middle,
    lines: linesOf(column, heights),
    shapeLine: heights.shape,
    parametersLine: heights.shape + 16,
    slot: { ...slot, height: heights.end - heights.top + RING },
  };
}

/** The text centred in the box, where a large first line keeps its distance, or below the drawing. */
function linesOf({ words, holds_words: isInside }: Column, heights: Heights): Line[] {
  const first = isInside ? heights.axis - ((words.length - 1) * LINE) / 2 : heights.words + LINE / 2;
  const push = isInside && (words[0]?.[1] ?? 0) > LINE ? 2 : 0;
  return words.map(([text, size], number) => {
    return { text, size, y: first + number * LINE + size * CAPITALS + (number > 0 ? push : 0) };
  });
}

function depth(stack: Stack): number {
  return (stack.count - 1) * STEP;
}

/** The distance from the frame to the outline on both sides, at half height. */
function inset(stack: Stack | null): number {
  return stack === null ? 0 : Math.max(0, (depth(stack) - stack.height) / 2);
}

/** Each kernel's window is on the last image before it; its lines lead to the next column. */
function addWindows(into: Layout): void {
  let image: Box | null = null;
  let before: Box | null = null;
  for (const box of into.boxes) {
    const { window, stack } = box.column;
    if (image?.column.stack && window !== null) {
      into.windows.push(windowAt(image, image.column.stack, window, before === image ? box : null));
    }
    image = stack === null ? image : box;
    before = box;
  }
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
  const fewest = brokenIntoRows(columns, room);
  let [low, high] = [0, room];
  while (fewest.length > 1 && high - low > 1) {
    const middle = (low + high) / 2;
    if (brokenIntoRows(columns, middle).length > fewest.length) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return brokenIntoRows(columns, high);
}

function brokenIntoRows(columns: readonly Column[], room: number): Column[][] {
  const rows: Column[][] = [];
  let row: Column[] = [];
  for (const column of columns) {
    const isFirst = rows.length === 0;
    if (row.length > 0 && turned([...row, column], isFirst, false) > room) {
      rows.push(row);
      row = [];
    }
    row.push(column);
  }
  return [...rows, row];
}

/** A row's length with its shortest arrows, including those into it and out of it. */
function turned(row: readonly Column[], isFirst: boolean, isLast: boolean): number {
  const turns = (isFirst ? 0 : TURN) + (isLast ? 0 : TURN);
  return turns + bare(row) + (row.length - 1) * ARROW.shortest;
}

/** The length of its columns alone. */
function bare(row: readonly Column[]): number {
  return row.reduce((all, column) => all + column.width, 0);
}

/**
 * The arrow lengths of each row: wrapped rows all end at the same edge, like justified text.
 * The last row, or a single one, is spread only a little.
 */
function arrowLengths(rows: readonly Column[][], room: number): number[] {
  const least = rows.map((row, number) => turned(row, number === 0, number === rows.length - 1));
  const spread = rows.map((row, number) => {
    return (least[number] ?? 0) + (row.length - 1) * (ARROW.longest - ARROW.shortest);
  });
  const edge = Math.min(room, Math.max(...spread));
  const lengths = rows.map((row, number) => {
    const free = edge - (least[number] ?? 0);
    return ARROW.shortest + Math.max(0, free) / Math.max(1, row.length - 1);
  });
  const usual = Math.max(ARROW.longest, ...lengths.slice(0, -1));
  return lengths.map((length, number) => (number < rows.length - 1 ? length : Math.min(usual, length)));
}
