import { describe, expect, it } from "vitest";

import { columns } from "./columns";
import { conv, deep, dense, dropout, lenet, mnist, network } from "./example";
import { layout, type Box, type Layout } from "./layout";
import type { NetworkModel } from "./model";
import { FIGURE_SIZE, holdsWords } from "./sizes";

const measure = (text: string, size: number): number => Array.from(text).length * size * 0.6;

function laidOut(model: NetworkModel, width: number, expanded = false): Layout {
  return layout(columns(model, expanded), width, measure);
}

function rowsOf(result: Layout): number {
  return new Set(result.boxes.map((box) => box.shapeLine)).size;
}

const hostile = network([
  dense(123_456_789, "w".repeat(200), 123_456_912_456_789),
  { ...dropout(0.1, [3]), head: "n".repeat(90), under: ["o".repeat(90)] },
  { ...conv(9, [1, 3], [5000, 3]), under: ["k".repeat(90), "a".repeat(90)] },
  dense(1, null, 4),
]);

/** Convolutions and dropout in turn, `pairs` times: images all the way. */
function images(pairs: number): NetworkModel {
  const pair = [conv(64, [3, 3], [32, 32]), dropout(0.1, [32, 32, 64])];
  return network(Array.from({ length: pairs }, () => pair).flat(), { input_shape: [32, 32, 3] });
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
    const { boxes, arrows } = laidOut(mnist, 900);
    expect(boxes.map((box) => box.x)).toEqual(boxes.map((box) => box.x).sort((a, b) => a - b));
    expect(arrows).toHaveLength(boxes.length - 1);
    for (const arrow of arrows) {
      expect(arrow.to - arrow.from).toBeGreaterThanOrEqual(20);
    }
  });

  it("makes more units taller, on a log scale, and one unit still readable", () => {
    const [input, hidden, , output] = laidOut(mnist, 900).boxes.map((box) => box.height);
    expect(input).toBeGreaterThan(hidden ?? 0);
    expect(hidden).toBeGreaterThan(output ?? 0);
    const one = laidOut(network([dense(1, null, 785)]), 900).boxes[1];
    expect(one?.height).toBeGreaterThanOrEqual(44);
  });

  it("makes layers that only pass on what they get slimmer", () => {
    const [, units, pass] = laidOut(network([dense(50, "relu", 1), dropout(0.2, [50])]), 900).boxes;
    expect(pass?.height).toBeLessThan(units?.height ?? 0);
    expect(pass?.width).toBeLessThan(units?.width ?? 0);
  });

  it("wraps where the width ends, into rows of about one length", () => {
    expect(rowsOf(laidOut(mnist, 900))).toBe(1);
    const wrapped = laidOut(deep(6), 420, true);
    expect(rowsOf(wrapped)).toBeGreaterThan(2);
    const lastLine = wrapped.boxes.at(-1)?.shapeLine;
    const last = wrapped.boxes.filter((box) => box.shapeLine === lastLine);
    expect(last.length).toBeGreaterThan(1);
  });

  it.each([200, 300, 420, 640, 900, 2000])("keeps everything inside %i pixels", (width) => {
    for (const model of [mnist, deep(30), lenet, images(40)]) {
      const result = laidOut(model, width, true);
      for (const { slot } of result.boxes) {
        expect(slot.x).toBeGreaterThanOrEqual(0);
        expect(slot.x + slot.width).toBeLessThanOrEqual(width);
        expect(slot.y + slot.height).toBeLessThanOrEqual(result.height);
      }
    }
  });

  it.each([240, 420, 900])("lets no text run out of its box or column at %i pixels", (width) => {
    for (const box of laidOut(hostile, width).boxes) {
      const most = holdsWords(box.column.form) ? box.width : box.slot.width;
      for (const line of box.lines) {
        expect(measure(line.text, line.size)).toBeLessThanOrEqual(most);
      }
      expect(measure(box.column.parameters, FIGURE_SIZE)).toBeLessThanOrEqual(box.slot.width);
    }
  });

  it("lets no two columns touch", () => {
    const { boxes } = laidOut(deep(30), 640, true);
    boxes.slice(1).forEach((box, before) => {
      const left = boxes[before]?.slot;
      if (left?.y === box.slot.y) {
        expect(box.slot.x).toBeGreaterThan(left.x + left.width);
      }
    });
  });

  it("ends every row but the last at one edge", () => {
    for (const model of [deep(30), images(40)]) {
      const { arrows, boxes } = laidOut(model, 900, true);
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
    expect(laidOut(mnist, 900).headings.map((each) => each.text)).toEqual(["output", "parameters"]);
    expect(laidOut(mnist, 260).headings).toEqual([]);
  });
});

describe("images", () => {
  it("follow height, width and channels", () => {
    const result = laidOut(lenet, 1200);
    const [input, first, pooled] = [0, 1, 2].map((number) => boxOf(result, number).stack);
    expect([input?.count, first?.count, pooled?.count]).toEqual([1, 4, 4]);
    expect(first?.height).toBe(input?.height);
    expect(pooled?.height).toBe((first?.height ?? 0) / 2);
  });

  it.each([1, 3, 64, 512, 1e6])("with %i channels stay within a frame", (channels) => {
    const { stack, width, height } = boxOf(
      laidOut(network([conv(channels, [3, 3], [7, 7])], { input_shape: [224, 1, 3] }), 900),
      1,
    );
    expect(stack?.count).toBeLessThanOrEqual(10);
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(7);
    expect(Math.max(width, height)).toBeLessThanOrEqual(100);
  });

  it("carry the window of the layer that reads them, inside the front plane", () => {
    const result = laidOut(lenet, 1200);
    expect(result.windows).toHaveLength(4);
    result.windows.forEach((window, number) => {
      const box = boxOf(result, [0, 1, 2, 4][number] ?? 0);
      expect(window.x).toBeGreaterThanOrEqual(box.x);
      expect(window.x + window.width).toBeLessThanOrEqual(box.x + (box.stack?.width ?? 0));
      expect(window.y + window.height).toBeLessThanOrEqual(box.y + box.height);
    });
  });

  it("lead the window's lines only into a neighbour in the same row", () => {
    const meets = (width: number): boolean[] =>
      laidOut(lenet, width).windows.map((window) => window.meets !== null);
    expect(meets(1200)).toEqual([true, true, false, true]);
    expect(meets(200)).toEqual([true, false, false, false]);
  });

  it("have their words below them", () => {
    for (const box of laidOut(lenet, 1200).boxes.filter((each) => each.stack !== null)) {
      for (const line of box.lines) {
        expect(line.y - line.size).toBeGreaterThan(box.y + box.height);
        expect(line.y).toBeLessThan(box.shapeLine);
      }
    }
  });
});
