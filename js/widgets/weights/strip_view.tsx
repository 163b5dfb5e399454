/** One strip: its title and legend, a row for each layer, and the axis of time below the last strip. */

import type { ComponentChild } from "preact";

import { painter } from "../../shared/painter";
import { Labels, type Time } from "./axis";
import { columnsOf, rowPixels, SHADES, shadesOf, SIZES, type Colour } from "./colours";
import type { Strip } from "./model";

const WIDTH = 640; // of a row's canvas; the page stretches it
const END = 0.012; // how far a row extends beyond its ends
const ALL_SHADES = Uint8Array.from({ length: SHADES + 1 }, (_, shade) => shade);

interface Props {
  strip: Strip;
  /** The axis of time, which only the last strip shows. */
  time: Time | null;
  /** The points' places along that axis, from 0 to 1. */
  places: readonly number[];
  /** The cells of all rows, row by row. */
  cells: Uint8Array;
  colour: Colour;
}

export function StripView({ strip, time, places, cells, colour }: Props): ComponentChild {
  const shades = shadesOf(strip.is_share ? [colour("no-unit"), colour("validation")] : SIZES);
  const columns = columnsOf(places, WIDTH, END);
  const legend = rowPixels(ALL_SHADES, Int32Array.from(ALL_SHADES), shades);
  const rows = strip.rows.map(({ name, description, is_ill: isIll }, row) => {
    const own = cells.subarray(row * places.length, (row + 1) * places.length);
    return (
      <div class="dm-strip-row">
        <span class="dm-strip-name">{name}</span>
        {/* its row says the newest value */}
        <canvas aria-hidden="true" ref={painter(rowPixels(own, columns, shades), WIDTH, 1)} />
        <span class={isIll ? "dm-strip-said dm-ill" : "dm-strip-said"}>{description}</span>
      </div>
    );
  });
  return (
    <figure class="dm-strip" aria-label={`${strip.title}: ${strip.note}`}>
      <figcaption class="dm-strip-title">
        <b title={strip.tip}>{strip.title}</b>
        <span class="dm-strip-note">{strip.note}</span>
        <span class="dm-strip-legend">
          <span>{strip.low}</span>
          <canvas aria-hidden="true" ref={painter(legend, ALL_SHADES.length, 1)} />
          <span>{strip.high}</span>
        </span>
      </figcaption>
      <div class="dm-strip-rows">{rows}</div>
      {time && <Labels axis={time.axis} unit={time.unit} />}
    </figure>
  );
}
