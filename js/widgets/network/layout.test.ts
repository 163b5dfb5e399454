import { describe, expect, it } from "vitest";

import { deep, dropout, image, lenet, mnist, network } from "./example";
import { layout, type Layout } from "./layout";

/** How many columns each row has. */
function rowsOf({ boxes }: Layout): number[] {
  const tops = boxes.map(({ slot }) => slot.y);
  return [...new Set(tops)].map((top) => tops.filter((each) => each === top).length);
}

/** Convolutions and dropout in turn, `pairs` times: images all the way. */
function images(pairs: number): ReturnType<typeof network> {
  return network(Array.from({ length: pairs }, () => [image(7, 68, [5, 5]), dropout]).flat());
}

describe("layout", () => {
  it("has an arrow between each two columns", () => {
    const { boxes, arrows } = layout(mnist.columns, 900);
    expect(arrows).toHaveLength(boxes.length - 1);
    expect(Math.min(...arrows.map(({ from, to }) => to - from))).toBeGreaterThanOrEqual(20);
  });

  it("wraps where the width ends, into rows of about one length", () => {
    expect(rowsOf(layout(mnist.columns, 900))).toHaveLength(1);
    const rows = rowsOf(layout(deep(6).columns, 420));
    expect(rows.length).toBeGreaterThan(2);
    expect(rows.at(-1)).toBeGreaterThan(1);
  });

  it.each([200, 300, 420, 640, 900, 2000])("keeps everything apart and inside %i pixels", (width) => {
    for (const model of [mnist, deep(30), lenet, images(40)]) {
      const { boxes, height } = layout(model.columns, width);
      boxes.forEach(({ slot }, number) => {
        const before = boxes[number - 1]?.slot;
        expect(slot.x).toBeGreaterThan(before?.y === slot.y ? before.x + before.width : 0);
        expect(slot.x + slot.width).toBeLessThanOrEqual(width);
        expect(slot.y + slot.height).toBeLessThanOrEqual(height);
      });
    }
  });

  it("ends every row but the last at one edge", () => {
    for (const model of [deep(30), images(40)]) {
      // the last arrow of a row is the furthest
      const ends = new Map(layout(model.columns, 900).arrows.map(({ y, to }) => [y, Math.round(to)]));
      const edges = [...ends.values()].slice(0, -1);
      expect(edges.length).toBeGreaterThan(3);
      expect(new Set(edges).size).toBe(1);
    }
  });

  it("names the rows of figures, unless there is no room for the names", () => {
    expect(layout(mnist.columns, 900).headings.map((each) => each.text)).toEqual(["output", "parameters"]);
    expect(layout(mnist.columns, 260).headings).toEqual([]);
  });
});

describe("images", () => {
  it("carry the window of the layer that reads them, inside the front plane", () => {
    const { windows, boxes } = layout(lenet.columns, 1200);
    expect(windows).toHaveLength(4);
    const read = [0, 1, 2, 4].map((number) => boxes[number]);
    windows.forEach((window, number) => {
      const { x = NaN, y = NaN, height = NaN, column } = read[number] ?? {};
      expect(window.x).toBeGreaterThanOrEqual(x);
      expect(window.x + window.width).toBeLessThanOrEqual(x + (column?.stack?.width ?? NaN));
      expect(window.y + window.height).toBeLessThanOrEqual(y + height);
    });
  });

  it("lead the window's lines only into a neighbour in the same row", () => {
    const meets = (width: number): boolean[] => layout(lenet.columns, width).windows.map((each) => each.meets !== null);
    expect(meets(1200)).toEqual([true, true, false, true]);
    expect(meets(200)).toEqual([true, false, false, true]);
  });

  it("have their words below them", () => {
    const { boxes } = layout(lenet.columns, 1200);
    for (const { y, height, lines } of boxes.filter(({ column }) => column.stack !== null)) {
      const tops = lines.map((line) => line.y - line.size);
      expect(Math.min(...tops)).toBeGreaterThan(y + height);
      expect(tops).toEqual(tops.toSorted((one, other) => one - other));
    }
  });
});
