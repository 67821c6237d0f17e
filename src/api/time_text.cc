#include "api/time_text.h"

#include <fmt/format.h>

#include <array>
#include <optional>

#include "model/month.h"

namespace sixscope::api {
namespace {

constexpr std::string_view kRule = "an instant is written like 2026-03-01T00:00:00Z (RFC 3339)";

// Reads digits and fixed characters front to back; stays failed once something is wrong.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}
  int digits(std::size_t count) {
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (text_.empty() || text_.front() < '0' || text_.front() > '9') {
        ok_ = false;
        return 0;
      }
      value = value * 10 + (text_.front() - '0');
      text_.remove_prefix(1);
    }
    return value;
  }
  bool one_of(std::string_view set, char& found) {
    if (text_.empty() || set.find(text_.front()) == std::string_view::npos) {
      return false;
    }
    found = text_.front();
    text_.remove_prefix(1);
    return true;
  }
  void expect(std::string_view set) {
    char found = 0;
    ok_ = one_of(set, found) && ok_;
  }
  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool at_end() const { return text_.empty(); }

 private:
  std::string_view text_;
  bool ok_ = true;
};

int milliseconds(Scanner& in) {
  char dot = 0;
  if (!in.one_of(".", dot)) {
    return 0;
  }
  int value = in.digits(1) * 100;
  char digit = 0;
  for (const int weight : {10, 1, 0, 0, 0, 0, 0, 0}) {  // Up to nanoseconds; cut below a ms.
    if (!in.one_of("0123456789", digit)) {
      break;
    }
    value += (digit - '0') * weight;
  }
  return value;
}

}  // namespace

std::string format_instant(Instant at) {
  namespace chrono = std::chrono;
  const auto second = chrono::floor<chrono::seconds>(at);
  const auto day = chrono::floor<chrono::days>(second);
  const chrono::year_month_day date(day);
  const chrono::hh_mm_ss time(second - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count());
}

Result<Instant> parse_instant(std::string_view text) {
  namespace chrono = std::chrono;
  Scanner in(text);
  const int year = in.digits(4);
  in.expect("-");
  const int month = in.digits(2);
  in.expect("-");
  const int day = in.digits(2);
  in.expect("Tt ");
  const int hour = in.digits(2);
  in.expect(":");
  const int minute = in.digits(2);
  in.expect(":");
  const int second = in.digits(2);
  const int fraction = milliseconds(in);
  char zone = 0;
  chrono::minutes offset{0};
  if (!in.one_of("Zz+-", zone)) {
    return fail(Errc::malformed, kRule);
  }
  if (zone == '+' || zone == '-') {
    const int hours = in.digits(2);
    in.expect(":");
    offset = chrono::hours(hours) + chrono::minutes(in.digits(2));
    offset = zone == '-' ? -offset : offset;
  }
  const chrono::year_month_day date(chrono::year(year), chrono::month(static_cast<unsigned>(month)),
                                    chrono::day(static_cast<unsigned>(day)));
  const bool in_range = date.ok() && year >= 1970 && hour < 24 && minute < 60 && second < 61;
  if (!in.ok() || !in.at_end() || !in_range || offset > chrono::hours(24) ||
      offset < -chrono::hours(24)) {
    return fail(Errc::malformed, kRule);
  }
  return Instant(chrono::sys_days(date) + chrono::hours(hour) + chrono::minutes(minute) +
                 chrono::seconds(second) + chrono::milliseconds(fraction) - offset);
}

Result<Instant> parse_effective(std::string_view text, Instant now) {
  constexpr std::size_t kDaySize = 10;
  const bool is_day = text.size() == kDaySize;
  const auto at = parse_instant(is_day ? std::string(text) + "T00:00:00+08:00" : std::string(text));
  if (!at) {
    return fail(Errc::malformed,
                "a day as 2026-06-30 or an instant as 2026-06-30T08:00:00Z is taken");
  }
  if (*at > now) {
    return fail(Errc::out_of_range, "it lies in the future; what is planned has fields of its own");
  }
  return is_day && model::day_in_china(*at) == model::day_in_china(now) ? now : *at;
}

}  // namespace sixscope::api
