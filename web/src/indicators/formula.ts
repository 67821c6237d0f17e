// A formula with the names of what it counts.
import type { Quantity } from "../api/indicators";

export interface FormulaPart {
  text: string;
  /** Null: a sign, a number, a parameter or a selector. */
  quantity: Quantity | null;
}

/** The parts of a formula in order; together they are its text. */
export function formulaParts(formula: string, quantities: Quantity[]): FormulaPart[] {
  const known = new Map(quantities.map((one) => [one.id, one]));
  // A selector's axes and values are not names of quantities, a parameter's neither.
  const pieces = formula.match(/\{[^}]*\}|\$\w+|[A-Za-z_]\w*|[^{$A-Za-z_]+/g) ?? [];
  return pieces.map((text) => ({ text, quantity: known.get(text) ?? null }));
}
