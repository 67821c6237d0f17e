// Templates as text: what facts make of them.
#include <fmt/format.h>

#include "report/facts.h"

namespace sixscope::report {

std::string Facts::text(Setting setting) const {
  const Question& question = book_.question();
  switch (setting) {
    case Setting::scope: {
      std::string region = book_.region_name(question.scope.region, names_language());
      if (question.scope.operator_.empty()) {
        return region;
      }
      std::string name = book_.operator_name(question.scope.operator_, names_language());
      if (question.scope.region == indicators::kNation) {
        return name;
      }
      return language() == Language::zh ? region + name : name + " in " + region;
    }
    case Setting::period:
      return period_text(question.period, question.kind, language());
    case Setting::period_before:
      return period_text(book_.before(1), question.kind, language());
    case Setting::cut_off:
      return day_text(question.period.last.last_day(), language());
    case Setting::issuer:
      return assignment_.imprint.issuer;
    case Setting::number:
      return assignment_.imprint.number;
  }
  return {};
}

const indicators::Indicator* Facts::first_lacking(const Template& text) {
  const Indicator* first = nullptr;
  for (const Piece& piece : text) {
    const auto* const name = std::get_if<FactName>(&piece);
    if (name != nullptr && !this->text(*name)) {
      const Indicator* const indicator = indicator_of(*name);
      if (indicator != nullptr && has_no_value(*indicator)) {
        return indicator;
      }
      first = first == nullptr ? indicator : first;
    }
  }
  return first;
}

std::string Facts::words_of_lack(const FactName& name) {
  const Indicator* const indicator = indicator_of(name);
  const std::string why =
      indicator == nullptr ? std::string() : reason(*indicator, source_of(name, *indicator));
  if (!why.empty()) {
    return fmt::format("{}{}{}", say("〔", "["), why, say("〕", "]"));
  }
  switch (name.attribute) {
    case Attribute::change:
    case Attribute::change_of_year:
      return say("无可比数据", "with nothing to compare it to");
    case Attribute::forecast:
      return say("无法预计", "cannot be foreseen");
    case Attribute::rank:
      return say("无排名", "without a rank");
    default:
      return say("无", "none");
  }
}

std::vector<document::Run> Facts::runs(const Template& text) {
  std::vector<document::Run> runs;
  for (const Piece& piece : text) {
    if (const auto* const literal = std::get_if<std::string>(&piece)) {
      runs.push_back({*literal, "", false});
    } else if (const auto* const setting = std::get_if<Setting>(&piece)) {
      runs.push_back({this->text(*setting), "", false});
    } else if (const auto* const name = std::get_if<FactName>(&piece)) {
      const auto formed = this->text(*name);
      if (formed) {
        runs.push_back({*formed, name->to_string(), false});
        continue;
      }
      runs.push_back({words_of_lack(*name), name->to_string(), false});
    }
  }
  return runs;
}

std::string Facts::line(const Template& text) {
  std::string line;
  for (const document::Run& run : runs(text)) {
    line += run.text;
  }
  return line;
}

}  // namespace sixscope::report
