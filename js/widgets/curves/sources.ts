/** The figure's marks and scales, which the page already has: the kernel is not asked. */

import { findModel, type FindModel } from "../../link/find_model";
import { onChange } from "../../link/listen";
import type { LineFacts } from "./model";
import type { Line, Range } from "./points";

/** The part of another widget's model that is read here. */
export interface SourceModel {
  get(name: string): unknown;
  on(event: string, listener: () => void): void;
  off(event: string, listener: () => void): void;
}

export interface References {
  lines: readonly LineFacts[];
  x_scale: unknown;
  y_scale: unknown;
}

const MARK_TRAITS = ["x", "y", "visible", "opacities", "line_style"];
const SCALE_TRAITS = ["min", "max"];
/** A mark with a lower opacity is a curve of steps. */
const FIRM = 0.5;

export class Sources {
  private marks: { facts: LineFacts; model: SourceModel }[] = [];
  private x: SourceModel | null = null;
  private y: SourceModel | null = null;
  private listening = new AbortController();

  constructor(
    private readonly find: FindModel<SourceModel>,
    private readonly changed: () => void,
    private readonly ended: AbortSignal,
  ) {}

  /** Reads these marks and scales from now on, once the page has them. */
  async follow(references: References): Promise<void> {
    this.listening.abort();
    this.listening = new AbortController();
    [this.marks, this.x, this.y] = [[], null, null];
    const current = AbortSignal.any([this.listening.signal, this.ended]);
    const resolve = (reference: unknown): Promise<SourceModel | null> =>
      findModel(reference, this.find, () => !current.aborted);
    const listen = (model: SourceModel | null, traits: readonly string[]): void => {
      if (model !== null) {
        onChange(model, traits, this.changed, current);
      }
      this.changed();
    };
    await Promise.all([
      ...references.lines.map(async (facts, place) => {
        const model = await resolve(facts.mark);
        if (model !== null) {
          this.marks[place] = { facts, model };
          listen(model, MARK_TRAITS);
        }
      }),
      resolve(references.x_scale).then((model) => {
        this.x = model ?? this.x;
        listen(model, SCALE_TRAITS);
      }),
      resolve(references.y_scale).then((model) => {
        this.y = model ?? this.y;
        listen(model, SCALE_TRAITS);
      }),
    ]);
  }

  /** The visible curves with their current values. */
  get lines(): Line[] {
    // a mark that was not found leaves a gap
    return Object.values(this.marks)
      .filter(({ model }) => model.get("visible") !== false)
      .map(({ facts, model }) => ({
        name: facts.name,
        color: facts.color,
        stroke: model.get("line_style") === "solid" ? "solid" : "dashed",
        isApart: facts.is_apart,
        isFirm: opacity(model.get("opacities")) >= FIRM,
        x: numbers(model.get("x")),
        y: numbers(model.get("y")),
      }));
  }

  get xRange(): Range | null {
    return ends(this.x);
  }

  get yRange(): Range | null {
    return ends(this.y);
  }

}

function opacity(opacities: unknown): number {
  const first: unknown = Array.isArray(opacities) ? opacities[0] : undefined;
  return typeof first === "number" ? first : 1;
}

/** bqplot gives a typed array; an empty mark may have none, and a mark of several lines has lists. */
function numbers(found: unknown): ArrayLike<number> {
  const isList = ArrayBuffer.isView(found) || Array.isArray(found);
  const list = isList ? (found as unknown as ArrayLike<unknown>) : [];
  return list.length === 0 || typeof list[0] === "number" ? (list as ArrayLike<number>) : [];
}

function ends(scale: SourceModel | null): Range | null {
  const [low, high] = [scale?.get("min"), scale?.get("max")];
  return typeof low === "number" && typeof high === "number" && low < high ? [low, high] : null;
}
