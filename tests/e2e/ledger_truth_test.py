#!/usr/bin/env python3
"""A year of a synthetic national ledger in a real registry, asked by command and held against the truth.

    tests/e2e/ledger_truth_test.py [--sixscope build/release/sixscope]

`sixscope ledger simulate` writes the ledger and, apart from it, what really happened. Every sum, every part
of every decomposition, every verdict, outcome and slip that `sixscope ledger` gives must equal it, to the
last digit. Then: frozen months can be made again and say what they said whatever is typed later, and what is
exported can be imported and changes nothing. Prints "N passed, N failed".
"""

import argparse
import collections
import csv
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from fractions import Fraction

from results import Results

ROOT = pathlib.Path(__file__).resolve().parents[2]
DONE, FAILED, USAGE = 0, 1, 2
SECONDS_MAX = 300
PARTS = ("added", "expanded", "reduced", "retired", "corrected", "moved_in", "moved_out")


class Registry:
    """A registry in a directory of its own, asked by command."""

    def __init__(self, program, place):
        self.program = program
        self.place = place

    def run(self, *arguments):
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "SIXSCOPE_"))}
        return subprocess.run([self.program, *map(str, arguments)], capture_output=True, text=True, timeout=SECONDS_MAX, cwd=ROOT,
                              env={**environment, "SIXSCOPE_DATA_DIR": str(self.place / "data")})

    def ledger(self, *arguments):
        done = self.run("ledger", *arguments, "--format", "json")
        if done.returncode != DONE:
            raise SystemExit(f"sixscope ledger {' '.join(map(str, arguments))}: {done.returncode}: {done.stderr}")
        return json.loads(done.stdout, parse_float=Decimal)


def number(value):
    return Decimal(value)


def level(figure):
    """The books count what nobody gave as nothing; an answer may not say that it is zero."""
    if figure["given"] == 0 and figure["missing"] > 0:
        return Decimal(0) if figure["value"] is None else Decimal("NaN")
    return Decimal(figure["value"])


def expect_falls(results, answer, truth, what):
    """Every group, component and month of an answer against the truth's."""
    expected = {(fall["province"], fall["operator"], fall["class"], fall["component"], fall["month"]): fall for fall in truth}
    for one in answer["data"]:
        group = one["group"]
        for month in one["months"]:
            key = (group.get("region", ""), group.get("operator", ""), group.get("class", ""), one["component"], month["month"])
            # A group with nothing in it has no entry in the books.
            fall = expected.pop(key, None) or collections.defaultdict(int)
            results.check(month["closes"] is True, f"{what} {key} closes")
            results.equal(level(month["opening"]), number(fall["opening"]), f"{what} {key} opening")
            results.equal(level(month["closing"]), number(fall["closing"]), f"{what} {key} closing")
            results.equal(month["opening"]["missing"], fall["opening_missing"], f"{what} {key} opening missing")
            results.equal(month["closing"]["missing"], fall["closing_missing"], f"{what} {key} closing missing")
            for part in PARTS:
                results.equal(number(month[part]), number(fall[part]), f"{what} {key} {part}")
            results.check(all(month["movements"][part] > 0 for part in PARTS if month[part]), f"{what} {key} says what moved")
            closing = (level(month["opening"]) + sum(number(month[part]) for part in ("added", "expanded", "moved_in", "corrected")) -
                       sum(number(month[part]) for part in ("reduced", "retired", "moved_out")))
            results.equal(closing, level(month["closing"]), f"{what} {key} adds up")
    for key, fall in expected.items():
        results.check(all(not fall[name] for name in ("opening", "closing", *PARTS)), f"{what} {key} is not in the answer")


def expect_verdicts(results, answer, truth):
    expected = {(one["province"], one["operator"], one["component"]): one for one in truth["verdicts"]}
    seen = collections.Counter()
    for one in answer["data"]:
        key = (one["group"]["region"], one["group"]["operator"], one["component"])
        verdict = expected.pop(key)
        for reading in ("month_on_month", "above_reference"):
            got = one["verdict"][reading]
            results.equal(got["answer"], verdict[reading], f"verdict {key} {reading}")
            results.equal(got["breakers_all"] > 0, verdict[reading] == "not_met", f"verdict {key} {reading} names who broke it")
            seen[got["answer"]] += 1
    results.equal(expected, {}, "verdicts that are not in the answer")
    results.equal(set(seen), {"met", "not_met", "cannot_tell"}, "each verdict occurs")


RELATIVE = Fraction(1, 10**9)
INDICATORS = {"D1a": "design_throughput", "D1b": "max_sessions", "D1c": "public_addresses", "D1d": "port_blocks", "D1e": "subscribers_max"}


def expect_indicators(results, registry, truth, months):
    """D1 as measured from the ledger: the books' closings, a gap where a device lacks the measure, and what retired."""
    falls = {(fall["province"], fall["operator"], fall["component"], fall["month"]): fall for fall in truth["cells"]}
    values = {}
    for code in (*INDICATORS, "D1i"):
        done = registry.run("indicators", "values", "--indicator", code, "--source", "measured", "--months", months,
                            "--by", "province,operator", "--format", "json")
        if done.returncode != DONE:
            raise SystemExit(done.stderr)
        for one in json.loads(done.stdout, parse_float=Decimal)["data"]:
            if one["region"] != "100000" and one["operator"]:
                values[code, one["region"], one["operator"], one["period"]["name"]] = one
    seen = collections.Counter()
    for (province, operator, component, month), fall in falls.items():
        for code in (each for each, name in INDICATORS.items() if name == component):
            one = values.get((code, province, operator, month), {"value": None})
            what = f"{code} {province} {operator} {month}"
            if fall["closing_missing"]:
                results.equal(one["value"], None, f"{what}: a device lacks it")
                seen["gap"] += 1
            elif number(fall["closing"]):
                results.check(one["value"] is not None, f"{what}: there is a value")
                results.close(one["value"] or 0, Fraction(number(fall["closing"])), RELATIVE, what)
                seen["value"] += 1
        retired = values.get(("D1i", province, operator, month))
        if component == "design_throughput" and retired and retired["value"] is not None:
            results.close(retired["value"], Fraction(number(fall["retired"])), RELATIVE, f"D1i {province} {operator} {month}")
            seen["retired"] += number(fall["retired"]) > 0
    results.check(all(seen[name] > 0 for name in ("gap", "value", "retired")), f"levels, gaps and retirements occur: {dict(seen)}")


def expect_regions(results, answer, truth):
    """Which regions stopped growing: against the books of the cells, put together by region."""
    falls = collections.defaultdict(lambda: [Decimal(0), False])
    gaps = collections.defaultdict(bool)
    after = [month for month in truth["months"] if month > truth["reference"]]
    for fall in truth["cells"]:
        key = (fall["province"], fall["component"])
        if fall["month"] == truth["reference"] or fall["month"] in after:
            gaps[key] |= fall["closing_missing"] > 0
        if fall["month"] in after:
            falls[key, fall["month"]][0] += number(fall["closing"]) - number(fall["opening"]) - number(fall["corrected"])
    expected = collections.defaultdict(set)
    for key in gaps:
        grew = any(falls[key, month][0] > 0 for month in after)
        expected[key[1], "not_met" if grew else "cannot_tell" if gaps[key] else "met"].add(key[0])
    for one in answer["stopped_growing"]:
        if one["reading"] == "month_on_month" and one["component"] != "all":
            for verdict in ("met", "not_met", "cannot_tell"):
                results.equal(set(one[verdict]), expected[one["component"], verdict], f"regions {one['component']} {verdict}")
    together = next(one for one in answer["stopped_growing"] if one["reading"] == "month_on_month" and one["component"] == "all")
    worst = set().union(*(expected[component, "not_met"] for component in truth["components"]))
    results.equal(set(together["not_met"]), worst, "regions that grew in any component")
    results.equal(len(together["met"]) + len(together["not_met"]) + len(together["cannot_tell"]) + len(together["no_data"]), 31,
                  "every region has an answer")


def expect_plan(results, answer, truth):
    expected = {one["device"]: one for one in truth["plans"]}
    for one in answer["data"]["devices"]:
        name = one["device"]["key"].split(" / ")[-1]
        plan = expected.pop(name)
        results.equal(one["outcome"], plan["outcome"], f"plan {name} outcome")
        results.equal(one["slip"], plan["slip"], f"plan {name} slip")
    results.equal(expected, {}, "plans that are not in the answer")
    errors = {one["device"]["key"].split(" / ")[-1]: one["load_month"] for one in answer["data"]["errors"]}
    results.equal(errors, {one["device"]: one["month"] for one in truth["loads_after_retirement"]}, "loads after retirement")
    coverage = answer["data"]["coverage"][0]["baseline"]
    results.equal(coverage["planned"], len(truth["plans"]), "devices with a plan")
    results.equal(coverage["devices"], truth["devices_at_start"], "devices in all")
    sessions = next(one for one in answer["data"]["levels"] if one["component"] == "max_sessions")
    results.equal([month["planned"] for month in sessions["months"][1:]], truth["planned_sessions"], "planned sessions")


def expect_rates(results, stock, use, truth):
    cells = {(one["month"], one["group"]["region"], one["group"]["operator"]): one for one in stock["data"]}
    for rate in truth["rates"]:
        key = (rate["month"], rate["province"], rate["operator"])
        got = cells[key][rate["rate"]]
        for name in ("numerator", "denominator", "given", "missing"):
            results.equal(number(got[name]), number(rate[name]), f"{rate['rate']} {key} {name}")
    subscribers = {(one["province"], one["operator"]): one["subscribers"] for one in truth["subscribers"]}
    for one in use["data"]:
        key = (one["group"]["region"], one["group"]["operator"])
        results.equal(one["behind_nat"]["denominator"], subscribers[key], f"subscribers {key}")
        results.equal(one["behind_nat"]["numerator"], one["active_subscribers"]["value"], f"behind NAT {key}")
        results.check(0 < one["used"]["max_sessions"]["value"] < 1, f"utilisation {key} is a share")


def expect_movements(results, registry, truth):
    """A bar opens down to devices whose amounts add up to it."""
    month, bars = truth["months"][3], collections.Counter()
    for fall in truth["cells"]:
        if fall["province"] == "440000" and fall["operator"] == "china_mobile" and fall["month"] == month:
            for part in PARTS:
                bars[fall["component"], part] = number(fall[part])
    answer = registry.ledger("movements", "--month", month, "--region", "440000", "--operator", "china_mobile")
    sums = collections.Counter()
    for one in answer["data"]:
        sign = -1 if one["part"] in ("reduced", "retired", "moved_out") else 1
        sums[one["component"], one["part"]] += sign * number(one["delta"])
    for key, amount in bars.items():
        results.equal(sums[key], amount, f"devices behind {key} of {month}")


def expect_pools(results, quality, capacity, truth):
    """Which pools have the same addresses, and which have none of the public ones."""
    found = {"pool_overlap": [], "pool_not_public": []}
    for one in quality["pools"]["findings"]:
        names = {one["pool"]["key"], one["other"]["key"] if one["other"] else ""}
        found[one["fault"]].append((sorted(names), one["range"], one["addresses"]))
        results.check(all(key in one["words"][language] for key in names for language in ("zh", "en")), f"words name the pools: {one['words']}")
        results.check(one["pool"]["key"].startswith(f"{one['pool']['operator']} / {one['pool']['region']} / "), f"where a pool lies: {one['pool']}")
    for fault, name in (("pool_overlap", "overlaps"), ("pool_not_public", "not_public")):
        expected = [(sorted({one["pool"], one["other"]}), one["range"], one["addresses"]) for one in truth["pools"][name]]
        results.equal(sorted(found[fault]), sorted(expected), f"pools: {name}")
        results.equal(quality["pools"]["counts"][fault], len(expected), f"pools: number of {name}")
    results.equal(quality["pools"]["addresses_counted_twice"], truth["pools"]["counted_twice"], "addresses counted twice")
    results.equal(capacity["addresses_counted_twice"], truth["pools"]["counted_twice"], "addresses counted twice, beside the sum")


def expect_frozen(results, registry, truth):
    """What was frozen stays, whatever is typed afterwards; a restatement says what it changed."""
    month = truth["months"][4]
    before = registry.ledger("capacity", "--months", f"{month}..{month}", "--component", "max_sessions")
    frozen = registry.ledger("freeze", month)
    results.equal((frozen["data"]["version"], frozen["data"]["reproduces"]), (1, True), "a month is frozen")
    again = registry.run("ledger", "freeze", month, "--reason", "again")
    results.equal(again.returncode, FAILED, "the same state is not frozen twice")
    now, then = ({row["id"]: row for row in map(json.loads, registry.run("registry", "show", "nat44_device", "--format", "jsonl", *when).stdout.splitlines())}
                 for when in ((), ("--as-of", f"{month}-28")))
    # One that nobody touched since, so that the correction is all that differs.
    device = next(row for number, row in now.items() if row["status"] == "in_service" and row["max_sessions"] and row["ledger_class"] == "nat44" and
                  row["in_service_since"] < month and not row["retired_on"] and
                  all(row[field] == then.get(number, {}).get(field) for field in ("max_sessions", "status", "region", "operator", "ledger_class")))
    sheet = registry.place / "late.csv"
    with open(sheet, "w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(["operator", "region", "name", "ledger_class", "status", "max_sessions"])
        writer.writerow([device["operator"], device["region"], device["name"], device["ledger_class"], device["status"],
                         int(Decimal(device["max_sessions"])) + 1000])
    done = registry.run("registry", "import", sheet, "--kind", "nat44_device", "--effective", f"{month}-10", "--correction", "--reason", "typed late")
    results.equal(done.returncode, DONE, f"a late correction is imported: {done.stdout}{done.stderr}")
    after = registry.ledger("capacity", "--months", f"{month}..{month}", "--component", "max_sessions")
    results.equal(after["data"][0]["months"], before["data"][0]["months"], "a frozen month says what it said")
    results.equal(after["frozen"][month], 1, "the answer names the frozen version")
    silent = registry.run("ledger", "freeze", month)
    results.equal(silent.returncode, USAGE, "a restatement without a reason is refused")
    restated = registry.ledger("freeze", month, "--reason", "typed late")
    results.equal(restated["data"]["version"], 2, "a restatement is the next version")
    results.equal([(one["object"]["key"].split(" / ")[-1], one["field"], one["after"] - one["before"]) for one in restated["changes"]],
                  [(device["name"], "max_sessions", 1000)], "what the restatement changed")
    later = registry.ledger("capacity", "--months", f"{month}..{month}", "--component", "max_sessions")
    results.equal(later["data"][0]["months"][0]["closing"]["value"] - before["data"][0]["months"][0]["closing"]["value"], 1000,
                  "the restated month knows it")
    kept = registry.ledger("freezes")
    results.equal([(one["version"], one["reproduces"]) for one in kept["data"]], [(1, True), (2, True)], "both versions can be made again")
    refused = registry.run("ledger", "freeze", "2999-01")
    results.equal(refused.returncode, FAILED, "a month that has not ended is not frozen")
    results.check("has not ended" in refused.stderr, f"and it says why: {refused.stderr}")


def expect_round_trip(results, registry):
    for name in ("devices.csv", "devices.xlsx"):
        out = registry.run("registry", "export", "nat44_device", registry.place / name)
        results.equal(out.returncode, DONE, f"export {name}: {out.stderr}")
        back = registry.run("registry", "import", registry.place / name, "--dry-run", "--format", "json")
        results.equal(back.returncode, DONE, f"import {name}: {back.stderr[:300]}")
        plan = json.loads(back.stdout)
        results.equal((plan["created"], plan["changed"], plan["refused"]), (0, 0, 0), f"{name} changes nothing")


def expect_refusals(results, registry):
    for arguments, word in ((("capacity", "--months", "2025-12..2025-01"), "before"), (("capacity", "--months", "2025-13"), "no month"),
                            (("capacity", "--by", "planet"), "none of"), (("capacity", "--component", "gbps"), "none of"),
                            (("capacity", "--within", "44"), "six digits"), (("capacity", "--reference", "July"), "no month"),
                            (("plan", "--baseline", "2026-12", "--month", "2025-12"), "after"), (("movements", "--part", "sold"), "none of"),
                            (("movements", "--limit", "0"), "whole number"), (("quality", "--answer", "maybe"), "none of"),
                            (("capacity", "--as-of-commit", "first"), "commit"), (("capacity", "--months", "1990-01..2025-01"), "at most")):
        done = registry.run("ledger", *arguments)
        results.equal(done.returncode, USAGE, f"{arguments} is refused")
        results.check(word in done.stderr, f"{arguments}: says {word!r}: {done.stderr.strip()}")
    second = registry.run("ledger", "simulate")
    results.equal(second.returncode, FAILED, "a registry with devices is left alone")
    nobody = registry.run("ledger", "device", "no / such / device")
    results.equal(nobody.returncode, FAILED, "a device that is not there")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sixscope", default=os.environ.get("SIXSCOPE_BINARY", "build/release/sixscope"))
    arguments = parser.parse_args()
    results = Results()
    with tempfile.TemporaryDirectory(prefix="sixscope-ledger.") as folder:
        registry = Registry(os.path.abspath(arguments.sixscope), pathlib.Path(folder))
        truth_file = registry.place / "truth.json"
        begin = time.monotonic()
        done = registry.run("ledger", "simulate", "--truth", truth_file)
        print(f"simulate: {done.stdout.strip()} ({time.monotonic() - begin:.1f} s in all)", flush=True)
        if done.returncode != DONE:
            raise SystemExit(done.stderr)
        truth = json.loads(truth_file.read_text(), parse_float=Decimal)
        months = f"{truth['months'][0]}..{truth['months'][-1]}"
        begin = time.monotonic()
        cells = registry.ledger("capacity", "--by", "province,operator", "--months", months)
        print(f"capacity by province and operator: {time.monotonic() - begin:.1f} s with reading the log", flush=True)
        results.check(cells["closes"] is True, "everything closes")
        results.equal(len(cells["data"]), 31 * 4 * 5, "cells")
        expect_falls(results, cells, truth["cells"], "cell")
        expect_verdicts(results, cells, truth)
        expect_regions(results, cells, truth)
        expect_falls(results, registry.ledger("capacity", "--by", "province,operator,class", "--months", months), truth["classes"], "class")
        expect_falls(results, registry.ledger("capacity", "--months", months), truth["nation"], "nation")
        expect_indicators(results, registry, truth, months)
        last = truth["months"][-1]
        baseline = cells["data"][0]["months"][0]["month"]
        year, month = map(int, baseline.split("-"))
        baseline = f"{year - (month == 1)}-{(month + 10) % 12 + 1:02}"
        expect_plan(results, registry.ledger("plan", "--baseline", baseline, "--month", last), truth)
        expect_rates(results, registry.ledger("stock", "--by", "province,operator", "--months", months),
                     registry.ledger("utilisation", "--by", "province,operator", "--month", last), truth)
        expect_movements(results, registry, truth)
        quality = registry.ledger("quality", "--month", last)
        results.equal(quality["counts"]["confirmation"]["max_sessions"]["never_measured"], quality["counts"]["devices"],
                      "nothing was measured here, and nothing says it was")
        expect_pools(results, quality, cells, truth)
        expect_round_trip(results, registry)
        expect_frozen(results, registry, truth)
        expect_refusals(results, registry)
    print(f"{results.passed} passed, {len(results.failures)} failed")
    return 1 if results.failures else 0


if __name__ == "__main__":
    sys.exit(main())
