#!/usr/bin/env python3
"""Reports from a filled registry: built, edited, published, downloaded, verified, corrected, shown and built by schedule.

    tests/e2e/report_test.py [TEST...]

A year of forms of 31 provinces and three operators goes in with `sixscope registry import`, with what real ones have: a
province that hands in nothing, one whose traffic is all zero, one that typed GB beside PB, an alias, a month restated. The
figures that the reports print are added up here once more, in exact fractions. Everything is over real processes on loopback.
"""

import contextlib
import csv
import decimal
import hashlib
import http.client
import io
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
from fractions import Fraction

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.path.abspath(os.environ.get("SIXSCOPE_BINARY", "build/release/sixscope"))
SECONDS_MAX = 300
EQUAL, DIFFERS, CANNOT_TELL = 0, 1, 2
NATION, GUANGDONG, TIBET, QINGHAI, HENAN, INNER_MONGOLIA = "100000", "440000", "540000", "630000", "410000", "150000"
OPERATORS = ("china_telecom", "china_mobile", "china_unicom")
MONTHS = [f"{2024 + (m - 1) // 12}-{(m - 1) % 12 + 1:02}" for m in range(5, 19)]  # 2024-05 to 2025-06.
MONTH = MONTHS[-1]
FORMATS = {"docx": b"PK", "pdf": b"%PDF", "xlsx": b"PK", "html": b"<!DOCTYPE", "json": b"{"}
ID = f"monthly-{MONTH}-{NATION}-zh"


def provinces():
    with (ROOT / "catalogue" / "regions.csv").open(encoding="utf-8", newline="") as file:
        return [row["code"] for row in csv.DictReader(line for line in file if not line.startswith("#"))][:31]


class Forms:
    """What is handed in, and what follows from it."""

    def __init__(self):
        self.codes = provinces()
        self.leaves = {}
        for i, region in enumerate(self.codes):
            for j, operator in enumerate(OPERATORS):
                for m, month in enumerate(MONTHS):
                    if region == TIBET and month == MONTH:
                        continue
                    row = {"lte": 1000 + 10 * i + j, "lte_ipv6": 600 + 5 * i + j + m, "mobile_5g": 500 + i, "mobile_5g_ipv6": 350 + i + m}
                    if region == QINGHAI and month == MONTH:
                        row = dict.fromkeys(row, 0)
                    if (region, operator, month) == (HENAN, "china_mobile", MONTH):
                        row["lte_ipv6"] *= 1000  # In GB, where the total is in PB.
                    self.leaves[month, region, operator] = row

    def write(self, path, keys=None):
        with path.open("w", encoding="utf-8", newline="") as file:
            sheet = csv.writer(file)
            sheet.writerow(("month", "region", "operator", "lte", "lte_ipv6", "mobile_5g", "mobile_5g_ipv6"))
            for key in keys or self.leaves:
                month, region, operator = key
                row = self.leaves[key]
                sheet.writerow((month, "内蒙" if region == INNER_MONGOLIA else region, operator, *row.values()))

    def share(self, month=MONTH, region=NATION, operator=""):
        """T1: the sum over the sum of what is whole."""
        above = below = Fraction(0)
        for (when, where, who), row in self.leaves.items():
            v6, every = row["lte_ipv6"] + row["mobile_5g_ipv6"], row["lte"] + row["mobile_5g"]
            if when == month and region in (NATION, where) and operator in ("", who) and 0 < every >= v6:
                above, below = above + v6, below + every
        return above / below

    @staticmethod
    def printed(share):
        hundredths = decimal.Decimal(share.numerator * 100) / decimal.Decimal(share.denominator)
        return f"{hundredths.quantize(decimal.Decimal('0.01'), decimal.ROUND_HALF_UP)}%"


class Place:
    """A registry in a directory, and the commands over it."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.data = self.folder / "data"

    def run(self, *arguments, code=EQUAL):
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "SIXSCOPE_"))}
        done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=SECONDS_MAX, cwd=ROOT,
                              env={**environment, "SIXSCOPE_DATA_DIR": str(self.data)})
        if done.returncode != code:
            raise AssertionError(f"sixscope {' '.join(map(str, arguments))}: {done.returncode}: {(done.stderr or done.stdout)[:2000]}")
        return done.stdout, done.stderr

    def hand_in(self, forms, keys=None, explain="made for a test"):
        path = self.folder / "forms.csv"
        forms.write(path, keys)
        self.run("registry", "import", path, "--kind", "traffic_by_province", "--explain", explain)

    def build(self, *arguments):
        out = self.run("report", "build", "monthly", "--period", MONTH, "--out", self.folder / "out", *arguments)[0]
        return [pathlib.Path(line) for line in out.splitlines()]


class Server:
    def __init__(self, place, **settings):
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "SIXSCOPE_"))}
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--data", str(place.data), "--store", "memory", "--http", "127.0.0.1:0", "--udp", "127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env={**environment, **settings})
        self.log = []
        self.reader = threading.Thread(target=lambda: self.log.extend(self.process.stderr), daemon=True)
        self.reader.start()
        line = self.process.stdout.readline()
        assert "sixscope is at" in line, line + "".join(self.log)
        self.port = int(re.search(r":(\d+)/", line)[1])

    def get(self, path, accept=None):
        return self.ask("GET", path, headers={"Accept": accept} if accept else {})

    def ask(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS_MAX)
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        connection.request(method, path, data, headers or {})
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, answer.headers, content

    def call(self, method, target, body=None, expected=200, **headers):
        status, _, content = self.ask(method, "/api/v1/reports" + target, body, {name.replace("_", "-"): value for name, value in headers.items()})
        assert status == expected, f"{method} {target}: {status}: {content[:2000].decode(errors='replace')}"
        return json.loads(content)

    def end(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.wait(SECONDS_MAX)
        self.reader.join(SECONDS_MAX)
        self.process.stdout.close()
        self.process.stderr.close()


def texts_of(report):
    return "\n".join("".join(run["text"] for run in block["runs"]) for block in report["blocks"] if block["kind"] == "paragraph")


def table_of(report, name):
    return next(table for table in report["tables"] if table["id"] == name)


def rows_with(table, *words):
    return [row for row in table["rows"] if all(any(word in str(value) for value in row.values()) for word in words)]


def tag(issue):
    return f'"{issue["revision"]}"'


class ReportTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        self.stack = stack
        self.place = Place(stack.enter_context(tempfile.TemporaryDirectory(prefix="sixscope-reports.")))
        self.forms = Forms()
        self.place.hand_in(self.forms)

    def serve(self, **settings):
        server = Server(self.place, **settings)
        self.stack.callback(server.end)
        return server

    def restate(self):
        """Guangdong hands in June once more, with less."""
        for operator in OPERATORS:
            self.forms.leaves[MONTH, GUANGDONG, operator]["lte_ipv6"] -= 100
        self.place.hand_in(self.forms, [(MONTH, GUANGDONG, operator) for operator in OPERATORS], "restated")

    def test_it_is_built_of_any_scope_in_both_languages(self):
        for scope, operator, language, title in ((NATION, "", "zh", "全国IPv6发展监测月报（2025年6月）"), (NATION, "", "en", "June 2025"),
                                                 (GUANGDONG, "", "zh", "广东"), (GUANGDONG, "", "en", "Guangdong"),
                                                 (NATION, "china_mobile", "zh", "中国移动"), (NATION, "china_mobile", "en", "China Mobile")):
            with self.subTest(f"{scope} {operator} {language}"):
                paths = self.place.build("--scope", scope, "--language", language, "--format", ",".join((*FORMATS, "csv")),
                                         *(("--operator", operator) if operator else ()))
                endings = [path.suffix[1:] for path in paths]
                self.assertEqual(set(endings), {*FORMATS, "csv"})
                for path in paths:
                    if path.suffix[1:] in FORMATS:
                        self.assertTrue(path.read_bytes().startswith(FORMATS[path.suffix[1:]]), path)
                report = json.loads(next(path for path in paths if path.suffix == ".json").read_text(encoding="utf-8"))
                self.assertEqual(report["language"], language)
                self.assertIn(title, report["title"])
                share = Forms.printed(self.forms.share(region=scope, operator=operator))
                self.assertIn(share, texts_of(report), "the sum over the sum, in the text")
                table = next(path for path in paths if path.name.endswith("-traffic_by_region.csv")).read_text(encoding="utf-8-sig")
                self.assertGreater(len(list(csv.reader(io.StringIO(table)))), 1)
                self.assertNotIn("nan", texts_of(report).lower())

    def test_faults_of_the_forms_are_said_in_the_right_words(self):
        paths = self.place.build("--format", "json")
        report = json.loads(paths[0].read_text(encoding="utf-8"))
        gaps = table_of(report, "gaps")
        share = "移动网络"
        self.assertEqual(len(rows_with(gaps, share, "西藏", "未报送")), 3, "a province that hands in nothing")
        self.assertEqual(len(rows_with(gaps, share, "青海", "分母为零")), 3, "never a zero for what has no denominator")
        mixed = rows_with(gaps, share, "河南", "部分大于全部")
        self.assertEqual(len(mixed), 1, "GB beside PB is more than the whole")
        self.assertIn("中国移动", str(mixed[0]))
        self.assertEqual(rows_with(gaps, share, "内蒙古"), [], "an alias is the province it names")
        regions = table_of(report, "traffic_by_region")
        column = next(one["id"] for one in regions["columns"] if "mobile_v6_traffic_share" in one["id"])
        self.assertEqual(rows_with(regions, "内蒙古")[0][column], float(self.forms.share(region=INNER_MONGOLIA)))
        self.assertIsNone(rows_with(regions, "西藏")[0][column])
        self.assertIn(rows_with(regions, "青海")[0][column], (None, "分母为零"))

    def test_what_is_wrong_on_the_command_line_is_said(self):
        for arguments, words in ((("build", "yearly", "--period", MONTH), "there are"), (("build", "monthly", "--period", "2025-Q2"), "2025-06"),
                                 (("build", "monthly", "--period", MONTH, "--scope", "999999"), "440000"),
                                 (("build", "monthly", "--period", MONTH, "--operator", "nobody"), "china_mobile"),
                                 (("build", "monthly", "--period", MONTH, "--format", "odt"), "docx")):
            self.assertIn(words, self.place.run("report", *arguments, code=2)[1])
        kinds = json.loads(self.place.run("report", "kinds", "--format", "json")[0])
        self.assertIn("monthly", [one["report"] for one in kinds])
        days = json.loads(self.place.run("report", "calendar", "--months", "12", "--format", "json")[0])
        self.assertEqual(len([one for one in days if one["report"] == "monthly"]) // 12, 1)
        self.assertEqual([one["day"] for one in days], sorted(one["day"] for one in days))
        self.assertTrue(all(one["set_by"] for one in days))

    def test_from_draft_to_archive(self):
        server = self.serve()
        draft = server.call("POST", "", {"report": "monthly", "period": MONTH}, 201)
        self.assertEqual((draft["id"], draft["state"], draft["commit"]), (ID, "draft", None))
        self.assertEqual(server.call("POST", "", {"report": "monthly", "period": MONTH}, 409)["status"], 409)
        self.assertIn(Forms.printed(self.forms.share()), [fact["text"] for fact in draft["facts"]])

        path = f"/{ID}/texts/summary"
        self.assertEqual(server.call("PUT", path, {"text": "x"}, 428)["status"], 428)
        self.assertEqual(server.call("PUT", path, {"text": "{nothing.value}"}, 404, If_Match=tag(draft))["status"], 404)
        self.assertEqual(server.call("PUT", path, {"text": "{T1.value"}, 400, If_Match=tag(draft))["status"], 400)
        edited = server.call("PUT", path, {"text": "本月为{T1.value}，而非12.34%。"}, If_Match=tag(draft))
        self.assertTrue(any("12.34%" in remark for remark in edited["remarks"]), edited["remarks"])
        self.assertEqual(server.call("PUT", path, {"text": "x"}, 412, If_Match=tag(draft))["status"], 412, "it moved on")
        edited = server.call("PUT", path, {"text": "本月为{T1.value}。"}, If_Match=tag(edited))
        self.assertFalse(any("12.34" in remark for remark in edited["remarks"]))

        self.restate()
        moved = server.call("POST", f"/{ID}/publish", {}, 409, If_Match=tag(edited))
        self.assertIn("moved", moved["detail"])
        checked = server.call("POST", f"/{ID}/check")
        self.assertTrue(any(GUANGDONG in one["where"] for one in checked["moved"]), checked["moved"][:3])
        self.assertEqual(server.call("POST", f"/{ID}/check")["moved"], [], "it was looked at")
        checked = server.call("GET", f"/{ID}")
        published = server.call("POST", f"/{ID}/publish", {"date": "2025-07-15", "final": True}, If_Match=tag(checked))
        self.assertEqual((published["state"], published["number"], published["status"]), ("published", "〔2025〕1号", "正式"))
        self.expect_files(server, published)
        self.correct(server)
        self.withdraw(server)

    def download(self, server, name, version, folder):
        status, headers, content = server.get(f"/api/v1/reports/{ID}/{name}version={version}")
        self.assertEqual(status, 200, content[:500])
        self.assertIn("attachment", headers["Content-Disposition"])
        path = self.place.folder / folder
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        return path

    def expect_files(self, server, published):
        kept = {file["format"]: file for file in server.call("GET", f"/{ID}?version=1")["files"]}
        self.assertTrue(set(FORMATS) < set(kept))
        for name, begin in FORMATS.items():
            path = self.download(server, f"file?format={name}&", 1, f"v1/report.{name}")
            content = path.read_bytes()
            self.assertTrue(content.startswith(begin), name)
            self.assertEqual(hashlib.sha256(content).hexdigest(), kept[name]["sha256"], f"{name}: printed twice, the same bytes")
            status, _, answer = server.ask("POST", "/api/v1/reports/verify", content)
            self.assertEqual((status, json.loads(answer)["finding"]), (200, "equal"), answer[:1000])
            said = self.place.run("report", "verify", path)[1]
            self.assertIn("equal", said)
        table = self.download(server, "tables/traffic_by_region.csv?", 1, "v1/regions.csv")
        self.place.run("report", "verify", table)
        changed = self.place.folder / "v1/changed"
        for name in FORMATS:
            content = bytearray((self.place.folder / f"v1/report.{name}").read_bytes())
            content[len(content) // 2] ^= 1
            changed.write_bytes(content)
            out, _ = self.place.run("report", "verify", changed, "--id", ID, "--format", "json", code=DIFFERS)
            self.assertEqual([one["what"] for one in json.loads(out) if one["finding"] == "differs"], ["file", "file"], name)
        text = (self.place.folder / "v1/report.html").read_text(encoding="utf-8").replace(Forms.printed(self.forms.share()), "99.99%")
        changed.write_text(text, encoding="utf-8")
        self.place.run("report", "verify", changed, code=DIFFERS)  # By its marker.
        changed.write_bytes(b"of nobody")
        self.assertIn("cannot tell", self.place.run("report", "verify", changed, code=CANNOT_TELL)[1])
        self.assertEqual(published["sha256"], server.call("GET", f"/{ID}/verify")["sha256"])

    def correct(self, server):
        before = self.forms.share()
        self.restate()
        self.place.run("report", "verify", self.place.folder / "v1/report.pdf")  # At its commit, it is what it was.
        self.assertEqual(server.call("GET", f"/{ID}/verify")["finding"], "equal")
        self.assertEqual(server.call("POST", f"/{ID}/correct", {}, 400)["status"], 400, "a correction has a reason")
        second = server.call("POST", f"/{ID}/correct", {"reason": "广东更正6月数据"}, 201)
        self.assertEqual((second["version"], second["state"], second["number"]), (2, "draft", "〔2025〕1号"))
        second = server.call("POST", f"/{ID}/check")
        self.assertTrue(second["moved"])
        second = server.call("POST", f"/{ID}/publish", {"date": "2025-08-01"}, If_Match=tag(second))
        self.assertEqual((second["version"], second["status"]), (2, "更正"))
        self.assertTrue(any("广东" in one["where"] for one in second["corrections"]), second["corrections"][:5])
        report = json.loads(self.download(server, "file?format=json&", 2, "v2/report.json").read_text(encoding="utf-8"))
        corrections = table_of(report, "corrections")
        self.assertIn("广东更正6月数据", corrections["note"])
        self.assertEqual(len(corrections["rows"]), second["corrections_all"])
        national = [row for row in corrections["rows"] if Forms.printed(before) in str(row["before"])]
        self.assertTrue(any(Forms.printed(self.forms.share()) in str(row["after"]) for row in national), corrections["rows"][:5])
        self.assertFalse(any("北京" in row["place"] for row in corrections["rows"]), "what did not change is not listed")
        first = json.loads((self.place.folder / "v1/report.json").read_text(encoding="utf-8"))
        self.assertNotIn("corrections", [table["id"] for table in first["tables"]])
        for version in ("v1", "v2"):
            self.place.run("report", "verify", self.place.folder / f"{version}/report.json")

    def withdraw(self, server):
        for path in ("", ".json", "/traffic_by_region.csv", "/dictionary.json"):
            self.assertEqual(server.get(f"/public/reports/{ID}{path}")[0], 404, "nothing is public by itself")
        self.assertEqual(json.loads(server.get("/public/reports")[2])["data"], [])
        server.call("PUT", f"/{ID}/public", {"public": True})
        status, headers, page = server.get(f"/public/reports/{ID}")
        self.assertEqual(status, 200)
        self.assertIn("text/html", headers["Content-Type"])
        self.assertIn(Forms.printed(self.forms.share()), page.decode())
        data = json.loads(server.get(f"/public/reports/{ID}.json")[2])
        self.assertIn(f"{ID}:2:", data["marker"])
        columns = next(one for one in json.loads(server.get(f"/public/reports/{ID}/dictionary.json")[2])["tables"]
                       if one["id"] == "traffic_by_region")["columns"]
        head = next(csv.reader(io.StringIO(server.get(f"/public/reports/{ID}/traffic_by_region.csv")[2].decode("utf-8-sig"))))
        self.assertEqual([one["id"] for one in columns], head)
        self.assertTrue(all(one["title"] for one in columns))
        self.assertIn(ID, server.get("/public/reports", "text/html")[2].decode())
        server.call("PUT", f"/{ID}/public", {"public": False})
        self.assertEqual(server.get(f"/public/reports/{ID}")[0], 404)
        server.call("PUT", f"/{ID}/public", {"public": True})
        gone = server.call("POST", f"/{ID}/withdraw", {"reason": "wrong form"})
        self.assertEqual((gone["state"], gone["public"], gone["reason"]), ("withdrawn", False, "wrong form"))
        self.assertEqual(server.get(f"/public/reports/{ID}")[0], 404)
        self.place.run("report", "verify", self.place.folder / "v2/report.json")  # It was published all the same.
        listed = server.call("GET", "?state=withdrawn")["data"]
        self.assertEqual([(one["id"], one["version"]) for one in listed], [(ID, 2)])

    def test_the_shelf_by_command(self):
        for scope in (NATION, GUANGDONG):
            self.place.run("report", "draft", "monthly", "--period", MONTH, "--scope", scope, "--issuer", "全国监测中心")
            self.place.run("report", "draft", "monthly", "--period", "2025-05", "--scope", scope)
        for period in ("2025-05", MONTH):
            self.place.run("report", "publish", f"monthly-{period}-{NATION}-zh", "--date", "2025-07-20")
        rows = json.loads(self.place.run("report", "list", "--state", "published", "--format", "json")[0])
        self.assertEqual([(one["id"], one["number"]) for one in rows],
                         [(ID, "〔2025〕2号"), (f"monthly-2025-05-{NATION}-zh", "〔2025〕1号")])
        self.place.run("report", "verify", "--id", ID)
        self.place.run("report", "verify", "--id", f"monthly-{MONTH}-{GUANGDONG}-zh", code=CANNOT_TELL)
        self.place.run("report", "publish", ID, code=1)
        self.place.run("report", "correct", ID, "--reason", "x")
        self.restate()
        self.assertIn("moved", self.place.run("report", "publish", ID, code=1)[1])
        self.place.run("report", "check", ID)
        self.assertIn("corrected:", self.place.run("report", "publish", ID)[1])
        self.place.run("report", "public", ID, "on")
        self.place.run("report", "withdraw", ID, "--reason", "y")
        shown = self.place.run("report", "show", ID, "--version", "1")[0]
        self.assertIn("published", shown)
        self.assertIn("pdf", shown)

    def test_texts_of_a_draft_by_command(self):
        name = f"monthly-{MONTH}-{QINGHAI}-zh"
        self.place.run("report", "draft", "monthly", "--period", MONTH, "--scope", QINGHAI)

        def texts(*arguments, code=EQUAL):
            out, said = self.place.run("report", "edit", name, *arguments, "--format", "json", code=code)
            return {row["block"]: row for row in json.loads(out)} if code == EQUAL else {}, said

        drafted, _ = texts()
        self.assertIn("{T1.value}", drafted["summary"]["text"])
        self.assertEqual({row["edited"] for row in drafted.values()}, {"no"})
        mine = "占比为{T1.value}，{{加括号}}，比88.8%少。"
        edited, said = texts("summary", "--text", mine)
        self.assertEqual((list(edited), edited["summary"]["text"], edited["summary"]["edited"]), (["summary"], mine, "yes"))
        self.assertIn("88.8%", said, "a number that was typed")
        self.assertGreater(edited["summary"]["revision"], drafted["summary"]["revision"])
        self.assertIn("somebody else changed the draft", texts("summary", "--text", "x", "--revision", drafted["summary"]["revision"], code=1)[1])
        file = self.place.folder / "summary.txt"
        file.write_text("一{T1.value}\n二\n", encoding="utf-8")
        self.assertEqual(texts("summary", "--file", file)[0]["summary"]["text"], "一{T1.value}\n二")
        back, said = texts("summary", "--reset")
        self.assertEqual(back["summary"]["text"], drafted["summary"]["text"])
        self.assertNotIn("88.8%", said)
        for words, wrong in (("'worth' is none of", ("summary", "--text", "{T1.worth}")), ("no such text", ("nothing", "--text", "x")),
                             ("the file is empty", ("summary", "--file", "/dev/null")), ("BLOCK", ("--text", "x")), ("excludes", ("summary", "--text", "x", "--reset"))):
            with self.subTest(words):
                process = subprocess.run([PROGRAM, "report", "edit", name, *wrong, "--data", str(self.place.data)], capture_output=True, text=True, cwd=ROOT, check=False)
                self.assertNotEqual(process.returncode, EQUAL)
                self.assertIn(words, process.stderr)
        self.assertEqual(texts()[0]["summary"]["edited"], "no", "what was refused changed nothing")

    def test_drafts_are_built_when_they_are_due(self):
        mailbox = self.place.folder / "mail"
        teller = self.place.folder / "tell"
        teller.write_text(f"#!/bin/sh\ncat >> {mailbox}\necho ---- >> {mailbox}\n")
        teller.chmod(0o755)
        drop = self.place.folder / "drop"
        settings = {"SIXSCOPE_REPORTS_SCOPES": f"{NATION},{GUANGDONG}/china_mobile", "SIXSCOPE_REPORTS_DROP_FOLDER": str(drop),
                    "SIXSCOPE_REPORTS_MAIL_COMMAND": str(teller)}
        server = self.serve(**settings)
        kinds = [one["id"] for one in server.call("GET", "/kinds")["data"] if one["next_due"]]
        wanted = 2 * len(kinds)
        until = time.monotonic() + SECONDS_MAX
        while time.monotonic() < until and (not mailbox.exists() or mailbox.read_text(encoding="utf-8").count("----") < wanted):
            time.sleep(0.5)
        issues = server.call("GET", "?state=draft")["data"]
        self.assertEqual(sorted({one["report"] for one in issues}), sorted(kinds), "".join(server.log)[-2000:])
        self.assertEqual(len(issues), wanted)
        self.assertEqual({one["changed_by"] for one in issues}, {"schedule"})
        self.assertEqual(len(list(drop.iterdir())), 3 * wanted)
        self.assertEqual(mailbox.read_text(encoding="utf-8").count("Subject: "), wanted)
        server.end()
        again = self.serve(**settings)
        time.sleep(8)  # Past its first look.
        self.assertEqual(len(again.call("GET", "")["data"]), wanted)
        self.assertEqual(mailbox.read_text(encoding="utf-8").count("Subject: "), wanted, "nobody is told twice")


if __name__ == "__main__":
    result = unittest.main(exit=False, verbosity=2).result
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed")
    sys.exit(1 if failed or not result.testsRun else 0)
