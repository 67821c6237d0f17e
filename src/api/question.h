#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "api/api.h"
#include "base/clock.h"
#include "http/message.h"
#include "http/problem.h"
#include "store/volume_store.h"

namespace sixscope::api {

/// Cells an answer may have, and how many it has unless told.
inline constexpr std::size_t kLimitMax = 10'000;
inline constexpr std::size_t kLimitDefault = 1'000;
/// Cells read to make one answer: 200 applications x 31 provinces x 24 hours fit.
inline constexpr std::size_t kCellsMax = 400'000;
/// Windows in one answer that `auto` stays under.
inline constexpr int kAutoWindowsMax = 400;
/// Longest span of a question: beyond, somebody mistyped a year.
inline constexpr std::chrono::days kSpanMax{366 * 20};

/// What the cells are sorted by; ties fall to start and dimensions, so an order is total.
enum class OrderKey : std::uint8_t { start, bytes, v4_bytes, v6_bytes, share };
inline constexpr std::array<std::string_view, 5> kOrderKeyNames = {"start", "bytes", "v4_bytes",
                                                                   "v6_bytes", "share"};
struct Order {
  OrderKey key = OrderKey::start;
  bool descending = false;
  friend bool operator==(const Order&, const Order&) = default;
};

/// Where a page begins: behind the cell with this place in the order. Opaque outside.
struct Cursor {
  std::uint64_t question = 0;  ///< Fingerprint: a cursor of another question is refused.
  Instant begin{};             ///< The span of the first page, so that `now` does not move it.
  Instant end{};
  std::uint32_t earlier = 0;  ///< TrafficQuestion::earlier of the first page.
  std::uint64_t number = 0;   ///< Bytes, or the bits of the share.
  bool missing = false;       ///< The share was a gap: gaps come last.
  Instant start{};
  std::vector<std::string> dimensions = {};
  friend bool operator==(const Cursor&, const Cursor&) = default;
};
[[nodiscard]] std::string encode_cursor(const Cursor& cursor);
/// `malformed` for what `encode_cursor` did not write.
[[nodiscard]] Result<Cursor> decode_cursor(std::string_view text);
/// What is said to somebody who sends another.
inline constexpr const char* kNotOurCursor =
    "not a cursor of this question; repeat the question of the first page unchanged, with "
    "next_cursor of the last one";
/// Cursor::question of a question written as text.
[[nodiscard]] std::uint64_t fingerprint_of(std::string_view question);

/// A question about traffic, as asked: every value checked, defaults filled in.
struct TrafficQuestion {
  store::VolumeQuery query;  ///< Span aligned; class and filter among its filters.
  Instant as_of;             ///< Windows that end after it are left out.
  bool every_class = false;  ///< class=all, or the question names the class itself.
  std::string filter_text;   ///< Canonical.
  Order order;
  std::size_t limit = kLimitDefault;
  bool compare_previous = false;
  std::uint32_t earlier = 0;  ///< Windows between the span and the one it is compared with.
  bool csv = false;
  std::optional<Cursor> cursor;
  std::uint64_t fingerprint = 0;  ///< Of all that decides which cells there are, and their order.
};

template <class T>
using Parsed = tl::expected<T, http::Faults>;
/// The faults in `parsed`, if any, behind those in `faults`.
template <class T>
void gather(http::Faults& faults, const Parsed<T>& parsed) {
  if (!parsed) {
    faults.insert(faults.end(), parsed.error().begin(), parsed.error().end());
  }
}

/// Parameters of GET /traffic. `now` fills in what is left out.
[[nodiscard]] Parsed<TrafficQuestion> parse_traffic_question(const http::Request& request,
                                                             Instant now);
/// Those of GET /traffic/attribution, whose axes are the methods.
[[nodiscard]] Parsed<TrafficQuestion> parse_attribution_question(const http::Request& request,
                                                                 Instant now);
/// `from` and `to` alone (default: the last hour), whole minutes outward.
struct Span {
  Instant begin;
  Instant end;
};
[[nodiscard]] Parsed<Span> parse_span(const http::Request& request, Instant now);
/// A whole number in [least, most]; `otherwise` if left out.
[[nodiscard]] Parsed<std::size_t> parse_count(const http::Request& request, std::string_view name,
                                              std::size_t least, std::size_t most,
                                              std::size_t otherwise);
/// The span that `question` is compared with: as many windows, earlier by the time that was asked
/// for and not by what that was widened to. A day that begins within an hour has 25 whole hours,
/// and each of them is compared with the same hour of the day before.
[[nodiscard]] Span previous_span(const TrafficQuestion& question);
/// Number of windows of `resolution` from `begin` to `at`, both window starts.
[[nodiscard]] int windows_between(Instant begin, Instant at, store::Resolution resolution);

}  // namespace sixscope::api
