import { describe, expect, it } from "vitest";

import { dense, mnist, network } from "./example";
import { fitted, networkSentence, shape } from "./format";

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
