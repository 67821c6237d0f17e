#!/usr/bin/env python3
"""Plays a simulated country into a real server and holds every published figure against the truth.

    tests/e2e/truth_test.py [--sixscope build/release/sixscope] [--store embedded|memory]

Two runs, each with a server of its own on free loopback ports and a data directory of its own:

1. Nobody samples. Every cell of every axis must be what was sent, to the byte, flow and packet; every
   share the quotient of the two, with an interval of no width.
2. Exporters sample as in the field. What NetFlow and IPFIX exporters sent must still be there to the
   byte; the shares must cover what really passed the exporters. An interval of 95 % may miss: of n
   independent ones more than k with probability below ALPHA, k from the binomial distribution. The
   figures of one axis are disjoint cells, hence independent, so the bound is taken per axis.

In both, faults must be seen as what they are. Prints "N passed, N failed".
"""

import argparse
import json
import math
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import defaultdict

from results import Results

ROOT = pathlib.Path(__file__).resolve().parents[2]
PORTS = range(19800, 19900)
ALPHA = 1e-4  # Probability that a right program fails this test by chance, per axis.
SAMPLES_MIN = 100  # Default of share.samples_min: a share that rests on fewer may be withheld.
START_SECONDS_MAX = 60
SETTLE_SECONDS_MAX = 120
CALM_POLLS = 6  # A batch may be in the store a while before the collector hears so.
FAMILIES = ("v4", "v6")
AXES = ("region", "operator", "access", "application", "cdn", "application_method", "cdn_method")
# What the health page should call each fault; any one of the codes will do.
DIAGNOSES = {
    "v5_only": {"v5_only", "netflow5_only", "no_v6_template", "v6_blind"},
    "no_v6_template": {"no_v6_template", "v6_blind"},
    "rate_unannounced": {"rate_unknown", "no_sampling_option", "sampling_unknown"},
    "clock_ahead": {"clock_skew"},
    "lossy": {"sequence_gaps", "loss", "export_loss"},
}


def free_port(kind):
    for port in PORTS:
        with socket.socket(socket.AF_INET, kind) as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in free_port.given:
            free_port.given.add(port)
            return port
    raise SystemExit(f"no free port from {PORTS.start} to {PORTS.stop - 1}")


free_port.given = set()


class Server:
    """A `sixscope serve` with a directory of its own; a context manager."""

    def __init__(self, program, store):
        self.program = program
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="sixscope-e2e-"))
        self.http = free_port(socket.SOCK_STREAM)
        self.udp = [free_port(socket.SOCK_DGRAM) for _ in range(3)]
        self.dictionary = self.directory / "country.csv"
        self.applications = self.directory / "applications.toml"
        self.cdns = self.directory / "cdns.toml"
        self.dnstap = self.directory / "dnstap.sock"
        self.settings = self.directory / "sixscope.toml"
        self.log = self.directory / "log.txt"
        self.process = None
        run([program, "simulate", "--dictionary", str(self.dictionary), "--applications",
             str(self.applications), "--cdns", str(self.cdns), "--duration", "0s"])
        self.settings.write_text(
            f'data_dir = "{self.directory}/data"\n'
            f'[http]\nlisten = "127.0.0.1:{self.http}"\n'
            f'[collector]\nudp = {json.dumps([f"127.0.0.1:{p}" for p in self.udp])}\n'
            f'[enrich]\ndictionaries = ["{self.dictionary}"]\n'
            f'applications = ["{self.applications}"]\ncdns = ["{self.cdns}"]\n'
            f'[dns]\ndnstap_socket = "{self.dnstap}"\n'
            f'[rollup]\nflush_seconds = 1\n'
            f'[store]\nurl = "{store}"\n')

    def __enter__(self):
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [self.program, "serve", "--config", str(self.settings)], stdout=log,
                stderr=subprocess.STDOUT, cwd=ROOT)
        deadline = time.monotonic() + START_SECONDS_MAX
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.http}/readyz", timeout=2):
                    return self
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        print(self.log.read_text(errors="replace")[-4000:])
        self.__exit__(None, None, None)
        raise SystemExit("the server did not become ready")

    def __exit__(self, kind, value, trace):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if kind is None:
            shutil.rmtree(self.directory, ignore_errors=True)
        else:
            print(f"kept for a look: {self.directory}")

    def targets(self):
        netflow, ipfix, sflow = self.udp
        return f"127.0.0.1:{netflow},ipfix=127.0.0.1:{ipfix},sflow=127.0.0.1:{sflow}"

    def get(self, path, **parameters):
        query = urllib.parse.urlencode({k: v for k, v in parameters.items() if v is not None})
        url = f"http://127.0.0.1:{self.http}/api/v1{path}" + (f"?{query}" if query else "")
        try:
            with urllib.request.urlopen(url, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as wrong:
            raise SystemExit(f"{url}: {wrong.code} {wrong.read().decode(errors='replace')}")

    def cells(self, truth, by, **more):
        """All cells of a question over the whole run, by their dimensions."""
        found = {}
        cursor = None
        while True:
            page = self.get("/traffic", **{"from": truth.begin, "to": truth.end, "by": ",".join(by),
                                           "limit": 10000, "cursor": cursor, **more})
            for cell in page["data"]:
                found[tuple(cell["dimensions"][axis] for axis in by)] = cell
            cursor = page.get("next_cursor")
            if not cursor:
                return found


def run(command):
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: exit code {done.returncode}")


class Truth:
    """The truth file, summed up as asked."""

    def __init__(self, path):
        raw = json.loads(path.read_text())
        self.exporters = raw["exporters"]
        self.names_without_aaaa = raw["names_without_aaaa"]
        self.cells = [dict(zip(raw["columns"], row)) for row in raw["cells"]]
        # Whole minutes around the run, and room for an exporter's flows before and behind it.
        self.begin = shifted(raw["export_from"], -180)
        self.end = shifted(raw["export_to"], 180)

    def sums(self, by, keep):
        """Volumes by the axes `by` over the cells that `keep` holds for."""
        sums = defaultdict(lambda: defaultdict(int))
        for cell in self.cells:
            if keep(cell):
                into = sums[tuple(self.value(cell, axis) for axis in by)]
                for family in FAMILIES:
                    for column in ("true_bytes", "exported_bytes", "exported_packets", "records",
                                   "samples"):
                        into[f"{family}_{column}"] += cell[f"{family}_{column}"]
                    if self.exporters[cell["exporter"]]["sampling_interval"] > 1:
                        into["sampled_packets"] += cell[f"{family}_samples"]
        return sums

    def value(self, cell, axis):
        return self.exporters[cell["exporter"]]["address"] if axis == "exporter" else cell[axis]

    def protocol(self, cell):
        return self.exporters[cell["exporter"]]["protocol"]


def shifted(moment, seconds):
    """A moment of the truth file, so many seconds later, at a full minute."""
    at = time.mktime(time.strptime(moment, "%Y-%m-%dT%H:%M:%SZ")) - time.timezone
    at = math.floor((at + seconds) / 60) * 60
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))


def measurable_user(cell):
    return cell["traffic_class"] == "user" and cell["coverage"] == "measurable"


def arrived(sums):
    return sum(sums[f"{family}_records"] for family in FAMILIES) > 0


def play(server, name, arguments):
    truth = server.directory / f"{name}.json"
    run([server.program, "simulate", "--to", server.targets(), "--dnstap", str(server.dnstap),
         "--truth", str(truth), *arguments])
    return Truth(truth)


def wait_until_settled(server, truth):
    """Until every datagram that arrived is in the ledger and no cell changes any more."""
    sent = sum(exporter["datagrams_sent"] for exporter in truth.exporters)
    deadline = time.monotonic() + SETTLE_SECONDS_MAX
    before = None
    seen = 0
    calm = 0
    while time.monotonic() < deadline:
        seen = sum(exporter["ledger"]["datagrams"] for exporter in exporters_of(server).values())
        now = server.cells(truth, ["coverage"], **{"class": "all"})
        calm = calm + 1 if seen >= sent and now == before else 0
        if calm == CALM_POLLS:
            return
        before = now
        time.sleep(1)
    print(f"not settled: {seen} of {sent} datagrams are in the ledger")


def exporters_of(server):
    return {exporter["address"]: exporter for exporter in server.get("/exporters")["data"]}


def check_exact(results, found, expected, what, measures=("bytes", "packets", "flows")):
    """Every cell is what arrived, and there is no other."""
    expected = {key: sums for key, sums in expected.items() if arrived(sums)}
    results.equal(sorted(found), sorted(expected), f"{what}: the cells there are")
    columns = {"bytes": "exported_bytes", "packets": "exported_packets", "flows": "records"}
    for key, sums in expected.items():
        if key in found:
            got = [found[key][family][m] for family in FAMILIES for m in measures]
            want = [sums[f"{family}_{columns[m]}"] for family in FAMILIES for m in measures]
            results.equal(got, want, f"{what} {'/'.join(key)}: {'/'.join(measures)} of v4, v6")


def check_exact_shares(results, found, what):
    for key, cell in found.items():
        share = cell["share"]
        v4, v6 = cell["v4"]["bytes"], cell["v6"]["bytes"]
        results.check(share["value"] is not None and
                      abs(share["value"] - v6 / (v4 + v6)) < 1e-6 and
                      share["low"] == share["value"] == share["high"],
                      f"{what} {'/'.join(key)}: share {share} of {v4} and {v6} bytes")


def misses_allowed(count):
    """The least k so that more than k of `count` 95 % intervals miss with probability < ALPHA."""
    tail = 1.0
    for k in range(count + 1):
        tail -= math.comb(count, k) * 0.05**k * 0.95**(count - k)
        if tail < ALPHA:
            return k
    return count


def check_intervals(results, found, expected, what):
    """The true share lies inside the printed interval, but for as many as 95 % allow.

    Every published one is held to its word, mixed cells of sampled and unsampled exporters among them.
    """
    judged, missed, mixed, withheld = 0, [], 0, 0
    for key, sums in expected.items():
        share = found.get(key, {}).get("share")
        if share is None or share["value"] is None:
            results.check(sums["sampled_packets"] < SAMPLES_MIN,
                          f"{what} {'/'.join(key)}: no share: {share}")
            withheld += 1
            continue
        true_share = sums["v6_true_bytes"] / (sums["v4_true_bytes"] + sums["v6_true_bytes"])
        judged += 1
        mixed += 0 < sums["sampled_packets"] < sums["v4_samples"] + sums["v6_samples"]
        if not share["low"] - 1e-9 <= true_share <= share["high"] + 1e-9:
            missed.append(f"{'/'.join(key)} {true_share:.4f} outside "
                          f"{share['low']:.4f}..{share['high']:.4f}")
    allowed = misses_allowed(judged)
    results.check(len(missed) <= allowed,
                  f"{what}: {len(missed)} of {judged} intervals miss, {allowed} allowed: {missed}")
    print(f"  {what}: {judged - len(missed)} of {judged} intervals cover the truth ({allowed} may "
          f"miss), {mixed} of them of mixed cells; {withheld} rest on too few packets", flush=True)


def check_exporters(results, server, truth):
    """The health page says of every exporter what was done to it."""
    seen = exporters_of(server)
    results.equal(len(seen), len(truth.exporters), "exporters")
    for expected in truth.exporters:
        name = f"exporter {expected['name']} ({expected['protocol']}, {expected['fault']})"
        if expected["address"] not in seen:
            results.check(False, f"{name}: is missing")
            continue
        got = seen[expected["address"]]
        ledger = got["ledger"]
        fault = expected["fault"]
        results.equal(got["protocol"], expected["protocol"], f"{name}: protocol")
        results.equal(got["coverage"], expected["coverage"], f"{name}: coverage")
        results.equal(ledger["datagrams"], expected["datagrams_sent"], f"{name}: datagrams")
        results.equal(ledger["records"], expected["records"], f"{name}: records")
        results.equal(ledger["sequence_gaps"], expected["units_lost"], f"{name}: sequence gaps")
        results.equal(ledger["duplicates"], expected["datagrams_repeated"], f"{name}: duplicates")
        results.equal(sum(ledger["malformed"].values()), 0, f"{name}: malformed")
        results.equal(ledger["kernel_drops"] + ledger["queue_drops"], 0, f"{name}: drops of ours")
        results.equal(ledger["template_misses"] > 0, fault == "late_template",
                      f"{name}: template misses")
        results.equal(abs(got["clock_skew_ms"]) > 60_000, fault == "clock_ahead",
                      f"{name}: clock skew")
        results.equal(got["sees"]["v6"], expected["coverage"] != "v6_blind", f"{name}: sees IPv6")
        results.equal(got["sampling"]["known"], fault != "rate_unannounced",
                      f"{name}: sampling known")
        codes = {diagnosis["code"] for diagnosis in got["diagnoses"]}
        if fault in DIAGNOSES and (fault != "lossy" or expected["units_lost"] > 0):
            results.check(bool(codes & DIAGNOSES[fault]),
                          f"{name}: diagnoses {sorted(codes)}, none of {sorted(DIAGNOSES[fault])}")
        if fault == "none":
            results.equal(got["status"], "ok", f"{name}: status (diagnoses {sorted(codes)})")


def check_coverage(results, server, truth):
    """IPv4-only exporters and unknown rates stand apart, and both shares are given."""
    of = defaultdict(int)
    for exporter in truth.exporters:
        of[exporter["coverage"]] += 1
    answer = server.get("/traffic", **{"from": truth.begin, "to": truth.end})
    coverage = answer["coverage"]
    results.equal(coverage["exporters"], len(truth.exporters), "coverage: exporters")
    for name in ("measurable", "v6_blind", "rate_unknown"):
        results.equal(coverage[name], of[name], f"coverage: exporters {name}")
    results.equal(coverage["regions_seen"], 31, "coverage: regions seen")
    found = server.cells(truth, ["coverage"])
    expected = truth.sums(["coverage"], lambda cell: cell["traffic_class"] == "user" and
                          truth.protocol(cell) != "sflow5")
    for name in ("v6_blind", "rate_unknown"):
        key = (name,)
        results.check(key in found, f"coverage {name}: has a row")
        if key in found:
            cell, sums = found[key], expected[key]
            results.equal([cell[f]["bytes"] for f in FAMILIES],
                          [sums[f"{f}_exported_bytes"] for f in FAMILIES], f"coverage {name}: bytes")
            results.equal(cell["share"]["value"], None, f"coverage {name}: share")
    results.check(coverage["share_all"]["value"] < coverage["share_measurable"]["value"],
                  "coverage: IPv4-only exporters pull the share of all down")


def check_attribution(results, server, truth):
    """How much each method found, in bytes of all exporters whose rate is known."""
    answer = server.get("/traffic/attribution", **{"from": truth.begin, "to": truth.end})["data"]
    for what in ("application", "cdn"):
        expected = truth.sums([f"{what}_method"], lambda cell: cell["traffic_class"] == "user" and
                              cell["coverage"] != "rate_unknown")
        got = {entry["method"]: entry["bytes"] for entry in answer[what]}
        for (method,), sums in expected.items():
            results.equal(got.get(method),
                          sum(sums[f"{family}_exported_bytes"] for family in FAMILIES),
                          f"attribution of {what} by {method}: bytes")


def check_names(results, server, truth):
    """Of every application, which names were asked for AAAA and have none."""
    data = server.get("/applications/names")["data"]
    found = {entry["application"]: entry["without_aaaa_names"]
             for entry in data if entry["without_aaaa"]}
    results.equal(found, truth.names_without_aaaa, "names without AAAA")
    results.check(len(found) > 0 and len(found) < len(data), f"of {len(data)} applications "
                  f"{len(found)} lack AAAA somewhere: some should, not all")


def run_unsampled(results, program, store, seconds, rate):
    print("run 1: nobody samples, every figure exact", flush=True)
    with Server(program, store) as server:
        truth = play(server, "unsampled", ["--duration", f"{seconds}s", "--rate", str(rate),
                                           "--sampling-factor", "0", "--seed", "11"])
        wait_until_settled(server, truth)
        check_exporters(results, server, truth)
        check_coverage(results, server, truth)
        for by in [*([axis] for axis in AXES), ["exporter"], ["region", "operator"],
                   ["access", "application"], ["application", "cdn"],
                   ["region", "operator", "access", "application", "cdn"]]:
            what = " x ".join(by)
            found = server.cells(truth, by, filter="coverage = measurable")
            check_exact(results, found, truth.sums(by, measurable_user), what)
            check_exact_shares(results, found, what)
        found = server.cells(truth, ["traffic_class"], **{"class": "all",
                                                         "filter": "coverage = measurable"})
        check_exact(results, found, truth.sums(
            ["traffic_class"], lambda cell: cell["coverage"] == "measurable"), "traffic class")
        check_attribution(results, server, truth)
        check_names(results, server, truth)
        if results.failures:
            keep_log(server)


def run_sampled(results, program, store, seconds, rate):
    print("run 2: exporters sample as in the field", flush=True)
    with Server(program, store) as server:
        truth = play(server, "sampled", ["--duration", f"{seconds}s", "--rate", str(rate),
                                         "--seed", "12"])
        wait_until_settled(server, truth)
        check_exporters(results, server, truth)
        check_coverage(results, server, truth)
        # NetFlow and IPFIX say their rate, so even what is sampled must be exact to what was sent.
        exact = truth.sums(["exporter"], lambda cell: measurable_user(cell) and
                           truth.protocol(cell) != "sflow5")
        found = server.cells(truth, ["exporter"], filter="coverage = measurable")
        check_exact(results, {key: cell for key, cell in found.items() if key in exact}, exact,
                    "sampled exporter")
        for by in [*([axis] for axis in AXES), ["exporter"], ["region", "operator"],
                   ["region", "access"], ["access", "application"]]:
            found = server.cells(truth, by, filter="coverage = measurable")
            check_intervals(results, found, truth.sums(by, measurable_user), " x ".join(by))
        if results.failures:
            keep_log(server)


def keep_log(server):
    print("---- last lines of the server's log")
    print("\n".join(server.log.read_text(errors="replace").splitlines()[-20:]))


def default_program():
    for preset in ("release", "dev", "sim"):
        path = ROOT / "build" / preset / "sixscope"
        if path.exists():
            return str(path)
    return shutil.which("sixscope")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sixscope", default=os.environ.get("SIXSCOPE_BINARY") or default_program())
    parser.add_argument("--store", default="embedded", help="settings key store.url")
    parser.add_argument("--seconds", type=int, default=45, help="length of each run")
    parser.add_argument("--rate", type=int, default=2500, help="flows a second")
    parser.add_argument("--only", choices=["unsampled", "sampled"])
    arguments = parser.parse_args()
    if not arguments.sixscope:
        raise SystemExit("no sixscope program: build it, or name it with --sixscope")
    results = Results()
    if arguments.only != "sampled":
        run_unsampled(results, arguments.sixscope, arguments.store, arguments.seconds,
                      arguments.rate)
    if arguments.only != "unsampled":
        run_sampled(results, arguments.sixscope, arguments.store, arguments.seconds,
                    arguments.rate)
    print(f"{results.passed} passed, {len(results.failures)} failed")
    return 1 if results.failures else 0


if __name__ == "__main__":
    sys.exit(main())
