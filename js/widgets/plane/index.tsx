/** The plane: a canvas that is painted at most once a frame, what is said of it, and what each unit gives. */

import { createRef, type ComponentChild } from "preact";

import { drawn } from "../../link/drawn";
import { onChange, onResize } from "../../link/listen";
import { widget } from "../../link/widget";
import { oncePerFrame } from "../../shared/frame";
import { moved } from "../../shared/grid_keys";
import { bytesIn, numbersIn } from "../../shared/numbers";
import { onTheme } from "../../shared/page_theme";
import { textScale } from "../../shared/text_scale";
import { layoutOf, partsAt, type Layout } from "./layout";
import { isGiven, TRAITS, type Chart, type Message, type PlaneModel, type Units, type Words } from "./model";
import { paint, Palette, putCells, type Point } from "./paint";
import { Side } from "./side";

/** Wide enough for the words beside the picture, as in the stylesheet. */
const BESIDE = 640;
const SHARE = 0.5;
/** The longest side of a square, but in the big view, where it is as high as there is room. */
const LONGEST = 360;
/** Milliseconds between two questions of a moving pointer. */
const BETWEEN = 80;
const HINT = "Point at the picture, or use the arrow keys in it, to read a value.";

export default widget<PlaneModel>((model, el, ended) => {
  const canvasRef = createRef<HTMLCanvasElement>();
  const picture = document.createElement("canvas"); // of the cells
  let palette = new Palette(el);
  let layout: Layout | null = null;
  let point: Point | null = null;
  let timer = 0;
  let announcement = "";

  const soon = oncePerFrame(() => {
    const [chart, words] = [model.get("chart"), model.get("words")];
    if (!isGiven<Chart>(chart) || !isGiven<Words>(words) || el.clientWidth === 0) {
      return;
    }
    const isSquare = chart.cells.byteLength > 0;
    const room = el.clientWidth < BESIDE ? el.clientWidth : SHARE * el.clientWidth;
    const [most, high] = el.closest(".dm-big") ? [Infinity, el.clientHeight] : [LONGEST, Infinity];
    layout = layoutOf(room, most, high, isSquare, textScale(el));
    draw();
    const canvas = canvasRef.current;
    const context = canvas?.getContext("2d");
    if (canvas && context) {
      const ratio = window.devicePixelRatio || 1;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, canvas.width, canvas.height);
      if (isSquare) {
        putCells(picture, numbersIn(chart.cells), words.side, chart.palette.map((colour) => palette.rgb(colour)));
      }
      paint(context, chart, layout, palette, isSquare ? picture : null, point, words.side);
    }
    paintUnits(model.get("units"));
  }, ended);

  function paintUnits(units: Partial<Units>): void {
    if (isGiven<Units>(units)) {
      const [cells, size] = [bytesIn(units.cells), units.side * units.side];
      const colours = units.palette.map((colour) => palette.rgb(colour));
      el.querySelectorAll<HTMLCanvasElement>(".dm-plane-unit > canvas").forEach((canvas, unit) => {
        putCells(canvas, cells.subarray(unit * size, (unit + 1) * size), units.side, colours);
      });
    }
  }

  function view(chart: Chart, words: Words, { wide, high }: Layout): ComponentChild {
    const ratio = window.devicePixelRatio || 1;
    return (
      <div class="dm-plane-body" data-lm-suppress-shortcuts="true" onKeyDown={leave}>
        <canvas ref={canvasRef} class="dm-plane-canvas" role="img" tabIndex={0}
          aria-label={`${words.sentence} ${chart.across.name} across, ${chart.up.name} up. Arrow keys read a value.`}
          width={Math.round(wide * ratio)} height={Math.round(high * ratio)}
          style={{ width: `${wide}px`, height: `${high}px` }}
          onClick={pick} onMouseMove={hover} onMouseLeave={forget} onBlur={forget} onKeyDown={press} />
        <Side words={words} units={model.get("units")} opened={model.get("opened")}
          reading={announcement || model.get("reading") || HINT} send={send} />
      </div>
    );
  }

  function hover({ offsetX, offsetY }: MouseEvent): void {
    const side = sideOf();
    const parts = layout && partsAt(layout, offsetX, offsetY);
    if (parts) {
      read({ across: Math.floor(parts.x * side), up: Math.floor(parts.y * side) });
    }
  }

  function pick({ offsetX, offsetY }: MouseEvent): void {
    const parts = layout && partsAt(layout, offsetX, offsetY);
    if (parts && model.get("words").held !== "") {
      send({ type: "pick", ...parts });
    }
  }

  function press(event: KeyboardEvent): void {
    const side = sideOf();
    const isSquare = (model.get("chart").cells?.byteLength ?? 0) > 0;
    const from = point ?? { across: side >> 1, up: side >> 1 };
    // as on a wall, whose first row is the highest
    const place = isSquare ? (side - 1 - from.up) * side + from.across : from.across;
    const to = moved(event.key, place, side, isSquare ? side * side : side);
    if (to === null || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    read({ across: to % side, up: isSquare ? side - 1 - Math.floor(to / side) : 0 });
    event.preventDefault();
    event.stopPropagation();
  }

  /** Asks what is predicted at a point; of a moving pointer the last place counts. */
  function read(to: Point): void {
    if (to.across !== point?.across || to.up !== point.up) {
      point = to;
      timer ||= window.setTimeout(() => {
        timer = 0;
        if (point !== null) {
          send({ type: "point", ...point });
        }
      }, BETWEEN);
      soon();
    }
  }

  function forget(): void {
    if (point !== null) {
      point = null;
      send({ type: "leave" });
      soon();
    }
  }

  /** Escape closes a unit from anywhere. */
  function leave(event: KeyboardEvent): void {
    if (event.key === "Escape" && model.get("opened").length > 0) {
      event.preventDefault();
      event.stopPropagation();
      send({ type: "close" });
    }
  }

  function sideOf(): number {
    return model.get("words").side ?? 1;
  }

  function send(message: Message): void {
    try {
      model.send(message);
    } catch {
      announcement = "The kernel has ended, so nothing can be computed.";
      soon();
    }
  }

  const draw = drawn(model, [], el, () => {
    const [chart, words] = [model.get("chart"), model.get("words")];
    return layout && isGiven<Chart>(chart) && isGiven<Words>(words) && view(chart, words, layout);
  }, ended);
  onChange(model, TRAITS, soon, ended);
  onResize([el], soon, ended);
  onTheme(el, ended, () => {
    palette = new Palette(el);
    soon();
  });
  ended.addEventListener("abort", () => { window.clearTimeout(timer); });
  soon();
});
