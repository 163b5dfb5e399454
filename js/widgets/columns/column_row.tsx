/** One column: its name, kind, encoding, missing values, values and importance. */

import type { ComponentChild } from "preact";

import { kindOptions, type Listed } from "./listing";
import type { Importance, Kind, Row } from "./model";

/** The share of a bar's place that it takes. */
const BAR = 0.86;

interface Props extends Listed {
  hasImportance: boolean;
  /** Why its kind can't be chosen; empty if it can. */
  fixed: string;
  /** The kind that a person has chosen and the kernel not answered; null without one. */
  asked: Kind | null;
  choose: (kind: Kind) => void;
}

export function ColumnRow(
  { number, row, choice, importance, hasImportance, fixed, asked, choose }: Props,
): ComponentChild {
  const refusalId = `dm-columns-said-${number}`;
  const isBusy = asked !== null;
  return (
    <tr class={row.is_used ? "" : "dm-left-out"} data-column={number}>
      <th scope="row" class="dm-text"><bdi title={row.name}>{row.name}</bdi></th>
      <td class="dm-text">
        <select value={asked ?? choice.kind} disabled={fixed !== "" || isBusy}
          title={fixed || (choice.kind === "" ? "Found from its values" : "As the spec says")}
          aria-label={`Kind of ${row.name}`} aria-describedby={choice.refusal ? refusalId : undefined}
          onChange={({ currentTarget }) => { choose(currentTarget.value as Kind); }}>
          {kindOptions(row, choice).map(([kind, words]) => <option key={kind} value={kind}>{words}</option>)}
        </select>
        {choice.waits !== "" && <div class="dm-columns-waits">{choice.waits}</div>}
        {choice.refusal !== "" && <div class="dm-columns-refusal" id={refusalId} role="alert">{choice.refusal}</div>}
      </td>
      <td class="dm-text">
        <div>{row.encoding}</div>
        <div class="dm-columns-why">{row.why}</div>
      </td>
      <td>{row.missing}</td>
      <td class="dm-text"><Values {...row} /></td>
      {hasImportance && <td class="dm-text">{importance && <ImportanceBar {...importance} />}</td>}
    </tr>
  );
}

function Values({ bars, ends, values, examples, lines }: Row): ComponentChild {
  if (bars.length > 0) {
    return <Histogram bars={bars} ends={ends} />;
  }
  return [
    ...values.map(({ text, share, words, is_rest: isRest }) => (
      <div class={isRest ? "dm-columns-value dm-rest" : "dm-columns-value"} style={{ "--dm-share": share }}>
        <bdi title={text}>{text}</bdi><span>{words}</span>
      </div>
    )),
    ...examples.map((text) => <div class="dm-columns-example"><bdi title={text}>{text}</bdi></div>),
    ...lines.map((text) => <div class="dm-columns-line"><bdi>{text}</bdi></div>),
  ];
}

function Histogram({ bars, ends: [low = "", high = ""] }: Pick<Row, "bars" | "ends">): ComponentChild {
  return (
    <div class="dm-columns-histogram">
      <svg viewBox={`0 0 ${bars.length} 100`} preserveAspectRatio="none" role="img"
        aria-label={`Histogram, ${low} to ${high}`}>
        {bars.map((bar, at) => <rect x={at} y={100 - bar} width={BAR} height={bar} />)}
      </svg>
      <div class="dm-columns-ends"><span>{low}</span><span>{high}</span></div>
    </div>
  );
}

function ImportanceBar({ words, interval, at, low, high }: Importance): ComponentChild {
  const share = (value: number): string => `${100 * value}%`;
  return (
    <div class="dm-columns-importance" title={`${words}, 95 % interval ${interval}`}>
      <span>{words}</span>
      <span class="dm-columns-track">
        <i style={{ width: share(at) }} />
        <b style={{ left: share(low), width: share(high - low) }} />
      </span>
    </div>
  );
}
