// Texts of a draft: what each says, and a person's own in its place.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "apps/commands.h"
#include "apps/options.h"
#include "apps/report_build.h"
#include "apps/report_desk.h"
#include "apps/text_table.h"
#include "base/whole_file.h"

namespace sixscope::apps {
namespace {

struct EditWish {
  std::string id;
  std::string block;  ///< Empty: all texts are listed.
  std::string text;
  std::string file;  ///< "-": standard input.
  bool is_reset = false;
  std::uint64_t revision = 0;  ///< 0: whichever it is.
  std::string format = "table";
  DataPlace place;

  [[nodiscard]] bool changes() const { return is_reset || !text.empty() || !file.empty(); }
};

void print_texts(const report::Proof& proof, const EditWish& wish, const ReportDesk& desk) {
  const report::Definition* const definition =
      desk.workshop().definitions->find(proof.issue.definition);
  std::vector<std::vector<Value>> rows;
  for (const report::EditableText& one : report::editable_texts(*definition, proof.assignment)) {
    if (wish.block.empty() || wish.block == one.block) {
      rows.push_back({proof.issue.id, proof.issue.revision, one.block,
                      std::string(one.text.empty() ? "no" : "yes"),
                      one.text.empty() ? one.draft : one.text});
    }
  }
  print_listed({"id", "revision", "block", "edited", "text"}, rows, wish.format);
}

// What the block shall say: nothing is the definition's own again.
Result<std::string> wished_text(const EditWish& wish) {
  if (wish.is_reset || wish.file.empty()) {
    return wish.is_reset ? "" : wish.text;
  }
  auto read = read_whole(wish.file == "-" ? "/dev/stdin" : wish.file);
  if (!read) {
    return read;
  }
  // The end of a file's last line is no paragraph.
  while (read->ends_with('\n') || read->ends_with('\r')) {
    read->pop_back();
  }
  if (read->empty()) {
    return fail_because("'" + wish.file + "'; --reset brings back the definition's own",
                        Errc::malformed, "the file is empty");
  }
  return read;
}

Result<report::Proof> edited(const EditWish& wish, const ReportDesk& desk) {
  if (!wish.changes()) {
    return desk.press->proof(wish.id, std::nullopt, desk.scope);
  }
  const auto text = wished_text(wish);
  if (!text) {
    return fail_like(text);
  }
  const auto revision = wish.revision == 0 ? std::nullopt : std::optional(wish.revision);
  return desk.press->edit(wish.id, wish.block, *text, revision, desk.scope);
}

int edit(const EditWish& wish, const ReportDesk& desk) {
  const auto proof = edited(wish, desk);
  if (!proof) {
    return say_report(proof.error());
  }
  for (const std::string& remark : proof->composition.remarks) {
    fmt::print(stderr, "{}\n", remark);
  }
  print_texts(*proof, wish, desk);
  return kOk;
}

}  // namespace

void add_report_edit(Command report, int& status) {
  const auto wish = std::make_shared<EditWish>();
  const Command command = report.add_subcommand(
      "edit", "Texts of a draft: list them, or put your own in the place of one");
  command.footer(
      "A text is words with facts in braces; the number of a fact comes from the data. A line is\n"
      "a paragraph, {{ is a brace. What the text lacks, and numbers typed into it, are told on\n"
      "standard error.\n"
      "Examples:\n"
      "  sixscope report edit monthly-2025-06-440000-zh\n"
      "  sixscope report edit monthly-2025-06-440000-zh summary --text \"占比为{T1.value}。\"\n"
      "  sixscope report edit monthly-2025-06-440000-zh summary --file summary.txt\n"
      "  sixscope report edit monthly-2025-06-440000-zh summary --reset");
  command.add_option("ID", wish->id, "As `sixscope report list` has it").required();
  const Option block =
      command.add_option("BLOCK", wish->block, "Which text (default: all are listed)");
  const Option text = command.add_option("--text", wish->text, "What it shall say");
  const Option file = command.add_option("--file", wish->file,
                                         "A file with what it shall say; - is standard input");
  const Option reset =
      command.add_flag("--reset", wish->is_reset, "The definition's own text again");
  for (const Option one : {text, file, reset}) {
    one.needs(block);
  }
  text.excludes(file).excludes(reset);
  file.excludes(reset);
  command.add_option("--revision", wish->revision,
                     "Only if the draft is at this revision still (default: whichever)");
  add_format(command, wish->format);
  add_data_place(command, wish->place);
  command.callback([&status, wish] {
    const auto desk = open_report_desk(wish->place, status);
    if (desk != nullptr) {
      status = edit(*wish, *desk);
    }
  });
}

}  // namespace sixscope::apps
