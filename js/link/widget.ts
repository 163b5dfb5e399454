import type { AnyModel, InitializeProps, RenderProps } from "@anywidget/types";

import { takeMessages } from "./messages";

/** A widget: `show` draws a view into an element; the view ends when the signal aborts. */
export function widget<Traits extends object>(
  show: (model: AnyModel<Traits>, el: HTMLElement, ended: AbortSignal) => void,
): { initialize: (props: InitializeProps<Traits>) => void; render: (props: RenderProps<Traits>) => () => void } {
  return {
    initialize: ({ model }) => { takeMessages(model); },
    render({ model, el }) {
      const view = new AbortController();
      show(model, el, view.signal);
      return () => { view.abort(); };
    },
  };
}
