"""Walks of devices, written for tests: synthetic, no device ever answered them.

Each entry: what the device says, and what `sixscope polling show` has to make of it. A quantity that
is not in `expected` must have no reading; `gaps` has a part of the reason of some.
"""

E = "1.3.6.1.4.1."
M = "1.3.6.1.2.1."


def system(descr, object_id):
    return [f"{M}1.1.0|4|{descr}", f"{M}1.2.0|6|{object_id}", f"{M}1.3.0|67|123456"]


def rows(column, tag, values):
    """Rows of a column: {index: value}."""
    return [f"{column}.{index}|{tag}|{value}" for index, value in values.items()]


def v4(address):
    return "".join(f"{int(part):02x}" for part in address.split("."))


def huawei():
    nat = E + "2011.5.25.226."
    return system("Huawei Versatile Routing Platform V800R023", E + "2011.2.62.2.5") + \
        rows(nat + "2.2.3.1.2", 66, {1: 1200000, 2: 800000}) + \
        rows(nat + "2.3.2.1.2", 64, {1: "192.0.2.0", 2: "192.0.2.128"}) + \
        rows(nat + "2.3.2.1.3", 64, {1: "192.0.2.191", 2: "192.0.2.255"}) + \
        rows(nat + "2.14.1", 66, {0: 64000000})


def h3c(old=False):
    nat = E + "25506.2.18.2."
    pools = rows(nat + "1.1.2", 64, {1: "198.51.100.0"}) + rows(nat + "1.1.3", 64, {1: "198.51.100.63"})
    head = system("H3C Comware Platform Software", E + "25506.1.1")
    if old:  # Levels typed as counters.
        return head + pools + rows(nat + "8.1.2", 65, {1: 1000, 2: 500}) + rows(nat + "8.1.7", 65, {1: 300, 2: 200})
    return head + pools + rows(nat + "13.1.4", 66, {"1.2.0": 70000, "1.3.0": 30000}) + \
        rows(nat + "13.1.8", 66, {"1.2.0": 4096, "1.3.0": 4096}) + rows(nat + "13.1.9", 66, {"1.2.0": 100, "1.3.0": 0}) + \
        rows(nat + "13.1.10", 66, {"1.2.0": 1000, "1.3.0": 2000}) + rows(nat + "13.1.11", 66, {"1.2.0": 50, "1.3.0": 0}) + \
        rows(nat + "14.1.5", 66, {"1.2.0.7": 3, "1.3.0.7": 4})


def zte(used=5000):
    nat = E + "3902.3.101.3.2."
    return system("ZXR10 ROS", E + "3902.3.100.1") + rows(nat + "11", 2, {0: used}) + rows(nat + "14", 2, {0: 9000})


def cisco_iosxe():
    nat = E + "9.9.532.1.1.1."
    return system("Cisco IOS Software [Gibraltar], ASR1000 Software (X86_64_LINUX_IOSD), IOS-XE", E + "9.1.925") + \
        rows(nat + "1", 66, {9001: 111, 9002: 222}) + rows(nat + "2", 66, {9001: 1000, 9002: 2000}) + \
        rows(M + "123.1.4.1.11", "4x", {"3.1": v4("203.0.113.0")}) + rows(M + "123.1.4.1.12", "4x", {"3.1": v4("203.0.113.15")}) + \
        rows(E + "9.10.77.1.3.2.1.5", 65, {"3.1": 9})


def cisco_iosxr():
    cgn = E + "9.9.818.1."
    return system("Cisco IOS XR Software (CRS), Version 6.7.4", E + "9.1.643") + \
        rows(cgn + "1.1.1.1", 2, {1: 1, 2: 2, 3: 1}) + rows(cgn + "2.1.1.12", 66, {1: 40, 2: 99, 3: 55}) + \
        rows(cgn + "2.1.1.1", 70, {1: 5000, 2: 1, 3: 10}) + rows(cgn + "2.1.1.2", 70, {1: 4000, 2: 1, 3: 10})


def juniper_mx():
    nat = E + "2636.3.59.1.1.1.1."
    both = lambda column, first, second: rows(nat + column, 66, {"4.112.111.111.49": first, "4.112.111.111.50": second})
    return system("Juniper Networks, Inc. mx480 internet router, kernel JUNOS 21.4R3", E + "2636.1.1.1.2.25") + \
        both("4", 64512, 64512) + both("5", 1000, 24) + both("6", 254, 2) + both("7", 200, 1) + both("8", 90000, 500)


def juniper_srx():
    nat = E + "2636.3.39.1.7.1.1.4.1."
    both = lambda column, first, second: rows(nat + column, 2, {"2.80.49.192.0.2.1": first, "2.80.49.192.0.2.2": second})
    return system("Juniper Networks, Inc. srx5800 internet router, kernel JUNOS 20.2", E + "2636.1.1.1.2.34") + \
        both("5", 700, 7) + both("6", 1400, 14) + rows(E + "2636.3.39.1.12.1.1.1.7", 66, {0: 9999999})


def nokia():
    isa = E + "6527.3.1.2.65.1.1.3."
    cards = lambda first, second: {"1.1.1": first, "1.2.1": second}
    many = 5 << 32
    resources = {"1.1.1": "Large-scale hosts", "1.1.2": "LSN port-ranges configured", "1.1.3": "LSN port-ranges used",
                 "1.2.1": "Large-scale hosts", "1.2.2": "LSN port-ranges configured", "1.2.3": "LSN port-ranges used"}
    values = {"1.1.1": 11, "1.1.2": 131072, "1.1.3": 700, "1.2.1": 22, "1.2.2": 131072, "1.2.3": 77}
    return system("TiMOS-C-20.10.R8 cpm/hops64 Nokia 7750 SR", E + "6527.1.3.4") + \
        rows(isa + "4.1.2", 4, cards("Flows", "Flows")) + rows(isa + "4.1.3", 70, cards(many, many)) + \
        rows(isa + "4.1.6", 70, cards(1000, 2000)) + rows(isa + "4.1.10", 70, cards(5000, 6000)) + \
        rows(isa + "6.1.2", 4, resources) + rows(isa + "6.1.3", 70, {index: 100000 for index in resources}) + \
        rows(isa + "6.1.4", 70, values)


def a10():
    lsn = E + "22610.2.4.3.18.4.1."
    scalars = {20: 400, 21: 600, 24: 300, 25: 700, 26: 500, 27: 500, 18: 2, 19: 3}
    return system("Thunder Series Unified Application Service Gateway TH6435, ACOS 5.2", E + "22610.1.3.24") + \
        [f"{lsn}{column}.0|{65 if column in (18, 19) else 66}|{number}" for column, number in scalars.items()]


def f5():
    lsn = E + "3375.2.2.14.6.3.1."
    name = "4.112.111.111.49"
    return system("Linux bigip 3.10.0", E + "3375.2.1.3.4.99") + rows(lsn + "4", 70, {name: 123456}) + rows(lsn + "6", 70, {name: 17})


def fortinet():
    pool = E + "12356.101.5.3.2.1.1."
    index = "192.0.2.0.192.0.2.15"
    cells = {3: (64, "192.0.2.0"), 4: (64, "192.0.2.15"), 5: (66, 900), 6: (66, 600), 7: (66, 250), 8: (66, 50), 9: (66, 8064),
             10: (66, 64), 11: (66, 1), 12: (2, 99), 20: (66, 967680), 21: (66, 967680), 22: (66, 7000), 23: (66, 9000)}
    return system("FortiGate-1800F", E + "12356.101.1.10018") + \
        [f"{pool}{column}.{index}|{tag}|{text}" for column, (tag, text) in cells.items()]


def natv2(level="cgn", limit=1000000):
    nat = M + "234.2."
    both = lambda column, first, second, tag=66: rows(nat + "1.1." + column, tag, {1: first, 2: second})
    walk = system("A device that follows the standard", E + "99999.1") + both("2", "nat-1", "nat-2", 4) + both("8", 40000, 2000) + \
        both("15", 1, 2, 70) + both("16", 10, 20, 70) + both("19", 100, 200, 67)
    walk += rows(nat + "2.1.3", 66, {"1.6": 700, "1.17": 300, "2.6": 50, "2.17": 60})
    walk += rows(nat + "3.1.5", 66, {"1.1": 1024, "2.1": 1024}) + rows(nat + "3.1.6", 66, {"1.1": 65535, "2.1": 2047})
    # The pool of the second instance lies within the first one's: its addresses count once.
    walk += rows(nat + "4.1.4", "4x", {"1.1.1": v4("192.0.2.0"), "2.1.1": v4("192.0.2.8")})
    walk += rows(nat + "4.1.5", "4x", {"1.1.1": v4("192.0.2.15"), "2.1.1": v4("192.0.2.11")})
    if level == "cgn":
        walk += both("12", 1, 0, 70) + both("13", 2, 0, 70) + both("14", 3, 0, 70) + both("24", limit, 500000) + both("26", 30000, 20000)
    return walk


def nat_mib():
    nat = M + "123.1."
    return system("A device that follows the old standard", E + "99999.2") + [f"{nat}5.0|66|12", f"{nat}7.0|66|3456"] + \
        rows(nat + "4.1.11", "4x", {"1.1": v4("203.0.113.0"), "1.2": v4("203.0.113.4")}) + \
        rows(nat + "4.1.12", "4x", {"1.1": v4("203.0.113.7"), "1.2": v4("203.0.113.15")}) + rows(nat + "3.1.5", 70, {1: 8})


NATV2 = {"sessions": 42000, "public_addresses": 16, "ports": 16 * 64512 + 4 * 1024, "used_ports": 760}

# Name of the walk: profile, lines, readings, gaps.
WALKS = {
    "huawei": ("huawei", huawei(), {"max_sessions": 64000000, "sessions": 2000000, "public_addresses": 256}, {}),
    "h3c": ("h3c", h3c(), {"sessions": 100000, "port_blocks": 8292, "used_port_blocks": 3050, "public_addresses": 64, "refusals": 7},
            {"used_ports": "not answered"}),
    "h3c_old": ("h3c", h3c(old=True), {"sessions": 1500, "used_ports": 500, "public_addresses": 64}, {"port_blocks": "not answered"}),
    "zte": ("zte", zte(), {"sessions": 5000, "peak_sessions": 9000}, {}),
    "zte_over": ("zte", zte(used=-2147483000), {"peak_sessions": 9000}, {"sessions": "negative"}),
    "cisco_iosxe": ("cisco_iosxe", cisco_iosxe(), {"sessions": 333, "peak_sessions": 3000, "public_addresses": 16, "refusals": 9}, {}),
    "cisco_iosxr": ("cisco_iosxr", cisco_iosxr(), {"utilisation_percent": 55}, {}),
    "juniper_mx": ("juniper_mx", juniper_mx(), {"sessions": 90500, "public_addresses": 256, "ports": 129024, "used_ports": 1024}, {}),
    "juniper_srx": ("juniper_srx", juniper_srx(), {"sessions": 1414, "used_ports": 707}, {}),
    "nokia": ("nokia", nokia(), {"max_sessions": 10 << 32, "sessions": 3000, "peak_sessions": 11000, "port_blocks": 262144,
                                 "used_port_blocks": 777, "subscribers_max": 200000, "active_subscribers": 33}, {}),
    "a10": ("a10", a10(), {"max_sessions": 1000, "sessions": 400, "ports": 1000, "used_ports": 500, "refusals": 5}, {}),
    "f5": ("f5", f5(), {"sessions": 123456, "refusals": 17}, {}),
    "fortinet": ("fortinet", fortinet(), {"sessions": 900, "port_blocks": 8064, "used_port_blocks": 64, "public_addresses": 16,
                                          "ports": 967680, "used_ports": 9000}, {}),
    "natv2_cgn": ("natv2", natv2(), {**NATV2, "max_sessions": 1500000, "subscribers_max": 50000, "refusals": 39}, {}),
    "natv2_pooled": ("natv2", natv2("pooled"), {**NATV2, "refusals": 30}, {"max_sessions": "not answered", "subscribers_max": "not answered"}),
    "natv2_off": ("natv2", natv2(limit=0), {**NATV2, "subscribers_max": 50000, "refusals": 39}, {"max_sessions": "switched off (0)"}),
    "nat_mib": ("nat_mib", nat_mib(), {"sessions": 3456, "public_addresses": 16, "refusals": 8}, {}),
}
