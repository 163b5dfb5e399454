/** What stands beside the picture: the choice of columns, words, what the colours mean, and the units. */

import type { ComponentChild } from "preact";

import { moved } from "../../shared/grid_keys";
import { isGiven, type Message, type Scale, type Units, type Words } from "./model";

interface Props {
  words: Words;
  units: Partial<Units>;
  opened: readonly number[];
  reading: string;
  send: (message: Message) => void;
}

export function Side({ words, units, opened, reading, send }: Props): ComponentChild {
  const isPale = words.classes.length > 0 && words.up >= 0 && opened.length === 0;
  return (
    <div class="dm-plane-side">
      {words.columns.length > 1 && <Choices words={words} send={send} />}
      <p>{words.sentence}</p>
      <p class="dm-note">{words.moment}{isPale && " Faded: two classes are nearly equally likely."}</p>
      {words.held && (
        <p class="dm-note dm-plane-held">
          <span title={words.held_values}>{words.held}</span>
          {words.is_of_row
            ? <button type="button" class="dm-pick" onClick={() => { send({ type: "reset" }); }}>Use usual values</button>
            : " Click a row for its values."}
        </p>
      )}
      <ul class="dm-plane-legend">
        {words.classes.map(({ name, color }) => (
          <li><i class="dm-plane-disc" style={{ color }} /><bdi>{name}</bdi></li>
        ))}
        {words.more && <li>{words.more}</li>}
      </ul>
      <ul class="dm-plane-legend">
        <li><i class="dm-plane-disc" />training row</li>
        {words.has_held_out && <li><i class="dm-plane-ring" />held-out row</li>}
        {words.has_wrong && <li><i class="dm-plane-wrong" />wrong</li>}
      </ul>
      {isGiven<Scale>(words.scale) && <Legend scale={words.scale} />}
      <p class="dm-plane-reading" aria-live="polite">{reading}</p>
      {isGiven<Units>(units) && units.layers.length > 0 && <UnitRows units={units} opened={opened} send={send} />}
    </div>
  );
}

function Choices({ words, send }: Pick<Props, "words" | "send">): ComponentChild {
  const { columns, across, up } = words;
  return (
    <div class="dm-plane-choices">
      <Choice name="Across" at={across} columns={columns}
        choose={(column) => { send({ type: "choose", side: "across", column }); }} />
      <Choice name="Up" at={up} columns={columns} without="the prediction"
        choose={(column) => { send({ type: "choose", side: "up", column }); }} />
    </div>
  );
}

interface ChoiceProps {
  name: string;
  /** The place of the chosen column; -1 for none. */
  at: number;
  columns: readonly string[];
  /** What is offered in place of a column. */
  without?: string;
  choose: (place: number) => void;
}

function Choice({ name, at, columns, without, choose }: ChoiceProps): ComponentChild {
  return (
    <label>{name}
      <select value={String(at)} onChange={({ currentTarget }) => { choose(Number(currentTarget.value)); }}>
        {without !== undefined && <option value="-1">{without}</option>}
        {columns.map((column, place) => <option value={String(place)}>{column}</option>)}
      </select>
    </label>
  );
}

function Legend({ scale }: { scale: Scale }): ComponentChild {
  return (
    <div class="dm-plane-scale">
      <bdi>{scale.name}</bdi><span>{scale.low}</span>
      <i style={{ background: `linear-gradient(to right, ${scale.colors.join(", ")})` }} />
      <span>{scale.high}</span>
    </div>
  );
}

/** A row of small pictures for each layer; Tab reaches one of a layer, arrow keys the others. */
function UnitRows({ units, opened, send }: { units: Units } & Pick<Props, "opened" | "send">): ComponentChild {
  const [openLayer = -1, openUnit = -1] = opened;
  return (
    <div class="dm-plane-units">
      <h4>What each unit gives</h4>
      {units.layers.map(({ name, count }, layer) => (
        <div class="dm-plane-layer">
          <span class="dm-note">{name}</span>
          <div role="group" aria-label={`Units of ${name}`} onKeyDown={press}>
            {Array.from({ length: count }, (_, unit) => {
              const isOpen = layer === openLayer && unit === openUnit;
              const isStop = unit === (layer === openLayer ? openUnit : 0);
              const words = `Unit ${unit} of ${name.toLowerCase()}`;
              return (
                <button type="button" class="dm-plane-unit" tabIndex={isStop ? 0 : -1} aria-pressed={isOpen}
                  aria-label={words} title={`${words}: click to enlarge`}
                  onClick={() => { send(isOpen ? { type: "close" } : { type: "open", layer, unit }); }}>
                  <canvas />
                </button>
              );
            })}
          </div>
        </div>
      ))}
    </div>
  );
}

function press(event: KeyboardEvent): void {
  const group = event.currentTarget as HTMLElement;
  const units = [...group.querySelectorAll<HTMLElement>(".dm-plane-unit")];
  const columns = units.filter(({ offsetTop }) => offsetTop === units[0]?.offsetTop).length;
  const to = moved(event.key, units.findIndex((unit) => unit === event.target), columns, units.length);
  const next = to === null ? undefined : units[to];
  if (next !== undefined) {
    units.forEach((unit) => { unit.tabIndex = unit === next ? 0 : -1; });
    next.focus();
    event.preventDefault();
    event.stopPropagation();
  }
}
