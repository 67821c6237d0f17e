#include "api/question_reader.h"

#include <charconv>
#include <limits>

namespace sixscope::api {

using model::Month;

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    parts.emplace_back(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return parts;
}

Month QuestionReader::month(std::string_view name, Month otherwise) {
  const std::string_view given = text(name);
  return given.empty() ? otherwise : month_in(name, given).value_or(otherwise);
}

void QuestionReader::months(Month& first, Month& last, std::int32_t most) {
  const std::string_view name = text("months").empty() ? "month" : "months";
  const std::string_view given = text(name);
  if (given.empty()) {
    return;
  }
  if (!text("months").empty() && !text("month").empty()) {
    fault("month", "`months` is given too; give one of the two");
    return;
  }
  const auto dots = given.find("..");
  const auto begin = month_in(name, given.substr(0, dots));
  const auto end = dots == std::string_view::npos ? begin : month_in(name, given.substr(dots + 2));
  if (!begin || !end) {
    return;
  }
  if (*end < *begin) {
    fault(name, fmt::format("{} is before {}; write the earlier month first", end->to_string(),
                            begin->to_string()));
  } else if (*end - *begin >= most) {
    fault(name, fmt::format("at most {} months at once", most));
  }
  first = *begin;
  last = *end;
}

std::vector<std::string> QuestionReader::regions(std::string_view name) {
  std::vector<std::string> codes;
  for (std::string& code : split(text(name))) {
    const bool digits = std::ranges::all_of(code, [](char c) { return c >= '0' && c <= '9'; });
    if (code != "unknown" && (code.size() != 6 || !digits)) {
      fault(name, fmt::format("'{}' is no region code of six digits, such as 440000", code));
    }
    codes.push_back(std::move(code));
  }
  return codes;
}

registry::CommitNumber QuestionReader::commit(std::string_view name) {
  const std::string_view given = text(name);
  std::uint64_t number = 0;
  const auto [end, wrong] = std::from_chars(given.data(), given.data() + given.size(), number);
  if (!given.empty() && (wrong != std::errc() || end != given.data() + given.size() ||
                         number > std::numeric_limits<std::int64_t>::max())) {
    fault(name, fmt::format("'{}' is no number of a commit", given));
    return {};
  }
  if (!given.empty() && number == 0) {
    fault(name, "the first commit is 1");
  }
  return registry::CommitNumber(number);
}

std::optional<Month> QuestionReader::month_in(std::string_view name, std::string_view given) {
  const auto month = Month::parse(given);
  if (!month) {
    fault(name, fmt::format("'{}' is no month; write 2026-06{}", given,
                            name == "months" ? ", or 2025-01..2025-12 for several" : ""));
    return std::nullopt;
  }
  return *month;
}

}  // namespace sixscope::api
