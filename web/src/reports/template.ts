// Texts of a report as src/report/template.h reads them: words with facts in braces.
import type { Fact } from "../api/reports";

export type Piece = { kind: "words"; text: string } | { kind: "fact"; name: string } | { kind: "fault"; text: string };

/** The pieces of a text; a brace without its other is a fault, as the server would say. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let words = "";
  const keep = () => {
    if (words) found.push({ kind: "words", text: words });
    words = "";
  };
  for (let at = 0; at < text.length;) {
    const sign = text[at]!;
    if ((sign === "{" || sign === "}") && text[at + 1] === sign) {
      words += sign;
      at += 2;
      continue;
    }
    if (sign !== "{" && sign !== "}") {
      words += sign;
      at++;
      continue;
    }
    const end = sign === "{" ? text.indexOf("}", at) : -1;
    keep();
    if (end < 0) {
      found.push({ kind: "fault", text: sign });
      at++;
    } else {
      found.push({ kind: "fact", name: text.slice(at + 1, end) });
      at = end + 1;
    }
  }
  keep();
  return found;
}

/** What a fact says now: its text, null where there is no figure, undefined where the server has not formed it yet. */
export function factText(facts: Fact[], name: string): string | null | undefined {
  const fact = facts.find((one) => one.name === name);
  return fact ? fact.text : undefined;
}

/** The names in braces that can be nothing: no setting, and no indicator with a known attribute. */
export function unknownNames(text: string, settings: string[], attributes: string[]): string[] {
  const isKnown = (name: string) => {
    const [, attribute] = /^\w+\.(\w+)(?:@\w+)?$/.exec(name) ?? [];
    return settings.includes(name) || (attribute !== undefined && attributes.includes(attribute));
  };
  return pieces(text).flatMap((one) => (one.kind === "fact" && !isKnown(one.name) ? [one.name] : []));
}

export const hasFault = (text: string): boolean => pieces(text).some((one) => one.kind === "fault");

/** Puts `{name}` where the cursor is, in the place of what is selected; gives the text and where the cursor stands then. */
export function withFact(text: string, from: number, to: number, name: string): { text: string; at: number } {
  const put = `{${name}}`;
  return { text: text.slice(0, from) + put + text.slice(to), at: from + put.length };
}
