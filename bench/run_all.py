#!/usr/bin/env python3
"""Runs the benchmarks and the comparison with the peers, and writes the page of figures.

  run_all.py BUILD PAGE [--no-peers]

The section of PAGE below the line `<!-- notes -->` is kept: it is written by hand.
"""
import json
import pathlib
import platform
import subprocess
import sys

BARS = {"decode": "5 M records/s on one core", "prefix": "30 M look-ups/s at 1 M prefixes (lookup_many)",
        "enrich": "-", "collector": "3 M flows/s: 333 ns a flow on one core",
        "indicator": "36 months of every province, operator and at least 60 indicators in 60 s, one month in 3 s"}
# Waits for a store's process, so that its own CPU is not all: what a person waits for is given instead.
BY_CLOCK = {"indicator"}
# What Google Benchmark says of each result beside the counters that a benchmark adds.
PLAIN = {"family_index", "per_family_instance_index", "repetitions", "threads", "iterations", "real_time", "cpu_time",
         "items_per_second"}
NOTES = "<!-- notes -->"


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":")[1].strip()
    return platform.processor()


def google(program):
    done = subprocess.run([str(program), "--benchmark_format=json", "--benchmark_min_time=0.3", "--benchmark_repetitions=3",
                           "--benchmark_report_aggregates_only=true"], capture_output=True, text=True, timeout=900)
    try:
        found = json.loads(done.stdout)["benchmarks"]
    except (ValueError, KeyError):
        print(f"{program.name}: no result: {done.stderr[-300:]}", file=sys.stderr)
        return []
    return [b for b in found if b.get("aggregate_name") == "median"]


def main():
    build, page = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    load = pathlib.Path("/proc/loadavg").read_text().split()[0]
    out = ["# Performance\n\nWritten by `make bench`. Figures are CPU time, medians of three runs.\n\n"
           f"Machine: {processor()}, 2 cores; load average when it began: {load}.\n"]
    for program in sorted((build / "bench").glob("*_bench")):
        name = program.name.removesuffix("_bench")
        if name == "query":
            continue  # Takes a data folder and minutes: see its --help.
        print(f"[bench] {name}", flush=True)
        which, title = ("real_time", "time") if name in BY_CLOCK else ("cpu_time", "CPU time")
        out.append(f"\n## {name}\n\nBar: {BARS.get(name, '-')}.\n\n| case | {title} | items/s |\n| --- | ---: | ---: |\n")
        counted = []
        for result in google(program):
            rate = result.get("items_per_second")
            shown = f"{rate / 1e6:.2f} M" if rate else ""
            out.append(f"| `{result['run_name']}` | {result[which]:.1f} {result['time_unit']} | {shown} |\n")
            counters = {key: value for key, value in result.items() if isinstance(value, float) and key not in PLAIN}
            if counters:
                counted.append(f"`{result['run_name']}`: " + ", ".join(f"{value:,.0f} {key}" for key, value in counters.items()))
        out.append("".join(f"\n{line}.\n" for line in counted))
    if "--no-peers" not in sys.argv:
        print("[bench] peers", flush=True)
        done = subprocess.run([sys.executable, "bench/compare_peers.py", "--build", str(build)], capture_output=True,
                              text=True, timeout=1800)
        out.append(f"\n## Beside peers\n\n```text\n{done.stdout.strip()}\n```\n")
    kept = page.read_text().split(NOTES, 1)[1] if page.exists() and NOTES in page.read_text() else "\n"
    page.write_text("".join(out) + f"\n{NOTES}{kept}")


main()
