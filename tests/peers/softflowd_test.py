#!/usr/bin/env python3
"""A real exporter: softflowd meters a capture that we made and exports NetFlow v5, v9 and IPFIX over loopback;
`sixscope decode` reads what it sent and must find the octets and packets of each family that the capture has.

Prints `N passed, N failed`. Skipped, with the reason, where softflowd is not installed.
"""
import json
import os
import pathlib
import shutil
import socket
import struct
import subprocess
import sys
import tempfile

BINARY = os.environ.get("SIXSCOPE_BINARY", "build/release/sixscope")
CONVERSATIONS = 20
PACKETS = 7


def ipv4(source, destination, protocol, payload):
    header = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), 1, 0, 64, protocol, 0,
                         socket.inet_aton(source), socket.inet_aton(destination))
    return 0x0800, header + payload


def ipv6(source, destination, protocol, payload):
    header = struct.pack("!IHBB16s16s", 6 << 28, len(payload), protocol, 64,
                         socket.inet_pton(socket.AF_INET6, source), socket.inet_pton(socket.AF_INET6, destination))
    return 0x86DD, header + payload


def udp(source_port, destination_port, size):
    return struct.pack("!HHHH", source_port, destination_port, 8 + size, 0) + bytes(size)


def make_capture(path):
    """Writes the capture; returns {family: (octets, packets)} counted at layer 3."""
    truth = {4: [0, 0], 6: [0, 0]}
    with open(path, "wb") as out:
        out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        second = 1_760_000_000
        for packet in range(PACKETS):
            for i in range(CONVERSATIONS):
                size = 40 + 13 * i + packet
                for family, (ethertype, data) in (
                        (4, ipv4(f"10.1.0.{i + 1}", "192.0.2.9", 17, udp(5000 + i, 443, size))),
                        (6, ipv6(f"2001:db8::{i + 1:x}", "2001:db8:ffff::9", 17, udp(5000 + i, 443, 2 * size)))):
                    frame = bytes(12) + struct.pack("!H", ethertype) + data
                    out.write(struct.pack("<IIII", second + packet, i, len(frame), len(frame)) + frame)
                    truth[family][0] += len(data)
                    truth[family][1] += 1
    return truth


def export(capture, version, folder):
    """Datagrams that softflowd sends for `capture`, one file each."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.settimeout(20)  # The first one; a loaded machine may take its time.
        # With a control socket it would stay after the end of the capture.
        softflowd = subprocess.Popen(["softflowd", "-r", str(capture), "-n", f"127.0.0.1:{listener.getsockname()[1]}",
                                      "-v", str(version), "-D", "-p", str(folder / "pid"), "-c", "none"],
                                     stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        files = []
        try:
            while True:
                payload = listener.recv(65535)
                listener.settimeout(2)
                files.append(folder / f"{len(files):04}.bin")
                files[-1].write_bytes(payload)
        except TimeoutError:
            if softflowd.poll() is None:
                softflowd.terminate()
            softflowd.wait(10)
        return files


def decode(files):
    done = subprocess.run([BINARY, "decode", *map(str, files), "--format", "jsonl"], capture_output=True, text=True)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    found = {4: [0, 0], 6: [0, 0]}
    for line in lines[:-1]:
        if line.get("family") in found:
            found[line["family"]][0] += line["bytes"]
            found[line["family"]][1] += line["packets"]
    return done.returncode, found


def main():
    if not shutil.which("softflowd"):
        print("skipped: softflowd is not installed (apt-get install softflowd)\n0 passed, 0 failed, 3 skipped")
        return 0
    passed = failed = 0
    for version, name in ((5, "NetFlow v5"), (9, "NetFlow v9"), (10, "IPFIX")):
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            folder.chmod(0o777)  # softflowd gives up root before it reads the capture.
            truth = make_capture(folder / "made.pcap")
            if version == 5:
                truth[6] = [0, 0]  # Version 5 cannot carry IPv6: it must be absent, not wrong.
            files = export(folder / "made.pcap", version, folder)
            code, found = decode(files)
            if files and code == 0 and found == truth:
                passed += 1
            else:
                failed += 1
                print(f"{name}: exit {code}, {len(files)} datagrams, expected {truth}, found {found}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
