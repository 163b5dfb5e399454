/** The wall: a canvas that is painted at most once a frame, and the open picture. */

import type { AnyModel } from "@anywidget/types";
import { createRef, type ComponentChild, type TargetedMouseEvent } from "preact";

import { drawn } from "../../link/drawn";
import { onChange, onResize } from "../../link/listen";
import { widget } from "../../link/widget";
import { coloursOf, onTheme, rgbOf } from "../../shared/colours";
import { DetailView, isDetail } from "../../shared/detail_view";
import { oncePerFrame } from "../../shared/frame";
import { moved } from "../../shared/grid_keys";
import { numbersIn } from "../../shared/numbers";
import { boxOf, EDGE, LARGER, layoutOf, lettersIn, placeAt, RULER, sizeFor, withoutClasses } from "./layout";
import { TRAITS, type Message, type WallModel } from "./model";
import { classesAt, paint, Sprites, type Wall } from "./paint";

/** As in the stylesheet. */
const DETAIL_WIDTH = 280;
const DETAIL_EDGE = 8;

export default widget<WallModel>((model, el, ended) => {
  new WallView(model, el, ended);
});

class WallView {
  private readonly canvas = createRef<HTMLCanvasElement>();
  private sprites: { of: DataView; ink: string; made: Sprites } | null = null;
  /** What is painted; null before the first time. */
  private wall: Wall | null = null;
  private isLarger = false;
  private cursor: number | null = null;
  private detailLeft = DETAIL_EDGE;
  /** What a screen reader says. */
  private told = "";
  private readonly draw: () => void;
  private readonly soon: () => void;

  constructor(
    private readonly model: AnyModel<WallModel>,
    private readonly el: HTMLElement,
    ended: AbortSignal,
  ) {
    this.soon = oncePerFrame(() => { this.paint(); }, ended);
    this.draw = drawn(model, ["detail", "large", "large_form"], el, () => this.wall && this.view(this.wall), ended);
    onChange(model, [...TRAITS, "detail"], this.soon, ended); // there is a frame around the open picture
    onResize([el], this.soon, ended);
    onTheme(this.soon, ended);
    this.soon();
  }

  private paint(): void {
    const began = performance.now();
    const { el, model } = this;
    const form = model.get("form");
    if (typeof form.count !== "number" || el.clientWidth === 0) {
      return;
    }
    this.wall = this.read();
    const detail = model.get("detail");
    if (isDetail(detail)) {
      this.cursor = this.wall.order.indexOf(detail.number); // it moves when its prediction changes
    }
    this.draw();
    const canvas = this.canvas.current;
    const context = canvas?.getContext("2d");
    if (canvas && context) {
      const ratio = window.devicePixelRatio || 1;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, canvas.width, canvas.height);
      const colours = coloursOf(el);
      const hasCursor = isDetail(detail) || document.activeElement === canvas;
      paint(context, this.wall, this.spritesIn(colours.text), colours, hasCursor ? this.cursor : null);
      canvas.dataset.drawnMs = (performance.now() - began).toFixed(1); // benchmarks read it
    }
  }

  /** Classes are shown below the pictures only if so few letters distinguish them. */
  private read(): Wall {
    const { el, model } = this;
    const total = model.get("form").count;
    const layout = layoutOf(el.clientWidth, total, sizeFor(total, this.isLarger));
    const letters = Math.min(lettersIn(layout), model.get("captions").length) - 1;
    const captions = layout.strip === 0 ? [] : (model.get("captions")[letters] ?? []);
    const hasClasses = captions.length > 0;
    return {
      layout: hasClasses ? layout : withoutClasses(layout),
      names: model.get("names"),
      captions,
      legend: hasClasses ? (model.get("legends")[letters] ?? "") : "",
      truth: numbersIn(model.get("truth")),
      said: numbersIn(model.get("said")),
      order: numbersIn(model.get("order")),
      wrong: model.get("wrong"),
      total,
    };
  }

  private spritesIn(ink: string): Sprites {
    const pixels = this.model.get("pixels");
    if (this.sprites?.of !== pixels || this.sprites.ink !== ink) {
      this.sprites = { of: pixels, ink, made: new Sprites(pixels, this.model.get("form"), rgbOf(ink)) };
    }
    return this.sprites.made;
  }

  private view(wall: Wall): ComponentChild {
    const { model } = this;
    const detail = model.get("detail");
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [wall.layout.width + RULER, wall.layout.height + 2 * EDGE];
    const enlarge = (): void => {
      this.isLarger = !this.isLarger;
      this.cursor = null;
      this.soon();
    };
    const leave = (event: KeyboardEvent): void => {
      if (event.key === "Escape" && isDetail(detail)) {
        event.preventDefault();
        event.stopPropagation();
        this.close();
      }
    };
    return (
      <div class="dm-wall" data-lm-suppress-shortcuts="true" onKeyDown={leave}>
        <canvas ref={this.canvas} class="dm-wall-canvas" role="img" tabIndex={0}
          aria-label={`${model.get("label")}. Arrow keys move, Enter opens a picture.`}
          width={Math.round(width * ratio)} height={Math.round(height * ratio)}
          style={{ width: `${width}px`, height: `${height}px` }}
          onClick={(event) => { this.click(event, wall); }}
          onMouseMove={(event) => { hover(event, wall); }}
          onKeyDown={(event) => { this.press(event, wall); }}
          onFocus={this.soon} onBlur={this.soon} />
        {isDetail(detail) && (
          <DetailView detail={detail} large={model.get("large")} form={model.get("large_form")}
            left={`${this.detailLeft}px`} opener={() => this.canvas.current} close={this.close} />
        )}
        <div class="dm-wall-names" dir="auto" hidden={wall.legend === ""}>{wall.legend}</div>
        <div class="dm-wall-foot">
          <button type="button" class="dm-wall-larger" hidden={wall.total <= LARGER.most}
            aria-pressed={this.isLarger} onClick={enlarge}>{`The first ${LARGER.most}, larger`}</button>
          <div class="dm-wall-note">{noteOf(wall)}</div>
          <div class="dm-wall-note" aria-live="polite">{this.told}</div>
        </div>
      </div>
    );
  }

  private click(event: MouseEvent, wall: Wall): void {
    const place = placeAt(wall.layout, event.offsetX, event.offsetY);
    if (place !== null) {
      this.canvas.current?.focus({ preventScroll: true });
      this.open(place, wall);
    }
  }

  private press(event: KeyboardEvent, wall: Wall): void {
    const { count, columns } = wall.layout;
    const to = moved(event.key, this.cursor ?? 0, columns, count);
    if (to !== null) {
      this.cursor = this.cursor === null ? 0 : to;
      this.say(wordsAt(wall, this.cursor));
      this.soon();
    } else if (event.key === "Enter" || event.key === " ") {
      this.open(this.cursor ?? 0, wall);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  private open(place: number, { layout, order }: Wall): void {
    const number = order[place];
    if (number !== undefined) {
      this.cursor = place;
      // on the other side of the picture, left of the ruler
      const isLeft = boxOf(layout, place).x < layout.width / 2;
      this.detailLeft = Math.max(DETAIL_EDGE, isLeft ? layout.width - DETAIL_WIDTH - DETAIL_EDGE : 0);
      this.send({ type: "open", number });
      this.soon();
    }
  }

  private readonly close = (): void => {
    this.model.set("detail", {}); // at once, and without a kernel
    this.send({ type: "close" });
  };

  private send(message: Message): void {
    try {
      this.model.send(message);
    } catch {
      this.say("The kernel has ended, so no example can be opened.");
    }
  }

  private say(words: string): void {
    this.told = words;
    this.draw();
  }
}

function hover({ currentTarget: canvas, offsetX, offsetY }: TargetedMouseEvent<HTMLCanvasElement>, wall: Wall): void {
  const place = placeAt(wall.layout, offsetX, offsetY);
  canvas.style.cursor = place === null ? "" : "pointer";
  canvas.title = place === null ? "" : wordsAt(wall, place);
}

function wordsAt(wall: Wall, place: number): string {
  const [truth, said] = classesAt(wall, place, wall.names);
  return `True ${truth}, predicted ${said}`;
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
