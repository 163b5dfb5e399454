/** The columns of the table, from left to right. */

import type { Sortable } from "./sort";

export interface Column {
  /** The CSS class of its cells. */
  id: Sortable | "box" | "loss";
  words: string;
  /** Its numbers are right-aligned. */
  isNumber: boolean;
  sorts: Sortable | null;
}

export const COLUMNS: readonly Column[] = [
  { id: "box", words: "", isNumber: false, sorts: null },
  { id: "name", words: "Name", isNumber: false, sorts: "name" },
  { id: "spec", words: "Spec", isNumber: false, sorts: "spec" },
  { id: "parameters", words: "Parameters", isNumber: true, sorts: "parameters" },
  { id: "loss", words: "Loss", isNumber: false, sorts: null },
  { id: "validation", words: "Validation", isNumber: true, sorts: "validation" },
  { id: "test", words: "Test", isNumber: true, sorts: "test" },
  { id: "saved", words: "Saved", isNumber: false, sorts: "saved" },
  { id: "size", words: "Size", isNumber: true, sorts: "size" },
];
