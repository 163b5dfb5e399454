/** The rows of the saved models: their marks, keys and clicks. */

import { measureLike } from "../../shared/measure";
import type { Use } from "../../table/keys";
import { VirtualTable } from "../../table/virtual_table";
import { RowWindow, type Place } from "../../table/window";
import { HeaderRow, type HeaderPorts } from "./header_row";
import type { Listing } from "./listing";
import type { Row } from "./model";
import { RowView } from "./row_view";
import { tracksFor } from "./widths";

export interface GridPorts extends HeaderPorts {
  tick: (key: string) => void;
  open: (key: string) => void;
  findTag: (tag: string) => void;
}

/** Which rows are ticked, open and active. */
export interface Marked {
  ticked: ReadonlySet<string>;
  opened: string;
}

export const WINDOW = new RowWindow(43, 10);

export class Grid {
  readonly root: HTMLElement;
  private readonly header: HeaderRow;
  private readonly table: VirtualTable<Row, string, RowView>;

  constructor(
    private readonly listing: Listing,
    private readonly marked: () => Marked,
    private readonly ports: GridPorts,
  ) {
    this.header = new HeaderRow(ports);
    const [css, prefix, label] = ["dm-models-grid", "dm-models", "Saved models"];
    this.table = new VirtualTable(
      { css, prefix, label, heading: this.header.root, window: WINDOW },
      {
        keyOf: ({ key }) => key,
        make: () => new RowView(),
        fill: (view, row) => { this.fill(view, row); },
        use: (meant, isInRow) => this.use(meant, isInRow),
        click: (row, view, target) => { this.click(row, view, target); },
      },
    );
    this.root = this.table.root;
    this.root.setAttribute("aria-multiselectable", "true");
  }

  /** The scroll position, before the rows change. */
  place(): Place<string> | null {
    return this.table.place();
  }

  /** Draws new or reordered rows, with one row kept at its place. */
  draw(place: Place<string> | null): void {
    const { found, order } = this.listing;
    this.drawTracks();
    if (!this.root.isConnected) {
      requestAnimationFrame(this.drawTracks); // an element outside the page has no font yet
    }
    this.root.classList.toggle("dm-no-test", found.every(({ test }) => test.words === ""));
    this.header.drawOrder(order);
    if (place === null) {
      this.table.scrollTo(0);
    }
    this.table.draw(found, place);
    this.drawTicked();
  }

  /** Draws the ticks and the open row. */
  drawMarks(): void {
    this.table.drawRows();
  }

  drawTicks(): void {
    this.drawTicked();
    this.drawMarks();
  }

  private drawTicked(): void {
    const { ticked } = this.marked();
    const count = ticked.size ? this.listing.found.filter(({ key }) => ticked.has(key)).length : 0;
    this.header.drawTicks(count, this.listing.found.length);
  }

  private readonly drawTracks = (): void => {
    const tracks = tracksFor(this.listing.found, measureLike(this.root));
    this.root.style.setProperty("--dm-name-and-spec", tracks);
  };

  private fill(view: RowView, row: Row): void {
    if (view.row !== row) {
      view.fill(row);
    }
    const { ticked, opened } = this.marked();
    view.mark(ticked.has(row.key), row.key === opened);
  }

  private use(meant: Use, isInRow: boolean): boolean {
    if (meant === "in" || meant === "out") {
      this.walk(meant === "in" ? 1 : -1);
      return true;
    }
    if (isInRow) {
      return false; // the focused control handles it
    }
    const { active } = this.table;
    if (active !== undefined) {
      (meant === "tick" ? this.ports.tick : this.ports.open)(active.key);
    }
    return true;
  }

  /** The arrows move into a row, over its box and tags, and out again. */
  private walk(step: number): void {
    if (this.table.active === undefined) {
      this.table.activate(0);
    }
    const row = this.table.activeView()?.root;
    const controls = [...(row?.querySelectorAll<HTMLElement>("input, button") ?? [])];
    const to = controls.indexOf(document.activeElement as HTMLElement) + step;
    if (to >= controls.length) {
      return;
    }
    (controls[to] ?? this.root).focus({ preventScroll: true });
  }

  private click({ key }: Row, view: RowView, target: Element): void {
    const tag = target.closest<HTMLElement>("[data-tag]")?.dataset.tag;
    if (tag !== undefined) {
      this.ports.findTag(tag);
    } else if (target === view.box) {
      this.ports.tick(key);
    } else {
      this.ports.open(key);
    }
  }
}
