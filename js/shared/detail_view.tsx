/** One example that a person opens: a large picture with the network's prediction. */

import { Component, createRef, type ComponentChild } from "preact";

import { Bars, type NamedBar } from "./bars";
import { PictureCanvas } from "./picture_canvas";
import { bytesIn } from "./numbers";
import { pixelsOf, type Picture, type Pictures } from "./pixels";

/** An empty dict. */
export type EmptyDict = Record<string, never>;

export interface Detail {
  /** The picture's number. */
  number: number;
  /** The row's place: "Row 1,234 of x". */
  title: string;
  truth: string;
  said: string;
  is_right: boolean;
  bars: NamedBar[];
  /** Which weights predicted it. */
  moment: string;
  /** The columns of a row of a table, those that matter most first. */
  columns?: ColumnValue[];
  /** What they do to the prediction, in a sentence. */
  why?: string;
}

export interface ColumnValue {
  name: string;
  value: string;
  /** Its usual value, and the change of the prediction with it; empty if the column is left out. */
  typical: string;
  change: string;
}

export function isGiven<Facts extends object>(facts: Facts | EmptyDict): facts is Facts {
  return Object.keys(facts).length > 0;
}

interface Props {
  detail: Detail;
  large: DataView;
  form: Picture | EmptyDict;
  /** Where it lies in its parent, unless the stylesheet says it. */
  left?: string;
  /** What it gets the focus from when it opens, and gives it back to. */
  opener: () => HTMLElement | null;
  close: () => void;
  /** Sends it to the tab Draw, where there is one. */
  draw?: (() => void) | null;
  /** Copies as training changes them, if they are asked for. */
  changed?: Pictures | EmptyDict;
  /** Asks for them or leaves them out, where training changes pictures. */
  change?: ((isOn: boolean) => void) | null;
}

const SIDE = 196;
const COPIES = 8;
const GAP = 5; // as in the stylesheet
const BELOW = 8; // between it and the end of its parent

/** It lies over its parent, which grows if it is lower: the panel would cut the rest. */
export class DetailView extends Component<Props> {
  private readonly root = createRef<HTMLDivElement>();

  override componentDidMount(): void {
    if (document.activeElement === this.props.opener()) {
      this.root.current?.querySelector("button")?.focus({ preventScroll: true });
    }
    this.componentDidUpdate();
  }

  override componentDidUpdate(): void {
    const { offsetTop = 0, offsetHeight = 0 } = this.root.current ?? {};
    this.makeRoom(`${offsetTop + offsetHeight + BELOW}px`);
  }

  override componentWillUnmount(): void {
    this.makeRoom("");
    if (this.root.current?.contains(document.activeElement)) {
      this.props.opener()?.focus({ preventScroll: true });
    }
  }

  private makeRoom(height: string): void {
    this.root.current?.parentElement?.style.setProperty("min-height", height);
  }

  override render({ detail, large, form, left, close, draw, changed = {}, change }: Props): ComponentChild {
    const { title, truth: trueText, said: predictedText, is_right: isRight, bars, moment, columns = [], why = "" } = detail;
    return (
      <div ref={this.root} class={columns.length > 0 ? "dm-wall-detail dm-wide" : "dm-wall-detail"} role="dialog" aria-label="One example" style={{ left }}>
        <div class="dm-wall-title">{title}</div>
        {isGiven(form) && isGiven(changed) && <ChangedPictures large={large} form={form} changed={changed} />}
        {isGiven(form) && !isGiven(changed) && (
          <PictureCanvas class="dm-wall-large" role="img" aria-label={`The example: ${trueText}`}
            pixels={bytesIn(large)} form={form} style={sizeOf(form)} />
        )}
        {change && (
          <button type="button" class="dm-wall-close dm-wall-change" aria-pressed={isGiven(changed)}
            onClick={() => { change(!isGiven(changed)); }}>As trained</button>
        )}
        <div class="dm-wall-answer">
          <div class="dm-wall-pair"><span>True </span><b dir="auto">{trueText}</b></div>
          <div class="dm-wall-pair">
            <span>Predicted </span><b dir="auto" class={isRight ? "" : "dm-wall-mistake"}>{predictedText}</b>
          </div>
        </div>
        <div class="dm-wall-bars" hidden={bars.length === 0}>
          <div class="dm-wall-heading">Probability</div>
          <Bars label="Probability of each class" mark="dm-wall-true" bars={bars} />
        </div>
        {columns.length > 0 && <RowTable columns={columns} />}
        {why !== "" && <div class="dm-note">{why}</div>}
        <div class="dm-note">{moment}</div>
        {draw && <button type="button" class="dm-wall-close" onClick={draw}>Send to Draw</button>}
        <button type="button" class="dm-wall-close" onClick={close}>Close</button>
      </div>
    );
  }
}

/** The values of a row, beside the usual ones. */
function RowTable({ columns }: { columns: readonly ColumnValue[] }): ComponentChild {
  return (
    <div class="dm-row-values" tabIndex={0} role="region" aria-label="Values of the row">
      <table>
        <thead>
          <tr>
            {["Column", "Value", "Typical", "Change"].map((words) => <th key={words} scope="col">{words}</th>)}
          </tr>
        </thead>
        <tbody>
          {columns.map(({ name, value, typical, change }) => (
            <tr>
              <th scope="row" title={name}><bdi>{name}</bdi></th>
              <td title={value}><bdi>{value}</bdi></td>
              <td title={typical}><bdi>{typical}</bdi></td>
              <td class="dm-row-change">{change}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The picture, and copies as training changes them, in the room of a large one. */
function ChangedPictures({ large, form, changed }: { large: DataView; form: Picture; changed: Pictures }): ComponentChild {
  const side = (SIDE - 2 * GAP) / 3;
  return (
    <div>
      <div class="dm-wall-changed" role="img" aria-label="The example, and eight copies as training changes them">
        <PictureCanvas pixels={bytesIn(large)} form={form} style={sizeOf(form, side)} />
        {Array.from({ length: COPIES }, (_, index) => (
          <PictureCanvas key={index} pixels={pixelsOf(changed, index)} form={changed} style={sizeOf(changed, side)} />
        ))}
      </div>
      <div class="dm-note">First as it is, then changed at random: in training only</div>
    </div>
  );
}

/** Its longer side is always the same. */
function sizeOf({ width, height }: Picture, side = SIDE): { width: string; height: string } {
  const scale = side / Math.max(width, height);
  return { width: `${width * scale}px`, height: `${height * scale}px` };
}
