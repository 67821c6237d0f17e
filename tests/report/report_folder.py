"""Where report_samples wrote its documents, and what the checks came to."""
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "e2e"))
from results import Results  # noqa: E402

SAMPLES = os.path.abspath(os.path.join(os.environ.get("SIXSCOPE_BUILD", "build/release"), "tests/report_samples"))


def samples(rows=3000):
    """(folder, seconds by file) of a run; the folder is gone with the object."""
    folder = tempfile.TemporaryDirectory(prefix="sixscope-report-")
    done = subprocess.run([SAMPLES, folder.name, str(rows)], capture_output=True, text=True, timeout=600)
    if done.returncode != 0:
        raise SystemExit(f"{SAMPLES}: {done.stderr or done.returncode}")
    lines = [line.split() for line in done.stdout.splitlines()]
    return folder, {words[0].rstrip(":"): float(words[-2]) for words in lines}


def close(results):
    print(f"{results.passed} passed, {len(results.failures)} failed")
    sys.exit(1 if results.failures else 0)
