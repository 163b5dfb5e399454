/** What a view listens to, until its signal aborts: then the page has removed the view. */

import type { AnyModel } from "@anywidget/types";

type Listener = Parameters<AnyModel["on"]>[1];

export interface Source {
  on(event: string, listener: Listener): void;
  off(event: string, listener: Listener): void;
}

/** Calls each function at its event. */
export function listen(source: Source, listeners: Readonly<Record<string, Listener>>, ended: AbortSignal): void {
  for (const [event, listener] of Object.entries(listeners)) {
    source.on(event, listener);
    ended.addEventListener("abort", () => { source.off(event, listener); });
  }
}

/** Calls a function when one of these traits changes. */
export function onChange(source: Source, traits: readonly string[], changed: Listener, ended: AbortSignal): void {
  listen(source, Object.fromEntries(traits.map((trait) => [`change:${trait}`, changed])), ended);
}

/** Calls a function when one of these elements has another size, and at first. */
export function onResize(elements: readonly Element[], act: ResizeObserverCallback, ended: AbortSignal): void {
  const observer = new ResizeObserver(act);
  elements.forEach((each) => { observer.observe(each); });
  ended.addEventListener("abort", () => { observer.disconnect(); });
}
