#!/usr/bin/env python3
"""Documentation is true: generated pages are as the program says, links lead somewhere, the module table is the tree.

  check_docs.py [--write]     --write makes the generated pages anew
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import generate_methods

ROOT = pathlib.Path(__file__).resolve().parent.parent
BINARY = os.environ.get("SIXSCOPE_BINARY", str(ROOT / "build/release/sixscope"))
METHODS = "docs/reference/methods"
LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]+)[^)]*\)")


def help_of(*chain):
    done = subprocess.run([BINARY, *chain, "--help"], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def commands(text):
    """Names of the sub-commands a help text lists."""
    part = re.split(r"^Subcommands:$", text, flags=re.M)
    return re.findall(r"^  ([a-z][a-z-]*)", part[1].split("\n\n")[0], re.M) if len(part) > 1 else []


def cli_page():
    page = ["# Command line\n\nMade from the program's own `--help`; do not edit.\n\n"
            f"{re.search('^Exit codes:.*', help_of(), re.M | re.S).group()}\n\n"
            "Completion: `source <(sixscope completion bash)`.\n"]

    def add(*chain):
        text = help_of(*chain)
        page.append(f"\n## sixscope {' '.join(chain)}\n\n```text\n{text}\n```\n".replace("## sixscope \n", "## sixscope\n"))
        for name in commands(text):
            add(*chain, name)

    add()
    return "".join(page)


def settings_page():
    with tempfile.NamedTemporaryFile("r", suffix=".md") as out:
        subprocess.run([sys.executable, str(ROOT / "tools/generate_settings.py"), "md",
                        str(ROOT / "catalogue/settings.toml"), out.name], check=True)
        return pathlib.Path(out.name).read_text()


def kinds_page():
    with tempfile.NamedTemporaryFile("r", suffix=".md") as out:
        subprocess.run([sys.executable, str(ROOT / "tools/generate_kinds.py"), str(ROOT / "catalogue"), out.name],
                       check=True)
        return pathlib.Path(out.name).read_text()


def methods_pages():
    return {f"{METHODS}/{name}": text for name, text in generate_methods.method_pages(ROOT / "catalogue").items()}


def main():
    pages = {"docs/reference/cli.md": cli_page(), "docs/reference/settings.md": settings_page(),
             "docs/reference/registry-kinds.md": kinds_page(), **methods_pages()}
    faults, checked = [], 0
    (ROOT / METHODS).mkdir(exist_ok=True)
    for file in sorted((ROOT / METHODS).iterdir()):
        if f"{METHODS}/{file.name}" in pages:
            continue
        if "--write" in sys.argv:
            file.unlink()
        else:
            faults.append(f"{METHODS}/{file.name}:1: is of no indicator; run `make docs`")
    for path, text in pages.items():
        checked += 1
        file = ROOT / path
        if "--write" in sys.argv:
            file.write_text(text)
        elif not file.exists() or file.read_text() != text:
            faults.append(f"{path}:1: not as the program says; run `make docs`")
    for file in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        checked += 1
        for target in LINK.findall(file.read_text()):
            if "://" not in target and not target.startswith(("mailto:", "/")) and not (file.parent / target).exists():
                faults.append(f"{file.relative_to(ROOT)}:1: link to {target}, which is not there")
    checked += 1
    table = (ROOT / "ARCHITECTURE.md").read_text()
    folders = {p.name for p in (ROOT / "src").iterdir() if p.is_dir()} | {
        f"adapters/{p.name}" for p in (ROOT / "src/adapters").iterdir() if p.is_dir()}
    for folder in sorted(folders - {"adapters"}):
        if f"`{folder}`" not in table and f"`{folder}/`" not in table:
            faults.append(f"ARCHITECTURE.md:1: does not name src/{folder}")
    for named in re.findall(r"^\| `([a-z_/0-9]+)` \|", table, re.M):
        if named not in folders:
            faults.append(f"ARCHITECTURE.md:1: names src/{named}, which is not there")
    print("\n".join(faults))
    print(f"{max(checked - len(faults), 0)} passed, {len(faults)} failed")
    sys.exit(1 if faults else 0)


main()
