/** Computes boxes and arrows from columns and a width. Does not use the DOM. */

import type { Measure } from "../../shared/measure";
import type { Column } from "./columns";
import {
  depth, FIGURE_SIZE, holdsWords, inset, LINE, sizedColumns, windowOn, type Sized, type Stack, type Words,
} from "./sizes";

export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Line extends Words {
  /** Its baseline. */
  y: number;
}

/** What is drawn for one column: a box, a frame around planes, a bar. */
export interface Box extends Rectangle {
  column: Column;
  stack: Stack | null;
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
const HEADING_GAP = 12;

export function layout(columns: readonly Column[], width: number, measure: Measure): Layout {
  const gutter = width < NARROW ? 0 : Math.ceil(measure("parameters", FIGURE_SIZE)) + HEADING_GAP;
  const left = EDGE + gutter;
  const room = width - left - EDGE;
  const rows = evenRows(sizedColumns(columns, room - 2 * TURN, measure), room);
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
function placeRow(into: Layout, row: readonly Sized[], place: Place, headed: boolean): number {
  const heights = heightsOf(row, place.top);
  let x = place.left + (place.first ? 0 : TURN);
  let end = place.first ? null : place.left;
  for (const column of row) {
    const box = boxAt(column, x, heights);
    const reach = column.stack === null ? 0 : inset(column.stack);
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

function heightsOf(row: readonly Sized[], top: number): Heights {
  const band = Math.max(...row.map((column) => column.drawn.height));
  const below = row.filter((column) => !holdsWords(column.column.form));
  const lines = Math.max(0, ...below.map((column) => column.words.length));
  const words = top + band + (lines > 0 ? WORDS_GAP : 0);
  const shape = words + lines * LINE + 18;
  return { top, axis: top + band / 2, words, shape, end: words + lines * LINE + FIGURES_HEIGHT };
}

function boxAt(sized: Sized, x: number, heights: Heights): Box {
  const { column, drawn, stack } = sized;
  const middle = x + sized.width / 2;
  const slot = { x: x - RING, y: heights.top - RING, width: sized.width + 2 * RING };
  return {
    column,
    stack,
    x: middle - drawn.width / 2,
    y: heights.axis - drawn.height / 2,
    ...drawn,
    middle,
    lines: holdsWords(column.form) ? linesInside(sized, heights) : linesBelow(sized, heights),
    shapeLine: heights.shape,
    parametersLine: heights.shape + 16,
    slot: { ...slot, height: heights.end - heights.top + RING },
  };
}

/** Centres the text in the box; a large first line keeps its distance. */
function linesInside({ words }: Sized, { axis }: Heights): Line[] {
  const first = axis - ((words.length - 1) * LINE) / 2;
  const push = (words[0]?.size ?? 0) > LINE && words.length > 1 ? 2 : 0;
  return words.map((line, number) => {
    return { ...line, y: first + number * LINE + line.size * CAPITALS + (number > 0 ? push : 0) };
  });
}

function linesBelow({ words }: Sized, heights: Heights): Line[] {
  return words.map((line, number) => {
    return { ...line, y: heights.words + (number + 0.5) * LINE + line.size * CAPITALS };
  });
}

/** Each kernel's window is on the last image before it; its lines lead to the next column. */
function addWindows(into: Layout): void {
  let image: Box | null = null;
  let before: Box | null = null;
  for (const box of into.boxes) {
    if (image?.stack && box.column.kernel !== null) {
      into.windows.push(windowAt(image, image.stack, box.column.kernel, before === image ? box : null));
    }
    image = box.stack === null ? image : box;
    before = box;
  }
}

function windowAt(image: Box, stack: Stack, kernel: number[], next: Box | null): Window {
  const size = windowOn(stack, image.column.sizes, kernel);
  const front = image.y + depth(stack) + stack.height / 2;
  const x = image.x + stack.width / 2 - size.width / 2;
  const isBeside = next !== null && next.slot.y === image.slot.y;
  const axis = image.y + image.height / 2;
  const reach = next?.stack ? inset(next.stack) : 0;
  return {
    x,
    y: front - size.height / 2,
    ...size,
    meets: isBeside ? { x: next.x + reach, y: axis } : null,
  };
}

/** As few rows as fit, and about equally long, so that no layer is alone in a row. */
function evenRows(sized: readonly Sized[], room: number): Sized[][] {
  const fewest = brokenIntoRows(sized, room);
  let [low, high] = [0, room];
  while (fewest.length > 1 && high - low > 1) {
    const middle = (low + high) / 2;
    if (brokenIntoRows(sized, middle).length > fewest.length) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return brokenIntoRows(sized, high);
}

function brokenIntoRows(sized: readonly Sized[], room: number): Sized[][] {
  const rows: Sized[][] = [];
  let row: Sized[] = [];
  for (const column of sized) {
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
function turned(row: readonly Sized[], isFirst: boolean, isLast: boolean): number {
  const turns = (isFirst ? 0 : TURN) + (isLast ? 0 : TURN);
  return turns + bare(row) + (row.length - 1) * ARROW.shortest;
}

/** The length of its columns alone. */
function bare(row: readonly Sized[]): number {
  return row.reduce((all, column) => all + column.width, 0);
}

/**
 * The arrow lengths of each row: wrapped rows all end at the same edge, like justified text.
 * The last row, or a single one, is spread only a little.
 */
function arrowLengths(rows: readonly Sized[][], room: number): number[] {
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
