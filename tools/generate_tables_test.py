#!/usr/bin/env python3
"""Tests of generate_tables.py: run with `python3 -m unittest` or directly."""

import copy
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import generate_tables as generate  # noqa: E402  The path comes first.

ROOT = pathlib.Path(__file__).parent.parent


def rollup():
    return {
        "kind": "rollup", "title": {"en": "t"}, "time": {"name": "window_start", "doc": "d"},
        "dimensions": [{"name": "region", "doc": "r"}, {"name": "access", "doc": "a"}],
        "measures": [{"name": "bytes", "type": "u64", "doc": "b"}],
        "families": [{"name": "traffic", "doc": "f", "dimensions": ["region", "access"]}],
        "resolutions": [{"name": name, "partition": "day", "keep_days": 1}
                        for name in generate.RESOLUTIONS]}


class Expand(unittest.TestCase):
    def test_family_times_resolution(self):
        tables = generate.expand(rollup(), "x.toml")
        self.assertEqual([t["name"] for t in tables],
                         ["traffic_minute", "traffic_five_minutes", "traffic_hour", "traffic_day",
                          "traffic_month"])
        self.assertEqual([c[0] for c in tables[0]["columns"]],
                         ["window_start", "region", "access", "batch", "v4_bytes", "v6_bytes",
                          "marks"])

    def test_faults_are_named(self):
        def without(key):
            document = rollup()
            del document[key]
            return document

        unknown = rollup()
        unknown["families"][0]["dimensions"] = ["colour"]
        twice = rollup()
        twice["families"][0]["dimensions"] = ["region", "region"]
        upper = rollup()
        upper["families"][0]["name"] = "Traffic; DROP"
        partition = rollup()
        partition["resolutions"][2]["partition"] = "week"
        kind = rollup() | {"kind": "cube"}
        order = copy.deepcopy(rollup())
        order["resolutions"].reverse()
        measure = rollup()
        measure["measures"][0]["type"] = "text"
        for name, document, words in [
                ("no time", without("time"), "time"), ("unknown axis", unknown, "colour"),
                ("axis twice", twice, "twice"), ("bad name", upper, "names are"),
                ("bad partition", partition, "week"), ("bad kind", kind, "cube"),
                ("order", order, "order"), ("measure type", measure, "bytes")]:
            with self.subTest(name):
                with self.assertRaises(generate.BadCatalogue) as raised:
                    generate.expand(document, "x.toml")
                self.assertIn(words, str(raised.exception))


class Catalogue(unittest.TestCase):
    """The catalogue as it is."""

    def setUp(self):
        self.tables = generate.load(ROOT / "catalogue" / "tables")

    def test_every_question_has_a_table(self):
        widest = next(t for t in self.tables if t["name"] == "traffic_month")
        keys = {c[0] for c in widest["columns"] if c[2] == "key"}
        for table in self.tables:
            if table["kind"] == "rollup":
                rest = {c[0] for c in table["columns"] if c[2] == "key"} - {"exporter"}
                self.assertLessEqual(rest, keys, table["name"])

    def test_coarser_is_kept_longer(self):
        for family in {t["family"] for t in self.tables if t["kind"] == "rollup"}:
            kept = [t["keep_days"] or 10**9 for t in self.tables if t["family"] == family]
            self.assertEqual(kept, sorted(kept), family)

    def test_output_is_stable(self):
        self.assertEqual(generate.cpp(self.tables), generate.cpp(self.tables))
        self.assertIn('"traffic_exporter_hour"', generate.cpp(self.tables))
        self.assertIn("`ledger_minute`", generate.markdown(self.tables))

    def test_reference_page_is_current(self):
        page = (ROOT / "docs" / "reference" / "tables.md").read_text(encoding="utf-8")
        self.assertEqual(page, generate.markdown(self.tables),
                         "run: tools/generate_tables.py catalogue/tables"
                         " --markdown docs/reference/tables.md")


if __name__ == "__main__":
    done = unittest.main(exit=False).result
    wrong = len(done.failures) + len(done.errors)
    print(f"{done.testsRun - wrong} passed, {wrong} failed")
    sys.exit(1 if wrong else 0)
