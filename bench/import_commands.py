#!/usr/bin/env python3
"""Times imports by the command, as a person waits for them: from its start to its end, reading the file included.

    import_commands.py [--build DIR] [--runs N] [--url URL]

5,000 rows with 40 faults are refused within 3 s, 100,000 good rows are in within 20 s, and again within that, which
changes nothing. The registry is a new SQLite file (or what URL names, which must be empty) in a folder on disk that is
taken away afterwards. Prints a table and ends with 1 if a bar is not met or an answer is not right.
"""

import argparse
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

FAULTS = 40


def run(program, data, url, *arguments):
    environment = {**os.environ, "SIXSCOPE_DATA_DIR": str(data)}
    if url:
        environment["SIXSCOPE_REGISTRY_URL"] = url
    begun = time.monotonic()
    done = subprocess.run([program, "registry", "import", *map(str, arguments), "--format", "json"], capture_output=True,
                          env=environment)
    return time.monotonic() - begun, json.loads(done.stdout), done.stderr.decode()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default="build/release")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--url", default="")
    parser.add_argument("--folder", help="where to work; by default beside the build")
    arguments = parser.parse_args()
    build = pathlib.Path(arguments.build).resolve()
    met = True
    print(f"load average when it began: {os.getloadavg()[0]:.2f}\n")
    print("| case | file | seconds, least of runs | bar |\n| --- | ---: | ---: | ---: |")
    for ending in ("csv", "xlsx"):
        seconds = {}
        for number in range(arguments.runs):
            with tempfile.TemporaryDirectory(dir=arguments.folder or build) as folder:
                place = pathlib.Path(folder)
                bad, good = place / f"bad.{ending}", place / f"good.{ending}"
                for rows, faults, file in ((5_000, FAULTS, bad), (100_000, 0, good)):
                    subprocess.run([build / "tests/seeded_file", str(rows), str(faults), file], check=True, stdout=subprocess.DEVNULL)
                program = build / "sixscope"
                for name, bar, file, right in (
                        ("5,000 rows, 40 faults, refused", 3, bad, lambda a: a["faults_all"] == FAULTS and a["receipt"] is None),
                        ("100,000 good rows, dry run", 20, good, lambda a: a["created"] == 100_000 and a["receipt"] is None),
                        ("100,000 good rows", 20, good, lambda a: a["created"] == 100_000 and a["receipt"]),
                        ("the same again, no change", 20, good, lambda a: a["unchanged"] == 100_000)):
                    if arguments.url and number and name.startswith("100"):
                        continue  # They are there already.
                    more = ["--dry-run"] if "dry run" in name else []
                    spent, answer, told = run(program, place / "data", arguments.url, file, *more)
                    key = (f"{name}, {ending.upper()}", f"{file.stat().st_size / 1e6:.1f} MB", bar)
                    seconds[key] = min(spent, seconds.get(key, spent))
                    is_told = spent < 3 or "rows read" in told or "reading" in told
                    if not right(answer) or not is_told:
                        print(f"{name}: wrong: {json.dumps(answer)[:300]} {told}", file=sys.stderr)
                        met = False
        for (name, size, bar), spent in seconds.items():
            print(f"| {name} | {size} | {spent:.2f} | {bar} |")
            met = met and spent < bar
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"\nlargest program: {used.ru_maxrss / 1024:.0f} MB")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
