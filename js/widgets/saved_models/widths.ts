/** Shares the width between names with tags and specs. */

import type { Measure } from "../../shared/measure";
import type { Row } from "./model";

/** As in the stylesheet: letter widths, and pixels beside them. */
const NAME = 13;
const TAG = 11;
const SPEC = 11.5;
const BESIDE_TAG = 18;
const PADDING = 16;
const LETTER_OF_SPEC = 0.61;
const MOST_NAME = 420;
const MOST_SPEC = 900;
/** More rows would hardly change the result. */
const MOST_ROWS = 300;

/**
 * Two tracks of a CSS grid. Each column gets what its widest row needs if both fit; else a long
 * spec is cut before a name and its tags, which get up to 28 % of the table.
 */
export function tracksFor(rows: readonly Row[], measure: Measure): string {
  const some = rows.slice(0, MOST_ROWS);
  const name = Math.min(MOST_NAME, widest(some.map((row) => nameOf(row, measure))));
  const spec = Math.min(MOST_SPEC, widest(some.map((row) => row.spec.length * SPEC * LETTER_OF_SPEC)));
  return `minmax(min(${name}px, 28%), ${name}fr) minmax(0, ${spec}fr)`;
}

function nameOf({ name, tags }: Row, measure: Measure): number {
  return tags.reduce((sum, tag) => sum + measure(tag, TAG) + BESIDE_TAG, measure(name, NAME));
}

function widest(needs: readonly number[]): number {
  return Math.ceil(Math.max(80, ...needs)) + PADDING;
}
