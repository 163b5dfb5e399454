import type { Pictures } from "../../shared/pixels";

/** The traits of Python's `WeightFans`. A Python test checks that the names are the same. */

export interface InsideModel {
  /** Empty before the first drawing. */
  fans: Partial<Fans>;
  /** Empty before the first measurement. */
  measured: Partial<Measured>;
  /** Empty if no layer is dense or a convolution. */
  tiles: Partial<Tiles>;
  /** The open unit and the rows that activate it most; empty if none is open. */
  detail: Partial<Detail>;
  /** Whether a person has asked for the fans. */
  is_unfolded: boolean;
}

export interface Fans {
  layers: LayerFans[];
  /** What the bands mean, and where their history starts. */
  note: string;
  /** The axis of time, which all fans share. */
  axis: Axis;
  /** `epoch` or `step`. */
  unit: string;
  /** The place of the model's weights; null if that is the end. */
  best: number | null;
  /** Each point's place on the axis, float32. */
  places: DataView;
  /** Float32: the points of each fan one after the other, each with its `LINES` values. */
  lines: DataView;
}

export interface LayerFans {
  name: string;
  fans: Fan[];
}

export interface Fan {
  title: string;
  /** What they are, in a tooltip. */
  tip: string;
  /** The fan in a sentence. */
  said: string;
  axis: Axis;
  lowest: string;
  median: string;
  highest: string;
}

export interface Axis {
  low: number;
  high: number;
  ticks: number[];
  labels: string[];
}

export interface Measured {
  strips: Strip[];
  bands: Band[];
  axis: Axis;
  unit: string;
  best: number | null;
  /** Each point's place on the axis, float32. */
  places: DataView;
  /** Uint8: the rows of all strips one after the other, one shade for each point. */
  cells: DataView;
  /** Uint8: the points of each band one after the other, each with its `LINES` values; 0 is the
   * low end of its axis, 255 the high one. */
  lines: DataView;
}

/** A heat map: a row for each layer, a column for each point. */
export interface Strip {
  title: string;
  /** What is measured, in a tooltip. */
  tip: string;
  /** What the colours mean. */
  note: string;
  /** The labels at the ends of the legend. */
  low: string;
  high: string;
  /** Whether 0 is transparent; else every value has a colour. */
  is_share: boolean;
  rows: StripRow[];
}

export interface StripRow {
  name: string;
  /** The newest value in words. */
  description: string;
  is_ill: boolean;
}

/** The outputs of a layer's units. */
export interface Band {
  /** The layer's place in `Fans.layers`. */
  layer: number;
  fan: Fan;
}

export interface Tiles {
  layers: TileLayer[];
  /** Float32: the largest weight of each unit, layer by layer. */
  scales: DataView;
  /** Int8, unit by unit; 127 is the largest weight of the same unit. */
  pixels: DataView;
}

export interface TileLayer {
  /** The layer's place in `Fans.layers`. */
  layer: number;
  /** Captions of the tiles: with one scale for all, and with a scale for each. */
  note: string;
  own_note: string;
  /** Which units are dead or saturated. */
  named: string;
  /** `unit` or `filter`. */
  one: string;
  /** How a sentence names the layer. */
  words: string;
  count: number;
  height: number;
  width: number;
  /** 1: drawn in two colours around 0; 3: red, green and blue around grey. */
  channels: number;
  ill: IllUnit[];
}

/** A unit that is dead or saturated. */
export interface IllUnit {
  unit: number;
  said: string;
}

export interface Detail {
  layer: number;
  unit: number;
  title: string;
  note: string;
  /** The table's columns; not used if rows are pictures. */
  columns: string[];
  rows: DetailRow[];
  picture: Pictures | null;
}

export interface DetailRow {
  cells: string[];
  /** The lines below a picture. */
  caption: string[];
  words: string;
}

/** Messages to the kernel: show the rows of a unit, or close them. */
export type Ask = { type: "open"; layer: number; unit: number } | { type: "close" };

/** Values of one point: the eight edges of seven bands, with the median in the middle. */
export const LINES = 9;
export const MEDIAN = 4;
