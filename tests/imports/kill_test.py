#!/usr/bin/env python3
"""Kills the import command at random moments and looks at what is left: all of a sheet with its receipt, or nothing.

    kill_test.py [PROGRAM]

On SQLite and on a PostgreSQL of its own. The moments come from a seed that is printed; SIXSCOPE_SEED repeats them.
"""

import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = os.path.abspath(os.environ.get("SIXSCOPE_BINARY", "build/release/sixscope"))
SERVER = pathlib.Path(__file__).resolve().parent.parent / "registry/postgres_server.py"
SEED = int(os.environ.get("SIXSCOPE_SEED", random.randrange(1 << 32)))
ROWS = 3000
KILLS = 12
WAIT_SECONDS_MAX = 120
HEAD = "运营商,区域,设备名称,台账类别,状态,最大会话数\n"


class KillTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="sixscope-kill-", ignore_cleanup_errors=True)
        self.addCleanup(folder.cleanup)
        self.place = pathlib.Path(folder.name)
        self.settings = {"SIXSCOPE_DATA_DIR": str(self.place / "data")}
        self.random = random.Random(SEED)

    def start(self, *arguments):
        return subprocess.Popen([PROGRAM, "registry", *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                env={**os.environ, **self.settings})

    def run_registry(self, *arguments):
        process = self.start(*arguments, "--format", "json")
        out, err = process.communicate(timeout=WAIT_SECONDS_MAX)
        self.assertEqual(process.returncode, 0, err.decode())
        return json.loads(out)

    def sheet(self, name):
        path = self.place / f"{name}.csv"
        path.write_text(HEAD + "".join(f"中国移动,广东,{name}-{i},nat44,在用,2000万\n" for i in range(ROWS)))
        return path

    def look(self):
        """Names of the sheets that are there with all their rows; nothing is there in part."""
        found = {}
        for device in self.run_registry("show", "nat44_device"):
            found.setdefault(device["name"].rsplit("-", 1)[0], []).append(device)
        for name, devices in found.items():
            self.assertEqual(len(devices), ROWS, f"{name} is there in part")
        receipts = [pathlib.Path(receipt["file"]).stem for receipt in self.run_registry("receipts")]
        self.assertEqual(sorted(receipts), sorted(found), "a receipt without its objects, or objects without a receipt")
        return set(found)

    def kill_many(self):
        begun = time.monotonic()
        self.run_registry("import", self.sheet("whole"))
        whole = time.monotonic() - begun
        there = {"whole"}
        killed = 0
        for i in range(KILLS):
            name = f"sheet{i}"
            # The end, where it writes and commits, is met as often as all before.
            part = self.random.uniform(0.5, 1.0) if i % 2 else self.random.uniform(0.0, 1.0)
            process = self.start("import", self.sheet(name))
            try:
                process.communicate(timeout=part * whole)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.communicate()
                killed += 1
            now = self.look()
            self.assertIn(now - there, (set(), {name}))
            self.assertTrue(there <= now)
            if process.returncode == 0:
                self.assertIn(name, now)
            there = now
        self.assertGreater(killed, 0, "every import came to its end: nothing was tested")
        # The registry still takes what is sent, and what was cut off goes in whole.
        self.run_registry("import", self.sheet("last"))
        self.assertIn("last", self.look())

    def test_sqlite(self):
        self.kill_many()

    def test_postgresql(self):
        folder = self.place / "server"
        folder.mkdir(mode=0o755)
        os.chmod(self.place, 0o755)
        server = subprocess.Popen([sys.executable, SERVER, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            said = server.stdout.readline().strip()
            if said.startswith("skip"):
                self.skipTest(said)
            self.assertEqual(said, "ready")
            self.settings["SIXSCOPE_REGISTRY_URL"] = f"postgresql://registry@/postgres?host={folder}"
            self.kill_many()
        finally:
            server.stdin.close()
            server.wait(WAIT_SECONDS_MAX)
            server.stdout.close()


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        PROGRAM = os.path.abspath(sys.argv.pop(1))
    print(f"seed {SEED}")
    outcome = unittest.main(exit=False).result
    failed = len(outcome.failures) + len(outcome.errors)
    skipped = f", {len(outcome.skipped)} skipped" if outcome.skipped else ""
    print(f"{outcome.testsRun - failed - len(outcome.skipped)} passed, {failed} failed{skipped}")
    sys.exit(1 if failed else 0)
