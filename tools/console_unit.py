#!/usr/bin/env python3
"""The console's unit tests, with the closing line that counts: `N passed, N failed`."""
import json
import pathlib
import subprocess
import sys
import tempfile

WEB = pathlib.Path(__file__).resolve().parent.parent / "web"


def main():
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "report.json"
        done = subprocess.run(["sh", "run.sh", "test", "--", "--reporter=json", f"--outputFile={report}"], cwd=WEB,
                              capture_output=True, text=True)
        if not report.exists():
            print(done.stdout[-2000:] + done.stderr[-2000:] + "\n0 passed, 1 failed")
            return 1
        found = json.loads(report.read_text())
    for suite in found["testResults"]:
        for case in suite["assertionResults"]:
            if case["status"] == "failed":
                print(case["fullName"], *case["failureMessages"], sep="\n  ")
    print(f"{found['numPassedTests']} passed, {found['numFailedTests']} failed")
    return 1 if found["numFailedTests"] or not found["numPassedTests"] else 0


sys.exit(main())
