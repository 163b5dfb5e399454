import { describe, expect, it } from "vitest";

import { managerOf } from "../testing/fake_model";
import { apply, findsModels, unpack, type Part } from "./bundle";

type State = Record<string, unknown>;

/** A model of @jupyter-widgets/base, as far as a bundle uses it. */
class BaseModel {
  static log: string[] = [];
  static _deserialize_state(state: State): Promise<State> {
    return Promise.resolve(state);
  }
  declare ["constructor"]: typeof BaseModel;
  widget_manager = {};
  state_change: Promise<unknown> = Promise.resolve();
  state: State = {};

  constructor(private readonly name: string) {}

  set_state(state: State): void {
    Object.assign(this.state, state);
    BaseModel.log.push(this.name);
  }
}

const part = (model: string, state: State, paths: Part["paths"] = []): Part => ({ model, state, paths });

describe("a bundle", () => {
  it("puts each buffer where it belongs, in order", () => {
    const views = [1, 2, 3].map((size) => new DataView(new ArrayBuffer(size)));
    const parts = [
      part("a", { x: { shape: [1] }, y: 1 }, [["x", "value"]]),
      part("b", { lines: [{}, {}] }, [["lines", 0, "x"], ["lines", 1, "x"]]),
    ];
    const states = unpack(parts, views);
    expect(states[0]).toEqual({ x: { shape: [1], value: views[0] }, y: 1 });
    expect(states[1]).toEqual({ lines: [{ x: views[1] }, { x: views[2] }] });
  });

  it("sets all models in a row once all are ready, and leaves out those that are gone", async () => {
    BaseModel.log = [];
    const [one, other] = [new BaseModel("one"), new BaseModel("other")];
    let finish: (value: unknown) => void = () => undefined;
    other.state_change = new Promise((resolve) => { finish = resolve; });
    const parts = [part("one", { value: 1 }), part("gone", { value: 2 }), part("other", { value: 3 })];
    const applied = apply(managerOf(new Map(Object.entries({ one, other }))), parts, []);
    await Promise.resolve();
    expect(BaseModel.log).toEqual([]);
    finish(null);
    await applied;
    expect(BaseModel.log).toEqual(["one", "other"]);
    expect([one.state, other.state]).toEqual([{ value: 1 }, { value: 3 }]);
  });

  it("lets a later message of one model wait for it", async () => {
    BaseModel.log = [];
    const one = new BaseModel("one");
    const applied = apply(managerOf(new Map([["one", one]])), [part("one", { value: 1 })], []);
    await applied;
    await one.state_change;
    expect(one.state).toEqual({ value: 1 });
  });

  it("is not for a page whose manager finds no models", () => {
    expect(findsModels(undefined)).toBe(false);
    expect(findsModels({})).toBe(false);
    expect(findsModels(managerOf(new Map()))).toBe(true);
  });
});
