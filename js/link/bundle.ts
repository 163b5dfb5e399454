/**
 * Applies the changes of many widgets that came in one message to their models.
 *
 * Each model handles its part like its own message: in order, with values deserialized by the
 * model's class. Then all are set together, so that the page draws once.
 */

import { has } from "./property";

type State = Record<string | number, unknown>;

export interface Part {
  /** The model's id. */
  model: string;
  state: State;
  /** Where in the state each of its buffers belongs. */
  paths: (string | number)[][];
}

/** The part of @jupyter-widgets/base's model that is used here. */
interface WidgetModel {
  constructor: { _deserialize_state: (state: State, manager: unknown) => Promise<State> };
  widget_manager: unknown;
  state_change: Promise<unknown>;
  set_state: (state: State) => void;
}

export interface Manager {
  get_model: (id: string) => Promise<WidgetModel>;
}

/** Whether a page's widget manager can find models: that of an old front end may not. */
export function findsModels(manager: unknown): manager is Manager {
  return has<Manager>(manager, "get_model");
}

/** Applies the parts to their models; parts of closed models are skipped. */
export async function apply(manager: Manager, parts: readonly Part[], buffers: readonly DataView[]): Promise<void> {
  putBuffers(parts, buffers);
  const found = await Promise.all(
    parts.map(async ({ model, state }) => {
      const open = await manager.get_model(model).catch(() => null);
      return open === null ? [] : [{ model: open, state }];
    }),
  );
  const changes = found.flat();
  const ready = changes.map(async ({ model, state }) => {
    await model.state_change;
    return { model, state: await model.constructor._deserialize_state(state, model.widget_manager) };
  });
  const done = Promise.all(ready).then((values) => {
    values.forEach(({ model, state }) => { model.set_state(state); });
  });
  for (const { model } of changes) {
    model.state_change = done.catch(() => undefined);
  }
  await done;
}

function putBuffers(parts: readonly Part[], buffers: readonly DataView[]): void {
  const left = buffers.values();
  for (const { state, paths } of parts) {
    for (const path of paths) {
      const owner = path.slice(0, -1).reduce((place, step) => place[step] as State, state);
      owner[path.at(-1) ?? ""] = left.next().value;
    }
  }
}
