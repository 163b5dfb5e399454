import { describe, expect, it } from "vitest";

import { columns } from "./columns";
import { deep, dense, dropout, mnist, network } from "./example";
import { FIGURE_SIZE, layout, UNDER_SIZE, type Layout } from "./layout";
import type { NetworkModel } from "./model";

const measure = (text: string, size: number): number => Array.from(text).length * size * 0.6;

function laidOut(model: NetworkModel, width: number, expanded = false): Layout {
  return layout(columns(model, expanded), width, measure);
}

function rowsOf(result: Layout): number {
  return new Set(result.boxes.map((box) => box.shapeLine)).size;
}

const hostile = network([
  dense(123_456_789, "w".repeat(200), 123_456_912_456_789),
  { ...dropout(0.1, 3), text: `${"n".repeat(90)} ${"o".repeat(90)}` },
  dense(1, null, 4),
]);

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
    const [, units, pass] = laidOut(network([dense(50, "relu", 1), dropout(0.2, 50)]), 900).boxes;
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
    for (const model of [mnist, deep(30)]) {
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
      expect(measure(box.head, box.headSize)).toBeLessThanOrEqual(box.width);
      expect(measure(box.under, UNDER_SIZE)).toBeLessThanOrEqual(box.width);
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

  it("names the rows of figures, unless there is no room for the names", () => {
    expect(laidOut(mnist, 900).headings.map((each) => each.text)).toEqual(["output", "parameters"]);
    expect(laidOut(mnist, 260).headings).toEqual([]);
  });
});
