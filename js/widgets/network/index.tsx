import type { ComponentChild } from "preact";

import { drawn } from "../../link/drawn";
import { onResize } from "../../link/listen";
import { widget } from "../../link/widget";
import { oncePerFrame } from "../../shared/frame";
import { onTheme } from "../../shared/page_theme";
import { textScale } from "../../shared/text_scale";
import { picture } from "./drawing";
import { layout, type Box } from "./layout";
import { TRAITS, type Column, type Fold, type NetworkModel } from "./model";
import "./network.css";

const ASSUMED_WIDTH = 640; // until the page has given the element a width
const LEAST_BESIDE = 320; // pixels for the text line and the gap before it

/** The drawing, the layers on it that pointer and focus reach, and a line about one of them or the network. */
export default widget<NetworkModel>((model, el, ended) => {
  let width = ASSUMED_WIDTH; // as many pixels at the usual size of text
  let scale = 1;
  let isUnfolded = false;
  let stop = 0; // of Tab: one of the layers
  let described: number | null = null; // the layer that the line is about

  const describe = (position: number | null): void => {
    described = position;
    soon();
  };

  const focus = (position: number): void => {
    el.querySelectorAll<SVGGElement>(".dm-target")[position]?.focus();
  };

  /** The focus goes to the first layer that appeared, or back to the gap. */
  const unfold = (isNowUnfolded: boolean): void => {
    isUnfolded = isNowUnfolded;
    draw();
    focus(model.get("fold").first ?? 0);
  };

  const target = ({ slot, column }: Box, position: number, boxes: readonly Box[]): ComponentChild => {
    const isGap = !isUnfolded && column === model.get("fold").gap;
    /** One stop for Tab, with arrow keys inside: sixty layers are not sixty stops. */
    const press = (event: KeyboardEvent): void => {
      const last = boxes.length - 1;
      const goal = { ArrowLeft: position - 1, ArrowRight: position + 1, Home: 0, End: last }[event.key];
      if (goal !== undefined) {
        focus(Math.min(last, Math.max(0, goal)));
      } else if (isGap && (event.key === "Enter" || event.key === " ")) {
        unfold(true);
      } else {
        return;
      }
      event.preventDefault();
      // JupyterLab moves between cells with the same keys.
      event.stopPropagation();
    };
    const show = (): void => { describe(position); };
    const leave = (): void => { describe(null); };
    const enter = (): void => {
      stop = position;
      show();
    };
    const fold = isGap && { role: "button", "aria-expanded": false, onClick: () => { unfold(true); } } as const;
    return (
      <g key={isGap ? "gap" : position} class={isGap ? "dm-target dm-unfold" : "dm-target"} role="img"
        tabindex={position === Math.min(stop, boxes.length - 1) ? 0 : -1} aria-label={column.sentence} onKeyDown={press}
        onMouseEnter={show} onMouseLeave={leave} onFocus={enter} onBlur={leave} {...fold}>
        <title>{column.sentence}</title>
        <rect {...slot} rx={3} />
      </g>
    );
  };

  const view = (): ComponentChild => {
    const fold = model.get("fold");
    const placed = layout(isUnfolded ? model.get("columns") : folded(model.get("columns"), fold), width);
    const { boxes, height } = placed;
    const end = Math.max(...boxes.map(({ slot }) => slot.x + slot.width));
    // the text line stands beside the drawing if there is room: below, it would take height
    el.classList.toggle("dm-beside", width - end >= LEAST_BESIDE);
    el.style.setProperty("--dm-end", `${Math.ceil(end * scale)}px`);
    const layer = described === null ? undefined : boxes[described]?.column;
    return (
      <>
        <div class="dm-frame">
          <svg class="dm-drawing" width={width * scale} height={height * scale} viewBox={`0 0 ${width} ${height}`}>
            {picture(placed, model.get("description"))}
            {boxes.map(target)}
          </svg>
        </div>
        <div class="dm-foot">
          <span class={layer ? "dm-line dm-one" : "dm-line"}>{layer?.sentence ?? model.get("summary")}</span>
          <button type="button" class="dm-fold" hidden={!isUnfolded || !fold.gap} onClick={() => { unfold(false); }}>
            Show fewer layers
          </button>
        </div>
      </>
    );
  };

  el.classList.add("dm-network");
  onTheme(el, ended);
  const draw = drawn(model, TRAITS, el, view, ended);
  // not at once: Chromium fires blur while a layer is being removed
  const soon = oncePerFrame(draw, ended);
  // what is below the drawing is higher with larger text
  onResize([el, ...el.children], () => {
    const now = textScale(el);
    const whole = Math.floor(el.clientWidth / now);
    if (whole > 0 && (whole !== width || now !== scale)) {
      [width, scale] = [whole, now];
      draw();
    }
  }, ended);
});

/** The ends of a network that is folded at first, else all of it. */
function folded(columns: Column[], { first = 0, last = 0, gap }: Partial<Fold>): Column[] {
  return gap ? [...columns.slice(0, first), gap, ...columns.slice(-last)] : columns;
}
