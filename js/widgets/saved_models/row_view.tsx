/** The columns, and one row. */

import type { ComponentChild, ComponentChildren } from "preact";

import type { Heading, RowProps } from "../../table/virtual_table";
import type { Sortable } from "./listing";
import type { Row } from "./model";

type ColumnId = Sortable | "box" | "loss";

/** The names of the columns, from left to right. */
const NAMES: readonly [ColumnId, string][] = [
  ["box", ""],
  ["name", "Name"],
  ["spec", "Spec"],
  ["parameters", "Parameters"],
  ["loss", "Loss"],
  ["validation", "Validation"],
  ["test", "Test"],
  ["saved", "Saved"],
  ["size", "Size"],
];
const NUMBERS: readonly ColumnId[] = ["parameters", "validation", "test", "size"];

/** The loss as a small line chart. */
export const WIDTH = 64;
export const HEIGHT = 26;
const EDGE = 3;

/** @param box The box that ticks all rows. */
export function headings(box: ComponentChild): Heading<Sortable>[] {
  return NAMES.map(([id, words]) => {
    const sorts = id === "box" || id === "loss" ? null : id;
    return { css: cssOf(id), words, sorts, ...(id === "box" && { content: box }) };
  });
}

interface RowViewProps extends RowProps<Row> {
  isTicked: boolean;
  isOpened: boolean;
  tick: (key: string) => void;
  findTag: (tag: string) => void;
}

export function RowView({ row, place, isTicked, isOpened, tick, findTag }: RowViewProps): ComponentChild {
  const { name, damaged, spec, parameters } = row;
  const marks = `${damaged === null ? "" : "dm-row-damaged"} ${isOpened ? "dm-opened" : ""} ${place.class}`;
  // the table has the focus and handles the keys: no control in a row is a tab stop
  return (
    <div {...place} class={`dm-row ${marks}`} aria-selected={isTicked} aria-current={isOpened ? "true" : undefined}>
      <Cell id="box">
        <input type="checkbox" class="dm-tick" tabIndex={-1} aria-label={`Tick ${name}`}
          checked={isTicked} onChange={() => { tick(row.key); }} />
      </Cell>
      <Cell id="name">
        <b class="dm-row-name" title={name}>{name}</b>
        <span class="dm-tags">
          {row.tags.map((tag) => (
            <button type="button" class="dm-tag" tabIndex={-1} data-tag={tag}
              title={`Find all models tagged ${tag}`} onClick={() => { findTag(tag); }}>
              {tag}
            </button>
          ))}
        </span>
      </Cell>
      {damaged === null ? (
        <>
          <Cell id="spec" title={spec}>{spec}</Cell>
          <Cell id="parameters">{parameters?.toLocaleString("en")}</Cell>
          <Cell id="loss">
            <svg width={WIDTH} height={HEIGHT} aria-hidden="true">
              <path class="dm-sparkline" d={linePath(row.curve)} />
            </svg>
          </Cell>
          {(["validation", "test", "saved", "size"] as const).map((id) => (
            <Cell id={id} title={row[id].title}>{row[id].words}</Cell>
          ))}
        </>
      ) : <div class="dm-cell dm-damaged" role="gridcell" title={damaged}>damaged: {damaged}</div>}
    </div>
  );
}

function Cell({ id, title, children }: { id: ColumnId; title?: string; children: ComponentChildren }): ComponentChild {
  return <div class={cssOf(id)} role="gridcell" title={title}>{children}</div>;
}

function cssOf(id: ColumnId): string {
  return `dm-cell dm-${id}${NUMBERS.includes(id) ? " dm-number" : ""}`;
}

/** The SVG path through all values, with 0 at the bottom and 1 at the top; one value is a dot. */
export function linePath(values: readonly number[]): string {
  const [only] = values;
  if (only !== undefined && values.length === 1) {
    return `M${EDGE},${y(only)}h0`;
  }
  const step = (WIDTH - 2 * EDGE) / (values.length - 1);
  return values.map((value, at) => `${at ? "L" : "M"}${short(EDGE + at * step)},${y(value)}`).join("");
}

function y(value: number): string {
  return short(HEIGHT - EDGE - value * (HEIGHT - 2 * EDGE));
}

function short(value: number): string {
  return String(Math.round(value * 10) / 10);
}
