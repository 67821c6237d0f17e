#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "settings/settings.h"

namespace sixscope::apps {

/// What drafts are built of by themselves, and where they go: settings `reports.*`.
struct ReportSchedule {
  struct Place {
    std::string region;
    std::string operator_;  ///< Empty: all together.
  };
  std::vector<Place> places;       ///< Empty: none is built.
  std::vector<std::string> kinds;  ///< Ids of definitions; empty: all that have a schedule.
  std::string language = "zh";
  std::string issuer;
  std::string drop_folder;                                     ///< Empty: nowhere.
  std::vector<std::string> formats = {"docx", "pdf", "xlsx"};  ///< Of what is dropped there.
  std::vector<std::string> mail_command;                       ///< Empty: nobody is told.
};
/// `malformed` for a scope that is neither "440000" nor "440000/china_mobile", and for another
/// language than zh and en.
[[nodiscard]] Result<ReportSchedule> report_schedule(const settings::Settings& settings);

/// Every fault of `reports.*`, with its place: also codes, kinds and formats that nobody knows, and
/// a folder or a program that is not there. Reads the catalogue where a setting names part of it.
[[nodiscard]] std::vector<settings::Fault> check_report_settings(
    const settings::Settings& settings);

}  // namespace sixscope::apps
