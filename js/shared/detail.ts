/** One example that a person opens, as Python sends it. */

/** An empty dict. */
export type Nothing = Record<string, never>;

export interface Detail {
  /** The picture's number. */
  number: number;
  /** The row's place: "Row 1,234 of x". */
  title: string;
  truth: string;
  said: string;
  is_right: boolean;
  bars: Bar[];
  /** Which weights predicted it. */
  moment: string;
}

export interface Bar {
  name: string;
  /** From 0 to 1. */
  chance: number;
  is_true: boolean;
}

export function isDetail(detail: Detail | Nothing): detail is Detail {
  return typeof detail.number === "number";
}
