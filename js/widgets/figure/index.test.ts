import type { RenderProps } from "@anywidget/types";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import widget from "./index";
import type { PlaceModel } from "./model";

const MARGIN = { top: 20, bottom: 30, left: 52, right: 74 };

/** Tells what it is told to. */
class Sizes {
  static newest: Sizes | null = null;
  isWatching = false;

  constructor(private readonly heard: (entries: unknown[]) => void) {
    Sizes.newest = this;
  }

  observe(): void {
    this.isWatching = true;
  }

  disconnect(): void {
    this.isWatching = false;
  }

  become(width: number, height: number): void {
    if (this.isWatching) {
      this.heard([{ contentRect: { width, height } }]);
    }
  }
}

const view = { el: document.createElement("svg"), trigger: vi.fn(), remove: vi.fn() };
const manager = {
  get_model: vi.fn(() => Promise.resolve({ get: () => MARGIN })),
  create_view: vi.fn(() => Promise.resolve(view)),
};
let el: HTMLElement;
let close: () => void;

async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
}

async function become(width: number, height = 308): Promise<void> {
  Sizes.newest?.become(width, height);
  await settled();
}

beforeEach(async () => {
  vi.clearAllMocks();
  vi.stubGlobal("ResizeObserver", Sizes);
  el = document.createElement("div");
  const model = { get: () => "IPY_MODEL_figure", widget_manager: manager };
  close = widget.render({ model, el } as unknown as RenderProps<PlaceModel>);
  await settled();
});
afterEach(() => { vi.unstubAllGlobals(); });

describe("the figure", () => {
  it("is drawn when there is room between its margins, and told that it is in the page", async () => {
    expect(manager.get_model).toHaveBeenCalledWith("figure");
    await become(0, 0);
    await become(126);
    await become(600, 50);
    expect(manager.create_view).not.toHaveBeenCalled();
    await become(127);
    expect(el.firstChild).toBe(view.el);
    expect(view.trigger).toHaveBeenCalledWith("displayed");
  });

  it("is drawn once", async () => {
    await become(600);
    await become(0, 0);
    await become(600);
    expect(manager.create_view).toHaveBeenCalledTimes(1);
  });

  it("goes with its place, also when it is not drawn yet", async () => {
    close();
    await become(600);
    expect(manager.create_view).not.toHaveBeenCalled();
  });

  it("is let go of with its place", async () => {
    Sizes.newest?.become(600, 308);
    close();
    await settled();
    expect(view.remove).toHaveBeenCalledTimes(1);
    expect(el.firstChild).toBeNull();
  });
});
