#!/usr/bin/env python3
"""catalogue/settings.toml -> C++ table, or the reference page.

  generate_settings.py cc CATALOGUE OUT.cc
  generate_settings.py md CATALOGUE OUT.md
"""
import json
import sys
import tomllib

TYPES = {"text", "integer", "flag", "list"}


def load(path):
    with open(path, "rb") as file:
        catalogue = tomllib.load(file)
    settings, variables = catalogue["setting"], catalogue["variables"]
    seen = set()
    for entry in settings:
        key = entry.get("key", "?")
        missing = {"key", "type", "default", "example", "en", "zh"} - entry.keys()
        if missing:
            sys.exit(f"{path}: {key}: lacks {', '.join(sorted(missing))}")
        if key in seen:
            sys.exit(f"{path}: {key}: stands twice")
        if entry["type"] not in TYPES:
            sys.exit(f"{path}: {key}: type must be one of {', '.join(sorted(TYPES))}")
        if entry["type"] == "integer" and not {"unit", "least", "most"} <= entry.keys():
            sys.exit(f"{path}: {key}: an integer needs unit, least and most")
        seen.add(key)
    for entry in variables:
        if entry.keys() != {"names", "en", "zh"}:
            sys.exit(f"{path}: variables {entry.get('names', '?')}: have names, en and zh")
    return settings, variables


def shown(value):
    return json.dumps(value, ensure_ascii=False)


def write_cc(settings, variables, out):
    out.write('// Made by tools/generate_settings.py.\n#include "settings/definition.h"\n\n')
    out.write("namespace sixscope::settings {\nnamespace {\n\nconstexpr Definition kAll[] = {\n")
    for entry in settings:
        fields = [entry["key"], entry["type"], entry.get("unit", ""), shown(entry["default"]),
                  shown(entry["example"]), entry["en"], entry["zh"], "|".join(entry.get("choices", []))]
        text = ", ".join(json.dumps(field, ensure_ascii=False) for field in fields)
        out.write(f"    {{{text}, {entry.get('least', 0)}, {entry.get('most', 0)}, "
                  f"{'true' if entry.get('secret') else 'false'}}},\n")
    names = ",\n    ".join(json.dumps(name) for entry in variables for name in entry["names"])
    out.write("};\n\nconstexpr std::string_view kOtherVariables[] = {\n    " + names +
              ",\n};\n\n}  // namespace\n\nstd::span<const Definition> definitions() { return kAll; }\n"
              "std::span<const std::string_view> other_variables() { return kOtherVariables; }\n\n}  // namespace sixscope::settings\n")


def write_md(settings, variables, out):
    out.write("# Settings\n\nMade by `sixscope`'s own catalogue (`catalogue/settings.toml`); do not edit.\n\n"
              "One TOML file, given with `--config FILE`. An unknown key is an error. Each key can be set by an\n"
              "environment variable too: `SIXSCOPE_` and the key in capitals, dots as underscores\n"
              "(`SIXSCOPE_HTTP_LISTEN`); lists are separated by commas. Settings are read once, at the start;\n"
              "`sixscope config check FILE` lists every fault and `sixscope config show` what is in force.\n")
    section = None
    for entry in settings:
        head = entry["key"].split(".")[0] if "." in entry["key"] else "general"
        if head != section:
            section = head
            out.write(f"\n## {section}\n\n| key | type | default | range | meaning | example |\n"
                      "| --- | --- | --- | --- | --- | --- |\n")
        unit = f", {entry['unit']}" if "unit" in entry else ""
        span = " ".join(f"`{c}`" for c in entry.get("choices", []))
        if entry["type"] == "integer":
            span = f"{entry['least']} – {entry['most']}"
        out.write(f"| `{entry['key']}` | {entry['type']}{unit} | `{shown(entry['default'])}` | {span} | "
                  f"{entry['en']}<br>{entry['zh']} | `{shown(entry['example'])}` |\n")
    out.write("\n## Other environment variables\n\nAny further variable that begins with `SIXSCOPE_` is "
              "taken for a mistyped setting and refused.\n\n| variable | meaning |\n| --- | --- |\n")
    for entry in variables:
        names = ", ".join(f"`{name}`" for name in entry["names"])
        out.write(f"| {names} | {entry['en']}<br>{entry['zh']} |\n")


def main():
    if len(sys.argv) != 4 or sys.argv[1] not in ("cc", "md"):
        sys.exit(__doc__)
    settings, variables = load(sys.argv[2])
    with open(sys.argv[3], "w", encoding="utf-8") as out:
        (write_cc if sys.argv[1] == "cc" else write_md)(settings, variables, out)


main()
