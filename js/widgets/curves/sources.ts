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
  private listening: (() => void)[] = [];
  private round = 0;

  constructor(
    private readonly find: FindModel<SourceModel>,
    private readonly changed: () => void,
  ) {}

  /** Reads these marks and scales from now on, once the page has them. */
  async follow(references: References): Promise<void> {
    this.close();
    const round = this.round;
    const isCurrent = (): boolean => round === this.round;
    await Promise.all([
      ...references.lines.map(async (facts, place) => {
        const model = await this.resolve(facts.mark, isCurrent);
        if (model !== null) {
          this.marks[place] = { facts, model };
          this.listen(model, MARK_TRAITS);
        }
      }),
      this.resolve(references.x_scale, isCurrent).then((model) => {
        this.x = model ?? this.x;
        this.listen(model, SCALE_TRAITS);
      }),
      this.resolve(references.y_scale, isCurrent).then((model) => {
        this.y = model ?? this.y;
        this.listen(model, SCALE_TRAITS);
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

  close(): void {
    this.round += 1;
    this.listening.forEach((stop) => { stop(); });
    this.listening = [];
    this.marks = [];
    this.x = null;
    this.y = null;
  }

  private resolve(reference: unknown, isCurrent: () => boolean): Promise<SourceModel | null> {
    return findModel(reference, this.find, isCurrent);
  }

  private listen(model: SourceModel | null, traits: readonly string[]): void {
    if (model !== null) {
      this.listening.push(onChange(model, traits, this.changed));
    }
    this.changed();
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
