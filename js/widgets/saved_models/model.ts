/** The traits and messages of Python's `ModelTable`. A Python test checks that the names are the same. */

/** The synced traits. */
export interface ModelsModel {
  /** Newest first. */
  rows: Row[];
  /** Beside the title: "5 in densemodels/". */
  place: string;
  /** The keys of the ticked rows. */
  chosen: string[];
  /** The key of the open row; empty if none is. */
  opened: string;
  actions: Actions;
  /** The first text of the field that asks for a variable's name. */
  suggestion: string;
  status: Status;
  /** The content of the trash: "3 deleted models, 24 kB"; empty if there is none. */
  trash: string;
}

/** One saved model. */
export interface Row {
  /** The name of its file. */
  key: string;
  id: string;
  /** The model's name; the file's name if it is damaged. */
  name: string;
  /** Why it can't be read; null if it can be. */
  damaged: string | null;
  spec: string;
  tags: string[];
  notes: string;
  parameters: number | null;
  /** The loss curve, scaled from 0 to 1. */
  curve: number[];
  validation: Cell;
  test: Cell;
  saved: Cell;
  size: Cell;
}

/** The shown text, and the number to sort by. */
export interface Cell {
  words: string;
  /** Null sorts last. */
  rank: number | null;
  title: string;
  /** Only equal values are compared: a metric's name, or empty. */
  of: string;
}

/** An action. `why` says why it is disabled; empty if it is not. */
export type Actions = Partial<Record<ActionName, Action>>;

export interface Action {
  why: string;
  /** Load and resume: whether a variable's name is asked for. */
  names?: boolean;
  /** Compare: how many models it takes. */
  least?: number;
  /** Save: the first text of the field. */
  name?: string;
  /** Export: each format's name and text. */
  formats?: [string, string][];
  /** Trash: the question before it is done. */
  ask?: string;
}

/** In the order of their buttons. */
export const ON_MODELS = ["load", "resume", "compare", "rename", "note", "tag", "export", "delete"] as const;
export const ON_NONE = ["save", "refresh", "empty_trash"] as const;
export const ON_TRASH = ["empty_trash"] as const;

export type ModelAction = (typeof ON_MODELS)[number];
export type ActionName = ModelAction | (typeof ON_NONE)[number];

/** Whether an action needs no row. */
export function isOnNone(act: ActionName): boolean {
  return (ON_NONE as readonly ActionName[]).includes(act);
}

export interface Status {
  words: string;
  kind: "" | "busy" | "done" | "failed";
  /** What the Undo button sends back as the one key of "restore"; empty: no button. */
  undo: string;
  /** A name that is in use: the text asks whether to replace its model. */
  replace?: string;
}

/** The texts that are sent with an action. */
export const VALUES = ["name", "x", "y", "notes", "tags", "format", "replace"] as const;
export type Values = Partial<Record<(typeof VALUES)[number], string>>;

/** The message to the kernel. */
export interface Act {
  type: "act";
  act: ActionName | "restore";
  keys: string[];
  values: Values;
}
