import type { RenderProps } from "@anywidget/types";
import { beforeEach, expect, it, vi } from "vitest";

import { find } from "../../testing/page";
import widget from "./index";

const SLIDER = `<div class="widget-slider">
  <label class="widget-label">Patience</label>
  <div class="slider"><div class="noUi-handle" role="slider" aria-valuetext="6"></div></div>
  <div class="widget-readout">7 epochs</div>
</div>`;

let close: () => void;

const handle = (): Element => find(document, ".noUi-handle");
const open = (el: Element): (() => void) => widget.render({ el } as unknown as RenderProps);

beforeEach(() => {
  document.body.innerHTML = `<div class="dm-panel">${SLIDER}<div id="el"></div></div>`;
  close = open(find(document, "#el"));
  return close;
});

it("names a slider's handle as the label beside it does, and says its value in words", () => {
  expect(handle().getAttribute("aria-label")).toBe("Patience");
  expect(handle().getAttribute("aria-valuetext")).toBe("7 epochs");
});

it("keeps Jupyter's short cuts away from a handle", () => {
  expect(handle().getAttribute("data-lm-suppress-shortcuts")).toBe("true");
});

it("goes on with what is made or moved later", async () => {
  find(document, ".slider").innerHTML = `<div class="noUi-handle"></div>`;
  await vi.waitFor(() => { expect(handle().getAttribute("aria-label")).toBe("Patience"); });
  find(document, ".widget-readout").textContent = "8 epochs";
  handle().setAttribute("aria-valuetext", "7");
  await vi.waitFor(() => { expect(handle().getAttribute("aria-valuetext")).toBe("8 epochs"); });
});

it("leaves the page alone once it is closed", async () => {
  close();
  handle().setAttribute("aria-valuetext", "9");
  await new Promise(requestAnimationFrame);
  expect(handle().getAttribute("aria-valuetext")).toBe("9");
});

it("waits until it is part of a panel", async () => {
  const loose = document.createElement("div");
  const closeLoose = open(loose);
  document.body.innerHTML = `<div class="dm-panel">${SLIDER}</div>`;
  expect(handle().hasAttribute("aria-label")).toBe(false);
  find(document, ".dm-panel").append(loose);
  await vi.waitFor(() => { expect(handle().getAttribute("aria-label")).toBe("Patience"); });
  closeLoose();
});
