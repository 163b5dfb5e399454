/**
 * The table, which grows at its top. An existing row stays the same element and keeps its selection,
 * and its place on the screen.
 */

import { Component, createRef, type ComponentChild } from "preact";

import type { Table } from "./model";

/** A row's position in the scrolled content, in pixels. */
export interface Placed {
  key: string;
  top: number;
  height: number;
}

/** A row, and its distance below the top of the visible part. */
export interface Place {
  key: string;
  below: number;
}

export class EpochsView extends Component<Table> {
  private readonly scroller = createRef<HTMLDivElement>();

  override getSnapshotBeforeUpdate(): Place | null {
    const scroller = this.scroller.current;
    const covered = scroller?.querySelector("thead")?.offsetHeight ?? 0;
    return scroller && placeOf(placed(scroller), scroller.scrollTop, covered);
  }

  override componentDidUpdate(_props: Table, _state: object, place: Place | null): void {
    const scroller = this.scroller.current;
    if (scroller) {
      const top = scrollFor(place, placed(scroller), scroller.scrollTop);
      if (top !== scroller.scrollTop) {
        scroller.scrollTop = top; // even the same place would end a smooth scroll
      }
    }
  }

  override render({ head, rows, note }: Table): ComponentChild {
    return (
      <>
        <div ref={this.scroller} class="dm-epochs-scroll" hidden={rows.length === 0}
          tabIndex={0} role="region" aria-label="Table of epochs" data-lm-suppress-shortcuts="true">
          <table>
            <thead><tr>{head.map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead>
            <tbody>
              {rows.map(({ key, cells, is_best: isBest }) => (
                <tr key={key} data-key={key} class={isBest ? "dm-best" : ""}>{cells.map((text) => <td>{text}</td>)}</tr>
              ))}
            </tbody>
          </table>
        </div>
        <p class="dm-note">{note}</p>
      </>
    );
  }
}

function placed(scroller: HTMLElement): Placed[] {
  const top = scroller.querySelector("table")?.getBoundingClientRect().top ?? 0;
  return [...scroller.querySelectorAll<HTMLElement>("tbody tr")].map((row) => {
    const rect = row.getBoundingClientRect(); // offsetTop is a whole number, and rows are not
    return { key: row.dataset.key ?? "", top: rect.top - top, height: rect.height };
  });
}

/**
 * The first visible row; null at the very top, where the newest row should show.
 *
 * @param covered How much of the upper edge the heading covers.
 */
export function placeOf(rows: readonly Placed[], scrolled: number, covered: number): Place | null {
  if (scrolled <= 0) {
    return null;
  }
  const seen = rows.find((row) => row.top + row.height > scrolled + covered);
  return seen === undefined ? null : { key: seen.key, below: seen.top - scrolled };
}

/** The scroll position that puts the row where it was; unchanged if the row was removed. */
export function scrollFor(place: Place | null, rows: readonly Placed[], scrolled: number): number {
  if (place === null) {
    return scrolled;
  }
  const row = rows.find((each) => each.key === place.key);
  return row === undefined ? scrolled : row.top - place.below;
}
