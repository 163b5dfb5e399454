/** The actions for the chosen models: why some are disabled, and what the others ask. */

import { isOnNone, type Action, type Actions, type ActionName, type Row, type Values } from "../model";

export interface Offer {
  act: ActionName;
  words: string;
  /** Why it is disabled; empty if it is not. */
  why: string;
}

export interface Field {
  name: keyof Values;
  label: string;
  /** The first text. Without one, it is the suggested variable name, which may come later. */
  text?: string;
  hint?: string;
  isRequired?: boolean;
  hasLines?: boolean;
  /** The options of a choice: each a name and its text. */
  options?: readonly (readonly [string, string])[];
}

export interface Form {
  /** The label of the button. */
  does: string;
  fields: readonly Field[];
  /** A question without fields. */
  asks?: string;
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
};

/**
 * The buttons of those actions that this table has.
 *
 * @param busy Why none is possible now; empty if some are.
 */
export function offersOf(acts: readonly ActionName[], actions: Actions, rows: readonly Row[], busy = ""): Offer[] {
  return acts.flatMap((act) => {
    const action = actions[act];
    return action ? [{ act, words: WORDS[act], why: action.why || busy || whyNot(act, rows, action.least ?? 2) }] : [];
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

/** Undefined for actions without a form. */
export function formOf(act: ActionName, action: Action, row: Row | undefined): Form | undefined {
  const name = row?.name ?? "";
  const [asks, options] = [action.ask ?? "", action.formats ?? []];
  const required = (label: string, text: string): Field => ({ name: "name", label, text, isRequired: true });
  const variable = (label: string): Field[] => (action.names ? [{ name: "name", label, isRequired: true }] : []);
  const data = (name: "x" | "y"): Field => ({ name, label: name, text: "", hint: `${name}_train` });
  const tagged = row?.tags.join(", ") ?? "";
  const tags: Field = { name: "tags", label: `Tags of ${name}`, text: tagged, hint: "best, course" };
  const notes: Field = { name: "notes", label: `Notes on ${name}`, text: row?.notes ?? "", hasLines: true };
  const format: Field = { name: "format", label: `Export ${name} as`, text: options[0]?.[0] ?? "", options };
  const forms: Partial<Record<ActionName, Form>> = {
    ...(action.names && { load: { does: "Load", fields: variable(`Load ${name} into`) } }),
    resume: { does: "Resume", fields: [...variable(`Resume ${name} as`), data("x"), data("y")] },
    rename: { does: "Rename", fields: [required(`Rename ${name} to`, name)] },
    note: { does: "Save", fields: [notes] },
    tag: { does: "Save", fields: [tags] },
    export: { does: "Export", fields: [{ ...format, isRequired: true }] },
    save: { does: "Save", fields: [required("Save this run as", action.name ?? "")] },
    empty_trash: { does: "Empty", fields: [], asks },
  };
  return forms[act];
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
