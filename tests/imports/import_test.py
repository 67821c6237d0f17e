#!/usr/bin/env python3
"""Imports by the command, as an engineer does them: seeded faults one by one, files of every strange kind.

    import_test.py [PROGRAM] [SEEDED_FILE]

SEEDED_FILE writes the ledgers. Containers that no spreadsheet program would write are made here, byte by byte.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
import zipfile

PROGRAM = os.path.abspath(os.environ.get("SIXSCOPE_BINARY", "build/release/sixscope"))
SEEDED_FILE = os.path.abspath(os.path.join(os.environ.get("SIXSCOPE_BUILD", "build/release"), "tests/seeded_file"))
DONE, FAILED, USAGE, BAD_SETTINGS, BAD_INPUT, UNAVAILABLE = range(6)
WAIT_SECONDS_MAX = 120
HEAD = "运营商,区域,设备名称,台账类别,状态,最大会话数\n"
ROW = "中国移动,广东,CGN-01,nat44,在用,2000万\n"

WORKBOOK = ('<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
            'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
            '<sheet name="台账" sheetId="1" r:id="rId1"/></sheets></workbook>')
RELATIONS = ('<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
             '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{type}" '
             'Target="{target}"/></Relationships>')


def sheet_xml(rows, before="", after=""):
    cells = "".join("<row>" + "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in row.split(",")) + "</row>"
                    for row in rows.strip().split("\n"))
    return (f'{before}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{cells}</sheetData>'
            f"{after}</worksheet>")


def workbook(path, sheet, more=(), content="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"):
    types = ('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
             f'<Override PartName="/xl/workbook.xml" ContentType="{content}"/></Types>')
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("_rels/.rels", RELATIONS.format(type="officeDocument", target="xl/workbook.xml"))
        archive.writestr("xl/workbook.xml", WORKBOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", RELATIONS.format(type="worksheet", target="worksheets/sheet1.xml"))
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, data in more:
            archive.writestr(name, data)
    return path


class ImportTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="sixscope-import-")
        self.addCleanup(folder.cleanup)
        self.place = pathlib.Path(folder.name)

    def run_registry(self, *arguments, stdin=None):
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG"))}
        return subprocess.run([PROGRAM, "registry", *map(str, arguments)], capture_output=True, timeout=WAIT_SECONDS_MAX,
                              input=stdin, env={**clean, "SIXSCOPE_DATA_DIR": str(self.place / "data")})

    def fine(self, done, code=DONE):
        self.assertEqual(done.returncode, code, done.stderr.decode() + done.stdout.decode()[:2000])
        return done.stdout.decode()

    def devices(self):
        return json.loads(self.fine(self.run_registry("show", "nat44_device", "--format", "json")))

    def seed(self, devices, faults, name):
        done = subprocess.run([SEEDED_FILE, str(devices), str(faults), self.place / name], capture_output=True, check=True)
        return self.place / name, json.loads(done.stdout)


class SeededTest(ImportTest):
    def test_forty_faults_of_twelve_kinds_are_listed_one_by_one(self):
        for name in ("ledger.csv", "ledger.xlsx"):
            with self.subTest(name):
                sheet, faults = self.seed(5000, 40, name)
                self.assertEqual((len(faults), len({fault["rule"] for fault in faults})), (40, 12))
                answer = json.loads(self.fine(self.run_registry("import", sheet, "--dry-run", "--format", "json"), BAD_INPUT))
                found = [{"row": fault["row"], "column": fault["column"], "rule": fault["rule"]} for fault in answer["faults"]]
                self.assertEqual(found, faults)
                self.assertEqual((answer["faults_all"], answer["rows"]), (40, 5000))
                for fault in answer["faults"]:
                    for language in ("zh", "en"):
                        self.assertTrue(fault["what"][language] and fault["remedy"][language], fault)
                self.fine(self.run_registry("import", sheet), BAD_INPUT)
                self.assertEqual(self.devices(), [])

    def test_the_error_file_is_the_senders_with_a_column_more(self):
        for ending in ("csv", "xlsx"):
            with self.subTest(ending):
                # A name that no sheet of a workbook may have, and blank rows above and between.
                sheet = self.place / f"[2026] {'台账' * 20}:六月.csv"
                sheet.write_text("\n" + HEAD + "\n" + ROW + "\n" + ROW.replace("CGN-01", "CGN-02").replace("2000万", "很多"))
                errors = self.place / f"errors.{ending}"
                answer = json.loads(self.fine(self.run_registry("import", sheet, "--errors", errors, "--format", "json"), BAD_INPUT))
                self.assertEqual([(fault["row"], fault["column"]) for fault in answer["faults"]], [(6, "F")])
                again = json.loads(self.fine(self.run_registry("import", errors, "--format", "json"), BAD_INPUT))
                self.assertEqual([(fault["row"], fault["column"]) for fault in again["faults"]], [(6, "F")])

    def test_a_good_ledger_goes_in_and_comes_out_as_it_was(self):
        for name in ("ledger.csv", "ledger.xlsx"):
            with self.subTest(name):
                sheet, faults = self.seed(2000, 0, name)
                self.assertEqual(faults, [])
                self.fine(self.run_registry("import", sheet))
                for language in ("zh", "en"):
                    for out in ("all.csv", "all.xlsx"):
                        self.fine(self.run_registry("export", "nat44_device", self.place / out, "--language", language, "--force"))
                        answer = json.loads(self.fine(self.run_registry("import", self.place / out, "--format", "json")))
                        self.assertEqual((answer["unchanged"], answer["created"], answer["changed"], answer["receipt"]["commit"]),
                                         (2000, 0, 0, 0))

    def test_receipts_and_columns_are_kept(self):
        sheet = self.place / "june.csv"
        sheet.write_text("盒子," + HEAD + "x," + ROW)
        self.fine(self.run_registry("import", sheet, "--sender", "gd"), BAD_INPUT)
        answer = json.loads(self.fine(self.run_registry("import", sheet, "--sender", "gd", "--column", "盒子=", "--format", "json")))
        self.assertIn({"column": "A", "title": "盒子", "use": "left_out", "field": ""}, answer["columns"])
        receipt = json.loads(self.fine(self.run_registry("receipts", answer["receipt"]["id"], "--format", "json")))
        self.assertEqual(receipt, answer["receipt"])
        self.assertEqual((receipt["door"], receipt["sender"], receipt["created"]), ("command", "gd", 1))
        listed = json.loads(self.fine(self.run_registry("receipts", "--sender", "gd", "--format", "json")))
        self.assertEqual([one["id"] for one in listed], [receipt["id"]])
        self.fine(self.run_registry("receipts", "none"), FAILED)
        columns = ("columns", "nat44_device", "--sender", "gd", "--format", "json")
        self.assertEqual(json.loads(self.fine(self.run_registry(*columns))), {"盒子": ""})
        self.assertEqual(json.loads(self.fine(self.run_registry(*columns, "--column", "Box=name"))), {"Box": "name"})
        self.fine(self.run_registry(*columns, "--column", "Box=no_such"), USAGE)
        self.assertEqual(json.loads(self.fine(self.run_registry(*columns, "--forget"))), {})

    def test_pasted_text_comes_by_standard_input(self):
        pasted = HEAD.replace(",", "\t").replace("最大会话数", "备注") + '中国移动\t广东\tCGN-01\tnat44\t在用\t"一\n""二"""\n'
        self.fine(self.run_registry("import", "-", stdin=pasted.encode()))
        self.assertEqual(len(self.devices()), 1)


class StrangeFileTest(ImportTest):
    def refused(self, path, rule, zh, en):
        done = self.run_registry("import", path, "--format", "json", "--language", "zh")
        self.assertEqual(done.returncode, BAD_INPUT, done.stderr.decode() + done.stdout.decode()[:500])
        words = json.loads(done.stdout)["refused"]
        self.assertEqual(words["rule"], rule)
        self.assertIn(zh, words["what"]["zh"])
        self.assertIn(en, words["what"]["en"])
        self.assertIn(zh, done.stderr.decode())
        self.assertIn(en, self.run_registry("import", path, "--language", "en").stderr.decode())
        self.assertEqual(self.devices(), [])

    def test_old_and_locked_workbooks(self):
        compound = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
        (self.place / "old.xls").write_bytes(compound)
        self.refused(self.place / "old.xls", "old_or_encrypted", "密码", "password")
        (self.place / "locked.xlsx").write_bytes(compound + "EncryptedPackage".encode("utf-16le"))
        self.refused(self.place / "locked.xlsx", "old_or_encrypted", "密码", "password")

    def test_an_open_document(self):
        with zipfile.ZipFile(self.place / "ledger.ods", "w") as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            archive.writestr("content.xml", "<x/>")
        self.refused(self.place / "ledger.ods", "other_spreadsheet", ".ods", ".ods")

    def test_a_zip_that_is_no_workbook_and_one_cut_short(self):
        with zipfile.ZipFile(self.place / "scans.xlsx", "w") as archive:
            archive.writestr("scan.png", "x")
        self.refused(self.place / "scans.xlsx", "not_a_spreadsheet", "不是 .xlsx", "not an .xlsx")
        whole = workbook(self.place / "whole.xlsx", sheet_xml(HEAD + ROW)).read_bytes()
        (self.place / "cut.xlsx").write_bytes(whole[:len(whole) // 2])
        self.refused(self.place / "cut.xlsx", "damaged_container", "不完整", "cut short")

    def test_bombs(self):
        workbook(self.place / "zip.xlsx", sheet_xml(HEAD + ROW).replace("<sheetData>", "<sheetData>" + " " * 100_000_000))
        self.refused(self.place / "zip.xlsx", "unpacks_too_large", "解压", "unpacks")
        lol = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
        workbook(self.place / "xml.xlsx", sheet_xml(HEAD + ROW.replace("CGN", "&b;"), before=lol))
        self.refused(self.place / "xml.xlsx", "document_type", "实体", "entities")
        outside = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        workbook(self.place / "outside.xlsx", sheet_xml(HEAD + ROW.replace("CGN", "&f;"), before=outside))
        self.refused(self.place / "outside.xlsx", "document_type", "实体", "entities")

    def test_a_large_file_is_not_read_whole(self):
        with open(self.place / "large.csv", "wb") as file:
            file.truncate(2 << 30)  # Two gigabytes that take no room.
        self.refused(self.place / "large.csv", "file_too_large", "允许的大小", "larger than allowed")

    def test_what_is_no_file(self):
        for path in (self.place, self.place / "missing.csv", "x" * 5000, self.place / ("长" * 90 + ".csv")):
            done = self.run_registry("import", path, "--language", "zh")
            self.assertEqual(done.returncode, BAD_INPUT)
            self.assertIn("cannot open the file", done.stderr.decode())

    def test_an_empty_file_and_one_without_titles(self):
        for text in ("", "\n\n", "Dear Sir or Madam\n", "a,b\n1,2\n"):
            (self.place / "x.csv").write_text(text)
            done = self.run_registry("import", self.place / "x.csv")
            self.assertEqual(done.returncode, BAD_INPUT, text)
            done = self.run_registry("import", self.place / "x.csv", "--kind", "nat44_device", "--format", "json")
            self.assertEqual(done.returncode, BAD_INPUT, text)
            self.assertEqual(json.loads(done.stdout)["faults"][0]["rule"], "header_missing")

    def test_a_workbook_with_macros_is_read_and_its_macros_are_not(self):
        macros = workbook(self.place / "ledger.xlsm", sheet_xml(HEAD + ROW), more=[("xl/vbaProject.bin", b"\0" * 100)],
                          content="application/vnd.ms-excel.sheet.macroEnabled.main+xml")
        self.fine(self.run_registry("import", macros))
        self.assertEqual(len(self.devices()), 1)

    def test_damaged_texts(self):
        for name, data, rule, zh, en in (
                ("nul.csv", b"a,b\n\0,1\n", "nul_character", "NUL", "NUL"),
                ("quote.csv", (HEAD + '"open').encode(), "open_quotation", "双引号", "quotation mark"),
                ("bytes.csv", b"\xff\xfe\xff", "damaged_utf16", "UTF-16", "UTF-16"),
                ("half.csv", HEAD.encode() + b"\xe7\x9c,b\n", "damaged_utf8", "UTF-8", "UTF-8")):
            with self.subTest(name):
                (self.place / name).write_bytes(data)
                self.refused(self.place / name, rule, zh, en)


class DangerousCellTest(ImportTest):
    def test_no_cell_becomes_a_formula_by_export(self):
        evil = ["=cmd|'/c calc'!A1", "+1+1", "-2+3", "@SUM(1)", "＝1+1"]
        (self.place / "evil.csv").write_text(
            HEAD.replace("最大会话数", "备注") +
            "".join(f'中国移动,广东,CGN-{i},nat44,在用,"{text}"\n' for i, text in enumerate(evil)))
        self.fine(self.run_registry("import", self.place / "evil.csv"))
        self.fine(self.run_registry("export", "nat44_device", self.place / "out.csv"))
        text = (self.place / "out.csv").read_text()
        for one in evil:
            self.assertIn("'" + one, text)
            self.assertNotIn("," + one, text)
        self.fine(self.run_registry("export", "nat44_device", self.place / "out.xlsx"))
        with zipfile.ZipFile(self.place / "out.xlsx") as archive:
            for part in archive.namelist():
                self.assertNotIn(b"<f>", archive.read(part), part)
        for out in ("out.csv", "out.xlsx"):
            self.assertIn("5 unchanged", self.fine(self.run_registry("import", self.place / out, "--language", "en")))

    def test_dates_in_every_usual_form_are_the_same_day(self):
        forms = ["2019-03-15", "2019/3/15", "2019.3.15", "2019年3月15日", "20190315", "２０１９-０３-１５", "2019-3-15 0:00"]
        (self.place / "dates.csv").write_text(
            HEAD.replace("最大会话数", "投产日期") +
            "".join(f"中国移动,广东,CGN-{i},nat44,在用,{text}\n" for i, text in enumerate(forms)))
        self.fine(self.run_registry("import", self.place / "dates.csv"))
        self.assertEqual({one["in_service_since"] for one in self.devices()}, {"2019-03-15"})
        (self.place / "dates.csv").write_text(
            HEAD.replace("最大会话数", "投产日期") +
            "".join(f"中国移动,广东,BAD-{i},nat44,在用,{text}\n" for i, text in enumerate(["15/03/2019", "43539", "2019-02-30", "去年"])))
        answer = json.loads(self.fine(self.run_registry("import", self.place / "dates.csv", "--format", "json"), BAD_INPUT))
        self.assertEqual([fault["rule"] for fault in answer["faults"]],
                         ["date_order", "date_serial", "date_impossible", "date_form"])

    def test_merged_and_hidden_cells_are_pointed_out(self):
        rows = (HEAD + ROW + ROW.replace("CGN-01", "CGN-02")).strip()
        sheet = sheet_xml(rows, after='<mergeCells count="1"><mergeCell ref="F2:F3"/></mergeCells>')
        sheet = sheet.replace("<sheetData>", '<cols><col min="4" max="4" hidden="1"/></cols><sheetData>')
        sheet = sheet.replace("<row>", '<row hidden="1">', 3).replace('<row hidden="1">', "<row>", 2)
        answer = json.loads(self.fine(self.run_registry("import", workbook(self.place / "x.xlsx", sheet), "--format", "json"),
                                      BAD_INPUT))
        self.assertEqual([(fault["row"], fault["column"], fault["rule"]) for fault in answer["faults"]],
                         [(1, "D", "hidden_column"), (3, "", "hidden_row"), (3, "F", "merged_cell")])


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        PROGRAM = os.path.abspath(sys.argv.pop(1))
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        SEEDED_FILE = os.path.abspath(sys.argv.pop(1))
    outcome = unittest.main(exit=False).result
    failed = len(outcome.failures) + len(outcome.errors)
    skipped = f", {len(outcome.skipped)} skipped" if outcome.skipped else ""
    print(f"{outcome.testsRun - failed - len(outcome.skipped)} passed, {failed} failed{skipped}")
    sys.exit(1 if failed else 0)
