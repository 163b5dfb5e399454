/** The header row, with a sort button for each column. */

import { element } from "../../shared/element";
import { SortHeading } from "../../table/sort_heading";
import { asideFrom, RANK, STATE, type Order } from "./listing";
import type { Column } from "./model";

export class HeaderRow {
  readonly root = element("div", "dm-trials-heading");
  private readonly row = element("div", "dm-trial dm-trial-head");
  private headings = new Map<number, SortHeading>();
  private names = "";

  constructor(private readonly sort: (column: number) => void) {
    this.root.setAttribute("role", "rowgroup");
    this.row.setAttribute("role", "row");
    this.row.setAttribute("aria-rowindex", "1");
    this.root.append(this.row);
  }

  draw(columns: readonly Column[], { column, isDescending }: Order): void {
    this.make(columns);
    for (const [place, heading] of this.headings) {
      heading.draw(place === column ? (isDescending ? "descending" : "ascending") : null);
    }
  }

  private make(columns: readonly Column[]): void {
    const names = JSON.stringify(columns);
    if (names === this.names) {
      return;
    }
    this.names = names;
    const named = columns.map(({ words, is_number: isNumber }, place): [number, SortHeading] => [
      place,
      this.heading(place, words, isNumber),
    ]);
    const from = asideFrom(columns);
    this.headings = new Map([
      [RANK, this.heading(RANK, "Rank", true)],
      ...named.slice(0, from),
      [STATE, this.heading(STATE, "State", false)],
      ...named.slice(from),
    ]);
    const last = element("div", "dm-trial-cell dm-trial-last");
    last.setAttribute("role", "columnheader");
    last.setAttribute("aria-label", "Action");
    this.row.replaceChildren(...[...this.headings.values()].map(({ root }) => root), last);
  }

  private heading(place: number, words: string, isNumber: boolean): SortHeading {
    const css = `dm-trial-cell${isNumber ? " dm-number" : ""}`;
    const heading = new SortHeading(css, "dm-trial-sorter", words, () => {
      this.sort(place);
    });
    heading.sorter.title = words; // a narrow column cuts it
    return heading;
  }
}
