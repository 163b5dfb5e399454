/** What Python's `WeightFans` sends. A Python test holds the names equal on both sides. */

export interface InsideModel {
  /** Empty before the first drawing. */
  fans: Partial<Fans>;
  /** Empty where the first layer's weights are no pictures. */
  images: Partial<Images>;
}

export interface Fans {
  layers: LayerFans[];
  /** The axis of time, which all fans share. */
  axis: Axis;
  /** `epoch` or `step`. */
  unit: string;
  /** Where the weights stand that the model holds; null where that is the end. */
  best: number | null;
  /** Where each point lies on the axis, float32. */
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

export interface Images {
  note: string;
  count: number;
  height: number;
  width: number;
  /** 1: drawn in two colours around 0; 3: red, green and blue around grey. */
  channels: number;
  /** Int8, picture by picture, row by row; 127 is the largest weight. */
  pixels: DataView;
}

/** Values of one point: eight edges of seven bands, and the median amid them. */
export const LINES = 9;
export const MEDIAN = 4;
