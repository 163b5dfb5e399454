import type { ComponentChild } from "preact";

/** A bar with its name and its number, as Python says them. */
export interface NamedBar {
  name: string;
  /** Its length, from 0 to 1; null for a number without a bar. */
  share: number | null;
  text: string;
  is_marked: boolean;
}

interface Props {
  bars: readonly NamedBar[];
  /** What they are, for screen readers. */
  label: string;
  /** The class of a marked one. */
  mark: string;
}

/** Most letters of a name beside its bar; the title has all of it. */
const MOST_LETTERS = 10;

export function Bars({ bars, label, mark }: Props): ComponentChild {
  const longest = Math.max(1, ...bars.map(({ name }) => name.length));
  return (
    <ul aria-label={label} style={{ "--dm-wall-names": `${Math.min(longest, MOST_LETTERS)}ch` }}>
      {bars.map(({ name, share, text, is_marked: isMarked }) => (
        <li class={isMarked ? `dm-wall-bar ${mark}` : "dm-wall-bar"}>
          <span class="dm-wall-name" title={name} dir="auto">{name}</span>
          <span class={share === null ? "" : "dm-wall-track"}>
            {share !== null && <span class="dm-wall-fill" style={{ width: `${100 * share}%` }} />}
          </span>
          <span class="dm-wall-chance">{text}</span>
        </li>
      ))}
    </ul>
  );
}
