import { describe, expect, it, vi } from "vitest";

import { FakeKernel, FakeSignal } from "../testing/kernel";
import { watchKernel } from "./kernel";

function observe(manager: unknown) {
  const report = vi.fn();
  const view = new AbortController();
  watchKernel(manager, report, view.signal);
  return { report, stop: () => { view.abort(); } };
}

describe("the kernel of a widget", () => {
  it.each([
    ["lives while it is busy", ["busy", "idle"], []],
    ["has ended when it is dead", ["dead", "dead"], [true]],
    ["has ended when it is shut down", ["terminating"], [true]],
    ["does not come back as another process after a restart", ["restarting", "idle"], [true]],
    ["does not come back as another process after a crash", ["autorestarting", "idle"], [true]],
    ["comes back when it was only not known for a while", ["unknown", "idle"], [true, false]],
  ])("%s", (_, statuses, reported) => {
    const kernel = new FakeKernel();
    const { report } = observe({ kernel });
    statuses.forEach((status) => { kernel.become(status); });
    expect(report.mock.calls.flat()).toEqual(reported);
  });

  it("has ended when the notebook disposes of it, and is not listened to after the view", () => {
    const kernel = new FakeKernel();
    const sessionContext = { kernelChanged: new FakeSignal() };
    const { report, stop } = observe({ kernel, context: { sessionContext } });
    kernel.isDisposed = true;
    sessionContext.kernelChanged.emit();
    expect(report.mock.calls).toEqual([[true]]);
    stop();
    const signals = [kernel.statusChanged, kernel.connectionStatusChanged, kernel.disposed];
    expect([...signals, sessionContext.kernelChanged].map(({ slots }) => slots.size)).toEqual([0, 0, 0, 0]);
  });

  it("has ended when the notebook of nbclassic says so", () => {
    const slots = new Map<string, () => void>();
    const events = {
      on: (names: string, slot: () => void) => slots.set(names, slot),
      off: (names: string) => slots.delete(names),
    };
    const { report, stop } = observe({ notebook: { events } });
    const [[names, slot] = ["", () => undefined]] = slots;
    expect(names.split(" ")).toContain("kernel_autorestarting.Kernel");
    expect(report).not.toHaveBeenCalled();
    slot();
    expect(report.mock.calls).toEqual([[true]]);
    stop();
    expect(slots.size).toBe(0);
  });

  it.each([
    undefined,
    {},
    { kernel: null },
    { kernel: { status: "idle", statusChanged: 3 } },
    {
      get kernel(): never {
        throw new Error("disposed");
      },
    },
  ])("is not missed where the front end knows none", (manager) => {
    expect(observe(manager).report).not.toHaveBeenCalled();
  });
});
