/** One column: its name, kind, encoding, missing values, values and importance. */

import type { ComponentChild } from "preact";

import { kindOptions, type Listed } from "./listing";
import type { Importance, Kind, Row } from "./model";

const BAR = { width: 7, gap: 1, height: 24 };

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
  const said = `dm-columns-said-${number}`;
  const isBusy = asked !== null;
  return (
    <tr class={row.is_used ? "" : "dm-left-out"} data-column={number}>
      <th scope="row" class="dm-text"><bdi title={row.name}>{row.name}</bdi></th>
      <td class="dm-text">
        <select value={asked ?? choice.kind} disabled={fixed !== "" || isBusy} title={fixed}
          aria-label={`Kind of ${row.name}`} aria-describedby={choice.refusal ? said : undefined}
          onChange={({ currentTarget }) => { choose(currentTarget.value as Kind); }}>
          {kindOptions(row, choice).map(([kind, words]) => <option key={kind} value={kind}>{words}</option>)}
        </select>
        {choice.waits !== "" && <div class="dm-columns-waits">{choice.waits}</div>}
        {choice.refusal !== "" && <div class="dm-columns-refusal" id={said} role="alert">{choice.refusal}</div>}
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

function Values({ bars, ends, values, examples }: Row): ComponentChild {
  if (bars.length > 0) {
    return <Histogram bars={bars} ends={ends} />;
  }
  if (examples.length > 0) {
    return examples.map((text) => <div class="dm-columns-example"><bdi title={text}>{text}</bdi></div>);
  }
  return values.map(({ text, share, words }) => (
    <div class="dm-columns-value" style={{ "--dm-share": share }}>
      <bdi title={text}>{text}</bdi><span>{words}</span>
    </div>
  ));
}

function Histogram({ bars, ends }: Pick<Row, "bars" | "ends">): ComponentChild {
  const step = BAR.width + BAR.gap;
  const [low = "", high = ""] = ends;
  const width = step * bars.length - BAR.gap;
  return (
    <div class="dm-columns-histogram" style={{ width: `${Math.max(width, 104)}px` }}>
      <svg width={width} height={BAR.height} role="img" aria-label={`Histogram, ${low} to ${high}`}>
        {bars.map((bar, at) => {
          const height = bar === 0 ? 0 : Math.max(1, (bar / 100) * BAR.height);
          return <rect x={at * step} y={BAR.height - height} width={BAR.width} height={height} />;
        })}
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
