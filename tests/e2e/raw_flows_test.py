#!/usr/bin/env python3
"""Single flows, from a router's datagram to the embedded store's table, with protected addresses.

    tests/e2e/raw_flows_test.py [--sixscope build/release/sixscope]

Plays a few seconds of the simulated country into a server for each way of protecting addresses; the
table must then hold exactly the flows that were counted, and no whole address.
Prints "N passed, N failed".
"""

import argparse
import http.client
import os
import pathlib
import socket
import sys
import time

import truth_test

KEY = "000102030405060708090a0b0c0d0e0f"
SETTLE_SECONDS_MAX = 60


class StoreConnection(http.client.HTTPConnection):
    """The embedded store's HTTP interface, on its Unix socket."""

    def __init__(self, path):
        super().__init__("store", timeout=60)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.path)


def ask(server, sql):
    connection = StoreConnection(str(server.directory / "data" / "store.sock"))
    connection.request("POST", "/", body=sql.encode())
    answer = connection.getresponse()
    text = answer.read().decode()
    if answer.status != 200:
        raise SystemExit(f"{sql}: {answer.status} {text}")
    return text.split()


def counter(server, name):
    connection = http.client.HTTPConnection("127.0.0.1", server.http, timeout=30)
    connection.request("GET", "/metrics")
    lines = connection.getresponse().read().decode().splitlines()
    return next(int(float(line.split()[1])) for line in lines if line.startswith(f"sixscope_{name} "))


def check(results, program, addresses, looks_whole):
    with_key = addresses == "keyed"
    server = truth_test.Server(program, "embedded")
    key = server.directory / "raw_flows.key"
    key.touch(mode=0o600)
    key.write_text(KEY + "\n")
    with open(server.settings, "a", encoding="utf-8") as settings:
        settings.write(f'[raw_flows]\nenabled = true\naddresses = "{addresses}"\n' +
                       (f'key_file = "{key}"\n' if with_key else ""))
    with server:
        truth = truth_test.play(server, addresses, ["--duration", "5s", "--rate", "1000",
                                                    "--sampling-factor", "0", "--seed", "3"])
        truth_test.wait_until_settled(server, truth)
        # By coverage: sums over all leave out exporters of unknown rate.
        totals = server.cells(truth, ["coverage"], **{"class": "all"})
        counted = {name: sum(cell[family][name] for cell in totals.values()
                             for family in truth_test.FAMILIES) for name in ("flows", "bytes")}
        deadline = time.monotonic() + SETTLE_SECONDS_MAX
        while counter(server, "raw_flows_stored") < counted["flows"] and time.monotonic() < deadline:
            time.sleep(0.2)
        # Kept as exported; sums have the sampling undone, rounded to nearest as here.
        kept = ask(server, "SELECT count(), sum(if(sampling_denominator = 0, bytes, intDiv(bytes * "
                           "sampling_numerator + intDiv(sampling_denominator, 2), "
                           "sampling_denominator))), uniqExact(exporter) FROM sixscope.flows")
        results.equal(kept[:2], [str(counted["flows"]), str(counted["bytes"])],
                      f"{addresses}: flows and bytes kept")
        results.equal(counter(server, "raw_flows_dropped"), 0, f"{addresses}: dropped")
        results.check(int(kept[2]) > 50, f"{addresses}: exporters are named: {kept[2]}")
        whole = ask(server, f"SELECT countIf({looks_whole}) FROM sixscope.flows")
        results.equal(whole, ["0"], f"{addresses}: flows with a whole address")
        # The country's addresses begin with a handful of bytes, pseudonyms with any.
        begin = ask(server, "SELECT uniqExact(substring(hex(source), 1, 2)) FROM sixscope.flows")
        results.equal(int(begin[0]) > 100, with_key, f"{addresses}: first bytes: {begin[0]}")
        log = server.log.read_text(errors="replace")
        results.check(KEY not in log, f"{addresses}: the key is in the log")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sixscope",
                        default=os.environ.get("SIXSCOPE_BINARY") or truth_test.default_program())
    program = parser.parse_args().sixscope
    results = truth_test.Results()
    if not (pathlib.Path(truth_test.ROOT) / "node_modules").exists():
        print("skipped: the embedded store's library is not installed")
        print("0 passed, 0 failed")
        return 0
    low = "substring(hex({0}), {1})"
    zeroes = {4: "'00'", 6: "'00000000000000000000'"}
    truncated = " OR ".join(
        f"(family = {family} AND " + low.format(end, 31 if family == 4 else 13) +
        f" != {zeroes[family]})" for family in (4, 6) for end in ("source", "destination"))
    check(results, program, "truncated", truncated)
    keyed = " OR ".join(f"startsWith(hex({end}), '00000000000000000000FFFF')"
                        for end in ("source", "destination"))
    check(results, program, "keyed", keyed)
    print(f"{results.passed} passed, {len(results.failures)} failed")
    return 1 if results.failures else 0


sys.exit(main())
