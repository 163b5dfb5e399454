/** The layout as SVG. Text goes in by `textContent` alone, so that no name can be markup. */

import { FIGURE_SIZE, UNDER_SIZE, type Arrow, type Box, type Layout } from "./layout";

const SVG = "http://www.w3.org/2000/svg";
const HEAD = 5; // half the height of an arrow's head, and its length
const AIR = 4; // between an arrow and the boxes that it joins
const LINE = 17; // from the first line in a box to the second

export interface Drawing {
  svg: SVGSVGElement;
  /** What takes the pointer and the focus, one for each box of the layout, in order. */
  targets: SVGGElement[];
}

type Attributes = Record<string, string | number>;

function element<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Attributes,
  children: readonly Node[] = [],
): SVGElementTagNameMap[K] {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, String(value));
  }
  made.append(...children);
  return made;
}

function text(content: string, attributes: Attributes): SVGTextElement {
  const made = element("text", attributes);
  made.textContent = content;
  return made;
}

/** The picture is one image to a screen reader; the layers on top of it are its parts. */
export function draw(layout: Layout, description: string): Drawing {
  const picture = element("g", { role: "img", "aria-label": description }, [
    ...layout.headings.map((heading) =>
      text(heading.text, { class: "dm-heading", x: 2, y: heading.y, "font-size": FIGURE_SIZE }),
    ),
    ...layout.arrows.map(drawArrow),
    ...layout.boxes.map(drawBox),
  ]);
  const targets = layout.boxes.map(target);
  const { width, height } = layout;
  const size = { width, height, viewBox: `0 0 ${width} ${height}` };
  return { svg: element("svg", { class: "dm-drawing", ...size }, [picture, ...targets]), targets };
}

function drawArrow({ from, to, y }: Arrow): SVGGElement {
  const [start, tip] = [from + AIR, to - AIR];
  const head = `M${tip - HEAD},${y - HEAD + 1.5} L${tip},${y} L${tip - HEAD},${y + HEAD - 1.5}`;
  return element("g", { class: "dm-arrow" }, [
    element("line", { x1: start, x2: tip, y1: y, y2: y }),
    element("path", { d: head }),
  ]);
}

function drawBox(box: Box): SVGGElement {
  const { x, y, width, height, column } = box;
  const frame = { x: x + 0.5, y: y + 0.5, width: width - 1, height: height - 1, rx: 3 };
  return element("g", { class: `dm-layer dm-${column.role}` }, [
    element("rect", { class: "dm-box", ...frame }),
    ...boxWords(box),
    text(column.shape, figure(box.middle, box.shapeLine)),
    text(column.parameters, figure(box.middle, box.parametersLine)),
  ]);
}

function boxWords(box: Box): SVGTextElement[] {
  const middle = box.y + box.height / 2;
  const drop = box.headSize * 0.36; // from the middle of the digits to their baseline
  const lift = box.under === "" ? 0 : LINE / 2;
  const at = { x: box.middle, "text-anchor": "middle" };
  return [
    text(box.head, {
      ...at,
      class: "dm-head",
      y: middle - lift + drop,
      "font-size": box.headSize,
    }),
    text(box.under, {
      ...at,
      class: "dm-under",
      y: middle + lift + UNDER_SIZE * 0.36 + (box.headSize > UNDER_SIZE ? 2 : 0),
      "font-size": UNDER_SIZE,
    }),
  ];
}

function figure(x: number, y: number): Attributes {
  return { class: "dm-figure", x, y, "text-anchor": "middle", "font-size": FIGURE_SIZE };
}

function target({ slot, column }: Box): SVGGElement {
  const title = element("title", {});
  title.textContent = column.sentence;
  return element("g", { class: "dm-target", tabindex: -1, role: "img", "aria-label": column.sentence }, [
    title,
    element("rect", { ...slot, rx: 3 }),
  ]);
}
