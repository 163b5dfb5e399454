/** A person's image, from the clipboard or a file, as pixels for the kernel. */

import { base64 } from "./sketch";

const MOST_BYTES = 50_000_000;
/** The longer side of what is sent: a message has at most 200,000 letters. */
const SIDE = 200;

/** Why an image is not shown, in a sentence. */
export class Refusal extends Error {}

export interface Image {
  /** Three bytes a pixel, in base64. */
  pixels: string;
  height: number;
  width: number;
}

/** Reads an image and makes it small; what can be seen through is white. */
export async function imageOf(file: Blob): Promise<Image> {
  if (file.size === 0) {
    throw new Refusal("This file is empty.");
  }
  if (file.size > MOST_BYTES) {
    throw new Refusal("This file is larger than 50 MB.");
  }
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (bitmap === null) {
    throw new Refusal("This is not an image that the browser can read.");
  }
  const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
  const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(side * scale))) as [number, number];
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext("2d");
  if (context === null) {
    throw new Refusal("The browser can't draw this image.");
  }
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  const { data } = context.getImageData(0, 0, width, height);
  return { pixels: base64(data.filter((_, place) => place % 4 !== 3)), height, width };
}

const NONE = "There is no image on the clipboard.";

/** The image on the clipboard, where the page may read it. */
export async function imageOfClipboard(): Promise<Blob> {
  let items: ClipboardItem[];
  try {
    items = await navigator.clipboard.read();
  } catch {
    throw new Refusal("The browser does not let this page read the clipboard: click on the pad and press Ctrl+V.");
  }
  for (const item of items) {
    const type = item.types.find((one) => one.startsWith("image/"));
    if (type !== undefined) {
      return item.getType(type);
    }
  }
  throw new Refusal(NONE);
}

/** The image that a person pastes with a key. */
export function imageOfPaste({ clipboardData }: ClipboardEvent): Blob {
  const file = [...(clipboardData?.files ?? [])].find(({ type }) => type.startsWith("image/"));
  if (file === undefined) {
    throw new Refusal(NONE);
  }
  return file;
}
