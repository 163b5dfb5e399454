/** The rows in their order, and those that a search finds. */

import type { Row } from "./model";
import { isFound, textOf, wordsOf } from "./search";
import { NEWEST_FIRST, sorted, type Order } from "./sort";

export class Listing {
  order: Order = NEWEST_FIRST;
  query = "";
  /** The found rows, in their order. */
  found: readonly Row[] = [];
  private all: readonly Row[] = [];
  private inOrder: readonly Row[] = [];
  private readonly byKey = new Map<string, Row>();
  private texts = new Map<string, string>();
  private places: Map<string, number> | null = null;

  get total(): number {
    return this.all.length;
  }

  take(rows: readonly Row[]): void {
    this.all = rows;
    this.byKey.clear();
    for (const row of rows) {
      this.byKey.set(row.key, row);
    }
    this.texts = new Map();
    this.sortBy(this.order);
  }

  sortBy(order: Order): void {
    this.order = order;
    this.inOrder = sorted(this.all, order);
    this.find(this.query);
  }

  find(query: string): void {
    this.query = query;
    const words = wordsOf(query);
    this.found = words.length ? this.inOrder.filter((row) => isFound(this.textOf(row), words)) : this.inOrder;
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

  /** Built at the first search, because most tables are never searched. */
  private textOf(row: Row): string {
    let text = this.texts.get(row.key);
    if (text === undefined) {
      text = textOf(row);
      this.texts.set(row.key, text);
    }
    return text;
  }
}
