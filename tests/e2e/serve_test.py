"""What `sixscope serve` refuses, and what it says of trouble: real processes on loopback.

    serve_test.py [PROGRAM]
"""

import contextlib
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

PROGRAM = os.environ.get("SIXSCOPE_BINARY", "build/release/sixscope")
BAD_SETTINGS = 3
UNAVAILABLE = 5
WAIT_SECONDS_MAX = 90


class Running:
    """A program whose words are kept."""

    def __init__(self, *arguments, **environment):
        self.process = subprocess.Popen(
            [PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env=dict(os.environ, **environment))
        self.said = []
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            self.said.append(line)

    def text(self):
        return "".join(self.said)

    def wait_for(self, words):
        """The first line with these words."""
        deadline = time.monotonic() + WAIT_SECONDS_MAX
        while time.monotonic() < deadline:
            ended = not self.reader.is_alive()
            for line in list(self.said):
                if words in line:
                    return line
            if ended:
                break
            time.sleep(0.02)
        raise AssertionError(f"never said {words!r}, but:\n{self.text()}")

    def wait(self):
        code = self.process.wait(WAIT_SECONDS_MAX)
        self.reader.join(WAIT_SECONDS_MAX)
        return code

    def end(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
        code = self.wait()
        self.process.stdout.close()
        return code


class ServeTest(unittest.TestCase):
    def setUp(self):
        self.stack = contextlib.ExitStack()
        self.addCleanup(self.stack.close)
        self.place = pathlib.Path(self.stack.enter_context(tempfile.TemporaryDirectory()))

    def run_program(self, *arguments, **environment):
        program = Running(*arguments, **environment)
        self.stack.callback(program.end, signal.SIGKILL)
        return program

    def serve(self, *arguments, data="data", store="memory", udp="127.0.0.1:0", **environment):
        return self.run_program("serve", "--data", str(self.place / data), "--store", store,
                                "--http", "127.0.0.1:0", "--udp", udp, *arguments, **environment)

    def test_one_server_a_data_directory(self):
        first = self.serve()
        first.wait_for("sixscope is at")
        second = self.serve()
        self.assertEqual(second.wait(), UNAVAILABLE, second.text())
        self.assertIn(f"process {first.process.pid} holds", second.text())
        self.assertIn(str(self.place / "data"), second.text())
        self.assertIsNone(first.process.poll())
        self.serve(data="other").wait_for("sixscope is at")

    def test_a_killed_server_leaves_no_lock(self):
        first = self.serve()
        first.wait_for("sixscope is at")
        first.end(signal.SIGKILL)
        self.serve().wait_for("sixscope is at")

    def test_one_process_a_store(self):
        """By hand and by a server: the store of another is never taken for its own."""
        store = self.place / "data" / "store"
        by_hand = self.run_program("store", "--path", str(store), "--socket", f"{store}.sock")
        deadline = time.monotonic() + WAIT_SECONDS_MAX
        while not os.path.exists(f"{store}.sock") and time.monotonic() < deadline:
            time.sleep(0.05)
        server = self.serve(store="embedded")
        self.assertEqual(server.wait(), UNAVAILABLE, server.text())
        self.assertIn(f"process {by_hand.process.pid} holds", server.text())
        self.assertIsNone(by_hand.process.poll())


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        PROGRAM = sys.argv.pop(1)
    unittest.main()
