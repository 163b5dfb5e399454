/** The columns of a table, each with its values, its kind to be changed, and its importance. */

import { createRef, type ComponentChild } from "preact";

import { drawn } from "../../link/drawn";
import { onChange, onResize } from "../../link/listen";
import { widget } from "../../link/widget";
import { isGiven } from "../../shared/detail_view";
import { orderAfter } from "../../table/order";
import { ColumnRow } from "./column_row";
import { AS_IN_TABLE, listed, PAGE, pageCount, sorted, type ColumnOrder, type Sortable } from "./listing";
import type { Ask, ColumnsModel, Kind } from "./model";

const ARROWS = { ascending: " ↑", descending: " ↓" };
const TRAITS = ["rows", "choices", "importances", "about"] as const satisfies (keyof ColumnsModel)[];

export default widget<ColumnsModel>((model, el, ended) => {
  const scroller = createRef<HTMLDivElement>();
  let order: ColumnOrder = AS_IN_TABLE;
  let page = 0;
  /** The column whose kind was chosen, until the kernel has answered. */
  let asked: { number: number; kind: Kind } | null = null;
  let hasEnded = false;
  const place = model.get("place");
  if (isGiven(place)) {
    const column = (["table", "missing", "importance"] as const).find((each) => each === place.column);
    order = { column: column ?? "table", isDescending: place.is_descending };
    page = place.page;
  }

  const ask = (message: Ask): void => {
    try {
      model.send(message);
    } catch {
      hasEnded = true;
      asked = null;
    }
    draw();
  };
  const choose = (number: number, kind: Kind): void => {
    asked = { number, kind };
    const { column, isDescending } = order;
    const top = Math.round(scroller.current?.scrollTop ?? 0);
    ask({ type: "kind", number, kind, place: { column, is_descending: isDescending, page, top } });
  };
  const showPage = (by: number): void => {
    page += by;
    draw();
    scroller.current?.scrollTo(0, 0);
  };
  const heading = (words: string, css: string, sorts: Sortable): ComponentChild => {
    const direction = sorts !== order.column ? undefined : order.isDescending ? "descending" : "ascending";
    const sort = (): void => {
      order = orderAfter(order, sorts, sorts !== "table");
      page = 0;
      draw();
    };
    return (
      <th scope="col" class={css} aria-sort={direction}>
        <button type="button" class="dm-columns-sorter" onClick={sort}>
          {words}<span class="dm-order" aria-hidden="true">{direction && ARROWS[direction]}</span>
        </button>
      </th>
    );
  };

  const view = (): ComponentChild => {
    const importances = model.get("importances");
    const about = model.get("about");
    const all = sorted(listed(model.get("rows"), model.get("choices"), importances), order);
    page = Math.min(page, pageCount(all.length) - 1);
    const first = page * PAGE;
    const rows = all.slice(first, first + PAGE);
    const hasImportance = importances.length > 0;
    return (
      <div class="dm-columns" data-lm-suppress-shortcuts="true">
        <div class="dm-columns-head">
          <p class="dm-note" aria-live="polite">{about.words}</p>
          {about.can_ask && (
            <button type="button" class="dm-pick" onClick={() => { ask({ type: "importance" }); }}>
              Compute the importances
            </button>
          )}
        </div>
        <div ref={scroller} class="dm-columns-scroll" tabIndex={0} role="region" aria-label="Columns of the table">
          <table>
            <thead>
              <tr>
                {heading("Column", "dm-text", "table")}
                <th scope="col" class="dm-text">Kind</th>
                <th scope="col" class="dm-text">Encoding</th>
                {heading("Missing", "", "missing")}
                <th scope="col" class="dm-text">Values</th>
                {hasImportance && heading("Importance", "dm-text", "importance")}
              </tr>
            </thead>
            <tbody>
              {rows.map((one) => (
                <ColumnRow key={one.number} {...one} hasImportance={hasImportance} fixed={about.fixed}
                  asked={asked?.number === one.number ? asked.kind : null}
                  choose={(kind) => { choose(one.number, kind); }} />
              ))}
            </tbody>
          </table>
        </div>
        {pageCount(all.length) > 1 && (
          <div class="dm-columns-pages">
            <button type="button" class="dm-pick" disabled={page === 0} onClick={() => { showPage(-1); }}>
              Previous
            </button>
            <span aria-live="polite">
              {`Columns ${first + 1} to ${first + rows.length} of ${all.length.toLocaleString("en")}`}
            </span>
            <button type="button" class="dm-pick" disabled={first + PAGE >= all.length} onClick={() => { showPage(1); }}>
              Next
            </button>
          </div>
        )}
        <p class="dm-note">{[about.note, about.fixed].filter(Boolean).join(" ")}</p>
        <p class="dm-columns-said" role="status">
          {hasEnded ? "The kernel has ended, so this table is not updated." : ""}
        </p>
      </div>
    );
  };
  onChange(model, ["choices", "about"], () => { asked = null; }, ended); // before it is drawn
  const draw = drawn(model, TRAITS, el, view, ended);
  if (isGiven(place)) {
    let isBack = false;
    onResize([el], () => { // it has a size once it is on the page
      if (!isBack && el.offsetHeight > 0) {
        isBack = true;
        scroller.current?.scrollTo(0, place.top);
        const number = model.get("rows").findIndex(({ name }) => name === place.name);
        el.querySelector<HTMLElement>(`[data-column="${number}"] select`)?.focus({ preventScroll: true });
      }
    }, ended);
  }
});
