import { describe, expect, it } from "vitest";

import { canExpand, columns, fitted, MOST_AT_ONCE, networkSentence, shape } from "./columns";
import { deep, dense, lenet, mnist, network } from "./example";

describe("columns", () => {
  it("begins with the input and shows every layer of a short network", () => {
    const shown = columns(mnist, false);
    expect(shown.map((column) => column.head)).toEqual(["784", "50", "50", "10"]);
    expect(shown.map((column) => column.parameters)).toEqual(["", "39,250", "2,550", "510"]);
    expect(canExpand(mnist)).toBe(false);
  });

  it("draws images as planes, vectors as boxes and bars, and the rest as marks", () => {
    const forms = columns(lenet, false).map((column) => column.form);
    const image = ["planes", "planes", "planes", "mark", "planes", "planes"];
    expect(forms).toEqual([...image, "bar", "box", "box"]);
  });

  it("says the size of a vector in its box, and that of an image below it", () => {
    expect(columns(mnist, false)[0]).toMatchObject({ head: "784", under: ["input"] });
    expect(columns(lenet, false)[0]).toMatchObject({ head: "input", shape: "28 × 28 × 1" });
  });

  it("shows the ends of a long network, and all of it when asked", () => {
    const model = deep(30);
    const folded = columns(model, false);
    expect(folded).toHaveLength(1 + 8 + 1 + 4);
    expect(folded[9]).toMatchObject({ role: "gap", head: "… 49 more", under: ["layers"] });
    expect(columns(model, true)).toHaveLength(1 + 61);
    expect(canExpand(model)).toBe(true);
  });

  it("counts the parameters behind the gap, so that the row adds up", () => {
    const model = deep(30);
    const shown = columns(model, false).map((column) => Number(column.parameters.replace(/,/g, "")));
    expect(shown.reduce((all, each) => all + each)).toBe(model.parameter_count);
  });

  it("shows just as many layers as stand in a glance", () => {
    const layers = Array.from({ length: MOST_AT_ONCE }, () => dense(8, "relu", 72));
    expect(columns(network(layers), false)).toHaveLength(MOST_AT_ONCE + 1);
    expect(columns(network([...layers, dense(1, null, 9)]), false)).toHaveLength(14);
  });

  it("keeps a gap for layers that were never sent", () => {
    const model = deep(100, { left_out_count: 9800, parameter_count: 2_000_000 });
    expect(columns(model, false)[9]?.head).toBe("… 9,989 more");
    const gap = columns(model, true)[1 + 100];
    expect(gap).toMatchObject({ role: "gap", head: "… 9,800 more", parameters: "988,990" });
  });
});

const oneEach = (text: string): number => Array.from(text).length;

describe("sentences", () => {
  it("counts layers and parameters", () => {
    expect(networkSentence(mnist)).toBe("3 layers · 42,310 parameters · 169 kB");
    expect(networkSentence(network([dense(1, null, 1)]))).toBe("1 layer · 1 parameter · 4 bytes");
  });

  it("tells trainable parameters apart only where they differ", () => {
    expect(networkSentence({ ...mnist, trainable_count: 42_000 })).toBe(
      "3 layers · 42,310 parameters · 169 kB (42,000 trainable)",
    );
  });

  it("begins with the network's name", () => {
    expect(networkSentence({ ...mnist, name: "digits" })).toMatch(/^digits · 3 layers/);
  });

  it("counts the layers that were left out", () => {
    expect(networkSentence({ ...mnist, left_out_count: 9997 })).toMatch(/^10,000 layers/);
  });
});

describe("fitting", () => {
  it("leaves a text that fits and cuts one that does not", () => {
    expect(fitted("relu", 4, oneEach)).toBe("relu");
    expect(fitted("hard_sigmoid", 5, oneEach)).toBe("hard…");
    expect(fitted("hard_sigmoid", 0, oneEach)).toBe("…");
  });

  it("never cuts a letter in two", () => {
    expect(fitted("🙂🙂🙂", 2, oneEach)).toBe("🙂…");
  });

  it("writes shapes with a times sign", () => {
    expect(shape([28, 28, 1])).toBe("28 × 28 × 1");
  });
});
