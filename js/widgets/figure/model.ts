/** The traits of Python's `FigurePlace`, and the part of ipywidgets' manager that draws its figure. */

export interface PlaceModel {
  /** A reference to bqplot's figure. */
  figure: unknown;
}

export interface Margin {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

export interface FigureModel {
  get(name: "fig_margin"): Margin;
  set(name: "fig_margin", value: Margin): void;
}

interface FigureView {
  el: HTMLElement;
  /** bqplot's measure, some moments after it is displayed and at each resize. */
  getFigureSize(): DOMRectReadOnly;
  trigger(event: "displayed"): void;
  remove(): void;
}

/** The anywidget types have only its `get_model`. */
export interface Manager {
  get_model(id: string): Promise<FigureModel | undefined>;
  create_view(model: FigureModel): Promise<FigureView>;
}

/** Whether a plot has room between the margins. */
export function hasRoom({ width, height }: DOMRectReadOnly, margin: Margin): boolean {
  const across = width - margin.left - margin.right;
  return across >= 1 && height - margin.top - margin.bottom >= 1;
}
