import { describe, expect, it } from "vitest";

import { dense, dropout, mnist, network } from "./example";
import { fitted, layerSentence, layerWords, networkSentence, shape } from "./format";

const oneEach = (text: string): number => Array.from(text).length;

describe("words", () => {
  it("puts the units over the activation", () => {
    expect(layerWords(dense(1000, "relu", 1))).toEqual({ head: "1,000", under: "relu" });
    expect(layerWords(dense(1, null, 1))).toEqual({ head: "1", under: "" });
  });

  it("puts a word over its options", () => {
    const norm = { ...dropout(0, 8), kind: "BatchNormalization", text: "bn(scale=off)" };
    expect(layerWords(dropout(0.25, 8))).toEqual({ head: "drop", under: "0.25" });
    expect(layerWords(norm)).toEqual({ head: "bn", under: "scale=off" });
    expect(layerWords({ ...norm, text: "relu" })).toEqual({ head: "relu", under: "" });
  });
});

describe("sentences", () => {
  it("says what a layer is, gives and holds", () => {
    expect(layerSentence(dense(50, "relu", 39250))).toBe(
      "Dense 50 relu: output 50, 39,250 parameters",
    );
    expect(layerSentence(dropout(0.2, 50))).toBe("Dropout (drop 0.2): output 50, no parameters");
  });

  it("tells trainable parameters apart only where they differ", () => {
    const norm = { ...dropout(0, 8), kind: "BatchNormalization", text: "bn" };
    const counts = { parameter_count: 32, trainable_count: 16 };
    expect(layerSentence({ ...norm, ...counts })).toBe(
      "BatchNormalization (bn): output 8, 32 parameters (16 trainable)",
    );
    expect(networkSentence(mnist)).toBe("3 layers · 42,310 parameters");
    expect(networkSentence(network([dense(1, null, 1)]))).toBe("1 layer · 1 parameter");
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
