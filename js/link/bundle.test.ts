import { expect, it, vi } from "vitest";

import { managerOf } from "../testing/fake_model";
import { apply, findsModels, type Part } from "./bundle";

/** A model of @jupyter-widgets/base, as far as a bundle uses it. */
function baseModel(ready: Promise<unknown> = Promise.resolve()) {
  return {
    constructor: { _deserialize_state: async (state: object) => Promise.resolve({ ...state, read: true }) },
    widget_manager: {},
    state_change: ready,
    set_state: vi.fn(),
  };
}

it("sets all models once all are ready, each buffer in its place, and leaves out those that are gone", async () => {
  let finish: (value: unknown) => void = () => undefined;
  const [one, other] = [baseModel(), baseModel(new Promise((resolve) => { finish = resolve; }))];
  const buffers = [1, 2, 3, 4].map((size) => new DataView(new ArrayBuffer(size)));
  const parts: Part[] = [
    { model: "one", state: { x: { shape: [1] }, y: 1 }, paths: [["x", "value"]] },
    { model: "gone", state: {}, paths: [["x"]] },
    { model: "other", state: { lines: [{}, {}] }, paths: [["lines", 0, "x"], ["lines", 1, "x"]] },
  ];
  const applied = apply(managerOf(new Map(Object.entries({ one, other }))), parts, buffers);
  await new Promise((resolve) => setTimeout(resolve));
  expect(one.set_state).not.toHaveBeenCalled();
  finish(null);
  await one.state_change; // as the next message of this model does
  expect(one.set_state.mock.calls).toEqual([[{ x: { shape: [1], value: buffers[0] }, y: 1, read: true }]]);
  expect(other.set_state.mock.calls).toEqual([[{ lines: [{ x: buffers[2] }, { x: buffers[3] }], read: true }]]);
  await applied;
});

it("is not for a page whose manager finds no models", () => {
  expect([undefined, {}, managerOf(new Map())].map(findsModels)).toEqual([false, false, true]);
});
