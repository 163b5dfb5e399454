/** A scrolling table: only the rows near the visible part are in the page. */

import { render, type ComponentChild } from "preact";

import { element, setAttribute } from "../shared/element";
import type { Order } from "./order";

/** Extra rows above and below the visible ones. */
const READY = 6;
const ARROWS = { ascending: " ↑", descending: " ↓" };

/** A row, and how many pixels of it are scrolled away. */
export interface Place<Key> {
  key: Key;
  hidden: number;
}

export interface RowWindow {
  /** The height of a row in pixels, also set as a CSS variable. */
  row: number;
  /** Rows that are visible before the table scrolls. */
  mostSeen: number;
}

export interface Heading<Column> {
  /** The classes of its cell. */
  css: string;
  words: string;
  /** What a click sorts by; null if the column sorts nothing. */
  sorts: Column | null;
  /** The accessible name, without words. */
  label?: string;
  /** Shown instead of words. */
  content?: ComponentChild;
}

export interface RowProps<Row> {
  row: Row;
  isActive: boolean;
  /** What the table sets on the row's element; the row adds its classes. */
  place: {
    id: string;
    class: string;
    role: "row";
    style: { top: string };
    "aria-rowindex": number;
    onClickCapture: (event: Event) => void;
  };
}

export interface TableForm<Row, Key, Column> {
  /** The classes of the scrolling element, of the header's row, and of a heading's button. */
  css: { root: string; header: string; sorter: string };
  /** The prefix of other classes and of ids. */
  prefix: string;
  label: string;
  window: RowWindow;
  keyOf: (row: Row) => Key;
  Row: (props: RowProps<Row>) => ComponentChild;
  sort: (column: Column) => void;
  /** Handles a key without modifiers for the active row; returns whether it was used. */
  use: (key: string, isInRow: boolean) => boolean;
  /** Handles a click on a row, which is now the active one, beside its own controls. */
  open?: (row: Row) => void;
}

const COUNT = { next: 0 };

export class VirtualTable<Row, Key extends string | number, Column> {
  readonly root: HTMLElement;
  private readonly header: HTMLElement;
  private readonly body: HTMLElement;
  private readonly id: string;
  private rows: readonly Row[] = [];
  /** The row that keys act on; -1 if there is none. */
  private activeIndex = -1;

  constructor(private readonly form: TableForm<Row, Key, Column>) {
    const { css, prefix, label, window } = form;
    this.id = `${prefix}-${(COUNT.next += 1)}`;
    this.header = element("div", `${prefix}-heading`, "", { role: "rowgroup" });
    this.body = element("div", `${prefix}-rows`, "", { role: "rowgroup" });
    const grid = { role: "grid", "aria-label": label, tabindex: "0" };
    this.root = element("div", css.root, [this.header, this.body], grid);
    this.root.style.setProperty("--dm-row-height", `${window.row}px`);
    this.root.addEventListener("scroll", () => { this.drawRows(); });
    this.root.addEventListener("keydown", (event) => { this.press(event); });
  }

  /** The active row. */
  get active(): Row | undefined {
    return this.rows[this.activeIndex];
  }

  /** The element of the active row, if it is near the visible part. */
  get activeRow(): HTMLElement | null {
    return this.body.querySelector<HTMLElement>(":scope > .dm-active");
  }

  /** The first visible row, before the rows change; null at the very top, where the first row should show. */
  place(): Place<Key> | null {
    const { scrollTop } = this.root;
    const key = scrollTop > 0 ? this.keyAt(Math.floor(scrollTop / this.form.window.row)) : undefined;
    return key === undefined ? null : { key, hidden: scrollTop % this.form.window.row };
  }

  /**
   * Draws new or reordered rows. A removed active row gives its place to the one that is there now.
   *
   * @param place The row that keeps its place; without it, the scroll position stays.
   */
  draw(
    rows: readonly Row[],
    headings: readonly Heading<Column>[],
    order: Order<Column>,
    place: Place<Key> | null = null,
  ): void {
    const { css, keyOf, window } = this.form;
    const indexOf = (key: Key | undefined): number => rows.findIndex((row) => keyOf(row) === key);
    const active = indexOf(this.keyAt(this.activeIndex));
    this.activeIndex = active < 0 ? Math.min(this.activeIndex, rows.length - 1) : active;
    this.rows = rows;
    this.root.hidden = rows.length === 0;
    this.root.style.setProperty("--dm-rows-height", `${this.height}px`);
    setAttribute(this.root, "aria-rowcount", String(rows.length + 1));
    this.body.style.height = `${rows.length * window.row}px`;
    const index = indexOf(place?.key);
    if (place !== null && index >= 0) {
      this.scrollTo(index * window.row + place.hidden);
    }
    const cells = headings.map((heading) => this.heading(heading, order));
    render(<div class={css.header} role="row" aria-rowindex={1}>{cells}</div>, this.header);
    this.drawRows();
  }

  /** Draws the rows near the visible part. */
  drawRows(): void {
    const { row: height, mostSeen } = this.form.window;
    const seen = Math.floor(Math.max(0, this.root.scrollTop) / height);
    const first = Math.max(0, Math.min(seen, this.rows.length - mostSeen) - READY);
    const near = this.rows.slice(first, first + mostSeen + 2 * READY + 1);
    const rows = near.map((row, offset) => this.row(row, first + offset));
    const focused = this.body.querySelector<HTMLElement>(":focus");
    render(<>{rows}</>, this.body);
    if (focused !== null && document.activeElement !== focused) {
      // an element that is moved or removed loses the focus
      (focused.isConnected ? focused : this.root).focus({ preventScroll: true });
    }
    setAttribute(this.root, "aria-activedescendant", this.activeRow?.id ?? null);
  }

  /** Makes a row the active one, and scrolls no farther than until it is whole. */
  activate(index: number): void {
    this.activeIndex = index;
    const top = index * this.form.window.row;
    this.scrollTo(Math.max(top + this.form.window.row - this.height, Math.min(this.root.scrollTop, top)));
    this.drawRows();
  }

  scrollTo(top: number): void {
    if (this.root.scrollTop !== top) {
      this.root.scrollTop = top;
    }
  }

  /** How high the rows are that are visible. */
  private get height(): number {
    return Math.min(this.rows.length, this.form.window.mostSeen) * this.form.window.row;
  }

  private heading({ css, words, sorts, label, content }: Heading<Column>, order: Order<Column>): ComponentChild {
    if (sorts === null) {
      return <div class={css} role="columnheader" aria-label={label}>{content ?? words}</div>;
    }
    const direction = sorts !== order.column ? undefined : order.isDescending ? "descending" : "ascending";
    return (
      <div class={css} role="columnheader" aria-sort={direction}>
        <button type="button" class={this.form.css.sorter} title={words} onClick={() => { this.form.sort(sorts); }}>
          {words}
          <span class="dm-order" aria-hidden="true">{direction && ARROWS[direction]}</span>
        </button>
      </div>
    );
  }

  private row(row: Row, index: number): ComponentChild {
    const { Row, keyOf, window } = this.form;
    const isActive = index === this.activeIndex;
    const place = {
      id: `${this.id}-${index}`,
      class: isActive ? "dm-active" : "",
      role: "row" as const,
      style: { top: `${index * window.row}px` },
      "aria-rowindex": index + 2, // the heading is the first
      onClickCapture: ({ target }: Event) => { // before a control in the row acts: it may take the row away
        this.activeIndex = index;
        if (target instanceof Element && !target.closest("button, input")) {
          this.form.open?.(row);
        }
        this.drawRows();
      },
    };
    return <Row key={keyOf(row)} row={row} isActive={isActive} place={place} />;
  }

  private keyAt(index: number): Key | undefined {
    const row = this.rows[index];
    return row === undefined ? undefined : this.form.keyOf(row);
  }

  private press(event: KeyboardEvent): void {
    const isInRow = this.body.contains(event.target as Node);
    if (!(isInRow || event.target === this.root) || this.rows.length === 0 || !isPlain(event)) {
      return; // the header's buttons have their own keys, and so have the browser and the system
    }
    const to = rowAfter(event.key, this.activeIndex, this.rows.length, this.form.window.mostSeen - 1);
    if (to !== null) {
      event.preventDefault();
      this.root.focus({ preventScroll: true });
      this.activate(to);
    } else if (this.form.use(event.key, isInRow)) {
      event.preventDefault();
    }
  }
}

/** The row that a key moves to from `index`, which is -1 if no row was active; null for other keys. */
export function rowAfter(key: string, index: number, count: number, page: number): number | null {
  const rows: Record<string, number> = {
    ArrowUp: index < 0 ? count - 1 : index - 1,
    ArrowDown: index + 1,
    PageUp: index - page,
    PageDown: index + page,
    Home: 0,
    End: count - 1,
  };
  const to = rows[key];
  return to === undefined ? null : Math.max(0, Math.min(count - 1, to));
}

function isPlain({ shiftKey, ctrlKey, altKey, metaKey }: KeyboardEvent): boolean {
  return !(shiftKey || ctrlKey || altKey || metaKey);
}
