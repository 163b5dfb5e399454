/** The parts of ipywidgets that draw a figure. */

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

/** The anywidget types have only its `get_model`. */
export interface Manager {
  get_model(id: string): Promise<FigureModel | undefined>;
  create_view(model: FigureModel): Promise<FigureView>;
}
