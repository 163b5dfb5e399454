import { beforeEach, describe, expect, test } from "vitest";

import { find, press } from "../testing/page";
import { moveOf, rowAfter, RowWindow, useOf, VirtualTable, type Key, type Move, type Use } from "./virtual_table";

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

const key = (name: string, held: object = {}): Key => ({
  key: name,
  shiftKey: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  ...held,
});

test("keys of the browser and the system are left alone", () => {
  expect(moveOf(key("ArrowDown"))).toBe("down");
  expect(moveOf(key("Home", { ctrlKey: true }))).toBeNull();
  expect(moveOf(key("End", { shiftKey: true }))).toBeNull();
  expect(moveOf(key("a"))).toBeNull();
  expect(useOf(key("Enter"))).toBe("open");
  expect(useOf(key("Enter", { shiftKey: true }))).toBeNull();
  expect(useOf(key(" ", { shiftKey: true }))).toBeNull();
  expect(useOf(key("a"))).toBeNull();
});

test.each<[Move, number, number]>([
  ["down", 4, 5],
  ["down", 99, 99],
  ["up", 4, 3],
  ["up", 0, 0],
  ["page down", 95, 99],
  ["page up", 5, 0],
  ["first", 50, 0],
  ["last", 50, 99],
  ["down", -1, 0],
  ["up", -1, 99],
  ["page down", 3, 12],
])("%s leads from row %d to row %d", (meant, from, to) => {
  expect(rowAfter(meant, from, 100, 9)).toBe(to);
});

const MANY = 10_000;

describe.each([
  [43, 10],
  [32, 12],
])("a table with rows of %d pixels, of which %d are seen", (ROW, MOST_SEEN) => {
  const rows = new RowWindow(ROW, MOST_SEEN);

  test("few rows are all there, and the table is no taller than they are", () => {
    expect(rows.spanAt(0, 3)).toEqual({ first: 0, end: 3 });
    expect(rows.heightOf(3)).toBe(3 * ROW);
    expect(rows.heightOf(MANY)).toBe(MOST_SEEN * ROW);
  });

  test.each([0, 1, ROW * 5000 + 7, ROW * (MANY - MOST_SEEN), ROW * MANY * 2, -50])(
    "scrolled by %d, all that is seen is there and not much more",
    (scrolled) => {
      const { first, end } = rows.spanAt(scrolled, MANY);
      const seen = Math.max(0, Math.min(scrolled / ROW, MANY - MOST_SEEN));
      expect(first).toBeLessThanOrEqual(seen);
      expect(end).toBeGreaterThanOrEqual(Math.min(MANY, seen + MOST_SEEN));
      expect(end - first).toBeLessThanOrEqual(MOST_SEEN + 13);
    },
  );

  test("a row is scrolled into sight, and no farther", () => {
    expect(rows.scrollToShow(3, 0, MANY)).toBe(0);
    expect(rows.scrollToShow(MOST_SEEN, 0, MANY)).toBe(ROW);
    expect(rows.scrollToShow(2, 10 * ROW, MANY)).toBe(2 * ROW);
    expect(rows.scrollToShow(2, 0, 3)).toBe(0);
  });

  test("the first row that is seen stays where it is when others come above it", () => {
    const keys = ["c", "b", "a"];
    const place = rows.placeAt(ROW + 10, (index) => keys[index]);
    expect(place).toEqual({ key: "b", hidden: 10 });
    expect(rows.scrollFor(place, ROW + 10, (key) => ["e", "d", ...keys].indexOf(key))).toBe(3 * ROW + 10);
    expect(rows.scrollFor(place, ROW + 10, () => -1)).toBe(ROW + 10);
  });

  test("at the very top the first row stays in sight", () => {
    expect(rows.placeAt(0, () => "c")).toBeNull();
    expect(rows.scrollFor(null, 0, () => 5)).toBe(0);
  });
});
