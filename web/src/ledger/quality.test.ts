import { expect, test } from "vitest";
import type { Confirmation } from "../api/ledger";
import { verdictOf } from "./quality";

function of(answers: Partial<Record<Confirmation, number>>) {
  const all = Object.entries(answers).flatMap(([answer, n]) => Array.from({ length: n }, () => answer as Confirmation));
  const one = (answer: Confirmation) => ({
    answer, typed: answer === "not_typed" ? null : 5, measured: answer === "never_measured" ? null : 5, at: null,
  });
  return verdictOf({ confirmation: Object.fromEntries(all.map((answer, at) => [`c${at}`, one(answer)])) as never });
}

test("what no MIB has does not hide what devices confirm", () => {
  expect(of({ confirmed: 2, never_measured: 1 })).toEqual({ answer: "confirmed", agree: 2, of: 3 });
  expect(of({ never_measured: 3 })).toEqual({ answer: "never_measured", agree: 0, of: 3 });
});

test("one that contradicts is what somebody has to look at", () => {
  expect(of({ confirmed: 2, contradicted: 1, stale: 1 })).toMatchObject({ answer: "contradicted", agree: 2, of: 4 });
  expect(of({ confirmed: 1, stale: 1 }).answer).toBe("stale");
});

test("a figure that is neither typed nor measured is no fault of its device", () => {
  const nothing = { answer: "not_typed" as const, typed: null, measured: null, at: null };
  const good = { answer: "confirmed" as const, typed: 5, measured: 5, at: null };
  expect(verdictOf({ confirmation: { max_sessions: good, port_blocks: nothing } as never })).toEqual({ answer: "confirmed", agree: 1, of: 1 });
  expect(verdictOf({ confirmation: { max_sessions: { ...nothing, measured: 7 } } as never }).answer).toBe("not_typed");
});
