import { describe, expect, it, vi } from "vitest";

import { FakeModel, managerOf } from "../../testing/fake_model";
import { reportSliders } from "./sliders";

type Change = (values: unknown, handle: number, numbers: readonly number[]) => void;

/** A panel with a slider of a model. */
function slider(model: FakeModel<{ index: number }>) {
  const panel = document.createElement("div");
  panel.innerHTML = "<div class='widget-slider dm-slider dm-model-a'><div class='noUi-target'></div></div>";
  const changes: Change[] = [];
  Object.assign(panel.querySelector(".noUi-target") ?? {}, { noUiSlider: { on: (_: string, act: Change) => changes.push(act) } });
  const report = (): void => { reportSliders(panel, managerOf(new Map([["a", model]]))); };
  return { changes, report };
}

describe("a slider", () => {
  it("reports what a key has set, where its view did not", async () => {
    const model = new FakeModel({ index: 6 });
    const { changes, report } = slider(model);
    report();
    changes[0]?.(["7"], 0, [6.999999]);
    await vi.waitFor(() => { expect(model.get("index")).toBe(7); });
    expect(model.saves).toBe(1);
  });

  it("reports nothing that its view has reported", async () => {
    const model = new FakeModel({ index: 7 });
    const { changes, report } = slider(model);
    report();
    changes[0]?.(["7"], 0, [7]);
    await Promise.resolve();
    expect(model.saves).toBe(0);
  });

  it("is listened to once, until it is made anew", () => {
    const { changes, report } = slider(new FakeModel({ index: 7 }));
    report();
    report();
    expect(changes).toHaveLength(1);
  });
});
