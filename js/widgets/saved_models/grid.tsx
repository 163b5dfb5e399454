/** The rows of the saved models: their marks, keys, clicks and widths. */

import { measureLike, type Measure } from "../../shared/measure";
import { VirtualTable, type Place } from "../../table/virtual_table";
import type { Listing, Sortable } from "./listing";
import type { Row } from "./model";
import { headings, RowView } from "./row_view";

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

const WINDOW = { row: 43, mostSeen: 10 };
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
  private readonly table: VirtualTable<Row, string, Sortable>;

  constructor(
    private readonly listing: Listing,
    private readonly marked: () => Marked,
    private readonly ports: GridPorts,
  ) {
    this.table = new VirtualTable({
      css: { root: "dm-models-grid", header: "dm-row dm-heading", sorter: "dm-sorter" },
      prefix: "dm-models",
      label: "Saved models",
      window: WINDOW,
      keyOf: ({ key }) => key,
      Row: (props) => {
        const { key } = props.row;
        const { ticked, opened } = marked();
        const marks = { isTicked: ticked.has(key), isOpened: key === opened };
        return <RowView {...props} {...marks} tick={ports.tick} findTag={ports.findTag} />;
      },
      sort: ports.sort,
      use: (key, isInRow) => this.use(key, isInRow),
      open: ({ key }) => { ports.open(key); },
    });
    this.root = this.table.root;
    this.root.setAttribute("aria-multiselectable", "true");
  }

  /** The scroll position, before the rows change. */
  place(): Place<string> | null {
    return this.table.place();
  }

  /** Draws new or reordered rows, with one row kept at its place. */
  draw(place: Place<string> | null): void {
    this.drawTracks();
    if (!this.root.isConnected) {
      requestAnimationFrame(this.drawTracks); // an element outside the page has no font yet
    }
    this.root.classList.toggle("dm-no-test", this.listing.found.every(({ test }) => test.words === ""));
    if (place === null) {
      this.table.scrollTo(0);
    }
    this.drawTicks(place);
  }

  /** Draws the ticks and the open row. */
  drawMarks(): void {
    this.table.drawRows();
  }

  /** Draws the ticks, also that of all rows. */
  drawTicks(place: Place<string> | null = null): void {
    const { found, order } = this.listing;
    const { ticked } = this.marked();
    const count = ticked.size ? found.filter(({ key }) => ticked.has(key)).length : 0;
    const box = (
      <input type="checkbox" class="dm-tick" aria-label="Tick all models in the table" disabled={found.length === 0}
        checked={count > 0 && count === found.length} indeterminate={count > 0 && count < found.length}
        onChange={({ currentTarget }) => { this.ports.tickAll(currentTarget.checked); }} />
    );
    this.table.draw(found, headings(box), order, place);
  }

  private readonly drawTracks = (): void => {
    const tracks = tracksFor(this.listing.found, measureLike(this.root));
    this.root.style.setProperty("--dm-name-and-spec", tracks);
  };

  private use(key: string, isInRow: boolean): boolean {
    if (key === "ArrowRight" || key === "ArrowLeft") {
      this.walk(key === "ArrowRight" ? 1 : -1);
      return true;
    }
    if (isInRow || !(key === " " || key === "Enter")) {
      return false; // the focused control handles it
    }
    const { active } = this.table;
    if (active !== undefined) {
      (key === " " ? this.ports.tick : this.ports.open)(active.key);
    }
    return true;
  }

  /** The arrows move into a row, over its box and tags, and out again. */
  private walk(step: number): void {
    if (this.table.active === undefined) {
      this.table.activate(0);
    }
    const controls = [...(this.table.activeRow?.querySelectorAll<HTMLElement>("input, button") ?? [])];
    const to = controls.indexOf(document.activeElement as HTMLElement) + step;
    if (to < controls.length) {
      (controls[to] ?? this.root).focus({ preventScroll: true });
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
