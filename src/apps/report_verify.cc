// Whether a file is what was published, and its values still follow from what was recorded.
#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "apps/commands.h"
#include "apps/options.h"
#include "apps/report_build.h"
#include "apps/report_desk.h"
#include "apps/say.h"
#include "apps/sheet_files.h"
#include "apps/step_ticker.h"
#include "apps/text_table.h"
#include "report/verification.h"

namespace sixscope::apps {
namespace {

/// Exit codes of `verify`: a script asks whether, not why.
constexpr int kEqual = 0;
constexpr int kDiffers = 1;
constexpr int kCannotTell = 2;

constexpr std::size_t kFileMax = 256U << 20U;

struct VerifyWish {
  std::string file;
  std::string id;
  std::uint32_t version = 0;
  std::string format = "table";
  DataPlace place;
};

int cannot_tell(const Error& error) {
  return wrong(kCannotTell, fmt::format("cannot tell: {}", describe(error)));
}

std::string name_of(report::Finding finding) {
  return std::string(report::kFindingNames.at(static_cast<std::size_t>(finding)));
}

int print(const report::Verification& made, const std::string& format) {
  std::vector<std::vector<Value>> rows;
  for (const report::Check& check : made.checks) {
    rows.push_back({check.what, name_of(check.finding), std::string(), std::string(), std::string(),
                    check.note});
    for (const report::Difference& one : check.differences) {
      rows.push_back({check.what, name_of(report::Finding::differs), one.where, one.before,
                      one.after, std::string()});
    }
  }
  print_listed({"what", "finding", "where", "published", "now", "note"}, rows, format);
  fmt::print(stderr, "{} version {}{}{}: {}\n", made.issue.id, made.issue.version,
             made.format.empty() ? "" : ", ", made.format, name_of(made.finding()));
  switch (made.finding()) {
    case report::Finding::equal:
      return kEqual;
    case report::Finding::differs:
      return kDiffers;
    case report::Finding::cannot_tell:
      break;
  }
  return kCannotTell;
}

int verify(const VerifyWish& wish) {
  if (wish.file.empty() && wish.id.empty()) {
    return wrong(kCannotTell, "name a file, or an issue with --id");
  }
  int status = kOk;
  StepTicker ticker("reading the file");
  const auto desk = open_report_desk(wish.place, status);
  if (desk == nullptr) {
    return kCannotTell;
  }
  std::optional<report::Named> named;
  if (!wish.id.empty()) {
    named = report::Named{wish.id, wish.version == 0 ? std::nullopt : std::optional(wish.version)};
  }
  ticker.tell("computing the values anew");
  if (wish.file.empty()) {
    const auto made = report::verify(*desk->press, *named, desk->scope);
    return made ? print(*made, wish.format) : cannot_tell(made.error());
  }
  const auto bytes = read_bytes(wish.file, kFileMax);
  if (!bytes) {
    return cannot_tell(bytes.error());
  }
  if (bytes->size() > kFileMax) {
    return wrong(kCannotTell, fmt::format("{}: larger than {} MB", wish.file, kFileMax >> 20U));
  }
  const auto made =
      report::verify_file(*desk->press, *bytes, find_report_marker, named, desk->scope);
  return made ? print(*made, wish.format) : cannot_tell(made.error());
}

}  // namespace

void add_report_verify(Command report, int& status) {
  const auto wish = std::make_shared<VerifyWish>();
  const Command command = report.add_subcommand(
      "verify", "Hold a published file against what was frozen, and its values against the data");
  command.footer(
      "Exit codes: 0 equal, 1 differs (what and where is listed), 2 cannot tell.\n"
      "Examples:\n"
      "  sixscope report verify monthly-2025-06-100000-zh-v1.pdf\n"
      "  sixscope report verify --id monthly-2025-06-100000-zh --version 1 --format json");
  command.add_option("FILE", wish->file, "DOCX, PDF, XLSX, HTML, JSON or CSV of a published report")
      .suggest(Suggested::file);
  command.add_option("--id", wish->id, "The issue it should be, where the file does not say");
  command.add_option("--version", wish->version, "Version of --id (default: the newest)");
  add_format(command, wish->format);
  add_data_place(command, wish->place);
  command.callback([&status, wish] { status = verify(*wish); });
}

}  // namespace sixscope::apps
