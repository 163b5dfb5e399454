/** The rows in a place that scrolls: only those that are near what is seen are in the page. */

import { element, setAttribute } from "../../shared/element";
import { measureLike } from "../../shared/measure";
import { HeaderRow, type HeaderPorts } from "./header_row";
import { command, rowAfter, type Command } from "../../table/keys";
import type { Listing } from "./listing";
import { RowView } from "./row_view";
import { tracksFor } from "./widths";
import { heightOf, MOST_SEEN, placeAt, ROW, scrollFor, scrollToShow, windowOf, type Place } from "../../table/window";

export interface GridPorts extends HeaderPorts {
  tick: (key: string) => void;
  open: (key: string) => void;
  findTag: (tag: string) => void;
}

/** What is marked among the rows. */
export interface Marked {
  ticked: ReadonlySet<string>;
  opened: string;
}

const COUNT = { next: 0 };

export class Grid {
  readonly root = element("div", "dm-models-grid");
  private readonly header: HeaderRow;
  private readonly body = element("div", "dm-models-rows");
  private readonly prefix = `dm-models-${(COUNT.next += 1)}`;
  private readonly views = new Map<string, RowView>();
  private active = "";
  private lastIndex = 0;

  constructor(
    private readonly listing: Listing,
    private readonly marked: () => Marked,
    private readonly ports: GridPorts,
  ) {
    this.header = new HeaderRow(ports);
    this.root.setAttribute("role", "grid");
    this.root.setAttribute("aria-label", "Saved models");
    this.root.setAttribute("aria-multiselectable", "true");
    this.root.tabIndex = 0;
    this.root.style.setProperty("--dm-row-height", `${ROW}px`);
    this.body.setAttribute("role", "rowgroup");
    this.root.append(this.header.root, this.body);
    this.root.addEventListener("scroll", () => {
      this.drawRows();
    });
    this.root.addEventListener("keydown", (event) => {
      this.press(event);
    });
    this.body.addEventListener("click", (event) => {
      this.click(event.target);
    });
  }

  /** Where a person reads, before the rows change. */
  place(): Place | null {
    return placeAt(this.root.scrollTop, (index) => this.listing.found[index]?.key);
  }

  /** Draws other rows, or the same in another order, with the row of a place where it was. */
  draw(place: Place | null): void {
    const count = this.listing.found.length;
    this.body.style.height = `${count * ROW}px`;
    this.root.hidden = count === 0;
    this.root.style.setProperty("--dm-rows-height", `${heightOf(count)}px`);
    setAttribute(this.root, "aria-rowcount", String(count + 1));
    this.drawTracks();
    if (!this.root.isConnected) {
      requestAnimationFrame(this.drawTracks); // what has no place on the page has no font yet
    }
    this.root.classList.toggle("dm-no-test", this.listing.found.every(({ test }) => test.words === ""));
    this.header.drawOrder(this.listing.order);
    this.scrollTo(scrollFor(place, place === null ? 0 : this.root.scrollTop, (key) => this.listing.indexOf(key)));
    this.keepActive();
    this.drawRows();
    this.drawTicks();
  }

  /** Draws the ticks, the open row and the one that keys are for. */
  drawMarks(): void {
    const { ticked, opened } = this.marked();
    for (const [key, view] of this.views) {
      view.mark({
        index: this.listing.indexOf(key),
        isTicked: ticked.has(key),
        isOpened: key === opened,
        isActive: key === this.active,
      });
    }
    const active = this.views.get(this.active);
    setAttribute(this.root, "aria-activedescendant", active?.root.id ?? null);
  }

  drawTicks(): void {
    const { ticked } = this.marked();
    const count = ticked.size ? this.listing.found.filter(({ key }) => ticked.has(key)).length : 0;
    this.header.drawTicks(count, this.listing.found.length);
    this.drawMarks();
  }

  private readonly drawTracks = (): void => {
    const tracks = tracksFor(this.listing.found, measureLike(this.root));
    this.root.style.setProperty("--dm-name-and-spec", tracks);
  };

  private drawRows(): void {
    const { first, end } = windowOf(this.root.scrollTop, this.listing.found.length);
    const wanted = this.listing.found.slice(first, end);
    const keys = new Set(wanted.map(({ key }) => key));
    const free = [...this.views].filter(([key]) => !keys.has(key));
    this.leave(free.map(([, view]) => view));
    for (const [key] of free) {
      this.views.delete(key);
    }
    let before: Element | null = null;
    for (const row of wanted) {
      const view: RowView = this.views.get(row.key) ?? free.pop()?.[1] ?? new RowView(this.prefix);
      this.views.set(row.key, view);
      if (view.row !== row) {
        view.fill(row);
      }
      const there: Element | null = before === null ? this.body.firstElementChild : before.nextElementSibling;
      if (there !== view.root) {
        this.body.insertBefore(view.root, there);
      }
      before = view.root;
    }
    for (const [, view] of free) {
      view.root.remove();
    }
    this.drawMarks();
  }

  /** Gives the focus back to the table, from rows that are about to go. */
  private leave(views: readonly RowView[]): void {
    if (views.some((view) => view.root.contains(document.activeElement))) {
      this.root.focus({ preventScroll: true });
    }
  }

  /** A row that is gone leaves its place to the one that is there now. */
  private keepActive(): void {
    const index = this.listing.indexOf(this.active);
    if (index < 0 && this.active !== "") {
      const last = this.listing.found.length - 1;
      this.active = this.listing.found[Math.min(this.lastIndex, last)]?.key ?? "";
    }
    this.lastIndex = Math.max(0, this.listing.indexOf(this.active));
  }

  private activate(index: number): void {
    this.active = this.listing.found[index]?.key ?? "";
    this.lastIndex = Math.max(0, index);
    this.scrollTo(scrollToShow(index, this.root.scrollTop, this.listing.found.length));
    this.drawRows();
  }

  private scrollTo(top: number): void {
    if (this.root.scrollTop !== top) {
      this.root.scrollTop = top;
    }
  }

  private press(event: KeyboardEvent): void {
    const meant = command(event);
    const inBody = this.body.contains(event.target as Node);
    if (meant === null || !(inBody || event.target === this.root) || this.listing.found.length === 0) {
      return;
    }
    if (inBody && (meant === "tick" || meant === "open")) {
      return; // the control that has the focus does it
    }
    event.preventDefault();
    if (meant === "in" || meant === "out") {
      this.walk(meant === "in" ? 1 : -1);
    } else {
      this.obey(meant);
    }
  }

  private obey(meant: Command): void {
    const index = this.listing.indexOf(this.active);
    if (meant === "tick" || meant === "open") {
      if (index >= 0) {
        (meant === "tick" ? this.ports.tick : this.ports.open)(this.active);
      }
      return;
    }
    this.root.focus({ preventScroll: true });
    this.activate(rowAfter(meant, index, this.listing.found.length, MOST_SEEN - 1));
  }

  /** The arrows lead into a row, over its box and its tags, and out again. */
  private walk(step: number): void {
    if (this.active === "") {
      this.activate(0);
    }
    const row = this.views.get(this.active)?.root;
    const controls = [...(row?.querySelectorAll<HTMLElement>("input, button") ?? [])];
    const to = controls.indexOf(document.activeElement as HTMLElement) + step;
    if (to >= controls.length) {
      return;
    }
    (controls[to] ?? this.root).focus({ preventScroll: true });
  }

  private click(target: EventTarget | null): void {
    if (!(target instanceof Element)) {
      return;
    }
    const found = [...this.views].find(([, view]) => view.root.contains(target));
    if (found === undefined) {
      return;
    }
    const [key, view] = found;
    this.active = key;
    this.lastIndex = this.listing.indexOf(key);
    const tag = target.closest<HTMLElement>("[data-tag]")?.dataset.tag;
    if (tag !== undefined) {
      this.ports.findTag(tag);
    } else if (target === view.box) {
      this.ports.tick(key);
    } else {
      this.ports.open(key);
    }
    this.drawMarks();
  }
}
