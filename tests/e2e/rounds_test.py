"""A month of two carriers over real processes: a server with accounts, and the commands on the registry's own machine.

    rounds_test.py [PROGRAM]
"""

import contextlib
import datetime
import http.client
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

PROGRAM = os.path.abspath(os.environ.get("SIXSCOPE_BINARY", "build/release/sixscope"))
WAIT_SECONDS_MAX = 90
DONE, FAILED, USAGE, REFUSED = 0, 1, 2, 4
FORM = "traffic_by_use"
HEAD = "month,region,operator,human,human_ipv6"
TODAY = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).date()


def month(back):
    """A month before this one, as 2025-06."""
    index = TODAY.year * 12 + TODAY.month - 1 - back
    return f"{index // 12}-{index % 12 + 1:02}"


class RoundsTest(unittest.TestCase):
    def setUp(self):
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        self.stack = stack
        self.place = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        self.data = self.place / "data"

    def run_program(self, *arguments, code=DONE, **settings):
        names = {"SIXSCOPE_" + key.upper().replace(".", "_"): value for key, value in settings.items()}
        done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=WAIT_SECONDS_MAX,
                              env=dict(os.environ, SIXSCOPE_DATA_DIR=str(self.data), LANG="C.UTF-8", **names))
        self.assertEqual(done.returncode, code, (arguments, done.stdout, done.stderr))
        return done.stdout if code == DONE else done.stderr

    def rounds(self, *arguments, code=DONE, **settings):
        return self.run_program("rounds", *arguments, code=code, **settings)

    def hand_in(self, *rows, code=DONE):
        file = self.place / "rows.csv"
        file.write_text("\n".join([HEAD, *rows]) + "\n")
        return self.run_program("registry", "import", str(file), "--kind", FORM, "--explain", "counted twice", code=code)

    def state(self, name, unit):
        answer = json.loads(self.rounds("show", name, unit, "--format", "json"))
        return answer["submission"]["state"], answer["submission"]["version"]

    def test_a_month_by_commands(self):
        """Draft, checked, submitted, returned, submitted, approved, frozen, restated; late, twice, and who is missing."""
        then, name = month(3), f"{FORM}-{month(3)}"
        mobile, telecom = "440000/china_mobile", "440000/china_telecom"
        units = [mobile, telecom, "450000/china_mobile"]
        opened = self.rounds("open", "--period", then, "--form", FORM, *(f"--unit={one}" for one in units))
        self.assertIn(name, opened)
        self.assertIn("was there", self.rounds("open", "--period", then, "--form", FORM))
        self.assertEqual(self.state(name, mobile), ("not_opened", 1))
        self.assertIn("import it first", self.rounds("check", name, mobile, code=FAILED))

        self.hand_in(f"{month(4)},440000,china_mobile,1.0,0.5")
        self.hand_in(f"{then},440000,china_mobile,3.2,1.6")
        self.assertEqual(self.state(name, mobile), ("draft", 1))
        self.assertIn("check it first", self.rounds("submit", name, mobile, code=FAILED))
        checked = self.rounds("check", name, mobile, "--language", "en")
        self.assertIn("1 rows (1 in the period before)", checked)
        self.assertIn("2 remarks", checked, "three times as much as a month ago")
        self.assertIn("explain them", self.rounds("submit", name, mobile, code=FAILED))
        first = self.rounds("submit", name, mobile, "--reason", "two cities more")
        receipt = re.search(r"receipt (\S+): 1 rows, sha256 ([0-9a-f]{64}), commit (\d+), (\d+) days late", first)
        self.assertTrue(receipt, first)
        self.assertGreater(int(receipt[4]), 30)
        again = self.rounds("submit", name, mobile)
        self.assertIn(receipt[1], again)
        self.assertIn("the same rows were in already", again)

        self.assertIn("reason", self.rounds("return", name, mobile, code=FAILED))
        self.rounds("return", name, mobile, "--reason", "IPv6 is too small")
        self.assertEqual(self.state(name, mobile), ("returned", 1))
        self.hand_in(f"{then},440000,china_mobile,3.2,1.7")
        self.rounds("check", name, mobile)
        second = self.rounds("submit", name, mobile, "--reason", "two cities more")
        self.assertNotIn(receipt[2], second)
        self.rounds("approve", name)
        self.rounds("freeze", name)
        self.assertEqual(self.state(name, mobile), ("frozen", 1))

        self.hand_in(f"{then},440000,china_mobile,3.2,1.8", code=REFUSED)
        self.run_program("registry", "set", FORM, f"{then} / 440000 / china_mobile", "human_ipv6=1.8", "--reason", "x", code=REFUSED)
        self.rounds("restate", name, mobile, "--reason", "a link counted twice")
        self.assertEqual(self.state(name, mobile), ("restated", 2))
        self.hand_in(f"{then},440000,china_mobile,3.2,1.8")
        self.assertEqual(self.state(name, mobile), ("draft", 2))

        self.hand_in(f"{then},440000,china_telecom,2.0,1.0")
        self.rounds("check", name, telecom)
        self.rounds("submit", name, telecom)
        late = self.rounds("late", name, "--language", "en")
        self.assertIn("1 of 3 in, missing ", late)
        self.assertIn("450000/china_mobile", late)
        steps = json.loads(self.rounds("show", name, mobile, "--format", "json"))["events"]
        self.assertEqual([one["event"] for one in steps],
                         ["import", "check", "submit", "return", "import", "check", "submit", "approve", "freeze", "restate", "import"])
        self.assertIn(name, self.rounds("list", "--format", "csv"))
        self.assertIn("no unit", self.rounds("check", name, "990000", code=FAILED))
        self.rounds("show", "nothing-2025-06", code=FAILED)
        self.rounds("open", "--period", "2025-13", code=USAGE)

    def test_a_reminder_goes_out_once(self):
        taken, folder = self.place / "taken", self.place / "out"
        folder.mkdir()
        script = self.place / "take"
        script.write_text(f"#!/bin/sh\ncat >> {taken}\n")
        script.chmod(0o755)
        name = f"{FORM}-{month(2)}"  # It was due in the middle of last month.
        self.rounds("open", "--period", month(2), "--form", FORM, "--unit", "440000/china_mobile")
        outlets = {"rounds.reminder_command": str(script), "rounds.reminder_folder": str(folder), "rounds.remind_days_max": "365"}
        self.rounds("remind", name, **{**outlets, "rounds.reminder_command": "/bin/false"})
        kept = taken.read_text() if taken.exists() else ""
        self.assertEqual(kept, "", "what the command refused waits")
        self.rounds("remind", name, **outlets)
        self.rounds("remind", name, **outlets)
        lines = taken.read_text().splitlines() if taken.exists() else []
        keys = [(one["step"], one["addressee"]) for one in map(json.loads, lines)]
        self.assertEqual(sorted(who for _, who in keys), ["filler", "leader", "parent"], "each of them once")
        self.assertEqual(len(list(folder.iterdir())), 3)
        self.rounds("remind", name, code=DONE)

    def test_the_server_opens_rounds_and_accounts_do_their_part(self):
        for account, scope in (("gd", ("--region", "440000", "--owner", "china_mobile")), ("group", ("--region", "000000", "--owner", "china_mobile")),
                               ("gdca", ("--region", "440000")), ("miit", ("--all",))):
            self.run_program("account", "add", account, *scope, "--write")
        tokens = {one: self.run_program("account", "token", one).strip() for one in ("gd", "group", "gdca", "miit")}
        process = subprocess.Popen([PROGRAM, "serve", "--data", str(self.data), "--store", "memory", "--http", "127.0.0.1:0", "--udp", "127.0.0.1:0"],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait, WAIT_SECONDS_MAX)
        self.addCleanup(process.send_signal, signal.SIGTERM)
        threading.Thread(target=lambda: [None for _ in process.stderr], daemon=True).start()
        port = int(re.search(r":(\d+)/", process.stdout.readline())[1])

        def ask(account, method, target, body=None, kind="application/json"):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT_SECONDS_MAX)
            data = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
            connection.request(method, "/api/v1" + target, data, {"Authorization": f"Bearer {tokens[account]}", "Content-Type": kind})
            answer = connection.getresponse()
            status, text = answer.status, answer.read()
            connection.close()
            return status, json.loads(text)

        name, until = f"{FORM}-{month(1)}", time.monotonic() + WAIT_SECONDS_MAX
        while name not in [one["id"] for one in ask("gd", "GET", "/rounds")[1]["data"]]:
            self.assertLess(time.monotonic(), until, "the calendar opened no round")
            time.sleep(0.2)
        own = next(one for one in ask("gd", "GET", "/rounds")[1]["data"] if one["id"] == name)["own"]
        self.assertEqual((own["unit"], own["state"]), ("440000/china_mobile", "not_opened"))
        expected = ask("miit", "GET", f"/rounds/{name}")[1]["coverage"]["expected"]
        self.assertEqual(expected, 32 * 3, "31 provinces and the Corps, by three operators")
        sheet = f"{HEAD}\n{month(1)},440000,china_mobile,3.2,1.6\n".encode()
        status, answer = ask("gd", "POST", f"/registry/imports?kind={FORM}&dry_run=false", sheet, "text/csv")
        self.assertEqual(status, 201, answer)
        status, answer = ask("group", "POST", f"/registry/imports?kind={FORM}&dry_run=false", sheet.replace(b"1.6", b"1.7"), "text/csv")
        self.assertEqual(status, 201, answer)
        conflicts = ask("miit", "GET", f"/rounds/{name}/submissions/{own['number']}")[1]["conflicts"]
        self.assertEqual([(one["field"], [(said["who"], said["value"]) for said in one["said"]]) for one in conflicts],
                         [("human_ipv6", [("gd", 1.6), ("group", 1.7)])])
        events = f"/rounds/{name}/submissions/{own['number']}/events"
        for account, event, wanted in (("gd", "submit", 409), ("gdca", "check", 403), ("gd", "check", 200), ("gd", "submit", 200), ("gd", "approve", 403),
                                       ("miit", "approve", 403), ("gdca", "approve", 200), ("miit", "approve", 200), ("gdca", "freeze", 403),
                                       ("miit", "freeze", 200)):
            status, answer = ask(account, "POST", events, {"event": event})
            self.assertEqual(status, wanted, (account, event, answer))
        status, answer = ask("gd", "POST", f"/registry/imports?kind={FORM}&dry_run=true", sheet.replace(b"1.6", b"1.8"), "text/csv")
        self.assertIn("round_frozen", json.dumps(answer))
        status, answer = ask("miit", "GET", f"/rounds/matrix?month={month(1)}")
        self.assertEqual({one["state"] for unit in answer["units"] for one in unit["cells"] if unit["unit"] == own["unit"] and one["round"] == name}, {"frozen"})


if __name__ == "__main__":
    if len(sys.argv) > 1:
        PROGRAM = os.path.abspath(sys.argv.pop(1))
    result = unittest.main(exit=False, argv=sys.argv[:1]).result
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)
