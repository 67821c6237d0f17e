#!/usr/bin/env python3
"""Packets to flows, held against captures that other projects annotated: `sixscope decode --as packets` must find the
biflows that FlowTest expects, with the same octets, packets, ports and server names.

Prints `N passed, N failed`. Skipped, with the reason, where the captures are absent (SIXSCOPE_SHARED names their
folder). A case whose expectation does not apply to us stands in NOT_OURS with the reason.
"""
import collections
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("SIXSCOPE_BINARY", ROOT / "build/release/sixscope")
SHARED = pathlib.Path(os.environ.get("SIXSCOPE_SHARED", ROOT.parent / "shared/data"))
FLOWTEST = SHARED / "flows/flowtest"

# Expectations that we do not meet on purpose: case -> (reason, what our complaints about it say).
ADDRESS_IS_NO_NAME = "a Host field with an address names no server; it stays without a name"
NOT_OURS = {
    "http_404": (ADDRESS_IS_NO_NAME, ["server name None instead of 192.168.1.1"]),
    "http_invalid_method": (ADDRESS_IS_NO_NAME, ["server name None instead of 192.168.1.25"]),
}


def scalar(text):
    text = text.strip().strip("'\"")
    try:
        return int(text, 0)
    except ValueError:
        return text


def read_flows(path):
    """The `flows` of a FlowTest case: a list of flat mappings. Nested members are left out; that is all the YAML that
    these files need."""
    flows, inside = [], False
    for line in path.read_text().splitlines():
        if line.startswith("flows:"):
            inside = True
        elif inside and line.startswith("  - "):
            flows.append({})
        elif inside and line and not line.startswith(" "):
            break
        body = line[4:]
        if inside and flows and not body.startswith((" ", "-")) and ": " in body:
            name, value = body.split(": ", 1)
            flows[-1][name] = scalar(value)
    return flows


def capture_of(path):
    for line in path.read_text().splitlines():
        if line.startswith("pcap:"):
            return FLOWTEST / "pcap" / line.split(":", 1)[1].strip()
    raise ValueError(f"{path}: names no capture")


def decode(capture):
    command = [BINARY, "decode", "--as", "packets", "--format", "jsonl", "--active-timeout", "100000000",
               "--idle-timeout", "100000000", str(capture)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return done.returncode, [line for line in lines if "summary" not in line]


def address(flow, end):
    return flow.get(f"{end}IPv4Address") or flow.get(f"{end}IPv6Address")


def direction(flow, ported):
    """What tells one direction of a conversation: ports only where the case has them."""
    ends = (address(flow, "source"), address(flow, "destination"), flow["family"], flow["protocolIdentifier"])
    if not ported:
        return ends
    return ends + (flow.get("sourceTransportPort", 0), flow.get("destinationTransportPort", 0))


def expected_directions(flows):
    """Octets and packets per direction; cases that split a conversation by other elements are added up."""
    found = collections.defaultdict(lambda: [0, 0, None])
    for flow in flows:
        ends = [flow["src_ip"], flow["dst_ip"], flow["ip_version"], flow["protocol"]]
        ported = "src_port" in flow
        forward = tuple(ends + ([flow["src_port"], flow["dst_port"]] if ported else []))
        backward = tuple([ends[1], ends[0]] + ends[2:] + ([flow["dst_port"], flow["src_port"]] if ported else []))
        name = flow.get("tls_sni") or flow.get("http_host")
        for key, suffix in ((forward, ""), (backward, "@rev")):
            if flow.get(f"packets{suffix}"):  # 0 packets: no flow in that direction.
                found[key][0] += flow.get(f"bytes{suffix}", 0)
                found[key][1] += flow[f"packets{suffix}"]
                found[key][2] = name or found[key][2]
    return found


def check(path):
    """What is wrong with our answer to one case; empty if nothing."""
    flows = read_flows(path)
    code, ours = decode(capture_of(path))
    if code != 0:
        return [f"exit code {code}"]
    expected = expected_directions(flows)
    wrong = []
    found = collections.defaultdict(lambda: [0, 0, None])
    ported = any(len(key) > 4 for key in expected)
    for flow in ours:
        total = found[direction(flow, ported)]
        total[0] += flow["bytes"]
        total[1] += flow["packets"]
        total[2] = flow.get("serverName") or total[2]
    for key, (octets, packets, name) in expected.items():
        answer = found.get(key)
        if answer is None:
            wrong.append(f"{key}: not found among {sorted(map(str, found))[:6]}")
        elif answer[:2] != [octets, packets]:
            wrong.append(f"{key}: {answer[:2]} instead of {[octets, packets]} octets and packets")
        elif name and answer[2] != str(name).lower().split(":")[0]:
            wrong.append(f"{key}: server name {answer[2]} instead of {name}")
    return wrong


def main():
    if not FLOWTEST.is_dir():
        print(f"skipped: no captures in {FLOWTEST}\n0 passed, 0 failed, 1 skipped")
        return 0
    passed = failed = 0
    for path in sorted((FLOWTEST / "testing/validation").glob("*.yml")):
        wrong = check(path)
        if path.stem in NOT_OURS:
            reason, members = NOT_OURS[path.stem]
            left = [one for one in wrong if not any(member in one for member in members)]
            if wrong and not left:
                print(f"{path.stem}: not ours: {reason}")
                passed += 1
                continue
            wrong = left or ["stands in NOT_OURS, but meets its expectation"]
        if wrong:
            failed += 1
            print(f"{path.stem}: " + "\n  ".join(wrong))
        else:
            passed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
