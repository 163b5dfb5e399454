/** The rows in their order, and those that a search finds. */

import { orderAfter as tableOrderAfter, sortedBy, type Order } from "../../table/order";
import type { Row } from "./model";

export type Sortable = "name" | "spec" | "parameters" | "validation" | "test" | "saved" | "size";

export type ModelOrder = Order<Sortable>;

export const NEWEST_FIRST: ModelOrder = { column: "saved", isDescending: true };

export class Listing {
  order = NEWEST_FIRST;
  query = "";
  /** The found rows, in their order. */
  found: readonly Row[] = [];
  private all: readonly Row[] = [];
  private inOrder: readonly Row[] = [];
  private byKey = new Map<string, Row>();
  private readonly texts = new WeakMap<Row, string>();
  private places: Map<string, number> | null = null;

  get total(): number {
    return this.all.length;
  }

  set(rows: readonly Row[]): void {
    this.all = rows;
    this.byKey = new Map(rows.map((row) => [row.key, row]));
    this.sortBy(this.order);
  }

  sortBy(order: ModelOrder): void {
    this.order = order;
    this.inOrder = sorted(this.all, order);
    this.find(this.query);
  }

  find(query: string): void {
    this.query = query;
    const words = wordsOf(query);
    // words have no white space, so none matches across two parts of a text
    const isFound = (row: Row): boolean => words.every((word) => this.textOf(row).includes(word));
    this.found = words.length ? this.inOrder.filter(isFound) : this.inOrder;
    this.places = null;
  }

  row(key: string): Row | undefined {
    return this.byKey.get(key);
  }

  /** A row's place among the found ones; -1 if it is not found. */
  indexOf(key: string): number {
    this.places ??= new Map(this.found.map((row, index) => [row.key, index]));
    return this.places.get(key) ?? -1;
  }

  /** The searched text of a row, built at the first search, because most tables are never searched. */
  private textOf(row: Row): string {
    const text = this.texts.get(row) ?? folded([row.name, row.spec, row.tags.join(" "), row.notes, row.id].join("\n"));
    this.texts.set(row, text);
    return text;
  }
}

/** A column's first click puts the largest numbers first, or A; the next one reverses the order. */
export function orderAfter(order: ModelOrder, column: Sortable): ModelOrder {
  return tableOrderAfter(order, column, column !== "name" && column !== "spec");
}

/** An error of 2.9 does not compare with an accuracy of 0.97: each metric is sorted by itself. */
export function sorted(rows: readonly Row[], { column, isDescending }: ModelOrder): Row[] {
  return sortedBy(rows, isDescending, (row) => {
    const value = row[column];
    return value !== null && typeof value === "object" ? value : { rank: value };
  });
}

/** Composed characters in lower case. */
function folded(text: string): string {
  return text.toLowerCase().normalize("NFC");
}

/** The words of a search; an arrow may be typed as in a spec. */
function wordsOf(query: string): string[] {
  return folded(query).replaceAll("->", "→").split(/\s+/u).filter(Boolean);
}
