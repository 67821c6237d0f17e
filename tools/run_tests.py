#!/usr/bin/env python3
"""Runs every suite of tests/suites.toml and the unit tests of a build, and closes with `N passed, N failed`.

  run_tests.py [--build DIR] [--only NAME[,NAME]] [--unit-only]

A unit suite is a gtest program; any other suite is a command whose last line of the form
`N passed, N failed[, N skipped]` counts. A suite that says nothing of the kind counts as one failure. A suite
with `beside = true` only reads files and burns CPU: it runs behind the others, at the lowest priority, and is
told last.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
RUNNING = set()  # Sessions of commands that run now, by their first process.
CLOSING = re.compile(r"^(?:\S+: )?(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$", re.M)


def unit_suites(build, unit_only):
    out = subprocess.run(["ctest", "--test-dir", build, "--show-only=json-v1"], capture_output=True, text=True, check=True)
    for test in json.loads(out.stdout)["tests"]:
        labels = [l for p in test.get("properties", []) if p["name"] == "LABELS" for l in p["value"]]
        if "unit" in labels or not unit_only:
            yield ("unit/" if "unit" in labels else "") + test["name"], test.get("command")


def run_unit(command):
    if not command:
        return 0, 1, 0, "the program is not built", []
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "report.json"
        done = subprocess.run([*command, f"--gtest_output=json:{report}", "--gtest_brief=1"], cwd=ROOT,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        skips = sorted({l.strip() for l in re.findall(r"Skipped\n(.*)", done.stdout)})
        if not report.exists():
            return 0, 1, 0, done.stdout, skips
        cases = [c for s in json.loads(report.read_text())["testsuites"] for c in s["testsuite"]]
    failed = sum("failures" in c for c in cases)
    skipped = sum(c.get("result") == "SKIPPED" for c in cases)
    if done.returncode != 0 and failed == 0:
        failed = 1  # Died after the last case: a sanitizer's word, for instance.
    return len(cases) - failed - skipped, failed, skipped, done.stdout, skips


def step_back(pid):
    """Lets everybody else go first. Linux shares the CPU between sessions before it looks at niceness."""
    os.setpriority(os.PRIO_PGRP, pid, 19)
    try:
        pathlib.Path(f"/proc/{pid}/autogroup").write_text("19")
    except OSError:
        pass  # No such groups here: niceness alone counts then.


def run_command(command, minutes, beside=False):
    # A session of its own, so that what hangs is ended with all that it started.
    process = subprocess.Popen(command, shell=True, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               text=True, errors="replace", stdin=subprocess.DEVNULL, start_new_session=True)
    RUNNING.add(process.pid)
    try:
        if beside:
            step_back(process.pid)
        words, _ = process.communicate(timeout=minutes * 60)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        words, _ = process.communicate()
        return 0, 1, 0, words + f"\nended after {minutes} minutes", []
    finally:
        RUNNING.discard(process.pid)
    found = CLOSING.findall(words)
    if not found:
        return 0, 1, 0, words + "\nno closing line", []
    passed, failed, skipped = (int(n or 0) for n in found[-1])
    if process.returncode != 0 and failed == 0:
        failed = 1
    return passed, failed, skipped, words, re.findall(r"^skipped: (.*)$", words, re.M | re.I)


def telling(output, lines=60):
    """The part of a failed suite's words that says why: a sanitizer's report from its head, else the end."""
    words = output.splitlines()
    report = next((n for n, line in enumerate(words) if re.search(r"(ERROR|WARNING): \w+Sanitizer|runtime error:", line)), None)
    return words[report:report + lines] if report is not None else words[-lines:]


def timed(run):
    began = time.monotonic()
    return *run(), time.monotonic() - began


def tell(result):
    """Prints how a suite went; its figures."""
    passed, failed, skipped, output, skips, seconds = result
    note = f", {skipped} skipped" if skipped else ""
    print(f" {passed} passed, {failed} failed{note}   {seconds:.1f} s", flush=True)
    if failed:
        print("\n".join("    " + line for line in telling(output)), flush=True)
    for reason in skips[:5]:
        print(f"        skipped: {reason}", flush=True)
    return passed, failed, skipped


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default=str(ROOT / "build/release"))
    parser.add_argument("--only", default="")
    parser.add_argument("--unit-only", action="store_true")
    arguments = parser.parse_args()
    only = set(filter(None, arguments.only.split(",")))
    os.environ.setdefault("SIXSCOPE_BUILD", arguments.build)
    os.environ.setdefault("LSAN_OPTIONS", f"suppressions={ROOT / 'tests/lsan.supp'}:print_suppressions=0")
    os.environ.setdefault("TSAN_OPTIONS", f"suppressions={ROOT / 'tests/tsan.supp'}")
    os.environ.setdefault("ASAN_SYMBOLIZER_PATH", "/usr/lib/llvm-19/bin/llvm-symbolizer")  # Suppressions are by name.
    os.environ.setdefault("SIXSCOPE_BINARY", str(pathlib.Path(arguments.build) / "sixscope"))

    suites = [(n, False, lambda c=c: run_unit(c)) for n, c in unit_suites(arguments.build, arguments.unit_only)]
    if not arguments.unit_only:
        for suite in tomllib.loads((ROOT / "tests/suites.toml").read_text())["suite"]:
            beside = suite.get("beside", False)
            suites.append((suite["name"], beside, lambda s=suite, b=beside: run_command(s["command"], s.get("minutes", 10), b)))
    if only:
        suites = [s for s in suites if s[0] in only or s[0].split("/")[-1] in only]
    suites.sort(key=lambda suite: suite[1])  # Those beside the others last.
    totals = [0, 0, 0]
    failures = []
    # Unit programs share nothing: alone among themselves they go two at a time.
    with concurrent.futures.ThreadPoolExecutor(2 if arguments.unit_only else 1) as behind:
        futures = [behind.submit(timed, run) if beside or arguments.unit_only else None for _, beside, run in suites]
        try:
            for number, ((name, _, run), future) in enumerate(zip(suites, futures), 1):
                print(f"[{number:>2}/{len(suites)}] {name:<28}", end="", flush=True)
                counts = tell(future.result() if future else timed(run))
                totals = [a + b for a, b in zip(totals, counts)]
                failures += [name] if counts[1] else []
        finally:
            behind.shutdown(wait=False, cancel_futures=True)
            for pid in list(RUNNING):  # Interrupted: nothing is left behind.
                os.killpg(pid, signal.SIGTERM)
    print()
    if failures:
        print(f"failed: {', '.join(failures)}")  # Again at the end: a log is often kept by its tail.
    print(f"{totals[0]} passed, {totals[1]} failed" + (f", {totals[2]} skipped" if totals[2] else ""))
    sys.exit(1 if totals[1] or not totals[0] else 0)


main()
