#!/usr/bin/env python3
"""The paper skin as other programs read it: texts, typefaces, pages, tables over pages (poppler).

    paper_test.py
"""
import hashlib
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from report_folder import SAMPLES, Results, close, samples  # noqa: E402

ROWS = 3000
SECONDS_MAX = 30  # For the whole sample on a busy machine; two on one that is not.
UPRIGHT, LYING = (595.276, 841.89), (841.89, 595.276)
MILLIMETRE = 72 / 25.4
SENTENCES = {
    "zh": "截至2025年6月底，全国移动网络IPv6流量占比为66.00%，较上月提高0.31个百分点，固定网络（含“家庭宽带”与专线）镕堃喆等单位均已上报。",
    "en": "At the end of June 2025 the IPv6 share of mobile traffic was 66.00%, up by 0.31 points on the month before; every unit "
          "of the fixed network has handed in its figures."}
SENTENCE_COUNT = 12 + 4 * 4 + 2 + 1
TEXTS = {
    "zh": ["国家IPv6发展监测平台", "〔2025〕6号（初步数据）", "各省、自治区、直辖市通信管理局：", "（一）用户规模", "图2-1移动网络IPv6流量占比",
           "数据截止：2025-06-30", "未报送", "2024年底65%", "不等于零", "×不符合", "2025年7月10日"],
    "en": ["National IPv6 platform", "(preliminary)", "To all provincial offices:", "1.1 Users", "Figure 2-3 Map", "Cut-off: 2025-06-30",
           "not handed in", "65 % by end of 2024", "totals are sums over sums", "not met", "10 July 2025"]}
HEADS = {"zh": ["序号", "责任单位", "网址", "得分", "主要问题"], "en": ["No.", "Unit", "URL", "Score", "Problem"]}
CAPTIONS = {"zh": ("附表1", "表2-1分省统计表"), "en": ("Annex1", "Table2-1Provinces")}
LONG_CELL = {"zh": ("首页可达", "并复测"), "en": ("home page works", "IPv4 only")}


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=300).stdout


def pages_of(path, *options):
    return run("pdftotext", *options, str(path), "-").split("\f")[:-1]


def squeezed(text):
    return re.sub(r"\s+", "", text)


def flowing(pages):
    """Text without ends of lines and page numbers."""
    return squeezed("".join(re.sub(r"^— ?\d+ ?—\s*$", "", page, flags=re.M) for page in pages))


def words_of(path, page):
    """(left, top, right, bottom, text) of every word, from the upper left corner of the page."""
    root = ElementTree.fromstring(run("pdftotext", "-bbox", "-f", str(page), "-l", str(page), str(path), "-"))
    return [(*(float(word.get(side)) for side in ("xMin", "yMin", "xMax", "yMax")), word.text)
            for word in root.iter("{http://www.w3.org/1999/xhtml}word")]


def lines_of(path, page):
    """Lines of the text block as (top, left, right, text), page number left out."""
    lines = {}
    for left, top, right, bottom, text in words_of(path, page):
        lines.setdefault(round((top + bottom) / 2 / 8), []).append((left, top, right, text))
    return [(min(w[1] for w in words), min(w[0] for w in words), max(w[2] for w in words), "".join(w[3] for w in sorted(words)))
            for _, words in sorted(lines.items()) if not "".join(w[3] for w in words).startswith("—")]


def check_file(results, path, language, seconds):
    name = path.name
    fonts = run("pdffonts", str(path)).splitlines()[2:]
    results.check(len(fonts) >= 4, f"{name}: typefaces {fonts}")
    for line in fonts:
        embedded, subset, unicode = line.split()[-5:-2]
        results.equal((embedded, subset, unicode), ("yes", "yes", "yes"), f"{name}: embedded, subset, to Unicode: {line}")
        results.check("Type 3" not in line, f"{name}: drawn instead of embedded: {line}")
    info = run("pdfinfo", str(path))
    for what in ("Keywords:        sixscope:report:monthly-2025-06-100000:1:0123456789abcdef", "Author:          sixscope",
                 "CreationDate:    Thu Jul 10 00:00:00 2025 UTC", "ModDate:         Thu Jul 10 00:00:00 2025 UTC"):
        results.check(what in info, f"{name}: {what}")
    results.check(re.search(r"^Title: +\S", info, re.M) and re.search(r"^Subject: +\S", info, re.M), f"{name}: title, subject")
    results.check(seconds < SECONDS_MAX, f"{name}: {seconds} s")

    pages = pages_of(path)
    text = flowing(pages)
    results.equal(text.count(squeezed(SENTENCES[language])), SENTENCE_COUNT, f"{name}: whole sentences")
    for wanted in TEXTS[language]:
        results.check(squeezed(wanted) in text, f"{name}: says {wanted}")
    for number, page in enumerate(pages, 1):
        results.equal(re.findall(r"^— ?(\d+) ?—$", page, re.M), [str(number)], f"{name}: number of page {number}")

    sizes = re.findall(r"^Page +\d+ size: +([\d.]+) x ([\d.]+)", run("pdfinfo", "-f", "1", "-l", str(len(pages)), str(path)), re.M)
    captions = [squeezed(page) for page in pages]
    for number, (size, page) in enumerate(zip(sizes, captions), 1):
        lies = CAPTIONS[language][1] in page
        results.equal(tuple(round(float(side), 1) for side in size), tuple(round(side, 1) for side in (LYING if lies else UPRIGHT)),
                      f"{name}: size of page {number}")


def check_annex(results, path, language):
    name = path.name
    pages = [page for page in pages_of(path, "-layout") if squeezed(page).startswith(CAPTIONS[language][0])]
    results.check(len(pages) > 40, f"{name}: pages of the annex: {len(pages)}")
    found = []
    begins, ends = LONG_CELL[language]
    for number, page in enumerate(pages, 1):
        for head in HEADS[language]:
            results.check(head in page, f"{name}: head {head} on page {number} of the annex")
        ranks = [int(n) for n in re.findall(r"www\.site-(\d{4})\.example\.gov\.cn", page)]
        found += ranks
        # A row that is split would begin here and end there.
        long = sum(rank % 5 == 1 for rank in ranks)
        flat = squeezed(page)
        results.equal(flat.count("无AAAA记录" if language == "zh" else "noAAAArecord"), len(ranks) - long, f"{name}: short cells, page {number}")
        for part in (begins, ends):
            results.check(sum(part_of(page, part)) == long, f"{name}: {part} on page {number}: {sum(part_of(page, part))} of {long}")
    results.check(found == list(range(1, ROWS + 1)), f"{name}: all rows in order: {len(found)}")


def part_of(page, part):
    """Ones for lines with the first or last word of a long cell; cells wrap at other places than words end."""
    key = {"首页可达": "首页可", "并复测": "复测", "home page works": "home", "IPv4 only": "only"}[part]
    return [1 for line in page.splitlines() if key in squeezed(line)]


def check_groups(results, path, language):
    """Two lines of heads on every page that lies; a region is named once a page, beside its own rows."""
    pages = [page for page in pages_of(path, "-layout") if CAPTIONS[language][1] in squeezed(page)]
    group = {"zh": "城域网出口", "en": "Metro exits"}[language]
    for number, page in enumerate(pages, 1):
        results.check(group in page and page.count("IPv4+IPv6") >= 2, f"{path.name}: both heads on lying page {number}")
    name = {"zh": "黑龙江", "en": "Heilongjiang"}[language]
    results.equal(sum(page.count(name) for page in pages), 1, f"{path.name}: four rows have their region once")


def check_links(results, path):
    names = run("pdfinfo", "-dests", str(path))
    for name in ("table-operators", "table-annex"):
        results.check(f'"{name}"' in names, f"{path.name}: links lead to {name}")
    marks = run("pdftohtml", "-xml", "-i", "-stdout", "-f", "1", "-l", "8", str(path))
    results.check(marks.count("<item page=") >= 6, f"{path.name}: bookmarks")
    results.check(re.search(r'<a href="[^"]*">(<b>)?(图|Figure )2-1', marks), f"{path.name}: figures link to their tables")


def check_grid(results, path):
    """GB/T 9704-2012, 5.2: 22 lines of 28 characters in 156 by 225 millimetres."""
    for page in (2, 3):
        lines = lines_of(path, page)
        results.equal(len(lines), 22, f"grid: lines of page {page}")
        for line in lines:
            results.equal(line[3], "国" * 28, f"grid: a line of page {page}")
        results.close(lines[0][1], round(28 * MILLIMETRE, 3), 0.01, "grid: left edge")
        results.check(abs(lines[0][2] - (28 + 156) * MILLIMETRE) < 1, f"grid: right edge {lines[0][2]}")
        pitches = [after[0] - before[0] for before, after in zip(lines, lines[1:])]
        results.check(all(abs(pitch - 225 * MILLIMETRE / 22) < 0.05 for pitch in pitches), f"grid: pitches {pitches}")
    results.equal([line[3] for line in lines_of(path, 4)], ["国" * 5], "grid: the rest")


def check_headings(results, path):
    pages = pages_of(path)
    seen = []
    for number, page in enumerate(pages, 1):
        lines = [line for line in page.splitlines() if line.strip() and not line.startswith("—")]
        seen += [line.strip() for line in lines if line.strip().startswith("标题")]
        results.check(not lines[-1].strip().startswith("标题"), f"headings: page {number} ends with {lines[-1]}")
    results.equal(seen, [f"标题{n}" for n in range(1, 61)], "headings: all there")
    last = lines_of(path, len(pages))
    issuer, date = last[-2], last[-1]
    results.equal((issuer[3], date[3]), ("国家监测平台", "2025年7月10日"), "signature: together at the end")
    results.check("文" in last[0][3], "signature: with lines of the text")
    results.check(abs(date[2] - ((28 + 156) * MILLIMETRE - 4 * 16)) < 1.5, f"signature: four characters from the right: {date[2]}")
    results.check(abs((issuer[1] + issuer[2]) / 2 - (date[1] + date[2]) / 2) < 1.5, "signature: the issuer above the middle of the date")


def check_tables(results, folder):
    pages = pages_of(folder / "merged.pdf", "-layout")
    rows = [int(n) for page in pages for n in re.findall(r"行(\d+)$", page, re.M)]
    results.equal(rows, list(range(300)), "merged: all rows in order")
    for number, page in enumerate(pages, 1):
        has = any(int(n) < 200 for n in re.findall(r"行(\d+)$", page, re.M))
        results.equal(page.count("广东"), 1 if has else 0, f"merged: the region once on page {number}")
    tall = flowing(pages_of(folder / "tall.pdf"))
    # The name at the left is read where it stands: between two lines of the row.
    numbers = [int(n) for n in re.findall(r"问题(\d+)。", re.sub(r"表1高行（续）单位问题|高行单位", "", tall))]
    results.check(numbers == list(range(1500)), f"tall: nothing of the row is lost: {len(numbers)} parts")
    results.check(tall.index("前一行") < tall.index("问题0。") < tall.index("后一行"), "tall: rows in order")
    for page in pages_of(folder / "wide.pdf"):
        if "表1" in page:
            results.check("组9" in squeezed(page) and "第39列" in squeezed(page), "wide: all columns have their heads")
    for name in ("merged", "tall", "wide"):
        check_inside(results, folder / f"{name}.pdf")


def check_inside(results, path):
    """No word beyond the block of text, page numbers aside."""
    count = len(pages_of(path))
    for page in range(1, count + 1):
        words = [w for w in words_of(path, page) if not re.fullmatch(r"—|\d+", w[4]) or w[1] < 500]
        wide = max(w[2] for w in words)
        results.check(min(w[0] for w in words) > 28 * MILLIMETRE - 1 and wide < (37 + 225) * MILLIMETRE + 1,
                      f"{path.name}: inside of page {page}: to {wide}")


def check_missing_typefaces(results):
    """A machine without typefaces: says which, and what to install; no page of boxes."""
    with tempfile.TemporaryDirectory(prefix="sixscope-report-") as place:
        settings = pathlib.Path(place) / "fonts.conf"
        settings.write_text(f'<?xml version="1.0"?><fontconfig><dir>{place}/none</dir><cachedir>{place}/cache</cachedir></fontconfig>')
        done = subprocess.run([SAMPLES, place, "1"], capture_output=True, text=True, timeout=300,
                              env={**os.environ, "FONTCONFIG_FILE": str(settings)})
        results.equal(done.returncode, 1, "no typefaces: fails")
        results.check("is not installed" in done.stderr and "apt-get install fonts-" in done.stderr, f"no typefaces: {done.stderr}")
        results.check(not list(pathlib.Path(place).glob("*.pdf")), "no typefaces: no file")


def main():
    results = Results()
    check_missing_typefaces(results)
    holder, seconds = samples(ROWS)
    with holder as place:
        folder = pathlib.Path(place)
        for language in ("zh", "en"):
            path = folder / f"sample-{language}.pdf"
            check_file(results, path, language, seconds[path.name])
            check_annex(results, path, language)
            check_groups(results, path, language)
            check_links(results, path)
        check_grid(results, folder / "grid.pdf")
        check_headings(results, folder / "headings.pdf")
        check_tables(results, folder)
        # Another process, other addresses: the same bytes.
        again, _ = samples(ROWS)
        with again as other:
            for path in sorted(folder.iterdir()):
                sums = [hashlib.sha256(file.read_bytes()).hexdigest() for file in (path, pathlib.Path(other) / path.name)]
                results.equal(sums[0], sums[1], f"{path.name}: the same bytes again")
        print(f"{ROWS} rows: " + ", ".join(f"{seconds[name]:.2f} s {name}" for name in ("sample-zh.pdf", "sample-en.pdf")))
    close(results)


if __name__ == "__main__":
    main()
