#!/usr/bin/env python3
"""Every captured file at hand, however broken, goes through `sixscope decode` in each way it can be taken: it must end
with a documented exit code and a summary, never by a signal, and say on standard error what it could not read.

Facts that the captures' names and printed texts promise are checked too (tunnels and their inner families). Prints
`N passed, N failed`. Skipped, with the reason, where the captures are absent.
"""
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("SIXSCOPE_BINARY", ROOT / "build/release/sixscope")
FLOWS = pathlib.Path(os.environ.get("SIXSCOPE_SHARED", ROOT.parent / "shared/data")) / "flows"
FINE, BAD_INPUT = 0, 4

# Capture, and (outer family, family, adjustment) that at least one of its flows must have.
TUNNELS = {
    "zeek/testing/btest/Traces/tunnels/4in6.pcap": (6, 4, "tunnel_inner"),
    "zeek/testing/btest/Traces/tunnels/6in4.pcap": (4, 6, "tunnel_inner"),
    "zeek/testing/btest/Traces/tunnels/4in4.pcap": (4, 4, "tunnel_inner"),
    "zeek/testing/btest/Traces/tunnels/6in6.pcap": (6, 6, "tunnel_inner"),
    "zeek/testing/btest/Traces/tunnels/Teredo.pcap": (4, 6, "teredo"),
    "zeek/testing/btest/Traces/tunnels/gre-sample.pcap": (4, 4, "tunnel_inner"),
    "zeek/testing/btest/Traces/tunnels/gre-over-udp-4754.pcap": (4, 4, "tunnel_inner"),
    "zeek/testing/btest/Traces/tunnels/geneve.pcap": (4, 4, "tunnel_inner"),
    "zeek/testing/btest/Traces/tunnels/geneve-ipv6.pcap": (4, 6, "tunnel_inner"),
    "zeek/testing/btest/Traces/tunnels/vxlan-encapsulated-http.pcap": (4, 4, "tunnel_inner"),
    "zeek/testing/btest/Traces/tunnels/gtp/gtp_ext_header.pcap": (4, 4, "tunnel_inner"),
    "zeek/testing/btest/Traces/pppoe.pcap": (6, 6, None),
    "zeek/testing/btest/Traces/mixed-vlan-mpls.pcap": (4, 4, None),
    "pcapplusplus/Tests/Packet++Test/PacketExamples/GrePackets.pcap": (4, 4, "tunnel_inner"),
    "pcapplusplus/Tests/Packet++Test/PacketExamples/Vxlan2.pcap": (4, 4, "tunnel_inner"),
    "tcpdump/tests/bigtcp-ipv4-vxlan-ipv6.pcap": (4, 6, "tunnel_inner"),
    "tcpdump/tests/bigtcp-ipv6-geneve-ipv4.pcap": (6, 4, "tunnel_inner"),
    "tcpdump/tests/ipv6-srh-ipproto-ether.pcap": (6, 6, "srv6"),
    "tcpdump/tests/ipv6-srh-ext-header.pcap": (6, 6, None),
    "tcpdump/tests/mpls-over-udp.pcap": (4, 4, "tunnel_inner"),
    "tcpdump/tests/nsh-over-vxlan-gpe.pcap": (4, 4, "tunnel_inner"),
    "tcpdump/tests/vxlan_port_8472.pcap": (4, 4, "tunnel_inner"),
    "tcpdump/tests/wccp_redirect_gre.pcap": (4, 4, "tunnel_inner"),
}


def decode(path, treatment):
    command = [BINARY, "decode", "--as", treatment, "--format", "jsonl", str(path)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def check_end(path, treatment):
    done = decode(path, treatment)
    if done.returncode not in (FINE, BAD_INPUT):
        return f"exit code {done.returncode}: {done.stderr[-400:]}"
    if done.returncode == BAD_INPUT and path.name not in done.stderr:
        return f"exit code 4, but standard error does not name the file: {done.stderr!r}"
    lines = done.stdout.splitlines()
    if not lines or "summary" not in json.loads(lines[-1]):
        return "no closing summary"
    summary = json.loads(lines[-1])["summary"]
    records = summary["total"]["records"]
    if records != len(lines) - 1:
        return f"{len(lines) - 1} lines, but the summary counts {records} records"
    return ""


def check_tunnel(name, expected):
    flows = [json.loads(line) for line in decode(FLOWS / name, "packets").stdout.splitlines()[:-1]]
    outer, family, adjustment = expected
    for flow in flows:
        if (flow["outerFamily"], flow["family"]) == (outer, family) and (
                adjustment is None or adjustment in flow["adjustments"]):
            return ""
    seen = sorted({(flow["outerFamily"], flow["family"], *flow["adjustments"]) for flow in flows})
    return f"no flow with {expected}; seen {seen}"


def main():
    if not FLOWS.is_dir():
        print(f"skipped: no captures in {FLOWS}\n0 passed, 0 failed, 1 skipped")
        return 0
    passed = failed = 0
    files = sorted(one for one in FLOWS.rglob("*")
                   if one.suffix in (".pcap", ".pcapng", ".dat", ".bin", ".ipfix"))
    results = [(f"{path.relative_to(FLOWS)} as {treatment}", check_end(path, treatment))
               for path in files for treatment in ("auto", "exports", "packets")]
    results += [(name, check_tunnel(name, expected)) for name, expected in TUNNELS.items()]
    for name, wrong in results:
        if wrong:
            print(f"{name}: {wrong}")
            failed += 1
        else:
            passed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
