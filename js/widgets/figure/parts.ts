/** As much of ipywidgets as a figure is drawn with. */

export interface Margin {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

export interface FigureModel {
  get(name: "fig_margin"): Margin;
}

export interface FigureView {
  el: HTMLElement;
  trigger(event: "displayed"): void;
  remove(): void;
}

/** The anywidget types know only `get_model` of it. */
export interface Manager {
  get_model(id: string): Promise<FigureModel | undefined>;
  create_view(model: FigureModel): Promise<FigureView>;
}
