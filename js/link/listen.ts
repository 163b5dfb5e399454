/** A model's events. */

import type { AnyModel } from "@anywidget/types";

type Listener = Parameters<AnyModel["on"]>[1];

interface Source {
  on(event: string, listener: Listener): void;
  off(event: string, listener: Listener): void;
}

/** Calls each function at its event; returns the function that stops it. */
export function listen(source: Source, listeners: Readonly<Record<string, Listener>>): () => void {
  const all = Object.entries(listeners);
  all.forEach(([event, listener]) => { source.on(event, listener); });
  return () => { all.forEach(([event, listener]) => { source.off(event, listener); }); };
}

/** Calls a function when one of these traits changes; returns the function that stops it. */
export function onChange(source: Source, traits: readonly string[], changed: Listener): () => void {
  return listen(source, Object.fromEntries(traits.map((trait) => [`change:${trait}`, changed])));
}
