/** The actions for the chosen models, and why others are disabled. */

import { isOnNone, ON_MODELS, ON_TRASH, type Actions, type ActionName, type Row, type Status } from "../model";

export interface Offer {
  act: ActionName;
  words: string;
  /** Why it is disabled; empty if it is not. */
  why: string;
}

const WORDS: Record<ActionName, string> = {
  save: "Save this run",
  load: "Load",
  resume: "Resume",
  compare: "Compare",
  rename: "Rename",
  note: "Note",
  tag: "Tags",
  export: "Export",
  delete: "Delete",
  refresh: "Refresh",
  empty_trash: "Empty the trash",
  limit_trash: "Limit the trash",
};

/** The rows that a button acts on: the ticked ones, else the open one. */
export function rowsToActOn(ticked: readonly Row[], opened: Row | undefined): readonly Row[] {
  return ticked.length || opened === undefined ? ticked : [opened];
}

/** The buttons in their order, for the actions that this table has. */
export function offersOf(actions: Actions, rows: readonly Row[], status: Status): Offer[] {
  const names: ActionName[] = ["save", ...ON_MODELS];
  return names.flatMap((act) => {
    const action = actions[act];
    if (action === undefined) {
      return [];
    }
    const busy = status.kind === "busy" ? `Wait: ${status.words}` : "";
    return [{ act, words: WORDS[act], why: action.why || busy || whyNot(act, rows, action.least ?? 2) }];
  });
}

/** The buttons of the trash. */
export function trashOffersOf(actions: Actions): Offer[] {
  return ON_TRASH.flatMap((act) => {
    const action = actions[act];
    return action === undefined ? [] : [{ act, words: WORDS[act], why: action.why }];
  });
}

/** The number of chosen models, as text. */
export function chosenWords(ticked: readonly Row[], opened: Row | undefined, isFound: (row: Row) => boolean): string {
  if (ticked.length === 0) {
    return opened?.name ?? "";
  }
  const unseen = ticked.filter((row) => !isFound(row)).length;
  const words = `${ticked.length.toLocaleString("en")} chosen`;
  const hidden = unseen === ticked.length ? "" : `${unseen.toLocaleString("en")} `;
  return unseen ? `${words}, ${hidden}hidden by the search` : words;
}

function whyNot(act: ActionName, rows: readonly Row[], least: number): string {
  if (isOnNone(act)) {
    return "";
  }
  if (rows.length === 0) {
    return act === "compare" && least > 1 ? "Tick two or more models" : "Tick a model first";
  }
  const broken = rows.find((row) => row.damaged !== null);
  if (broken !== undefined && act !== "delete") {
    return `${broken.name} is damaged: it can only be deleted`;
  }
  if (act === "compare") {
    return rows.length < least ? "Tick two or more models" : "";
  }
  return act !== "delete" && rows.length > 1 ? "Tick only one model" : "";
}
