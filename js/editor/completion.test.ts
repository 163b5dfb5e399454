import { expect, test } from "vitest";

import { completeByKernel } from "./completion";

test("words of the text are offered in other cells alone", async () => {
  const reply = { start: 0, end: 2, items: [{ label: "relu_width" }] };
  const provider = { fetch: () => Promise.resolve(reply) };
  completeByKernel({ getProviders: () => new Map([["CompletionProvider:context", provider]]) });
  const fetch = provider.fetch as (request: object) => Promise<{ items: object[] }>;
  expect((await fetch({ text: "# one\n%%densemodel\nrelu_width: 784 -> 50 re", offset: 43 })).items).toEqual([]);
  expect(await fetch({ text: "relu_width = 5\nre", offset: 17 })).toEqual(reply);
});

test("a page without that offer is left as it is", () => {
  completeByKernel({ getProviders: () => new Map() });
});
