import { beforeEach, expect, it, vi } from "vitest";

import { find, press } from "../../testing/page";
import { foldTabs } from "./more_tabs";

const TITLES = ["Train", "Score", "Epochs", "Keras code"];
const tabs = { set: vi.fn(), save_changes: vi.fn() };
const manager = { get_model: vi.fn(() => Promise.resolve(tabs)) };

const items = (): string[] => [...document.querySelectorAll("[role=menuitemradio]")].map((item) => item.textContent);
const more = (): HTMLElement => find(document, ".dm-more");
const follow = (): void => { foldTabs(find(document, ".dm-panel"), manager, new AbortController().signal); };

beforeEach(() => {
  const list = TITLES.map((title, at) => `<li role="tab" class="${at ? "" : "lm-mod-current"}">${title}</li>`).join("");
  document.body.innerHTML = `<div class="dm-panel"><div class="dm-tabs dm-model-17 dm-more-2">
    <div class="lm-TabBar"><ul role="tablist">${list}</ul></div></div></div>`;
  follow();
});

it("keeps the last tabs in a menu, of which one is chosen by its model", async () => {
  expect([...document.querySelectorAll<HTMLElement>("li")].map((tab) => tab.hidden)).toEqual([false, false, true, true]);
  more().click();
  expect(items()).toEqual(["Epochs", "Keras code"]);
  expect(more().getAttribute("aria-expanded")).toBe("true");
  press(document.activeElement ?? document.body, "ArrowDown");
  (document.activeElement as HTMLElement).click();
  await vi.waitFor(() => { expect(tabs.save_changes).toHaveBeenCalled(); });
  expect(manager.get_model).toHaveBeenCalledWith("17");
  expect(tabs.set).toHaveBeenCalledWith("selected_index", 3);
  expect(more().getAttribute("aria-expanded")).toBe("false");
});

it("says which of them is shown", () => {
  document.querySelectorAll("li").forEach((tab, at) => tab.classList.toggle("lm-mod-current", at === 3));
  follow();
  expect(more().textContent).toBe("More: Keras code");
  more().click();
  expect(find(document, "[aria-checked=true]").textContent).toBe("Keras code");
});

it("is closed by a press anywhere else", () => {
  more().click();
  find(document, "li").dispatchEvent(new Event("pointerdown", { bubbles: true }));
  expect(find(document, ".dm-more-menu").hidden).toBe(true);
});
