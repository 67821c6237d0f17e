"""Compares the collector with nfcapd and nfacctd on this machine: same datagrams, equal loss.

For each collector: start it on core 0, send flows from core 1 at a fixed rate, stop it, and print
CPU seconds per million flows, flows lost, and largest memory. Then the same offline, from a capture.
A collector that loses flows is tried again at a lower rate; the table says at which it was lossless.

    compare_peers.py [--build build/release] [--rate 3000000] [--seconds 5] [--markdown FILE]

Peers come from Debian: nfdump (nfcapd) and pmacct (nfacctd); one that is absent is left out.
CPU time is compared, not wall time, so that a busy machine disturbs less.
"""

import argparse
import http.client
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

PORT = 19970
HTTP = 19971
BUFFER = 64 << 20


def pinned(core, command):
    return ["taskset", "-c", str(core)] + command if os.cpu_count() > 1 else command


def cpu_of(pid):
    """User and system seconds of a process and all its children that still run."""
    total = 0.0
    for candidate in os.listdir("/proc"):
        if not candidate.isdigit():
            continue
        try:
            with open(f"/proc/{candidate}/stat", encoding="ascii") as file:
                fields = file.read().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(candidate) == pid or int(fields[1]) == pid:
            total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def peak_memory(pid):
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as file:
            return int(re.search(r"VmHWM:\s+(\d+)", file.read()).group(1)) / 1024
    except (OSError, AttributeError):
        return 0.0


def write_dictionary(path):
    """200,000 prefixes that cover the load's hosts two by two: as many provinces, operators and accesses
    as a country has."""
    provinces = [11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51,
                 52, 53, 54, 61, 62, 63, 64, 65]
    operators = ["china_telecom", "china_unicom", "china_mobile", "china_broadnet"]
    with open(path, "w", encoding="ascii") as file:
        file.write("prefix,region,operator,access,role\n")
        for host in range(0, 100_000, 2):
            region = provinces[host // 2 % 31] * 10_000
            operator = operators[host // 64 % 4]
            high, low = host >> 16, host & 0xffff
            user = f"{region},{operator},{'fixed' if host % 4 else 'mobile'},user\n"
            server = f"{region},{operator},idc,server\n"
            file.write(f"240e:0:{high:x}:{low:x}::/63,{user}2408:0:{high:x}:{low:x}::/63,{server}")
            address = f"{high}.{low >> 8}.{low & 0xff}/31"
            file.write(f"10.{address},{user}101.{address},{server}")


class Collector:
    """What a peer must be able to do; `cpu_children` is False where only the process counts."""

    name = ""

    def __init__(self, directory):
        self.directory = directory
        self.process = None

    def start(self):
        self.process = subprocess.Popen(pinned(0, self.command()), stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL,
                                        env=dict(os.environ, **self.environment()))
        self.wait_ready()

    def environment(self):
        return {}

    def wait_ready(self):
        time.sleep(2)

    def settle(self):
        """Until everything received is processed: CPU time stands still."""
        last, quiet = -1.0, 0
        for _ in range(120):
            now = cpu_of(self.process.pid)
            quiet = quiet + 1 if now - last < 0.02 else 0
            if quiet == 3:
                return
            last = now
            time.sleep(0.5)

    def cpu(self):
        return cpu_of(self.process.pid)

    ending = signal.SIGTERM

    def stop(self):
        self.process.send_signal(self.ending)
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Nfcapd(Collector):
    name = "nfcapd (copies records)"

    def command(self):
        return ["nfcapd", "-w", self.directory, "-S", "0", "-t", "3600", "-b", "::1", "-p",
                str(PORT), "-B", str(BUFFER)]

    def flows(self):
        out = subprocess.run(["nfdump", "-R", self.directory, "-I"], capture_output=True,
                             text=True, check=False).stdout
        return sum(int(n) for n in re.findall(r"^Flows: (\d+)", out, re.M))


class NfcapdNfdump(Nfcapd):
    """With what it takes to get sums out of the copies; single-threaded, as the others."""

    name = "nfcapd, then nfdump -A proto,dstport"
    after = 0.0

    def flows(self):
        self.after, _ = run_children(["nfdump", "-R", self.directory, "-A", "proto,dstport", "-o", "csv",
                                      "-q"])
        return super().flows()


class Nfacctd(Collector):
    name = "nfacctd"
    ending = signal.SIGINT  # On which it writes what it has.
    aggregate = "proto,dst_port"

    def command(self):
        config = os.path.join(self.directory, "nfacctd.conf")
        self.output = os.path.join(self.directory, "out.csv")
        with open(config, "w", encoding="ascii") as file:
            file.write(f"nfacctd_ip: ::1\nnfacctd_port: {PORT}\nnfacctd_pipe_size: {BUFFER}\n"
                       "plugins: print\n"
                       f"aggregate: {self.aggregate}\nprint_output: csv\n"
                       f"print_output_file: {self.output}\nprint_refresh_time: 3600\n"
                       "print_cache_entries: 400009\n"
                       "plugin_pipe_size: 268435456\nplugin_buffer_size: 1048576\n"
                       "nfacctd_disable_checks: true\n")
        return ["nfacctd", "-f", config]

    def flows(self):
        lines = []
        for _ in range(40):  # Its plugin writes after the core has ended.
            try:
                with open(self.output, encoding="ascii") as file:
                    lines = file.read().splitlines()
            except OSError:
                pass
            if lines:
                time.sleep(1)
                break
            time.sleep(0.5)
        if not lines:
            return 0
        column = lines[0].split(",").index("FLOWS") if "FLOWS" in lines[0] else None
        return sum(int(line.split(",")[column]) for line in lines[1:]) if column else -1


class NfacctdHosts(Nfacctd):
    name = "nfacctd, 200 k groups"
    aggregate = "src_host,dst_port,flows"


class NfacctdPorts(Nfacctd):
    name = "nfacctd, few groups"
    aggregate = "proto,dst_port,flows"


class Sixscope(Collector):
    name = "sixscope (decode, enrich, roll up, store)"
    program = ""
    store = "memory"

    def command(self):
        write_dictionary(os.path.join(self.directory, "network.csv"))
        return [self.program, "serve", "--data", os.path.join(self.directory, "data"), "--store",
                self.store, "--udp", f"[::1]:{PORT}", "--http", f"127.0.0.1:{HTTP}"]

    def environment(self):
        return {"SIXSCOPE_COLLECTOR_RECEIVE_BUFFER_BYTES": str(BUFFER),
                "SIXSCOPE_ENRICH_DICTIONARIES": os.path.join(self.directory, "network.csv")}

    def wait_ready(self):
        for _ in range(300):
            if self.status() is not None:
                return
            time.sleep(0.1)
        raise SystemExit("sixscope did not start")

    def status(self):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", HTTP, timeout=5)
            connection.request("GET", "/metrics")
            return connection.getresponse().read().decode()
        except OSError:
            return None

    def flows(self):
        return self.counted

    def settle(self):
        super().settle()
        for _ in range(300):  # Until the last row is in the store: its cost is part of the figure.
            status = self.status() or ""
            waiting = re.findall(r"^sixscope_(?:rollup_cells|spool_parcels) (\d+)", status, re.M)
            if len(waiting) == 2 and all(int(count) == 0 for count in waiting):
                break
            time.sleep(0.1)
        else:
            raise SystemExit("sixscope did not store all it took within half a minute")
        found = re.findall(r"^sixscope_exporter_flows_counted(?:_total)?\{[^}]*\} (\d+)",
                           self.status() or "", re.M)
        self.counted = sum(int(float(n)) for n in found)

    def cpu(self):
        return own_cpu(self.process.pid) if self.store == "memory" else super().cpu()


class SixscopeStored(Sixscope):
    name = "sixscope, embedded store's CPU included"
    store = "embedded"


def own_cpu(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(kind, load, rate, seconds, extra):
    with tempfile.TemporaryDirectory(prefix="sixscope-peers-") as directory:
        collector = kind(directory)
        collector.start()
        before = collector.cpu()
        sent = json.loads(subprocess.run(
            pinned(1, [load, "--to", f"[::1]:{PORT}", "--flows-per-second", str(rate), "--seconds",
                       str(seconds)] + extra), capture_output=True, text=True, check=True).stdout)
        collector.settle()
        cpu = collector.cpu() - before
        memory = peak_memory(collector.process.pid)
        collector.stop()
        stored = collector.flows()
        cpu += getattr(collector, "after", 0.0)
        return {"name": kind.name, "rate": sent["flows_per_second"], "sent": sent["flows"],
                "stored": stored, "cpu": cpu / sent["flows"] * 1e6, "memory": memory,
                "lost": 1 - stored / sent["flows"] if sent["flows"] else 1}


def lossless(kind, load, rate, seconds, extra):
    """The measurement at the highest of falling rates at which nothing is lost."""
    for _ in range(5):
        result = measure(kind, load, rate, seconds, extra)
        print(f"  {result['name']}: {result['rate'] / 1e6:.2f} M flows/s, "
              f"lost {100 * result['lost']:.2f} %, {result['cpu']:.3f} CPU s/M", flush=True)
        if result["lost"] <= 0:
            return result
        rate *= 0.7
    return result


def run_children(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(pinned(0, command), capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime), done


def offline(program, load, flows):
    rows = []
    with tempfile.TemporaryDirectory(prefix="sixscope-peers-") as directory:
        capture = os.path.join(directory, "flows.pcap")
        subprocess.run([load, "--write", capture, "--flows", str(flows)], check=True,
                       capture_output=True)
        dictionary = os.path.join(directory, "network.csv")
        write_dictionary(dictionary)
        cpu, done = run_children([program, "replay", capture, "--dictionary", dictionary, "--by", "all",
                                  "--format", "jsonl"])
        cell = json.loads(done.stdout.splitlines()[0])
        rows.append(("sixscope replay (decode, enrich, roll up)", cpu,
                     cell["v4_flows"] + cell["v6_flows"]))
        # Debian's nfcapd is built without reading of captures (no -f): it has no figure here.
        if shutil.which("nfacctd"):
            output = os.path.join(directory, "out.csv")
            config = os.path.join(directory, "nfacctd.conf")
            with open(config, "w", encoding="ascii") as file:
                file.write(f"pcap_savefile: {capture}\nplugins: print\n"
                           "aggregate: proto,dst_port,flows\nprint_output: csv\n"
                           f"print_output_file: {output}\nprint_refresh_time: 3600\n"
                           "plugin_pipe_size: 268435456\nplugin_buffer_size: 1048576\n")
            cpu, done = run_children(["timeout", "120", "nfacctd", "-f", config])
            try:
                with open(output, encoding="ascii") as file:
                    lines = file.read().splitlines()
                column = lines[0].split(",").index("FLOWS")
                stored = sum(int(line.split(",")[column]) for line in lines[1:])
                rows.append(("nfacctd, pcap_savefile, few groups", cpu, stored))
            except (OSError, ValueError, IndexError):
                print("  nfacctd gave no figures from the capture: left out")
    return [(name, cpu / max(stored, 1) * 1e6, stored) for name, cpu, stored in rows]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default="build/release")
    parser.add_argument("--rate", type=float, default=3e6)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--protocol", default="netflow9", choices=["netflow9", "ipfix"])
    parser.add_argument("--single", action="store_true", help="one datagram a system call")
    parser.add_argument("--offline-flows", type=int, default=5_000_000)
    parser.add_argument("--markdown", help="append the tables to this file")
    parser.add_argument("--only", help="part of a collector's name")
    wishes = parser.parse_args()
    Sixscope.program = os.path.join(wishes.build, "sixscope")
    load = os.path.join(wishes.build, "bench", "flow_load")
    extra = ["--protocol", wishes.protocol] + (["--single"] if wishes.single else [])
    kinds = [Sixscope, SixscopeStored]
    kinds += [Nfcapd, NfcapdNfdump] if shutil.which("nfcapd") else []
    kinds += [NfacctdPorts, NfacctdHosts] if shutil.which("nfacctd") else []
    results = [lossless(kind, load, wishes.rate, wishes.seconds, extra) for kind in kinds
               if not wishes.only or wishes.only in kind.name]
    peer = next((r["cpu"] for r in results if r["name"] == Nfcapd.name), None)
    lines = ["| collector, live | lossless at, M flows/s | CPU s per M flows | to nfcapd | MB |",
             "| --- | --- | --- | --- | --- |"]
    for r in results:
        at = f"{r['rate'] / 1e6:.2f}" if r["lost"] <= 0 else f"lost {100 * r['lost']:.1f} %"
        ratio = f"{r['cpu'] / peer:.2f}" if peer else "-"
        lines.append(f"| {r['name']} | {at} | {r['cpu']:.3f} | {ratio} | {r['memory']:.0f} |")
    if not wishes.only:
        lines += ["", "| offline, from a capture | CPU s per M flows | flows |",
                  "| --- | --- | --- |"]
        for name, cpu, stored in offline(Sixscope.program, load, wishes.offline_flows):
            lines.append(f"| {name} | {cpu:.3f} | {stored} |")
    text = "\n".join(lines)
    print(text)
    if wishes.markdown:
        with open(wishes.markdown, "a", encoding="utf-8") as file:
            file.write(f"\n`bench/compare_peers.py --rate {wishes.rate:.0f} --seconds "
                       f"{wishes.seconds:g} --protocol {wishes.protocol}`\n\n{text}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
