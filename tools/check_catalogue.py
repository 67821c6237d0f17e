#!/usr/bin/env python3
"""The catalogue is consistent: every text in both languages, no code twice, every reference met.

  check_catalogue.py [ROOT]
"""
import csv
import pathlib
import sys
import tomllib


def languages(value, where):
    """Faults of a TOML value: a table with one of `zh`, `en` must have both, neither empty."""
    if isinstance(value, dict):
        if ("zh" in value or "en" in value) and not (value.get("zh") and value.get("en")):
            yield f"{where}: needs both zh and en"
        for key, inner in value.items():
            yield from languages(inner, f"{where}.{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            name = inner.get("key") or inner.get("id") or inner.get("name") if isinstance(inner, dict) else None
            yield from languages(inner, f"{where}[{name or number}]")


def duplicates(rows, column, where):
    seen = set()
    for row in rows:
        if row[column] in seen:
            yield f"{where}: {column} {row[column]} stands twice"
        seen.add(row[column])


def entries(root, folder, table):
    """(file, entry) of every `[[table]]` of a folder's files, or of one file."""
    place = root / folder
    for path in sorted(place.glob("*.toml")) if place.is_dir() else [place] if place.exists() else []:
        content = tomllib.loads(path.read_text())
        for entry in content.get(table, []):
            yield str(path.relative_to(root)), {"paper": content.get("paper", ""), **entry}


def indicators(root):
    """Faults of quantities, indicators, targets and series: no id twice, papers and indicators known."""
    known = {}
    for folder, table, name in (("papers.toml", "paper", "key"), ("parameters.toml", "parameter", "id"), ("quantities", "quantity", "id"),
                                ("indicators", "indicator", "id"), ("indicators", "indicator", "code"), ("targets", "target", "id"),
                                ("outside/series.toml", "series", "id")):
        names = known.setdefault((table, name), set())
        for file, entry in entries(root, folder, table):
            if entry.get(name) in names:
                yield f"{file}: {table} {entry.get(name)} stands twice"
            names.add(entry.get(name))
    for folder, table in (("indicators", "indicator"), ("targets", "target")):
        for file, entry in entries(root, folder, table):
            if entry["paper"] and entry["paper"] not in known["paper", "key"]:
                yield f"{file}: {entry.get('id')}: no paper {entry['paper']} in papers.toml"
    for folder, table in (("targets", "target"), ("outside/series.toml", "series")):
        for file, entry in entries(root, folder, table):
            if entry.get("indicator") not in known["indicator", "id"]:
                yield f"{file}: {entry.get('id')}: no indicator {entry.get('indicator')}"


def reports(root):
    """Faults of reports: no id twice, indicators known, a figure's numbers in one of its tables."""
    known = {entry.get(name) for _, entry in entries(root, "indicators", "indicator") for name in ("id", "code")}
    ids = set()
    for path in sorted((root / "reports").glob("*.toml")):
        report, where = tomllib.loads(path.read_text()), str(path.relative_to(root))
        if report.get("id") in ids:
            yield f"{where}: report {report.get('id')} stands twice"
        ids.add(report.get("id"))
        blocks = report.get("block", [])
        tables = {block.get("id") for block in blocks if block.get("type") == "table"}
        yield from (f"{where}: {fault}" for fault in duplicates([block for block in blocks if "id" in block], "id", "blocks"))
        for block in blocks:
            name = f"{where}: {block.get('type')} {block.get('id', '')}"
            yield from (f"{name}: no indicator {one}" for one in block.get("indicators", []) if one not in known)
            if block.get("type") == "figure" and block.get("table") not in tables:
                yield f"{name}: no table {block.get('table')} with its numbers"
            if block.get("type") == "prose" and not block.get("sentence"):
                yield f"{name}: no sentence"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve() / "catalogue"
    faults, checked = [], 0
    for path in sorted(root.rglob("*.toml")):
        checked += 1
        try:
            faults += languages(tomllib.loads(path.read_text()), str(path.relative_to(root)))
        except tomllib.TOMLDecodeError as wrong:
            faults.append(f"{path.relative_to(root)}: {wrong}")
    for path in sorted(root.rglob("*.csv")):
        checked += 1
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
        for number, row in enumerate(rows, 2):
            if None in row or None in row.values():
                faults.append(f"{path.relative_to(root)}:{number}: wrong number of columns")
            for language in ("zh", "en"):
                if language in row and not row[language]:
                    faults.append(f"{path.relative_to(root)}:{number}: empty {language}")
        for column in ("code", "id"):
            if rows and column in rows[0] and path.name != "elements.csv":
                faults += duplicates(rows, column, str(path.relative_to(root)))
        if path.name == "regions.csv" and len(rows) != 34:
            faults.append(f"regions.csv: {len(rows)} rows; GB/T 2260 has 34 divisions of the first level")
        if path.name == "prefectures.csv" and len(rows) != 333:
            faults.append(f"prefectures.csv: {len(rows)} rows; GB/T 2260 has 333 of the second with a government of their own")
    if not faults:  # What is no TOML has been named already.
        faults += indicators(root)
        faults += reports(root)
    print("\n".join(faults))
    print(f"{checked} passed, {len(faults)} failed" if not faults else f"{max(checked - len(faults), 0)} passed, {len(faults)} failed")
    sys.exit(1 if faults or not checked else 0)


main()
