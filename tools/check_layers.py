#!/usr/bin/env python3
"""Reads every #include under src/ and holds it against tools/layers.toml.

  check_layers.py [ROOT]     prints one line per wrong include; exit code 1 if there is any
"""
import pathlib
import re
import sys
import tomllib

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"')


def layer_of(path):
    """The layer of a path below src/: its folder, and `adapters/x` for an adapter."""
    parts = path.parts
    return "/".join(parts[:2]) if parts[0] == "adapters" and len(parts) > 2 else parts[0]


def check(root):
    rules = tomllib.loads((root / "tools/layers.toml").read_text())
    may = {name: set(seen) for name, seen in rules["layers"].items()}
    for name, seen in rules.get("adapters", {}).items():
        may[f"adapters/{name}"] = set(seen) | {"net", "model"}
    wrong, checked = [], 0
    for path in sorted((root / "src").rglob("*")):
        if path.suffix not in (".h", ".cc"):
            continue
        here = layer_of(path.relative_to(root / "src"))
        test = path.stem.endswith("_test")
        if here != "apps" and here not in may:
            wrong.append(f"{path.relative_to(root)}:1: folder '{here}' is not in tools/layers.toml; add it")
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            checked += 1
            if match[1].endswith(".inc"):
                continue  # Made in the build folder, for this folder alone.
            there = layer_of(pathlib.PurePath(match[1]))
            if there in (here, "base") or here == "apps":
                continue
            if there == "testing" and (test or here == "testing"):
                continue
            if there not in may[here]:
                wrong.append(f"{path.relative_to(root)}:{number}: {here} may not see {there}; "
                             "see tools/layers.toml and ARCHITECTURE.md")
    return wrong, checked


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    wrong, checked = check(root)
    print("\n".join(wrong))
    if checked == 0:
        print("no include was found: is this the root of the project?")
        wrong.append("empty")
    print(f"{checked - len(wrong)} passed, {len(wrong)} failed")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
