/** The order of the columns, their pages, and the kinds that are offered. Does not use the DOM. */

import { sortedBy, type Order } from "../../table/order";
import type { Choice, Importance, Kind, Row } from "./model";

export type Sortable = "table" | "missing" | "importance";
export type ColumnOrder = Order<Sortable>;

export const AS_IN_TABLE: ColumnOrder = { column: "table", isDescending: false };
export const PAGE = 100;

/** A row with its place in the table. */
export interface Listed {
  number: number;
  row: Row;
  choice: Choice;
  importance: Importance | null;
}

const NO_CHOICE: Choice = { kind: "", waits: "", refusal: "" };

export function listed(
  rows: readonly Row[],
  choices: readonly Choice[],
  importances: readonly (Importance | null)[],
): Listed[] {
  return rows.map((row, number) => ({
    number,
    row,
    choice: choices[number] ?? NO_CHOICE,
    importance: importances[number] ?? null,
  }));
}

/** Columns without a value in the sorted one stand last. */
export function sorted(rows: readonly Listed[], { column, isDescending }: ColumnOrder): Listed[] {
  return sortedBy(rows, isDescending, ({ number, row, importance }) => ({
    rank: column === "table" ? number : column === "missing" ? row.missing_count : importance?.value ?? null,
  }));
}

export function pageCount(count: number): number {
  return Math.max(1, Math.ceil(count / PAGE));
}

/** The words of each kind for one column, in the order of the menu. */
export function kindOptions({ found, is_used: isUsed }: Row, { kind }: Choice): [Kind, string][] {
  const own = found === "" || kind !== "" ? "" : isUsed ? `: ${found}` : `: ${found}, left out`;
  return [
    ["", `Auto${own}`],
    ["number", "Number"],
    ["category", "Category"],
    ["date", "Date"],
    ["text", "Text"],
    // its values are written in the spec
    ...(kind === "order" ? ([["order", "Order"]] satisfies [Kind, string][]) : []),
    ["without", "Left out"],
  ];
}
