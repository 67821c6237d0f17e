import { computed, ref, shallowRef } from "vue";
import { addressOf, get, type Parameters } from "../api/client";
import type { ImportAnswer, ImportProgress } from "../api/registry";
import { RefusedError, send, upload } from "../api/write";
import { sentReasons, type Reasons } from "./reasons";
import { columnChoices, gridOf, partDone, sentMends, withCell, withMend, type Mends } from "./sheet";

/** What is handed in: a file or pasted text. Mended cells go beside it. */
type Source = { name: string; file: File } | { name: string; text: string };

/** Milliseconds between two questions how far a check is: what is quick is never asked. */
const kAskEvery = 700;
const kIsText = "text/plain;charset=utf-8";

/** The import desk: a sheet, what is wrong with it, what was mended, and its submission. */
export function useDesk() {
  const source = shallowRef<Source | null>(null);
  const answer = shallowRef<ImportAnswer | null>(null);
  const grid = shallowRef<string[][]>([]);
  /** The sheet as the file has it. */
  const original = shallowRef<string[][]>([]);
  const mends = shallowRef<Mends>(new Map());
  const mended = computed(() => new Set(mends.value.keys()));
  const kind = ref("");
  const columns = ref<Record<string, string>>({});
  const explanation = ref("");
  /** Since when the sheet holds: what it is compared with depends on it. */
  const effective = ref("");
  const busy = ref<"" | "sending" | "checking" | "submitting">("");
  const part = ref(0);
  /** How much of the check, and of the writing after it, is done; nothing while nobody knows. */
  const done = ref<number | null>(null);
  const refusal = shallowRef<RefusedError | null>(null);
  /** Something was mended or said since the last check. */
  const isStale = ref(false);
  const name = computed(() => source.value?.name ?? "");
  const isMended = computed(() => mended.value.size > 0);

  function parameters(more: Parameters): Parameters {
    const chosen = answer.value ? columnChoices(answer.value.columns, columns.value) : columns.value;
    return {
      kind: kind.value, file: name.value, explanation: explanation.value.trim(), effective: effective.value,
      columns: Object.keys(chosen).length ? JSON.stringify(chosen) : "", ...more,
    };
  }
  /** The sender's own bytes, and what was typed anew: types, merged cells and formulas of the rest stay the file's. */
  function body(): Blob | FormData {
    const from = source.value!;
    const bytes = "file" in from ? from.file.slice(0, from.file.size, "application/octet-stream") : new Blob([from.text], { type: kIsText });
    if (!isMended.value) return bytes;
    const form = new FormData();
    form.append("mends", sentMends(mends.value));
    form.append("file", bytes, from.name || "sheet");
    return form;
  }
  async function post(more: Parameters): Promise<ImportAnswer> {
    const watch = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`;
    const timer = setInterval(() => void ask(watch, more.dry_run === "false"), kAskEvery);
    try {
      return await upload<ImportAnswer>(addressOf("/registry/imports", parameters({ ...more, watch })), body(), (sent) => {
        part.value = sent;
        if (sent >= 1) busy.value = busy.value === "sending" ? "checking" : busy.value;
      });
    } finally {
      clearInterval(timer);
      done.value = null;
    }
  }
  async function ask(watch: string, writes: boolean): Promise<void> {
    if (part.value < 1) return; // The file is on its way.
    const answer = await fetch(addressOf(`/registry/imports/${watch}`)).catch(() => null);
    if (answer?.ok && busy.value) done.value = partDone((await answer.json()) as ImportProgress, writes);
  }
  async function guarded(state: "sending" | "submitting", call: () => Promise<void>): Promise<void> {
    busy.value = state;
    part.value = 0;
    refusal.value = null;
    try {
      await call();
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      // Something is in the way after all: the answer says what, as a dry run does.
      const told = error.answer as ImportAnswer | null;
      if (told && Array.isArray(told.faults)) answer.value = { ...told, sheet: answer.value?.sheet };
      else refusal.value = error;
    } finally {
      busy.value = "";
    }
  }
  const check = () => guarded("sending", async () => {
    const told = await post({ dry_run: "true", with_sheet: "true" });
    if (!isMended.value) grid.value = original.value = told.sheet ? gridOf(told.sheet.rows) : [];
    answer.value = told;
    kind.value = told.kind;
    isStale.value = false;
  });

  function start(next: Source): Promise<void> {
    source.value = next;
    answer.value = null;
    grid.value = original.value = [];
    mends.value = new Map();
    columns.value = {};
    explanation.value = "";
    effective.value = "";
    return check();
  }
  function mend(row: number, column: number, text: string): void {
    grid.value = withCell(grid.value, row, column, text);
    mends.value = withMend(mends.value, original.value, { row, column, text });
    isStale.value = true;
  }
  /** Says which field a column is, or that it is none, and keeps that for the next sheet. */
  async function mapColumn(title: string, field: string): Promise<void> {
    columns.value = { ...columns.value, [title]: field };
    await check();
    const known = await get<Record<string, string>>(`/registry/columns/${kind.value}`).catch(() => ({}));
    await send("PUT", `/registry/columns/${kind.value}`, { json: { ...known, [title]: field } }).catch(() => undefined);
  }
  /** Gives the identifier of the receipt; empty where it was refused. */
  async function submit(reasons: Reasons): Promise<string> {
    let receipt = "";
    await guarded("submitting", async () => {
      const told = await post({ dry_run: "false", ...sentReasons({ ...reasons, explanation: explanation.value }) });
      answer.value = { ...told, sheet: answer.value?.sheet };
      receipt = told.receipt?.id ?? "";
    });
    return receipt;
  }
  /** The sender's own sheet with one column more, as a file. */
  async function errorFile(format: "xlsx" | "csv", language: string): Promise<Blob> {
    const address = addressOf("/registry/imports", parameters({ dry_run: "true", answer: "errors", format, language }));
    const response = await fetch(address, { method: "POST", body: body() });
    if (!response.ok) throw new RefusedError({ title: response.statusText, status: response.status });
    return response.blob();
  }
  function clear(): void {
    source.value = null;
    answer.value = null;
    refusal.value = null;
    kind.value = "";
  }
  return {
    source, answer, grid, mended, kind, columns, explanation, effective, busy, part, done, refusal, isStale, isMended, name,
    start, check, mend, mapColumn, submit, errorFile, clear,
  };
}
