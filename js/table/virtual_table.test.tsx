import { beforeEach, expect, test } from "vitest";

import { find, press } from "../testing/page";
import { rowAfter, VirtualTable } from "./virtual_table";

const ROW = 20;
const SEEN = 5;
const HEADINGS = [
  { css: "dm-box", words: "", sorts: null, label: "Box", content: <i>all</i> },
  { css: "dm-name", words: "<b>Name</b>", sorts: "name" },
];

let table: VirtualTable<string, string, string>;
/** What the table has asked for. */
let asked: unknown[];

beforeEach(() => {
  asked = [];
  table = new VirtualTable({
    css: { root: "dm-table", header: "dm-row", sorter: "dm-sorter" },
    prefix: "dm-table",
    label: "Names",
    window: { row: ROW, mostSeen: SEEN },
    keyOf: (row) => row,
    Row: ({ row, isActive, place }) => (
      <div {...place}>{isActive ? `> ${row}` : row}<button onClick={() => { asked.push(table.active); }} /></div>
    ),
    sort: (column) => { asked.push(column); },
    use: (key, isInRow) => {
      asked.push([key, isInRow]);
      return key === "Enter";
    },
    open: (row) => { asked.push(row); },
  });
  document.body.replaceChildren(table.root);
});

const draw = (rows: readonly string[], place: ReturnType<typeof table.place> = null): void => {
  table.draw(rows, HEADINGS, { column: "name", isDescending: false }, place);
};
const many = (count: number): string[] => Array.from({ length: count }, (_, at) => `row ${at}`);
const elements = (): HTMLElement[] => [...find(table.root, ".dm-table-rows").children] as HTMLElement[];
const shown = (): string[] => elements().map(({ textContent }) => textContent);

function scroll(top: number): void {
  table.root.scrollTop = top;
  table.root.dispatchEvent(new Event("scroll"));
}

test("a heading sorts at a click, and says in which direction it does", () => {
  const headingOf = (column: string, isDescending: boolean): unknown[] => {
    table.draw(["a"], HEADINGS, { column, isDescending });
    const name = find(table.root, ".dm-name");
    return [name.getAttribute("aria-sort"), name.textContent];
  };
  expect(headingOf("name", false)).toEqual(["ascending", "<b>Name</b> ↑"]);
  expect(headingOf("name", true)).toEqual(["descending", "<b>Name</b> ↓"]);
  expect(headingOf("other", true)).toEqual([null, "<b>Name</b>"]);
  find(table.root, ".dm-sorter").click();
  expect(asked).toEqual(["name"]);
  expect(find(table.root, ".dm-box").outerHTML)
    .toBe('<div class="dm-box" role="columnheader" aria-label="Box"><i>all</i></div>');
});

test.each([0, 1, 5000 * ROW + 7, (10_000 - SEEN) * ROW, -50])(
  "of many rows, those that are seen where the table is scrolled by %d are there and not many more, each at its place",
  (top) => {
    draw(many(10_000));
    scroll(top);
    const first = Math.max(0, Math.floor(top / ROW));
    expect(shown()).toEqual(expect.arrayContaining(many(10_000).slice(first, first + SEEN + 1)));
    expect(elements().length).toBeLessThan(SEEN + 14);
    const element = elements()[shown().indexOf(`row ${first}`)];
    expect([element?.style.top, element?.getAttribute("aria-rowindex")]).toEqual([`${first * ROW}px`, `${first + 2}`]);
    expect(table.root.getAttribute("aria-rowcount")).toBe("10001");
  },
);

test("the table is no taller than few rows", () => {
  const height = (): string => table.root.style.getPropertyValue("--dm-rows-height");
  draw(many(3));
  expect([height(), shown().length]).toEqual([`${3 * ROW}px`, 3]);
  draw(many(9));
  expect([height(), shown().length]).toEqual([`${SEEN * ROW}px`, 9]);
});

test("a row that stays keeps its elements and the focus, wherever it comes to stand", () => {
  draw(["a", "b", "c"]);
  const [first, second] = elements();
  first?.querySelector("button")?.focus();
  draw(["b", "new", "a"]);
  expect(shown()).toEqual(["b", "new", "a"]);
  expect([elements()[0], elements()[2]]).toEqual([second, first]);
  expect(document.activeElement).toBe(first?.querySelector("button"));
});

test("the focus stays in the table when its row is scrolled away", () => {
  draw(many(1000));
  elements()[0]?.querySelector("button")?.focus();
  scroll(500 * ROW);
  expect(document.activeElement).toBe(table.root);
});

test("other rows leave the table scrolled as far, or keep the row that is read in its place", () => {
  draw(many(100));
  expect(table.place()).toBeNull(); // at the very top the first row stays in sight
  scroll(10 * ROW + 3);
  const place = table.place();
  draw(["new", ...many(100)]);
  expect(table.root.scrollTop).toBe(10 * ROW + 3);
  draw(["newest", "new", ...many(100)], place);
  expect(table.root.scrollTop).toBe(12 * ROW + 3);
  draw(many(100), { key: "gone", hidden: 1 });
  expect(table.root.scrollTop).toBe(12 * ROW + 3);
});

test("moves lead to a row, which is in sight then and announced", () => {
  draw(many(100));
  expect(press(table.root, "End").defaultPrevented).toBe(true);
  expect(table.active).toBe("row 99");
  expect(table.root.scrollTop).toBe(95 * ROW);
  expect(table.activeRow?.textContent).toBe("> row 99");
  press(table.root, "ArrowUp");
  expect(table.root.scrollTop).toBe(95 * ROW); // no farther
  expect(table.root.getAttribute("aria-activedescendant")).toBe(table.activeRow?.id);
});

test("a row that is gone leaves its place to the one that is there now", () => {
  draw(["a", "b", "c"]);
  press(table.root, "ArrowDown");
  press(table.root, "ArrowDown");
  draw(["a", "c"]);
  expect(table.active).toBe("c");
  draw([]);
  expect(table.active).toBeUndefined();
  expect(table.root.hidden).toBe(true);
});

test("other keys are the row's; what it does not use, and keys of the browser, go on to the page", () => {
  draw(["a"]);
  expect(press(table.root, "Enter").defaultPrevented).toBe(true);
  expect(press(find(table.root, ".dm-table-rows button"), " ").defaultPrevented).toBe(false);
  expect(asked).toEqual([["Enter", false], [" ", true]]);
  press(find(table.root, ".dm-sorter"), "Enter"); // the heading's own
  press(table.root, "Enter", { shiftKey: true });
  press(table.root, "Home", { ctrlKey: true });
  expect([asked.length, table.active]).toEqual([2, undefined]);
});

test("a click makes a row the active one, and opens it beside its controls", () => {
  draw(["a", "b"]);
  elements()[0]?.querySelector("button")?.click();
  expect(asked).toEqual(["a"]); // what the button saw
  elements()[1]?.click();
  expect([asked, table.active]).toEqual([["a", "b"], "b"]);
  expect(elements()[1]?.classList.contains("dm-active")).toBe(true);
});

test.each([
  ["ArrowDown", 4, 5],
  ["ArrowDown", 99, 99],
  ["ArrowUp", 4, 3],
  ["ArrowUp", 0, 0],
  ["PageDown", 95, 99],
  ["PageUp", 5, 0],
  ["Home", 50, 0],
  ["End", 50, 99],
  ["ArrowDown", -1, 0],
  ["ArrowUp", -1, 99],
  ["PageDown", 3, 12],
  ["a", 3, null],
])("%s leads from row %d to row %d", (key, from, to) => {
  expect(rowAfter(key, from, 100, 9)).toBe(to);
});
