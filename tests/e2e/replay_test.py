#!/usr/bin/env python3
"""`sixscope replay` names flows by what the capture itself holds: DNS answers and server names.

Writes captures byte by byte with encoders of its own, one of packets and one of exports with a
resolver's answers beside them, and holds the table by application against them.
Prints "N passed, N failed".
"""
import json
import os
import pathlib
import socket
import struct
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("SIXSCOPE_BINARY", "build/release/sixscope")
BEGIN = 1_760_000_000
CLIENT = {4: "10.1.0.7", 6: "2001:db8:7::7"}
OTHER_CLIENT = {4: "10.9.0.7", 6: "2001:db8:9::7"}
RESOLVER = {4: "10.0.0.53", 6: "2001:db8::53"}
SERVER = {4: "198.51.100.9", 6: "2001:db8:ffff::9"}
SHARED = {4: "198.51.100.80", 6: "2001:db8:ffff::80"}  # Two applications stand behind it.
NAMED = {4: "198.51.100.10", 6: "2001:db8:ffff::10"}
APPLICATIONS = """
[[application]]
id = "cinema"
title = { zh = "影院", en = "Cinema" }
domains = ["cinema.example"]
[[application]]
id = "bank"
title = { zh = "银行", en = "Bank" }
domains = ["bank.example"]
"""
CDNS = """
[[cdn]]
id = "swift"
title = { zh = "快", en = "Swift" }
cnames = ["swift.example"]
"""


def packed(address):
    return socket.inet_pton(socket.AF_INET6 if ":" in address else socket.AF_INET, address)


def ip(source, destination, protocol, payload):
    if ":" in source:
        return struct.pack("!IHBB", 6 << 28, len(payload), protocol, 64) + packed(source) + packed(destination) + payload
    return struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(payload), 1, 0, 64, protocol, 0) + packed(source) + \
        packed(destination) + payload


def udp(source_port, destination_port, payload):
    return struct.pack("!HHHH", source_port, destination_port, 8 + len(payload), 0) + payload


def tcp(source_port, destination_port, payload):
    return struct.pack("!HHIIBBHHH", source_port, destination_port, 1000, 1, 0x50, 0x18, 1024, 0, 0) + payload


def name(text):
    return b"".join(bytes([len(label)]) + label.encode() for label in text.split(".")) + b"\0"


def answer(question, family, address, alias=None):
    """A response to A or AAAA, over a CNAME if there is an alias."""
    kind = {4: 1, 6: 28}[family]
    records = []
    if alias:
        records.append(name(question) + struct.pack("!HHIH", 5, 1, 300, len(name(alias))) + name(alias))
    data = packed(address)
    records.append(name(alias or question) + struct.pack("!HHIH", kind, 1, 300, len(data)) + data)
    return struct.pack("!HHHHHH", 1, 0x8180, 1, len(records), 0, 0) + name(question) + struct.pack("!HH", kind, 1) + \
        b"".join(records)


def client_hello(host):
    entry = b"\0" + struct.pack("!H", len(host)) + host.encode()
    names = struct.pack("!H", len(entry)) + entry
    extensions = struct.pack("!HH", 0, len(names)) + names
    body = b"\x03\x03" + bytes(32) + b"\0" + b"\0\x02\x13\x01" + b"\x01\0" + struct.pack("!H", len(extensions)) + extensions
    handshake = b"\x01" + len(body).to_bytes(3, "big") + body
    return b"\x16\x03\x01" + struct.pack("!H", len(handshake)) + handshake


def netflow5(flows):
    """An IPv4 export: (source, destination, octets) each."""
    head = struct.pack("!HHIIIIBBH", 5, len(flows), 3_600_000, BEGIN + 2, 0, 0, 0, 0, 0)
    return head + b"".join(
        packed(source) + packed(destination) + struct.pack("!IHHIIIIHHBBBBHHBBH", 0, 1, 2, 5, octets, 3_599_000,
                                                           3_599_500, 443, 50_000, 0, 0, 6, 0, 0, 0, 0, 0, 0)
        for source, destination, octets in flows)


def write_capture(path, packets):
    """Packets of raw IP, ten milliseconds apart."""
    with open(path, "wb") as out:
        out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101))
        for number, packet in enumerate(packets):
            out.write(struct.pack("<IIII", BEGIN + number // 100, number % 100 * 10_000, len(packet), len(packet)) + packet)


def traffic():
    """Packets, and the IP octets by application of each family that they are."""
    packets = []
    truth = {"cinema": {4: 0, 6: 0}, "bank": {4: 0, 6: 0}, "unknown": {4: 0, 6: 0}}

    def flow(application, family, client, server, first=b""):
        data = [ip(server, client, 6, tcp(443, 50_000 + len(packets), bytes(900 + family)))]
        if first:
            data.insert(0, ip(client, server, 6, tcp(50_000 + len(packets), 443, first)))
        packets.extend(data)
        truth[application][family] += sum(len(one) for one in data)

    for family in (4, 6):
        for question, address, alias in (("www.cinema.example", SERVER[family], "x.swift.example"),
                                         ("films.cinema.example", SHARED[family], None)):
            packet = ip(RESOLVER[family], CLIENT[family], 17, udp(53, 40_000, answer(question, family, address, alias)))
            packets.append(packet)
            truth["unknown"][family] += len(packet)
        packet = ip(RESOLVER[family], OTHER_CLIENT[family], 17,
                    udp(53, 40_001, answer("www.bank.example", family, SHARED[family])))
        packets.append(packet)
        truth["unknown"][family] += len(packet)
        flow("cinema", family, CLIENT[family], SERVER[family])
        flow("cinema", family, CLIENT[family], SHARED[family])
        flow("bank", family, OTHER_CLIENT[family], SHARED[family])
        flow("bank", family, CLIENT[family], NAMED[family], client_hello("api.bank.example"))
        flow("unknown", family, CLIENT[family], NAMED[family])
    return packets, truth


def replay(folder, capture, by, treatment):
    done = subprocess.run([BINARY, "replay", str(capture), "--by", by, "--as", treatment, "--format", "jsonl",
                           "--config", str(folder / "sixscope.toml")], capture_output=True, text=True, cwd=ROOT)
    if done.returncode != 0:
        raise SystemExit(f"sixscope replay: exit code {done.returncode}: {done.stderr}")
    return {row[by]: {4: row["v4_bytes"], 6: row["v6_bytes"]} for row in map(json.loads, done.stdout.splitlines())}


def main():
    failures, passed = [], 0

    def equal(got, expected, what):
        nonlocal passed
        if got == expected:
            passed += 1
        else:
            failures.append(what)
            print(f"FAILED: {what}: got {got}, expected {expected}")

    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        (folder / "applications.toml").write_text(APPLICATIONS)
        (folder / "cdns.toml").write_text(CDNS)
        (folder / "sixscope.toml").write_text(
            f'[enrich]\napplications = ["{folder}/applications.toml"]\ncdns = ["{folder}/cdns.toml"]\n')

        packets, truth = traffic()
        write_capture(folder / "packets.pcap", packets)
        equal(replay(folder, folder / "packets.pcap", "application", "packets"), truth, "packets by application")
        methods = replay(folder, folder / "packets.pcap", "application_method", "packets")
        equal(set(methods), {"dns", "server_name", "unknown"}, "packets: methods")
        cdns = replay(folder, folder / "packets.pcap", "cdn", "packets")
        equal([cdns.get("swift", {}).get(family, 0) > 0 for family in (4, 6)], [True, True],
              "packets: the CDN at the end of the chain")

        exports = [ip("192.0.2.1", "192.0.2.10", 17, udp(40_000, 2055, netflow5([(SERVER[4], CLIENT[4], 700)]))),
                   ip(RESOLVER[4], CLIENT[4], 17, udp(53, 40_000, answer("cinema.example", 4, SERVER[4]))),
                   ip("192.0.2.1", "192.0.2.10", 17, udp(40_000, 2055, netflow5([(SERVER[4], CLIENT[4], 1000),
                                                                                (NAMED[4], CLIENT[4], 300)])))]
        write_capture(folder / "exports.pcap", exports)
        equal(replay(folder, folder / "exports.pcap", "application", "exports"),
              {"cinema": {4: 1000, 6: 0}, "unknown": {4: 1000, 6: 0}}, "exports by application")
    print(f"{passed} passed, {len(failures)} failed")
    return 1 if failures else 0


sys.exit(main())
