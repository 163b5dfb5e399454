/** A scrolling table: only the rows near the visible part are in the page. */

import { element, setAttribute } from "../shared/element";

/** Moves to another row. */
export type Move = "up" | "down" | "page up" | "page down" | "first" | "last";
/** Acts on the active row. */
export type Use = "tick" | "open" | "in" | "out";

const MOVES = new Map<string, Move>([
  ["ArrowUp", "up"],
  ["ArrowDown", "down"],
  ["PageUp", "page up"],
  ["PageDown", "page down"],
  ["Home", "first"],
  ["End", "last"],
]);
const USES = new Map<string, Use>([
  [" ", "tick"],
  ["Enter", "open"],
  ["ArrowRight", "in"],
  ["ArrowLeft", "out"],
]);

export interface Key {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
}

/** Extra rows above and below the visible ones. */
const READY = 6;

export interface Span {
  first: number;
  /** One after the last row. */
  end: number;
}

/** A row, and how many pixels of it are scrolled away. */
export interface Place<Key> {
  key: Key;
  hidden: number;
}

export class RowWindow {
  /**
   * @param row The height of a row, also set as a CSS variable.
   * @param mostSeen Rows that are visible before the table scrolls.
   */
  constructor(readonly row: number, readonly mostSeen: number) {}

  heightOf(count: number): number {
    return Math.min(count, this.mostSeen) * this.row;
  }

  spanAt(scrolled: number, count: number): Span {
    const seen = Math.floor(Math.max(0, scrolled) / this.row);
    const first = Math.max(0, Math.min(seen, count - this.mostSeen) - READY);
    return { first, end: Math.min(count, first + this.mostSeen + 2 * READY + 1) };
  }

  /** The nearest scroll position that shows a whole row. */
  scrollToShow(index: number, scrolled: number, count: number): number {
    const top = index * this.row;
    return Math.max(top + this.row - this.heightOf(count), Math.min(scrolled, top));
  }

  /** The first visible row; null at the very top, where the first row should show. */
  placeAt<Key>(scrolled: number, keyAt: (index: number) => Key | undefined): Place<Key> | null {
    const index = Math.floor(scrolled / this.row);
    const key = scrolled <= 0 ? undefined : keyAt(index);
    return key === undefined ? null : { key, hidden: scrolled - index * this.row };
  }

  /** The scroll position that puts the row where it was; unchanged without it. */
  scrollFor<Key>(place: Place<Key> | null, scrolled: number, indexOf: (key: Key) => number): number {
    const index = place === null ? -1 : indexOf(place.key);
    return place === null || index < 0 ? scrolled : index * this.row + place.hidden;
  }
}

/** The elements of one row, reused for another row when theirs is scrolled away. */
export interface RowElements {
  readonly root: HTMLElement;
}

export interface TableForm {
  /** The class of the scrolling element. */
  css: string;
  /** The prefix of classes and ids in it. */
  prefix: string;
  label: string;
  heading: HTMLElement;
  window: RowWindow;
}

export interface TablePorts<Row, Key, View> {
  keyOf: (row: Row) => Key;
  make: () => View;
  /** Draws a row, also if only its marks have changed. */
  fill: (view: View, row: Row, isActive: boolean) => void;
  /** Handles a key for the active row; returns whether it was used. */
  use: (meant: Use, isInRow: boolean) => boolean;
  /** Handles a click on a row, which is now the active one. */
  click: (row: Row, view: View, target: Element) => void;
}

const COUNT = { next: 0 };

export class VirtualTable<Row, Key, View extends RowElements> {
  readonly root: HTMLElement;
  private readonly body: HTMLElement;
  private readonly ids: string;
  private readonly window: RowWindow;
  private readonly views = new Map<Key, View>();
  private rows: readonly Row[] = [];
  private places = new Map<Key, number>();
  private activeKey: Key | null = null;
  private lastIndex = 0;

  constructor(form: TableForm, private readonly ports: TablePorts<Row, Key, View>) {
    this.window = form.window;
    this.ids = `${form.prefix}-${(COUNT.next += 1)}`;
    this.body = element("div", `${form.prefix}-rows`, "", { role: "rowgroup" });
    const grid = { role: "grid", "aria-label": form.label, tabindex: "0" };
    this.root = element("div", form.css, [form.heading, this.body], grid);
    this.root.style.setProperty("--dm-row-height", `${form.window.row}px`);
    this.root.addEventListener("scroll", () => { this.drawRows(); });
    this.root.addEventListener("keydown", (event) => { this.press(event); });
    this.body.addEventListener("click", (event) => { this.click(event.target); });
  }

  /** The active row, which keys act on. */
  get active(): Row | undefined {
    return this.rows[this.indexOf(this.activeKey)];
  }

  /** The scroll position, before the rows change. */
  place(): Place<Key> | null {
    return this.window.placeAt(this.root.scrollTop, (index) => this.keyAt(index));
  }

  /**
   * Draws new or reordered rows.
   *
   * @param place The row that keeps its place; without it, the scroll position stays.
   */
  draw(rows: readonly Row[], place: Place<Key> | null = null): void {
    this.rows = rows;
    this.places = new Map(rows.map((row, index) => [this.ports.keyOf(row), index]));
    this.body.style.height = `${rows.length * this.window.row}px`;
    this.root.hidden = rows.length === 0;
    this.root.style.setProperty("--dm-rows-height", `${this.window.heightOf(rows.length)}px`);
    setAttribute(this.root, "aria-rowcount", String(rows.length + 1));
    this.scrollTo(this.window.scrollFor(place, this.root.scrollTop, (key) => this.indexOf(key)));
    this.keepActive();
    this.drawRows();
  }

  /** Draws the rows near the visible part. */
  drawRows(): void {
    const { first, end } = this.window.spanAt(this.root.scrollTop, this.rows.length);
    const wanted = this.rows.slice(first, end);
    const keys = new Set(wanted.map(this.ports.keyOf));
    const free = [...this.views].filter(([key]) => !keys.has(key));
    this.leave(free.map(([, view]) => view));
    for (const [key] of free) {
      this.views.delete(key);
    }
    let before: Element | null = null;
    wanted.forEach((row, offset) => {
      const key = this.ports.keyOf(row);
      const view: View = this.views.get(key) ?? free.pop()?.[1] ?? this.ports.make();
      this.views.set(key, view);
      this.fill(view, row, first + offset);
      const there: Element | null = before === null ? this.body.firstElementChild : before.nextElementSibling;
      if (there !== view.root) {
        this.body.insertBefore(view.root, there);
      }
      before = view.root;
    });
    for (const [, view] of free) {
      view.root.remove();
    }
    setAttribute(this.root, "aria-activedescendant", this.activeView()?.root.id ?? null);
  }

  activate(index: number): void {
    this.activeKey = this.keyAt(index) ?? null;
    this.lastIndex = Math.max(0, index);
    this.scrollTo(this.window.scrollToShow(index, this.root.scrollTop, this.rows.length));
    this.drawRows();
  }

  /** The elements of the active row, if it is near the visible part. */
  activeView(): View | undefined {
    return this.activeKey === null ? undefined : this.views.get(this.activeKey);
  }

  scrollTo(top: number): void {
    if (this.root.scrollTop !== top) {
      this.root.scrollTop = top;
    }
  }

  private fill(view: View, row: Row, index: number): void {
    const isActive = this.ports.keyOf(row) === this.activeKey;
    view.root.id = `${this.ids}-${index}`;
    view.root.style.top = `${index * this.window.row}px`;
    setAttribute(view.root, "aria-rowindex", String(index + 2)); // the heading is the first
    view.root.classList.toggle("dm-active", isActive);
    this.ports.fill(view, row, isActive);
  }

  private keyAt(index: number): Key | undefined {
    const row = this.rows[index];
    return row === undefined ? undefined : this.ports.keyOf(row);
  }

  private indexOf(key: Key | null): number {
    return key === null ? -1 : (this.places.get(key) ?? -1);
  }

  /** Returns the focus to the table from rows that are about to be removed. */
  private leave(views: readonly View[]): void {
    if (views.some((view) => view.root.contains(document.activeElement))) {
      this.root.focus({ preventScroll: true });
    }
  }

  /** A removed row gives its place to the one that is there now. */
  private keepActive(): void {
    if (this.activeKey !== null && this.active === undefined) {
      this.activeKey = this.keyAt(Math.min(this.lastIndex, this.rows.length - 1)) ?? null;
    }
    this.lastIndex = Math.max(0, this.indexOf(this.activeKey));
  }

  private press(event: KeyboardEvent): void {
    const isInRow = this.body.contains(event.target as Node);
    if (!(isInRow || event.target === this.root) || this.rows.length === 0) {
      return; // the header's buttons have their own keys
    }
    const move = moveOf(event);
    const meant = useOf(event);
    if (move !== null) {
      event.preventDefault();
      this.root.focus({ preventScroll: true });
      const index = this.indexOf(this.activeKey);
      this.activate(rowAfter(move, index, this.rows.length, this.window.mostSeen - 1));
    } else if (meant !== null && this.ports.use(meant, isInRow)) {
      event.preventDefault();
    }
  }

  private click(target: EventTarget | null): void {
    if (!(target instanceof Element)) {
      return;
    }
    const found = [...this.views].find(([, view]) => view.root.contains(target));
    const row = found && this.rows[this.indexOf(found[0])];
    if (found === undefined || row === undefined) {
      return;
    }
    const [key, view] = found;
    this.activeKey = key;
    this.lastIndex = this.indexOf(key);
    this.ports.click(row, view, target);
    this.drawRows();
  }
}

/** Null for other keys, and for those of the browser and the system. */
export function moveOf(pressed: Key): Move | null {
  return isPlain(pressed) ? (MOVES.get(pressed.key) ?? null) : null;
}

export function useOf(pressed: Key): Use | null {
  return isPlain(pressed) ? (USES.get(pressed.key) ?? null) : null;
}

/** The row that a key moves to from `index`, which is -1 if no row was active. */
export function rowAfter(move: Move, index: number, count: number, page: number): number {
  const to = {
    up: index < 0 ? count - 1 : index - 1,
    down: index + 1,
    "page up": index - page,
    "page down": index + page,
    first: 0,
    last: count - 1,
  }[move];
  return Math.max(0, Math.min(count - 1, to));
}

function isPlain({ shiftKey, ctrlKey, altKey, metaKey }: Key): boolean {
  return !(shiftKey || ctrlKey || altKey || metaKey);
}
