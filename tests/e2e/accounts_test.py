"""Who may use a server's registry: accounts, tokens, sessions and refusals, over real processes on loopback.

    accounts_test.py [PROGRAM]

Needs the addresses 127.0.0.1 and 127.0.0.2 of the loopback interface, which Linux has.
"""

import contextlib
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
DONE, FAILED, USAGE = 0, 1, 2
DEVICE = {"operator": "china_mobile", "region": "440100", "name": "GZ-CGN-01", "ledger_class": "nat444",
          "status": "in_service", "management_address": "192.0.2.10"}
DEVICES = "/registry/objects/nat44_device"


class Server:
    """A `sixscope serve` with a registry in `place`."""

    def __init__(self, place):
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--data", str(place), "--store", "memory", "--http", "127.0.0.1:0", "--udp", "127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.log = []
        self.reader = threading.Thread(target=lambda: self.log.extend(self.process.stderr), daemon=True)
        self.reader.start()
        line = self.process.stdout.readline()
        assert "sixscope is at" in line, line
        self.port = int(re.search(r":(\d+)/", line)[1])

    def ask(self, method, target, body=None, token=None, source="127.0.0.1", headers=None):
        """Status, headers and body of an answer; JSON where it is JSON."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT_SECONDS_MAX, source_address=(source, 0))
        all_headers = {**({"Authorization": f"Bearer {token}"} if token else {}), **(headers or {})}
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        connection.request(method, "/api/v1" + target, data, all_headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        is_json = "json" in (answer.getheader("Content-Type") or "")
        return answer.status, answer.headers, json.loads(text) if is_json and text else text

    def status(self, *arguments, **options):
        return self.ask(*arguments, **options)[0]

    def end(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(WAIT_SECONDS_MAX)
        self.reader.join(WAIT_SECONDS_MAX)
        self.process.stdout.close()
        self.process.stderr.close()
        return code


class AccountsTest(unittest.TestCase):
    def setUp(self):
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        self.place = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        self.server = Server(self.place)
        stack.callback(self.server.end)

    def account(self, *arguments, code=DONE):
        done = subprocess.run([PROGRAM, "account", *arguments], capture_output=True, text=True, timeout=WAIT_SECONDS_MAX,
                              env=dict(os.environ, SIXSCOPE_DATA_DIR=str(self.place)))
        self.assertEqual(done.returncode, code, done.stderr)
        return done.stdout

    def token(self, account, *arguments):
        text = self.account("token", account, *arguments)
        self.assertRegex(text, r"^6s_[0-9a-f]{64}\n$")
        return text.strip()

    def create(self, token=None, **fields):
        status, _, made = self.server.ask("POST", DEVICES, {"fields": {**DEVICE, **fields}}, token)
        self.assertEqual(status, 201, made)
        return made

    def test_without_accounts_this_machine_is_local(self):
        status, _, who = self.server.ask("GET", "/session")
        self.assertEqual((status, who["account"], who["local"]), (200, "local", True))
        self.create()
        self.assertEqual(self.server.status("GET", "/session", source="127.0.0.2"), 200, "all of 127.0.0.0/8 is this machine")

    def test_foreign_pages_and_rebound_names_get_nowhere(self):
        host = f"127.0.0.1:{self.server.port}"
        for headers, get, post in (({"Host": "evil.example"}, 403, 403), ({"Origin": "http://evil.example"}, 200, 403),
                                   ({"Origin": "null"}, 200, 403), ({"Origin": "http://127.0.0.1:1"}, 200, 403),
                                   ({"X-Forwarded-For": "192.0.2.1"}, 403, 403), ({"Origin": f"http://{host}"}, 200, 201),
                                   ({"Host": f"localhost:{self.server.port}", "Origin": f"http://LOCALHOST:{self.server.port}"},
                                    200, 201)):
            with self.subTest(headers):
                self.assertEqual(self.server.status("GET", "/registry/kinds", headers=headers), get)
                body = {"fields": {**DEVICE, "name": str(headers)[:100]}}
                self.assertEqual(self.server.status("POST", DEVICES, body, headers=headers), post)

    def test_an_account_opens_its_part_and_nothing_else(self):
        outside = self.create(region="450100", name="NN-CGN-01")["id"]
        inside = self.create()["id"]
        self.account("add", "gd", "--region", "440000", "--owner", "china_mobile", "--write", "--title", "广东移动")
        self.assertEqual(self.server.status("GET", "/registry/kinds"), 401, "from now on, nobody is local")
        token = self.token("gd")
        _, _, who = self.server.ask("GET", "/session", token=token)
        self.assertEqual(who, {"account": "gd", "title": "广东移动", "local": False, "all": False, "regions": ["440000"],
                               "owners": ["china_mobile"], "may_write": True, "sees_sensitive": False})
        self.assertEqual(self.server.status("GET", f"{DEVICES}/{inside}", token=token), 200)
        self.assertEqual(self.server.status("GET", f"{DEVICES}/{outside}", token=token), 404)
        page = self.server.ask("GET", DEVICES, token=token)[2]
        self.assertEqual(page["total"], 1)
        self.assertNotIn("management_address", page["data"][0]["fields"])
        self.assertEqual(self.server.status("POST", DEVICES, {"fields": {key: value for key, value in DEVICE.items()
                                                                         if key != "management_address"}
                                                              | {"region": "450100", "name": "x"}}, token), 403)
        change = {"set": {"remark": "seen"}, "reason": "survey"}
        self.assertEqual(self.server.status("PATCH", f"{DEVICES}/{outside}", change, token, headers={"If-Match": '"1"'}), 404)
        self.assertEqual(self.server.status("PATCH", f"{DEVICES}/{inside}", change, token, headers={"If-Match": '"1"'}), 200)
        self.assertEqual(self.server.status("PATCH", f"{DEVICES}/{inside}", change, token, headers={"If-Match": '"1"'}), 412)
        history = self.server.ask("GET", f"{DEVICES}/{inside}/history?field=remark", token=token)[2]["data"]
        self.assertEqual((history[0]["who"], history[0]["reason"]), ("gd", "survey"))

        self.account("change", "gd", "--region", "none", "--all", "--sensitive", "--no-write")
        self.assertEqual(self.server.ask("GET", DEVICES, token=token)[2]["total"], 2)
        self.assertEqual(self.server.status("PATCH", f"{DEVICES}/{inside}", change, token, headers={"If-Match": '"2"'}), 403)
        self.account("change", "gd", "--disable")
        self.assertEqual(self.server.status("GET", DEVICES, token=token), 401)

    def test_a_session_is_a_cookie_and_ends(self):
        self.account("add", "gd", "--all", "--write")
        token = self.token("gd")
        self.assertEqual(self.server.status("POST", "/session", {"token": "6s_" + "0" * 64}), 401)
        status, headers, _ = self.server.ask("POST", "/session", {"token": token})
        self.assertEqual(status, 200)
        cookie = {"Cookie": headers["Set-Cookie"].split(";")[0]}
        self.assertIn("HttpOnly", headers["Set-Cookie"])
        self.assertIn("SameSite=Strict", headers["Set-Cookie"])
        self.assertNotIn(token, headers["Set-Cookie"])
        self.assertEqual(self.server.status("GET", DEVICES, headers=cookie), 200)
        self.assertEqual(self.server.status("POST", DEVICES, {"fields": DEVICE},
                                            headers={**cookie, "Origin": "http://evil.example"}), 403)
        self.assertEqual(self.server.status("DELETE", "/session", headers=cookie), 204)
        self.assertEqual(self.server.status("GET", DEVICES, headers=cookie), 401)
        again = {"Cookie": self.server.ask("POST", "/session", {"token": token})[1]["Set-Cookie"].split(";")[0]}
        self.account("revoke", json.loads(self.account("list", "gd", "--format", "json"))[0]["token"])
        self.assertEqual(self.server.status("GET", DEVICES, headers=again), 401, "it ends with its token")
        self.assertEqual(self.server.status("GET", DEVICES, token=token), 401)

    def test_a_token_is_bound(self):
        self.account("add", "gd", "--all", "--write")
        reads = self.token("gd", "--read-only", "--note", "dashboard")
        self.assertEqual(self.server.status("GET", DEVICES, token=reads), 200)
        self.assertEqual(self.server.status("POST", DEVICES, {"fields": DEVICE}, reads), 403)
        there = self.token("gd", "--network", "127.0.0.2")
        self.assertEqual(self.server.status("GET", DEVICES, token=there), 401)
        self.assertEqual(self.server.status("GET", DEVICES, token=there, source="127.0.0.2"), 200)
        today = self.token("gd", "--ends", time.strftime("%Y-%m-%d", time.gmtime(time.time() + 8 * 3600)))
        self.assertEqual(self.server.status("GET", DEVICES, token=today), 200)
        self.end_now("gd", today)
        self.assertEqual(self.server.status("GET", DEVICES, token=today), 401)

        listed = json.loads(self.account("list", "gd", "--format", "json"))
        self.assertEqual(sorted(token["note"] for token in listed), ["", "", "dashboard"])
        self.assertNotIn(reads, json.dumps(listed))
        self.account("remove", "gd")
        for token in (reads, there, today):
            self.assertNotEqual(self.server.status("GET", DEVICES, token=token, source="127.0.0.2"), 200)
        self.account("add", "gd", "--all", code=FAILED)

    def end_now(self, account, _token):
        """Moves the end of the newest token into the past: a day cannot be waited for."""
        import sqlite3
        with contextlib.closing(sqlite3.connect(self.place / "registry.sqlite", timeout=WAIT_SECONDS_MAX)) as database, database:
            changed = database.execute("UPDATE registry_token SET ends_ms = 1000 WHERE ends_ms > 0").rowcount
        self.assertEqual(changed, 1, account)

    def test_commands_say_what_is_wrong(self):
        self.account("list")
        for arguments, code in ((("add", "no blanks"), USAGE), (("add", "a", "--region", "44"), USAGE), (("change", "nobody"), FAILED),
                                (("token", "nobody"), FAILED), (("revoke", "00000000"), FAILED), (("remove", "nobody"), FAILED),
                                (("token", "a", "--ends", "2020-01-01"), USAGE), (("token", "a", "--network", "here"), USAGE),
                                (("list", "nobody"), FAILED)):
            with self.subTest(arguments):
                self.account(*arguments, code=code)
        self.account("add", "a", "--region", "440000,450000")
        self.account("add", "a", code=FAILED)
        made = subprocess.run([PROGRAM, "account", "add", "typo", "--region", "999999,440106", "--owner", "nope,china_mobile"],
                              capture_output=True, text=True, env={**os.environ, "SIXSCOPE_DATA_DIR": str(self.place)})
        self.assertEqual(made.returncode, DONE, made.stderr)
        self.assertEqual(re.findall(r"^note: (\w+): no (\w+)", made.stderr, re.M), [("999999", "region"), ("nope", "operator")])
        self.account("remove", "typo")
        listed = json.loads(self.account("list", "--format", "json"))
        self.assertEqual([(one["account"], one["regions"]) for one in listed], [("a", "440000, 450000")])

    def test_files_are_attached_and_large_bodies_refused(self):
        device = self.create()["id"]
        target = f"{DEVICES}/{device}/attachments?name=scan.pdf"
        scan = b"%PDF-1.7 " + b"x" * (5 << 20)
        status, _, made = self.server.ask("POST", target, scan)
        self.assertEqual(status, 201, made)
        status, headers, body = self.server.ask("GET", f"/registry/attachments/{made['id']}")
        self.assertEqual((status, body == scan, headers["Content-Type"]), (200, True, "application/pdf"))
        self.assertTrue((self.place / "attachments" / made["sha256"][:2] / made["sha256"][2:]).exists())
        self.assertEqual(self.server.status("POST", target, b"\x7fELF" + bytes(100)), 415)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # It does not read on.
            self.assertEqual(self.server.status("POST", target, bytes((20 << 20) + 1)), 413)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.assertEqual(self.server.status("POST", DEVICES, b"x" * (2 << 20)), 413)

    def test_refusals_are_in_the_log_and_secrets_are_not(self):
        self.account("add", "gd", "--region", "440000")
        token = self.token("gd")
        secret = "6s_" + "f" * 64
        self.server.status("GET", DEVICES, token=secret)
        self.server.status("POST", DEVICES, {"fields": DEVICE}, token)
        self.server.status("GET", f"{DEVICES}/99", token=token)
        self.assertEqual(self.server.end(), DONE)
        log = "".join(self.server.log)
        for words in ("refused with 401 to somebody unknown at 127.0.0.1: GET /api/v1" + DEVICES,
                      "refused with 403 to gd at 127.0.0.1: POST", "refused with 404 to gd at 127.0.0.1: GET"):
            self.assertIn(words, log)
        self.assertNotIn(token, log)
        self.assertNotIn(secret, log)


class AbsentDatabaseTest(unittest.TestCase):
    def test_the_rest_works_without_the_registry(self):
        with tempfile.TemporaryDirectory() as place:
            # Nobody listens there.
            os.environ["SIXSCOPE_REGISTRY_URL"] = "postgresql://sixscope:hidden@127.0.0.1:1/sixscope"
            try:
                server = Server(pathlib.Path(place) / "data")
            finally:
                del os.environ["SIXSCOPE_REGISTRY_URL"]
            try:
                status, headers, problem = server.ask("GET", "/registry/kinds")
                self.assertEqual((status, headers["Retry-After"]), (503, "2"), problem)
                self.assertEqual(server.status("GET", "/session"), 503)
                self.assertEqual(server.status("GET", "/status"), 200)
            finally:
                self.assertEqual(server.end(), DONE)
            self.assertIn("the registry cannot be opened", "".join(server.log))
            self.assertNotIn("hidden", "".join(server.log))


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        PROGRAM = os.path.abspath(sys.argv.pop(1))
    outcome = unittest.main(exit=False).result
    failed = len(outcome.failures) + len(outcome.errors)
    skipped = f", {len(outcome.skipped)} skipped" if outcome.skipped else ""
    print(f"{outcome.testsRun - failed - len(outcome.skipped)} passed, {failed} failed{skipped}")
    sys.exit(1 if failed else 0)
