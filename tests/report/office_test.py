#!/usr/bin/env python3
"""Reports as office programs read them: LibreOffice lays out our DOCX and XLSX, Poppler says what stands on the pages.

    office_test.py

The typefaces of the standard are not free; what is installed here stands in for them (Noto CJK, Liberation), as on
any machine that lacks them. Lines are exact and characters square, so pages break at the same places.
"""

import json
import os
import pathlib
import posixpath
import re
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree
import xml.parsers.expat
import zipfile

SAMPLES = os.path.abspath(os.path.join(os.environ.get("SIXSCOPE_BUILD", "build/release"), "tests/report_samples"))
WAIT_SECONDS_MAX = 600
WRITE_SECONDS_MAX = 2.0
ROWS = 3000
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ODF_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
ODF_ALTERNATIVES = [f"{{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}}{name}" for name in ("title", "desc")]
LINES_A_PAGE, CHARACTERS_A_LINE = 22, 28
LINE_POINTS = 225 / 22 / 25.4 * 72
TEXT_POINTS = 156 / 25.4 * 72
LEFT_POINTS = 28 / 25.4 * 72


def run(*command):
    try:
        done = subprocess.run([str(word) for word in command], capture_output=True, timeout=WAIT_SECONDS_MAX)
    except FileNotFoundError:
        sys.exit(f"{command[0]} is not there: tools/setup test")
    if done.returncode != 0:
        raise AssertionError(f"{command}: {done.stderr.decode()}")
    return done.stdout.decode()


def squeezed(text):
    """Without any blank: lines are broken anywhere in Chinese, and at blanks in English."""
    return re.sub(r"\s+", "", text)


class Office:
    """The samples, written once, and what LibreOffice made of them."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="sixscope-office-")
        self.place = pathlib.Path(self.folder.name)
        self.said = run(SAMPLES, self.place, ROWS)

    def convert(self, to, *names):
        into = self.place / f"as_{to}"
        run("soffice", "--headless", f"-env:UserInstallation=file://{self.place}/profile", "--convert-to", to, "--outdir", into,
            *[self.place / name for name in names])
        return [into / f"{pathlib.Path(name).stem}.{to}" for name in names]


OFFICE = None


def office():
    global OFFICE
    OFFICE = OFFICE or Office()
    return OFFICE


def pages_of(pdf):
    """The texts of pages; the page number below is taken off, and must be the right one."""
    pages = []
    for number, page in enumerate(run("pdftotext", "-layout", pdf, "-").split("\f")[:-1], 1):
        lines = page.rstrip().split("\n")
        if squeezed(lines[-1]) != f"—{number}—":
            raise AssertionError(f"page {number} ends with {lines[-1]!r}")
        pages.append("\n".join(lines[:-1]))
    return pages


class PackageTest(unittest.TestCase):
    def test_parts_are_well_formed_and_hang_together(self):
        files = sorted([*office().place.glob("*.docx"), *office().place.glob("*.xlsx")])
        self.assertEqual(len(files), 12)
        for file in files:
            with self.subTest(file=file.name), zipfile.ZipFile(file) as archive:
                self.assertIsNone(archive.testzip())
                self.check(archive)

    def check(self, archive):
        names = archive.namelist()
        self.assertEqual(len(names), len(set(names)))
        self.assertEqual(names[0], "[Content_Types].xml")
        for name in names:
            if name.endswith((".xml", ".rels")):
                xml.parsers.expat.ParserCreate().Parse(archive.read(name), True)
        types = xml.etree.ElementTree.fromstring(archive.read("[Content_Types].xml"))
        by_end = {entry.get("Extension") for entry in types if entry.tag.endswith("Default")}
        by_name = {entry.get("PartName") for entry in types if entry.tag.endswith("Override")}
        for name in names[1:]:
            self.assertTrue("/" + name in by_name or name.rsplit(".")[-1] in by_end, name)
        self.assertLessEqual(by_name, {"/" + name for name in names})
        reached = set()
        for name in names:
            if not name.endswith(".rels"):
                continue
            folder = posixpath.dirname(posixpath.dirname(name))
            ids = set()
            for relation in xml.etree.ElementTree.fromstring(archive.read(name)):
                self.assertNotIn(relation.get("Id"), ids)
                ids.add(relation.get("Id"))
                if relation.get("TargetMode") == "External":
                    self.fail(f"{name} leads out of the file: {relation.get('Target')}")
                target = relation.get("Target")
                path = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                self.assertIn(path, names)
                reached.add(path)
        self.assertEqual({n for n in names if not n.endswith(".rels")} - reached, {"[Content_Types].xml"})

    def test_a_text_names_nothing_twice_and_links_lead_somewhere(self):
        with zipfile.ZipFile(office().place / "sample-zh.docx") as archive:
            body = archive.read("word/document.xml").decode()
            styles = archive.read("word/styles.xml").decode()
        for pattern in (r'<w:bookmarkStart w:id="(\d+)"', r'w:name="([^"]+)"/>', r'<wp:docPr id="(\d+)"'):
            found = re.findall(pattern, body)
            self.assertTrue(found)
            self.assertEqual(len(found), len(set(found)), pattern)
        self.assertLessEqual(set(re.findall(r'w:anchor="([^"]+)"', body)), set(re.findall(r'w:name="([^"]+)"/>', body)))
        known = set(re.findall(r'w:styleId="([^"]+)"', styles))
        self.assertLessEqual(set(re.findall(r'<w:[pr]Style w:val="([^"]+)"', body)), known)
        self.assertLessEqual(set(re.findall(r'<w:(?:basedOn|next) w:val="([^"]+)"', styles)), known)

    def test_a_long_table_is_written_quickly(self):
        times = {name: float(took) for name, took in re.findall(r"^(\S+): \d+ bytes in ([\d.]+) s$", office().said, re.M)}
        print(office().said, file=sys.stderr)
        for name in ("sample-zh-rows.docx", "sample-en-rows.docx"):
            self.assertLess(times[name], WRITE_SECONDS_MAX)


class TextTest(unittest.TestCase):
    """DOCX as LibreOffice lays it out."""

    @classmethod
    def setUpClass(cls):
        grid, zh, en = office().convert("pdf", "grid.docx", "sample-zh.docx", "sample-en.docx")
        cls.pdfs = {"grid": grid, "zh": zh, "en": en}
        cls.pages = {language: pages_of(cls.pdfs[language]) for language in ("zh", "en")}

    def said(self, language):
        """What the document says in order, by its JSON skin, which is written by other code."""
        document = json.loads((office().place / f"sample-{language}.json").read_text())
        yield document["red_head"]
        yield document["number"]
        yield document["status"]
        yield document["title"]
        for fact in document["facts"]:
            yield fact["text"]
        yield document["addressees"]
        tables = {table["id"]: table for table in document["tables"]}
        for block in document["blocks"]:
            if block["kind"] == "heading":
                yield block["text"]
            elif block["kind"] == "paragraph":
                text = "".join(run["text"] for run in block["runs"])
                yield from (sentence for sentence in re.split(r"(?<=。)|(?<=\. )", text) if sentence.strip())
            elif block["kind"] == "figure":
                yield block["caption"]
            elif block["kind"] == "table":
                yield tables[block["table"]]["caption"]
                if "note" in tables[block["table"]]:
                    yield tables[block["table"]]["note"]
            elif block["kind"] == "signature":
                yield block["issuer"]
                yield block["date"]

    def test_every_sentence_is_there_in_order(self):
        for language, pages in self.pages.items():
            with self.subTest(language=language):
                text, at, count = squeezed("".join(pages)), 0, 0
                for piece in self.said(language):
                    found = text.find(squeezed(piece), at)
                    self.assertGreaterEqual(found, 0, f"{piece!r} after {text[max(at - 60, 0):at]!r}")
                    at, count = found + len(squeezed(piece)), count + 1
                self.assertGreater(count, 50)

    def test_every_row_is_there_in_order_under_a_head(self):
        for language, pages in self.pages.items():
            with self.subTest(language=language):
                annex = [page for page in pages if ".example.gov.cn" in page]
                self.assertEqual([int(n) for page in annex for n in re.findall(r"(\d{4})\.example", page)], list(range(1, ROWS + 1)))
                for page in annex:
                    head = squeezed("".join([line for line in page.split("\n") if line.strip()][:4]))
                    for title in {"zh": ("责任单位", "得分", "主要问题"), "en": ("Unit", "Score", "Problem")}[language]:
                        self.assertIn(title, head)

    def test_a_province_is_never_split_over_pages(self):
        total = re.compile(r"合计\s+[\d—]")
        pages = [page for page in self.pages["zh"] if total.search(page) and "城域网出口" in page]
        self.assertEqual(sum(len(total.findall(page)) for page in pages), 31)
        for page in pages:
            rows = re.findall(r"(电信|移动|联通|合计)\s+[\d—]", page)
            self.assertEqual(rows, ["电信", "移动", "联通", "合计"] * (len(rows) // 4))

    def test_no_page_is_empty_and_their_number_is_sane(self):
        for language, pages in self.pages.items():
            with self.subTest(language=language):
                self.assertTrue(all(page.strip() for page in pages))
                self.assertTrue(60 < len(pages) < 220, len(pages))

    def test_pages_are_a4_and_lie_where_the_table_lies(self):
        sizes = re.findall(r"Page +(\d+) size: +([\d.]+) x ([\d.]+)", run("pdfinfo", "-l", "40", self.pdfs["zh"]))
        lying = [int(n) for n, width, height in sizes if float(width) > float(height)]
        for _, *size in sizes:
            self.assertEqual(sorted(round(float(side) * 25.4 / 72) for side in size), [210, 297])
        self.assertTrue(lying)
        for number, page in enumerate(self.pages["zh"][:40], 1):
            self.assertEqual(number in lying, "城域网出口" in page, number)

    def test_a_page_of_text_has_22_lines_of_28_characters(self):
        words = xml.etree.ElementTree.fromstring(run("pdftotext", "-bbox", "-f", "2", "-l", "3", self.pdfs["grid"], "-"))
        space = "{http://www.w3.org/1999/xhtml}"
        for page in words.iter(space + "page"):
            lines = [(float(word.get("yMin")), float(word.get("xMin")), float(word.get("xMax")), word.text)
                     for word in page.iter(space + "word") if word.text.startswith("国")]
            lines.sort()
            self.assertEqual([len(text) for *_, text in lines], [CHARACTERS_A_LINE] * LINES_A_PAGE)
            for above, below in zip(lines, lines[1:]):
                self.assertAlmostEqual(below[0] - above[0], LINE_POINTS, delta=0.1)
            for _, left, right, _ in lines:
                self.assertAlmostEqual(left, LEFT_POINTS, delta=1)
                self.assertAlmostEqual(right - left, TEXT_POINTS, delta=2)

    def test_the_number_of_an_odd_page_is_right_and_of_an_even_one_left(self):
        for number in (2, 3):
            page = run("pdftotext", "-bbox", "-f", number, "-l", number, self.pdfs["zh"], "-")
            left = float(re.search(rf'xMin="([\d.]+)"[^>]*>{number}<', page)[1])
            self.assertEqual(left > 297, number % 2 == 1, left)


def texts_of(file, part, paragraphs, pieces=None, left_out=()):
    """The text of every paragraph, in order: of its `pieces`, or of all it has but what is `left_out`. Empty ones are none."""

    def text_of(element):
        if element.tag in left_out:
            return element.tail or ""
        return (element.text or "") + "".join(text_of(child) for child in element) + (element.tail or "")

    with zipfile.ZipFile(file) as archive:
        root = xml.etree.ElementTree.fromstring(archive.read(part))
    found = []
    for one in root.iter():
        if one.tag in paragraphs:
            found.append(squeezed("".join(piece.text or "" for piece in one.iter(pieces)) if pieces else text_of(one)))
    return [text for text in found if text]


class RoundTripTest(unittest.TestCase):
    """What is left after another program has saved it."""

    def original(self, name):
        return texts_of(office().place / name, "word/document.xml", [WORD + "p"], WORD + "t")

    def test_docx_to_docx_keeps_every_text_and_the_marker(self):
        (again,) = office().convert("docx", "sample-zh.docx")
        before = self.original("sample-zh.docx")
        self.assertGreater(len(before), 5 * ROWS)
        self.assertEqual(texts_of(again, "word/document.xml", [WORD + "p"], WORD + "t"), before)
        with zipfile.ZipFile(again) as archive:
            self.assertIn(b"sixscope:report:monthly-2025-06-100000:1:0123456789abcdef", archive.read("docProps/custom.xml"))
            body = archive.read("word/document.xml").decode()
        self.assertEqual(len(re.findall(r"<w:tblHeader", body)), 3)
        self.assertIn('descr="两年间由50%升至66%，缺2023年10月。"', body)

    def test_docx_to_odt_keeps_every_text(self):
        (odt,) = office().convert("odt", "sample-en.docx")
        self.assertEqual(texts_of(odt, "content.xml", [ODF_TEXT + "p", ODF_TEXT + "h"], left_out=ODF_ALTERNATIVES),
                         self.original("sample-en.docx"))
        self.assertEqual(texts_of(odt, "content.xml", [ODF_TEXT + "h"]),
                         ["1Overview", "1.1Users", "1.1.1Mobile", "1.1.1.15G", "2Traffic"])


class WorkbookTest(unittest.TestCase):
    def test_every_sentence_and_row_is_printed_in_order(self):
        for language, pdf in zip(("zh", "en"), office().convert("pdf", "sample-zh.xlsx", "sample-en.xlsx")):
            with self.subTest(language=language):
                text = run("pdftotext", "-layout", pdf, "-")
                document = json.loads((office().place / f"sample-{language}.json").read_text())
                cover, at = squeezed(text), 0
                for block in document["blocks"]:
                    if block["kind"] == "paragraph":
                        for sentence in re.split(r"(?<=。)|(?<=\. )", "".join(run["text"] for run in block["runs"])):
                            at = cover.find(squeezed(sentence), at)
                            self.assertGreaterEqual(at, 0, sentence)
                self.assertEqual([int(n) for n in re.findall(r"(\d{4})\.example", text)], list(range(1, ROWS + 1)))
                self.assertIn("√ 51.91%", text)
                self.assertTrue(len(text.split("\f")) < 150)

    def test_cells_hold_what_csv_holds(self):
        into = office().place / "as_csv"
        run("soffice", "--headless", f"-env:UserInstallation=file://{office().place}/profile", "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1", "--outdir", into,
            office().place / "sample-zh.xlsx")
        (sheet,) = into.glob("*附表1*.csv")
        ours = (office().place / "sample-zh-annex.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
        theirs = sheet.read_text().splitlines()[2:2 + ROWS]
        for mine, other in zip(ours, theirs, strict=True):
            rank, unit, url, score, problem = mine.split(",")
            self.assertEqual(other.split(","), [rank, unit, url, f"{float(score):.2f}", problem])


if __name__ == "__main__":
    outcome = unittest.main(exit=False, verbosity=1).result
    failed = len(outcome.failures) + len(outcome.errors)
    print(f"{max(outcome.testsRun - failed, 0)} passed, {failed} failed")
    sys.exit(1 if failed or not outcome.testsRun else 0)
