#!/usr/bin/env python3
"""sFlow held against what tcpdump and Telegraf read out of the same bytes: agents, samples, rates, interfaces and
interface counters.

Prints `N passed, N failed`. Skipped, with the reason, where the captures are absent (SIXSCOPE_SHARED names their
folder).
"""
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("SIXSCOPE_BINARY", ROOT / "build/release/sixscope")
FLOWS = pathlib.Path(os.environ.get("SIXSCOPE_SHARED", ROOT.parent / "shared/data")) / "flows"
TCPDUMP = FLOWS / "tcpdump/tests"
TELEGRAF = FLOWS / "telegraf/plugins/inputs/netflow/testcases"

CAPTURES = ["sflow-print-v6", "sflow_expanded", "sflow_multiple_counter_30_pdus", "sflow_print-segv"]
INVALID = ["sflow_print-segv"]  # Tcpdump calls its one datagram invalid, and so must we.


def decode(*files):
    command = [BINARY, "decode", "--all", "--format", "jsonl", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    sflow = [line for line in lines if line.get("exportProtocol") == "sflow5"]
    return sflow, lines[-1]["summary"]


def printed_samples(path):
    """Samples in the order tcpdump prints them: (agent, sub-agent, kind, facts)."""
    samples, agent = [], None
    for line in path.read_text().splitlines():
        if head := re.search(r"sFlowv5, IPv[46] agent (\S+), agent-id (\d+)", line):
            agent = (head[1], int(head[2]))
        if "counter sample" in line:
            samples.append((*agent, "counter", []))
        elif flow := re.search(r"flow sample .* rate (\d+), .* input (\d+).* output (\d+)", line):
            rate, *interfaces = (int(value) for value in flow.groups())
            if "expanded" not in line:  # The top two bits say "several" or "discarded": no interface.
                interfaces = [0 if interface >= 1 << 30 else interface for interface in interfaces]
            samples.append((*agent, "flow", [rate, *interfaces]))
        if interface := re.search(r"ifindex (\d+), iftype (\d+), ifspeed (\d+)", line):
            samples[-1][3].extend(int(value) for value in interface.groups())
        if octets := re.search(r"In octets (\d+), unicast pkts (\d+)", line):
            samples[-1][3].extend(int(value) for value in octets.groups())
    return samples


def our_samples(lines):
    samples = []
    for line in lines:
        ends = (line["exporter"], line["observationDomainId"])
        if line.get("kind") == "counter":
            names = ("ifIndex", "ifType", "ifSpeed", "ifInOctets", "ifInUcastPkts")
            samples.append((*ends, "counter", [line[name] for name in names if name in line]))
        else:
            facts = [line["samplingRate"], line["ingressInterface"], line["egressInterface"]]
            samples.append((*ends, "flow", facts))
    return samples


def check_capture(name):
    lines, summary = decode(TCPDUMP / f"{name}.pcap")
    expected, found = printed_samples(TCPDUMP / f"{name}.out"), our_samples(lines)
    if expected != found:
        different = next((pair for pair in zip(expected, found) if pair[0] != pair[1]), None)
        return f"{len(found)} samples instead of {len(expected)}; first difference: {different}"
    malformed = any(one["malformed"] for one in summary["exporters"] if one["exportProtocol"] == "sflow5")
    if malformed != (name in INVALID):
        return f"malformed: {summary['exporters']}"
    return ""


def check_telegraf():
    """Telegraf writes line protocol; the members that name the same things are compared."""
    wrong = []
    lines, _ = decode(TELEGRAF / "sflow_v5_example/sflow_v5.bin")
    text = (TELEGRAF / "sflow_v5_example/expected.out").read_text()
    fields = dict(re.findall(r'(\w+)="?([^",]+?)u?"?[, ]', text))
    pairs = (("ifIndex", "interface"), ("ifType", "interface_type"), ("ifSpeed", "speed"), ("ifInOctets", "in_bytes"),
             ("ifInUcastPkts", "in_unicast_packets_total"), ("ifOutOctets", "out_bytes"))
    for ours, theirs in pairs:
        if len(lines) != 1 or lines[0].get(ours) != int(fields[theirs]):
            wrong.append(f"sflow_v5_example: {ours} of {lines} instead of {fields[theirs]}")
    # A discarded packet notification (sample format 5) is not traffic: no record, nothing malformed.
    lines, summary = decode(TELEGRAF / "sflow_issue_15375/sflow_drop_1036.bin")
    agent = summary["exporters"][0]
    if lines or agent["exporter"] != "192.168.119.184" or agent["malformed"] or agent["records"]:
        wrong.append(f"sflow_issue_15375: {lines} {agent}")
    return wrong


def main():
    if not TCPDUMP.is_dir():
        print(f"skipped: no captures in {TCPDUMP}\n0 passed, 0 failed, 1 skipped")
        return 0
    results = {name: check_capture(name) for name in CAPTURES}
    results["telegraf"] = "; ".join(check_telegraf())
    for name, wrong in results.items():
        if wrong:
            print(f"{name}: {wrong}")
    failed = sum(1 for wrong in results.values() if wrong)
    print(f"{len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
