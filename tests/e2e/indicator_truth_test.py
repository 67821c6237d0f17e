#!/usr/bin/env python3
"""Three years of forms of 31 provinces and four operators, and every indicator made of them held against the truth.

    tests/e2e/indicator_truth_test.py [--sixscope build/release/sixscope]

Forms are made here, with what real ones have: rows that lack, figures that lack, zeros, more IPv6 than there is
altogether, deductions below zero, half-years handed in for May, April, both or not at all. They are handed in with
`sixscope registry import`. The truth is kept apart, in exact
fractions. Every value of the nation, of each province and operator and both crossed, by month, quarter, half year and
year, must equal it (one part in 10^9), with the same gap and coverage; and leaves must add up to their values. Prints
how long the questions take, which is no pass or fail, and "N passed, N failed".
"""

import argparse
import collections
import csv
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time
from fractions import Fraction

from results import Results

ROOT = pathlib.Path(__file__).resolve().parents[2]
DONE = 0
SECONDS_MAX = 600
OPERATORS = ("china_telecom", "china_mobile", "china_unicom", "china_broadnet")
EXPECTED = OPERATORS[:3]  # The setting indicators.operators as shipped.
NATION = "100000"
FIRST_YEAR, YEARS = 2023, 3
MONTHS = [f"{year}-{month:02}" for year in range(FIRST_YEAR, FIRST_YEAR + YEARS) for month in range(1, 13)]
LENGTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
MOBILE_OFFLOAD = Fraction(9, 10)
RELATIVE = Fraction(1, 10**9)
TRAFFIC = ("metro_egress", "metro_egress_ipv6", "mobile_core_egress", "mobile_core_egress_ipv6", "lte", "lte_ipv6", "mobile_5g",
           "mobile_5g_ipv6")
CONNECTIONS = ("connections", "connections_allocated", "connections_active")


class Program:
    """sixscope over a registry in a directory of its own."""

    def __init__(self, program, place):
        self.program = program
        self.place = place

    def run(self, *arguments):
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "SIXSCOPE_"))}
        begin = time.monotonic()
        done = subprocess.run([self.program, *map(str, arguments)], capture_output=True, text=True, timeout=SECONDS_MAX, cwd=ROOT,
                              env={**environment, "SIXSCOPE_DATA_DIR": str(self.place / "data")})
        if done.returncode != DONE:
            said = (done.stderr or done.stdout)[:2000]
            raise SystemExit(f"sixscope {' '.join(map(str, arguments))}: {done.returncode}: {said}")
        return done.stdout, time.monotonic() - begin

    def ask(self, *arguments):
        return json.loads(self.run("indicators", *arguments, "--format", "json")[0])


def provinces():
    with (ROOT / "catalogue" / "regions.csv").open(encoding="utf-8", newline="") as file:
        return [row["code"] for row in csv.DictReader(line for line in file if not line.startswith("#"))][:31]


class Figures:
    """What the forms say: by quantity, then (month, province, operator)."""

    def __init__(self, codes):
        self.codes = codes
        self.of = collections.defaultdict(dict)
        self.random = random.Random(7)

    def amount(self, most, digits=0):
        scale = 10**digits
        return Fraction(self.random.randint(1, most * scale), scale)

    def part(self, whole, digits=0):
        """Some of it, sometimes none, rarely more than all."""
        chance = self.random.random()
        if chance < 0.01:
            return Fraction(0)
        scale = 10**digits
        return Fraction(int(whole * scale * self.random.uniform(0.1, 0.95)), scale) + (whole if chance > 0.99 else 0)

    def rows(self, fields, make, extra=()):
        """Rows of a form, in no order: some lack altogether, some lack a figure."""
        rows = []
        for place, (province, operator) in enumerate((one, other) for one in self.codes for other in OPERATORS):
            if province == "540000" and operator in ("china_unicom", "china_broadnet"):
                continue  # One that is expected, one that is not.
            for month in MONTHS:
                if self.random.random() < 0.01 and place % 3 == 0:
                    continue
                figures = make()
                row = {"month": month, "region": province, "operator": operator, **dict(extra)}
                for name in fields:
                    if self.random.random() < 0.003 and name != "connections":
                        continue  # The one figure that the form asks for is always there.
                    row[name] = str(float(figures[name])) if figures[name].denominator > 1 else str(figures[name].numerator)
                    self.of["_".join((*dict(extra).values(), name))][month, province, operator] = figures[name]
                rows.append(row)
        self.random.shuffle(rows)
        return rows

    def traffic(self):
        def make():
            core = self.amount(400, 3)
            metro = core * 3 if self.random.random() > 0.01 else core / 2  # Less than what is taken out of it.
            metro = Fraction(int(metro * 1000), 1000)
            lte = self.amount(200, 3) if self.random.random() > 0.01 else Fraction(0)
            nr = self.amount(300, 3) if self.random.random() > 0.5 else Fraction(0)
            core_v6 = self.part(core, 3)
            return {"metro_egress": metro, "metro_egress_ipv6": core_v6 + self.part(metro - core if metro > core else metro, 3),
                    "mobile_core_egress": core, "mobile_core_egress_ipv6": core_v6, "lte": lte, "lte_ipv6": self.part(lte, 3),
                    "mobile_5g": nr, "mobile_5g_ipv6": self.part(nr, 3)}
        return self.rows(TRAFFIC, make)

    def progress(self):
        """NAT44 half-years: mostly of May and November, some of another month or of two, some of none; figures lack."""
        rows = []
        for province, operator in ((one, other) for one in self.codes for other in OPERATORS):
            for begin in range(0, len(MONTHS), 6):
                chance = self.random.random()
                for at in () if chance < 0.05 else (4,) if chance < 0.8 else (3,) if chance < 0.9 else (3, 4):
                    month = MONTHS[begin + at]
                    devices = self.random.randint(0, 200)
                    figures = {"devices": Fraction(devices), "devices_planned": Fraction(self.random.randint(0, devices)),
                               "design_throughput": self.amount(50_000, 1), "retired": Fraction(self.random.randint(0, 900))}
                    row = {"month": month, "region": province, "operator": operator}
                    for name, value in figures.items():
                        if self.random.random() < 0.03:
                            continue
                        row[name] = str(float(value)) if value.denominator > 1 else str(value.numerator)
                        self.of[name][month, province, operator] = value
                    rows.append(row)
        self.random.shuffle(rows)
        return rows

    def connections(self, kind):
        def make():
            every = self.amount(90_000_000)
            allocated = self.part(every)
            return {"connections": every, "connections_allocated": allocated, "connections_active": self.part(allocated)}
        return self.rows(CONNECTIONS, make, (("kind", kind),))


def mean(figures, name, months, place):
    """Of a rate: every month has to be there."""
    got = [figures.of[name].get((month, *place)) for month in months]
    return None if None in got else sum(got, Fraction(0)) / len(got)


def last(figures, name, months, place):
    return figures.of[name].get((months[-1], *place))


def month_read(figures, names, months, place):
    """Of what is handed in once a period: the newest month that has all of them."""
    return next((month for month in reversed(months) if all((month, *place) in figures.of[name] for name in names)), None)


def latest(figures, name, months, place):
    return figures.of[name].get((months[-1], *place))  # The months are the one that is read: see leaf_of.


def half_year_sum(figures, name, months, place):
    """Of each half-year the newest month that has it, and every half-year needed."""
    parts = []
    for begin in range(0, len(months), 6):
        month = month_read(figures, (name,), months[begin:begin + 6], place)
        parts.append(None if month is None else figures.of[name][month, *place])
    return None if None in parts else sum(parts, Fraction(0))


# Each side of an indicator: how months become one figure, and the formula over fields. Written down again here, not read
# from the catalogue, which is what is under test.
def share(over_time, fields, numerator, denominator):
    return over_time, fields, numerator, denominator


INDICATORS = {
    "T1": share(mean, ("lte_ipv6", "mobile_5g_ipv6", "lte", "mobile_5g"), lambda a, b, c, d: a + b, lambda a, b, c, d: c + d),
    "T1a": share(mean, ("lte_ipv6", "lte"), lambda a, b: a, lambda a, b: b),
    "T1b": share(mean, ("mobile_5g_ipv6", "mobile_5g"), lambda a, b: a, lambda a, b: b),
    "T2": share(mean, ("metro_egress_ipv6", "mobile_core_egress_ipv6", "metro_egress", "mobile_core_egress"),
                lambda a, b, c, d: a - MOBILE_OFFLOAD * b, lambda a, b, c, d: c - MOBILE_OFFLOAD * d),
    "U2a": share(last, ("mobile_connections_allocated", "mobile_connections"), lambda a, b: a, lambda a, b: b),
    "U2b": share(last, ("fixed_connections_allocated", "fixed_connections"), lambda a, b: a, lambda a, b: b),
    "U2c": share(last, ("fixed_connections_allocated", "mobile_connections_allocated"), lambda a, b: a + b, None),
    "U3a": share(last, ("mobile_connections_active", "mobile_connections_allocated"), lambda a, b: a, lambda a, b: b),
    "D1a": share(latest, ("design_throughput",), lambda a: a, None),
    "D1f": share(latest, ("devices",), lambda a: a, None),
    "D1i": share(half_year_sum, ("retired",), lambda a: a, None),
    "D1l": share(latest, ("devices_planned", "devices"), lambda a, b: a, lambda a, b: b),
    "U3b": share(last, ("fixed_connections_active", "fixed_connections_allocated"), lambda a, b: a, lambda a, b: b),
}


def leaf_of(figures, indicator, months, place):
    """(numerator, denominator) or why there is none."""
    over_time, fields, numerator, denominator = INDICATORS[indicator]
    if over_time is latest:
        month = month_read(figures, fields, months, place)
        months = months if month is None else [month]
        if month is None:
            return "no_observations"
    got = [over_time(figures, name, months, place) for name in fields]
    if None in got:
        return "no_observations"
    above = numerator(*got)
    below = denominator(*got) if denominator else Fraction(1)
    if above < 0 or below < 0:
        return "data_error"
    if below == 0:
        return "zero_denominator"
    return "data_error" if denominator and above > below else (above, below)


def expected_places(figures, indicator):
    some = {key[1:] for name in INDICATORS[indicator][1] for key in figures.of[name]}
    return sorted(some | {(province, operator) for province in figures.codes for operator in EXPECTED})


class Sum:
    """A scope's leaves added up."""

    def __init__(self):
        self.above = self.below = Fraction(0)
        self.present = self.expected = 0
        self.gap = "no_observations"
        self.months = set()  # That leaves were read of, where one month of a longer period is.

    def add(self, leaf, month):
        self.expected += 1
        if isinstance(leaf, str):
            self.gap = leaf if self.gap == "no_observations" else self.gap
            return
        self.present += 1
        self.months |= {month} - {None}
        self.above += leaf[0]
        self.below += leaf[1]


def truth_of(figures, indicator, months):
    sums = collections.defaultdict(Sum)
    for province, operator in expected_places(figures, indicator):
        leaf = leaf_of(figures, indicator, months, (province, operator))
        over_time, fields, *_ = INDICATORS[indicator]
        is_one = over_time is latest or over_time is half_year_sum and len(months) <= 6
        month = month_read(figures, fields, months, (province, operator)) if is_one and len(months) > 1 else None
        for region in (NATION, province):
            for whose in ("", operator):
                sums[region, whose].add(leaf, month)
    return sums


def name_of(months, period):
    year, month = months[0].split("-")
    return {"month": months[0], "quarter": f"{year}-Q{(int(month) + 2) // 3}", "half_year": f"{year}-H{(int(month) + 5) // 6}",
            "year": year}[period]


def expect_values(results, program, figures, period):
    length = LENGTHS[period]
    got = collections.defaultdict(dict)
    for indicator in INDICATORS:
        answer = program.ask("values", "--indicator", indicator, "--months", f"{MONTHS[0]}..{MONTHS[-1]}", "--period", period,
                             "--by", "province,operator", "--source", "submitted")
        for value in answer["data"]:
            got[indicator, value["period"]["name"]][value["region"], value["operator"]] = value
    seen = collections.Counter()
    for indicator in INDICATORS:
        for begin in range(0, len(MONTHS), length):
            months = MONTHS[begin:begin + length]
            values = got.pop((indicator, name_of(months, period)), {})
            truth = truth_of(figures, indicator, months)
            results.equal(set(values), set(truth), f"{indicator} {months[0]} {period}: scopes")
            for scope in set(values) & set(truth):
                one, sums, what = values[scope], truth[scope], f"{indicator} {name_of(months, period)} {scope}"
                results.equal(one["coverage"], {"present": sums.present, "expected": sums.expected}, f"{what} coverage")
                seen[one["gap"] or "value"] += 1
                if not sums.present:
                    results.equal((one["value"], one["gap"]), (None, sums.gap), f"{what} gap")
                    continue
                results.equal(one["gap"], None, f"{what} gap")
                read = {"first": min(sums.months), "last": max(sums.months)} if sums.months else None
                results.equal(one["months"], read, f"{what} months read")
                results.close(one["numerator"], sums.above, RELATIVE, f"{what} numerator")
                count = INDICATORS[indicator][3] is None
                results.close(one["denominator"], Fraction(sums.present) if count else sums.below, RELATIVE, f"{what} denominator")
                results.close(one["value"], sums.above if count else sums.above / sums.below, RELATIVE, f"{what} value")
    results.equal(list(got), [], f"{period}: no other period is answered")
    return seen


def expect_closed_books(results, program, figures):
    """Provinces add up to the nation and leaves to both, as answered."""
    for indicator in ("T1", "T2", "U2b"):
        month = MONTHS[-2]
        span = ("--month", month, "--source", "submitted")
        values = {(one["region"], one["operator"]): one
                  for one in program.ask("values", "--indicator", indicator, *span, "--by", "province,operator")["data"]}
        nation = values[NATION, ""]
        leaves = [one for one in program.ask("leaves", indicator, *span)["data"] if not one["fault"]]
        for side in ("numerator", "denominator"):
            parts = sum(Fraction(one[side]) for (region, operator), one in values.items() if region != NATION and not operator)
            results.close(nation[side], parts, RELATIVE, f"{indicator}: provinces add up, {side}")
            results.close(nation[side], sum(Fraction(one[side]) for one in leaves), RELATIVE, f"{indicator}: leaves add up, {side}")
        results.equal(len(leaves), nation["coverage"]["present"], f"{indicator}: leaves that are present")
        for leaf in leaves:
            for figure in leaf["figures"]:
                results.check(figure["value"] is not None, f"{indicator}: {leaf['region']} {leaf['operator']} {figure['quantity']}")


def hand_in(program, form, rows):
    names = dict.fromkeys(name for row in rows for name in row)
    path = program.place / f"{form}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        sheet = csv.DictWriter(file, list(names))
        sheet.writeheader()
        sheet.writerows(rows)
    _, seconds = program.run("registry", "import", path, "--kind", form, "--explain", "made for a test")
    print(f"{form}: {len(rows)} rows handed in, {seconds:.1f} s", flush=True)


def print_times(program):
    span = f"{MONTHS[0]}..{MONTHS[-1]}"
    for what, months in (("36 months", ("--months", span)), ("one month", ("--month", MONTHS[-1]))):
        out, seconds = program.run("indicators", "values", *months, "--by", "province,operator", "--source", "submitted", "--format", "json")
        print(f"every indicator by province and operator over {what}: {len(json.loads(out)['data'])} values, {seconds:.1f} s", flush=True)
    _, seconds = program.run("indicators", "targets", "--month", MONTHS[-1])
    print(f"target board: {seconds:.1f} s", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sixscope", default=os.environ.get("SIXSCOPE_BINARY", "build/release/sixscope"))
    arguments = parser.parse_args()
    results = Results()
    with tempfile.TemporaryDirectory(prefix="sixscope-indicators.") as folder:
        program = Program(os.path.abspath(arguments.sixscope), pathlib.Path(folder))
        figures = Figures(provinces())
        hand_in(program, "traffic_by_province", figures.traffic())
        hand_in(program, "nat44_progress", figures.progress())
        hand_in(program, "connections", figures.connections("fixed") + figures.connections("mobile"))
        print_times(program)
        seen = sum((expect_values(results, program, figures, period) for period in LENGTHS), collections.Counter())
        print(f"values: {dict(seen)}", flush=True)
        results.equal(set(seen), {"value", "no_observations", "zero_denominator", "data_error"}, "every kind of gap occurs")
        expect_closed_books(results, program, figures)
    print(f"{results.passed} passed, {len(results.failures)} failed")
    return 1 if results.failures else 0


if __name__ == "__main__":
    sys.exit(main())
