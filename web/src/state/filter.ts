// The filter language of docs/reference/api.md, as far as the box needs it: what may come next at
// the caret, and whether the text is whole. The server has the last word.

import { kDimensions } from "../api/types";

export type Expects = "dimension" | "operator" | "value" | "joiner";

export interface Caret {
  expects: Expects;
  /** What of the expected word is already there. */
  typed: string;
  /** The part of the text that a chosen word takes the place of. */
  start: number;
  end: number;
  /** The dimension that a value belongs to. */
  dimension: string;
  /** The value stands in a list, after "in (". */
  inList: boolean;
}

interface Token {
  kind: "word" | "text" | "sign" | "open" | "close" | "comma" | "bad";
  text: string;
  start: number;
  end: number;
}

const kToken = /\s*(?:("(?:[^"\\]|\\.)*"?)|(!=|=)|(\()|(\))|(,)|([^\s()=!,"]+)|(\S))/gy;

function tokens(text: string): Token[] {
  const kinds: Token["kind"][] = ["text", "sign", "open", "close", "comma", "word", "bad"];
  const found: Token[] = [];
  kToken.lastIndex = 0;
  for (let match = kToken.exec(text); match && match[0]; match = kToken.exec(text)) {
    const which = match.slice(1).findIndex((part) => part !== undefined);
    if (which < 0) break;
    const piece = match[which + 1]!;
    found.push({ kind: kinds[which]!, text: piece, start: kToken.lastIndex - piece.length, end: kToken.lastIndex });
  }
  return found;
}

interface State {
  expects: Expects | "list" | "open" | "after not";
  dimension: string;
  inList: boolean;
}

/** The state after `token`; nothing if it cannot stand there. */
function step(state: State, token: Token): State | null {
  const word = token.text.toLowerCase();
  switch (state.expects) {
    case "dimension":
      return token.kind === "word" && (kDimensions as readonly string[]).includes(token.text)
        ? { expects: "operator", dimension: token.text, inList: false }
        : null;
    case "operator":
      if (token.kind === "sign") return { ...state, expects: "value" };
      if (token.kind === "word" && word === "in") return { ...state, expects: "open" };
      return token.kind === "word" && word === "not" ? { ...state, expects: "after not" } : null;
    case "after not":
      return token.kind === "word" && word === "in" ? { ...state, expects: "open" } : null;
    case "open":
      return token.kind === "open" ? { ...state, expects: "value", inList: true } : null;
    case "value":
      if (token.kind !== "word" && token.kind !== "text") return null;
      return { ...state, expects: state.inList ? "list" : "joiner" };
    case "list":
      if (token.kind === "comma") return { ...state, expects: "value" };
      return token.kind === "close" ? { ...state, expects: "joiner", inList: false } : null;
    case "joiner":
      return token.kind === "word" && word === "and"
        ? { expects: "dimension", dimension: "", inList: false }
        : null;
  }
}

const kStart: State = { expects: "dimension", dimension: "", inList: false };

/** What may come at the caret; nothing where the text before it makes no sense. */
export function atCaret(text: string, caret: number): Caret | null {
  const before = tokens(text.slice(0, caret));
  const last = before[before.length - 1];
  const touching = last !== undefined && last.end === caret && (last.kind === "word" || last.kind === "text");
  const done = touching ? before.slice(0, -1) : before;
  let state: State = kStart;
  for (const token of done) {
    const next = step(state, token);
    if (!next) return null;
    state = next;
  }
  const rest = /^[^\s()=!,"]*/.exec(text.slice(caret))![0].length;
  const expects: Expects =
    state.expects === "list" ? "joiner" : state.expects === "open" || state.expects === "after not" ? "operator" : state.expects;
  return {
    expects,
    typed: touching ? last.text.replace(/^"|"$/g, "") : "",
    start: touching ? last.start : caret,
    end: caret + (touching ? rest : 0),
    dimension: state.dimension,
    inList: state.inList,
  };
}

/** Where the text stops making sense; nothing if it is a whole filter. */
export function faultAt(text: string): number | null {
  let state: State = kStart;
  const all = tokens(text);
  if (all.length === 0) return null;
  for (const token of all) {
    const next = step(state, token);
    if (!next) return token.start;
    state = next;
  }
  return state.expects === "joiner" && !state.inList ? null : text.length;
}

/** A value as it has to be written: quoted unless it is one plain word. */
export function written(value: string): string {
  return /^[\w.:/-]+$/.test(value) && value !== "" ? value : JSON.stringify(value);
}

/** The text with `word` in the place of what is being typed, and the caret after it. */
export function completed(text: string, at: Caret, word: string): { text: string; caret: number } {
  const space = at.inList && at.expects === "value" ? "" : " ";
  const tail = text.slice(at.end).replace(/^\s+/, "");
  const head = text.slice(0, at.start);
  const gap = head && !/[\s(]$/.test(head) ? " " : "";
  const inserted = head + gap + word + space;
  return { text: inserted + tail, caret: inserted.length };
}
