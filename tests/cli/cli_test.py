"""Every command in every format, held against the API and against each other: real processes on loopback.

    cli_test.py [PROGRAM]

One server on the memory store hears some seconds of the simulated country; each command's output is
parsed and compared with what the API says. Exit codes are provoked, completion is driven in a real
bash, and every command's help has an example that runs.
"""

import contextlib
import csv
import http.server
import io
import json
import os
import pathlib
import re
import shutil
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.parse
import urllib.request

PROGRAM = os.path.abspath(os.environ.get("SIXSCOPE_BINARY", "build/release/sixscope"))
DONE, FAILED, USAGE, BAD_SETTINGS, BAD_INPUT, UNAVAILABLE = range(6)
WAIT_SECONDS_MAX = 60
WORLD = None  # The server and its files, for all tests.


def run(*arguments, stdin=None, **environment):
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG"))}
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, timeout=WAIT_SECONDS_MAX,
                          input=stdin, env={**clean, **environment})


def free_port(kind):
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


class Server:
    """A `sixscope serve` on the memory store."""

    def __init__(self, place, *arguments):
        self.udp = free_port(socket.SOCK_DGRAM)
        self.log = open(place / "serve.log", "w+")
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--data", str(place / "data"), "--store", "memory", "--http", "127.0.0.1:0",
             "--udp", f"127.0.0.1:{self.udp}", *map(str, arguments)],
            stdout=self.log, stderr=subprocess.STDOUT, env={**os.environ, "SIXSCOPE_ROLLUP_FLUSH_SECONDS": "1"})
        self.url = None
        deadline = time.monotonic() + WAIT_SECONDS_MAX
        while self.url is None and time.monotonic() < deadline and self.process.poll() is None:
            found = re.search(r"sixscope is at (\S+)/", pathlib.Path(self.log.name).read_text())
            self.url = found and found[1]
            time.sleep(0.05)
        if self.url is None:
            self.end()
            raise RuntimeError(pathlib.Path(self.log.name).read_text())

    def get(self, path, **parameters):
        url = f"{self.url}/api/v1{path}?{urllib.parse.urlencode(parameters)}"
        with urllib.request.urlopen(url, timeout=WAIT_SECONDS_MAX) as answer:
            return answer.read().decode()

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(WAIT_SECONDS_MAX)
        self.log.close()


class World:
    """A server that has heard some seconds of the country, and a capture of another."""

    def __init__(self, place):
        self.place = place
        self.dictionary = place / "network.csv"
        self.capture = place / "exports.pcap"
        settings = place / "sixscope.toml"
        settings.write_text(f'[enrich]\ndictionaries = ["{self.dictionary}"]\n')
        for arguments in (("--dictionary", self.dictionary, "--duration", "0s"),
                          ("--write", self.capture, "--from", "2026-11-01T12:00:00Z", "--duration", "10s",
                           "--rate", "200")):
            made = run("simulate", *arguments)
            assert made.returncode == DONE, made.stderr
        self.server = Server(place, "--config", settings)
        now = time.time()
        played = run("simulate", "--to", f"127.0.0.1:{self.server.udp}", "--duration", "3s", "--rate", "600")
        assert played.returncode == DONE, played.stderr
        stamp = lambda at: time.strftime("%Y-%m-%dT%H:%M:00Z", time.gmtime(at))
        self.span = {"from": stamp(now - 600), "to": stamp(now + 600)}
        self.settle()

    def settle(self):
        """Until the stored figures stay the same."""
        deadline = time.monotonic() + WAIT_SECONDS_MAX
        before, calm = None, 0
        while calm < 8 and time.monotonic() < deadline:
            cells = json.loads(self.server.get("/traffic", **self.span))["data"]
            calm = calm + 1 if cells and cells == before else 0
            before = cells
            time.sleep(0.25)

    def ask(self, command, *arguments, **environment):
        return run(command, *arguments, SIXSCOPE_SERVER=self.server.url, **environment)

    def query(self, *arguments, **environment):
        span = [text for name, value in self.span.items() for text in (f"--{name}", value)]
        return self.ask("query", *span, *arguments, **environment)


def setUpModule():
    global WORLD
    place = pathlib.Path(tempfile.mkdtemp(prefix="sixscope-cli-"))
    unittest.addModuleCleanup(shutil.rmtree, place, ignore_errors=True)
    WORLD = World(place)
    unittest.addModuleCleanup(WORLD.server.end)


class CommandTest(unittest.TestCase):
    maxDiff = None

    def fine(self, done):
        self.assertEqual(done.returncode, DONE, done.stderr.decode())
        return done.stdout.decode()

    def place(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return pathlib.Path(folder.name)


class QueryTest(CommandTest):
    BY = ("--by", "region,access")

    def test_every_format_has_the_figures_of_the_api(self):
        api = json.loads(WORLD.server.get("/traffic", by="region,access", **WORLD.span))
        self.assertGreater(len(api["data"]), 20)
        self.assertEqual(json.loads(self.fine(WORLD.query(*self.BY, "--format", "json")))["data"], api["data"])
        self.assertEqual(lines(self.fine(WORLD.query(*self.BY, "--format", "jsonl"))), api["data"])
        text = self.fine(WORLD.query(*self.BY, "--format", "csv"))
        self.assertEqual(rows(text), rows(WORLD.server.get("/traffic", by="region,access", format="csv", **WORLD.span)))
        for row, cell in zip(rows(text), api["data"]):
            self.assertEqual(int(row["v6_bytes"]), cell["v6"]["bytes"])
            self.assertEqual(float(row["share"] or "nan") if cell["share"]["value"] is not None else None,
                             cell["share"]["value"])
        table = self.fine(WORLD.query(*self.BY)).splitlines()
        self.assertEqual(table[0].split(), ["region", "access", "IPv4", "IPv6", "share", "95", "%"])
        for line, cell in zip(table[1:], api["data"]):
            label = api["labels"]["region"][cell["dimensions"]["region"]]["en"]
            self.assertTrue(line.startswith(label), line)
            if cell["share"]["value"] is not None:
                self.assertIn(f'{100 * cell["share"]["value"]:.2f}%', line)

    def test_a_cut_answer_says_so_and_its_cursor_leads_on(self):
        whole = rows(self.fine(WORLD.query(*self.BY, "--format", "csv")))
        for shape in ("csv", "jsonl", "json", "table"):
            with self.subTest(shape):
                first = WORLD.query(*self.BY, "--format", shape, "--limit", "3")
                self.fine(first)
                said = first.stderr.decode()
                self.assertIn("there is more: --cursor ", said)
        cursor = said.split("--cursor ")[1].strip()
        first = WORLD.query(*self.BY, "--format", "csv", "--limit", "3")
        rest = WORLD.query(*self.BY, "--format", "csv", "--cursor", cursor)
        self.assertEqual(rest.stderr, b"")
        self.assertEqual(rows(self.fine(first)) + rows(self.fine(rest)), whole)

    def test_words_follow_the_locale_unless_told(self):
        for environment, arguments, there in (({}, (), "Guangdong"), ({"LANG": "zh_CN.UTF-8"}, (), "广东"),
                                              ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, (), "Guangdong"),
                                              ({"LC_MESSAGES": "zh_CN.UTF-8", "LANG": "C"}, (), "广东"),
                                              ({}, ("--language", "zh"), "广东")):
            with self.subTest(environment=environment, arguments=arguments):
                self.assertIn(there, self.fine(WORLD.query("--by", "region", *arguments, **environment)))


class Pages(http.server.BaseHTTPRequestHandler):
    """A server with so many pages of one cell each; 0: without an end."""
    protocol_version = "HTTP/1.1"
    pages = 0
    status = 200

    def do_GET(self):
        asked = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        page = int(asked.get("cursor", ["1"])[0])
        more = page != self.pages
        if asked["format"] == ["csv"]:
            body = f"region,v4_bytes\r\nr{page},{page}\r\n".encode()
        else:
            body = json.dumps({"data": [{"page": page}], "next_cursor": str(page + 1) if more else None}).encode()
        if self.status != 200:
            body = json.dumps({"detail": "no"}).encode()
        self.send_response(self.status)
        if more:
            self.send_header("Next-Cursor", str(page + 1))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class PagingTest(CommandTest):
    @contextlib.contextmanager
    def server(self, pages, status=200):
        handler = type("Handler", (Pages,), {"pages": pages, "status": status})
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield f"http://127.0.0.1:{server.server_address[1]}"
            server.shutdown()

    def test_rows_for_programs_are_fetched_page_after_page(self):
        with self.server(3) as url:
            text = self.fine(run("query", "--server", url, "--format", "csv"))
            self.assertEqual(text, "region,v4_bytes\r\nr1,1\r\nr2,2\r\nr3,3\r\n")
            text = self.fine(run("query", "--server", url, "--format", "jsonl"))
            self.assertEqual(lines(text), [{"page": 1}, {"page": 2}, {"page": 3}])

    def test_pages_without_an_end_are_an_error(self):
        with self.server(0) as url:
            done = run("query", "--server", url, "--format", "jsonl")
        self.assertEqual(done.returncode, FAILED)
        self.assertEqual(len(done.stdout.splitlines()), 100)
        self.assertIn("100 pages", done.stderr.decode())
        self.assertIn("--cursor 101", done.stderr.decode())

    def test_what_the_server_answers_makes_the_exit_code(self):
        for status, code in ((400, USAGE), (404, FAILED), (500, FAILED), (503, UNAVAILABLE)):
            with self.subTest(status), self.server(1, status) as url:
                self.assertEqual(run("query", "--server", url, "--format", "csv").returncode, code)


class ExportersTest(CommandTest):
    def test_every_format_has_the_figures_of_the_api(self):
        api = json.loads(WORLD.server.get("/exporters"))["data"]
        self.assertGreater(len(api), 3)
        by_address = {one["address"]: one for one in api}
        self.assertEqual({one["address"] for one in json.loads(self.fine(WORLD.ask("exporters", "--format", "json")))["data"]},
                         set(by_address))
        self.assertEqual({one["address"] for one in lines(self.fine(WORLD.ask("exporters", "--format", "jsonl")))},
                         set(by_address))
        found = rows(self.fine(WORLD.ask("exporters", "--format", "csv")))
        self.assertEqual(len(found), len(api))
        for row in found:
            one = by_address[row["address"]]
            for name in ("name", "protocol", "status", "coverage", "first_seen", "last_seen"):
                self.assertEqual(row[name], one[name])
            self.assertEqual(int(row["datagrams"]), one["ledger"]["datagrams"])
            self.assertEqual(row["sampling_numerator"], str(one["sampling"]["numerator"]) if one["sampling"]["known"] else "")
            self.assertEqual(row["diagnoses"], " ".join(diagnosis["code"] for diagnosis in one["diagnoses"]))
            self.assertNotIn("-", list(row.values()))
        table = self.fine(WORLD.ask("exporters"))
        for address in by_address:
            self.assertIn(address, table)

    def test_one_exporter_has_words_and_an_unknown_one_is_refused(self):
        listed = json.loads(WORLD.server.get("/exporters"))
        ill = next(one for one in listed["data"] if one["diagnoses"])
        title = listed["labels"]["diagnosis"][ill["diagnoses"][0]["code"]]["en"]
        self.assertIn(title, self.fine(WORLD.ask("exporters", ill["address"])))
        unknown = WORLD.ask("exporters", "192.0.2.77")
        self.assertEqual((unknown.returncode, unknown.stdout), (FAILED, b""))
        self.assertIn("192.0.2.77", unknown.stderr.decode())


class ExporterPages(http.server.BaseHTTPRequestHandler):
    """Three pages of one exporter each, by address; the last of them is the one that is ill."""
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        page = int(urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query).get("cursor", ["1"])[0])
        status, code = ("fault", "v5_only") if page == 3 else ("ok", "remark")
        body = json.dumps({
            "data": [{"address": f"192.0.2.{page}", "status": status, "diagnoses": [{"code": code, "severity": status}],
                      "name": "", "observation_domain": 0, "protocol": "ipfix", "coverage": "measurable",
                      "sampling": {"known": False}, "first_seen": "", "last_seen": "",
                      "ledger": {"datagrams": page, "sequence_gaps": 0}}],
            "labels": {"diagnosis": {code: {"zh": code, "en": code}}},
            "next_cursor": str(page + 1) if page < 3 else None}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class ExporterPagingTest(CommandTest):
    def test_every_page_is_there_in_every_format_the_worst_first(self):
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), ExporterPages) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            asked = ("exporters", "--server", f"http://127.0.0.1:{server.server_address[1]}", "--format")
            order = ["192.0.2.3", "192.0.2.1", "192.0.2.2"]
            answer = json.loads(self.fine(run(*asked, "json")))
            self.assertEqual([one["address"] for one in answer["data"]], order)
            self.assertEqual(set(answer["labels"]["diagnosis"]), {"v5_only", "remark"})
            self.assertIsNone(answer["next_cursor"])
            self.assertEqual([one["address"] for one in lines(self.fine(run(*asked, "jsonl")))], order)
            self.assertEqual([one["address"] for one in rows(self.fine(run(*asked, "csv")))], order)
            server.shutdown()


class WatchTest(CommandTest):
    def test_one_look_in_every_format(self):
        one = json.loads(self.fine(WORLD.ask("watch", "--once", "--format", "json")))
        self.assertEqual(one["share_seconds"], 1)
        self.assertEqual(set(lines(self.fine(WORLD.ask("watch", "--once", "--format", "jsonl")))[0]), set(one))
        found = rows(self.fine(WORLD.ask("watch", "--once", "--format", "csv")))
        self.assertEqual(list(found[0]), ["at", "access", "v4_bps", "v6_bps", "share", "share_seconds"])
        self.assertEqual([row["access"] for row in found], ["all", *one["by_access"]])
        float(found[0]["v4_bps"])

    def test_the_table_says_what_its_figures_are_of(self):
        table = self.fine(WORLD.ask("watch", "--once"))
        self.assertRegex(table, r"IPv6 share .*last second")
        self.assertRegex(table, r"bit/s +last second")

    def test_a_stream_is_no_document(self):
        done = WORLD.ask("watch", "--format", "json")
        self.assertEqual(done.returncode, USAGE)
        self.assertIn("--once", done.stderr.decode())


class ConnectionTest(CommandTest):
    def test_an_own_certificate_is_named_and_can_be_given(self):
        place = self.place()
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-keyout", place / "key.pem", "-out", place / "certificate.pem", "-days", "2", "-subj",
                        "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
        (place / "tls.toml").write_text(f'[http]\ntls_certificate = "{place}/certificate.pem"\n'
                                        f'tls_key = "{place}/key.pem"\n')
        server = Server(place, "--config", place / "tls.toml")
        self.addCleanup(server.end)
        self.assertTrue(server.url.startswith("https://"))
        for command in (["query"], ["exporters"], ["watch", "--once"]):
            with self.subTest(command):
                refused = run(*command, "--server", server.url)
                self.assertEqual(refused.returncode, UNAVAILABLE)
                self.assertIn("certificate", refused.stderr.decode())
                self.assertNotIn("running", refused.stderr.decode())
                self.fine(run(*command, "--server", server.url, "--ca", place / "certificate.pem"))
                self.fine(run(*command, "--server", server.url, "--insecure"))


class DictionaryTest(CommandTest):
    def test_a_good_file_is_an_empty_list_in_every_format(self):
        good = WORLD.dictionary
        self.assertEqual(self.fine(run("dictionary", "check", good, "--format", "csv")), "file,line,severity,what,remedy\n")
        self.assertEqual(json.loads(self.fine(run("dictionary", "check", good, "--format", "json"))), [])
        self.assertEqual(self.fine(run("dictionary", "check", good, "--format", "jsonl")), "")
        self.assertTrue(self.fine(run("dictionary", "check", good)).startswith("fine: "))

    def test_bad_rows_are_the_same_in_every_format(self):
        bad = self.place() / "bad.csv"
        bad.write_text("prefix,region\n2001:db8::/32,440000\nnonsense,440000\n2001:db8:1::/48,999999\n")
        check = lambda shape: run("dictionary", "check", bad, "--format", shape)
        found = check("jsonl")
        self.assertEqual(found.returncode, BAD_INPUT)
        listed = lines(found.stdout.decode())
        self.assertEqual([one["line"] for one in listed], [3, 4])
        self.assertEqual(json.loads(check("json").stdout), listed)
        self.assertEqual([row["line"] for row in rows(check("csv").stdout.decode())], ["3", "4"])
        table = check("table")
        self.assertEqual(table.returncode, BAD_INPUT)
        self.assertIn(f"{bad}:3", table.stderr.decode())

    def test_lookup_in_every_format(self):
        (address, region) = next((row["prefix"].split("/")[0], row["region"]) for row in rows(WORLD.dictionary.read_text().split("\n", 1)[1])
                                 if row.get("region"))
        ask = lambda shape: self.fine(run("lookup", address, "--dictionary", WORLD.dictionary, "--format", shape))
        (one,) = json.loads(ask("json"))
        self.assertEqual((one["address"], one["region"]), (address, region))
        self.assertIsInstance(one["asn"], int)
        self.assertEqual(lines(ask("jsonl")), [one])
        self.assertEqual(rows(ask("csv")), [{name: str(value) for name, value in one.items()}])
        self.assertRegex(ask("table"), rf"region +{region}\n")

    def test_what_is_no_address_is_said_on_standard_error_only(self):
        for shape in ("table", "json", "jsonl", "csv"):
            done = run("lookup", "x", "192.0.2.1", "--format", shape)
            self.assertEqual((done.returncode, done.stdout), (USAGE, b""))
            self.assertIn("x: ", done.stderr.decode())


class FileTest(CommandTest):
    def test_decoded_columns_are_those_of_the_json(self):
        *records, closing = lines(self.fine(run("decode", WORLD.capture, "--format", "jsonl")))
        found = rows(self.fine(run("decode", WORLD.capture, "--format", "csv")))
        flows = [record for record in records if record.get("kind", "flow") == "flow" and "family" in record]
        self.assertEqual(len(found), len(flows))
        self.assertEqual(closing["summary"]["total"]["records"], len(flows))
        for row, record in zip(found, flows):
            for name in ("exporter", "exportProtocol", "observationDomainId", "templateId", "family", "outerFamily",
                         "bytes", "packets", "flowStart", "flowEnd"):
                self.assertEqual(row[name], "" if record[name] is None else str(record[name]), name)
        whole = json.loads(self.fine(run("decode", WORLD.capture, "--format", "json")))
        self.assertEqual(whole["records"], records)
        self.assertIn(f"{len(flows)} records", self.fine(run("decode", WORLD.capture)))

    def replay(self, shape, *arguments, **more):
        return self.fine(run("replay", WORLD.capture, "--dictionary", WORLD.dictionary, "--by", "region", "--format",
                             shape, *arguments, **more))

    def test_replay_names_and_numbers_are_those_of_a_query(self):
        api = WORLD.server.get("/traffic", by="region", format="csv", **WORLD.span)
        names = [name for name in next(csv.reader(io.StringIO(api))) if not name.startswith("region_")]
        listed = json.loads(self.replay("json"))
        self.assertEqual(list(listed[0]), names)
        self.assertEqual(lines(self.replay("jsonl")), listed)
        for row, one in zip(rows(self.replay("csv")), listed):
            self.assertEqual(list(row), names)
            self.assertEqual(row["region"], one["region"])
            for name in names[1:-1]:
                self.assertEqual(float(row[name]) if row[name] else None, one[name], name)
            if one["share"] is not None:
                self.assertAlmostEqual(one["share"], one["v6_bytes"] / (one["v4_bytes"] + one["v6_bytes"]))
        table = self.replay("table").splitlines()
        self.assertEqual(len(table), len(listed) + 1)
        self.assertTrue(table[1].startswith(listed[0]["region"]))

    def test_replay_says_how_many_rows_a_limit_cuts(self):
        every = len(json.loads(self.replay("json")))
        cut = run("replay", WORLD.capture, "--dictionary", WORLD.dictionary, "--by", "region", "--format", "csv", "--limit", "2")
        self.assertEqual(len(rows(self.fine(cut))), 2)
        self.assertIn(f"{every - 2} more rows", cut.stderr.decode())

    def test_standard_input_is_told_by_its_content(self):
        by_name = self.fine(run("replay", WORLD.capture, "--format", "csv"))
        piped = run("replay", "-", "--format", "csv", stdin=WORLD.capture.read_bytes())
        self.assertEqual(self.fine(piped), by_name)
        self.assertIn("v4_bytes", by_name)
        self.assertEqual(run("replay", "-", stdin=b"no capture at all").returncode, BAD_INPUT)


class TextTest(CommandTest):
    def test_ddl_is_of_the_version_asked_for(self):
        self.assertIn("CREATE TABLE", self.fine(run("ddl")))
        old, new = (self.fine(run("ddl", "--version-of-server", version)) for version in ("18.16", "26.7"))
        self.assertNotEqual(old, new)
        self.assertIn("Replicated", self.fine(run("ddl", "--cluster", "national")))

    def test_the_reference_of_settings_is_a_good_file(self):
        place = self.place()
        (place / "all.toml").write_text(self.fine(run("config", "reference")))
        self.assertIn("fine", self.fine(run("config", "check", place / "all.toml")))
        self.assertIn("flush_seconds", self.fine(run("config", "show")))

    def test_settings_and_their_faults_are_lists_for_programs_too(self):
        place = self.place()
        (place / "mine.toml").write_text('[http]\nlisten = "127.0.0.1:9999"\n')
        rows = json.loads(self.fine(run("config", "show", place / "mine.toml", "--format", "json")))
        mine = {row["key"]: row for row in rows}["http.listen"]
        self.assertEqual(mine["value"], '"127.0.0.1:9999"')
        self.assertTrue(mine["where"].endswith("mine.toml:2"), mine)
        listed = json.loads(self.fine(run("config", "reference", "--format", "json")))
        self.assertEqual([row["key"] for row in listed], [row["key"] for row in rows])
        (place / "bad.toml").write_text("[http]\nlisten = 1\nnonsense = 2\n")
        done = run("config", "check", place / "bad.toml", "--format", "json")
        self.assertEqual(done.returncode, BAD_SETTINGS)
        self.assertEqual([fault["where"].rsplit(":", 1)[1] for fault in json.loads(done.stdout)], ["2", "3"])

    def test_a_dictionary_that_would_be_refused_is_a_fault_of_the_settings(self):
        place = self.place()
        (place / "net.csv").write_text("prefix,region\n192.0.2.0/24,440000\nnonsense,440000\n")
        (place / "mine.toml").write_text(f'[enrich]\ndictionaries = ["{place}/net.csv"]\n')
        done = run("config", "check", place / "mine.toml")
        self.assertEqual(done.returncode, BAD_SETTINGS)
        self.assertIn("net.csv:3", done.stderr.decode())


class RegistryTest(CommandTest):
    HEAD = "运营商,区域,设备名称,台账类别,状态,最大会话数\n"
    GOOD = "中国移动,广东,CGN-01,nat44,在用,2000万\n中国电信,江苏,CGN-02,NAT444,在用,\"1,000,000\"\n"

    def registry(self, place, *arguments):
        return run("registry", *arguments, SIXSCOPE_DATA_DIR=str(place / "data"))

    def test_a_sheet_goes_in_whole_or_not_at_all_and_comes_out_as_it_was(self):
        place = self.place()
        sheet = place / "ledger.csv"
        sheet.write_text(self.HEAD + self.GOOD + "中国电信,火星,CGN-03,NAT444,在用,abc\n")
        done = self.registry(place, "import", sheet, "--format", "json")
        self.assertEqual(done.returncode, BAD_INPUT, done.stderr)
        plan = json.loads(done.stdout)
        self.assertEqual([(fault["row"], fault["column"]) for fault in plan["faults"]], [(4, "B"), (4, "F")])
        self.assertEqual(json.loads(self.fine(self.registry(place, "show", "nat44_device", "--format", "json"))), [])
        sheet.write_text(self.HEAD + self.GOOD)
        self.assertIn("2 new", self.fine(self.registry(place, "import", sheet, "--effective", "2026-01-31", "--language", "en")))
        sheet.write_text(self.HEAD + self.GOOD.replace("2000万", "2100万"))
        self.assertIn("1 changed, 1 unchanged", self.fine(self.registry(place, "import", sheet, "--language", "en")))
        for when, sessions in (("2026-02-01", "20000000"), (None, "21000000")):
            rows = json.loads(self.fine(self.registry(place, "show", "nat44_device", "--format", "json",
                                                      *(("--as-of", when) if when else ()))))
            self.assertEqual(rows[0]["max_sessions"], sessions)
        history = json.loads(self.fine(self.registry(place, "history", "nat44_device", rows[0]["key"], "--format", "json")))
        self.assertEqual([(one["before"], one["after"]) for one in history if one["field"] == "max_sessions"],
                         [("20000000", "21000000"), ("", "20000000")])
        for name in ("all.xlsx", "all.csv"):
            self.fine(self.registry(place, "export", "nat44_device", place / name))
            self.assertIn("0 new, 0 changed, 2 unchanged",
                          self.fine(self.registry(place, "import", place / name, "--language", "en")))
            self.fine(self.registry(place, "template", "nat44_device", place / f"form-{name}"))
            self.assertIn("0 rows", self.fine(self.registry(place, "import", place / f"form-{name}", "--language", "en")))
        for command in ("export", "template"):
            (place / "mine.csv").write_text("mine")
            refused = self.registry(place, command, "nat44_device", place / "mine.csv")
            self.assertEqual(refused.returncode, FAILED, command)
            self.assertIn(b"--force writes over it", refused.stderr)
            self.assertEqual((place / "mine.csv").read_text(), "mine")
            self.fine(self.registry(place, command, "nat44_device", place / "mine.csv", "--force"))
            self.assertNotEqual((place / "mine.csv").read_text(), "mine")


class ExitCodeTest(CommandTest):
    def test_every_documented_code(self):
        place = self.place()
        (place / "bad.toml").write_text("[nonsense]\nkey = 1\n")
        (place / "empty.pcap").write_bytes(b"")
        closed = f"http://127.0.0.1:{free_port(socket.SOCK_STREAM)}"
        for code, *command in (
                (DONE, "--version"), (USAGE,), (USAGE, "nonsense"), (USAGE, "query", "--format", "xml"),
                (USAGE, "query", "--server", "127.0.0.1:8666"), (USAGE, "query", "--by", "nonsense", "--server", WORLD.server.url),
                (USAGE, "ddl", "--version-of-server", "new"), (USAGE, "replay", WORLD.capture, "--by", "nonsense"),
                (USAGE, "simulate", "--duration", "long"), (USAGE, "completion", "csh"),
                (FAILED, "exporters", "192.0.2.77", "--server", WORLD.server.url),
                (BAD_SETTINGS, "config", "check", place / "bad.toml"), (BAD_SETTINGS, "lookup", "::1", "-c", place / "bad.toml"),
                (BAD_SETTINGS, "serve", "--config", place / "bad.toml"),
                (BAD_SETTINGS, "replay", WORLD.capture, "--config", place / "bad.toml"),
                (BAD_INPUT, "decode", place / "empty.pcap"), (BAD_INPUT, "replay", place / "missing.pcap"),
                (UNAVAILABLE, "query", "--server", closed), (UNAVAILABLE, "exporters", "--server", closed),
                (UNAVAILABLE, "watch", "--once", "--server", closed),
                (UNAVAILABLE, "simulate", "--dnstap", place / "nobody.sock", "--duration", "1s")):
            with self.subTest(command):
                done = run(*command)
                self.assertEqual(done.returncode, code, done.stderr.decode())
                self.assertTrue(code == DONE or done.stderr or done.stdout, "says nothing")


class DnstapReader(threading.Thread):
    """Takes one dnstap stream, goes away in its middle, and takes the next to its end."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.bind(str(path))
        self.socket.listen(1)
        self.frames = []

    def run(self):
        for wanted in (5, None):
            client, _ = self.socket.accept()
            self.frames.append(0)
            with client, client.makefile("rwb") as stream:
                self.take(stream, wanted)
        self.socket.close()

    def take(self, stream, wanted):
        kind = b"protobuf:dnstap.Dnstap"
        while wanted is None or self.frames[-1] < wanted:
            (length,) = struct.unpack("!I", stream.read(4))
            if length != 0:
                stream.read(length)
                self.frames[-1] += 1
                continue
            (length,) = struct.unpack("!I", stream.read(4))
            (control,) = struct.unpack("!I", stream.read(length)[:4])
            if control == 4:  # READY: ACCEPT
                stream.write(struct.pack("!IIIII", 0, 12 + len(kind), 1, 1, len(kind)) + kind)
            elif control == 3:  # STOP: FINISH
                stream.write(struct.pack("!III", 0, 4, 5))
            stream.flush()
            if control == 3:
                return


class SimulateTest(CommandTest):
    def test_help_shows_the_defaults(self):
        text = self.fine(run("simulate", "--help"))
        for default in ("--to TEXT=127.0.0.1:2055", "--duration TEXT=1h", "--rate FLOAT:FLOAT in [1 - 1e+06]=1000", "--seed UINT=1"):
            self.assertIn(default, text)

    def test_a_deaf_target_is_named_once(self):
        for target in (f"127.0.0.1:{free_port(socket.SOCK_DGRAM)}", f"[::1]:{free_port(socket.SOCK_DGRAM)}"):
            with self.subTest(target):
                done = run("simulate", "--to", target, "--duration", "2s", "--rate", "200")
                self.fine(done)
                self.assertEqual(done.stderr.decode().count(f"nobody listens at {target}"), 1)

    def test_a_broken_dnstap_stream_is_taken_up_again(self):
        place = self.place()
        reader = DnstapReader(place / "dnstap.sock")
        reader.start()
        done = run("simulate", "--to", f"127.0.0.1:{WORLD.server.udp}", "--duration", "3s", "--rate", "10", "--dnstap",
                   place / "dnstap.sock")
        self.fine(done)
        reader.join(WAIT_SECONDS_MAX)
        self.assertIn("the stream broke", done.stderr.decode())
        self.assertIn("connected again", done.stderr.decode())
        self.assertEqual(reader.frames[0], 5)
        self.assertGreater(reader.frames[1], 5)


class CompletionTest(CommandTest):
    DRIVE = 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _sixscope; printf "%s\\n" "${COMPREPLY[@]}"'

    def setUp(self):
        self.folder = self.place()
        self.script = self.folder / "completion.sh"
        self.script.write_text(self.fine(run("completion", "bash")))
        (self.folder / "a capture.pcap").write_bytes(b"")
        (self.folder / "folder").mkdir()

    def complete(self, *words):
        done = subprocess.run(["bash", "-c", self.DRIVE, "bash", str(self.script), "sixscope", *words], cwd=self.folder,
                              capture_output=True, text=True, timeout=WAIT_SECONDS_MAX)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout.split("\n")[:-1]

    def test_words_in_a_real_bash(self):
        formats = ["table", "json", "jsonl", "csv"]
        for words, there in ((("qu",), ["query"]), (("config", "ch"), ["check"]), (("query", "--fo"), ["--format"]),
                             (("query", "--by", "region", "--fo"), ["--format"]),
                             (("query", "--by", "query", "--fo"), ["--format"]),
                             (("query", "--server", "http", ":", "//127.0.0.1", ":", "8666", "--fo"), ["--format"]),
                             (("decode", "x.pcap", "--fo"), ["--format"]), (("decode", "--all", "--fo"), ["--format"]),
                             (("query", "--format", ""), formats), (("query", "--format", "=", "cs"), ["csv"]),
                             (("query", "--format", "="), formats), (("query", "--format=cs",), ["--format=csv"]),
                             (("query", "--format", "=", "csv", "--fo"), ["--format"]),
                             (("query", "--by", "reg"), ["region"]), (("query", "--by", "region,op"), ["region,operator"]),
                             (("query", "--step", "five"), ["five_minutes"]), (("query", "--by", "region", "--nonsense=r"), [""]), (("query", "--from", ""), [""]),
                             (("decode", "--as", ""), ["auto", "exports", "packets"]), (("completion", "z"), ["zsh"]),
                             (("decode", "a"), ["a capture.pcap"]), (("decode", "x.pcap", "a"), ["a capture.pcap"]),
                             (("serve", "--config", "a"), ["a capture.pcap"]), (("serve", "-c", "fol"), ["folder"]),
                             (("config", "check", "a"), ["a capture.pcap"]),
                             (("registry", "set", "--correc"), ["--correction"]), (("registry", "edit", "--wh"), ["--where"]),
                             (("registry", "set", "--format", ""), ["table", "json"]), (("registry", "deta"), ["detach"]),
                             (("registry", "attach", "k", "key", "a"), ["a capture.pcap"])):
            with self.subTest(words):
                self.assertEqual(self.complete(*words), there)

    def test_zsh_takes_the_same_script(self):
        text = self.fine(run("completion", "zsh"))
        self.assertTrue(text.startswith("autoload -U +X bashcompinit && bashcompinit\n"))
        shell = shutil.which("zsh") or "bash"  # Its own syntax where it is there; else bash's, which it shares.
        self.assertEqual(subprocess.run([shell, "-n"], input=text, text=True, capture_output=True).stderr, "")


class HelpTest(CommandTest):
    # Serving goes on without an end and has suites of its own; the others' examples do what they say.
    NOT_RUN = ("sixscope serve", "sixscope store", "192.0.2.", "account revoke", "simulate --to", "simulate --write", "replay exports.pcap --to",
               "watch --format csv", "ledger simulate", "typed late", "polling credential add", "polling run", "polling show", "rounds return")

    def commands(self, *chain):
        text = self.fine(run(*chain, "--help"))
        below = re.split(r"^Subcommands:$", text, flags=re.M)
        names = re.findall(r"^  ([a-z]+)", below[1].split("\n\n")[0], re.M) if len(below) > 1 else []
        yield chain, text
        for name in names:
            yield from self.commands(*chain, name)

    def test_every_command_has_examples_that_run(self):
        place = self.place()
        for name in ("exports.pcap", "traffic.pcapng", "template.dat", "data.dat"):
            shutil.copy(WORLD.capture, place / name)
        for name in ("network.csv", "net.csv"):
            shutil.copy(WORLD.dictionary, place / name)
        (place / "branches.toml").write_text('[[network]]\nprefix = "2001:db8::/32"\nregion = "440000"\n')
        (place / "sixscope.toml").write_text("")
        (place / "approval.pdf").write_bytes(b"%PDF-1.7\n")
        (place / "summary.txt").write_text("截至{cut_off}，占比为{T1.value}。\n")
        (place / "bin").mkdir()
        (place / "bin/sixscope").symlink_to(PROGRAM)
        (place / "june.csv").write_text(RegistryTest.HEAD + "中国移动,440100,GZ-CGN-01,nat44,在用,2000万\n")
        # In service before the months that the ledger's examples ask about.
        self.fine(run("registry", "import", place / "june.csv", "--effective", "2025-01-31", SIXSCOPE_DATA_DIR=str(place / "var")))
        # Of the round that examples walk from open to restated.
        (place / "use.csv").write_text("month,region,operator,human,human_ipv6\n2025-06,440000,china_mobile,3.2,1.6\n")
        self.fine(run("registry", "import", place / "use.csv", "--kind", "traffic_by_use", SIXSCOPE_DATA_DIR=str(place / "var")))
        ran = set()
        for chain, text in self.commands():
            if not chain:
                continue
            self.assertIn("Examples:", text, chain)
            for example in re.findall(r"^  (sixscope .*?)(?:   .*)?$", text.split("Examples:")[1], re.M):
                if example in ran or example == "sixscope watch" or any(part in example for part in self.NOT_RUN):
                    continue
                ran.add(example)
                with self.subTest(example):
                    done = subprocess.run(["bash", "-c", example], cwd=place, capture_output=True, text=True, stdin=subprocess.DEVNULL,
                                          timeout=WAIT_SECONDS_MAX, env={"PATH": f"{place}/bin:/usr/bin:/bin", "HOME": str(place),
                                                                         "SIXSCOPE_SERVER": WORLD.server.url})
                    self.assertEqual(done.returncode, DONE, done.stderr)
        for command in ("query", "exporters", "watch", "decode", "replay", "lookup", "dictionary", "config", "ddl", "simulate",
                        "registry", "ledger", "indicators", "polling", "account", "report", "rounds"):
            self.assertTrue(any(example.startswith(f"sixscope {command}") for example in ran), command)


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        PROGRAM = os.path.abspath(sys.argv.pop(1))
    outcome = unittest.main(exit=False).result
    failed = len(outcome.failures) + len(outcome.errors)
    skipped = f", {len(outcome.skipped)} skipped" if outcome.skipped else ""
    print(f"{outcome.testsRun - failed - len(outcome.skipped)} passed, {failed} failed{skipped}")
    sys.exit(1 if failed else 0)
