/** The layout as SVG. */

import type { ComponentChild } from "preact";

import { STEP, type Arrow, type Box, type Layout, type Line, type Window } from "./layout";
import type { Stack } from "./model";

const HEAD = 5; // half the height of an arrow's head, and its length
const AIR = 4; // between an arrow and the boxes it connects

/** One image to a screen reader; the layers on top of it are its parts. */
export function picture({ boxes, windows, arrows, headings }: Layout, description: string): ComponentChild {
  return (
    <g role="img" aria-label={description}>
      {headings.map(text)}
      {boxes.map(layer)}
      {windows.map(kernelWindow)}
      {arrows.map(arrow)}
    </g>
  );
}

function text({ css, text, x, y, size }: Line): ComponentChild {
  return <text class={css} x={x} y={y} font-size={size}>{text}</text>;
}

function layer(box: Box): ComponentChild {
  const { role, stack } = box.column;
  return (
    <g class={`dm-layer dm-${role}`} text-anchor="middle">
      {stack === null ? frame(box) : planes(box, stack)}
      {box.lines.map(text)}
    </g>
  );
}

function frame({ x, y, width, height }: Box): ComponentChild {
  return <rect class="dm-box" x={x + 0.5} y={y + 0.5} width={width - 1} height={height - 1} rx={3} />;
}

/** From the back to the front; each covers part of those behind it. */
function planes({ x, y }: Box, { count, width, height }: Stack): ComponentChild {
  return Array.from({ length: count }, (_, number) => {
    const at = { x: x + 0.5 + (count - 1 - number) * STEP, y: y + 0.5 + number * STEP };
    return <rect class="dm-plane" {...at} width={width - 1} height={height - 1} rx={1} />;
  });
}

function kernelWindow({ meets, ...area }: Window): ComponentChild {
  const corners = meets === null ? [] : [area.y, area.y + area.height];
  return (
    <g class="dm-window">
      <rect {...area} />
      {meets && corners.map((y) => <line x1={area.x + area.width} y1={y} x2={meets.x - AIR} y2={meets.y} />)}
    </g>
  );
}

function arrow({ from, to, y }: Arrow): ComponentChild {
  const tip = to - AIR;
  const head = `M${tip - HEAD},${y - HEAD + 1.5} L${tip},${y} L${tip - HEAD},${y + HEAD - 1.5}`;
  return <g class="dm-arrow"><line x1={from + AIR} x2={tip} y1={y} y2={y} /><path d={head} /></g>;
}
