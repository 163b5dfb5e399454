import { expect, test, vi } from "vitest";

import { find } from "../testing/page";
import { HeaderRow } from "./header_row";

test("a heading sorts at a click, and says in which direction it does", () => {
  const sort = vi.fn();
  const header = new HeaderRow({ root: "", row: "", sorter: "dm-sorter" }, sort);
  const [plain, loss] = header.make([
    { css: "dm-box", words: "Box", sorts: null },
    { css: "dm-loss", words: "<b>Loss</b>", sorts: "loss" },
  ]);
  find(header.root, ".dm-loss .dm-sorter").click();
  expect(sort).toHaveBeenCalledExactlyOnceWith("loss");
  const said = (): unknown[] => [loss?.getAttribute("aria-sort"), loss?.textContent];
  header.draw({ column: "loss", isDescending: false });
  expect(said()).toEqual(["ascending", "<b>Loss</b> ↑"]);
  header.draw({ column: "loss", isDescending: true });
  expect(said()).toEqual(["descending", "<b>Loss</b> ↓"]);
  header.draw({ column: "other", isDescending: true });
  expect([...said(), plain?.textContent]).toEqual([null, "<b>Loss</b>", "Box"]);
});
