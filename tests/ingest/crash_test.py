"""Kills the server and its store at random points under load, then compares totals.

A sender exports IPFIX flows with known bytes to a real `sixscope serve` on loopback. Meanwhile the
server, or its store process alone, is killed with SIGKILL at random moments and started again. At
the end every record must be accounted for:

    records sent = records stored + records the ledger shows as lost (sequence gaps)

and, since all flows of a family have the same size, bytes must agree with records exactly: nothing
is stored twice and nothing is lost silently.

    crash_test.py [PROGRAM] [--seconds 25] [--seed N] [--keep]
"""

import argparse
import http.client
import json
import os
import random
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

UDP_PORT = int(os.environ.get("SIXSCOPE_CRASH_UDP", "19950"))
HTTP_PORT = int(os.environ.get("SIXSCOPE_CRASH_HTTP", "19960"))
FLOWS = 24  # Of a datagram: half IPv4, half IPv6.
V4_BYTES = 1000
V6_BYTES = 3000
DATAGRAMS_PER_SECOND = 1500


class Sender(threading.Thread):
    """An exporter that never stops, whoever listens."""

    def __init__(self):
        super().__init__(daemon=True)
        self.records = 0
        self.ending = threading.Event()
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", UDP_PORT + 1))

    @staticmethod
    def template():
        tail = [(1, 4), (2, 4), (152, 8), (153, 8), (7, 2), (11, 2), (4, 1)]

        def one(number, first):
            fields = first + tail
            return struct.pack("!HH", number, len(fields)) + b"".join(
                struct.pack("!HH", *field) for field in fields)

        body = one(256, [(8, 4), (12, 4)]) + one(257, [(27, 16), (28, 16)])
        return struct.pack("!HH", 2, 4 + len(body)) + body

    def message(self, with_template):
        now = time.time()
        at = int(now * 1000)
        v4 = struct.pack("!4s4sIIQQHHB", bytes([10, 0, 0, 1]), bytes([101, 0, 0, 1]), V4_BYTES, 1,
                         at, at, 40000, 443, 6) * (FLOWS // 2)
        v6 = struct.pack("!16s16sIIQQHHB", bytes.fromhex("240e" + "0" * 27 + "1"),
                         bytes.fromhex("2408" + "0" * 27 + "1"), V6_BYTES, 2, at, at, 40000, 443,
                         6) * (FLOWS // 2)
        sets = struct.pack("!HH", 256, 4 + len(v4)) + v4 + struct.pack("!HH", 257,
                                                                      4 + len(v6)) + v6
        if with_template:
            sets = self.template() + sets
        head = struct.pack("!HHIII", 10, 16 + len(sets), int(now), self.records & 0xffffffff, 7)
        return head + sets

    def run(self):
        begun = time.monotonic()
        sent = 0
        while not self.ending.is_set():
            due = int((time.monotonic() - begun) * DATAGRAMS_PER_SECOND)
            while sent < due:
                # Templates come rarely: a restart has to remember them.
                payload = self.message(sent % 20000 == 0)
                try:
                    self.socket.sendto(payload, ("127.0.0.1", UDP_PORT))
                except ConnectionRefusedError:  # Nobody listens: lost, as on any network.
                    self.socket.sendto(payload, ("127.0.0.1", UDP_PORT))
                self.records += FLOWS
                sent += 1
            time.sleep(0.002)


class Server:
    def __init__(self, program, directory, store):
        self.command = [program, "serve", "--data", directory, "--store", store, "--http",
                        f"127.0.0.1:{HTTP_PORT}", "--udp", f"127.0.0.1:{UDP_PORT}"]
        self.log = open(os.path.join(directory, "server.log"), "ab")
        self.process = None
        self.start()

    def start(self):
        environment = dict(os.environ, SIXSCOPE_ROLLUP_FLUSH_SECONDS="1")
        self.process = subprocess.Popen(self.command, stdout=self.log, stderr=self.log,
                                        env=environment)
        self.wait_until_it_answers()

    def wait_until_it_answers(self):
        for _ in range(600):
            if self.process.poll() is not None:
                raise SystemExit(f"the server ended with {self.process.returncode}, see its log")
            if self.get("/healthz", raw=True) is not None:
                return
            time.sleep(0.1)
        raise SystemExit("the server does not answer")

    def get(self, path, raw=False):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", HTTP_PORT, timeout=20)
            connection.request("GET", path)
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200:
                return None
            return body if raw else json.loads(body)
        except OSError:
            return None

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def store_pid(self):
        for task in os.listdir(f"/proc/{self.process.pid}/task"):
            children = f"/proc/{self.process.pid}/task/{task}/children"
            try:
                with open(children, encoding="ascii") as file:
                    pids = file.read().split()
            except OSError:
                continue
            if pids:
                return int(pids[0])
        return None

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=60)


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("store", timeout=60)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.connect(self.path)


def ask_store(directory, sql):
    connection = UnixConnection(os.path.join(directory, "store.sock"))
    connection.request("POST", "/?database=sixscope", sql.encode())
    answer = connection.getresponse()
    text = answer.read().decode()
    if answer.status != 200:
        raise SystemExit(f"the store refused: {text}")
    return text


def summed(directory, table):
    """v4 flows, v6 flows, v4 bytes, v6 bytes of one table: its rows, not the API's view of them."""
    text = ask_store(directory, "SELECT sum(v4_flows), sum(v6_flows), sum(v4_bytes), sum(v6_bytes) "
                                f"FROM sixscope.{table} FORMAT TSV")
    return [int(part) for part in text.split()]


def stored_totals(server):
    begin, end = time.time() - 7200, time.time() + 3600
    stamp = lambda at: time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))
    answer = server.get(f"/api/v1/traffic?from={stamp(begin)}&to={stamp(end)}&step=none&class=all")
    if answer is None or not answer["data"]:
        return {"v4": {"flows": 0, "bytes": 0}, "v6": {"flows": 0, "bytes": 0}}
    return answer["data"][0]


def ledger_sum(directory, name):
    """From the ledger table itself, as the live counters begin anew with each process."""
    return int(ask_store(directory, "SELECT sum(value) FROM sixscope.ledger_minute "
                                    f"WHERE counter = '{name}'").strip() or 0)


def wait_for_quiet(server):
    """Until everything received is stored: totals stand still and nothing waits."""
    last, same = None, 0
    for _ in range(240):
        totals = stored_totals(server)
        now = (totals["v4"]["flows"], totals["v6"]["flows"])
        same = same + 1 if now == last else 0
        last = now
        if same >= 12:
            return totals
        time.sleep(0.25)
    return stored_totals(server)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", nargs="?", default=os.environ.get("SIXSCOPE_BINARY",
                                                                     "build/release/sixscope"))
    parser.add_argument("--seconds", type=float, default=25)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    parser.add_argument("--keep", action="store_true")
    wishes = parser.parse_args()
    chance = random.Random(wishes.seed)
    print(f"seed {wishes.seed}", flush=True)
    directory = tempfile.mkdtemp(prefix="sixscope-crash-")
    server = Server(wishes.program, directory, "embedded")
    sender = Sender()
    sender.start()
    kills = {"server": 0, "store": 0}
    end = time.monotonic() + wishes.seconds
    while time.monotonic() < end:
        time.sleep(chance.uniform(0.5, 4.0))
        victim = chance.choice(["server", "server", "store"])
        if victim == "store":
            pid = server.store_pid()
            if pid is None:
                continue
            os.kill(pid, signal.SIGKILL)
        else:
            server.kill()
            time.sleep(chance.uniform(0.0, 1.0))
            server.start()
        kills[victim] += 1
    time.sleep(1)
    sender.ending.set()
    sender.join()
    sender.socket.sendto(sender.message(False), ("127.0.0.1", UDP_PORT))  # Shows a gap at the end.
    sender.records += FLOWS
    wait_for_quiet(server)
    time.sleep(3)
    wait_for_quiet(server)
    gaps = ledger_sum(directory, "sequence_gaps")
    duplicates = ledger_sum(directory, "duplicates")
    v4_flows, v6_flows, v4_bytes, v6_bytes = minutes = summed(directory, "traffic_minute")
    others = {table: summed(directory, table) for table in ("traffic_hour", "traffic_day",
                                                            "traffic_exporter_minute")}
    server.stop()
    stored = v4_flows + v6_flows
    print(f"killed the server {kills['server']} times, the store {kills['store']} times")
    print(f"sent {sender.records}, stored {stored}, lost by the ledger {gaps}, "
          f"duplicates {duplicates}, difference {sender.records - stored - gaps}")
    faults = []
    if kills["server"] == 0:
        faults.append("the server was never killed")
    if sender.records != stored + gaps:
        faults.append("sent is not stored plus lost")
    if v4_bytes != v4_flows * V4_BYTES or v6_bytes != v6_flows * V6_BYTES:
        faults.append("bytes do not agree with flows")
    if v4_flows != v6_flows:
        faults.append("half of a datagram was stored")
    for table, sums in others.items():
        if sums != minutes:
            faults.append(f"{table} has {sums}, traffic_minute {minutes}")
    for fault in faults:
        print("FAILED:", fault)
    if faults:
        print(f"the data and the server's log are in {directory}")
        print("0 passed, 1 failed")
        return 1
    if not wishes.keep:
        shutil.rmtree(directory)
    print("1 passed, 0 failed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
