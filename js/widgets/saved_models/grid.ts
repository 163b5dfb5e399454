/** The rows of the saved models: their marks, keys, clicks and widths. */

import { element } from "../../shared/element";
import { measureLike, type Measure } from "../../shared/measure";
import { HeaderRow } from "../../table/header_row";
import { RowWindow, VirtualTable, type Place, type Use } from "../../table/virtual_table";
import type { Listing, Sortable } from "./listing";
import type { Row } from "./model";
import { COLUMNS, RowView } from "./row_view";

export interface GridPorts {
  sort: (column: Sortable) => void;
  tickAll: (isTicked: boolean) => void;
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
/** As in the stylesheet: letter widths, and pixels beside them. */
const NAME = 13;
const TAG = 11;
const SPEC = 11.5;
const BESIDE_TAG = 18;
const PADDING = 16;
const LETTER_OF_SPEC = 0.61;
const MOST_NAME = 420;
const MOST_SPEC = 900;
/** More rows would hardly change the result. */
const MOST_ROWS = 300;

export class Grid {
  readonly root: HTMLElement;
  private readonly header: HeaderRow<Sortable>;
  /** Ticks all rows. */
  private readonly box = element("input", "dm-tick");
  private readonly table: VirtualTable<Row, string, RowView>;

  constructor(
    private readonly listing: Listing,
    private readonly marked: () => Marked,
    private readonly ports: GridPorts,
  ) {
    const classes = { root: "dm-models-heading", row: "dm-row dm-heading", sorter: "dm-sorter" };
    this.header = new HeaderRow(classes, ports.sort);
    this.header.make(COLUMNS)[0]?.append(this.box);
    this.box.type = "checkbox";
    this.box.setAttribute("aria-label", "Tick all models in the table");
    this.box.addEventListener("change", () => { ports.tickAll(this.box.checked); });
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
    this.header.draw(order);
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

  /** Shows whether all, some or none of the found rows are ticked. */
  private drawTicked(): void {
    const { ticked } = this.marked();
    const { found } = this.listing;
    const count = ticked.size ? found.filter(({ key }) => ticked.has(key)).length : 0;
    this.box.checked = count > 0 && count === found.length;
    this.box.indeterminate = count > 0 && count < found.length;
    this.box.disabled = found.length === 0;
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

/**
 * Two tracks of a CSS grid. Each column gets what its widest row needs if both fit; else a long
 * spec is cut before a name and its tags, which get up to 28 % of the table.
 */
export function tracksFor(rows: readonly Row[], measure: Measure): string {
  const some = rows.slice(0, MOST_ROWS);
  const name = Math.min(MOST_NAME, widest(some.map((row) => nameOf(row, measure))));
  const spec = Math.min(MOST_SPEC, widest(some.map((row) => row.spec.length * SPEC * LETTER_OF_SPEC)));
  return `minmax(min(${name}px, 28%), ${name}fr) minmax(0, ${spec}fr)`;
}

function nameOf({ name, tags }: Row, measure: Measure): number {
  return tags.reduce((sum, tag) => sum + measure(tag, TAG) + BESIDE_TAG, measure(name, NAME));
}

function widest(needs: readonly number[]): number {
  return Math.ceil(Math.max(80, ...needs)) + PADDING;
}
