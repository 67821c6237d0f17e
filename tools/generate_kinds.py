#!/usr/bin/env python3
"""The reference page of the registry's kinds, from catalogue/objects, catalogue/codes and the CSV files these name.

  generate_kinds.py CATALOGUE PAGE.md
"""
import csv
import pathlib
import sys
import tomllib

INTRODUCTION = """# Kinds of objects

Made from `catalogue/objects` and `catalogue/codes`; do not edit. A kind is one file there: adding a field to it adds
it to forms, templates, import, API and this page. 对象类型即数据：在文件中增加字段，表单、模板、导入、接口与本页随之更新。

Marks: **!** required 必填 · **key** tells objects of the kind apart 主键 · **s** seen only by accounts that may 敏感.
Soft rules ask for an explanation and then let pass 软规则须说明后放行.
"""


def cell(text):
    return str(text).replace("|", "\\|").replace("\n", " ")


def rules(field):
    parts = []
    if "least" in field or "most" in field:
        parts.append(f"{field.get('least', '')}…{field.get('most', '')}")
    if field["type"] in ("text", "texts"):
        parts.append(f"≤ {field.get('length_max', 200)}")
    parts += [f"`{field[key]}`" for key in ("pattern", "check") if key in field]
    soft = field.get("soft", {})
    words = {"jump_percent": "± {} %", "zero_after_more": "not to zero", "at_most_field": "≤ `{}`",
             "not_before_field": "≥ `{}`", "needed_with": "with `{}`"}
    parts += [words[key].format(value) for key, value in soft.items()]
    return ", ".join(parts)


def kind_section(kind):
    yield f"\n## {kind['id']}: {kind['title']['zh']} {kind['title']['en']}\n\n"
    yield f"{kind['description']['zh']} {kind['description']['en']}\n\n"
    yield f"Source 来源: {kind['source']['en']} · {kind['source']['zh']}. Key 主键: {', '.join(f'`{f}`' for f in kind['key'])}.\n\n"
    yield "| Field | 名称 | Title | Type | Unit | Rules | Example |\n| --- | --- | --- | --- | --- | --- | --- |\n"
    for field in kind["fields"]:
        marks = [" **!**"] * field.get("required", False) + [" **key**"] * (field["name"] in kind["key"])
        marks += [" **s**"] * field.get("sensitive", False) + [" deprecated"] * field.get("deprecated", False)
        kind_or_list = field.get("codes") or field.get("refers")
        link = f" `{kind_or_list}`" if kind_or_list else ""
        yield "| " + " | ".join([f"`{field['name']}`{''.join(marks)}", cell(field["title"]["zh"]), cell(field["title"]["en"]),
                                 field["type"] + link, cell(field.get("unit", "")), cell(rules(field)),
                                 cell(field.get("example", ""))]) + " |\n"


def rows_of(codes, catalogue):
    rows = {}
    for name in codes.get("from", []):
        with (catalogue / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(line for line in file if not line.startswith("#")):
                code = row.get("code") or row.get("id")
                if code not in codes.get("skip", []):
                    rows[code] = (row["zh"], row["en"], list(filter(None, [row.get("full")])))
    for entry in codes.get("codes", []):
        zh, en, known = rows.get(entry["code"]) or (entry["title"]["zh"], entry["title"]["en"], [])
        rows[entry["code"]] = (zh, en, known + entry.get("aliases", []))
    return rows


def list_section(codes, catalogue):
    yield f"\n### List {codes['id']}\n\n{codes['title']['zh']} {codes['title']['en']}"
    yield f" (from {', '.join(f'`{name}`' for name in codes['from'])})\n\n" if "from" in codes else "\n\n"
    yield "| Code | 名称 | Title | Also read 也可写 |\n| --- | --- | --- | --- |\n"
    for code, (zh, en, aliases) in rows_of(codes, catalogue).items():
        yield f"| `{code}` | {cell(zh)} | {cell(en)} | {cell('、'.join(aliases))} |\n"


def page(catalogue):
    read = lambda folder: [tomllib.loads(path.read_text()) for path in sorted((catalogue / folder).glob("*.toml"))]
    parts = [INTRODUCTION]
    for kind in read("objects"):
        parts += kind_section(kind)
    parts.append("\n## Code lists 代码表\n")
    for codes in read("codes"):
        parts += list_section(codes, catalogue)
    return "".join(parts)


if __name__ == "__main__":
    pathlib.Path(sys.argv[2]).write_text(page(pathlib.Path(sys.argv[1])))
