#!/usr/bin/env python3
"""Rules of the house that a compiler does not know, as a test.

  tidy.py [ROOT]     one line per fault: file, line, what, what to do instead

A file that breaks a limit today may be listed in tools/tidy_ratchet.toml with its present figure: the
figure may only go down, and a line that is no longer needed is itself a fault.
"""
import pathlib
import re
import subprocess
import sys
import tomllib

LINES_MAX = 500
COLUMNS_MAX = 100
FUNCTION_LINES_MAX = 70

# (what it looks like, what to do, where it applies, where it is allowed)
BANNED = [
    (re.compile(r"\breinterpret_cast<"), "read bytes by ByteReader or memcpy, not by a cast", "src", r"^src/(adapters|apps)/"),
    (re.compile(r"\bthrow\b(?!\()"), "return a Result; exceptions stop at the adapter", "src", r"^src/(adapters|testing)/"),
    (re.compile(r"\b(TODO|FIXME|XXX|HACK)\b"), "finish it or file an issue and name it", "", None),
    (re.compile(r"\b(printf|std::cout)\b"), "use fmt::print in apps; lower layers print nothing", "src", r"^src/(apps|adapters)/|check\.cc$"),
    (re.compile(r"\busing namespace std;"), "name what you use", "src", None),
    (re.compile(r"\b(strcpy|strcat|sprintf|gets|atoi|atol|rand)\s*\("), "use the std:: or fmt counterpart", "src", None),
    (re.compile(r"__attribute__\(\(packed|#pragma pack"), "no packed structs over wire bytes", "src", None),
    (re.compile(r"^\s*static (?!const|constexpr|_assert|inline|void|bool|auto|int [a-z_]+\(|std::[a-z_:<>]+ [a-z_]+\()[a-z:_<>]+ [a-z_]+( = .*)?;"), "no mutable statics: pass it in", "src/.*\\.cc$", None),
    (re.compile(r"#include <(nlohmann(?!/json_fwd)|boost|simdjson|toml\+\+|regex)"), "heavy headers belong in .cc files", r"src/.*\.h$", r"^src/(.*_internal\.h|.*_test\.h)"),
    (re.compile(r"#include <CLI/"), "10 s and more to compile: use apps/command_line.h", "(src|fuzz|bench)/", r"^src/apps/command_line\.cc$"),
    (re.compile(r"#include <regex>"), "no std::regex: slow and unbounded; write a small parser", "src", None),
]
NAMES = re.compile(r"(^|_)(utils?|helpers?|common|manager|misc)(_|\.|$)")


def tracked(root):
    out = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=root, capture_output=True, text=True)
    if out.returncode == 0:
        return [pathlib.PurePath(line) for line in out.stdout.splitlines()]
    return [p.relative_to(root) for p in root.rglob("*") if p.is_file()]


def function_lengths(lines):
    """(first line, length) of each free or out-of-class function body in clang-formatted C++: from a line at
    column 0 that opens a signature, over its continuation lines, to the `}` at column 0. What stands inside a
    class is measured with the class's own methods only if it is written outside."""
    other = re.compile(r"^(namespace|struct|class|enum|union|extern|constexpr|const|inline constexpr|template|using|#|//|public|private|protected|[A-Z_]+\()")
    start = signature = None
    for number, line in enumerate(lines, 1):
        if start is not None:
            if line.startswith("}"):
                yield start, number - start + 1
                start = None
            continue
        if re.match(r"^[A-Za-z]", line) and (line.startswith("TEST") or not other.match(line)):
            signature = number
        elif not line.startswith("    "):
            signature = None
        if signature is not None and line.endswith("{"):
            start, signature = signature, None
        elif line.endswith((";", "}")):
            signature = None


def check(root, ratchet):
    faults, used, checked = [], set(), 0

    def limit(path, kind, figure, most, words):
        allowed = ratchet.get(kind, {}).get(str(path), most)
        if str(path) in ratchet.get(kind, {}):
            used.add((kind, str(path)))
            if figure <= most:
                faults.append(f"{path}:1: its line in tools/tidy_ratchet.toml [{kind}] is no longer needed; delete it")
        if figure > allowed:
            faults.append(f"{path}:1: {words}")

    for path in tracked(root):
        text_path, full = str(path), root / path
        if path.suffix not in (".h", ".cc", ".py", ".ts", ".vue", ".mjs") or not full.is_file():
            continue
        checked += 1
        if NAMES.search(path.name) and path.suffix in (".h", ".cc"):
            faults.append(f"{path}:1: name the file after its idea, not 'utils', 'helpers' or 'common'")
        lines = full.read_text(errors="replace").splitlines()
        if path.suffix in (".h", ".cc") and path.parts[0] in ("src", "fuzz", "bench"):
            limit(path, "lines", len(lines), LINES_MAX, f"{len(lines)} lines; at most {LINES_MAX}: split it by idea")
            longest = max((n for _, n in function_lengths(lines)), default=0)
            if not path.stem.endswith("_test"):
                limit(path, "function_lines", longest, FUNCTION_LINES_MAX, f"a function of {longest} lines; at most {FUNCTION_LINES_MAX}")
        if path.suffix == ".h" and path.parts[0] == "src" and "#pragma once" not in lines[:3]:
            faults.append(f"{path}:1: begin with #pragma once")
        for number, line in enumerate(lines, 1):
            if path.suffix in (".h", ".cc") and len(line) > COLUMNS_MAX and "http" not in line:
                faults.append(f"{path}:{number}: {len(line)} columns; at most {COLUMNS_MAX}: run `make fmt`")
            code = re.sub(r'"(\\.|[^"\\])*"', '""', line.split("//")[0]) if path.suffix in (".h", ".cc") else line
            for pattern, remedy, where, allowed in BANNED:
                if text_path.startswith("tools/tidy") or not re.match(where, text_path):
                    continue
                target = line if "TODO" in pattern.pattern or "include" in pattern.pattern else code
                if pattern.search(target) and not (allowed and re.search(allowed, text_path)):
                    faults.append(f"{path}:{number}: {pattern.search(target)[0].strip()}: {remedy}")
    for kind, entries in ratchet.items():
        faults += [f"tools/tidy_ratchet.toml:1: [{kind}] names {p}, which is not there" for p in entries if (kind, p) not in used]
    return faults, checked


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    ratchet_file = root / "tools/tidy_ratchet.toml"
    ratchet = tomllib.loads(ratchet_file.read_text()) if ratchet_file.exists() else {}
    faults, checked = check(root, ratchet)
    print("\n".join(faults))
    print(f"{max(checked - len(faults), 0)} passed, {len(faults)} failed")
    sys.exit(1 if faults or not checked else 0)


if __name__ == "__main__":
    main()
