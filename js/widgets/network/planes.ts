/** Feature maps as stacked planes: their number, size and outline. */

/** A stack in its frame; the front plane is at the lower left. */
export interface Stack {
  count: number;
  /** Height and width of one plane, in pixels. */
  width: number;
  height: number;
}

const LARGEST = 68;
const SMALLEST = 7;
const MOST = 10;
const SMALLEST_WINDOW = 4;
/** From one plane to the next, to the right and upwards. */
export const STEP = 3;

/** Height, width and channels of a shape; `28x28` counts as `28x28x1`. */
export function imageOf(sizes: readonly number[]): [number, number, number] {
  const [height = 1, width = 1, ...channels] = sizes;
  return [height, width, channels.reduce((all, size) => all * size, 1)];
}

/** The longest side of all images in a drawing. */
export function largestSide(images: readonly (readonly number[])[]): number {
  return Math.max(1, ...images.flatMap((sizes) => imageOf(sizes).slice(0, 2)));
}

export function stackOf(sizes: readonly number[], largest: number): Stack {
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
