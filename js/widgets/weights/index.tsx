/** Strips on top; below them the units of each layer, and on request the fans of weights and activations. */

import type { ComponentChild } from "preact";

import { drawn } from "../../link/drawn";
import { widget } from "../../link/widget";
import { colourIn, rgbOf } from "../../shared/colours";
import { memoized } from "../../shared/memoized";
import { bytesIn, floatsIn } from "../../shared/numbers";
import { onTheme } from "../../shared/page_theme";
import { painter } from "../../shared/painter";
import { share } from "./axis";
import { painted, shadesOf, type Colour } from "./colours";
import { FanView } from "./fan_view";
import { LINES, type Ask, type Detail, type Fans, type InsideModel, type Measured, type Tiles } from "./model";
import { StripView } from "./strip_view";
import { TilesView, type Units } from "./tiles_view";

const FINEST = 255;
/** Pixels of the page for the longer side of a tile. */
const SIDE = 56;

export default widget<InsideModel>((model, el, ended) => {
  const [fans, measured, units] = [memoized(fansOf), memoized(measuredOf), memoized(unitsOf)];
  const reader = (): Colour => (name) => rgbOf(colourIn(el, `var(--dm-${name})`));
  let colour = reader();
  let isOwn = false; // each unit has a scale of its own
  const ask = (message: Ask): void => { model.send(message); };
  const view = (): ComponentChild => {
    const { layers = [], note = "" } = model.get("fans");
    const isUnfolded = model.get("is_unfolded");
    const ofLayers = isUnfolded ? fans(model.get("fans")) : [];
    const { strips, bands } = measured(model.get("measured"), colour);
    const tiles = units(model.get("tiles"), isOwn, colour);
    const detail = model.get("detail");
    const choose = (event: Event & { currentTarget: HTMLInputElement }): void => {
      isOwn = event.currentTarget.checked;
      draw();
    };
    const unfold = (): void => {
      model.set("is_unfolded", !isUnfolded);
      model.save_changes();
    };
    return (
      <div class="dm-inside-layers" role="region" aria-label="The layers over time" data-lm-suppress-shortcuts="true">
        <div class="dm-strips">{strips}</div>
        {layers.map(({ name }, layer) => {
          const own = tiles.get(layer);
          const isOpen = detail.rows !== undefined && detail.layer === layer;
          return own && (
            <section class="dm-inside-layer">
              <h4 class="dm-inside-name">{name}</h4>
              <TilesView units={own} detail={isOpen ? (detail as Detail) : null} ask={ask} />
            </section>
          );
        })}
        <label class="dm-units-choice" hidden={tiles.size === 0}>
          <input type="checkbox" onChange={choose} />Separate scale for each unit
        </label>
        <button type="button" class="dm-unfold" hidden={layers.length === 0} aria-expanded={isUnfolded}
          onClick={unfold}>{isUnfolded ? "Fewer curves" : "Weights and activations over time"}</button>
        {isUnfolded && (
          <div class="dm-inside-curves">
            <p class="dm-note dm-fans-note" hidden={note === ""}>{note}</p>
            {layers.map(({ name }, layer) => (
              <section class="dm-inside-layer">
                <h4 class="dm-inside-name">{name}</h4>
                <div class="dm-inside-fans">{ofLayers[layer]}{bands.get(layer)}</div>
              </section>
            ))}
          </div>
        )}
      </div>
    );
  };
  const draw = drawn(model, ["fans", "measured", "tiles", "detail", "is_unfolded"], el, view, ended);
  onTheme(el, ended, () => {
    colour = reader(); // another one, so that what has its colours is drawn again
    draw();
  });
});

/** The fans of each layer. */
function fansOf({ layers = [], axis, unit = "", best = null, places, lines }: Partial<Fans>): ComponentChild[][] {
  if (!axis || !places || !lines) {
    return [];
  }
  const [time, at, values] = [{ axis, unit, best }, floatsIn(places), floatsIn(lines)];
  const size = at.length * LINES;
  let number = 0;
  return layers.map(({ fans }) =>
    fans.map((fan) => {
      const own = values.subarray(number * size, (number + 1) * size);
      number += 1;
      return <FanView fan={fan} time={time} places={at} lines={own} />;
    }),
  );
}

/** The strips, and the fan of what the units of a layer give. */
function measuredOf(
  { strips = [], bands = [], axis, unit = "", best = null, places, cells, lines }: Partial<Measured>,
  colour: Colour,
): { strips: ComponentChild[]; bands: Map<number, ComponentChild> } {
  if (!axis || !places || !cells || !lines) {
    return { strips: [], bands: new Map() };
  }
  const [time, at, shades, heights] = [{ axis, unit, best }, floatsIn(places), bytesIn(cells), bytesIn(lines)];
  const along = Array.from(at, (place) => share(axis, place));
  let row = 0;
  const stripViews = strips.map((strip, number) => {
    const own = shades.subarray(row * at.length);
    row += strip.rows.length;
    const isLast = number === strips.length - 1;
    return <StripView strip={strip} time={isLast ? time : null} places={along} cells={own} colour={colour} />;
  });
  const size = at.length * LINES;
  const bandViews = bands.map(({ layer, fan }, number) => {
    const { low, high } = fan.axis;
    const own = heights.subarray(number * size, (number + 1) * size);
    const values = Float32Array.from(own, (height) => low + (height / FINEST) * (high - low));
    return [layer, <FanView fan={fan} time={time} places={at} lines={values} />] as const;
  });
  return { strips: stripViews, bands: new Map(bandViews) };
}

/** The units of each layer that has tiles. */
function unitsOf({ layers = [], scales, pixels }: Partial<Tiles>, isOwn: boolean, colour: Colour): Map<number, Units> {
  if (!scales || !pixels) {
    return new Map();
  }
  const largest = floatsIn(scales);
  const weights = new Int8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  const shades = shadesOf(["training", "page", "validation"].map(colour));
  let [unit, from] = [0, 0];
  const units = layers.map((layer) => {
    const { width, height, channels, count } = layer;
    const own = largest.subarray(unit, unit + count);
    unit += count;
    const most = Math.max(...own, Number.MIN_VALUE);
    const zoom = Math.max(1, Math.min(12, SIDE / Math.max(width, height)));
    const style = { width: `${Math.round(width * zoom)}px`, height: `${Math.round(height * zoom)}px` };
    const canvases = Array.from(own, (scale) => {
      const end = from + width * height * channels;
      const tile = painted(weights.subarray(from, end), channels, isOwn ? 1 : scale / most, shades);
      from = end;
      // its button says what it is
      return <canvas aria-hidden="true" style={style} ref={painter(tile, width, height)} />;
    });
    return [layer.layer, { ...layer, isOwn, canvases }] as const;
  });
  return new Map(units);
}
