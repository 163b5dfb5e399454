/** The units of one layer as tiles, each a button, with the rows of the open unit below. */

import { Component, createRef, type ComponentChild } from "preact";

import { moved } from "../../shared/grid_keys";
import { PictureCanvas } from "../../shared/picture_canvas";
import { pixelsOf } from "../../shared/pixels";
import type { Ask, Detail, TileLayer } from "./model";

/** The units of a layer, with a canvas for each. */
export interface Units extends TileLayer {
  isOwn: boolean;
  canvases: ComponentChild[];
}

interface Props {
  units: Units;
  /** The open unit, if it is one of these. */
  detail: Detail | null;
  ask: (message: Ask) => void;
}

export class TilesView extends Component<Props> {
  private readonly group = createRef<HTMLDivElement>();
  /** The tile that was reached last. */
  private at: number | null = null;

  override shouldComponentUpdate(next: Props): boolean {
    return next.units !== this.props.units || next.detail !== this.props.detail;
  }

  override render({ units, detail }: Props): ComponentChild {
    const { one, words, named } = units;
    const ill = new Map(units.ill.map(({ unit, said: text }) => [unit, text]));
    const stop = Math.min(this.stop(), units.count - 1);
    const tiles = units.canvases.map((canvas, unit) => {
      const illText = ill.get(unit);
      const name = illText ?? `${one.slice(0, 1).toUpperCase()}${one.slice(1)} ${unit} of ${words}`;
      return (
        <button type="button" class={illText === undefined ? "dm-unit" : "dm-unit dm-ill"} aria-label={name}
          title={illText ?? `${name}: click for the rows that activate it most`} tabIndex={unit === stop ? 0 : -1}
          aria-expanded={unit === detail?.unit} onClick={() => { this.choose(unit); }}>{canvas}</button>
      );
    });
    return (
      <div class="dm-units" onKeyDown={this.press}>
        <p class="dm-note">{units.isOwn ? units.own_note : units.note}</p>
        <p class="dm-note dm-units-named" hidden={named === ""}>{named}</p>
        <div ref={this.group} class="dm-units-tiles" role="group" aria-label={`The ${one}s of ${words}`}>{tiles}</div>
        {detail && <DetailView detail={detail} close={this.close} />}
      </div>
    );
  }

  private stop(): number {
    return this.at ?? this.props.detail?.unit ?? 0;
  }

  private tiles(): HTMLElement[] {
    return [...(this.group.current?.querySelectorAll<HTMLElement>(".dm-unit") ?? [])];
  }

  /** Tab reaches one tile of the layer, arrow keys the others. To draw all for it would take longer. */
  private enter(unit: number): void {
    this.at = unit;
    this.tiles().forEach((tile, number) => { tile.tabIndex = number === unit ? 0 : -1; });
  }

  private choose(unit: number): void {
    const { units, detail, ask } = this.props;
    this.enter(unit);
    ask(unit === detail?.unit ? { type: "close" } : { type: "open", layer: units.layer, unit });
  }

  private readonly close = (): void => {
    this.props.ask({ type: "close" });
    this.tiles()[this.stop()]?.focus({ preventScroll: true });
  };

  private readonly press = (event: KeyboardEvent): void => {
    const tiles = this.tiles();
    const unit = tiles.findIndex((tile) => tile === event.target);
    const columns = tiles.filter(({ offsetTop }) => offsetTop === tiles[0]?.offsetTop).length;
    const to = unit < 0 ? null : moved(event.key, unit, columns, tiles.length);
    if (to !== null) {
      this.enter(to);
      tiles[to]?.focus();
    } else if (event.key === "Escape" && this.props.detail) {
      this.close();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
}

/** The rows that activate a unit most, as pictures or as lines of a table. */
function DetailView({ detail, close }: { detail: Detail; close: () => void }): ComponentChild {
  const { title, note, columns, rows, picture } = detail;
  return (
    <div ref={showWhole} class="dm-unit-rows">
      <div class="dm-unit-head">
        <div aria-live="polite"><b>{title}</b><p class="dm-note">{note}</p></div>
        <button type="button" class="dm-pick" onClick={close}>Close</button>
      </div>
      <div class="dm-unit-place" hidden={rows.length === 0}>
        {picture ? (
          <ul class="dm-unit-pictures">
            {rows.map(({ words, caption }, index) => (
              <li>
                <PictureCanvas pixels={pixelsOf(picture, index)} form={picture}
                  role="img" aria-label={words} title={words} />
                {caption.map((line) => <bdi>{line}</bdi>)}
              </li>
            ))}
          </ul>
        ) : (
          <table>
            <thead><tr>{columns.map((name) => <th scope="col"><bdi>{name}</bdi></th>)}</tr></thead>
            <tbody>
              {rows.map(({ cells }) => <tr>{cells.map((words) => <td><bdi>{words}</bdi></td>)}</tr>)}
            </tbody>
          </table>
        )}
      </div>
    </div>
  );
}

function showWhole(root: HTMLElement | null): void {
  root?.scrollIntoView({ block: "nearest" });
}
