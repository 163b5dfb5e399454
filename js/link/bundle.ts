/**
 * Applies the changes of many widgets that came in one message to their models.
 *
 * Each model handles its part like its own message: in order, with values deserialized by the
 * model's class. Then all are set together, so that the page draws once.
 */

import { has } from "./property";

export interface Part {
  /** The model's id. */
  model: string;
  state: Record<string, unknown>;
  /** Where in the state each of its buffers belongs. */
  paths: (string | number)[][];
}

type State = Record<string, unknown>;

/** The part of @jupyter-widgets/base's model that is used here. */
interface WidgetModel {
  constructor: { _deserialize_state: (state: State, manager: unknown) => Promise<State> };
  widget_manager: unknown;
  state_change: Promise<unknown>;
  set_state: (state: State) => void;
}

interface Manager {
  get_model: (id: string) => Promise<WidgetModel>;
}

/** Whether a page's widget manager can find models: that of an old front end may not. */
export function findsModels(manager: unknown): manager is Manager {
  return has(manager, "get_model");
}

/** The states with their buffers in place. */
export function unpack(parts: readonly Part[], buffers: readonly DataView[]): State[] {
  let taken = 0;
  return parts.map(({ state, paths }) => {
    for (const path of paths) {
      put(state, path, buffers[taken]);
      taken += 1;
    }
    return state;
  });
}

function put(state: State, path: readonly (string | number)[], buffer: DataView | undefined): void {
  let place: Record<string | number, unknown> = state;
  for (const step of path.slice(0, -1)) {
    place = place[step] as Record<string | number, unknown>;
  }
  const last = path.at(-1);
  if (last !== undefined) {
    place[last] = buffer;
  }
}

/** Applies the parts to their models; parts of closed models are skipped. */
export async function apply(
  manager: Manager,
  parts: readonly Part[],
  buffers: readonly DataView[],
): Promise<void> {
  const states = unpack(parts, buffers);
  const found = await Promise.all(
    parts.map(async ({ model }) => manager.get_model(model).catch(() => null)),
  );
  const ready = Promise.all(
    found.map(async (model, place) => {
      await model?.state_change;
      return model?.constructor._deserialize_state(states[place] ?? {}, model.widget_manager);
    }),
  );
  const done = ready.then((values) => {
    found.forEach((model, place) => {
      const value = values[place];
      if (model && value) {
        model.set_state(value);
      }
    });
  });
  for (const model of found) {
    if (model) {
      model.state_change = done.catch(() => undefined);
    }
  }
  await done;
}
