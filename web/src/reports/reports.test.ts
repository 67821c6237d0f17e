import { describe, expect, it, test } from "vitest";
import { idOf, type DueDay, type Issue } from "../api/reports";
import { RefusedError } from "../api/write";
import { outlineOf, shown, tableOf, type ReportDocument } from "./document";
import { refusalOf } from "./refusal";
import { current, dueOf, matches, periodAfter, periodsOf, standingOf } from "./shelf";
import { factText, hasFault, pieces, unknownNames, withFact } from "./template";
import { keepTyping, keptTyping, meeting, type Drawer } from "./typing";

const issue = (more: Partial<Issue> = {}): Issue => ({
  id: "monthly-2025-06-100000-zh", version: 1, report: "monthly", period: "2025-06", region: "100000", operator: "", language: "zh", state: "published", number: "", status: "", reason: "", commit: 1, sha256: "",
  public: false, changed_by: "", changed_at: "2025-07-01T00:00:00Z", published_by: "", published_at: null, revision: 1, ...more,
});

describe("a text", () => {
  it("is words and facts; a doubled brace is the sign", () => {
    expect(pieces("占{T1.value}，{{注}}。")).toEqual([{ kind: "words", text: "占" }, { kind: "fact", name: "T1.value" }, { kind: "words", text: "，{注}。" }]);
    expect(pieces("{scope}{period}").map((one) => one.kind)).toEqual(["fact", "fact"]);
    expect(pieces("")).toEqual([]);
  });
  it("with a brace that stands alone has a fault, and loses no word", () => {
    for (const text of ["a{b", "a}b", "{T1.value} {"]) expect(hasFault(text), text).toBe(true);
    expect(pieces("a{b")).toEqual([{ kind: "words", text: "a" }, { kind: "fault", text: "{" }, { kind: "words", text: "b" }]);
    expect(hasFault("a{{b}}c{T1.value}")).toBe(false);
  });
  it("names what the server would refuse", () => {
    const unknown = (text: string) => unknownNames(text, ["scope"], ["value", "change"]);
    expect(unknown("{scope}{T1.value}{T1.value@measured}{mobile_v6.change}")).toEqual([]);
    expect(unknown("{scopes}{T1.worth}{T1}{T1.value@}{T 1.value}{}")).toEqual(["scopes", "T1.worth", "T1", "T1.value@", "T 1.value", ""]);
  });
  it("takes a fact where the cursor is, in the place of what is selected", () => {
    expect(withFact("占66%。", 1, 4, "T1.value")).toEqual({ text: "占{T1.value}。", at: 11 });
    expect(withFact("", 0, 0, "scope")).toEqual({ text: "{scope}", at: 7 });
  });
  it("tells a figure that lacks from one that was not formed yet", () => {
    const facts = [{ name: "a.value", text: "66.00%" }, { name: "b.value", text: null }];
    expect([factText(facts, "a.value"), factText(facts, "b.value"), factText(facts, "c.value")]).toEqual(["66.00%", null, undefined]);
  });
});

describe("what was typed", () => {
  const drawer = (): Drawer & { held: Map<string, string> } => {
    const held = new Map<string, string>();
    return { held, getItem: (key) => held.get(key) ?? null, setItem: (key, value) => void held.set(key, value), removeItem: (key) => void held.delete(key) };
  };
  const typing = { text: "mine", base: "was", revision: 3 };
  it("is kept by report, version and text, until it is saved", () => {
    const one = drawer();
    keepTyping(one, "a", 1, "summary", typing);
    expect(keptTyping(one, "a", 1, "summary")).toEqual(typing);
    expect([keptTyping(one, "a", 2, "summary"), keptTyping(one, "a", 1, "users"), keptTyping(one, "b", 1, "summary")]).toEqual([null, null, null]);
    keepTyping(one, "a", 1, "summary", null);
    expect(one.held.size).toBe(0);
  });
  it("survives a drawer that is full, and is not read out of rubbish", () => {
    const full = { ...drawer(), setItem: () => { throw new Error("full"); } };
    expect(() => keepTyping(full, "a", 1, "b", typing)).not.toThrow();
    const odd = drawer();
    for (const text of ["{", "7", "{\"text\":1}", "null"]) {
      odd.held.set("sixscope.report.a.1.b", text);
      expect(keptTyping(odd, "a", 1, "b"), text).toBeNull();
    }
  });
  it("meets what somebody else made of it", () => {
    expect([meeting(typing, "was"), meeting(typing, "mine"), meeting(typing, "theirs")]).toEqual(["untouched", "same", "conflict"]);
  });
});

describe("the shelf", () => {
  it("calls what was published again corrected", () => {
    expect([standingOf(issue()), standingOf(issue({ version: 2 })), standingOf(issue({ version: 2, state: "draft" })), standingOf(issue({ version: 2, state: "withdrawn" }))]).toEqual(["published", "corrected", "draft", "withdrawn"]);
  });
  it("shows the newest version, and what is published still below a draft", () => {
    const all = [issue({ version: 3, state: "draft" }), issue({ version: 2 }), issue(), issue({ id: "b", version: 2 }), issue({ id: "b" }), issue({ id: "c", version: 2, state: "withdrawn" }), issue({ id: "c" })];
    expect(current(all).map((one) => `${one.id.slice(0, 1)}${one.version}`)).toEqual(["m3", "m2", "b2", "c2", "c1"]);
  });
  it("is narrowed by state and scope", () => {
    const gd = issue({ region: "440000", operator: "china_mobile" });
    expect([matches(gd, { state: "", scope: "" }), matches(gd, { state: "published", scope: "440000/china_mobile" }), matches(gd, { state: "corrected", scope: "" }), matches(gd, { state: "", scope: "440000" })]).toEqual([true, true, false, false]);
  });
  it("has the server's names", () => {
    const order = { report: "monthly", period: "2025-06", region: "440000", operator: "", language: "zh" as const };
    expect([idOf(order), idOf({ ...order, operator: "china_mobile" })]).toEqual(["monthly-2025-06-440000-zh", "monthly-2025-06-440000-china_mobile-zh"]);
  });
});

describe("the calendar", () => {
  const day = (day: string, left: number, period: string, report = "monthly"): DueDay => ({ day, days_left: left, report, period, source: { zh: "", en: "" } });
  const nation = { region: "100000", operator: "" };
  const days = [day("2025-07-15", -20, "2025-06"), day("2025-08-15", 11, "2025-07"), day("2025-06-15", -50, "2025-05")];
  it("keeps what is late and not out, and leaves out what is done and past", () => {
    const all = [issue(), issue({ id: "x", period: "2025-05", state: "draft" }), issue({ id: "y", period: "2025-05", region: "440000" })];
    expect(dueOf(days, all, nation).map((one) => [one.period, one.isDone, one.issue?.state ?? null])).toEqual([["2025-05", false, "draft"], ["2025-07", false, null]]);
    expect(dueOf(days, all, nation, true).map((one) => one.period)).toEqual(["2025-05", "2025-06", "2025-07"]);
  });
  it("counts what is out before its day as done, and what was withdrawn as nothing", () => {
    expect(dueOf([days[1]!], [issue({ period: "2025-07" })], nation).map((one) => one.isDone)).toEqual([true]);
    expect(dueOf([days[0]!], [issue({ state: "withdrawn" })], nation)[0]).toMatchObject({ isDone: false, issue: null });
  });
  it("leads to what is out rather than to its correction", () => {
    expect(dueOf([days[0]!], [issue({ version: 2, state: "draft" }), issue()], nation, true)[0]!.issue?.version).toBe(1);
  });
});

test("periods of every kind, across years", () => {
  expect([periodAfter("month", "2025-12", 1), periodAfter("quarter", "2025-Q4", 1), periodAfter("half_year", "2025-H1", -1), periodAfter("year", "2025", -2)]).toEqual(["2026-01", "2026-Q1", "2024-H2", "2023"]);
  expect(periodsOf("quarter", "2026-Q1", 3)).toEqual(["2026-Q2", "2026-Q1", "2025-Q4", "2025-Q3"]);
});

describe("a document", () => {
  const document: ReportDocument = {
    language: "zh", title: "x", facts: [],
    blocks: [{ kind: "heading", level: 1, text: "一、摘要" }, { kind: "paragraph" }, { kind: "table", table: "gaps" }, { kind: "figure", id: "f" }, { kind: "heading", level: 2, text: "（一）用户" }],
    tables: [{ id: "gaps", caption: "附表1", columns: [{ id: "region", title: "地区", form: "text" }, { id: "share", title: "占比", group: "移动", unit: "%", form: "percent" }, { id: "mixed", title: "说明", form: "mixed" }], rows: [{ region: "广东", share: 0.5, mixed: 3 }, { region: "西藏", share: null, mixed: "缺" }], totals: [] }],
  };
  it("has the anchors of its page", () => {
    expect(outlineOf(document)).toEqual([{ anchor: "heading-1", level: 1, text: "一、摘要", holds: 2 }, { anchor: "heading-2", level: 2, text: "（一）用户", holds: 0 }]);
  });
  it("has tables that the console can show; words beside numbers are words", () => {
    const table = shown(tableOf(document, "gaps")!);
    expect(table.columns).toEqual([{ key: "region", title: "地区", kind: "text" }, { key: "share", title: "移动 · 占比 (%)", kind: "share" }, { key: "mixed", title: "说明", kind: "text" }]);
    expect(tableOf(document, "none")).toBeNull();
    expect(tableOf(null, "gaps")).toBeNull();
  });
});

describe("a refusal", () => {
  const t = (key: string) => `<${key}>`;
  const said = (status: number, detail?: string) => refusalOf(new RefusedError({ title: "T", status, detail }), t);
  it("says why in the reader's language, then what the server said", () => {
    expect(said(403, "no")).toBe("<reports.refused.403><reports.colon>no");
    expect(said(409)).toBe("<reports.refused.409><reports.colon>T");
    expect(said(500, "x")).toBe("<state.failed><reports.colon>x");
  });
  it("of a server that is not there says what to do", () => expect(said(0, "TypeError")).toBe("<state.unreachable><reports.colon><state.unreachable.do>"));
  it("names the members that were wrong", () => {
    expect(refusalOf(new RefusedError({ title: "T", status: 400, errors: [{ parameter: "period", detail: "write 2025-06" }] }), t)).toBe("<reports.refused.400><reports.colon>T · period: write 2025-06");
  });
});
