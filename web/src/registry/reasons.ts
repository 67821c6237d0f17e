/** What goes with every change. */
export interface Reasons {
  reason: string;
  effective: string;
  nature: "change" | "correction";
  explanation: string;
}

export const noReasons = (): Reasons => ({ reason: "", effective: "", nature: "change", explanation: "" });

/** As the API wants them: what is blank is left out. */
export function sentReasons(reasons: Reasons): Record<string, string> {
  return Object.fromEntries(Object.entries(reasons).map(([name, text]) => [name, text.trim()]).filter(([, text]) => text !== ""));
}
