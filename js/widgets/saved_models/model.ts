/** What Python's `ModelTable` sends and hears. A Python test holds the names equal on both sides. */

/** The synced traits. */
export interface ModelsModel {
  /** Newest first. */
  rows: Row[];
  /** Beside the title: "5 in densemodels/". */
  place: string;
  /** The keys of the rows whose box is ticked. */
  chosen: string[];
  /** The key of the row that is open; empty if none is. */
  opened: string;
  actions: Actions;
  /** The first text of the field that asks for a variable's name. */
  suggestion: string;
  status: Status;
  /** What lies in the trash: "3 deleted models, 24 kB"; empty if nothing does. */
  trash: string;
}

/** One saved model. */
export interface Row {
  /** The name of its file. */
  key: string;
  id: string;
  /** What it is called; of a damaged one, the name of its file. */
  name: string;
  /** Why it can't be read; null if it can. */
  damaged: string | null;
  spec: string;
  tags: string[];
  notes: string;
  parameters: number | null;
  /** The loss, from 0 for its least to 1 for its most. */
  curve: number[];
  validation: Cell;
  test: Cell;
  saved: Cell;
  size: Cell;
}

/** Words that are shown, and the number that sorts them. */
export interface Cell {
  words: string;
  /** Null stands last. */
  rank: number | null;
  title: string;
  /** What is compared with one another: a metric's name, or nothing. */
  of: string;
}

/** What can be done. `why` says why it is off; empty if it is not. */
export type Actions = Partial<Record<ActionName, Action>>;

export interface Action {
  why: string;
  /** Load and resume: whether a variable's name is asked for. */
  names?: boolean;
  /** Compare: how many models it takes. */
  least?: number;
  /** Save: the first text of the field. */
  name?: string;
  /** Export: each a name and words. */
  formats?: [string, string][];
  /** Of the trash: what is asked before it is done. */
  ask?: string;
}

/** In the order of their buttons. */
export const ON_MODELS = ["load", "resume", "compare", "rename", "note", "tag", "export", "delete"] as const;
export const ON_NONE = ["save", "refresh", "empty_trash", "limit_trash"] as const;
export const ON_TRASH = ["empty_trash", "limit_trash"] as const;

export type ModelAction = (typeof ON_MODELS)[number];
export type ActionName = ModelAction | (typeof ON_NONE)[number];

/** Whether an act needs no row. */
export function isOnNone(act: ActionName): boolean {
  return (ON_NONE as readonly ActionName[]).includes(act);
}

export interface Status {
  words: string;
  kind: "" | "busy" | "done" | "failed";
  /** What the Undo button sends back as the one key of "restore"; empty: no button. */
  undo: string;
  /** A name that is in use: the words ask whether to save in its place. */
  replace?: string;
}

/** The texts that go with an act. */
export const VALUES = ["name", "x", "y", "notes", "tags", "format", "replace"] as const;
export type Values = Partial<Record<(typeof VALUES)[number], string>>;

/** What is asked of the kernel. */
export interface Act {
  type: "act";
  act: ActionName | "restore";
  keys: string[];
  values: Values;
}
