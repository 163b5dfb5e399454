/** The cells of the matrix. */

import type { ComponentChild, HTMLAttributes } from "preact";

import { moved } from "../../shared/grid_keys";
import { cellText, depths, MOST_WITH_NUMBERS, sentence, type Place } from "./format";
import type { Matrix } from "./model";

/** Most letters of horizontal headings: of one class, and in total. */
const LETTERS = 4;
const ALL_LETTERS = 48;
const FEW_CLASSES = 4;

/**
 * @param chosen The cell whose examples are shown, as true and predicted class.
 * @param stop The only stop for Tab.
 */
export function gridOf(
  matrix: Matrix,
  chosen: readonly number[],
  isShares: boolean,
  stop: () => Place,
  listeners: HTMLAttributes<HTMLTableElement>,
): ComponentChild {
  const { classes, names } = matrix;
  const deep = depths(matrix);
  const longest = Math.max(0, ...names.map((name) => name.length));
  const isLong = longest > LETTERS && longest * names.length > ALL_LETTERS;
  const isSmall = names.length > MOST_WITH_NUMBERS;
  const way = isLong || isSmall ? "dm-upright" : "";
  const size = isSmall ? "dm-small" : names.length <= FEW_CLASSES ? "dm-large" : "";
  const active = stop();
  const cellOf = (row: number, column: number): ComponentChild => {
    const place = { row, column };
    const isChosen = classes[row] === chosen[0] && classes[column] === chosen[1];
    const depth = `${(100 * (deep[row]?.[column] ?? 0)).toFixed(0)}%`;
    return (
      <td class={row === column ? "dm-correct" : "dm-wrong"} role="gridcell" data-place={`${row} ${column}`}
        tabIndex={row === active.row && column === active.column ? 0 : -1} style={{ "--dm-depth": depth }}
        aria-label={sentence(matrix, place)} aria-selected={isChosen}>{cellText(matrix, place, isShares)}</td>
    );
  };
  return (
    <table class={`dm-confusion-grid ${way} ${size}`} role="grid" style={{ "--dm-classes": names.length }}
      aria-label="Confusion matrix: rows true, columns predicted" {...listeners}>
      <caption>predicted</caption>
      <tr><td class="dm-confusion-corner" />{names.map((name) => <Heading name={name} scope="col" />)}</tr>
      {names.map((name, row) => (
        <tr><Heading name={name} scope="row" />{names.map((_, column) => cellOf(row, column))}</tr>
      ))}
    </table>
  );
}

function Heading({ name, scope }: { name: string; scope: "col" | "row" }): ComponentChild {
  return <th scope={scope} title={name}><bdi>{name}</bdi></th>;
}

/** The place of the cell that an event or the focus is in. */
export function placeOf(target: EventTarget | null): Place | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>("[data-place]") : null;
  const [row, column] = (cell?.dataset.place ?? "").split(" ").map(Number);
  return cell === null || row === undefined || column === undefined ? null : { row, column };
}

/** The place after a key; null for other keys. */
export function placeAfter(key: string, { row, column }: Place, size: number): Place | null {
  const isUpOrDown = key === "ArrowUp" || key === "ArrowDown";
  const to = key.startsWith("Page") ? null : moved(key, isUpOrDown ? row : column, 1, size);
  return to === null ? null : isUpOrDown ? { row: to, column } : { row, column: to };
}
