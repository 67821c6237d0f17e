#!/usr/bin/env python3
"""Writes the C++ table of elements from catalogue/elements.csv: generate_elements.py CSV OUT.

Fails, naming the line, on a wrong header, an unknown type or role, a number out of range, or two
rows for one element."""

import csv
import sys

HEADER = ["enterprise", "id", "name", "type", "role"]
TYPES = {
    "octetArray": "octets",
    "unsigned8": "unsigned_integer",
    "unsigned16": "unsigned_integer",
    "unsigned32": "unsigned_integer",
    "unsigned64": "unsigned_integer",
    "unsigned256": "octets",
    "signed8": "signed_integer",
    "signed16": "signed_integer",
    "signed32": "signed_integer",
    "signed64": "signed_integer",
    "float32": "floating",
    "float64": "floating",
    "boolean": "boolean",
    "string": "string",
    "macAddress": "mac_address",
    "ipv4Address": "ipv4_address",
    "ipv6Address": "ipv6_address",
    "dateTimeSeconds": "seconds",
    "dateTimeMilliseconds": "milliseconds",
    "dateTimeMicroseconds": "microseconds",
    "dateTimeNanoseconds": "nanoseconds",
    "basicList": "list",
    "subTemplateList": "list",
    "subTemplateMultiList": "list",
}
ROLES = {"": "none", "server_name": "server_name", "server_name_nbar": "server_name_nbar",
         "application": "application"}


def read_rows(lines):
    """The rows as sorted (enterprise, id, name, type, role); ValueError names the bad line."""
    reader = csv.reader(lines)
    if next(reader, None) != HEADER:
        raise ValueError(f"line 1: the header must be {','.join(HEADER)}")
    rows = {}
    for row in reader:
        where = f"line {reader.line_num}"
        if len(row) != len(HEADER):
            raise ValueError(f"{where}: {len(row)} columns, not {len(HEADER)}")
        enterprise, number, name, kind, role = row
        key = (int(enterprise), int(number))
        if not (0 <= key[0] < 2**32 and 0 <= key[1] < 2**16):
            raise ValueError(f"{where}: number out of range")
        if kind not in TYPES:
            raise ValueError(f"{where}: unknown type {kind}")
        if role not in ROLES:
            raise ValueError(f"{where}: unknown role {role}")
        if not name.replace("_", "").isalnum():
            raise ValueError(f"{where}: a name has letters and digits only: {name!r}")
        if key in rows:
            raise ValueError(f"{where}: element {key[0]}/{key[1]} is there twice")
        rows[key] = (name, TYPES[kind], ROLES[role])
    return [(*key, *rows[key]) for key in sorted(rows)]


def render(rows):
    return "".join(
        f'Element{{{enterprise}U, {number}, ElementType::{kind}, ElementRole::{role}, "{name}"}},\n'
        for enterprise, number, name, kind, role in rows)


def main():
    source, target = sys.argv[1:3]
    try:
        with open(source, encoding="utf-8", newline="") as lines:
            rows = read_rows(lines)
    except ValueError as error:
        sys.exit(f"{source}: {error}")
    with open(target, "w", encoding="utf-8") as out:
        out.write(render(rows))


if __name__ == "__main__":
    main()
