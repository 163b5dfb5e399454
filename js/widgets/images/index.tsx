/** The wall: a canvas that is painted at most once a frame, and the open picture. */

import { createRef, type ComponentChild, type TargetedMouseEvent } from "preact";

import { drawn } from "../../link/drawn";
import { onChange, onResize } from "../../link/listen";
import { widget } from "../../link/widget";
import { coloursOf } from "../../shared/colours";
import { DetailView, isGiven } from "../../shared/detail_view";
import { oncePerFrame } from "../../shared/frame";
import { moved } from "../../shared/grid_keys";
import { numbersIn } from "../../shared/numbers";
import { onTheme } from "../../shared/page_theme";
import { passFocus } from "../../shared/pass_focus";
import { textScale } from "../../shared/text_scale";
import { boxOf, EDGE, LARGER, layoutOf, lettersIn, placeAt, RULER, type Layout } from "./layout";
import { TRAITS, type Message, type WallModel } from "./model";
import { classesAt, paint, Sprites, type Wall } from "./paint";

/** As in the stylesheet. */
const DETAIL_WIDTH = 280;
const DETAIL_EDGE = 8;

export default widget<WallModel>((model, el, ended) => {
  const canvasRef = createRef<HTMLCanvasElement>();
  let sprites: Sprites | null = null;
  /** What is painted; null before the first time. */
  let wall: Wall | null = null;
  let isLarger = false;
  let cursor: number | null = null;
  let detailLeft = DETAIL_EDGE;
  /** What a screen reader says. */
  let announcement = "";

  const soon = oncePerFrame(() => {
    const began = performance.now();
    const form = model.get("form");
    if (!isGiven(form) || el.clientWidth === 0) {
      return;
    }
    wall = read(form.count);
    const detail = model.get("detail");
    if (isGiven(detail)) {
      cursor = wall.order.indexOf(detail.number); // it moves when its prediction changes
    }
    draw();
    const canvas = canvasRef.current;
    const context = canvas?.getContext("2d");
    if (canvas && context) {
      const ratio = window.devicePixelRatio || 1;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, canvas.width, canvas.height);
      const colours = coloursOf(el);
      const pixels = model.get("pixels");
      if (sprites?.pixels !== pixels || sprites.ink !== colours.text) {
        sprites = new Sprites(pixels, form, colours.text);
      }
      const hasCursor = isGiven(detail) || document.activeElement === canvas;
      paint(context, wall, sprites, colours, hasCursor ? cursor : null);
      canvas.dataset.drawnMs = (performance.now() - began).toFixed(1); // benchmarks read it
    }
  }, ended);

  /** Classes are shown below the pictures only if so few letters distinguish them. */
  function read(total: number): Wall {
    const isBig = el.closest(".dm-big") !== null;
    const [scale, high] = isBig ? [textScale(el), el.clientHeight] : [1, Infinity];
    const room = el.clientWidth - RULER * (scale - 1);
    const layoutIf = (hasClasses: boolean): Layout => layoutOf(room, total, isLarger, hasClasses, high);
    const layout = layoutIf(true);
    const letters = Math.min(lettersIn(layout), model.get("captions").length) - 1;
    const captions = layout.strip === 0 ? [] : (model.get("captions")[letters] ?? []);
    const hasClasses = captions.length > 0;
    return {
      layout: layoutIf(hasClasses),
      scale,
      names: model.get("names"),
      captions,
      legend: hasClasses ? (model.get("legends")[letters] ?? "") : "",
      trueClasses: numbersIn(model.get("y_true")),
      predictedClasses: numbersIn(model.get("y_pred")),
      order: numbersIn(model.get("order")),
      wrong: model.get("wrong"),
      total,
    };
  }

  function view(wall: Wall): ComponentChild {
    const detail = model.get("detail");
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [wall.layout.width + Math.round(RULER * wall.scale), wall.layout.height + 2 * EDGE];
    return (
      <div class="dm-wall" data-lm-suppress-shortcuts="true" onKeyDown={leave}>
        <canvas ref={canvasRef} class="dm-wall-canvas" role="img" tabIndex={0}
          aria-label={`${model.get("label")}. Arrow keys move, Enter opens a picture.`}
          width={Math.round(width * ratio)} height={Math.round(height * ratio)}
          style={{ width: `${width}px`, height: `${height}px` }}
          onClick={(event) => { click(event, wall); }}
          onMouseMove={(event) => { hover(event, wall); }}
          onKeyDown={(event) => { press(event, wall); }}
          onFocus={soon} onBlur={soon} />
        {isGiven(detail) && (
          <DetailView detail={detail} large={model.get("large")} form={model.get("large_form")}
            left={`${detailLeft}px`} opener={() => canvasRef.current} close={close}
            draw={model.get("can_draw") ? sendToPad : null}
            changed={model.get("changed")} change={model.get("can_change") ? change : null} />
        )}
        <div class="dm-wall-names" dir="auto" hidden={wall.legend === ""}>{wall.legend}</div>
        <div class="dm-wall-foot">
          <button type="button" class="dm-wall-larger" hidden={wall.total <= LARGER.most}
            aria-pressed={isLarger} onClick={enlarge}>{`The first ${LARGER.most}, larger`}</button>
          <div class="dm-wall-note">{noteOf(wall)}</div>
          <div class="dm-wall-note" aria-live="polite">{announcement}</div>
        </div>
      </div>
    );
  }

  function enlarge(): void {
    isLarger = !isLarger;
    cursor = null;
    soon();
  }

  function click(event: MouseEvent, wall: Wall): void {
    const place = placeAt(wall.layout, event.offsetX, event.offsetY);
    if (place !== null) {
      canvasRef.current?.focus({ preventScroll: true });
      open(place, wall);
    }
  }

  function press(event: KeyboardEvent, wall: Wall): void {
    const to = moved(event.key, cursor ?? 0, wall.layout.columns, wall.layout.count);
    if (to !== null) {
      cursor = cursor === null ? 0 : to;
      say(wordsAt(wall, cursor));
      soon();
    } else if (event.key === "Enter" || event.key === " ") {
      open(cursor ?? 0, wall);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  /** Escape closes the picture from anywhere on the wall. */
  function leave(event: KeyboardEvent): void {
    if (event.key === "Escape" && isGiven(model.get("detail"))) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  }

  function open(place: number, { layout, order }: Wall): void {
    const number = order[place];
    if (number !== undefined) {
      cursor = place;
      // on the other side of the picture, left of the ruler
      const isLeft = boxOf(layout, place).x < layout.width / 2;
      detailLeft = Math.max(DETAIL_EDGE, isLeft ? layout.width - DETAIL_WIDTH - DETAIL_EDGE : 0);
      send({ type: "open", number });
      soon();
    }
  }

  function close(): void {
    model.set("detail", {}); // at once, and without a kernel
    send({ type: "close" });
  }

  function change(isOn: boolean): void {
    send({ type: "change", is_on: isOn });
  }

  function sendToPad(): void {
    passFocus(el, "Draw");
    send({ type: "draw" });
  }

  function send(message: Message): void {
    try {
      model.send(message);
    } catch {
      say("The kernel has ended, so no example can be opened.");
    }
  }

  function say(words: string): void {
    announcement = words;
    draw();
  }

  const draw = drawn(model, ["detail", "large", "large_form", "changed"], el, () => wall && view(wall), ended);
  onChange(model, [...TRAITS, "detail"], soon, ended); // there is a frame around the open picture
  onResize([el], soon, ended);
  onTheme(el, ended, soon);
  soon();
});

function hover({ currentTarget: canvas, offsetX, offsetY }: TargetedMouseEvent<HTMLCanvasElement>, wall: Wall): void {
  const place = placeAt(wall.layout, offsetX, offsetY);
  canvas.style.cursor = place === null ? "" : "pointer";
  canvas.title = place === null ? "" : wordsAt(wall, place);
}

function wordsAt(wall: Wall, place: number): string {
  const [trueName, predictedName] = classesAt(wall, place, wall.names);
  return `True ${trueName}, predicted ${predictedName}`;
}

/** How many mistakes are not shown, and what stands below the first picture. */
function noteOf(wall: Wall): string {
  const { layout, captions, wrong } = wall;
  const [shown, all] = [layout.count, wrong].map((number) => number.toLocaleString("en"));
  return [
    wrong > layout.count ? `${shown} of ${all} mistakes are shown.` : "",
    layout.strip === 0
      ? "Point at a picture to see its classes."
      : `Below a picture, ${classesAt(wall, 0, captions).join(" ")} means: t${wordsAt(wall, 0).slice(1)}.`,
  ].join(" ").trim();
}
