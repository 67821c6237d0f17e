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
        "enrich": "-", "collector": "3 M flows/s: 333 ns a flow on one core"}
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
        out.append(f"\n## {name}\n\nBar: {BARS.get(name, '-')}.\n\n| case | CPU time | items/s |\n| --- | ---: | ---: |\n")
        for result in google(program):
            rate = result.get("items_per_second")
            shown = f"{rate / 1e6:.2f} M" if rate else ""
            out.append(f"| `{result['run_name']}` | {result['cpu_time']:.1f} {result['time_unit']} | {shown} |\n")
    if "--no-peers" not in sys.argv:
        print("[bench] peers", flush=True)
        done = subprocess.run([sys.executable, "bench/compare_peers.py", "--build", str(build)], capture_output=True,
                              text=True, timeout=1800)
        out.append(f"\n## Beside peers\n\n```text\n{done.stdout.strip()}\n```\n")
    kept = page.read_text().split(NOTES, 1)[1] if page.exists() and NOTES in page.read_text() else "\n"
    page.write_text("".join(out) + f"\n{NOTES}{kept}")


main()
