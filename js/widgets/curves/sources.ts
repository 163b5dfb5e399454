/** The figure's marks and scales, which the page already has: the kernel is not asked. */

import type { AnyModel } from "@anywidget/types";

import { findModel } from "../../link/find_model";
import { onChange } from "../../link/listen";
import { SOURCES, type CursorModel } from "./model";
import { isNumber, rangeOf, type Line, type Point, type Range } from "./points";

type Source = AnyModel<Record<string, unknown>>;

/** The traits of bqplot's marks, and of its scales. */
const READ = ["x", "y", "visible", "opacities", "line_style", "min", "max"];
/** A mark with a lower opacity is a curve of steps. */
const FIRM = 0.5;

export class Sources {
  /** By the references to them. */
  private found = new Map<unknown, Source>();
  private following = new AbortController();

  constructor(
    private readonly model: AnyModel<CursorModel>,
    private readonly changed: () => void,
    private readonly ended: AbortSignal,
  ) {
    this.follow();
    onChange(model, SOURCES, () => { this.follow(); }, ended);
  }

  /** Reads the marks and scales of now from now on, once the page has them. */
  private follow(): void {
    this.following.abort();
    this.following = new AbortController();
    const current = AbortSignal.any([this.following.signal, this.ended]);
    const found = new Map<unknown, Source>();
    this.found = found;
    const { model } = this;
    // the manager's type promises a model, but it returns nothing or throws if there is none
    const get = async (id: string): Promise<Source | undefined> => model.widget_manager.get_model(id);
    const find = async (reference: unknown): Promise<void> => {
      const source = await findModel(reference, get, () => !current.aborted);
      if (source !== null) {
        found.set(reference, source);
        onChange(source, READ, this.changed, current);
        this.changed();
      }
    };
    const marks = model.get("lines").map(({ mark }) => mark);
    for (const reference of [...marks, model.get("x_scale"), model.get("y_scale")]) {
      void find(reference);
    }
  }

  /** The visible curves with their current values. */
  get lines(): Line[] {
    return this.model.get("lines").flatMap(({ mark, name, color, is_apart: isApart }) => {
      const source = this.found.get(mark);
      if (source === undefined || source.get("visible") === false) {
        return [];
      }
      const stroke = source.get("line_style") === "solid" ? "solid" : "dashed";
      const isFirm = opacity(source.get("opacities")) >= FIRM;
      return [{ name, color, stroke, isFirm, isApart, points: points(source.get("x"), source.get("y")) }];
    });
  }

  /** The ends of an axis. */
  range(scale: "x_scale" | "y_scale"): Range | null {
    const source = this.found.get(this.model.get(scale));
    return rangeOf([source?.get("min"), source?.get("max")]);
  }
}

function opacity(opacities: unknown): number {
  const first: unknown = Array.isArray(opacities) ? opacities[0] : undefined;
  return typeof first === "number" ? first : 1;
}

/** Those with a value; while only x or y has come, there may be more of the one than of the other. */
function points(xs: unknown, ys: unknown): Point[] {
  const heights = listed(ys);
  return Array.from(listed(xs), (x, index) => ({ x, y: heights[index] })).filter(isPoint);
}

function isPoint(point: { x: unknown; y: unknown }): point is Point {
  return isNumber(point.x) && isNumber(point.y);
}

/** bqplot gives a typed array; an empty mark may have none, and a mark of several lines has lists. */
function listed(found: unknown): ArrayLike<unknown> {
  return ArrayBuffer.isView(found) || Array.isArray(found) ? (found as unknown as ArrayLike<unknown>) : [];
}
