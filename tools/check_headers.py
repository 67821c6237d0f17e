#!/usr/bin/env python3
"""Every header under src/ compiles alone: it includes all it needs.

  check_headers.py [ROOT] [BUILD]

Where NAME.cc includes NAME.h before all else, the build has shown it; the others are compiled here.
"""
import concurrent.futures
import hashlib
import json
import pathlib
import re
import shlex
import subprocess
import sys

FLAGS = ["g++", "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-DSIXSCOPE_SOURCE_DIR=\"\"",
         "-x", "c++"]


FIRST_INCLUDE = re.compile(r"^\s*#\s*include\s+[<\"]([^>\"]+)", re.M)


def is_first_of_its_source(root, header):
    source = header.with_suffix(".cc")
    first = FIRST_INCLUDE.search(source.read_text()) if source.exists() else None
    return first is not None and first[1] == str(header.relative_to(root / "src"))


def library_folders(build):
    """Where the libraries of a folder's sources have their headers: -isystem flags by folder of src/."""
    commands = build / "compile_commands.json"
    folders = {}
    for entry in json.loads(commands.read_text()) if commands.exists() else []:
        words = shlex.split(entry["command"])
        found = [word for n, word in enumerate(words) if n and "-isystem" in (word, words[n - 1])]
        folders.setdefault(pathlib.Path(entry["file"]).parent, found)
    return folders


def compiles(root, build, libraries, header):
    flags = FLAGS + libraries.get(header.parent, []) + ["-I", str(root / "src"), "-I", str(build / "src"), "-I", str(build / "generated")]
    done = subprocess.run([*flags, "-include", str(header), "/dev/null"], capture_output=True, text=True)
    return header, done.returncode == 0, done.stderr


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    build = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else root / "build/release").resolve()
    headers = sorted((root / "src").rglob("*.h"))
    # What a header means depends on all others: one sum over all tells whether anything changed.
    total = hashlib.sha256(b"".join(h.read_bytes() for h in headers)).hexdigest()
    stamp = root / "build/.headers-checked"
    if stamp.exists() and stamp.read_text() == total:
        print(f"unchanged since they last compiled\n{len(headers)} passed, 0 failed")
        return
    failed = 0
    libraries = library_folders(build)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        alone = [h for h in headers if not is_first_of_its_source(root, h)]
        for header, ok, words in pool.map(lambda h: compiles(root, build, libraries, h), alone):
            if not ok:
                failed += 1
                print(f"{header.relative_to(root)}: does not compile alone:\n{words}")
    if failed == 0:
        stamp.parent.mkdir(exist_ok=True)
        stamp.write_text(total)
    print(f"{len(headers) - failed} passed, {failed} failed")
    sys.exit(1 if failed or not headers else 0)


if __name__ == "__main__":
    main()
