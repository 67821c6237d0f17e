// Words for what an answer names by identifier.
import type { FigureGap, Labels, LeafFault, Method, MethodName } from "../api/indicators";
import type { TextKey } from "../i18n";
import type { Language } from "../state/url";
import { kNation } from "./periods";

const kOfTraffic: readonly FigureGap[] = ["no_observations", "too_few_samples", "not_measurable"];

/** The text of a gap; a value that says none was not observed. */
export function gapKey(gap: FigureGap | null): TextKey {
  const known = gap ?? "no_observations";
  return (kOfTraffic.includes(known) ? `gap.${known}` : `indicators.gap.${known}`) as TextKey;
}

export const faultKey = (fault: LeafFault): TextKey => `indicators.fault.${fault}`;
export const sourceKey = (method: MethodName): TextKey => `indicators.source.${method.source}`;

/** The months a method holds in, as it says them: "2021-01 –", "– 2024-12"; nothing where it holds always. */
export function validity(method: Method): string {
  return method.valid_from || method.valid_to ? `${method.valid_from ?? ""} – ${method.valid_to ?? ""}`.trim() : "";
}

/** The scope of a target or a value in words. */
export function scopeName(scope: string, labels: Labels | null | undefined, language: Language, t: (key: TextKey) => string): string {
  if (scope === kNation) return t("indicators.country");
  return scope === "pilot" ? t("indicators.pilot") : (labels?.region[scope]?.[language] ?? scope);
}
