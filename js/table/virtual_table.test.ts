import { beforeEach, expect, test } from "vitest";

import { find, press } from "../testing/page";
import type { Use } from "./keys";
import { VirtualTable } from "./virtual_table";
import { RowWindow } from "./window";

const ROW = 20;

class View {
  readonly root = document.createElement("div");
  readonly button = document.createElement("button");
  readonly words = document.createElement("span");

  constructor() {
    this.root.append(this.words, this.button);
  }
}

let table: VirtualTable<string, string, View>;
let used: [Use, boolean][];
let clicked: string[];

beforeEach(() => {
  [used, clicked] = [[], []];
  const heading = document.createElement("div");
  heading.innerHTML = "<button>Name</button>";
  table = new VirtualTable(
    { css: "dm-table", prefix: "dm-table", label: "Names", heading, window: new RowWindow(ROW, 5) },
    {
      keyOf: (row) => row,
      make: () => new View(),
      fill: ({ words }, row, isActive) => { words.textContent = isActive ? `> ${row}` : row; },
      use: (meant, isInRow) => {
        used.push([meant, isInRow]);
        return meant === "open";
      },
      click: (row) => { clicked.push(row); },
    },
  );
  document.body.replaceChildren(table.root);
});

const many = (count: number): string[] => Array.from({ length: count }, (_, at) => `row ${at}`);
const elements = (): HTMLElement[] => [...find(table.root, ".dm-table-rows").children] as HTMLElement[];
const shown = (): string[] => elements().map(({ textContent }) => textContent);

function scroll(top: number): void {
  table.root.scrollTop = top;
  table.root.dispatchEvent(new Event("scroll"));
}

test("of many rows few are in the page, each at its place, and their elements are used again", () => {
  table.draw(many(1000));
  const before = new Set(elements());
  scroll(500 * ROW);
  expect(shown()[0]).toBe("row 494");
  expect(elements()[0]?.style.top).toBe(`${494 * ROW}px`);
  expect(elements()[0]?.getAttribute("aria-rowindex")).toBe("496");
  expect(table.root.getAttribute("aria-rowcount")).toBe("1001");
  expect([...before].every((each) => each.isConnected)).toBe(true);
  expect(elements().length).toBeLessThan(20);
});

test("a row that stays keeps its elements, wherever it comes to stand", () => {
  table.draw(["a", "b", "c"]);
  const [first, second] = elements();
  table.draw(["b", "new", "a"]);
  expect(shown()).toEqual(["b", "new", "a"]);
  expect([elements()[0], elements()[2]]).toEqual([second, first]);
});

test("other rows leave the table scrolled as far, or keep the row that is read in its place", () => {
  table.draw(many(100));
  scroll(10 * ROW + 3);
  table.draw(["new", ...many(100)]);
  expect(table.root.scrollTop).toBe(10 * ROW + 3);
  const place = table.place();
  table.draw(["newest", "new", ...many(100)], place);
  expect(table.root.scrollTop).toBe(11 * ROW + 3);
});

test("moves lead to a row, which is in sight then and announced", () => {
  table.draw(many(100));
  expect(press(table.root, "End").defaultPrevented).toBe(true);
  expect(table.active).toBe("row 99");
  expect(table.root.scrollTop).toBe(95 * ROW);
  expect(table.activeView()?.words.textContent).toBe("> row 99");
  expect(table.root.getAttribute("aria-activedescendant")).toBe(find(table.root, ".dm-active").id);
});

test("a row that is gone leaves its place to the one that is there now", () => {
  table.draw(["a", "b", "c"]);
  press(table.root, "ArrowDown");
  press(table.root, "ArrowDown");
  table.draw(["a", "c"]);
  expect(table.active).toBe("c");
  table.draw([]);
  expect(table.active).toBeUndefined();
  expect(table.root.hidden).toBe(true);
});

test("other keys are the row's: what it does not use goes on to the page", () => {
  table.draw(["a"]);
  expect(press(table.root, "Enter").defaultPrevented).toBe(true);
  expect(press(find(table.root, ".dm-table-rows button"), " ").defaultPrevented).toBe(false);
  expect(press(find(table.root, "button"), "Enter").defaultPrevented).toBe(false); // of the heading
  expect(used).toEqual([["open", false], ["tick", true]]);
});

test("a click makes a row the active one", () => {
  table.draw(["a", "b"]);
  elements()[1]?.click();
  expect([clicked, table.active]).toEqual([["b"], "b"]);
  expect(elements()[1]?.classList.contains("dm-active")).toBe(true);
});

test("the focus stays in the table when its row is scrolled away", () => {
  table.draw(many(1000));
  elements()[0]?.querySelector("button")?.focus();
  scroll(500 * ROW);
  expect(document.activeElement).toBe(table.root);
});
