/** The matrix, the choice between counts and shares, and a sentence on one cell. */

import type { ComponentChild } from "preact";

import { drawn } from "../../link/drawn";
import { onChange, onResize } from "../../link/listen";
import { widget } from "../../link/widget";
import { memoized } from "../../shared/memoized";
import { MOST_WITH_NUMBERS, sentence, wholeSentence, type Place } from "./format";
import { gridOf, placeAfter, placeOf } from "./grid";
import type { Ask, ConfusionModel } from "./model";

export default widget<ConfusionModel>((model, el, ended) => {
  let active: Place = { row: 0, column: 0 }; // the cell that had the focus last: the only stop for Tab
  let hadFocus = false; // a cell, before the matrix changed
  let hovered: Place | null = null; // the cell under the pointer or with the focus
  const grid = memoized(gridOf);
  const stop = (): Place => active;
  const cellAt = ({ row, column }: Place): HTMLElement | null => el.querySelector(`[data-place="${row} ${column}"]`);
  const ask = (message: Ask): void => { model.send(message); };

  const hover = (place: Place | null): void => {
    hovered = place;
    draw();
  };

  /** To draw all cells for another stop of Tab would take longer. */
  const enter = (place: Place): void => {
    cellAt(active)?.setAttribute("tabindex", "-1");
    cellAt(place)?.setAttribute("tabindex", "0");
    active = place;
  };

  const open = ({ row, column }: Place): void => {
    const { classes } = model.get("matrix");
    const [trueClass, predicted] = [classes[row], classes[column]];
    if (trueClass !== undefined && predicted !== undefined) {
      ask({ type: "cell", true: trueClass, predicted });
    }
  };

  const press = (event: KeyboardEvent): void => {
    const place = placeOf(event.target);
    if (place === null || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const goal = placeAfter(event.key, place, model.get("matrix").names.length);
    if (goal !== null) {
      cellAt(goal)?.focus();
    } else if (event.key === "Enter" || event.key === " ") {
      open(place);
    } else if (event.key === "Escape" && model.get("chosen").length > 0) {
      ask({ type: "close" });
    } else {
      return;
    }
    event.preventDefault();
    // JupyterLab moves between cells with the same keys.
    event.stopPropagation();
  };

  const listeners = {
    onKeyDown: press,
    onClick: ({ target }: Event) => {
      const place = placeOf(target);
      if (place !== null) {
        open(place);
      }
    },
    onFocusIn: ({ target }: Event) => {
      enter(placeOf(target) ?? active);
      hover(placeOf(target));
    },
    onFocusOut: () => { hover(null); },
    onMouseOver: ({ target }: Event) => { hover(placeOf(target)); },
    onMouseLeave: () => { hover(placeOf(el.contains(document.activeElement) ? document.activeElement : null)); },
  };

  const observe = (scroller: HTMLElement | null): void => {
    if (scroller) {
      onResize([scroller, ...scroller.children], () => { markEdges(scroller); }, ended);
    }
  };

  const pick = (words: string, isShares: boolean): ComponentChild => {
    const choose = (): void => {
      model.set("is_shares", isShares);
      model.save_changes();
    };
    const isPressed = model.get("is_shares") === isShares;
    return <button type="button" class="dm-pick" aria-pressed={isPressed} onClick={choose}>{words}</button>;
  };

  const view = (): ComponentChild => {
    const matrix = model.get("matrix");
    const { names, note, tip } = matrix;
    const last = Math.max(0, names.length - 1);
    active = { row: Math.min(active.row, last), column: Math.min(active.column, last) };
    return (
      <div class="dm-confusion" data-lm-suppress-shortcuts="true">
        <div class="dm-confusion-head">
          <h4 title={tip}>Confusion matrix</h4>
          <div class="dm-picks" role="group" aria-label="What the cells show" hidden={names.length > MOST_WITH_NUMBERS}>
            {pick("counts", false)}
            {pick("shares, %", true)}
          </div>
        </div>
        <div class="dm-confusion-body">
          <span class="dm-confusion-side">true</span>
          <div class="dm-confusion-scroll" ref={observe} onScroll={(event) => { markEdges(event.currentTarget); }}>
            {grid(matrix, model.get("chosen"), model.get("is_shares"), stop, listeners)}
          </div>
        </div>
        <p class="dm-confusion-line">
          {hovered && hovered.row < names.length ? sentence(matrix, hovered) : wholeSentence(matrix)}
        </p>
        <p class="dm-note" hidden={note === ""}>{note}</p>
      </div>
    );
  };
  const hasFocus = (): boolean => el.contains(document.activeElement);
  onChange(model, ["matrix"], () => { hadFocus = hasFocus() && placeOf(document.activeElement) !== null; }, ended);
  const draw = drawn(model, ["matrix", "chosen", "is_shares"], el, view, ended);
  onChange(model, ["matrix"], () => {
    if (hadFocus && !hasFocus()) {
      cellAt(active)?.focus(); // fewer classes have no such cell
    }
  }, ended);
});

/** Fades the edges beyond which there are more cells. */
function markEdges(scroller: HTMLElement): void {
  const { scrollLeft, clientWidth, scrollWidth } = scroller;
  scroller.classList.toggle("dm-more-left", scrollLeft > 1);
  scroller.classList.toggle("dm-more-right", scrollLeft + clientWidth < scrollWidth - 1);
}
