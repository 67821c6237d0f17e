#!/usr/bin/env python3
"""The HTML skin as a browser reads it: well formed, whole, nothing from elsewhere; its style has the sum its policy names.

    html_test.py
"""
import base64
import hashlib
import html.parser
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from report_folder import Results, close, samples  # noqa: E402

ROWS = 300
EMPTY = {"meta", "br", "hr", "path", "link", "img", "col"}


class Page(html.parser.HTMLParser):
    """Elements as (tag, attributes), what did not nest, ids, links and the style."""

    def __init__(self, text):
        super().__init__()
        self.open, self.elements, self.faults, self.style = [], [], [], ""
        self.feed(text)
        self.faults += [f"<{tag}> is not closed" for tag in self.open]

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes something else")

    def handle_data(self, data):
        if self.open and self.open[-1] == "style":
            self.style += data

    def all(self, tag, **attributes):
        return [a for t, a in self.elements if t == tag and all(a.get(k) == v for k, v in attributes.items())]


def check_page(results, path, language):
    text = path.read_text()
    page = Page(text)
    name = path.name
    results.equal(page.faults[:3], [], f"{name}: nests")
    results.equal(page.all("html")[0].get("lang"), {"zh": "zh-CN", "en": "en"}[language], f"{name}: language")
    policy = page.all("meta", **{"http-equiv": "Content-Security-Policy"})[0]["content"]
    style = "sha256-" + base64.b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
    results.check(f"'{style}'" in policy, f"{name}: the style's sum is {style}: write it in src/document/html_style.cc")
    results.check("default-src 'none'" in policy and "unsafe" not in policy, f"{name}: policy {policy}")

    for tag, attributes in page.elements:
        foreign = [f"{k}={v}" for k, v in attributes.items()
                   if k in ("src", "style", "srcset", "action", "data") or k.startswith("on") or (k == "href" and not v.startswith("#"))]
        if foreign or tag in ("script", "link", "iframe", "object", "base", "img"):
            results.check(False, f"{name}: <{tag} {foreign}>")
    results.check("url(" not in page.style and "@import" not in page.style, f"{name}: the style loads nothing")

    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    results.equal(len(ids), len(set(ids)), f"{name}: ids are unique")
    targets = [a["href"][1:] for a in page.all("a")]
    results.check(len(targets) >= 10, f"{name}: links of contents and figures: {len(targets)}")
    results.equal([t for t in targets if t not in ids], [], f"{name}: links lead somewhere")

    results.equal(len(page.all("figure")), 5, f"{name}: figures")
    results.check(all(a.get("role") == "img" and a.get("aria-label") for a in page.all("svg")), f"{name}: pictures are told")
    results.equal(len(page.all("caption")), 2, f"{name}: captions of tables")
    results.check(all(a.get("scope") for a in page.all("th")), f"{name}: every head has its scope")
    results.equal(len(page.all("th", scope="colgroup")), 2, f"{name}: common heads")
    results.equal(len(page.all("th", scope="rowgroup", rowspan="4")), 31, f"{name}: regions over four rows")
    results.equal(len(page.all("tr", **{"class": "total"})), 31, f"{name}: totals")
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    results.equal(levels, [1, 2, 3, 4, 5, 2], f"{name}: headings without a gap")
    facts = [a["data-fact"] for _, a in page.elements if "data-fact" in a]
    results.equal(sorted(set(facts)), ["T1.change", "T1.value"], f"{name}: facts")
    results.equal(page.all("meta", name="marker")[0]["content"], "sixscope:report:monthly-2025-06-100000:1:0123456789abcdef",
                  f"{name}: marker")
    found = [int(n) for n in re.findall(r"www\.site-(\d{4})", text)]
    results.equal(found, list(range(1, ROWS + 1)), f"{name}: all rows in order")
    # A grid that is no rectangle would put figures under other heads.
    table = ElementTree.fromstring(re.search(r"<table id=\"table-operators\">.*?</table>", text, re.S)[0])
    check_rectangle(results, table, name)


def check_rectangle(results, table, name):
    covered = {}
    rows = list(table.iter("tr"))
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while (number, column) in covered:
                column += 1
            for down in range(int(cell.get("rowspan", 1))):
                for right in range(int(cell.get("colspan", 1))):
                    results.check((number + down, column + right) not in covered, f"{name}: cell {number}, {column} lies over another")
                    covered[number + down, column + right] = cell
    results.equal(len(covered), len(rows) * 8, f"{name}: every place of the table has its cell")


def main():
    results = Results()
    holder, _ = samples(ROWS)
    with holder as place:
        folder = pathlib.Path(place)
        for language in ("zh", "en"):
            check_page(results, folder / f"sample-{language}.html", language)
            for path in sorted(folder.glob(f"sample-{language}-*.svg")):
                root = ElementTree.fromstring(path.read_text())
                results.check(root.tag.endswith("svg") and root[0].text, f"{path.name}: has a title")
                results.check("href" not in path.read_text() and "script" not in path.read_text(), f"{path.name}: stands alone")
        results.equal(len(list(folder.glob("*.svg"))), 10, "pictures")
    close(results)


if __name__ == "__main__":
    main()
