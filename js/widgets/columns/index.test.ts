import { expect, test } from "vitest";

import { FakeModel, render } from "../../testing/fake_model";
import { find } from "../../testing/page";
import { ABOUT, choice, importance, row, traits } from "./example";
import widget from "./index";
import type { Ask, ColumnsModel } from "./model";

function rendered(
  rows = [row("age"), row("sex")],
  facts: Partial<ColumnsModel> = {},
): { el: HTMLElement; model: FakeModel<ColumnsModel, Ask>; end: () => void } {
  const model = new FakeModel<ColumnsModel, Ask>(traits(rows, facts));
  return { model, ...render(widget, model) };
}

const names = (el: HTMLElement): string => [...el.querySelectorAll("tbody th")].map((cell) => cell.textContent).join();
const menu = (el: HTMLElement, number: number): HTMLSelectElement =>
  find(el, `[data-column="${number}"] select`, HTMLSelectElement);

function choose(el: HTMLElement, number: number, kind: string): void {
  menu(el, number).value = kind;
  menu(el, number).dispatchEvent(new Event("change", { bubbles: true }));
}

test("names and values are text, whatever they hold", () => {
  const values = [{ text: "<i>male</i>", share: 0.6, words: "60 %", is_rest: false }];
  const { el } = rendered([row("<u>sex</u>", { values })]);
  expect(names(el)).toBe("<u>sex</u>");
  expect(find(el, ".dm-columns-value").textContent).toBe("<i>male</i>60 %");
  expect(el.querySelector("u, i")).toBeNull();
});

test("a histogram has a bar for each range, and the words of both ends", () => {
  const { el } = rendered([row("age", { bars: [0, 50, 100], ends: ["1", "74"] })]);
  expect([...el.querySelectorAll("rect")].map((bar) => bar.getAttribute("height"))).toEqual(["0", "50", "100"]);
  expect(find(el, "svg").getAttribute("aria-label")).toBe("Histogram, 1 to 74");
});

test("a chosen kind is asked for once, and the menu waits for the answer", () => {
  const { el, model } = rendered();
  choose(el, 1, "category");
  const place = { column: "table", is_descending: false, page: 0, top: 0 };
  expect(model.sent).toEqual([{ type: "kind", number: 1, kind: "category", place }]);
  expect(menu(el, 1).disabled).toBe(true);
  expect(menu(el, 1).value).toBe("category");
  model.set("about", { ...ABOUT, answered: 1 }); // it was refused
  expect(menu(el, 1).disabled).toBe(false);
  expect(menu(el, 1).value).toBe("");
});

test("a refusal and what waits for Restart stand beside the menu", () => {
  const { el, model } = rendered();
  model.set("choices", [choice({ refusal: "'age' is no date" }), choice({ kind: "number", waits: "from Restart" })]);
  expect(find(el, `[data-column="0"] [role="alert"]`).textContent).toBe("'age' is no date");
  expect(menu(el, 0).getAttribute("aria-describedby")).toBe(find(el, `[role="alert"]`).id);
  expect(find(el, `[data-column="1"] .dm-columns-waits`).textContent).toBe("from Restart");
});

test("without data no kind can be chosen, and it says why", () => {
  const { el } = rendered([row("age")], { about: { ...ABOUT, fixed: "Give the data." } });
  expect(menu(el, 0).disabled).toBe(true);
  expect(el.textContent).toContain("Give the data.");
});

test("importances come with a column that sorts by them, the largest first", () => {
  const { el, model } = rendered();
  expect(el.textContent).not.toContain("Importance");
  model.set("importances", [importance(0.1), importance(0.5)]);
  const sort = [...el.querySelectorAll("thead button")].at(-1) as HTMLElement;
  expect(sort.textContent).toBe("Importance");
  sort.click();
  expect(names(el)).toBe("sex,age");
  expect(sort.parentElement?.getAttribute("aria-sort")).toBe("descending");
  expect(find(el, ".dm-columns-track > i").style.width).toBe("50%");
});

test("a button asks for the importances of many columns", () => {
  const { el, model } = rendered([row("age")], { about: { ...ABOUT, can_ask: true } });
  find(el, ".dm-columns-head button").click();
  expect(model.sent).toEqual([{ type: "importance" }]);
});

test("more than a hundred columns have pages", () => {
  const { el } = rendered(Array.from({ length: 102 }, (_, at) => row(`c${at}`)));
  expect(el.querySelectorAll("tbody tr")).toHaveLength(100);
  const [previous, next] = el.querySelectorAll<HTMLButtonElement>(".dm-columns-pages button");
  expect(previous?.disabled).toBe(true);
  next?.click();
  expect(names(el)).toBe("c100,c101");
  expect(find(el, ".dm-columns-pages span").textContent).toBe("Columns 101 to 102 of 102");
});

test("a table in the place of another one keeps its order", () => {
  const place = { column: "importance", is_descending: true, page: 0, top: 30, name: "sex" };
  const { el } = rendered(undefined, { place, importances: [importance(0.1), importance(0.5)] });
  expect(names(el)).toBe("sex,age");
});

test("a kernel that has ended is told, and the menu is as it was", () => {
  const { el, model } = rendered();
  model.hasEnded = true;
  choose(el, 0, "date");
  expect(find(el, ".dm-columns-said").textContent).toContain("The kernel has ended");
  expect(menu(el, 0).value).toBe("");
});

test("a view that is closed no longer listens", () => {
  const { model, end } = rendered();
  end();
  expect(model.listening).toBe(0);
});
