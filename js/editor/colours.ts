/** Colours of a spec: the rules of the language, and the theme's colours for what they find. */

import { HighlightStyle, StreamLanguage, type StringStream, syntaxHighlighting } from "@codemirror/language";
import { type Extension, Prec } from "@codemirror/state";
import { type Tag, tags } from "@lezer/highlight";

import table from "./colour_states.json";

/** As `language/colours` of the Python package describes them. */
interface ColourState {
  rules: { pattern: string; kinds: string[]; begins: string }[];
  then: string;
  end: string;
}

interface State {
  rules: { pattern: RegExp; kinds: string[]; begins: string }[];
  end: RegExp | null;
}

interface Reading {
  state: string;
  /** What a rule has found and is not handed on yet: kinds, each with its length. */
  parts: [string, number][];
}

const FIRST = "cell";
const ANY_OTHER = { pattern: /./uy, kinds: ["text"], begins: "" };

/** Kinds, each with its tag, the theme's variable for its colour, and more of its style. */
const KINDS: Record<string, [Tag, string, object?]> = {
  activation: [tags.propertyName, "property"],
  clause: [tags.labelName, "string-2"],
  comment: [tags.comment, "comment", { fontStyle: "italic" }],
  label: [tags.definition(tags.variableName), "variable"],
  layer: [tags.keyword, "keyword", { fontWeight: "bold" }],
  magic: [tags.meta, "meta"],
  name: [tags.special(tags.variableName), "variable"],
  number: [tags.number, "number"],
  operator: [tags.operator, "operator"],
  option: [tags.attributeName, "attribute"],
  punctuation: [tags.punctuation, "operator"],
  string: [tags.string, "string"],
  value: [tags.atom, "attribute"],
};

const language = StreamLanguage.define<Reading>({
  name: "densemodel",
  startState: () => ({ state: FIRST, parts: [] }),
  token(stream, reading) {
    if (stream.sol()) {
      reading.state = FIRST;
    }
    if (reading.parts.length === 0) {
      read(stream, reading);
    }
    const [kind, length] = reading.parts.shift() ?? ["", 0];
    stream.pos += length;
    return kind in KINDS ? kind : null;
  },
  languageData: { commentTokens: { line: "#" }, closeBrackets: { brackets: ["(", "{", '"', "'"] } },
  tokenTable: Object.fromEntries(Object.entries(KINDS).map(([kind, [tag]]) => [kind, tag])),
});

function read({ string, pos }: StringStream, reading: Reading): void {
  const find = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = pos;
    return pattern.exec(string);
  };
  const { end } = stateNamed(reading.state);
  if (end && find(end)) {
    reading.state = FIRST;
  }
  for (const { pattern, kinds, begins } of stateNamed(reading.state).rules) {
    const found = find(pattern);
    if (found) {
      const parts = kinds.length === 1 ? found : found.slice(1);
      // a group may have found nothing
      reading.parts = kinds.map((kind, place) => [kind, parts[place]?.length ?? 0] as [string, number]).filter(([, length]) => length);
      reading.state = begins || reading.state;
      return;
    }
  }
}

const states = new Map<string, State>();

/** The rules of a state and of those that follow; made when a cell first needs them. */
function stateNamed(name: string): State {
  let state = states.get(name);
  if (!state) {
    const { rules, then, end } = (table as Record<string, ColourState>)[name] ?? { rules: [], then: "", end: "" };
    const own = rules.map((rule) => ({ ...rule, pattern: expression(rule.pattern) }));
    state = { rules: [...own, ...(then ? stateNamed(then).rules : [ANY_OTHER])], end: end ? expression(end) : null };
    states.set(name, state);
  }
  return state;
}

/** A regular expression that fits only where it is tried. */
function expression(pattern: string): RegExp {
  return new RegExp(pattern, "iuy");
}

/** A colour of the theme, moved towards its text: many of JupyterLab's own have a contrast below 4.5. */
function readable(variable: string): string {
  return `color-mix(in srgb, var(--jp-mirror-editor-${variable}-color) 75%, var(--jp-content-font-color0))`;
}

const style = HighlightStyle.define(
  Object.values(KINDS).map(([tag, variable, more]) => ({ tag, color: readable(variable), ...more })),
  { scope: language },
);

export const colours: Extension = Prec.highest([language, syntaxHighlighting(style)]);
