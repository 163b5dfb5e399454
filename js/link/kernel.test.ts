import { describe, expect, it, vi } from "vitest";

import { FakeKernel, FakeSignal } from "../testing/kernel";
import { watchKernel } from "./kernel";

function watch(kernel = new FakeKernel()) {
  const tell = vi.fn();
  const sessionContext = { kernelChanged: new FakeSignal() };
  const view = new AbortController();
  const stop = (): void => { view.abort(); };
  watchKernel({ kernel, context: { sessionContext } }, tell, view.signal);
  return { kernel, tell, stop, sessionContext };
}

describe("the kernel of a widget", () => {
  it.each(["dead", "terminating", "autorestarting", "restarting"])("has ended when it is %s", (status) => {
    const { kernel, tell } = watch();
    kernel.become("busy");
    expect(tell).not.toHaveBeenCalled();
    kernel.become(status);
    kernel.become(status);
    expect(tell.mock.calls).toEqual([[true]]);
  });

  it("does not come back when another process takes its place", () => {
    const { kernel, tell } = watch();
    kernel.become("autorestarting");
    kernel.become("idle");
    expect(tell.mock.calls).toEqual([[true]]);
  });

  it("comes back when it was only not known for a while", () => {
    const { kernel, tell } = watch();
    kernel.become("unknown");
    kernel.become("idle");
    expect(tell.mock.calls).toEqual([[true], [false]]);
  });

  it("has ended when the notebook lets go of it", () => {
    const { kernel, tell, sessionContext } = watch();
    kernel.isDisposed = true;
    sessionContext.kernelChanged.emit();
    expect(tell.mock.calls).toEqual([[true]]);
  });

  it("is told at once where it had ended before", () => {
    expect(watch(new FakeKernel("dead")).tell.mock.calls).toEqual([[true]]);
  });

  it("is let go of", () => {
    const { kernel, stop, sessionContext } = watch();
    stop();
    const signals = [kernel.statusChanged, kernel.connectionStatusChanged, kernel.disposed];
    expect([...signals, sessionContext.kernelChanged].map(({ slots }) => slots.size)).toEqual([
      0, 0, 0, 0,
    ]);
  });

  it("has ended when the notebook of nbclassic says so", () => {
    const slots = new Map<string, () => void>();
    const events = {
      on: (names: string, slot: () => void) => slots.set(names, slot),
      off: (names: string) => slots.delete(names),
    };
    const tell = vi.fn();
    const view = new AbortController();
    watchKernel({ notebook: { events } }, tell, view.signal);
    const [[names, slot] = ["", () => undefined]] = slots;
    expect(names.split(" ")).toContain("kernel_autorestarting.Kernel");
    expect(tell).not.toHaveBeenCalled();
    slot();
    expect(tell.mock.calls).toEqual([[true]]);
    view.abort();
    expect(slots.size).toBe(0);
  });

  it.each([
    undefined,
    {},
    { kernel: null },
    { kernel: {} },
    { kernel: { status: "idle", statusChanged: 3 } },
    {
      get kernel(): never {
        throw new Error("disposed");
      },
    },
  ])("is not missed where the front end knows none", (manager) => {
    const tell = vi.fn();
    watchKernel(manager, tell, new AbortController().signal);
    expect(tell).not.toHaveBeenCalled();
  });
});
