// What devices say of a whole device, from what they say of each component.
import type { Confirmation, DeviceQuality } from "../api/ledger";

/** In the order in which somebody has to look at them. */
export const kWorstFirst: readonly Confirmation[] = ["contradicted", "stale", "not_typed", "confirmed", "never_measured"];

export interface DeviceVerdict {
  answer: Confirmation;
  /** Of so many components that were typed or measured, so many agree. */
  agree: number;
  of: number;
}

/**
 * A component that no MIB has says nothing of a device: it is never measured where no component was,
 * and confirmed where all agree that were. A figure that was measured and not typed counts as a gap.
 */
export function verdictOf(quality: Pick<DeviceQuality, "confirmation">): DeviceVerdict {
  const answers = Object.values(quality.confirmation).filter((one) => one.typed !== null || one.measured !== null).map((one) => one.answer);
  return { answer: kWorstFirst.find((answer) => answers.includes(answer)) ?? "never_measured", agree: answers.filter((one) => one === "confirmed").length, of: answers.length };
}
