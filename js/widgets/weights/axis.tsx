/** The axes of fans and strips. */

import type { ComponentChild } from "preact";

import type { Axis, Fans } from "./model";

/** The axis that all fans and strips share, and the place of the model's weights on it. */
export type Time = Pick<Fans, "axis" | "unit" | "best">;

/** The share of a fan 170 pixels wide that the label of the first tick takes. */
const NEAREST = 0.34;

/** A value's place on an axis, from 0 to 1. */
export function share(axis: Pick<Axis, "low" | "high">, value: number): number {
  return axis.high > axis.low ? (value - axis.low) / (axis.high - axis.low) : 0;
}

/**
 * The labels of an axis that goes up, or across if it has a unit: without those that the first one
 * would touch in a narrow fan.
 */
export function Labels({ axis, unit }: { axis: Axis; unit?: string }): ComponentChild {
  const [css, side] = unit === undefined ? ["dm-fan-up", "bottom"] : ["dm-fan-across", "left"];
  const labels = axis.labels.map((text, tick) => {
    const at = share(axis, axis.ticks[tick] ?? 0);
    const isFirst = tick === 0;
    const isShown = unit === undefined || isFirst || at >= NEAREST;
    const style = { [side]: `${(100 * at).toFixed(2)}%` };
    return isShown && <span style={style}>{unit && isFirst ? `${unit} ${text}` : text}</span>;
  });
  return <div class={css}>{labels}</div>;
}
