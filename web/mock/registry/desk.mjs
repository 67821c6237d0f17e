// The mock's import desk: reads CSV and pasted text, finds a part of the faults that the real one does.
import { createHash } from "node:crypto";
import { kindOf, kinds, keyOf, lists } from "./kinds.mjs";
import { commit, commits, create, objects, ofKind, receipts, Refusal } from "./store.mjs";

export const remembered = new Map();
const kExplanation = ["说明", "explanation", "情况说明"];
const W = (zh, en) => ({ zh, en });
const kWords = {
  required: (a) => [W(`“${a.zh}”必填`, `'${a.en}' is required`), W("填写该项", "fill it in")],
  number_form: () => [W("不是数字", "it is not a number"), W("只填数字", "write digits")],
  too_small: () => [W("小于下限 0", "it is below the least value, 0"), W("核对数值", "check the number")],
  code_unknown: (a) => [W("不在代码表中", "it is not in the code list"), W(`可填：${a.zh}`, `choose one of: ${a.en}`)],
  date_form: () => [W("不是日期", "it is not a date"), W("写成 2026-06-30", "write it like 2026-06-30")],
  month_form: () => [W("不是月份", "it is not a month"), W("写成 2026-06", "write it like 2026-06")],
  column_unknown: (a) => [W(`没有这一列：${a.zh}`, `there is no such column: ${a.en}`), W("改为模板中的列名，指定对应字段，或删去该列", "rename it as in the template, say which field it is, or delete it")],
  column_missing: (a) => [W(`缺少必填的列“${a.zh}”`, `the required column '${a.en}' is missing`), W("从模板补上该列", "add it, as in the template")],
  header_missing: () => [W("前 20 行中没有表头", "the first 20 rows have no header"), W("使用模板，保留其表头", "use the template and keep its header")],
  key_twice: (a) => [W(`与第 ${a.zh} 行是同一对象`, `it is the same object as row ${a.en}`), W("只保留一行", "keep one of the rows")],
  at_most: (a) => [W(`大于“${a.zh}”`, `it is above '${a.en}'`), W("核对两项数值，或加以说明", "check both, or explain")],
  jump: (a) => [W(`由 ${a.zh} 变动超过 50%`, `it goes from ${a.en} by more than 50 %`), W("核对数值与单位，或加以说明", "check the number and its unit, or explain")],
};
const kSoft = ["at_most", "jump", "needed_with", "zero_after_more"];

export function parse(text) {
  const separator = text.includes("\t") ? "\t" : ",";
  const rows = [[]];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const at = text[i];
    if (quoted) {
      if (at === '"' && text[i + 1] === '"') { cell += '"'; i++; } else if (at === '"') quoted = false;
      else cell += at;
    } else if (at === '"' && cell === "") quoted = true;
    else if (at === separator || at === "\n") {
      rows.at(-1).push(cell.replace(/\r$/, ""));
      cell = "";
      if (at === "\n") rows.push([]);
    } else cell += at;
  }
  rows.at(-1).push(cell);
  if (rows.at(-1).length === 1 && rows.at(-1)[0] === "") rows.pop();
  return rows;
}

const bare = (title) => title.trim().toLowerCase().replace(/[（(].*[)）]\s*\*?$/, "").replace(/\*$/, "").trim();
const fieldOf = (kind, title) => kind.fields.find((field) => [field.name, field.title.zh.toLowerCase(), field.title.en.toLowerCase()].includes(bare(title)));
const letters = (index) => (index < 26 ? "" : String.fromCharCode(64 + Math.floor(index / 26))) + String.fromCharCode(65 + (index % 26));

/** A cell as the field's value, or the rule it breaks. */
export function readCell(field, text) {
  const clean = text.trim();
  switch (field.type) {
    case "integer":
    case "decimal": {
      const scale = clean.endsWith("万") ? 1e4 : clean.endsWith("亿") ? 1e8 : 1;
      const number = Number(clean.replace(/[万亿,]/g, ""));
      if (clean === "" || Number.isNaN(number)) return { rule: "number_form" };
      return number < (field.least ?? -Infinity) ? { rule: "too_small" } : { value: number * scale };
    }
    case "boolean": return { value: ["是", "yes", "true", "1"].includes(clean.toLowerCase()) };
    case "date": return /^\d{4}-\d\d-\d\d$/.test(clean) ? { value: clean } : { rule: "date_form" };
    case "month": return /^\d{4}-\d\d$/.test(clean) ? { value: clean } : { rule: "month_form" };
    case "code": {
      const list = lists[field.codes];
      const found = list.find((one) => [one.code, one.title.zh, one.title.en, ...(one.aliases ?? [])].includes(clean));
      if (found) return { value: found.code };
      if (field.codes === "region" && /^\d{6}$/.test(clean) && list.some((one) => one.code.slice(0, 2) === clean.slice(0, 2))) return { value: clean };
      return { rule: "code_unknown", with: W(list.slice(0, 6).map((one) => one.title.zh).join("、"), list.slice(0, 6).map((one) => one.title.en).join(", ")) };
    }
    case "codes":
    case "references":
    case "texts": return { value: clean.split(/[、;]/).filter(Boolean) };
    default: return { value: clean };
  }
}
const shownCell = (value) => (Array.isArray(value) ? value.join("、") : String(value));
export function faultOf(rule, field, value, more = {}) {
  const [what, remedy] = kWords[rule](more.with ?? field?.title ?? W("", ""));
  return { row: 0, column: "", title: field?.title.zh ?? "", field: field?.name ?? "", value, rule, severity: kSoft.includes(rule) ? "soft" : "hard", explained: false, what, remedy, ...more.place };
}
/** What a whole object breaks: what is required, and soft rules between fields and against before. */
export function objectFaults(kind, fields, past) {
  const faults = [];
  for (const field of kind.fields) {
    const now = fields[field.name];
    if (field.required && (now === undefined || now === null || now === "")) faults.push(faultOf("required", field, ""));
    const most = field.soft?.at_most_field;
    if (most && typeof now === "number" && typeof fields[most] === "number" && now > fields[most]) faults.push(faultOf("at_most", field, String(now), { with: kind.fields.find((one) => one.name === most).title }));
    const was = past?.[field.name];
    if (field.soft?.jump_percent && typeof now === "number" && was > 0 && Math.abs(now - was) / was > field.soft.jump_percent / 100) faults.push(faultOf("jump", field, String(now), { with: W(String(was), String(was)) }));
  }
  return faults;
}

function guessKind(rows) {
  const fits = (kind) => Math.max(0, ...rows.slice(0, 20).map((row) => row.filter((cell) => fieldOf(kind, cell)).length));
  return kinds.map((kind) => [fits(kind), kind]).sort((a, b) => b[0] - a[0])[0];
}

export function importSheet(rows, search, body, mended = 0) {
  const [score, guess] = guessKind(rows);
  const kind = search.get("kind") ? kindOf(search.get("kind")) : guess;
  if (!kind || (score === 0 && !search.get("kind"))) throw new Refusal(422, "Unprocessable Content", { detail: "the titles fit no kind" });
  const dry = search.get("dry_run") !== "false";
  const sender = search.get("sender") ?? "local";
  const mapped = { ...remembered.get(`${kind.id} ${sender}`), ...JSON.parse(search.get("columns") ?? "{}") };
  const explanation = search.get("explanation");
  const faults = [];
  const place = (row, column, title) => ({ row, column: column < 0 ? "" : letters(column), title });
  const headerAt = rows.slice(0, 20).findIndex((row) => row.filter((cell) => fieldOf(kind, cell)).length >= 2);
  const header = rows[headerAt] ?? [];
  if (headerAt < 0) faults.push(faultOf("header_missing", null, "", { place: place(0, -1, "") }));
  const columns = header.map((title, at) => {
    const forced = mapped[title];
    const field = forced ? kind.fields.find((one) => one.name === forced) : forced === "" ? null : fieldOf(kind, title);
    const use = forced === "" || title.trim() === "" ? "left_out" : field ? "field" : kExplanation.includes(bare(title)) ? "explanation" : "unknown";
    if (use === "unknown") faults.push(faultOf("column_unknown", null, title, { with: W(title, title), place: place(headerAt + 1, at, title) }));
    return { column: letters(at), title, use, field: field?.name ?? null, of: field };
  });
  const titleOf = (field) => columns.find((one) => one.of === field)?.title ?? field.title.zh;
  const columnOf = (field) => columns.findIndex((one) => one.of === field);
  for (const field of headerAt < 0 ? [] : kind.fields.filter((one) => one.required && columnOf(one) < 0)) faults.push(faultOf("column_missing", field, "", { place: place(headerAt + 1, -1, field.title.zh) }));
  const keys = new Map();
  const changes = [];
  const plans = [];
  rows.slice(headerAt + 1).forEach((row, index) => {
    if (headerAt < 0 || row.every((cell) => cell.trim() === "")) return;
    const number = headerAt + 2 + index;
    const fields = {};
    const mine = [];
    row.forEach((cell, at) => {
      const field = columns[at]?.of;
      if (!field || cell.trim() === "") return;
      const read = readCell(field, cell);
      if (read.rule) mine.push(faultOf(read.rule, field, cell, { with: read.with, place: place(number, at, header[at]) }));
      else fields[field.name] = read.value;
    });
    const key = keyOf(kind, fields);
    if (keys.has(key)) mine.push(faultOf("key_twice", null, key, { with: W(String(keys.get(key)), String(keys.get(key))), place: place(number, -1, "") }));
    else keys.set(key, number);
    const past = ofKind(kind.id).find((one) => one.key === key);
    const broken = new Set(mine.map((one) => one.field));
    const told = explanation || row[columns.findIndex((one) => one.use === "explanation")];
    for (const fault of objectFaults(kind, { ...past?.fields, ...fields }, past?.fields)) {
      const field = kind.fields.find((one) => one.name === fault.field);
      if (broken.has(fault.field) || columnOf(field) < 0) continue;
      mine.push({ ...fault, ...place(number, columnOf(field), titleOf(field)), explained: fault.severity === "soft" && Boolean(told) });
    }
    faults.push(...mine);
    const differs = past ? Object.entries(fields).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(past.fields[name])) : [];
    const outcome = mine.some((one) => !one.explained) ? "refused" : !past ? "created" : differs.length ? "changed" : "unchanged";
    plans.push({ outcome, past, fields, differs });
    if (outcome === "changed") changes.push({ row: number, key, fields: differs.map(([field, after]) => ({ field, before: past.fields[field] ?? null, after })) });
  });
  const count = (outcome) => plans.filter((one) => one.outcome === outcome).length;
  const hard = faults.filter((one) => one.severity === "hard").length;
  const open = faults.filter((one) => one.severity === "soft" && !one.explained).length;
  const answer = {
    file: search.get("file") ?? "", sha256: createHash("sha256").update(body).digest("hex"), kind: kind.id, dry_run: dry, can_apply: hard === 0 && open === 0,
    header_row: headerAt + 1, rows: plans.length, created: count("created"), changed: count("changed"), unchanged: count("unchanged"), refused: count("refused"),
    faults_all: faults.length, hard, soft_open: open, soft_explained: faults.filter((one) => one.explained).length,
    columns: columns.map(({ of: _, ...one }) => one), faults, notes: [], changes, receipt: null,
    ...(search.get("with_sheet") === "true" ? { sheet: { name: "", rows: rows.map((cells, index) => ({ number: index + 1, cells })) } } : {}),
  };
  if (dry || !answer.can_apply) return answer;
  const now = new Date().toISOString();
  const effective = search.get("effective");
  const meta = { at: now, who: "local", reason: search.get("reason") ?? "", nature: search.get("nature") ?? "change", effective: effective ? effective + "T00:00:00Z" : now };
  for (const { outcome, past, fields, differs } of plans) {
    if (outcome === "created") create(kind.id, fields, meta);
    if (outcome === "changed") commit(meta, differs.map(([field, after]) => ({ object: past, field, after })));
  }
  const receipt = { id: `${Date.now()}-${answer.sha256.slice(0, 12)}`, at: now, kind: kind.id, door: "api", sender, file: answer.file, sha256: answer.sha256, rows: plans.length, created: answer.created, changed: answer.changed, unchanged: answer.unchanged, mended, commit: commits.length };
  receipts.push(receipt);
  return { ...answer, receipt: { id: receipt.id, commit: receipt.commit } };
}

const cellText = (value) => (value === undefined || value === null ? "" : /[",\n]/.test(shownCell(value)) ? `"${shownCell(value).replaceAll('"', '""')}"` : shownCell(value));
export const csvOf = (rows) => "\ufeff" + rows.map((row) => row.map(cellText).join(",")).join("\r\n") + "\r\n";
export const objectsCsv = (kind, page, language, names) => {
  const fields = kind.fields.filter((field) => !names || names.includes(field.name));
  return csvOf([fields.map((field) => field.title[language]), ...page.map((one) => fields.map((field) => one.fields[field.name]))]);
};
export { objects };
