#!/usr/bin/env python3
"""Runs each fuzz harness for some seconds over its corpus, two at a time.

  run_fuzzers.py BUILD SECONDS

A corpus is fuzz/corpus/NAME/ where there is one; what is found is kept in the build folder and its path is
printed: turn it into a named file of the corpus and a test.
"""
import concurrent.futures
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def run(program, build, seconds):
    name = program.name.removesuffix("_fuzz")
    work = build / "corpus" / name
    work.mkdir(parents=True, exist_ok=True)
    kept = ROOT / "fuzz/corpus" / name
    command = [str(program), f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=2048", "-max_len=4096",
               "-print_final_stats=1", f"-artifact_prefix={build}/found-{name}-", str(work)]
    if kept.is_dir():
        command.append(str(kept))
    done = subprocess.run(command, capture_output=True, text=True, errors="replace")
    units = [l.split()[-1] for l in done.stderr.splitlines() if "number_of_executed_units" in l]
    return name, done.returncode, units[0] if units else "?", done.stderr


def main():
    build, seconds = pathlib.Path(sys.argv[1]).resolve(), int(sys.argv[2])
    programs = sorted(p for p in (build / "fuzz").glob("*_fuzz") if p.is_file())
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for name, code, units, words in pool.map(lambda p: run(p, build, seconds), programs):
            print(f"{name:<24} {units:>10} inputs  {'fine' if code == 0 else 'BROKEN'}", flush=True)
            if code != 0:
                failed += 1
                print("\n".join(words.splitlines()[-40:]))
    print(f"fuzz: {len(programs) - failed} passed, {failed} failed")
    sys.exit(1 if failed or not programs else 0)


main()
