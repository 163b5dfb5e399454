/** Draws the figure once there is room for a plot between its margins. */

interface Margin {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

export interface FigureModel {
  get(name: "fig_margin"): Margin;
}

interface FigureView {
  el: HTMLElement;
  trigger(event: "displayed"): void;
  remove(): void;
}

/** The anywidget types have only its `get_model`. */
export interface Manager {
  get_model(id: string): Promise<FigureModel | undefined>;
  create_view(model: FigureModel): Promise<FigureView>;
}

export class Place {
  private readonly sizes: ResizeObserver;
  private view: FigureView | null = null;
  private isClosed = false;

  constructor(
    private readonly el: HTMLElement,
    private readonly figure: FigureModel,
    private readonly manager: Pick<Manager, "create_view">,
  ) {
    // the observer reports the size at once, and again when the element is no longer hidden
    this.sizes = new ResizeObserver(([entry]) => {
      if (entry !== undefined && hasRoom(entry.contentRect, figure.get("fig_margin"))) {
        this.sizes.disconnect();
        void this.draw();
      }
    });
    this.sizes.observe(el);
  }

  close(): void {
    this.isClosed = true;
    this.sizes.disconnect();
    this.view?.remove();
  }

  private async draw(): Promise<void> {
    const view = await this.manager.create_view(this.figure);
    if (this.isClosed) {
      view.remove();
      return;
    }
    this.view = view;
    this.el.append(view.el);
    // a view waits for this message; a box of ipywidgets sends it to its children
    view.trigger("displayed");
  }
}

function hasRoom({ width, height }: DOMRectReadOnly, margin: Margin): boolean {
  const across = width - margin.left - margin.right;
  return across >= 1 && height - margin.top - margin.bottom >= 1;
}
