#include "apps/report_schedule.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <sstream>
#include <string_view>
#include <utility>

#include "adapters/indicator_files/indicator_files.h"
#include "adapters/object_kinds/kind_files.h"
#include "adapters/report_files/report_files.h"
#include "apps/places.h"
#include "apps/report_setup.h"
#include "apps/run_program.h"
#include "report/order.h"

namespace sixscope::apps {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kRegionDigits = 6;
constexpr std::string_view kScopeForm = "reports.scopes: write 440000 or 440000/china_mobile";

bool is_region(std::string_view text) {
  return text.size() == kRegionDigits &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_language(std::string_view text) { return text == "zh" || text == "en"; }

std::optional<ReportSchedule::Place> read_place(const std::string& text) {
  const std::size_t slash = std::min(text.find('/'), text.size());
  ReportSchedule::Place place{.region = text.substr(0, slash),
                              .operator_ = slash == text.size() ? "" : text.substr(slash + 1)};
  const bool has_operator = slash == text.size() || !place.operator_.empty();
  return is_region(place.region) && has_operator ? std::optional(std::move(place)) : std::nullopt;
}

// What is there of a path, from its end: the folder that a missing one would be made in.
fs::path nearest_existing(fs::path path) {
  std::error_code wrong;
  path = fs::absolute(path, wrong);
  while (!fs::exists(path, wrong) && path.has_parent_path() && path != path.parent_path()) {
    path = path.parent_path();
  }
  return path;
}

bool can_be_started(const std::string& program) {
  const auto is_executable = [](const fs::path& path) {
    std::error_code wrong;
    return fs::is_regular_file(path, wrong) && ::access(path.c_str(), X_OK) == 0;
  };
  if (program.find('/') != std::string::npos) {
    return is_executable(program);
  }
  const char* const path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "/usr/bin:/bin" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (is_executable(fs::path(folder) / program)) {
      return true;
    }
  }
  return false;
}

class Check {
 public:
  explicit Check(const settings::Settings& settings) : settings_(settings) {}

  std::vector<settings::Fault> run() {
    if (const std::string& language = settings_.text("reports.language"); !is_language(language)) {
      fault("reports.language", language, "write zh or en");
    }
    once("reports.scopes");
    once("reports.kinds");
    once("reports.formats");
    formats();
    drop_folder();
    mail_command();
    names_of_catalogue();
    return std::move(faults_);
  }

 private:
  void fault(const std::string& key, const std::string& value, std::string_view what) {
    faults_.push_back({settings_.where(key), fmt::format("{}: `{}`: {}", key, value, what)});
  }

  void once(const char* key) {
    const auto& list = settings_.list(key);
    for (auto at = list.begin(); at != list.end(); ++at) {
      if (std::find(list.begin(), at, *at) != at) {
        fault(key, *at, "stands twice; leave one out");
      }
    }
  }

  void formats() {
    std::vector<std::string> known;
    for (const report::Printer& printer : report_printers()) {
      known.push_back(printer.format);
    }
    for (const std::string& format : settings_.list("reports.formats")) {
      if (std::ranges::find(known, format) == known.end()) {
        fault(
            "reports.formats", format,
            fmt::format("no file is printed in this format; there are {}", fmt::join(known, ", ")));
      }
    }
  }

  void drop_folder() {
    const std::string& folder = settings_.text("reports.drop_folder");
    if (folder.empty()) {
      return;
    }
    std::error_code wrong;
    const fs::path there = nearest_existing(folder);
    if (!fs::is_directory(there, wrong)) {
      fault("reports.drop_folder", folder,
            fmt::format("{} is no folder; name one, it is made if missing", there.string()));
    } else if (::access(there.c_str(), W_OK | X_OK) != 0) {
      fault("reports.drop_folder", folder,
            fmt::format("this user may not write to {}; give it the right, or name another folder",
                        there.string()));
    }
    if (settings_.list("reports.formats").empty()) {
      fault("reports.formats", "",
            "drafts that are left in reports.drop_folder need a format; name one, such as docx");
    }
  }

  void mail_command() {
    const auto words = words_of_command(settings_.text("reports.mail_command"));
    // Its arguments may be secret: only the program is named.
    if (!words.empty() && !can_be_started(words.front())) {
      fault("reports.mail_command", words.front(),
            "no such program, or this user may not run it; write its path, such as "
            "/usr/sbin/sendmail -t");
    }
  }

  void names_of_catalogue() {
    const auto& scopes = settings_.list("reports.scopes");
    const auto& kinds = settings_.list("reports.kinds");
    const auto directory = find_directory("catalogue");
    // A catalogue that is not there, or is faulty, is told of elsewhere.
    if ((scopes.empty() && kinds.empty()) || !directory) {
      return;
    }
    const auto objects = adapters::load_kinds(*directory);
    const auto indicators = adapters::load_indicators(*directory);
    const auto definitions =
        indicators ? adapters::load_reports(*directory, **indicators) : fail_like(indicators);
    if (objects && definitions) {
      scope_names(scopes, **objects);
      kind_names(kinds, **definitions);
    }
  }

  void scope_names(const std::vector<std::string>& scopes, const registry::Kinds& kinds) {
    for (const std::string& text : scopes) {
      const auto place = read_place(text);
      if (!place) {
        fault("reports.scopes", text, "is no scope; write 440000 or 440000/china_mobile");
      } else if (const auto known = report::check_place(place->region, place->operator_, kinds);
                 !known) {
        fault("reports.scopes", text,
              fmt::format("{}: {}", known.error().rule, known.error().detail));
      }
    }
  }

  void kind_names(const std::vector<std::string>& kinds, const report::Definitions& definitions) {
    std::vector<std::string> scheduled;
    for (const report::Definition& one : definitions.reports) {
      if (one.schedule) {
        scheduled.push_back(one.id);
      }
    }
    for (const std::string& kind : kinds) {
      if (std::ranges::find(scheduled, kind) == scheduled.end()) {
        fault("reports.kinds", kind,
              fmt::format("{}; built by themselves are {}",
                          definitions.find(kind) == nullptr
                              ? "the catalogue has no such kind of report"
                              : "this kind of report has no due days",
                          fmt::join(scheduled, ", ")));
      }
    }
  }

  const settings::Settings& settings_;
  std::vector<settings::Fault> faults_;
};

}  // namespace

Result<ReportSchedule> report_schedule(const settings::Settings& settings) {
  ReportSchedule schedule{.places = {},
                          .kinds = settings.list("reports.kinds"),
                          .language = settings.text("reports.language"),
                          .issuer = settings.text("reports.issuer"),
                          .drop_folder = settings.text("reports.drop_folder"),
                          .formats = settings.list("reports.formats"),
                          .mail_command = words_of_command(settings.text("reports.mail_command"))};
  if (!is_language(schedule.language)) {
    return fail_because("'" + schedule.language + "'", Errc::malformed,
                        "reports.language: write zh or en");
  }
  for (const std::string& text : settings.list("reports.scopes")) {
    auto place = read_place(text);
    if (!place) {
      return fail_because("'" + text + "'", Errc::malformed, kScopeForm);
    }
    schedule.places.push_back(*std::move(place));
  }
  return schedule;
}

std::vector<settings::Fault> check_report_settings(const settings::Settings& settings) {
  return Check(settings).run();
}

}  // namespace sixscope::apps
