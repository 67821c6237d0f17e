"""Devices polled by the program over real UDP: every profile, every way to be wrong, many at once.

    polling_test.py [PROGRAM]

The well-behaved agents are Debian's snmpsim with walks that this test writes (synthetic), v2c and v3;
the hostile ones and the thousand are a small agent of ours. Everything is on loopback.
"""

import contextlib
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import mini_agent  # noqa: E402
import walks  # noqa: E402

PROGRAM = os.path.abspath(os.environ.get("SIXSCOPE_BINARY", "build/release/sixscope"))
DONE, FAILED, USAGE, BAD_SETTINGS = range(4)
WAIT_SECONDS_MAX = 300
HEAD = "运营商,区域,设备名称,台账类别,状态,最大会话数,管理地址,轮询凭据\n"
AUTH, PRIV = "authentication words", "privacy words here"


def run(place, *arguments, stdin=None, expect=None, **environment):
    done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=WAIT_SECONDS_MAX, input=stdin or "",
                          env={**os.environ, "SIXSCOPE_DATA_DIR": str(place), "SIXSCOPE_POLLING_TIMEOUT_MS": "1000",
                               "SIXSCOPE_POLLING_RETRIES": "1", **environment})
    if expect is not None and done.returncode != expect:
        raise AssertionError(f"{arguments}: {done.returncode} instead of {expect}\n{done.stdout}{done.stderr}")
    return done


def devices(place, **environment):
    """By name: the row of `polling devices`."""
    listed = json.loads(run(place, "polling", "devices", "--format", "json", expect=DONE, **environment).stdout)
    return {row["device"].rsplit(" / ", 1)[1]: row for row in listed}


def key_of(name):
    return f"china_mobile / 440100 / {name}"


def show(place, name):
    return json.loads(run(place, "polling", "show", key_of(name), "--format", "json", expect=DONE).stdout)


def ledger(place, rows):
    """Imports devices: name, address, credential, sessions as typed."""
    sheet = place / "ledger.csv"
    sheet.write_text(HEAD + "".join(f"中国移动,440100,{name},nat44,在用,{sessions},{address},{credential}\n"
                                    for name, address, credential, sessions in rows))
    run(place, "registry", "import", sheet, expect=DONE)


class Snmpsim:
    """Debian's agent simulator on addresses of 127.0.0.0/8 and one port."""

    def __init__(self, place, data, addresses):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        folder = place / "walks"
        cache = place / "cache"
        folder.mkdir()
        cache.mkdir()
        for name, lines in data.items():
            key = lambda line: [int(part) for part in line.split("|")[0].split(".")]
            (folder / f"{name}.snmprec").write_text("".join(line + "\n" for line in sorted(lines, key=key)))
        command = ["snmpsimd", f"--data-dir={folder}", f"--cache-dir={cache}", "--v3-user=poller", f"--v3-auth-key={AUTH}",
                   "--v3-auth-proto=SHA256", f"--v3-priv-key={PRIV}", "--v3-priv-proto=AES",
                   "--v3-user=legacy", f"--v3-auth-key={AUTH}", "--v3-auth-proto=MD5", f"--v3-priv-key={PRIV}", "--v3-priv-proto=DES"]
        command += [f"--agent-udpv4-endpoint={address}:{self.port}" for address in addresses]
        if os.geteuid() == 0:  # It will not run as root.
            command += ["--process-user=nobody", "--process-group=nogroup"]
            for one in (place, folder, cache):
                one.chmod(0o777)
        self.log = open(place / "snmpsim.log", "w+")
        self.process = subprocess.Popen(command, stdout=self.log, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + WAIT_SECONDS_MAX
        last = f"{addresses[-1]}:{self.port}"
        while last not in pathlib.Path(self.log.name).read_text():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(pathlib.Path(self.log.name).read_text())
            time.sleep(0.1)

    def end(self):
        self.process.terminate()
        self.process.wait()
        self.log.close()


class Place(unittest.TestCase):
    def setUp(self):
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="polling-"))
        self.addCleanup(shutil.rmtree, self.place)

    def credential(self, name, secret, *arguments, expect=DONE):
        return run(self.place, "polling", "credential", "add", name, *arguments, stdin=secret, expect=expect)


@unittest.skipUnless(shutil.which("snmpsimd"), "Debian's snmpsim is not installed (tools/setup test)")
class ProfilesTest(Place):
    def test_every_profile_over_both_versions(self):
        names = sorted(walks.WALKS)
        addresses = [f"127.0.1.{i + 1}" for i in range(len(names) + 6)]
        agent = Snmpsim(self.place, {name: walks.WALKS[name][1] for name in names}, addresses)
        self.addCleanup(agent.end)
        rows = []
        for name, address in zip(names, addresses):
            self.credential(name, name + "\n")
            rows.append((name, address, name, 1000000))
        v3 = ["--snmp", "3", "--user", "poller", "--context", "huawei"]
        self.credential("v3", f"{AUTH}\n{PRIV}\n", *v3)
        self.credential("v3-old", f"{AUTH}\n{PRIV}\n", "--snmp", "3", "--user", "legacy", "--authentication", "md5",
                        "--privacy", "des", "--context", "nokia")
        self.credential("v3-auth", f"wrong words here\n{PRIV}\n", *v3)
        self.credential("v3-priv", f"{AUTH}\nwrong words here\n", *v3)
        self.credential("v3-user", f"{AUTH}\n{PRIV}\n", "--snmp", "3", "--user", "nobody")
        self.credential("wrong", "no such community\n")
        others = ["v3", "v3-old", "v3-auth", "v3-priv", "v3-user", "wrong"]
        rows += [(name, address, name, 1000000) for name, address in zip(others, addresses[len(names):])]
        ledger(self.place, rows)
        polled = run(self.place, "polling", "run", "--once", SIXSCOPE_POLLING_PORT=str(agent.port))
        self.assertEqual(polled.returncode, FAILED, "some are meant to fail\n" + polled.stderr)
        found = devices(self.place)
        for name in names:
            with self.subTest(name):
                profile, _, expected, gaps = walks.WALKS[name]
                self.compare(name, found[name], profile, expected, gaps)
        for name, walk in (("v3", "huawei"), ("v3-old", "nokia")):
            with self.subTest(name):
                self.compare(name, found[name], walks.WALKS[walk][0], walks.WALKS[walk][2], {})
        for name in ("v3-auth", "v3-priv", "v3-user"):
            with self.subTest(name):
                self.assertEqual(found[name]["state"], "refused", found[name])
                self.assertEqual(show(self.place, name), [])
        self.assertEqual(found["wrong"]["state"], "silent", found["wrong"])
        self.assertEqual(show(self.place, "wrong"), [], "never a zero")

    def test_what_is_measured_confirms_what_is_typed(self):
        names = ["juniper_mx", "nokia", "fortinet", "natv2_cgn", "a10"]
        agent = Snmpsim(self.place, {name: walks.WALKS[name][1] for name in names}, [f"127.0.2.{i + 1}" for i in range(len(names))])
        self.addCleanup(agent.end)
        typed = {"juniper_mx": ("", 63, 256, "", 2048), "nokia": (10 << 32, 262144, "", 210000, ""), "fortinet": ("", 8064, 20, "", ""),
                 "natv2_cgn": (1500000, 100, 16, 50000, ""), "a10": (1100, 7, "", "", 128)}
        sheet = self.place / "typed.csv"
        sheet.write_text("运营商,区域,设备名称,台账类别,状态,管理地址,轮询凭据,最大会话数,端口块数,公网IPv4地址数,最大用户数,每用户端口数\n" + "".join(
            f"中国移动,440100,{name},nat44,在用,127.0.2.{at + 1},{name},{','.join(map(str, typed[name]))}\n" for at, name in enumerate(names)))
        for name in names:
            self.credential(name, name + "\n")
        run(self.place, "registry", "import", sheet, expect=DONE)
        run(self.place, "polling", "run", "--once", expect=DONE, SIXSCOPE_POLLING_PORT=str(agent.port))
        month = time.strftime("%Y-%m", time.gmtime(time.time() + 8 * 3600))
        quality = json.loads(run(self.place, "ledger", "quality", "--month", month, "--format", "json", expect=DONE).stdout)
        found = {one["device"]["key"].rsplit(" / ", 1)[1]: one["confirmation"] for one in quality["data"]}
        answers = {name: {component: cell["answer"] for component, cell in found[name].items()} for name in names}
        never, confirmed, contradicted = "never_measured", "confirmed", "contradicted"
        expected = {"juniper_mx": (never, never, confirmed, confirmed, never), "nokia": (confirmed, never, never, confirmed, confirmed),
                    "fortinet": (never, never, contradicted, confirmed, never), "natv2_cgn": (confirmed, never, confirmed, never, confirmed),
                    "a10": (contradicted, never, never, confirmed, never)}
        for name in names:
            with self.subTest(name):
                self.assertEqual(tuple(answers[name].values()), expected[name], found[name])
                for cell in found[name].values():
                    self.assertEqual(cell["why"] is not None, cell["answer"] == never, cell)
        self.assertEqual(found["juniper_mx"]["port_blocks"]["measured"], 129024 // 2048)
        self.assertIn("ports per block", found["natv2_cgn"]["port_blocks"]["why"]["en"], "nobody says how many ports make a block")
        self.assertIn("no MIB", found["nokia"]["design_throughput"]["why"]["en"])

    def compare(self, name, device, profile, expected, gaps):
        self.assertEqual((device["state"], device["profile"]), ("answers", profile), device)
        shown = show(self.place, name)
        readings = {row["quantity"]: int(row["value"]) for row in shown if row["value"] is not None}
        self.assertEqual(readings, expected)
        for quantity, why in gaps.items():
            self.assertTrue(any(row["quantity"] == quantity and why in (row["why"] or "") for row in shown), (quantity, shown))


class HostileTest(Place):
    def setUp(self):
        super().setUp()
        self.agent = mini_agent.Agent({"default": walks.huawei()})
        self.agent.start()
        self.addCleanup(self.agent.end)
        self.port = {"SIXSCOPE_POLLING_PORT": str(self.agent.port)}

    def test_none_of_them_makes_a_figure(self):
        hostile = mini_agent.Agent.HOSTILE
        for name in hostile + ("good",):
            self.credential(name, name + "\n")
        ledger(self.place, [(name, f"127.0.2.{i + 1}", name, 1000000) for i, name in enumerate(hostile + ("good",))])
        run(self.place, "polling", "run", "--once", expect=FAILED, **self.port)
        found = devices(self.place)
        states = {name: found[name]["state"] for name in found}
        self.assertEqual(states, {
            "garbage": "garbled", "nothing": "garbled", "mute": "silent", "half": "silent", "cut": "silent", "otherid": "silent",
            "circle": "answers", "still": "answers", "alwaystoobig": "answers", "empty": "answers", "generr": "answers",
            "endless": "answers", "toobig": "answers", "good": "answers"})
        good = {row["quantity"]: row["value"] for row in show(self.place, "good")}
        self.assertEqual({row["quantity"]: row["value"] for row in show(self.place, "toobig")}, good)
        for name in hostile:
            if name == "toobig":
                continue
            with self.subTest(name):
                for row in show(self.place, name):
                    self.assertIsNone(row["value"], row)
                    self.assertIn("not read to its end", row["why"])

    def test_addresses_and_credentials_that_are_not_fit(self):
        self.credential("good", "good\n")
        ledger(self.place, [("multicast", "224.0.0.1", "good", 1), ("broadcast", "255.255.255.255", "good", 1),
                            ("unspecified", "0.0.0.0", "good", 1), ("reserved", "240.0.0.1", "good", 1),
                            ("no-such", "127.0.2.1", "another", 1), ("none", "127.0.2.2", "", 1), ("v6", "::1", "good", 1)])
        before = self.agent.requests
        run(self.place, "polling", "run", "--once", expect=FAILED, **self.port)
        found = devices(self.place)
        for name in ("multicast", "broadcast", "unspecified", "reserved", "no-such", "none"):
            self.assertEqual(found[name]["state"], "not_asked", found[name])
            self.assertTrue(found[name]["words"])
        self.assertIn(found["v6"]["state"], ("unreachable", "silent"))
        self.assertEqual(self.agent.requests, before, "nothing was sent")

    def test_a_port_where_nobody_listens(self):
        self.credential("good", "good\n")
        ledger(self.place, [("closed", "127.0.2.1", "good", 1)])
        port = self.agent.port
        self.agent.end()
        run(self.place, "polling", "run", "--once", expect=FAILED, SIXSCOPE_POLLING_PORT="1")
        self.assertEqual(devices(self.place)["closed"]["state"], "unreachable", port)

    # A reading stays with its time when the device falls silent; nothing becomes zero.
    def test_a_reading_outlives_a_failure(self):
        self.credential("c", "good\n")
        ledger(self.place, [("dev", "127.0.2.1", "c", 64000000)])
        run(self.place, "polling", "run", "--device", key_of("dev"), expect=DONE, **self.port)
        before = show(self.place, "dev")
        self.credential("c", "mute\n")
        run(self.place, "polling", "run", "--device", key_of("dev"), expect=FAILED, **self.port)
        self.assertEqual(show(self.place, "dev"), before)
        device = devices(self.place)["dev"]
        self.assertEqual(device["state"], "silent")
        self.assertGreaterEqual(device["last_try"], device["last_ok"])

    def test_secrets_are_never_shown(self):
        self.credential("c", "communitywords\n")
        self.credential("v3", "authenticationwords\nprivacywords\n", "--snmp", "3", "--user", "u")
        ledger(self.place, [("dev", "127.0.2.1", "c", 1)])
        outputs = [run(self.place, "polling", "credential", "list", "--format", "json", expect=DONE)]
        self.assertEqual([row["name"] for row in json.loads(outputs[0].stdout)], ["c", "v3"])
        outputs.append(run(self.place, "polling", "run", "--once", **self.port))
        outputs.append(run(self.place, "polling", "devices"))
        outputs.append(run(self.place, "registry", "export", "nat44_device", self.place / "out.csv", expect=DONE))
        outputs.append(run(self.place, "config", "show"))
        (self.place / "polling.key").chmod(0o644)
        outputs.append(run(self.place, "polling", "run", "--once", **self.port))
        self.assertIn("owner's alone", outputs[-1].stderr)
        words = devices(self.place)["dev"]["words"]
        self.assertNotIn("polling.key", words, "who sees the device need not know where the key lies")
        self.assertIn("cannot be used", words)
        for done in outputs:
            for secret in ("communitywords", "authenticationwords", "privacywords"):
                self.assertNotIn(secret, done.stdout + done.stderr)
        for file in self.place.rglob("*"):
            if file.is_file():
                for secret in (b"communitywords", b"authenticationwords", b"privacywords"):
                    self.assertNotIn(secret, file.read_bytes(), file)

    def test_bad_command_lines(self):
        for arguments, stdin in ((("a b",), "x\n"), (("a",), ""), (("a",), "\n"), (("a", "--snmp", "1"), "x\n"),
                                 (("a", "--snmp", "3"), "12345678\n12345678\n"), (("a", "--snmp", "3", "--user", "u"), "short\nshort\n"),
                                 (("a", "--snmp", "3", "--user", "u" * 33), "12345678\n12345678\n"),
                                 (("a", "--snmp", "3", "--user", "u", "--authentication", "none"), "12345678\n"),
                                 (("a", "secret"), "x\n"), ((), "x\n")):
            with self.subTest(arguments):
                self.credential_fails(arguments, stdin)
        self.assertEqual(run(self.place, "polling", "credential", "remove", "a").returncode, FAILED)
        self.assertEqual(run(self.place, "polling", "show", "nobody").returncode, FAILED)
        self.assertEqual(run(self.place, "polling", "run", "--once").returncode, FAILED)
        self.assertEqual(run(self.place, "polling", "profiles", "nobody").returncode, USAGE)

    def credential_fails(self, arguments, stdin):
        done = run(self.place, "polling", "credential", "add", *arguments, stdin=stdin)
        self.assertEqual(done.returncode, USAGE, done.stderr)
        self.assertTrue(done.stderr)


class ManyTest(Place):
    DEVICES = int(os.environ.get("SIXSCOPE_POLLING_DEVICES", "1000"))

    def setUp(self):
        super().setUp()
        lines = walks.natv2()
        self.agent = mini_agent.Agent({"default": lines})
        self.agent.start()
        self.addCleanup(self.agent.end)
        self.port = {"SIXSCOPE_POLLING_PORT": str(self.agent.port)}
        self.credential("c", "public\n")
        ledger(self.place, [(f"dev-{i:04}", f"127.{10 + i // 65536}.{i // 256 % 256}.{i % 256}", "c", 1500000)
                            for i in range(self.DEVICES)])

    def test_a_thousand_devices(self):
        began = time.monotonic()
        done = run(self.place, "polling", "run", "--once", "--format", "json", expect=DONE, **self.port)
        took = time.monotonic() - began
        print(f"{self.DEVICES} devices, {self.agent.requests} requests: {took:.1f} s; {done.stderr.strip()}")
        self.assertEqual(json.loads(done.stdout)[0]["devices"], self.DEVICES)
        for name in ("dev-0000", f"dev-{self.DEVICES - 1:04}"):
            readings = {row["quantity"]: int(row["value"]) for row in show(self.place, name) if row["value"] is not None}
            self.assertEqual(readings, walks.WALKS["natv2_cgn"][2])

    # The registry opens after SIGKILL at any moment, and has whole polls only: all readings of one
    # time, and as many as the walk gives.
    def test_kill_at_random_moments(self):
        chance = random.Random(20260601)
        environment = {**os.environ, "SIXSCOPE_DATA_DIR": str(self.place), **self.port}
        expected = walks.WALKS["natv2_cgn"][2]
        for _ in range(int(os.environ.get("SIXSCOPE_KILLS", "12"))):
            process = subprocess.Popen([PROGRAM, "polling", "run", "--once"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                       env=environment)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(chance.uniform(0.05, 2.5))
            process.send_signal(signal.SIGKILL)
            process.wait()
            self.whole_polls_only(expected)

    def whole_polls_only(self, expected):
        import sqlite3
        devices(self.place)  # It opens, and lists.
        with contextlib.closing(sqlite3.connect(self.place / "registry.sqlite")) as database:
            times = {}
            for device, quantity, at, value in database.execute("SELECT device, quantity, at_ms, value FROM polling_reading"):
                times.setdefault(device, {})[quantity] = (at, int(value))
            tried = dict(database.execute("SELECT device, last_ok_ms FROM polling_attempt"))
        self.assertEqual(set(times), set(tried))
        for device, readings in times.items():
            self.assertEqual({quantity: value for quantity, (_, value) in readings.items()}, expected)
            self.assertEqual({at for at, _ in readings.values()}, {tried[device]})


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        PROGRAM = os.path.abspath(sys.argv.pop(1))
    outcome = unittest.main(exit=False).result
    failed = len(outcome.failures) + len(outcome.errors)
    skipped = f", {len(outcome.skipped)} skipped" if outcome.skipped else ""
    print(f"{outcome.testsRun - failed - len(outcome.skipped)} passed, {failed} failed{skipped}")
    sys.exit(1 if failed else 0)
