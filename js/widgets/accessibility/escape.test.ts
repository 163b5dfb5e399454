import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { find, press } from "../../testing/page";
import { closeByEscape } from "./escape";
import { FocusKeeper } from "./focus";

const PANEL = `<div class="dm-panel">
  <div class="dm-buttons"><button id="resume">Resume</button><button id="ask">Ask</button></div>
  <div class="dm-question" style="display: none"><div class="dm-buttons">
    <button id="anew">Restart</button><button id="keep" class="dm-closes">Cancel</button>
  </div></div>
</div><input id="elsewhere" />`;

let view: AbortController;
const keep = vi.fn();

function show({ asks }: { asks: boolean }): void {
  find(document, ".dm-question").style.display = asks ? "" : "none";
  for (const id of ["#resume", "#ask"]) find(document, id).style.display = asks ? "none" : "";
}

beforeEach(() => {
  document.body.innerHTML = PANEL;
  // happy-dom lays nothing out
  Object.defineProperty(HTMLElement.prototype, "offsetParent", {
    configurable: true,
    get(this: HTMLElement) {
      return this.closest("[style*='none']") ? null : document.body;
    },
  });
  keep.mockReset();
  find(document, "#keep").addEventListener("click", () => {
    keep();
    find(document, "#keep").blur();
    show({ asks: false });
  });
  view = new AbortController();
  const panel = find(document, ".dm-panel");
  closeByEscape(panel, new FocusKeeper(panel, view.signal).asker, view.signal);
});
afterEach(() => {
  view.abort();
  Reflect.deleteProperty(HTMLElement.prototype, "offsetParent");
});

it.each([0, 1])("closes a question and gives the focus back, asked by click %s", async (detail) => {
  find(document, "#ask").dispatchEvent(new MouseEvent("click", { bubbles: true, detail }));
  show({ asks: true });
  const event = press(detail ? document.body : find(document, "#anew"), "Escape");
  expect(keep).toHaveBeenCalledOnce();
  expect(event.defaultPrevented).toBe(true);
  await vi.waitFor(() => { expect(document.activeElement?.id).toBe("ask"); });
});

it("waits until the button that asked is back", async () => {
  find(document, "#ask").dispatchEvent(new MouseEvent("click", { bubbles: true, detail: 0 }));
  show({ asks: true });
  press(find(document, "#anew"), "Escape");
  find(document, "#ask").style.display = "none";
  await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  expect(document.activeElement).toBe(document.body);
  find(document, "#ask").style.display = "";
  await vi.waitFor(() => { expect(document.activeElement?.id).toBe("ask"); });
});

it("leaves the panel the focus where no button asked and none is left", async () => {
  show({ asks: true });
  find(document, "#keep").focus();
  press(find(document, "#keep"), "Escape");
  for (const id of ["#resume", "#ask"]) find(document, id).style.display = "none";
  await vi.waitFor(() => { expect(document.activeElement?.className).toBe("dm-panel"); });
});

it("is not heard from elsewhere, by another key, or without a question", () => {
  expect(press(find(document, "#resume"), "Escape").defaultPrevented).toBe(false);
  show({ asks: true });
  press(find(document, "#elsewhere"), "Escape");
  press(document.body, "Escape"); // nothing here was pressed
  press(find(document, "#anew"), "a");
  expect(keep).not.toHaveBeenCalled();
  view.abort();
  press(find(document, "#anew"), "Escape");
  expect(keep).not.toHaveBeenCalled();
});
