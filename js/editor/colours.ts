/** Colours of a spec: a reader of its words, and the theme's colours for them. */

import { HighlightStyle, StreamLanguage, type StringStream, syntaxHighlighting } from "@codemirror/language";
import { type Extension, Prec } from "@codemirror/state";
import { tags } from "@lezer/highlight";

import { MAGIC } from "./spec_cell";
import words from "./words.json";

type Part = "above" | "magic" | "network" | "clauses";

interface Reading {
  part: Part;
  /** The clause whose values are read. */
  clause: string;
  /** Whether the line before ends with an arrow. */
  continues: boolean;
}

const LAYERS = new Set(words.layers);
const ACTIVATIONS = new Set(words.activations);
const CLAUSES = new Set([...words.optimizers, ...words.clauses, ...words.column_clauses]);
const VALUES = new Set(words.values);
const VALUES_OF = new Map(Object.entries(words.values_of).map(([clause, values]) => [clause, new Set(values)]));

const ARROW = /^(->|→)/;
const NUMBER = /^(\d+(\.\d+)?|\.\d+)(e[+-]?\d+)?%?/i;
const WORD = /^[\p{L}_][\p{L}\p{N}_]*/u;
const TEXT = /^("[^"]*"|'[^']*')/;
/** The x of 28x28 and 28xn. */
const TIMES = /^[x×](?=[\d{(\p{L}_])/iu;
const NAME_OF_NETWORK = /^\s*[\p{L}_][\p{L}\p{N}_]*(?=\s*:)/u;

const language = StreamLanguage.define<Reading>({
  name: "densemodel",
  startState: () => ({ part: "above", clause: "", continues: false }),
  token(stream, reading) {
    if (stream.sol()) {
      beginLine(stream.string, reading);
      if (reading.part === "magic" && stream.match(MAGIC)) {
        return "magic";
      }
      if (reading.part === "network" && stream.match(NAME_OF_NETWORK)) {
        return "name";
      }
    }
    if (stream.eatSpace()) {
      return null;
    }
    if (stream.match(/^#.*/)) {
      return "comment";
    }
    return reading.part === "magic" ? readOption(stream) : read(stream, reading);
  },
  languageData: { commentTokens: { line: "#" }, closeBrackets: { brackets: ["(", "{", '"', "'"] } },
  tokenTable: {
    magic: tags.meta,
    option: tags.attributeName,
    layer: tags.keyword,
    activation: tags.propertyName,
    clause: tags.labelName,
    value: tags.atom,
    number: tags.number,
    arrow: tags.operator,
    name: tags.special(tags.variableName),
    text: tags.string,
    comment: tags.comment,
  },
});

function beginLine(line: string, reading: Reading): void {
  if (reading.part === "above" || reading.part === "magic") {
    reading.part = MAGIC.test(line) ? "magic" : reading.part === "above" ? "above" : "network";
  }
  if (reading.part === "above" || reading.part === "magic" || /^\s*(#.*)?$/.test(line)) {
    return;
  }
  const text = line.trim();
  const first = WORD.exec(text)?.[0].toLowerCase() ?? "";
  const isClause = CLAUSES.has(first) && !reading.continues && !/^\w+\s*:/.test(text);
  reading.part = isClause ? "clauses" : "network";
  reading.clause = "";
  reading.continues = /(->|→)\s*(#.*)?$/.test(text);
}

function readOption(stream: StringStream): string | null {
  if (stream.match(/^--?[a-z][\w-]*/i)) {
    return "option";
  }
  if (stream.match(NUMBER)) {
    return "number";
  }
  if (stream.match(TEXT)) {
    return "text";
  }
  if (stream.match(WORD)) {
    return "name";
  }
  stream.next();
  return null;
}

function read(stream: StringStream, reading: Reading): string | null {
  if (stream.match(ARROW)) {
    return "arrow";
  }
  if (stream.match(NUMBER)) {
    return "number";
  }
  if (stream.match(TEXT)) {
    return "text";
  }
  const isBehindSize = /[\d}]/.test(stream.string.charAt(stream.pos - 1));
  if (isBehindSize && stream.match(TIMES)) {
    return "number";
  }
  if (stream.match(WORD)) {
    return wordKind(stream.current().toLowerCase(), reading);
  }
  if (stream.next() === ";") {
    reading.part = "clauses";
    reading.clause = "";
    return "arrow";
  }
  return null;
}

/** Unknown words, as one that is being typed, look like names. */
function wordKind(word: string, reading: Reading): string {
  if (reading.part === "clauses") {
    if (VALUES_OF.get(reading.clause)?.has(word)) {
      return "value";
    }
    if (CLAUSES.has(word)) {
      reading.clause = word;
      return "clause";
    }
  } else if (LAYERS.has(word)) {
    return "layer";
  } else if (ACTIVATIONS.has(word)) {
    return "activation";
  }
  return VALUES.has(word) ? "value" : "name";
}

/** A colour of the theme, moved towards its text: many of JupyterLab's own have a contrast below 4.5. */
function readable(variable: string): string {
  return `color-mix(in srgb, var(--jp-mirror-editor-${variable}-color) 75%, var(--jp-content-font-color0))`;
}

const style = HighlightStyle.define(
  [
    { tag: tags.meta, color: readable("meta") },
    { tag: tags.attributeName, color: readable("attribute") },
    { tag: tags.keyword, color: readable("keyword"), fontWeight: "bold" },
    { tag: tags.propertyName, color: readable("property") },
    { tag: tags.labelName, color: readable("string-2") },
    { tag: tags.atom, color: readable("attribute") },
    { tag: tags.number, color: readable("number") },
    { tag: tags.operator, color: readable("operator") },
    { tag: tags.special(tags.variableName), color: readable("variable") },
    { tag: tags.string, color: readable("string") },
    { tag: tags.comment, color: readable("comment"), fontStyle: "italic" },
  ],
  { scope: language },
);

export const colours: Extension = Prec.highest([language, syntaxHighlighting(style)]);
