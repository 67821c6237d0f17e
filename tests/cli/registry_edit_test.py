"""Objects edited on the command line, by the rules of the console: real processes, a registry of their own each.

    registry_edit_test.py [PROGRAM]
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

PROGRAM = os.path.abspath(os.environ.get("SIXSCOPE_BINARY", "build/release/sixscope"))
DONE, FAILED, USAGE, BAD_SETTINGS, BAD_INPUT, UNAVAILABLE = range(6)
KIND = "nat44_device"
KEY = "china_mobile / 440100 / CGN-01"
PDF = b"%PDF-1.7\nan approval\n"


class RegistryEditTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="sixscope-edit-"))
        self.addCleanup(shutil.rmtree, self.place, ignore_errors=True)

    def run_registry(self, *arguments, **environment):
        return subprocess.run([PROGRAM, "registry", *map(str, arguments)], capture_output=True, timeout=60, text=True,
                              env={**os.environ, "SIXSCOPE_DATA_DIR": str(self.place / "data"), "USER": "li", **environment})

    def ask(self, *arguments, code=DONE, **environment):
        """What a command answers that ends with `code`: its JSON if it was asked for."""
        done = self.run_registry(*arguments, **environment)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return json.loads(done.stdout) if "json" in arguments and done.stdout else done.stdout + done.stderr

    def make(self, key=KEY, *values):
        return self.ask("set", KIND, key, "ledger_class=nat444", "status=in_service", "max_sessions=1000", *values,
                        "--format", "json")

    def shown(self):
        return {row["key"]: row for row in self.ask("show", KIND, "--format", "json")}

    def rules(self, answer):
        return sorted((fault["field"], fault["rule"]) for fault in answer["faults"])


class SetTest(RegistryEditTest):
    def test_an_object_is_made_then_changed_then_emptied(self):
        made = self.make()
        self.assertEqual([(one["key"], one["outcome"]) for one in made["objects"]], [(KEY, "created")])
        self.assertEqual(made["commit"], 1)
        changed = self.ask("set", KIND, KEY, "max_sessions=1,100", "remark=new card", "--reason", "survey", "--format", "json")
        self.assertEqual(changed["objects"][0]["outcome"], "changed")
        self.assertEqual(changed["objects"][0]["fields"], [{"field": "max_sessions", "before": 1000, "after": 1100},
                                                           {"field": "remark", "before": None, "after": "new card"}])
        self.assertIn("0 created, 0 changed, 1 unchanged", self.ask("set", KIND, KEY, "max_sessions=1100"))
        self.ask("set", KIND, KEY, "remark=")
        self.assertEqual((self.shown()[KEY]["max_sessions"], self.shown()[KEY]["remark"]), ("1100", None))
        history = self.ask("history", KIND, KEY, "--format", "json")
        sessions = [one for one in history if one["field"] == "max_sessions"][0]
        self.assertEqual((sessions["who"], sessions["reason"], sessions["nature"]), ("li", "survey", "change"))

    def test_a_key_is_read_as_people_type_it(self):
        self.make()
        self.assertIn("1 changed", self.ask("set", KIND, "中国移动 / 440100 / CGN-01", "remark=x"))
        self.assertEqual(list(self.shown()), [KEY])
        made = self.make("中国电信 / 440300 / CGN-02")
        self.assertEqual(made["objects"][0]["key"], "china_telecom / 440300 / CGN-02")

    def test_what_looks_alike_is_one_object(self):
        self.make("china_mobile / 440100 / Cafe\u0301")
        self.assertIn("1 changed", self.ask("set", KIND, "china_mobile / 440100 / Caf\u00e9", "remark=x"))
        self.assertEqual(list(self.shown()), ["china_mobile / 440100 / Caf\u00e9"])

    def test_every_fault_is_told_at_once_in_both_languages(self):
        self.make()
        answer = self.ask("set", KIND, KEY, "nothing=1", "max_sessions=many", "region=火星", "remark=a\u202eb", "name=a\u200bb",
                          "--format", "json", code=BAD_INPUT)
        self.assertEqual(self.rules(answer), [("max_sessions", "number_form"), ("name", "zero_width"), ("nothing", "field_unknown"),
                                              ("region", "code_unknown"), ("remark", "direction_mark")])
        self.assertFalse(answer["can_apply"])
        for fault in answer["faults"]:
            self.assertTrue(fault["what"]["zh"] and fault["what"]["en"] and fault["remedy"]["zh"] and fault["remedy"]["en"], fault)
        words = self.ask("set", KIND, KEY, "nothing=1", "max_sessions=many", "--language", "zh", code=BAD_INPUT)
        self.assertIn("没有名为“nothing”的字段", words)
        self.assertIn("不是数字", words)
        self.assertIn("nothing was changed", words)
        english = self.ask("set", KIND, KEY, "nothing=1", "--language", "en", code=BAD_INPUT)
        self.assertIn("sixscope registry kinds nat44_device", english)
        self.assertEqual(self.shown()[KEY]["version"], 1)

    def test_what_cannot_be_seen_is_refused(self):
        self.make()
        for point in (0xAD, 0x61C, 0x180E, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0x2063, 0x3164, 0xE0041):
            answer = self.ask("set", KIND, KEY, f"remark=a{chr(point)}b", "--format", "json", code=BAD_INPUT)
            self.assertEqual(len(answer["faults"]), 1, hex(point))
            self.assertIn(f"U+{point:04X}", answer["faults"][0]["what"]["en"])
            self.assertIn(f"U+{point:04X}", answer["faults"][0]["what"]["zh"])

    def test_what_is_wrong_on_the_command_line_is_told_at_once(self):
        words = self.ask("set", "nothing", KEY, "max_sessions", "remark=a", "remark=b", "--effective", "2099-01-01", "--reason",
                         "x" * 2001, code=USAGE)
        for part in ("no kind `nothing`", "max_sessions: FIELD=VALUE is wanted", "remark: given twice", "lies in the future",
                     "--reason: at most 2000 bytes"):
            self.assertIn(part, words)
        self.assertEqual(self.shown(), {})

    def test_a_new_object_is_made_whole_and_has_the_key_it_was_named_by(self):
        answer = self.ask("set", KIND, KEY, "max_sessions=5", "--format", "json", code=BAD_INPUT)
        self.assertEqual(self.rules(answer), [("ledger_class", "required"), ("status", "required")])
        self.assertIn("operator / region / name", self.ask("set", KIND, "CGN-01", "status=in_service", code=FAILED))
        self.assertIn("name=other", self.ask("set", KIND, KEY, "name=other", "status=in_service", code=USAGE))
        self.assertEqual(self.shown(), {})

    def test_a_soft_fault_asks_for_an_explanation(self):
        self.make()
        self.assertIn("--explanation TEXT", self.ask("set", KIND, KEY, "max_sessions=9000", code=BAD_INPUT))
        self.ask("set", KIND, KEY, "max_sessions=9000", "--reason", "cards", "--explanation", "two became one")
        history = self.ask("history", KIND, KEY, "--format", "json")
        self.assertEqual(history[0]["reason"], "cards · two became one")

    def test_a_dry_run_changes_nothing_and_says_what_the_store_would(self):
        answer = self.ask("set", KIND, KEY, "ledger_class=nat444", "status=in_service", "--dry-run", "--format", "json")
        self.assertEqual((answer["objects"][0]["outcome"], answer["commit"]), ("created", None))
        self.assertEqual(self.shown(), {})
        self.make()
        self.make("china_mobile / 440100 / CGN-02")
        taken = self.ask("set", KIND, KEY, "name=CGN-02", "--dry-run", code=FAILED)
        self.assertIn("another object of the kind has this key", taken)
        self.assertIn("dry run", self.ask("set", KIND, KEY, "name=CGN-03", "--dry-run"))
        self.assertEqual(sorted(self.shown()), [KEY, "china_mobile / 440100 / CGN-02"])

    def test_a_correction_of_the_past_leaves_today_alone(self):
        self.make(KEY, "--effective", "2026-01-31")
        self.ask("set", KIND, KEY, "max_sessions=1200", "--effective", "2026-03-01")
        self.ask("set", KIND, KEY, "max_sessions=1100", "--effective", "2026-02-01", "--correction")
        self.assertEqual(self.shown()[KEY]["max_sessions"], "1200")
        then = self.ask("show", KIND, "--as-of", "2026-02-15", "--format", "json")
        self.assertEqual(then[0]["max_sessions"], "1100")
        history = self.ask("history", KIND, KEY, "--format", "json")
        self.assertEqual(history[0]["nature"], "correction")


class LedgerTest(RegistryEditTest):
    def test_a_month_that_is_not_over_is_said_to_be(self):
        self.make(KEY, "--effective", "2026-01-31")
        for language, words in (("en", "2099-01 has not begun"), ("zh", "2099-01 尚未开始")):
            done = subprocess.run([PROGRAM, "ledger", "capacity", "--months", "2099-01..2099-01", "--reference", "2095-01", "--language", language],
                                  capture_output=True, text=True, timeout=60, env={**os.environ, "SIXSCOPE_DATA_DIR": str(self.place / "data")})
            self.assertEqual(done.returncode, DONE, done.stderr)
            self.assertIn(words, done.stdout)


class EditTest(RegistryEditTest):
    def setUp(self):
        super().setUp()
        for name in ("a", "b"):
            self.make(f"china_mobile / 440100 / {name}")
        self.make("china_telecom / 440100 / c")

    def test_all_that_fit_are_changed_in_one_commit(self):
        command = ("edit", KIND, "--where", "operator=中国移动", "--where", "name=a|b", "remark=checked", "--reason", "survey", "--format", "json")
        dry = self.ask(*command, "--dry-run")
        self.assertEqual([one["key"][-1] for one in dry["objects"]], ["a", "b"])
        self.assertTrue(all(one["outcome"] == "changed" for one in dry["objects"]))
        self.assertTrue(all(row["version"] == 1 for row in self.shown().values()))
        done = self.ask(*command)
        self.assertEqual(done["commit"], 4)
        self.assertEqual(sorted(key[-1] for key, row in self.shown().items() if row["remark"] == "checked"), ["a", "b"])

    def test_one_bad_object_keeps_all_as_they_are(self):
        self.ask("set", KIND, "china_mobile / 440100 / b", "max_sessions=5000", "--explanation", "cards")
        answer = self.ask("edit", KIND, "--where", "operator=china_mobile", "max_sessions=1100", "--reason", "x", "--format", "json",
                          code=BAD_INPUT)
        self.assertEqual([one["outcome"] for one in answer["objects"]], ["changed", "refused"])
        self.assertEqual([fault["object"]["key"][-1] for fault in answer["faults"]], ["b"])
        self.assertEqual(self.shown()["china_mobile / 440100 / a"]["max_sessions"], "1000")

    def test_two_cannot_become_one(self):
        words = self.ask("edit", KIND, "--where", "operator=china_mobile", "name=same", "--reason", "x", code=FAILED)
        self.assertIn("another object of the kind has this key", words)

    def test_a_filter_that_cannot_be_is_refused_and_one_that_fits_nothing_too(self):
        words = self.ask("edit", KIND, "--where", "nothing=1", "--where", "status=asleep", "--where", "max_sessions=many", "remark=x",
                         "--reason", "x", code=USAGE)
        for part in ("'nothing' is no field", "status: 'asleep'", "max_sessions: 'many'"):
            self.assertIn(part, words)
        self.assertIn("no nat44_device fits", self.ask("edit", KIND, "--where", "name=z", "remark=x", "--reason", "x", code=FAILED))
        self.ask("edit", KIND, "remark=x", "--reason", "x", code=USAGE)
        self.assertIn("--reason is required", self.ask("edit", KIND, "--where", "name=a", "remark=x", code=USAGE))


class RemoveTest(RegistryEditTest):
    def test_an_object_goes_and_comes_back(self):
        self.make()
        self.ask("remove", KIND, KEY, code=USAGE)
        self.ask("remove", KIND, KEY, "--reason", "scrapped")
        self.assertEqual(self.shown(), {})
        self.assertIn("was removed already", self.ask("remove", KIND, KEY, "--reason", "again", code=FAILED))
        self.assertIn("sixscope registry restore", self.ask("set", KIND, KEY, "remark=x", code=FAILED))
        self.ask("restore", KIND, KEY, "--reason", "still in use")
        self.assertIn("was not removed", self.ask("restore", KIND, KEY, "--reason", "again", code=FAILED))
        self.assertEqual([one["reason"] for one in self.ask("history", KIND, KEY, "--format", "json") if one["field"] == "removed"],
                         ["still in use", "scrapped"])

    def test_a_reason_has_words(self):
        self.make()
        for name, *more in (("remove", KEY), ("restore", KEY), ("edit", "--where", "name=CGN-01", "remark=x")):
            for reason in ("", " \u3000"):
                self.assertIn("--reason: say why", self.ask(name, KIND, *more, "--reason", reason, code=USAGE), name)
        self.assertEqual(self.shown()[KEY]["version"], 1)

    def test_a_key_that_nobody_has(self):
        for name in ("remove", "restore"):
            self.assertIn("no nat44_device with the key 'x'", self.ask(name, KIND, "x", "--reason", "y", code=FAILED))


class PastTest(RegistryEditTest):
    """What was there at the effective time counts, not what is there today."""

    def setUp(self):
        super().setUp()
        self.make(KEY, "--effective", "2026-01-15")

    def removed(self, day, command="remove"):
        return self.ask(command, KIND, KEY, "--effective", day, "--reason", "x", "--format", "json")

    def sessions(self, day):
        return {row["key"]: row["max_sessions"] for row in self.ask("show", KIND, "--as-of", day, "--format", "json")}

    def notes(self, answer):
        return [(fault["rule"], fault["severity"]) for fault in answer["faults"]]

    def test_the_past_of_what_was_removed_is_mended(self):
        self.removed("2026-06-01")
        done = self.ask("set", KIND, KEY, "max_sessions=1100", "--effective", "2026-02-01", "--format", "json")
        self.assertEqual((done["objects"][0]["outcome"], done["faults"]), ("changed", []))
        self.assertEqual((self.sessions("2026-02-15"), self.sessions("2026-06-15")), ({KEY: "1100"}, {}))
        self.assertIn("sixscope registry restore", self.ask("set", KIND, KEY, "remark=x", code=FAILED))

    def test_what_is_set_while_it_was_removed_is_said_to_be(self):
        self.removed("2026-06-01")
        done = self.ask("set", KIND, KEY, "max_sessions=1100", "--effective", "2026-06-15", "--format", "json")
        self.assertEqual(self.notes(done), [("removed_then", "note")])
        self.assertEqual(done["objects"][0]["outcome"], "changed")
        self.assertEqual(self.sessions("2026-06-20"), {})
        for language, words in (("zh", "2026-06-16 时已被移除"), ("en", "removed as of 2026-06-16")):
            self.assertIn(words, self.ask("set", KIND, KEY, f"remark={language}", "--effective", "2026-06-16", "--language", language))

    def test_the_day_of_a_removal_is_mended(self):
        self.removed("2026-06-01")
        self.assertEqual(self.removed("2026-05-01")["faults"], [])
        self.assertEqual((self.sessions("2026-04-30"), self.sessions("2026-05-02")), ({KEY: "1000"}, {}))
        again = self.ask("remove", KIND, KEY, "--effective", "2026-05-15", "--reason", "x", code=FAILED)
        self.assertIn("was removed already", again)

    def test_a_return_before_the_removal_leaves_it_removed_and_says_so(self):
        self.removed("2026-06-01")
        command = ("restore", KIND, KEY, "--effective", "2026-03-01", "--reason", "x")
        answer = self.ask(*command, "--language", "en", code=FAILED)
        self.assertIn("the removal as of 2026-06-01 stands", answer)
        self.assertIn("as of 2026-06-01 too", answer)
        self.assertIn("was not removed", answer)
        self.assertIn("2026-06-01 起的移除仍然有效", self.ask(*command, "--language", "zh", code=FAILED))
        self.assertEqual(self.sessions("2026-06-15"), {})
        self.assertEqual(self.removed("2026-06-01", "restore")["faults"], [])
        self.assertEqual(self.sessions("2026-06-15"), {KEY: "1000"})

    def test_a_removal_before_a_return_says_that_the_return_stands(self):
        self.removed("2026-04-01")
        self.removed("2026-06-01", "restore")
        done = self.removed("2026-03-01")
        self.assertEqual(self.notes(done), [("return_stands", "note")])
        self.assertIn("2026-06-01", done["faults"][0]["what"]["en"])
        self.assertEqual((self.sessions("2026-03-15"), self.sessions("2026-06-15")), ({}, {KEY: "1000"}))

    def test_nothing_is_removed_before_its_first_day(self):
        for language, words in (("zh", "自 2026-01-15 起才有记录"), ("en", "it is known since 2026-01-15")):
            self.assertIn(words, self.ask("remove", KIND, KEY, "--effective", "2026-01-01", "--reason", "x", "--language", language,
                                          code=BAD_INPUT))
        pool = "china_mobile / 440100 / P"  # Nothing but its key is required of it.
        self.ask("set", "nat_address_pool", pool, "public_addresses=64", "--effective", "2026-03-01")
        answer = self.ask("remove", "nat_address_pool", pool, "--effective", "2026-01-01", "--reason", "x", "--format", "json", code=BAD_INPUT)
        self.assertEqual(self.rules(answer), [("removed", "not_known_yet")])
        self.assertEqual([row["key"] for row in self.ask("show", "nat_address_pool", "--format", "json")], [pool])
        self.assertEqual(self.sessions("2026-02-01"), {KEY: "1000"})
        self.removed("2026-01-15")
        self.assertEqual(self.sessions("2026-02-01"), {})

    def test_a_key_names_what_had_it_then(self):
        self.removed("2026-06-01")
        self.make("china_mobile / 440100 / CGN-09", "--effective", "2026-07-01")
        self.ask("set", KIND, "china_mobile / 440100 / CGN-09", "name=CGN-01", "--effective", "2026-07-01")
        self.ask("set", KIND, KEY, "max_sessions=1100", "--effective", "2026-02-01")
        self.assertEqual((self.sessions("2026-02-15"), self.sessions("2026-07-15")), ({KEY: "1100"}, {KEY: "1000"}))

    def test_what_was_there_then_may_be_referred_to_then(self):
        pool = "china_mobile / 440100 / OLD"
        self.ask("set", "nat_address_pool", pool, "public_addresses=64", "--effective", "2026-01-15")
        self.ask("remove", "nat_address_pool", pool, "--effective", "2026-06-01", "--reason", "x")
        self.ask("set", KIND, KEY, f"pools={pool}", "--effective", "2026-02-01")
        self.make(KEY + "b", "--effective", "2026-01-15")
        answer = self.ask("set", KIND, KEY + "b", f"pools={pool}", "--format", "json", code=BAD_INPUT)
        self.assertEqual(self.rules(answer), [("pools", "reference_unknown")])


class AttachmentTest(RegistryEditTest):
    def setUp(self):
        super().setUp()
        self.make()
        self.file = self.place / "approval.pdf"
        self.file.write_bytes(PDF)

    def test_a_file_is_attached_listed_saved_and_taken_off(self):
        one = self.ask("attach", KIND, KEY, self.file, "--note", "of June", "--format", "json")
        self.assertEqual((one["id"], one["name"], one["media_type"], one["note"], one["who"]),
                         (1, "approval.pdf", "application/pdf", "of June", "li"))
        self.assertEqual([row["name"] for row in self.ask("attachments", KIND, KEY, "--format", "json")], ["approval.pdf"])
        self.ask("save", 1, self.place / "copy.pdf")
        (self.place / "copy.pdf").write_bytes(b"mine")
        self.assertIn("--force", self.ask("save", 1, self.place / "copy.pdf", code=FAILED))
        self.assertEqual((self.place / "copy.pdf").read_bytes(), b"mine")
        self.ask("save", 1, self.place / "copy.pdf", "--force")
        self.assertEqual((self.place / "copy.pdf").read_bytes(), PDF)
        self.ask("detach", 1, code=USAGE)
        self.ask("detach", 1, "--reason", "wrong page")
        self.assertEqual(self.ask("attachments", KIND, KEY, "--format", "json"), [])
        removed = self.ask("attachments", KIND, KEY, "--removed", "--format", "json")
        self.assertEqual(removed[0]["removed"], "wrong page")
        self.assertIn("was taken off", self.ask("save", 1, self.place / "x.pdf", code=FAILED))
        self.ask("detach", 1, "--reason", "again", code=FAILED)

    def test_what_is_not_taken(self):
        (self.place / "program").write_bytes(b"MZ\x90")
        self.assertIn("this kind of file is not taken", self.ask("attach", KIND, KEY, self.place / "program", code=BAD_INPUT))
        (self.place / "large.pdf").write_bytes(PDF + b"x" * 1024)
        words = self.ask("attach", KIND, KEY, self.place / "large.pdf", code=BAD_INPUT, SIXSCOPE_REGISTRY_ATTACHMENT_BYTES_MAX="1024")
        self.assertIn("registry.attachment_bytes_max", words)
        self.assertIn("does it exist", self.ask("attach", KIND, KEY, self.place / "missing", code=BAD_INPUT))
        self.assertIn("no nat44_device with the key", self.ask("attach", KIND, "x", self.file, code=FAILED))
        self.assertEqual(self.ask("attachments", KIND, KEY, "--format", "json"), [])
        self.assertFalse((self.place / "data/attachments").exists(), "what is refused reaches no disk")


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        PROGRAM = os.path.abspath(sys.argv.pop(1))
    outcome = unittest.main(exit=False).result
    failed = len(outcome.failures) + len(outcome.errors)
    skipped = f", {len(outcome.skipped)} skipped" if outcome.skipped else ""
    print(f"{outcome.testsRun - failed - len(outcome.skipped)} passed, {failed} failed{skipped}")
    sys.exit(1 if failed else 0)
