#include "adapters/sql_readings/sql_reading_store.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "registry/sql_rows.h"

namespace sixscope::adapters {
namespace {

using model::Decimal;
using polling::Attempt;
using polling::BusyDay;
using polling::DeviceId;
using polling::Gap;
using polling::KeptGap;
using polling::KeptReading;
using polling::PollState;
using polling::Quantity;
using polling::Reading;
using polling::ReadingDay;
using registry::instant_at;
using registry::number_at;
using registry::sql_of;
using registry::SqlConnection;
using registry::SqlRow;
using registry::SqlValue;
using registry::text_at;

constexpr std::string_view kReadings =
    "SELECT device, quantity, at_ms, value, provenance, object, discontinuity, ranges, up_ms "
    "FROM polling_reading ";

std::string name_of(Quantity quantity) {
  return std::string(polling::kQuantityNames.at(static_cast<std::size_t>(quantity)));
}

// `malformed` where a newer program knows more, or the file is damaged.
template <class Enum, std::size_t Count>
Result<Enum> named(const std::array<std::string_view, Count>& names, std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) {
    return fail_because(std::string(name), Errc::malformed, "a reading of an unknown kind");
  }
  return static_cast<Enum>(found - names.begin());
}

// As a database takes it, and long enough to tell any two apart: numbers of many instances.
std::string kept_text(std::string text) {
  std::ranges::replace_if(text, [](char c) { return c < ' ' || c > '~'; }, '?');
  return text;
}

std::int64_t days_of(model::Day day) { return day.time_since_epoch().count(); }

Result<KeptReading> reading_at(const SqlRow& row) {
  const auto quantity = named<Quantity>(polling::kQuantityNames, text_at(row, 1));
  const auto value = Decimal::parse(text_at(row, 3));
  auto ranges = polling::parse_ranges(text_at(row, 7));
  const std::int64_t provenance = number_at(row, 4);
  if (!quantity || !value || !ranges || provenance < 0 ||
      provenance >= static_cast<std::int64_t>(polling::kProvenanceNames.size())) {
    return fail_because("device " + std::to_string(number_at(row, 0)), Errc::malformed,
                        "a kept reading cannot be read");
  }
  const std::int64_t up = number_at(row, 8);
  return KeptReading{
      .device = static_cast<DeviceId>(number_at(row, 0)),
      .at = instant_at(row, 2),
      .reading = {.quantity = *quantity,
                  .provenance = static_cast<polling::Provenance>(provenance),
                  .value = *value,
                  .object = text_at(row, 5),
                  .ranges = *std::move(ranges),
                  .discontinuity = text_at(row, 6),
                  .up_time = up < 0 ? std::nullopt : std::optional(std::chrono::milliseconds(up))}};
}

// One poll being written, between begin and commit.
class Recording {
 public:
  Recording(SqlConnection& connection, DeviceId device, Instant at)
      : connection_(connection), device_(sql_of(device)), at_(at) {}

  Result<void> write(const polling::Polled& polled) {
    const auto rows = connection_.run(
        "SELECT last_ok_ms, profile, sys_object_id, sys_descr FROM polling_attempt "
        "WHERE device = ?1",
        std::array{device_});
    if (!rows) {
      return fail_like(rows);
    }
    const bool known = !rows->empty();
    const std::int64_t last_ok = known ? number_at(rows->front(), 0) : 0;
    const std::string profile = known ? text_at(rows->front(), 1) : std::string();
    const bool answers = polled.state == PollState::answers;
    const std::string known_id = known ? text_at(rows->front(), 2) : std::string();
    // Whether a profile fits the one that stands there now or not.
    if (!known_id.empty() && !polled.sys_object_id.empty() && known_id != polled.sys_object_id) {
      if (const auto dropped = drop_all(); !dropped) {
        return dropped;
      }
    }
    polling::Polled noted = polled;
    if (polled.sys_object_id.empty()) {  // Who does not answer is who it was.
      noted.sys_object_id = known_id;
      noted.sys_descr = known ? text_at(rows->front(), 3) : std::string();
    }
    sys_object_id_ = noted.sys_object_id;
    if (const auto done = note(noted, answers ? at_.time_since_epoch().count() : last_ok,
                               answers ? polled.profile : profile);
        !done) {
      return done;
    }
    return answers ? take(polled.readings) : Result<void>();
  }

 private:
  Result<void> run(std::string_view sql, std::vector<SqlValue> parameters) {
    const auto done = connection_.run(sql, parameters);
    return done ? Result<void>() : fail_like(done);
  }

  Result<void> drop_all() {
    for (const std::string_view table : {"polling_reading", "polling_gap"}) {
      if (const auto done =
              run("DELETE FROM " + std::string(table) + " WHERE device = ?1", {device_});
          !done) {
        return done;
      }
    }
    return {};
  }

  Result<void> note(const polling::Polled& polled, std::int64_t last_ok, std::string profile) {
    return run(
        "INSERT INTO polling_attempt (device, state, words_zh, words_en, last_try_ms, last_ok_ms, "
        "profile, sys_object_id, sys_descr) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) "
        "ON CONFLICT (device) DO UPDATE SET state = excluded.state, words_zh = excluded.words_zh, "
        "words_en = excluded.words_en, last_try_ms = excluded.last_try_ms, "
        "last_ok_ms = excluded.last_ok_ms, profile = excluded.profile, "
        "sys_object_id = excluded.sys_object_id, sys_descr = excluded.sys_descr",
        {device_, static_cast<std::int64_t>(polled.state), polled.words.zh, polled.words.en,
         sql_of(at_), last_ok, std::move(profile), polled.sys_object_id, polled.sys_descr});
  }

  Result<void> take(const polling::Readings& readings) {
    if (const auto done = run("DELETE FROM polling_gap WHERE device = ?1", {device_}); !done) {
      return done;
    }
    for (const Reading& reading : readings.readings) {
      const auto done = reading.value > Decimal::whole(polling::kReadingMost)
                            ? put(Gap{reading.quantity,
                                      reading.object,
                                      {"比任何设备都大：" + reading.value.to_string(),
                                       "greater than any device's: " + reading.value.to_string()}})
                            : put(reading);
      if (!done) {
        return done;
      }
    }
    for (const Gap& gap : readings.gaps) {
      if (const auto done = put(gap); !done) {
        return done;
      }
    }
    return {};
  }

  Result<void> put(const Gap& gap) {
    return run(
        "INSERT INTO polling_gap (device, quantity, object, why, at_ms, why_zh) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (device, quantity, object) DO UPDATE SET "
        "why = excluded.why, at_ms = excluded.at_ms, why_zh = excluded.why_zh",
        {device_, name_of(gap.quantity), gap.object, gap.why.en, sql_of(at_), gap.why.zh});
  }

  Result<void> put(const Reading& reading) {
    const auto before =
        connection_.run(std::string(kReadings) + "WHERE device = ?1 AND quantity = ?2",
                        std::array<SqlValue, 2>{device_, name_of(reading.quantity)});
    if (!before) {
      return fail_like(before);
    }
    const auto done =
        run("INSERT INTO polling_reading (device, quantity, at_ms, value, provenance, object, "
            "discontinuity, ranges, up_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) "
            "ON CONFLICT (device, quantity) DO UPDATE SET at_ms = excluded.at_ms, "
            "value = excluded.value, provenance = excluded.provenance, object = excluded.object, "
            "discontinuity = excluded.discontinuity, ranges = excluded.ranges, "
            "up_ms = excluded.up_ms",
            {device_, name_of(reading.quantity), sql_of(at_), reading.value.to_string(),
             static_cast<std::int64_t>(reading.provenance), reading.object,
             kept_text(reading.discontinuity), polling::to_string(reading.ranges),
             reading.up_time ? std::int64_t{reading.up_time->count()} : -1});
    if (!done) {
      return fail_like(done);
    }
    if (!polling::is_counter(reading.quantity)) {
      return add_to_day(reading.quantity, reading.value);
    }
    // A counter's level says nothing: the day has what it rose by.
    const auto earlier = before->empty() ? Result<KeptReading>(fail(Errc::not_found, ""))
                                         : reading_at(before->front());
    Reading now = reading;
    now.discontinuity = kept_text(now.discontinuity);
    const auto rise =
        earlier ? polling::risen(earlier->reading, now, at_ - earlier->at) : std::nullopt;
    return rise ? add_to_day(reading.quantity, *rise) : Result<void>();
  }

  Result<void> add_to_day(Quantity quantity, Decimal value) {
    const SqlValue day = days_of(model::day_in_china(at_));
    const auto rows = connection_.run(
        "SELECT least, most, total, polls, sys_object_id FROM polling_day "
        "WHERE device = ?1 AND quantity = ?2 AND day = ?3",
        std::array<SqlValue, 3>{device_, name_of(quantity), day});
    if (!rows) {
      return fail_like(rows);
    }
    Decimal least = value;
    Decimal most = value;
    Decimal total = value;
    std::int64_t polls = 1;
    // The hours of the device that stood there before are not this one's.
    if (!rows->empty() &&
        (text_at(rows->front(), 4).empty() || text_at(rows->front(), 4) == sys_object_id_)) {
      const SqlRow& row = rows->front();
      least = std::min(least, Decimal::parse(text_at(row, 0)).value_or(value));
      most = std::max(most, Decimal::parse(text_at(row, 1)).value_or(value));
      total += Decimal::parse(text_at(row, 2)).value_or(Decimal());
      polls += number_at(row, 3);
    }
    return run(
        "INSERT INTO polling_day (device, quantity, day, least, most, total, polls, sys_object_id) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (device, quantity, day) DO UPDATE "
        "SET least = excluded.least, most = excluded.most, total = excluded.total, "
        "polls = excluded.polls, sys_object_id = excluded.sys_object_id",
        {device_, name_of(quantity), day, least.to_string(), most.to_string(), total.to_string(),
         polls, sys_object_id_});
  }

  SqlConnection& connection_;
  const SqlValue device_;
  const Instant at_;
  std::string sys_object_id_;
};

template <class T>
Result<std::vector<T>> each_of(registry::SqlDatabase& database, std::string_view sql,
                               std::vector<SqlValue> parameters, Result<T> (*read)(const SqlRow&)) {
  auto connection = database.connect();
  if (!connection) {
    return fail_like(connection);
  }
  const auto rows = (*connection)->run(sql, parameters);
  if (!rows) {
    return fail_like(rows);
  }
  std::vector<T> all;
  all.reserve(rows->size());
  for (const SqlRow& row : *rows) {
    auto one = read(row);
    if (!one) {
      return fail_like(one);
    }
    all.push_back(*std::move(one));
  }
  return all;
}

Result<Attempt> attempt_at(const SqlRow& row) {
  const std::int64_t state = number_at(row, 1);
  if (state < 0 || state >= static_cast<std::int64_t>(polling::kPollStateNames.size())) {
    return fail(Errc::malformed, "a kept poll cannot be read");
  }
  Attempt attempt{.device = static_cast<DeviceId>(number_at(row, 0)),
                  .state = static_cast<PollState>(state),
                  .words = {text_at(row, 2), text_at(row, 3)},
                  .last_try = instant_at(row, 4),
                  .profile = text_at(row, 6),
                  .sys_object_id = text_at(row, 7),
                  .sys_descr = text_at(row, 8)};
  if (number_at(row, 5) != 0) {
    attempt.last_ok = instant_at(row, 5);
  }
  return attempt;
}

Result<KeptGap> gap_at(const SqlRow& row) {
  const auto quantity = named<Quantity>(polling::kQuantityNames, text_at(row, 0));
  if (!quantity) {
    return fail_like(quantity);
  }
  const std::string en = text_at(row, 2);
  const std::string zh = text_at(row, 4);  // Blank where an older program wrote it.
  return KeptGap{.at = instant_at(row, 3),
                 .gap = {*quantity, text_at(row, 1), {zh.empty() ? en : zh, en}}};
}

// The most of a day, as a reading at its beginning, and of which device.
struct MostOfDay {
  KeptReading kept;
  std::string sys_object_id;
  bool is_newest = false;  ///< It is the one that stands there now.
};

Result<MostOfDay> most_at(const SqlRow& row) {
  const auto quantity = named<Quantity>(polling::kQuantityNames, text_at(row, 1));
  const auto most = Decimal::parse(text_at(row, 3));
  if (!quantity || !most) {
    return fail(Errc::malformed, "a kept day cannot be read");
  }
  KeptReading kept;
  kept.device = static_cast<DeviceId>(number_at(row, 0));
  kept.at = model::begin_in_china(model::Day(std::chrono::days(number_at(row, 2))));
  kept.reading.quantity = *quantity;
  kept.reading.value = *most;
  return MostOfDay{std::move(kept), text_at(row, 4), text_at(row, 4) == text_at(row, 5)};
}

// The day before 1970 began: none.
Result<BusyDay> busy_at(const SqlRow& row) {
  const auto quantity = named<Quantity>(polling::kQuantityNames, text_at(row, 1));
  if (!quantity) {
    return fail_like(quantity);
  }
  return BusyDay{.device = static_cast<DeviceId>(number_at(row, 0)),
                 .quantity = *quantity,
                 .day = model::Day(std::chrono::days(number_at(row, 2)))};
}

Result<ReadingDay> day_at(const SqlRow& row) {
  const auto quantity = named<Quantity>(polling::kQuantityNames, text_at(row, 0));
  const auto least = Decimal::parse(text_at(row, 2));
  const auto most = Decimal::parse(text_at(row, 3));
  const auto total = Decimal::parse(text_at(row, 4));
  if (!quantity || !least || !most || !total || number_at(row, 5) < 1) {
    return fail(Errc::malformed, "a kept day cannot be read");
  }
  return ReadingDay{.quantity = *quantity,
                    .day = model::Day(std::chrono::days(number_at(row, 1))),
                    .least = *least,
                    .most = *most,
                    .sum = *total,
                    .polls = static_cast<std::uint64_t>(number_at(row, 5))};
}

}  // namespace

Result<void> SqlReadingStore::record(DeviceId device, Instant at, const polling::Polled& polled) {
  auto connection = database_.connect();
  if (!connection) {
    return fail_like(connection);
  }
  return registry::in_transaction(
      **connection, [&] { return Recording(**connection, device, at).write(polled); });
}

Result<std::vector<Attempt>> SqlReadingStore::attempts() const {
  return each_of<Attempt>(
      database_,
      "SELECT device, state, words_zh, words_en, last_try_ms, last_ok_ms, profile, sys_object_id, "
      "sys_descr FROM polling_attempt ORDER BY device",
      {}, attempt_at);
}

Result<std::vector<KeptReading>> SqlReadingStore::readings(std::optional<DeviceId> device) const {
  const std::string order = "ORDER BY device, quantity";
  return device ? each_of<KeptReading>(database_,
                                       std::string(kReadings) + "WHERE device = ?1 " + order,
                                       {sql_of(*device)}, reading_at)
                : each_of<KeptReading>(database_, std::string(kReadings) + order, {}, reading_at);
}

Result<std::vector<KeptReading>> SqlReadingStore::readings_by(model::Day until) const {
  auto newest = readings(std::nullopt);
  if (!newest) {
    return newest;
  }
  std::erase_if(*newest, [&](const auto& one) { return model::day_in_china(one.at) > until; });
  std::set<std::pair<DeviceId, Quantity>> known;
  for (const KeptReading& one : *newest) {
    known.emplace(one.device, one.reading.quantity);
  }
  const auto days = each_of<MostOfDay>(
      database_,
      "SELECT d.device, d.quantity, d.day, d.most, d.sys_object_id, a.sys_object_id "
      "FROM polling_day d LEFT JOIN polling_attempt a ON a.device = d.device JOIN (SELECT "
      "device, "
      "quantity, MAX(day) AS newest FROM polling_day WHERE day <= ?1 GROUP BY device, quantity) n "
      "ON n.device = d.device AND n.quantity = d.quantity AND n.newest = d.day "
      "ORDER BY d.device, d.quantity",
      {days_of(until)}, most_at);
  if (!days) {
    return fail_like(days);
  }
  // Of the device that stood there last: days of one before it confirm nothing.
  std::map<DeviceId, const MostOfDay*> last;
  for (const MostOfDay& one : *days) {
    const MostOfDay*& newer = last[one.kept.device];
    newer = newer == nullptr || std::tie(newer->kept.at, newer->is_newest) <
                                    std::tie(one.kept.at, one.is_newest)
                ? &one
                : newer;
  }
  for (const MostOfDay& one : *days) {
    const auto& [kept, sys_object_id, is_newest] = one;
    const bool same = sys_object_id.empty() || sys_object_id == last.at(kept.device)->sys_object_id;
    if (same && !known.contains({kept.device, kept.reading.quantity})) {
      newest->push_back(kept);
    }
  }
  return newest;
}

Result<std::vector<KeptGap>> SqlReadingStore::gaps(DeviceId device) const {
  return each_of<KeptGap>(database_,
                          "SELECT quantity, object, why, at_ms, why_zh FROM polling_gap "
                          "WHERE device = ?1 ORDER BY quantity, object",
                          {sql_of(device)}, gap_at);
}

Result<std::vector<ReadingDay>> SqlReadingStore::days(DeviceId device, model::Day from) const {
  return each_of<ReadingDay>(database_,
                             "SELECT quantity, day, least, most, total, polls FROM polling_day "
                             "WHERE device = ?1 AND day >= ?2 ORDER BY day DESC, quantity",
                             {sql_of(device), days_of(from)}, day_at);
}

Result<std::vector<BusyDay>> SqlReadingStore::last_busy_days(model::Day until) const {
  // Backwards along the key of each device, which ends at once for one that is busy: days of ten
  // years are many. A level is never below zero.
  auto all = each_of<BusyDay>(
      database_,
      "SELECT a.device, q.quantity, COALESCE((SELECT d.day FROM polling_day d "
      "WHERE d.device = a.device AND d.quantity = q.quantity AND d.day <= ?1 AND d.most <> '0' "
      "ORDER BY d.day DESC LIMIT 1), -1) FROM polling_attempt a "
      "CROSS JOIN (SELECT 'active_subscribers' AS quantity UNION ALL SELECT 'sessions') q "
      "ORDER BY a.device, q.quantity",
      {days_of(until)}, busy_at);
  if (all) {
    std::erase_if(*all, [](const BusyDay& one) { return days_of(one.day) < 0; });
  }
  return all;
}

Result<void> SqlReadingStore::forget_days_before(model::Day day) {
  auto connection = database_.connect();
  if (!connection) {
    return fail_like(connection);
  }
  return registry::in_transaction(**connection, [&]() -> Result<void> {
    const auto done =
        (*connection)
            ->run("DELETE FROM polling_day WHERE day < ?1", std::array<SqlValue, 1>{days_of(day)});
    return done ? Result<void>() : fail_like(done);
  });
}

}  // namespace sixscope::adapters
