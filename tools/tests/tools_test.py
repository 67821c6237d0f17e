#!/usr/bin/env python3
"""Tests of the tools: each rule refuses what it is for, and lets a clean tree pass."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

TOOLS = pathlib.Path(__file__).resolve().parent.parent
LAYERS = '[layers]\nnet = []\nwire = ["net"]\n[adapters]\nudp = []\n'


def run(tool, files):
    """Exit code and output of `tool` over a tree made of `files` (path: text)."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)
        done = subprocess.run([sys.executable, str(TOOLS / tool), folder], capture_output=True, text=True)
        return done.returncode, done.stdout


class CheckLayers(unittest.TestCase):
    def check(self, path, include):
        return run("check_layers.py", {"tools/layers.toml": LAYERS, path: f'#include "{include}"\n'})

    def test_lets_a_listed_include_pass(self):
        self.assertEqual(self.check("src/wire/a.cc", "net/b.h")[0], 0)

    def test_refuses_an_arrow_that_is_not_listed(self):
        code, words = self.check("src/net/a.cc", "wire/b.h")
        self.assertEqual(code, 1)
        self.assertIn("src/net/a.cc:1: net may not see wire", words)

    def test_testing_is_for_tests(self):
        self.assertEqual(self.check("src/wire/a_test.cc", "testing/b.h")[0], 0)
        self.assertEqual(self.check("src/wire/a.cc", "testing/b.h")[0], 1)

    def test_refuses_an_unknown_folder(self):
        self.assertIn("not in tools/layers.toml", self.check("src/new/a.cc", "net/b.h")[1])

    def test_nobody_but_apps_sees_an_adapter(self):
        self.assertEqual(self.check("src/apps/a.cc", "adapters/udp/b.h")[0], 0)
        self.assertEqual(self.check("src/wire/a.cc", "adapters/udp/b.h")[0], 1)

    def test_an_empty_tree_is_a_failure(self):
        self.assertEqual(run("check_layers.py", {"tools/layers.toml": LAYERS})[0], 1)


class Tidy(unittest.TestCase):
    def faults(self, path, text, ratchet=""):
        files = {path: text}
        if ratchet:
            files["tools/tidy_ratchet.toml"] = ratchet
        return run("tidy.py", files)

    def refused(self, path, text, words):
        code, out = self.faults(path, text)
        self.assertEqual(code, 1, out)
        self.assertIn(words, out)

    def test_clean_file_passes(self):
        self.assertEqual(self.faults("src/net/a.cc", "int x();\n")[0], 0)

    def test_refuses(self):
        self.refused("src/net/a.cc", "auto p = reinterpret_cast<int*>(q);\n", "ByteReader")
        self.refused("src/net/a.cc", "void f() { throw 1; }\n", "Result")
        self.refused("src/net/a.cc", "// TO" + "DO later\n", "finish it")
        self.refused("src/net/a.cc", "x" * 101 + "\n", "101 columns")
        self.refused("src/net/a.cc", "\n" * 501, "501 lines")
        self.refused("src/net/a_utils.h", "#pragma once\n", "name the file after its idea")
        self.refused("src/net/a.h", "int x();\n", "#pragma once")
        self.refused("src/net/a.h", "#pragma once\n#include <nlohmann/json.hpp>\n", "belong in .cc")
        self.refused("src/apps/command_a.cc", "#include <CLI/CLI.hpp>\n", "use apps/command_line.h")
        self.refused("src/net/a.cc", "void f() {\n" + "  g();\n" * 70 + "}\n", "a function of 72 lines")

    def test_one_file_may_include_the_library_of_command_lines(self):
        self.assertEqual(self.faults("src/apps/command_line.cc", "#include <CLI/CLI.hpp>\n")[0], 0)

    def test_words_in_text_are_not_code(self):
        self.assertEqual(self.faults("src/net/a.cc", 'auto s = "throw"; // throw\n')[0], 0)

    def test_the_ratchet_only_goes_down(self):
        long_file = "\n" * 600
        self.assertEqual(self.faults("src/net/a.cc", long_file, '[lines]\n"src/net/a.cc" = 600\n')[0], 0)
        self.assertEqual(self.faults("src/net/a.cc", long_file, '[lines]\n"src/net/a.cc" = 599\n')[0], 1)
        self.assertEqual(self.faults("src/net/a.cc", "\n", '[lines]\n"src/net/a.cc" = 600\n')[0], 1)



class CheckCatalogue(unittest.TestCase):
    WORDS = 'title = { zh = "甲", en = "a" }\n'

    def check(self, **changes):
        files = {
            "papers": ("papers.toml", '[[paper]]\nkey = "P1"\n' + self.WORDS),
            "indicator": ("indicators/a.toml", '[[indicator]]\ncode = "T1"\nid = "share"\npaper = "P1"\n' + self.WORDS),
            "target": ("targets/p1.toml", 'paper = "P1"\n[[target]]\nid = "p1.2025"\nindicator = "share"\n'),
            "quantity": ("quantities/a.toml", '[[quantity]]\nid = "rate"\n'),
            "report": ("reports/monthly.toml", 'id = "monthly"\n[[block]]\ntype = "table"\nid = "regions"\nindicators = ["share"]\n'),
        }
        return run("check_catalogue.py", {"catalogue/" + path: text + changes.get(name, "") for name, (path, text) in files.items()})

    def test_lets_a_catalogue_pass_in_which_nothing_is_wrong(self):
        self.assertEqual(self.check()[0], 0, self.check()[1])

    def test_refuses_what_stands_twice(self):
        for name, more, words in (("papers", '[[paper]]\nkey = "P1"\n', "paper P1 stands twice"),
                                  ("indicator", '[[indicator]]\ncode = "T1"\nid = "other"\n', "indicator T1 stands twice"),
                                  ("quantity", '[[quantity]]\nid = "rate"\n', "quantity rate stands twice"),
                                  ("target", '[[target]]\nid = "p1.2025"\nindicator = "share"\n', "target p1.2025 stands twice")):
            code, said = self.check(**{name: more})
            self.assertEqual(code, 1, name)
            self.assertIn(words, said)

    def test_refuses_a_paper_or_indicator_that_is_not_there(self):
        code, said = self.check(indicator='[[indicator]]\ncode = "T2"\nid = "b"\npaper = "P9"\n',
                                target='[[target]]\nid = "x"\nindicator = "none"\n')
        self.assertEqual(code, 1)
        self.assertIn("indicators/a.toml: b: no paper P9 in papers.toml", said)
        self.assertIn("targets/p1.toml: x: no indicator none", said)

    def test_refuses_a_report_that_shows_what_is_not_there(self):
        for more, words in (('[[block]]\ntype = "table"\nid = "b"\nindicators = ["none"]\n', "reports/monthly.toml: table b: no indicator none"),
                            ('[[block]]\ntype = "figure"\nid = "map"\ntable = "none"\n', "figure map: no table none with its numbers"),
                            ('[[block]]\ntype = "prose"\nid = "regions"\n', "blocks: id regions stands twice"),
                            ('[[block]]\ntype = "prose"\nid = "p"\n', "prose p: no sentence")):
            code, said = self.check(report=more)
            self.assertEqual(code, 1, more)
            self.assertIn(words, said)


if __name__ == "__main__":
    result = unittest.main(exit=False, verbosity=0).result
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)
