/** Pointer actions over the plot, in pixels from the plot's left edge. */

/** The callbacks of the pointer's actions. */
export interface PointerTasks {
  hover(at: number): void;
  leave(): void;
  /** A range is being selected; null when that ends. */
  choosing(stretch: readonly [number, number] | null): void;
  chosen(stretch: readonly [number, number]): void;
  /** Whether the plot can be panned. */
  canPan(): boolean;
  /** The plot is dragged by so many pixels since the button went down. */
  pulled(by: number): void;
  whole(): void;
}

/** A shorter drag is a click. */
export const CLICK = 6;

interface Drag {
  kind: "choose" | "pan";
  from: number;
}

/** Listens to a plot. Returns the function that cancels a drag: whether there was one. */
export function listenToPointer(plot: HTMLElement, tasks: PointerTasks, signal: AbortSignal): () => boolean {
  let drag: Drag | null = null;
  const at = (event: PointerEvent): number => event.clientX - plot.getBoundingClientRect().left;
  const inside = (x: number): number => Math.max(0, Math.min(plot.clientWidth, x));

  const giveUp = (): boolean => {
    const wasDragged = drag !== null;
    drag = null;
    tasks.choosing(null);
    return wasDragged;
  };
  const isPan = (event: MouseEvent): boolean =>
    tasks.canPan() && (event.button === 1 || (event.button === 0 && event.shiftKey));
  const down = (event: PointerEvent): void => {
    const kind = isPan(event) ? "pan" : "choose";
    if (kind === "pan" || (event.button === 0 && !event.shiftKey)) {
      drag = { kind, from: at(event) };
      plot.setPointerCapture(event.pointerId);
    }
    tasks.hover(inside(at(event)));
  };
  const move = (event: PointerEvent): void => {
    const x = at(event);
    if (drag?.kind === "pan") {
      tasks.pulled(x - drag.from);
    } else if (drag !== null) {
      const isLong = Math.abs(x - drag.from) >= CLICK;
      tasks.choosing(isLong ? [inside(drag.from), inside(x)] : null);
    }
    tasks.hover(inside(x));
  };
  const up = (event: PointerEvent): void => {
    const ended = drag;
    giveUp();
    if (ended?.kind === "choose" && Math.abs(at(event) - ended.from) >= CLICK) {
      tasks.chosen([inside(ended.from), inside(at(event))]);
    }
  };
  const leave = (): void => {
    if (drag === null) {
      tasks.leave();
    }
  };
  // the middle button would scroll the page, and Shift would select cells of the notebook
  const press = (event: MouseEvent): void => {
    if (isPan(event)) {
      event.stopPropagation();
      if (event.button === 1) {
        event.preventDefault();
      }
    }
  };
  plot.addEventListener("pointerdown", down, { signal });
  plot.addEventListener("pointermove", move, { signal });
  plot.addEventListener("pointerup", up, { signal });
  plot.addEventListener("pointercancel", giveUp, { signal });
  plot.addEventListener("pointerleave", leave, { signal });
  plot.addEventListener("mousedown", press, { signal });
  plot.addEventListener("dblclick", () => { tasks.whole(); }, { signal });
  return giveUp;
}
