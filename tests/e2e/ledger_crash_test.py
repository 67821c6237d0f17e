#!/usr/bin/env python3
"""Kills `sixscope ledger freeze` with SIGKILL at random moments and looks at what is left.

    tests/e2e/ledger_crash_test.py [--sixscope build/release/sixscope] [--rounds 100] [--seed N]

Each round starts the command for the next month that is not frozen, or for a restatement, and kills it after a
random part of the time that it takes undisturbed. Whatever the moment, the registry must open, every frozen month must be
made again to the same hash, and the one that was being frozen is there whole or not at all. Prints "N passed,
N failed" and how often the freeze was there.
"""

import argparse
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
SECONDS_MAX = 120
FIELDS = {"month", "version", "at", "commit", "sha256", "objects", "who", "reason", "reproduces"}
FIRST_YEAR = 2025  # The made-up ledger begins in January.


class Registry:
    """A small registry in a directory of its own."""

    def __init__(self, program, place):
        self.program = program
        self.environment = {**os.environ, "SIXSCOPE_DATA_DIR": str(place / "data"), "LC_ALL": "C.UTF-8"}
        self.place = place

    def start(self, *arguments):
        return subprocess.Popen([self.program, *arguments], cwd=ROOT, env=self.environment, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)

    def run(self, *arguments):
        process = self.start(*arguments)
        out, errors = process.communicate(timeout=SECONDS_MAX)
        return process.returncode, out, errors

    def load(self):
        sheet = self.place / "ledger.csv"
        with open(sheet, "w", encoding="utf-8") as out:
            out.write("operator,region,name,ledger_class,status,max_sessions\n")
            for i in range(300):
                out.write(f"china_mobile,440100,CGN-{i},nat44,in_service,{1000 + i}\n")
        status, out, errors = self.run("registry", "import", str(sheet), "--kind", "nat44_device", "--effective",
                                       f"{FIRST_YEAR - 1}-12-01")
        if status != 0:
            raise SystemExit(f"the ledger could not be imported: {out}{errors}")

    def change(self, number):
        """Something a restatement can say."""
        sheet = self.place / "change.csv"
        sheet.write_text("operator,region,name,ledger_class,status,max_sessions\n"
                         f"china_mobile,440100,CGN-0,nat44,in_service,{1000 + number}\n", encoding="utf-8")
        status, out, errors = self.run("registry", "import", str(sheet), "--kind", "nat44_device", "--effective",
                                       f"{FIRST_YEAR - 1}-12-02", "--explain", "a test")
        if status != 0:
            raise SystemExit(f"the change could not be imported: {out}{errors}")

    def freezes(self):
        status, out, errors = self.run("ledger", "freezes", "--format", "json")
        if status != 0:
            return None, f"freezes ended with {status}: {errors}"
        return json.loads(out)["data"], ""


def month_of(index):
    return f"{FIRST_YEAR + index // 12}-{index % 12 + 1:02}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sixscope", default=os.environ.get("SIXSCOPE_BINARY", "build/release/sixscope"))
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=20260320)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    passed, failures, whole, restated = 0, [], 0, 0
    with tempfile.TemporaryDirectory(prefix="sixscope-freeze.") as folder:
        registry = Registry(os.path.abspath(arguments.sixscope), pathlib.Path(folder))
        registry.load()
        begin = time.monotonic()
        status, _, errors = registry.run("ledger", "freeze", month_of(0))
        took = time.monotonic() - begin
        if status != 0:
            raise SystemExit(f"an undisturbed freeze failed: {errors}")
        before, words = registry.freezes()
        for number in range(arguments.rounds):
            # Twelve months, then their restatements, one after the other.
            month = month_of(len(before) % 12)
            if len(before) // 12 > restated:
                restated = len(before) // 12
                registry.change(restated)
            moment = chance.uniform(0, took * 1.1)
            process = registry.start("ledger", "freeze", month, "--reason", "a test")
            time.sleep(moment)  # The moment of death, not a wait for something.
            process.send_signal(signal.SIGKILL)
            process.communicate(timeout=SECONDS_MAX)
            after, words = registry.freezes()
            if after is None:
                failures.append(f"round {number}, killed after {moment:.4f} s: {words}")
                break
            new = [one for one in after if one not in before]
            good = (all(one in after for one in before) and len(new) <= 1 and
                    all(set(one) == FIELDS and one["reproduces"] and one["month"] == month and one["objects"] == 300 and
                        len(one["sha256"]) == 64 for one in new))
            passed += good
            whole += len(new)
            if not good:
                failures.append(f"round {number}, killed after {moment:.4f} s: {new}")
            before = after
    for failure in failures:
        print(f"FAILED: {failure}")
    print(f"the freeze was there after {whole} of {arguments.rounds} kills")
    if not failures and (whole == 0 or whole == arguments.rounds):
        failures.append("every kill came too early, or too late: nothing was tried")
        print(f"FAILED: {failures[-1]}")
    print(f"{passed} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
