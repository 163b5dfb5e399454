/** The layout as SVG. */

import { svg } from "../../shared/element";
import { FIGURE_SIZE, STEP, type Arrow, type Box, type Layout, type Window } from "./layout";
import type { Stack } from "./model";

const HEAD = 5; // half the height of an arrow's head, and its length
const AIR = 4; // between an arrow and the boxes it connects

export interface Drawing {
  svg: SVGSVGElement;
  /** The elements for pointer and focus, one for each box of the layout, in order. */
  targets: SVGGElement[];
}

type Attributes = Parameters<typeof svg>[1];

function text(content: string, attributes: Attributes): SVGTextElement {
  const made = svg("text", attributes);
  made.textContent = content;
  return made;
}

/** The picture is one image to a screen reader; the layers on top of it are its parts. */
export function draw(layout: Layout, description: string): Drawing {
  const picture = svg("g", { role: "img", "aria-label": description }, [
    ...layout.headings.map((heading) =>
      text(heading.text, { class: "dm-heading", x: 2, y: heading.y, "font-size": FIGURE_SIZE }),
    ),
    ...layout.boxes.map(drawBox),
    ...layout.windows.map(drawWindow),
    ...layout.arrows.map(drawArrow),
  ]);
  const targets = layout.boxes.map(target);
  const { width, height } = layout;
  const size = { width, height, viewBox: `0 0 ${width} ${height}` };
  return { svg: svg("svg", { class: "dm-drawing", ...size }, [picture, ...targets]), targets };
}

function drawArrow({ from, to, y }: Arrow): SVGGElement {
  const [start, tip] = [from + AIR, to - AIR];
  const head = `M${tip - HEAD},${y - HEAD + 1.5} L${tip},${y} L${tip - HEAD},${y + HEAD - 1.5}`;
  return svg("g", { class: "dm-arrow" }, [
    svg("line", { x1: start, x2: tip, y1: y, y2: y }),
    svg("path", { d: head }),
  ]);
}

function drawBox(box: Box): SVGGElement {
  const { column } = box;
  return svg("g", { class: `dm-layer dm-${column.role}` }, [
    ...(column.stack === null ? [drawFrame(box)] : drawPlanes(box, column.stack)),
    ...box.lines.map((line, number) => {
      const at = { x: box.middle, y: line.y, "text-anchor": "middle" };
      return text(line.text, { ...at, class: number === 0 ? "dm-head" : "dm-under", "font-size": line.size });
    }),
    text(column.shape, figure(box.middle, box.shapeLine)),
    text(column.parameters, figure(box.middle, box.parametersLine)),
  ]);
}

function drawFrame({ x, y, width, height }: Box): SVGRectElement {
  const frame = { x: x + 0.5, y: y + 0.5, width: width - 1, height: height - 1 };
  return svg("rect", { class: "dm-box", ...frame, rx: 3 });
}

/** From the back to the front; each covers part of those behind it. */
function drawPlanes({ x, y }: Box, { count, width, height }: Stack): SVGRectElement[] {
  return Array.from({ length: count }, (_, number) => {
    const at = { x: x + 0.5 + (count - 1 - number) * STEP, y: y + 0.5 + number * STEP };
    return svg("rect", { class: "dm-plane", ...at, width: width - 1, height: height - 1, rx: 1 });
  });
}

function drawWindow({ x, y, width, height, meets }: Window): SVGGElement {
  const right = x + width;
  const lines = meets && [y, y + height].map((from) => {
    return svg("line", { x1: right, y1: from, x2: meets.x - AIR, y2: meets.y });
  });
  return svg("g", { class: "dm-window" }, [svg("rect", { x, y, width, height }), ...(lines ?? [])]);
}

function figure(x: number, y: number): Attributes {
  return { class: "dm-figure", x, y, "text-anchor": "middle", "font-size": FIGURE_SIZE };
}

function target({ slot, column }: Box): SVGGElement {
  const title = svg("title", {});
  title.textContent = column.sentence;
  return svg("g", { class: "dm-target", tabindex: -1, role: "img", "aria-label": column.sentence }, [
    title,
    svg("rect", { ...slot, rx: 3 }),
  ]);
}
