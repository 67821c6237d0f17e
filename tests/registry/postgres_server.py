#!/usr/bin/env python3
"""Starts Debian's PostgreSQL on a Unix socket for the registry's contract tests.

    postgres_server.py FOLDER

Prints "ready", or why not. Then it obeys lines on standard input, answering each with "ok": "stop"
ends the server as a restart would, "start" starts it again. Ends it at end of input. The socket and
everything it writes lie in FOLDER, which becomes the server's own where this runs as root, for
PostgreSQL refuses to run as root.
"""

import ctypes
import glob
import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import sys
import time

START_SECONDS = 60
USER = "registry"


def die_with_parent():
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGQUIT)


class Server:
    def __init__(self, binaries, folder):
        self.binaries = pathlib.Path(binaries)
        self.folder = folder
        self.data = folder / "data"
        self.process = None
        self.identity = {}
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(folder, account.pw_uid, account.pw_gid)
            self.identity = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}

    def create(self):
        made = subprocess.run([self.binaries / "initdb", "-D", self.data, "-U", USER, "-A", "trust", "-E", "UTF8",
                               "--locale=C", "--no-sync"], cwd=self.folder, capture_output=True, text=True,
                              **self.identity)
        if made.returncode != 0:
            print(made.stdout + made.stderr, file=sys.stderr)
        return made.returncode == 0

    def start(self):
        log = open(self.folder / "server.log", "ab")
        with log:
            self.process = subprocess.Popen(
                [self.binaries / "postgres", "-D", self.data, "-k", self.folder, "-c", "listen_addresses=",
                 "-c", "max_connections=60", "-c", "shared_buffers=64MB"],
                cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=die_with_parent,
                **self.identity)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            if subprocess.run([self.binaries / "pg_isready", "-q", "-h", self.folder]).returncode == 0:
                return True
            time.sleep(0.05)
        return False

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # Fast: ends the connections, then itself.
            try:
                self.process.wait(START_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait()
        return True

    def last_words(self):
        log = self.folder / "server.log"
        if log.exists():
            print("\n".join(log.read_text(errors="replace").splitlines()[-10:]), file=sys.stderr)


def binaries_of_postgres():
    found = shutil.which("initdb")
    places = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: int(path.split("/")[4]))
    initdb = places[-1] if places else found
    return os.path.dirname(initdb) if initdb else None


def main():
    binaries = binaries_of_postgres()
    if binaries is None:
        print("skip: postgresql is not installed", flush=True)
        return 0
    server = Server(binaries, pathlib.Path(sys.argv[1]))
    try:
        if not server.create() or not server.start():
            server.last_words()
            print("failed: PostgreSQL does not start, its log is above", flush=True)
            return 1
        print("ready", flush=True)
        for line in sys.stdin:
            done = server.start() if line.strip() == "start" else server.stop()
            print("ok" if done else "failed", flush=True)
        return 0
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main())
