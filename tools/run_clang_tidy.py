#!/usr/bin/env python3
"""clang-tidy-19 over src/, two files at a time; a file whose text, headers and rules have not changed since
it was last clean, in whatever checkout, is not read again: the user's cache folder knows.

  run_clang_tidy.py [BUILD] [FILE...]
"""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)


def closure(path, seen):
    """All files of the project that `path` includes, itself too."""
    if path in seen or not path.exists():
        return seen
    seen.add(path)
    for name in INCLUDE.findall(path.read_text(errors="replace")):
        closure(ROOT / "src" / name, seen)
    return seen


def main():
    build = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build/release"
    only = {str((ROOT / f).resolve()) for f in sys.argv[2:]}
    entries = json.loads((build / "compile_commands.json").read_text())
    files = sorted({pathlib.Path(e["file"]) for e in entries if "/src/" in e["file"] and "/build/" not in e["file"]
                    and not e["file"].endswith("_test.cc") and (not only or e["file"] in only)})
    version = subprocess.run(["clang-tidy-19", "--version"], capture_output=True, check=True).stdout
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
    stamps = cache / "sixscope/clang-tidy" / hashlib.sha256(version).hexdigest()[:16]
    stamps.mkdir(parents=True, exist_ok=True)
    rules = (ROOT / ".clang-tidy").read_bytes()
    # Clang 19 calls the insides of GCC's std::stable_sort deprecated; deprecation is the compiler's to report.
    command = ["clang-tidy-19", "-p", str(build), "--quiet", "--extra-arg=-Wno-deprecated-declarations"]

    def clean(file):
        digest = hashlib.sha256(rules)
        for part in sorted(closure(file, set())):
            digest.update(part.read_bytes())
        stamp = stamps / digest.hexdigest()
        if stamp.exists():
            return file, True, ""
        done = subprocess.run(command + [str(file)], capture_output=True, text=True)
        if done.returncode == 0:
            stamp.touch()
        return file, done.returncode == 0, done.stdout

    failed = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for count, (file, ok, words) in enumerate(pool.map(clean, files), 1):
            if not ok:
                failed += 1
                print(words.replace(str(ROOT) + "/", ""))
            if sys.stderr.isatty():
                print(f"\r{count}/{len(files)}", end="", file=sys.stderr)
    print(f"{len(files) - failed} passed, {failed} failed")
    sys.exit(1 if failed or not files else 0)


main()
