import type { AnyModel, RenderProps } from "@anywidget/types";

/** A widget: `show` draws a view into an element; the view ends when the signal aborts. */
export function widget<Traits extends object>(
  show: (model: AnyModel<Traits>, el: HTMLElement, ended: AbortSignal) => void,
): { render: (props: RenderProps<Traits>) => () => void } {
  return {
    render({ model, el }) {
      const view = new AbortController();
      show(model, el, view.signal);
      return () => { view.abort(); };
    },
  };
}
