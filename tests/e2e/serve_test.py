"""What `sixscope serve` refuses, and what it says of trouble: real processes on loopback.

    serve_test.py [PROGRAM]
"""

import contextlib
import json
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
import urllib.request

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

    def test_a_taken_udp_port_ends_it_like_a_taken_tcp_port(self):
        """Even where the holder would share the port."""
        for kind, key in ((socket.SOCK_DGRAM, "collector.udp"), (socket.SOCK_STREAM, "collector.tcp"),
                          (socket.SOCK_STREAM, "http.listen")):
            with self.subTest(key), socket.socket(socket.AF_INET, kind) as holder:
                holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
                holder.bind(("127.0.0.1", 0))
                if kind == socket.SOCK_STREAM:
                    holder.listen()
                taken = f"127.0.0.1:{holder.getsockname()[1]}"
                variable = "SIXSCOPE_" + key.upper().replace(".", "_")
                options = ["serve", "--data", str(self.place / key), "--store", "memory"]
                if key != "collector.udp":
                    options += ["--udp", "127.0.0.1:0"]
                if key != "http.listen":
                    options += ["--http", "127.0.0.1:0"]
                server = self.run_program(*options, **{variable: taken})
                self.assertEqual(server.wait(), UNAVAILABLE, server.text())
                self.assertIn(taken.split(":")[1], server.text())
                self.assertIn("Address already in use", server.text())

    def test_check_and_serve_list_the_same_faults(self):
        settings = self.place / "my.toml"
        settings.write_text('store.url = "ftp://db"\ncollector.udp = ["router:2055"]\n'
                            'http.connections_max = 0\nenrich.dictionaries = ["/no.csv"]\n')
        environment = {"SIXSCOPE_HTTP_LISTEM": "127.0.0.1:1"}
        check = self.run_program("config", "check", str(settings), **environment)
        serve = self.run_program("serve", "--config", str(settings), "--data",
                                 str(self.place / "data"), **environment)
        self.assertEqual(check.wait(), BAD_SETTINGS, check.text())
        self.assertEqual(serve.wait(), BAD_SETTINGS, serve.text())
        self.assertEqual(check.text(), serve.text())
        for words in ("my.toml:1: store.url: `ftp://db`", "my.toml:2: collector.udp: `router:2055`",
                      "my.toml:3: http.connections_max", "my.toml:4: enrich.dictionaries: `/no.csv`",
                      "did you mean `HTTP_LISTEN`?", "5 fault(s)"):
            self.assertIn(words, check.text())
        self.assertFalse((self.place / "data").exists())

    def test_bad_input_is_named_in_the_log(self):
        server = self.serve()
        port = int(server.wait_for("taking exports on udp").rsplit(":", 1)[1])
        server.wait_for("sixscope is at")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as exporter:
            for _ in range(3):
                exporter.sendto(b"\x00\x63no export protocol", ("127.0.0.1", port))
        line = server.wait_for("malformed_bad_version")
        self.assertIn("exporter 127.0.0.1: ", line)
        self.assertIn(": 3 events", line)
        self.assertIn("`sixscope exporters 127.0.0.1`", line)

    def test_a_store_that_dies_is_named_in_the_log_and_comes_back(self):
        server = self.serve(store="embedded")
        page = server.wait_for("sixscope is at").split()[-1]
        status = self.ask(page + "api/v1/status")
        self.assertRegex(status["store"]["version"], r"^\d+\.\d+$")
        store = int(status["numbers"]["store_pid"])
        os.kill(store, signal.SIGKILL)
        server.wait_for(f"the embedded store, process {store}, ended with exit status 137")
        server.wait_for("the embedded store is back, as process ")

    @staticmethod
    def ask(url):
        with urllib.request.urlopen(url, timeout=20) as answer:
            return json.load(answer)


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        PROGRAM = sys.argv.pop(1)
    outcome = unittest.main(exit=False).result
    failed = len(outcome.failures) + len(outcome.errors)
    skipped = f", {len(outcome.skipped)} skipped" if outcome.skipped else ""
    print(f"{outcome.testsRun - failed - len(outcome.skipped)} passed, {failed} failed{skipped}")
    sys.exit(1 if failed else 0)
