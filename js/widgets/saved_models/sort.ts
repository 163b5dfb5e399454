/** The order of the rows. What a row lacks stands last, whichever way the others go. */

import type { Row } from "./model";

export const SORTABLE = ["name", "spec", "parameters", "validation", "test", "saved", "size"] as const;
export type Sortable = (typeof SORTABLE)[number];

export interface Order {
  column: Sortable;
  isDescending: boolean;
}

export const NEWEST_FIRST: Order = { column: "saved", isDescending: true };

const TEXTS: readonly Sortable[] = ["name", "spec"];
const { compare } = new Intl.Collator(undefined, { numeric: true });

/** A column's first click shows its largest numbers, or begins with A; the next turns it round. */
export function orderAfter(order: Order, column: Sortable): Order {
  return order.column === column
    ? { column, isDescending: !order.isDescending }
    : { column, isDescending: !TEXTS.includes(column) };
}

/** Rows that are equal stay in the order in which they came. */
export function sorted(rows: readonly Row[], { column, isDescending }: Order): Row[] {
  const turn = isDescending ? -1 : 1;
  if (column === "name" || column === "spec") {
    return [...rows].sort(
      (a, b) => Number(a[column] === "") - Number(b[column] === "") || turn * compare(a[column], b[column]),
    );
  }
  return [...rows].sort((a, b) => {
    const [one, other] = [rankOf(a, column), rankOf(b, column)];
    if (one === null || other === null) {
      return Number(one === null) - Number(other === null);
    }
    // an error of 2.9 is no better or worse than an accuracy of 0.97: each metric by itself
    return compare(unitOf(a, column), unitOf(b, column)) || turn * (one - other);
  });
}

type Ranked = Exclude<Sortable, "name" | "spec">;

function rankOf(row: Row, column: Ranked): number | null {
  return column === "parameters" ? row.parameters : row[column].rank;
}

function unitOf(row: Row, column: Ranked): string {
  return column === "parameters" ? "" : row[column].of;
}
