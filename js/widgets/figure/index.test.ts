import type { RenderProps } from "@anywidget/types";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import widget from "./index";
import type { PlaceModel } from "./model";

const MARGIN = { top: 20, bottom: 30, left: 52, right: 74 };

let report: ((entries: unknown[]) => void) | null;

/** A ResizeObserver that reports what the test says. */
class Sizes {
  readonly observe = vi.fn();

  constructor(callback: (entries: unknown[]) => void) {
    report = callback;
  }

  disconnect(): void {
    report = null;
  }
}

const measured = vi.fn(() => ({ width: 0, height: 0 }));
const view = { el: document.createElement("svg"), getFigureSize: measured, trigger: vi.fn(), remove: vi.fn() };
const set = vi.fn();
const manager = {
  get_model: vi.fn(() => Promise.resolve({ get: () => MARGIN, set })),
  create_view: vi.fn(() => Promise.resolve(view)),
};
let el: HTMLElement;
let close: () => void;

async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
}

async function become(width: number, height = 308): Promise<void> {
  report?.([{ contentRect: { width, height } }]);
  await settled();
}

beforeEach(async () => {
  vi.clearAllMocks();
  view.getFigureSize = measured;
  vi.stubGlobal("ResizeObserver", Sizes);
  el = document.createElement("div");
  const model = { get: () => "IPY_MODEL_figure", widget_manager: manager };
  close = widget.render({ model, el } as unknown as RenderProps<PlaceModel>);
  await settled();
});
afterEach(() => { vi.unstubAllGlobals(); });

describe("the figure", () => {
  it("is drawn once there is room between its margins, and told that it is in the page", async () => {
    expect(manager.get_model).toHaveBeenCalledWith("figure");
    await become(0, 0);
    await become(126);
    await become(600, 50);
    expect(manager.create_view).not.toHaveBeenCalled();
    await become(127);
    expect(el.firstChild).toBe(view.el);
    expect(view.trigger).toHaveBeenCalledWith("displayed");
    await become(0, 0);
    await become(600);
    expect(manager.create_view).toHaveBeenCalledTimes(1);
  });

  it("has more room for words where the text is larger", async () => {
    document.body.append(el);
    el.style.fontSize = "26px";
    await become(252);
    expect(manager.create_view).not.toHaveBeenCalled();
    await become(253);
    expect(set).toHaveBeenLastCalledWith("fig_margin", { top: 40, bottom: 60, left: 104, right: 148 });
    expect(manager.create_view).toHaveBeenCalledTimes(1);
    el.style.fontSize = "13px";
    await become(600);
    expect(set).toHaveBeenLastCalledWith("fig_margin", MARGIN);
  });

  it("keeps its size in a tab that is left", async () => {
    await become(600);
    expect(view.getFigureSize()).toEqual({ width: 600, height: 308 });
    measured.mockReturnValueOnce({ width: 590, height: 300 });
    expect(view.getFigureSize()).toEqual({ width: 590, height: 300 });
  });

  it("goes with its place, also when it is not drawn yet", async () => {
    close();
    await become(600);
    expect(manager.create_view).not.toHaveBeenCalled();
  });

  it("is removed with its place", async () => {
    const drawn = become(600);
    close();
    await drawn;
    expect(view.remove).toHaveBeenCalledTimes(1);
    expect(el.firstChild).toBeNull();
  });
});
