/** The cells. They stay the same elements while their numbers change. */

import { onResize } from "../../link/listen";
import { element, setAttribute, write } from "../../shared/element";
import { cellText, depths, MOST_WITH_NUMBERS, sentence, type Place } from "./format";
import type { Matrix } from "./model";

/** Most letters of horizontal headings: of one class, and in total. */
const LETTERS = 4;
const ALL_LETTERS = 48;
const FEW_CLASSES = 4;
const GRID = { role: "grid", "aria-label": "Confusion matrix: rows true, columns predicted" };

export interface GridPorts {
  open: (place: Place) => void;
  /** Closes the open cell; returns whether there was one. */
  close: () => boolean;
  /** The cell under the pointer or with the focus; null if none. */
  look: (place: Place | null) => void;
}

export class Grid {
  readonly root = element("div", "dm-confusion-scroll");
  private readonly table = element("table", "dm-confusion-grid", "", GRID);
  private cells: HTMLTableCellElement[][] = [];
  private drawn = "";
  private active: Place = { row: 0, column: 0 };
  /** Fades the edge beyond which there are more cells. */
  private readonly mark = (): void => {
    const { scrollLeft, clientWidth, scrollWidth } = this.root;
    this.root.classList.toggle("dm-more-left", scrollLeft > 1);
    this.root.classList.toggle("dm-more-right", scrollLeft + clientWidth < scrollWidth - 1);
  };

  constructor(private readonly ports: GridPorts, ended: AbortSignal) {
    this.root.append(this.table);
    this.table.addEventListener("click", (event) => {
      const place = placeOf(event.target);
      if (place !== null) {
        this.activate(place);
        this.ports.open(place);
      }
    });
    this.table.addEventListener("keydown", (event) => { this.press(event); });
    for (const kind of ["mouseover", "focusin"] as const) {
      this.table.addEventListener(kind, (event) => { this.ports.look(placeOf(event.target)); });
    }
    this.table.addEventListener("mouseleave", () => { this.ports.look(this.focused()); });
    this.table.addEventListener("focusout", () => { this.ports.look(null); });
    this.root.addEventListener("scroll", this.mark);
    onResize([this.root, this.table], this.mark, ended);
  }

  draw(matrix: Matrix, chosen: readonly number[], isShares: boolean): void {
    const names = JSON.stringify([matrix.classes, matrix.names]);
    if (names !== this.drawn) {
      this.drawn = names;
      this.build(matrix);
    }
    const deep = depths(matrix);
    this.cells.forEach((cells, row) => {
      cells.forEach((cell, column) => {
        const place = { row, column };
        write(cell, cellText(matrix, place, isShares));
        setAttribute(cell, "aria-label", sentence(matrix, place));
        cell.style.setProperty("--dm-depth", `${(100 * (deep[row]?.[column] ?? 0)).toFixed(0)}%`);
        const isChosen = matrix.classes[row] === chosen[0] && matrix.classes[column] === chosen[1];
        setAttribute(cell, "aria-selected", String(isChosen));
      });
    });
  }

  private build({ names }: Matrix): void {
    const hadFocus = this.focused() !== null;
    const corner = element("td", "dm-confusion-corner");
    const head = element("tr", "", [corner, ...names.map((name) => heading(name, "col"))]);
    this.cells = names.map((_, row) =>
      names.map((__, column) => {
        const facts = { role: "gridcell", tabindex: "-1", "data-place": `${row} ${column}` };
        return element("td", row === column ? "dm-correct" : "dm-wrong", "", facts);
      }),
    );
    const rows = this.cells.map((cells, row) => element("tr", "", [heading(names[row] ?? "", "row"), ...cells]));
    const longest = Math.max(0, ...names.map((name) => name.length));
    const isLong = longest > LETTERS && longest * names.length > ALL_LETTERS;
    this.table.classList.toggle("dm-upright", isLong || names.length > MOST_WITH_NUMBERS);
    this.table.classList.toggle("dm-large", names.length <= FEW_CLASSES);
    this.table.classList.toggle("dm-small", names.length > MOST_WITH_NUMBERS);
    this.table.replaceChildren(element("caption", "", "predicted"), head, ...rows);
    const last = Math.max(0, names.length - 1);
    this.activate({ row: Math.min(this.active.row, last), column: Math.min(this.active.column, last) }, hadFocus);
  }

  private press(event: KeyboardEvent): void {
    const place = placeOf(event.target);
    if (place === null || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const goal = placeAfter(event.key, place, this.cells.length);
    if (goal !== null) {
      this.activate(goal, true);
    } else if (event.key === "Enter" || event.key === " ") {
      this.ports.open(place);
    } else if (event.key !== "Escape" || !this.ports.close()) {
      return;
    }
    event.preventDefault();
    // JupyterLab moves between cells with the same keys.
    event.stopPropagation();
  }

  /** One stop for Tab: the cell that had the focus last. */
  private activate(place: Place, isFocused = false): void {
    this.cellAt(this.active)?.setAttribute("tabindex", "-1");
    this.active = place;
    const cell = this.cellAt(place);
    cell?.setAttribute("tabindex", "0");
    if (isFocused) {
      cell?.focus();
    }
  }

  private cellAt({ row, column }: Place): HTMLTableCellElement | undefined {
    return this.cells[row]?.[column];
  }

  private focused(): Place | null {
    return this.table.contains(document.activeElement) ? placeOf(document.activeElement) : null;
  }
}

function heading(name: string, scope: "col" | "row"): HTMLTableCellElement {
  return element("th", "", [element("bdi", "", name)], { scope, title: name });
}

function placeOf(target: EventTarget | null): Place | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>("[data-place]") : null;
  const [row, column] = (cell?.dataset.place ?? "").split(" ").map(Number);
  return cell === null || row === undefined || column === undefined ? null : { row, column };
}

/** The place after a key; null for other keys. */
export function placeAfter(key: string, { row, column }: Place, size: number): Place | null {
  const within = (value: number): number => Math.min(size - 1, Math.max(0, value));
  switch (key) {
    case "ArrowLeft":
      return { row, column: within(column - 1) };
    case "ArrowRight":
      return { row, column: within(column + 1) };
    case "ArrowUp":
      return { row: within(row - 1), column };
    case "ArrowDown":
      return { row: within(row + 1), column };
    case "Home":
      return { row, column: 0 };
    case "End":
      return { row, column: size - 1 };
    default:
      return null;
  }
}
