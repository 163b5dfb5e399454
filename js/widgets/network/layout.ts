/** Where everything stands: from columns and a width to boxes and arrows. Knows no DOM. */

import type { Column } from "./columns";
import { fitted } from "./format";

/** The width of a text in pixels at a font size in pixels. */
export type Measure = (text: string, size: number) => number;

export interface Box {
  column: Column;
  x: number;
  y: number;
  width: number;
  height: number;
  /** The middle of the column, where its texts are centred. */
  middle: number;
  head: string;
  headSize: number;
  under: string;
  /** Baselines of the two lines of figures below the row. */
  shapeLine: number;
  parametersLine: number;
  /** The whole column from its row's top to its figures: what takes the pointer and the focus. */
  slot: { x: number; y: number; width: number; height: number };
}

export interface Arrow {
  from: number;
  to: number;
  y: number;
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
  headings: Heading[];
}

export const FIGURE_SIZE = 11;
export const UNDER_SIZE = 12;
const HEAD_SIZE = 19;
const SMALL_HEAD_SIZE = 12;
const TALLEST = 92;
const SHORTEST = 46;
const PASS_HEIGHT = 38;
const WIDEST_TEXT = 108;
const NARROWEST_BOX = { input: 46, units: 46, pass: 26, gap: 46 };
const PADDING = { input: 10, units: 10, pass: 6, gap: 8 };
const ARROW = { shortest: 20, longest: 40 };
const TURN = 16; // the arrow that leads out of a row and into the next
const FIGURES_HEIGHT = 44;
const ROW_GAP = 18;
const RING = 3; // between a column and the ring that shows the focus
const EDGE = RING + 2;
const NARROW = 340; // no room for row headings below this width
const HEADING_GAP = 12;

/** A column with its texts fitted and its widths known, before it has a place. */
interface Sized {
  column: Column;
  head: string;
  headSize: number;
  under: string;
  boxWidth: number;
  /** At least the box; more where the figures below are wider. */
  width: number;
  height: number;
}

export function layout(columns: readonly Column[], width: number, measure: Measure): Layout {
  const gutter = width < NARROW ? 0 : Math.ceil(measure("parameters", FIGURE_SIZE)) + HEADING_GAP;
  const left = EDGE + gutter;
  const sized = sizedColumns(columns, width - left - EDGE, measure);
  const rows = evenRows(sized, width - left - EDGE);
  const result: Layout = { width, height: 0, boxes: [], arrows: [], headings: [] };
  const arrow = arrowLength(rows, width - left - EDGE);
  let top = EDGE;
  rows.forEach((row, number) => {
    const place = { left, top, arrow, first: number === 0, last: number === rows.length - 1 };
    top = placeRow(result, row, place, gutter > 0) + ROW_GAP;
  });
  result.height = top - ROW_GAP + EDGE;
  return result;
}

function sizedColumns(columns: readonly Column[], room: number, measure: Measure): Sized[] {
  const largest = Math.max(2, ...columns.map((column) => column.size));
  return columns.map((column) => sizedColumn(column, largest, room, measure));
}

function sizedColumn(column: Column, largest: number, room: number, measure: Measure): Sized {
  const big = column.role === "input" || column.role === "units";
  const padding = PADDING[column.role];
  const most = Math.max(NARROWEST_BOX.pass, Math.min(WIDEST_TEXT, room - 2 * TURN - 2 * padding));
  const headSize = big ? headSizeFor(column.head, most, measure) : SMALL_HEAD_SIZE;
  const head = fitted(column.head, most, (text) => measure(text, headSize));
  const under = fitted(column.under, most, (text) => measure(text, UNDER_SIZE));
  const text = Math.max(measure(head, headSize), measure(under, UNDER_SIZE));
  const boxWidth = Math.max(NARROWEST_BOX[column.role], Math.ceil(text) + 2 * padding);
  const figures = [column.shape, column.parameters].map((line) => measure(line, FIGURE_SIZE));
  const width = Math.max(boxWidth, ...figures.map(Math.ceil));
  const height = big ? heightFor(column.size, largest) : PASS_HEIGHT;
  return { column, head, headSize, under, boxWidth, width, height };
}

/** A long number is written smaller before it is cut. */
function headSizeFor(text: string, most: number, measure: Measure): number {
  const wide = measure(text, HEAD_SIZE);
  return Math.max(SMALL_HEAD_SIZE, Math.min(HEAD_SIZE, Math.floor((HEAD_SIZE * most) / wide)));
}

/** On a log scale, so that 10 units beside 784 are still seen to be more than one. */
function heightFor(size: number, largest: number): number {
  const share = Math.log(Math.max(1, size)) / Math.log(largest);
  return Math.round(SHORTEST + (TALLEST - SHORTEST) * share);
}

/** As few rows as the room allows, and about equally long, so that no layer is left alone. */
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
    const lead = rows.length > 0 ? TURN : 0;
    if (row.length > 0 && lead + lengthOf([...row, column], ARROW.shortest) + TURN > room) {
      rows.push(row);
      row = [];
    }
    row.push(column);
  }
  return [...rows, row];
}

function lengthOf(row: readonly Sized[], arrow: number): number {
  return row.reduce((all, column) => all + column.width, 0) + (row.length - 1) * arrow;
}

/** One row spreads a little where there is room; several stand on one measure. */
function arrowLength(rows: readonly Sized[][], room: number): number {
  const only = rows.length === 1 ? rows[0] : undefined;
  if (only === undefined || only.length < 2) {
    return ARROW.shortest;
  }
  const free = (room - lengthOf(only, 0)) / (only.length - 1);
  return Math.max(ARROW.shortest, Math.min(ARROW.longest, Math.floor(free)));
}

interface Place {
  left: number;
  top: number;
  arrow: number;
  first: boolean;
  last: boolean;
}

/** Puts one row's boxes, arrows and headings into the layout; returns where the row ends. */
function placeRow(into: Layout, row: readonly Sized[], place: Place, headed: boolean): number {
  const band = Math.max(...row.map((column) => column.height));
  const axis = place.top + band / 2;
  const lines = { shape: place.top + band + 18, parameters: place.top + band + 34 };
  let x = place.left + (place.first ? 0 : TURN);
  let end = place.first ? null : place.left;
  for (const column of row) {
    const box = boxAt(column, x, axis, lines);
    box.slot = slotAt(x, place.top, column.width, band + FIGURES_HEIGHT);
    if (end !== null) {
      into.arrows.push({ from: end, to: box.x, y: axis });
    }
    into.boxes.push(box);
    end = box.x + box.width;
    x += column.width + place.arrow;
  }
  if (!place.last && end !== null) {
    into.arrows.push({ from: end, to: x - place.arrow + TURN, y: axis });
  }
  if (headed) {
    into.headings.push({ text: "output", y: lines.shape });
    into.headings.push({ text: "parameters", y: lines.parameters });
  }
  return place.top + band + FIGURES_HEIGHT;
}

function slotAt(x: number, y: number, width: number, height: number): Box["slot"] {
  return { x: x - RING, y: y - RING, width: width + 2 * RING, height: height + RING };
}

function boxAt(sized: Sized, x: number, axis: number, lines: { shape: number; parameters: number }): Box {
  const middle = x + sized.width / 2;
  return {
    column: sized.column,
    x: middle - sized.boxWidth / 2,
    y: axis - sized.height / 2,
    width: sized.boxWidth,
    height: sized.height,
    middle,
    head: sized.head,
    headSize: sized.headSize,
    under: sized.under,
    shapeLine: lines.shape,
    parametersLine: lines.parameters,
    slot: { x: 0, y: 0, width: 0, height: 0 },
  };
}
