"""The store stays away, and the disk runs full: rows get late, none is lost, none counts twice.

A sender exports IPFIX flows to a real `sixscope serve`, whose store is a `sixscope store` of the
test behind a TCP port, so that the test can kill it and keep it away.

    away   The store is killed and stays away until PARCELS_MIN batches wait on the disk. (An hour's
           worth of batches goes through in collector_test, with a clock of its own.)
    full   The data directory is a file system of 16 MB, really full while the store is away: the
           collector must say so, go on receiving, and recover once there is room. Needs root to
           mount; skipped otherwise, and said so.

At the end of each: records sent = records stored + sequence gaps, and bytes agree with records.

    absence_test.py [PROGRAM] [--only away|full]
"""

import argparse
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

import crash_test

STORE_PORT = int(os.environ.get("SIXSCOPE_ABSENCE_STORE", "19970"))
PARCELS_MIN = 20
FULL_SECONDS = 12
WAIT_SECONDS_MAX = 120
DISK_BYTES = 16 << 20


class Store:
    """A `sixscope store`, and a port that leads to it while it lives."""

    def __init__(self, program, directory):
        self.program = program
        self.directory = directory
        self.socket = os.path.join(directory, "store.sock")
        self.process = None
        self.listener = socket.create_server(("127.0.0.1", STORE_PORT))
        threading.Thread(target=self.accept, daemon=True).start()

    def start(self):
        with open(os.path.join(self.directory, "store.log"), "ab") as log:
            self.process = subprocess.Popen(
                [self.program, "store", "--path", os.path.join(self.directory, "store"),
                 "--socket", self.socket], stdout=log, stderr=log)
        wait_until(lambda: os.path.exists(self.socket), "the store opens its socket")

    def kill(self):
        self.process.kill()
        self.process.wait()
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.socket)

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)  # Wakes the thread that accepts.
        self.listener.close()
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                behind = socket.socket(socket.AF_UNIX)
                try:
                    behind.connect(self.socket)
                except OSError:
                    client.close()
                    continue
                for ends in ((client, behind), (behind, client)):
                    threading.Thread(target=self.carry, args=ends, daemon=True).start()

    @staticmethod
    def carry(source, target):
        with contextlib.suppress(OSError):
            while data := source.recv(1 << 16):
                target.sendall(data)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


def wait_until(holds, what):
    deadline = time.monotonic() + WAIT_SECONDS_MAX
    while not holds():
        if time.monotonic() > deadline:
            raise SystemExit(f"FAILED: waited in vain until {what}")
        time.sleep(0.1)


def gauge(server, name):
    text = server.get("/metrics", raw=True) or b""
    for line in text.decode().splitlines():
        if line.startswith(f"sixscope_{name} "):
            return float(line.split()[1])
    return 0.0


def run(program, name, data, place, ordeal):
    """Sends, calls `ordeal` in between, and compares totals. Returns the faults."""
    store = Store(program, place)
    store.start()
    server = crash_test.Server(program, data, f"http://127.0.0.1:{STORE_PORT}")
    sender = crash_test.Sender()
    sender.start()
    wait_until(lambda: gauge(server, "batches_stored") > 0, "the first batch is stored")
    faults = ordeal(server, store)
    time.sleep(2)
    sender.ending.set()
    sender.join()
    sender.socket.sendto(sender.message(False), ("127.0.0.1", crash_test.UDP_PORT))
    sender.records += crash_test.FLOWS
    sender.socket.close()
    wait_until(lambda: gauge(server, "spool_parcels") == 0 and
               gauge(server, "rollup_cells") == 0, "nothing waits any more")
    crash_test.wait_for_quiet(server)
    server.stop()
    gaps = crash_test.ledger_sum(place, "sequence_gaps")
    v4_flows, v6_flows, v4_bytes, v6_bytes = crash_test.summed(place, "traffic_minute")
    store.close()
    stored = v4_flows + v6_flows
    print(f"{name}: sent {sender.records}, stored {stored}, lost by the ledger {gaps}", flush=True)
    if sender.records != stored + gaps:
        faults.append("sent is not stored plus lost")
    if gaps != 0:
        faults.append("flows were lost though the collector was up all the time")
    if v4_bytes != v4_flows * crash_test.V4_BYTES or v6_bytes != v6_flows * crash_test.V6_BYTES:
        faults.append("bytes do not agree with flows")
    return faults


def away(server, store):
    store.kill()
    wait_until(lambda: gauge(server, "spool_parcels") >= PARCELS_MIN,
               f"{PARCELS_MIN} batches wait on the disk")
    faults = [] if gauge(server, "store_age_seconds") > 0 else ["nobody says that the store is away"]
    store.start()
    return faults


def full(server, store):
    data = os.path.dirname(server.log.name)
    store.kill()
    ballast = os.path.join(data, "ballast")
    with open(ballast, "wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:  # Ends with ENOSPC: 16 MB.
            file.write(bytes(4096))
    wait_until(lambda: gauge(server, "spool_full") == 1, "the collector says that the disk is full")
    before = gauge(server, "received_datagrams")
    time.sleep(FULL_SECONDS)
    figures = {name: gauge(server, name) for name in (
        "received_datagrams", "datagrams", "queue_drops", "kernel_drops", "journal_used_bytes", "journal_overruns",
        "rollup_cells", "spool_parcels")}
    print(f"  while the disk was full: {figures}", flush=True)
    faults = []
    if gauge(server, "received_datagrams") - before < FULL_SECONDS * 100:
        faults.append("receiving stood still while the disk was full")
    os.unlink(ballast)
    store.start()
    wait_until(lambda: gauge(server, "spool_full") == 0, "the spool accepts again")
    return faults


@contextlib.contextmanager
def small_disk(path):
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", path], check=True,
                   capture_output=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", path], check=False)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", nargs="?", default=os.environ.get("SIXSCOPE_BINARY",
                                                                     "build/release/sixscope"))
    parser.add_argument("--only", choices=["away", "full"])
    wishes = parser.parse_args()
    passed, failed = 0, 0
    os.environ["SIXSCOPE_COLLECTOR_QUEUE_BYTES"] = str(4 << 20)
    for name, ordeal in (("away", away), ("full", full)):
        if wishes.only not in (None, name):
            continue
        place = tempfile.mkdtemp(prefix="sixscope-absence-")
        data = os.path.join(place, "data")
        os.mkdir(data)
        with contextlib.ExitStack() as stack:
            if name == "full":
                try:
                    stack.enter_context(small_disk(data))
                except (OSError, subprocess.CalledProcessError) as why:
                    print(f"skipped full: no file system of 16 MB can be mounted here: {why}")
                    continue
            faults = run(wishes.program, name, data, place, ordeal)
            for fault in faults:
                print(f"FAILED: {name}: {fault}")
            passed, failed = passed + (not faults), failed + bool(faults)
        if not faults:
            shutil.rmtree(place)
        else:
            print(f"the store and its log are in {place}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
