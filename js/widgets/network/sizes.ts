/** The size of each column with its fitted text, before it is placed: boxes, bars, stacked planes. */

import type { Measure } from "../../shared/measure";
import { fitted, type Column, type Form } from "./columns";

/** A stack in its frame; the front plane is at the lower left. */
export interface Stack {
  count: number;
  /** Height and width of one plane, in pixels. */
  width: number;
  height: number;
}

export interface Words {
  role: "head" | "under";
  text: string;
  size: number;
}

export interface Sized {
  column: Column;
  /** What is drawn: a box, a frame around planes, a bar. */
  drawn: { width: number; height: number };
  stack: Stack | null;
  words: Words[];
  /** The width of the whole column: wider than the drawing if the texts below are. */
  width: number;
}

export const FIGURE_SIZE = 11;
export const UNDER_SIZE = 12;
const HEAD_SIZE = 19;
const SMALL_HEAD_SIZE = 12;
const TALLEST = 76;
const SHORTEST = 46;
/** The height of a line of text. */
export const LINE = 17;
const MARK_EDGE = 4;
const BAR_WIDTH = 14;
const WIDEST_TEXT: Record<Form, number> = { box: 108, planes: 112, bar: 90, mark: 150 };
const PADDING: Record<Form, number> = { box: 10, planes: 0, bar: 0, mark: 6 };
const NARROWEST: Record<Form, number> = { box: 46, planes: 0, bar: 0, mark: 26 };
const LEAST_TEXT = 26;
/** Of the planes of feature maps. */
const LARGEST = 68;
const SMALLEST = 7;
const MOST = 10;
const SMALLEST_WINDOW = 4;
/** From one plane to the next, to the right and upwards. */
export const STEP = 3;

/** Whether the text is inside the drawing, not below it. */
export function holdsWords(form: Form): boolean {
  return form === "box" || form === "mark";
}

export function sizedColumns(columns: readonly Column[], room: number, measure: Measure): Sized[] {
  const vectors = columns.filter((column) => column.form === "box" || column.form === "bar");
  const longest = Math.max(2, ...vectors.map((column) => column.sizes[0] ?? 1));
  const images = columns.filter((column) => column.form === "planes");
  const side = largestSide(images.map((column) => column.sizes));
  return columns.map((column) => {
    const stack = column.form === "planes" ? stackOf(column.sizes, side) : null;
    const words = fittedWords(column, room, measure);
    const textWidth = Math.ceil(Math.max(...words.map((line) => measure(line.text, line.size))));
    const drawn = drawnSize(column, stack, textWidth, longest);
    const figures = [column.shape, column.parameters].map((line) => measure(line, FIGURE_SIZE));
    const width = Math.max(drawn.width, textWidth, ...figures.map(Math.ceil));
    return { column, drawn, stack, words, width };
  });
}

function fittedWords({ form, head, under }: Column, room: number, measure: Measure): Words[] {
  const most = Math.max(LEAST_TEXT, Math.min(WIDEST_TEXT[form], room - 2 * PADDING[form]));
  const headSize = form === "box" ? headSizeFor(head, most, measure) : SMALL_HEAD_SIZE;
  const fit = (role: Words["role"], text: string, size: number): Words => {
    return { role, text: fitted(text, most, (part) => measure(part, size)), size };
  };
  return [fit("head", head, headSize), ...under.map((line) => fit("under", line, UNDER_SIZE))];
}

/** A long number gets a smaller font before it is cut. */
function headSizeFor(text: string, most: number, measure: Measure): number {
  const wide = measure(text, HEAD_SIZE);
  return Math.max(SMALL_HEAD_SIZE, Math.min(HEAD_SIZE, Math.floor((HEAD_SIZE * most) / wide)));
}

function drawnSize(
  { form, sizes, under }: Column,
  stack: Stack | null,
  textWidth: number,
  longest: number,
): Sized["drawn"] {
  if (stack !== null) {
    return { width: stack.width + depth(stack), height: stack.height + depth(stack) };
  }
  const lines = Math.max(2, 1 + under.length);
  const height = form === "mark" ? lines * LINE + MARK_EDGE : heightFor(sizes[0] ?? 1, longest);
  const width = Math.max(NARROWEST[form], textWidth + 2 * PADDING[form]);
  return { width: form === "bar" ? BAR_WIDTH : width, height };
}

/** On a log scale, so that 10 units beside 784 still look like more than one. */
function heightFor(size: number, longest: number): number {
  const share = Math.log(Math.max(1, size)) / Math.log(longest);
  return Math.round(SHORTEST + (TALLEST - SHORTEST) * share);
}

/** Height, width and channels of a shape; `28x28` counts as `28x28x1`. */
function imageOf(sizes: readonly number[]): [number, number, number] {
  const [height = 1, width = 1, ...channels] = sizes;
  return [height, width, channels.reduce((all, size) => all * size, 1)];
}

/** The longest side of all images in a drawing. */
function largestSide(images: readonly (readonly number[])[]): number {
  return Math.max(1, ...images.flatMap((sizes) => imageOf(sizes).slice(0, 2)));
}

function stackOf(sizes: readonly number[], largest: number): Stack {
  const [height, width, channels] = imageOf(sizes);
  const side = (length: number): number =>
    Math.max(SMALLEST, Math.round((LARGEST * length) / largest));
  return { count: planeCount(channels), width: side(width), height: side(height) };
}

/** The number of drawn planes: up to three as they are, then one more for each doubling. */
function planeCount(channels: number): number {
  return Math.min(MOST, Math.round(1 + Math.log2(Math.max(1, channels))));
}

export function depth(stack: Stack): number {
  return (stack.count - 1) * STEP;
}

/** The distance from the frame to the outline on both sides, at half height. */
export function inset(stack: Stack): number {
  return Math.max(0, (depth(stack) - stack.height) / 2);
}

/** The window of a kernel in the middle of the front plane, in pixels. */
export function windowOn(
  stack: Stack,
  sizes: readonly number[],
  kernel: readonly number[],
): { width: number; height: number } {
  const [rows, columns] = imageOf(sizes);
  const [high = 1, wide = 1] = kernel;
  const side = (share: number, whole: number): number =>
    Math.max(SMALLEST_WINDOW, Math.round(Math.min(1, share) * whole));
  return { width: side(wide / columns, stack.width), height: side(high / rows, stack.height) };
}
