/** The forms of the actions: their fields and first texts. */

import type { Action, ActionName, Row, Values } from "../model";

export interface Field {
  name: keyof Values;
  label: string;
  kind: "line" | "lines" | "choice";
  text: string;
  hint: string;
  isRequired: boolean;
  /** The options of a choice: each a name and its text. */
  options: readonly (readonly [string, string])[];
}

export interface Form {
  act: ActionName;
  /** The label of the button. */
  does: string;
  fields: Field[];
  /** A question without fields. */
  asks?: string;
}

const LINE = { kind: "line", text: "", hint: "", isRequired: false, options: [] } as const;

/** Null for actions without a form. */
export function formOf(act: ActionName, action: Action, row: Row | undefined, suggestion: string): Form | null {
  const name = row?.name ?? "";
  const variable: Field = { ...LINE, name: "name", label: `Load ${name} into`, text: suggestion, isRequired: true };
  switch (act) {
    case "load":
      return action.names ? { act, does: "Load", fields: [variable] } : null;
    case "resume":
      return { act, does: "Resume", fields: resumeFields(action, { ...variable, label: `Resume ${name} as` }) };
    case "rename":
      return one(act, "Rename", { ...LINE, name: "name", label: `Rename ${name} to`, text: name, isRequired: true });
    case "note":
      return one(act, "Save", { ...LINE, name: "notes", kind: "lines", label: `Notes on ${name}`, text: row?.notes ?? "" });
    case "tag":
      return one(act, "Save", tagsField(row));
    case "export":
      return one(act, "Export", exportField(action, name));
    case "save":
      return one(act, "Save", { ...LINE, name: "name", label: "Save this run as", text: action.name ?? "", isRequired: true });
    case "empty_trash":
      return { act, does: "Empty", fields: [], asks: action.ask ?? "" };
    case "limit_trash":
      return { act, does: "Limit", fields: [], asks: action.ask ?? "" };
    default:
      return null;
  }
}

function one(act: ActionName, does: string, field: Field): Form {
  return { act, does, fields: [field] };
}

function resumeFields(action: Action, variable: Field): Field[] {
  const data = (name: "x" | "y", hint: string): Field => ({ ...LINE, name, label: name, hint });
  return [...(action.names ? [variable] : []), data("x", "x_train"), data("y", "y_train")];
}

function tagsField(row: Row | undefined): Field {
  const text = row?.tags.join(", ") ?? "";
  return { ...LINE, name: "tags", label: `Tags of ${row?.name ?? ""}`, text, hint: "best, course" };
}

function exportField(action: Action, name: string): Field {
  const options = action.formats ?? [];
  const text = options[0]?.[0] ?? "";
  return { ...LINE, name: "format", kind: "choice", label: `Export ${name} as`, text, options, isRequired: true };
}
