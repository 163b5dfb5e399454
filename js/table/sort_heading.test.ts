import { expect, test, vi } from "vitest";

import { SortHeading } from "./sort_heading";

test("a heading sorts at a click, and says in which direction it does", () => {
  const sort = vi.fn();
  const heading = new SortHeading("dm-cell", "dm-sorter", "<b>Loss</b>", sort);
  heading.sorter.click();
  expect(sort).toHaveBeenCalledTimes(1);
  heading.draw("ascending");
  expect([heading.root.getAttribute("aria-sort"), heading.root.textContent]).toEqual(["ascending", "<b>Loss</b> ↑"]);
  heading.draw("descending");
  expect([heading.root.getAttribute("aria-sort"), heading.root.textContent]).toEqual(["descending", "<b>Loss</b> ↓"]);
  heading.draw(null);
  expect([heading.root.hasAttribute("aria-sort"), heading.root.textContent]).toEqual([false, "<b>Loss</b>"]);
});
