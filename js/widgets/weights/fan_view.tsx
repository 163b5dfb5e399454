/** One fan: its title, axes, seven bands, median, and the last numbers. */

import type { ComponentChild, SVGAttributes } from "preact";

import { Labels, share, type Time } from "./axis";
import { LINES, MEDIAN, type Axis, type Fan } from "./model";

const BANDS = LINES - 2;
const MIDDLE = (BANDS - 1) / 2;
/** The opacity of the band in the middle, and how much less each one further out has. */
const DARKEST = 0.68;
const PALER = 0.17;
/** The frame's sides; whole numbers in it are finer than a pixel. */
const WIDTH = 1000;
const HEIGHT = 1000;
/** How wide a fan of a single point is drawn. */
const ONE_POINT = 16;
const EDGES = Array.from({ length: LINES }, (_, line) => line).filter((line) => line !== MEDIAN);

interface Props {
  fan: Fan;
  time: Time;
  /** The points' places on the axis of time. */
  places: Float32Array;
  /** `LINES` values for each point. */
  lines: Float32Array;
}

export function FanView({ fan, time: { axis, unit, best }, places, lines }: Props): ComponentChild {
  const { bands, median } = pathsOf(places, lines, axis, fan.axis);
  const grid = fan.axis.ticks.map((tick) => `M0 ${heightOf(fan.axis, tick)}H${WIDTH}`);
  return (
    <figure class="dm-fan">
      <figcaption class="dm-fan-title">
        <span title={fan.tip}>{fan.title}</span>
        <span class="dm-fan-numbers">{`${fan.lowest} to ${fan.highest}, median ${fan.median}`}</span>
      </figcaption>
      <div class="dm-fan-plot">
        <Labels axis={fan.axis} />
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={fan.said}>
          <Line class="dm-fan-grid" d={grid.join("")} />
          {bands.map((d, band) => (
            <Line class="dm-fan-band" d={d} fill-opacity={DARKEST - PALER * Math.abs(band - MIDDLE)} />
          ))}
          <Line class="dm-fan-median" d={median} />
          <Line class="dm-fan-best" d={best === null ? "" : `M${leftOf(axis, best)} 0V${HEIGHT}`} />
        </svg>
      </div>
      <Labels axis={axis} unit={unit} />
    </figure>
  );
}

function Line(facts: SVGAttributes<SVGPathElement>): ComponentChild {
  return <path vector-effect="non-scaling-stroke" {...facts} />;
}

type Ends = Pick<Axis, "low" | "high">;

function leftOf(axis: Ends, place: number): number {
  return Math.round(WIDTH * share(axis, place));
}

function heightOf(axis: Ends, value: number): number {
  return Math.round(HEIGHT * (1 - share(axis, value)));
}

/**
 * The outlines of the bands, from the lowest to the highest, and the median's line.
 *
 * @param places The points' places on the axis `x`.
 * @param lines `LINES` values for each point.
 */
export function pathsOf(
  places: Float32Array,
  lines: Float32Array,
  x: Ends,
  y: Ends,
): { bands: string[]; median: string } {
  const across = Array.from(places, (place) => leftOf(x, place));
  const [first = 0] = across;
  const isOne = across.length === 1;
  const ends = isOne ? [first, first + ONE_POINT] : across;
  const edge = (line: number): string[] =>
    ends.map((left, point) => `${left} ${heightOf(y, lines[(isOne ? 0 : point) * LINES + line] ?? 0)}`);
  const edges = EDGES.map(edge);
  const bands = edges.slice(1).map((upper, band) => {
    const back = edges[band]?.toReversed() ?? [];
    return ends.length === 0 ? "" : `M${upper.join("L")}L${back.join("L")}Z`;
  });
  return { bands, median: ends.length === 0 ? "" : `M${edge(MEDIAN).join("L")}` };
}
