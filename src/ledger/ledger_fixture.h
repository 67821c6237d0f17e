#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/decomposition.h"
#include "ledger/states.h"
#include "model/month.h"
#include "registry/object_store.h"

namespace sixscope::ledger {

inline model::Decimal dec(std::string_view text) { return model::Decimal::parse(text).value(); }
inline model::Month month(std::string_view text) { return model::Month::parse(text).value(); }
inline model::Day day(std::string_view text) { return model::parse_day(text).value(); }
inline registry::Value text(std::string_view value) { return std::string(value); }
inline registry::Value number(std::int64_t value) { return model::Decimal::whole(value); }

/// When and as what something is written.
struct When {
  std::string_view day;  ///< In China, at noon: since when it holds.
  registry::Nature nature = registry::Nature::change;
};
inline constexpr auto kCorrection = registry::Nature::correction;

/// A change log written by hand: each call is one commit.
class Log {
 public:
  void device(When when, std::uint64_t id, const registry::Document& fields) {
    write(devices_, when, id, fields);
  }
  /// Called `pool_key(id)` unless `fields` says otherwise, here or earlier.
  void pool(When when, std::uint64_t id, registry::Document fields) {
    if (named_.insert(id).second) {
      fields.try_emplace("operator", "china_mobile");
      fields.try_emplace("region", "440100");
      fields.try_emplace("name", "pool " + std::to_string(id));
    }
    write(pools_, when, id, fields);
  }
  /// A NAT44 device in service in Guangzhou with that many sessions.
  void enters(When when, std::uint64_t id, std::int64_t sessions, registry::Document more = {}) {
    more.try_emplace("region", "440100");
    more.try_emplace("operator", "china_mobile");
    more.try_emplace("ledger_class", "nat44");
    more.try_emplace("status", "in_service");
    more.try_emplace("max_sessions", number(sessions));
    device(when, id, more);
  }
  [[nodiscard]] static std::string pool_key(std::uint64_t id) {
    return "china_mobile / 440100 / pool " + std::to_string(id);
  }
  [[nodiscard]] registry::CommitNumber newest() const { return registry::CommitNumber(commit_); }
  [[nodiscard]] History history() const { return {devices_, pools_}; }
  [[nodiscard]] const std::vector<registry::Change>& devices() const { return devices_; }

 private:
  void write(std::vector<registry::Change>& log, When when, std::uint64_t id,
             const registry::Document& fields) {
    ++commit_;
    for (const auto& [field, value] : fields) {
      registry::Change change;
      change.commit = registry::CommitNumber(commit_);
      change.effective = model::begin_in_china(ledger::day(when.day)) + std::chrono::hours(12);
      change.at = change.effective;
      change.nature = when.nature;
      change.object = registry::ObjectId(id);
      change.field = field;
      change.after = value;
      log.push_back(std::move(change));
    }
  }

  std::uint64_t commit_ = 0;
  std::set<std::uint64_t> named_;  // Pools.
  std::vector<registry::Change> devices_;
  std::vector<registry::Change> pools_;
};

inline registry::Value pools(std::initializer_list<std::uint64_t> ids) {
  std::vector<std::string> keys;
  for (const std::uint64_t id : ids) {
    keys.push_back(Log::pool_key(id));
  }
  return keys;
}

/// The month ends from `first` to `last`, everything known.
inline std::vector<Point> month_ends(std::string_view first, std::string_view last) {
  std::vector<Point> points;
  for (model::Month at = month(first); at <= month(last); at = at + 1) {
    points.push_back({.month = at});
  }
  return points;
}

}  // namespace sixscope::ledger
