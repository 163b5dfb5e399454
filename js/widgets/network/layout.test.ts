import { describe, expect, it } from "vitest";

import { deep, dropout, image, lenet, mnist, network } from "./example";
import { layout, type Box, type Layout } from "./layout";

function rowsOf(result: Layout): number {
  return new Set(result.boxes.map((box) => box.shapeLine)).size;
}

/** Convolutions and dropout in turn, `pairs` times: images all the way. */
function images(pairs: number): ReturnType<typeof network> {
  return network(Array.from({ length: pairs }, () => [image(7, 68, [5, 5]), dropout]).flat());
}

function boxOf(result: Layout, number: number): Box {
  const box = result.boxes[number];
  if (box === undefined) {
    throw new Error(`there are ${result.boxes.length} boxes`);
  }
  return box;
}

describe("layout", () => {
  it("goes from left to right with an arrow between each two", () => {
    const { boxes, arrows } = layout(mnist.columns, 900);
    expect(boxes.map((box) => box.x)).toEqual(boxes.map((box) => box.x).sort((a, b) => a - b));
    expect(arrows).toHaveLength(boxes.length - 1);
    for (const arrow of arrows) {
      expect(arrow.to - arrow.from).toBeGreaterThanOrEqual(20);
    }
  });

  it("wraps where the width ends, into rows of about one length", () => {
    expect(rowsOf(layout(mnist.columns, 900))).toBe(1);
    const wrapped = layout(deep(6).columns, 420);
    expect(rowsOf(wrapped)).toBeGreaterThan(2);
    const lastLine = wrapped.boxes.at(-1)?.shapeLine;
    const last = wrapped.boxes.filter((box) => box.shapeLine === lastLine);
    expect(last.length).toBeGreaterThan(1);
  });

  it.each([200, 300, 420, 640, 900, 2000])("keeps everything inside %i pixels", (width) => {
    for (const model of [mnist, deep(30), lenet, images(40)]) {
      const result = layout(model.columns, width);
      for (const { slot } of result.boxes) {
        expect(slot.x).toBeGreaterThanOrEqual(0);
        expect(slot.x + slot.width).toBeLessThanOrEqual(width);
        expect(slot.y + slot.height).toBeLessThanOrEqual(result.height);
      }
    }
  });

  it("lets no two columns touch", () => {
    const { boxes } = layout(deep(30).columns, 640);
    boxes.slice(1).forEach((box, before) => {
      const left = boxes[before]?.slot;
      if (left?.y === box.slot.y) {
        expect(box.slot.x).toBeGreaterThan(left.x + left.width);
      }
    });
  });

  it("ends every row but the last at one edge", () => {
    for (const model of [deep(30), images(40)]) {
      const { arrows, boxes } = layout(model.columns, 900);
      const ends = new Map<number, number>();
      for (const { y, to } of arrows) {
        ends.set(y, Math.max(ends.get(y) ?? 0, Math.round(to)));
      }
      const edges = [...ends.values()].slice(0, -1);
      expect(edges.length).toBeGreaterThan(3);
      expect(new Set(edges).size).toBe(1);
      expect(Math.max(...boxes.map((box) => box.x + box.width))).toBeLessThanOrEqual(900);
    }
  });

  it("names the rows of figures, unless there is no room for the names", () => {
    expect(layout(mnist.columns, 900).headings.map((each) => each.text)).toEqual(["output", "parameters"]);
    expect(layout(mnist.columns, 260).headings).toEqual([]);
  });
});

describe("images", () => {
  it("carry the window of the layer that reads them, inside the front plane", () => {
    const result = layout(lenet.columns, 1200);
    expect(result.windows).toHaveLength(4);
    result.windows.forEach((window, number) => {
      const box = boxOf(result, [0, 1, 2, 4][number] ?? 0);
      expect(window.x).toBeGreaterThanOrEqual(box.x);
      expect(window.x + window.width).toBeLessThanOrEqual(box.x + (box.column.stack?.width ?? 0));
      expect(window.y + window.height).toBeLessThanOrEqual(box.y + box.height);
    });
  });

  it("lead the window's lines only into a neighbour in the same row", () => {
    const meets = (width: number): boolean[] =>
      layout(lenet.columns, width).windows.map((window) => window.meets !== null);
    expect(meets(1200)).toEqual([true, true, false, true]);
    expect(meets(200)).toEqual([true, false, false, true]);
  });

  it("have their words below them", () => {
    for (const box of layout(lenet.columns, 1200).boxes.filter((each) => each.column.stack !== null)) {
      for (const line of box.lines) {
        expect(line.y - line.size).toBeGreaterThan(box.y + box.height);
        expect(line.y).toBeLessThan(box.shapeLine);
      }
    }
  });
});
