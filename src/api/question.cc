#include "api/question.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "api/filter.h"
#include "api/time_text.h"
#include "store/query_plan.h"
#include "store/windows.h"

namespace sixscope::api {
namespace {

using store::Resolution;

// Where `auto` goes from one step to the next: each span gives at most kAutoWindowsMax windows.
Resolution automatic_step(Instant begin, Instant end) {
  using std::chrono::hours;
  const auto span = end - begin;
  if (span <= hours(6)) {
    return Resolution::minute;
  }
  if (span <= hours(30)) {
    return Resolution::five_minutes;
  }
  if (span <= hours(24 * 16)) {
    return Resolution::hour;
  }
  return span <= hours(24 * kAutoWindowsMax) ? Resolution::day : Resolution::month;
}

constexpr std::chrono::minutes kMonthMean{43'829};  // A 12th of 365.2425 days.

// Windows that a time fills, at least one; months to the nearest, as they differ.
std::uint32_t windows_in(std::chrono::milliseconds time, Resolution width) {
  using std::chrono::milliseconds;
  const bool month = width == Resolution::month;
  const milliseconds window =
      month ? kMonthMean : store::window_end(Instant{}, width) - store::window_start({}, width);
  const auto count = (time + (month ? window / 2 : window - milliseconds(1))) / window;
  return static_cast<std::uint32_t>(std::max<std::int64_t>(count, 1));
}

// The start of the window that is `count` before the one that starts at `at`.
Instant windows_before(Instant at, std::uint32_t count, Resolution width) {
  if (width != Resolution::month) {
    return at - count * (store::window_end(at, width) - at);
  }
  for (std::uint32_t month = 0; month < count; ++month) {
    at = store::window_start(at - std::chrono::hours(24), Resolution::month);
  }
  return at;
}

class QuestionParser {
 public:
  QuestionParser(const http::Request& request, Instant now, std::vector<store::Dimension> by)
      : request_(request), now_(now) {
    question_.query.by = std::move(by);
  }

  Parsed<TrafficQuestion> parse() {
    question_.as_of = instant("as_of", now_);
    read_span();
    read_step();
    read_earlier();
    read_by();
    read_filter();
    look_for_table();
    read_order();
    read_rest();
    read_cursor();
    if (!faults_.empty()) {
      return tl::unexpected(std::move(faults_));
    }
    question_.fingerprint = fingerprint();
    use_cursor();
    if (!faults_.empty()) {
      return tl::unexpected(std::move(faults_));
    }
    return std::move(question_);
  }

 private:
  void fault(std::string_view parameter, std::string detail) {
    faults_.push_back({std::string(parameter), std::move(detail)});
  }

  Instant instant(std::string_view name, Instant otherwise) {
    const auto text = request_.parameter(name);
    if (!text || text->empty()) {
      return otherwise;
    }
    const auto parsed = parse_instant(*text);
    if (!parsed) {
      fault(name, fmt::format("'{}' is not an instant; write it like 2026-03-01T00:00:00Z", *text));
      return otherwise;
    }
    return *parsed;
  }

  void read_span() {
    const auto span = parse_span(request_, std::min(now_, question_.as_of));
    gather(faults_, span);
    if (!span) {
      return;
    }
    question_.query.begin = span->begin;
    question_.query.end = span->end;
    question_.query.rows_max = kCellsMax;
  }

  void read_step() {
    const std::string_view step = request_.parameter("step").value_or("none");
    auto& query = question_.query;
    if (step == "auto") {
      query.step = automatic_step(query.begin, query.end);
    } else if (step != "none" && !step.empty()) {
      const auto found = std::ranges::find(store::kResolutionNames, step);
      if (found == store::kResolutionNames.end()) {
        fault("step", fmt::format("'{}' is none of none, auto, {}", step,
                                  fmt::join(store::kResolutionNames, ", ")));
        return;
      }
      query.step = static_cast<Resolution>(found - store::kResolutionNames.begin());
    }
    if (query.step) {
      // A window that is only partly inside would look like a whole one.
      query.begin = store::window_start(query.begin, *query.step);
      query.end = store::round_up(query.end, *query.step);
    }
    if (request_.parameter("as_of").value_or("").empty()) {
      return;
    }
    // As if asked at that instant: windows that were not over then are left out.
    const Resolution width = query.step.value_or(Resolution::minute);
    query.end = std::min(query.end, store::window_start(question_.as_of, width));
    if (query.begin >= query.end && faults_.empty()) {
      fault("as_of", "no window of the span was over by then; ask for a later one");
    }
  }

  // By what was asked for, not by what it was widened to: only then like is held against like.
  void read_earlier() {
    if (!faults_.empty()) {
      return;
    }
    const Instant to = instant("to", std::min(now_, question_.as_of));
    const Instant from = instant("from", to - std::chrono::hours(1));
    const Resolution width = question_.query.step.value_or(Resolution::minute);
    question_.earlier = windows_in(to - from, width);
  }

  void read_by() {
    auto& by = question_.query.by;
    if (!by.empty()) {
      return;  // The call has axes of its own.
    }
    std::string_view list = request_.parameter("by").value_or("");
    while (!list.empty()) {
      const auto comma = std::min(list.find(','), list.size());
      const std::string_view name = list.substr(0, comma);
      list.remove_prefix(std::min(comma + 1, list.size()));
      const auto dimension = parse_dimension(name);
      if (!dimension) {
        fault("by", fmt::format("'{}': {}", name, dimension.error().detail));
      } else if (std::ranges::find(by, *dimension) != by.end()) {
        fault("by", fmt::format("'{}' stands twice", name));
      } else {
        by.push_back(*dimension);
      }
    }
  }

  void read_filter() {
    const auto wanted = request_.parameter("class");
    if (wanted && *wanted != "user" && *wanted != "all") {
      fault("class", fmt::format("'{}' is neither user nor all", *wanted));
    }
    auto filters = parse_filter(request_.parameter("filter").value_or(""));
    if (!filters) {
      fault("filter", filters.error().detail);
      return;
    }
    question_.filter_text = format_filter(*filters);
    const auto is_class = [](const store::Filter& filter) {
      return filter.dimension == store::Dimension::traffic_class;
    };
    const bool named = std::ranges::any_of(*filters, is_class) ||
                       std::ranges::find(question_.query.by, store::Dimension::traffic_class) !=
                           question_.query.by.end();
    question_.every_class = wanted ? *wanted == "all" : named;
    question_.query.filters = std::move(*filters);
    if (!question_.every_class) {
      question_.query.filters.push_back({store::Dimension::traffic_class, {"user"}, false});
    }
  }

  // No roll-up keeps every axis beside every other.
  void look_for_table() {
    const auto table = store::table_for(question_.query, Resolution::minute);
    if (table) {
      return;
    }
    store::VolumeQuery shown;
    shown.by = question_.query.by;
    const bool by_alone = !store::table_for(shown, Resolution::minute);
    fault(by_alone ? "by" : "filter", table.error().detail);
  }

  void read_order() {
    std::string_view text = request_.parameter("order").value_or("");
    Order& order = question_.order;
    if (text.empty()) {
      order = question_.query.step ? Order{OrderKey::start, false} : Order{OrderKey::bytes, true};
      return;
    }
    order.descending = text.starts_with('-');
    text.remove_prefix(order.descending ? 1 : 0);
    const auto found = std::ranges::find(kOrderKeyNames, text);
    if (found == kOrderKeyNames.end()) {
      fault("order", fmt::format("'{}' is none of {}; put - in front for the largest first", text,
                                 fmt::join(kOrderKeyNames, ", ")));
      return;
    }
    order.key = static_cast<OrderKey>(found - kOrderKeyNames.begin());
  }

  void read_rest() {
    const auto limit = parse_count(request_, "limit", 1, kLimitMax, kLimitDefault);
    gather(faults_, limit);
    question_.limit = limit.value_or(kLimitDefault);
    const std::string_view compare = request_.parameter("compare").value_or("");
    if (!compare.empty() && compare != "previous") {
      fault("compare", fmt::format("'{}' is not `previous`, the only comparison", compare));
    }
    question_.compare_previous = compare == "previous";
    const auto format = request_.parameter("format");
    if (format && *format != "json" && *format != "csv") {
      fault("format", fmt::format("'{}' is neither json nor csv", *format));
    }
    question_.csv =
        format ? *format == "csv" : http::prefers(request_, "text/csv", "application/json");
  }

  [[nodiscard]] std::uint64_t fingerprint() const {
    const auto& query = question_.query;
    std::string text = format_filter(query.filters);
    for (const store::Dimension dimension : query.by) {
      text += fmt::format(",{}", static_cast<int>(dimension));
    }
    text += fmt::format("|{}|{}{}|{}|{}|{}", query.step ? static_cast<int>(*query.step) : -1,
                        static_cast<int>(question_.order.key), question_.order.descending,
                        request_.parameter("from").value_or(""),
                        request_.parameter("to").value_or(""), question_.compare_previous);
    return fingerprint_of(text);
  }

  void read_cursor() {
    const auto text = request_.parameter("cursor");
    if (!text || text->empty()) {
      return;
    }
    if (auto cursor = decode_cursor(*text)) {
      question_.cursor = std::move(*cursor);
    } else {
      fault("cursor", kNotOurCursor);
    }
  }

  // Only of a question without a fault can be told whether the cursor belongs to it.
  void use_cursor() {
    const auto& cursor = question_.cursor;
    if (!cursor) {
      return;
    }
    if (cursor->question != question_.fingerprint ||
        cursor->dimensions.size() != question_.query.by.size() ||
        cursor->earlier > windows_in(kSpanMax, question_.query.step.value_or(Resolution::minute))) {
      fault("cursor", kNotOurCursor);
      return;
    }
    question_.query.begin = cursor->begin;
    question_.query.end = cursor->end;
    question_.earlier = cursor->earlier;
  }

  const http::Request& request_;
  const Instant now_;
  TrafficQuestion question_;
  http::Faults faults_;
};

int months_since_epoch(Instant at) {
  const auto local = std::chrono::sys_time<std::chrono::milliseconds>(at.time_since_epoch() +
                                                                      store::kReportingOffset);
  const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(local));
  return static_cast<int>(date.year()) * 12 + static_cast<int>(static_cast<unsigned>(date.month()));
}

}  // namespace

Parsed<Span> parse_span(const http::Request& request, Instant now) {
  http::Faults faults;
  const auto read = [&](std::string_view name, Instant otherwise) {
    const auto text = request.parameter(name);
    if (!text || text->empty()) {
      return otherwise;
    }
    const auto parsed = parse_instant(*text);
    if (!parsed) {
      faults.push_back(
          {std::string(name),
           fmt::format("'{}' is not an instant; write it like 2026-03-01T00:00:00Z", *text)});
      return otherwise;
    }
    return *parsed;
  };
  Span span{};
  span.end = store::round_up(read("to", now), Resolution::minute);
  span.begin =
      store::window_start(read("from", span.end - std::chrono::hours(1)), Resolution::minute);
  if (faults.empty() && span.begin >= span.end) {
    faults.push_back({"from", "`from` must lie before `to`; exchange them or leave one out"});
  } else if (faults.empty() && span.end - span.begin > kSpanMax) {
    faults.push_back({"from", "a span of more than 20 years; check the year"});
  }
  if (!faults.empty()) {
    return tl::unexpected(std::move(faults));
  }
  return span;
}

Parsed<std::size_t> parse_count(const http::Request& request, std::string_view name,
                                std::size_t least, std::size_t most, std::size_t otherwise) {
  const auto text = request.parameter(name);
  if (!text || text->empty()) {
    return otherwise;
  }
  std::size_t value = 0;
  const char* const end = text->data() + text->size();
  const auto [stop, error] = std::from_chars(text->data(), end, value);
  if (error != std::errc{} || stop != end || value < least || value > most) {
    return tl::unexpected(
        http::Faults{{std::string(name), fmt::format("'{}' is not a whole number from {} to {}",
                                                     *text, least, most)}});
  }
  return value;
}

int windows_between(Instant begin, Instant at, store::Resolution resolution) {
  if (resolution == Resolution::month) {
    return months_since_epoch(at) - months_since_epoch(begin);
  }
  const auto width = store::window_end(begin, resolution) - begin;
  return static_cast<int>((at - begin) / width);
}

Span previous_span(const TrafficQuestion& question) {
  const store::VolumeQuery& query = question.query;
  const Resolution width = query.step.value_or(Resolution::minute);
  return {windows_before(query.begin, question.earlier, width),
          windows_before(query.end, question.earlier, width)};
}

Parsed<TrafficQuestion> parse_traffic_question(const http::Request& request, Instant now) {
  return QuestionParser(request, now, {}).parse();
}

Parsed<TrafficQuestion> parse_attribution_question(const http::Request& request, Instant now) {
  using store::Dimension;
  return QuestionParser(request, now, {Dimension::application_method, Dimension::cdn_method})
      .parse();
}

}  // namespace sixscope::api
