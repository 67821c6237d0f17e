#!/usr/bin/env python3
"""Makes the table catalogue (C++) and its reference page from catalogue/tables/*.toml.

    generate_tables.py CATALOGUE_DIR --cc OUT.cc [--markdown OUT.md]

Every table is checked as a whole before anything is written; each fault names file and remedy.
"""

import argparse
import pathlib
import sys
import tomllib

BATCH = ("batch", "string", "batch", "Marks which batch is in: empty but for one row a batch")
MARKS = ("marks", "u64", "sum", "1 in the marking row, which has no volume")
RESOLUTIONS = ["minute", "five_minutes", "hour", "day", "month"]
PARTITIONS = {"day", "month", "year"}
TYPES = {"u8", "u16", "u32", "u64", "f64", "text", "string", "address"}
KINDS = {"rollup", "ledger", "flows"}


class BadCatalogue(Exception):
    """A fault in a catalogue file: one line for a person."""


def need(document, key, where):
    if key not in document:
        raise BadCatalogue(f"{where}: '{key}' is missing")
    return document[key]


def columns_of(document, dimensions, where):
    """(name, type, role, doc) of a summing table, in column order."""
    time = need(document, "time", where)
    columns = [(time["name"], "seconds", "time", time["doc"])]
    known = {entry["name"]: entry["doc"] for entry in document["dimensions"]}
    for name in dimensions:
        if name not in known:
            raise BadCatalogue(f"{where}: '{name}' is not among [[dimensions]]")
        columns.append((name, "text", "key", known[name]))
    columns.append(BATCH)
    families = ["v4_", "v6_"] if document["kind"] == "rollup" else [""]
    for prefix in families:
        for measure in need(document, "measures", where):
            if measure["type"] not in ("u64", "f64"):
                raise BadCatalogue(f"{where}: measure '{measure['name']}' must be u64 or f64")
            columns.append((prefix + measure["name"], measure["type"], "sum", measure["doc"]))
    columns.append(MARKS)
    return columns


def plain_columns(document, where):
    time = need(document, "time", where)
    columns = [(time["name"], "seconds", "time", time["doc"])]
    for column in need(document, "columns", where):
        if column["type"] not in TYPES:
            raise BadCatalogue(f"{where}: column '{column['name']}' has unknown type '{column['type']}'")
        columns.append((column["name"], column["type"], "value", column["doc"]))
    columns.append(BATCH)
    return columns


def check_partition(partition, where):
    if partition not in PARTITIONS:
        raise BadCatalogue(f"{where}: partition '{partition}' is not one of {sorted(PARTITIONS)}")
    return partition


def rollup_tables(document, where):
    seen = [entry["name"] for entry in need(document, "resolutions", where)]
    if seen != RESOLUTIONS:
        raise BadCatalogue(f"{where}: [[resolutions]] must be {RESOLUTIONS} in this order")
    tables = []
    for family in need(document, "families", where):
        columns = columns_of(document, family["dimensions"], where)
        kept = family.get("resolutions", RESOLUTIONS)
        if not set(kept) <= set(RESOLUTIONS):
            raise BadCatalogue(f"{where}: resolutions of {family['name']} must be some of {RESOLUTIONS}")
        for resolution in document["resolutions"]:
            if resolution["name"] not in kept:
                continue
            tables.append({
                "name": f"{family['name']}_{resolution['name']}", "kind": "rollup",
                "family": family["name"], "resolution": resolution["name"],
                "partition": check_partition(resolution["partition"], where),
                "keep_name": resolution["name"], "keep_days": resolution["keep_days"],
                "doc": family["doc"], "columns": columns})
    return tables


def single_table(document, where):
    ledger = document["kind"] == "ledger"
    columns = (columns_of(document, [d["name"] for d in document["dimensions"]], where)
               if ledger else plain_columns(document, where))
    return [{
        "name": need(document, "name", where), "kind": document["kind"], "family": document["name"],
        "resolution": "minute", "partition": check_partition(need(document, "partition", where), where),
        "keep_name": need(document, "keep_name", where), "keep_days": need(document, "keep_days", where),
        "doc": document["title"]["en"], "columns": columns}]


def expand(document, where):
    """The tables of one catalogue file."""
    kind = need(document, "kind", where)
    if kind not in KINDS:
        raise BadCatalogue(f"{where}: kind '{kind}' is not one of {sorted(KINDS)}")
    tables = rollup_tables(document, where) if kind == "rollup" else single_table(document, where)
    for table in tables:
        names = [column[0] for column in table["columns"]]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise BadCatalogue(f"{where}: table {table['name']} has {', '.join(twice)} twice")
        if not all(name.replace("_", "").isalnum() and name.islower() for name in names + [table["name"]]):
            raise BadCatalogue(f"{where}: names are lower case letters, digits and underscores")
    return tables


def load(folder):
    """Every table of the catalogue, by file name and then in the order of the file."""
    tables = []
    for path in sorted(pathlib.Path(folder).glob("*.toml")):
        with open(path, "rb") as file:
            tables += expand(tomllib.load(file), path.name)
    names = [table["name"] for table in tables]
    if len(set(names)) != len(names):
        raise BadCatalogue("two tables have the same name")
    return tables


def cpp(tables):
    """The C++ source that defines store::tables()."""
    lines = ["// Generated by tools/generate_tables.py from catalogue/tables: do not edit.",
             '#include "store/table_catalogue.h"', "", "namespace sixscope::store {", "namespace {", ""]
    shapes = {}
    for table in tables:
        key = tuple(table["columns"])
        if key in shapes:
            continue
        shapes[key] = f"kColumns{len(shapes)}"
        lines.append(f"constexpr Column {shapes[key]}[] = {{")
        for name, kind, role, _ in key:
            lines.append(f'    {{"{name}", ColumnType::{kind}, ColumnRole::{role}}},')
        lines += ["};", ""]
    lines.append("constexpr Table kTables[] = {")
    for table in tables:
        lines.append(
            f'    {{"{table["name"]}", TableKind::{table["kind"]}, "{table["family"]}",\n'
            f'     Resolution::{table["resolution"]}, Partition::{table["partition"]},\n'
            f'     "{table["keep_name"]}", {table["keep_days"]}, {shapes[tuple(table["columns"])]}}},')
    lines += ["};", "", "}  // namespace", "",
              "std::span<const Table> tables() { return kTables; }", "",
              "}  // namespace sixscope::store", ""]
    return "\n".join(lines)


def markdown(tables):
    """The reference page: a table a family, with its resolutions and columns."""
    lines = ["# Tables", "", "Generated from `catalogue/tables` by `tools/generate_tables.py`.", ""]
    for family in dict.fromkeys(table["family"] for table in tables):
        members = [table for table in tables if table["family"] == family]
        lines += [f"## {family}", "", f"{members[0]['doc']}.", "",
                  "| table | partition | kept (days) |", "| --- | --- | --- |"]
        for table in members:
            kept = table["keep_days"] or "for ever"
            lines.append(f"| `{table['name']}` | {table['partition']} | {kept} |")
        lines += ["", "| column | type | role | meaning |", "| --- | --- | --- | --- |"]
        for name, kind, role, doc in members[0]["columns"]:
            lines.append(f"| `{name}` | {kind} | {role} | {doc} |")
        lines.append("")
    return "\n".join(lines)


def write(path, text):
    """Writes only what changed, so that a build does not start over."""
    path = pathlib.Path(path)
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("catalogue")
    parser.add_argument("--cc")
    parser.add_argument("--markdown")
    options = parser.parse_args(arguments)
    try:
        tables = load(options.catalogue)
    except (BadCatalogue, tomllib.TOMLDecodeError, KeyError) as fault:
        print(f"generate_tables: {fault}", file=sys.stderr)
        return 4
    if options.cc:
        write(options.cc, cpp(tables))
    if options.markdown:
        write(options.markdown, markdown(tables))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
