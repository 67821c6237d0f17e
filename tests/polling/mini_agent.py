"""A small SNMP v2c agent on UDP, for tests: fast, and as wrong as asked for.

One socket serves every address of 127.0.0.0/8 and answers from the address that was asked. The
community chooses the walk; a name of `HOSTILE` chooses a way to be wrong. What it says is made up.
"""

import bisect
import random
import socket
import struct
import threading

GET, GETBULK, RESPONSE = 0xA0, 0xA5, 0xA2
END_OF_VIEW, NO_INSTANCE = b"\x82\x00", b"\x81\x00"
IP_PKTINFO = 8


def length(count):
    if count < 128:
        return bytes([count])
    raw = count.to_bytes((count.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(raw)]) + raw


def tlv(tag, content):
    return bytes([tag]) + length(len(content)) + content


def integer(value, tag=2):
    return tlv(tag, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def oid(parts):
    out = bytearray([parts[0] * 40 + parts[1]])
    for part in parts[2:]:
        groups = [part & 0x7F]
        while part := part >> 7:
            groups.append(part & 0x7F | 0x80)
        out += bytes(reversed(groups))
    return tlv(6, bytes(out))


def value(tag, text):
    """The value of a line OID|TAG|TEXT, as snmpsim writes walks."""
    if tag == "4x":
        return tlv(4, bytes.fromhex(text))
    if tag == "4":
        return tlv(4, text.encode())
    if tag == "6":
        return oid([int(part) for part in text.split(".")])
    if tag == "64":
        return tlv(0x40, socket.inet_aton(text))
    return integer(int(text), int(tag))


def read_walk(lines):
    """Identifiers in order, each with its encoded value."""
    rows = {}
    for line in lines:
        name, tag, text = line.split("|", 2)
        rows[tuple(int(part) for part in name.split("."))] = value(tag, text)
    names = sorted(rows)
    return names, [oid(name) + rows[name] for name in names], [rows[name] for name in names]


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def tlv(self):
        tag, size = self.data[self.at], self.data[self.at + 1]
        self.at += 2
        if size & 0x80:
            count = size & 0x7F
            size = int.from_bytes(self.data[self.at:self.at + count], "big")
            self.at += count
        content = self.data[self.at:self.at + size]
        self.at += size
        return tag, content


def parts_of(content):
    parts, number = [content[0] // 40, content[0] % 40], 0
    for byte in content[1:]:
        number = number << 7 | byte & 0x7F
        if not byte & 0x80:
            parts.append(number)
            number = 0
    return tuple(parts)


def parse(datagram):
    """Community, kind, request id, second and third number, identifiers."""
    message = Reader(Reader(datagram).tlv()[1])
    message.tlv()
    community = message.tlv()[1].decode()
    kind, body = message.tlv()
    pdu = Reader(body)
    request, second, third = (int.from_bytes(pdu.tlv()[1], "big", signed=True) for _ in range(3))
    names, bindings = [], Reader(pdu.tlv()[1])
    while bindings.at < len(bindings.data):
        names.append(parts_of(Reader(bindings.tlv()[1]).tlv()[1]))
    return community, kind, request, second, third, names


def response(community, request, bindings, status=0):
    pdu = tlv(RESPONSE, integer(request) + integer(status) + integer(0) +
              tlv(0x30, b"".join(tlv(0x30, one) for one in bindings)))
    return tlv(0x30, integer(1) + tlv(4, community.encode()) + pdu)


class Agent(threading.Thread):
    HOSTILE = ("garbage", "circle", "still", "toobig", "alwaystoobig", "empty", "cut", "otherid", "generr", "mute", "half",
               "endless", "nothing")

    def __init__(self, walks):
        super().__init__(daemon=True)
        self.walks = {name: read_walk(lines) for name, lines in walks.items()}
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
        self.socket.setsockopt(socket.IPPROTO_IP, IP_PKTINFO, 1)
        self.socket.bind(("0.0.0.0", 0))
        self.port = self.socket.getsockname()[1]
        self.requests = 0
        self.in_flight_most = 0
        self.random = random.Random(7)

    def end(self):
        self.socket.close()

    def run(self):
        while True:
            try:
                datagram, ancillary, _, peer = self.socket.recvmsg(65535, 256)
            except OSError:
                return
            self.requests += 1
            here = next(data[4:8] for level, kind, data in ancillary if kind == IP_PKTINFO)
            for answer in self.answers(datagram):
                source = struct.pack("=I4s4s", 0, here, bytes(4))
                self.socket.sendmsg([answer], [(socket.IPPROTO_IP, IP_PKTINFO, source)], 0, peer)

    def answers(self, datagram):
        community, kind, request, second, third, names = parse(datagram)
        walk = self.walks.get(community) or self.walks["default"]
        hostile = community if community in self.HOSTILE else ""
        if hostile == "mute" or hostile == "half" and kind == GETBULK:
            return []
        if hostile == "garbage":
            return [self.random.randbytes(self.random.randrange(1, 200)) for _ in range(3)]
        if kind == GET:
            bindings = []
            for name in names:
                at = bisect.bisect_left(walk[0], name)
                found = at < len(walk[0]) and walk[0][at] == name and hostile != "nothing"
                bindings.append(walk[1][at] if found else oid(name) + NO_INSTANCE)
            return [response(community, request, bindings)]
        if hostile:
            return self.wrong(hostile, community, request, third, names, walk)
        return [response(community, request, self.bulk(names, third, walk))]

    @staticmethod
    def bulk(names, repetitions, walk):
        bindings, at = [], list(names)
        for _ in range(repetitions):
            for column, name in enumerate(at):
                place = bisect.bisect_right(walk[0], name)
                if place == len(walk[0]):
                    bindings.append(oid(name) + END_OF_VIEW)
                else:
                    at[column] = walk[0][place]
                    bindings.append(walk[1][place])
        return bindings

    def wrong(self, how, community, request, repetitions, names, walk):
        if how == "circle":  # Two rows for ever.
            first = names[0] if len(names[0]) > 12 else names[0] + (1,)
            return [response(community, request, [oid(first[:-1] + (1 + i % 2,)) + integer(5) for i in range(len(names) * repetitions)])]
        if how == "still":
            return [response(community, request, [oid(name) + integer(5) for name in names] * repetitions)]
        if how == "toobig" and len(names) * repetitions <= 2:
            return [response(community, request, self.bulk(names, repetitions, walk))]
        if how in ("toobig", "alwaystoobig"):
            return [response(community, request, [], status=1)]
        if how == "empty":
            return [response(community, request, [])]
        if how == "generr":
            return [response(community, request, [oid(names[0]) + b"\x05\x00"], status=5)]
        good = response(community, request, self.bulk(names, repetitions, walk))
        if how == "cut":
            return [good[:len(good) // 2]]
        if how == "otherid":
            return [response(community, request ^ 1, self.bulk(names, repetitions, walk))]
        if how == "endless":
            rows = []
            for row in range(repetitions):
                rows += [oid(self.later(name, row + 1)) + integer(5) for name in names]
            return [response(community, request, rows)]
        return [good]

    @staticmethod
    def later(name, by):
        # A column asked for the first time has no row yet.
        return name[:-1] + (name[-1] + by,) if name[-1] >= 1000 else name + (1000 + by,)
