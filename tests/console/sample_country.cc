#include "sample_country.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "store/windows.h"

namespace sixscope::console {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

struct Province {
  const char* code;
  double weight;  ///< Roughly by population.
  double ahead;   ///< Points of IPv6 share ahead of the country.
};
constexpr std::array<Province, 31> kProvinces = {{
    {"110000", 2.8, 6},  {"120000", 1.4, 3},  {"130000", 5.1, -1}, {"140000", 2.4, -2},
    {"150000", 1.7, -4}, {"210000", 3.0, 0},  {"220000", 1.7, -2}, {"230000", 2.2, -3},
    {"310000", 3.4, 7},  {"320000", 7.2, 5},  {"330000", 5.9, 4},  {"340000", 4.1, 1},
    {"350000", 3.3, 3},  {"360000", 3.1, 0},  {"370000", 7.1, 2},  {"410000", 6.6, 1},
    {"420000", 4.1, 2},  {"430000", 4.5, 1},  {"440000", 10.8, 4}, {"450000", 3.4, -1},
    {"460000", 0.8, 1},  {"500000", 2.5, 3},  {"510000", 5.6, 2},  {"520000", 2.5, 6},
    {"530000", 3.1, -2}, {"540000", 0.3, -9}, {"610000", 2.8, 1},  {"620000", 1.7, -5},
    {"630000", 0.5, -7}, {"640000", 0.6, -4}, {"650000", 1.8, -6},
}};

struct Operator {
  const char* id;
  double fixed;
  double mobile;
  double ahead;
};
constexpr std::array<Operator, 4> kOperators = {{{"china_telecom", 0.42, 0.25, 2},
                                                 {"china_mobile", 0.33, 0.52, 1},
                                                 {"china_unicom", 0.23, 0.2, 0},
                                                 {"china_broadnet", 0.02, 0.03, -8}}};

struct Content {
  const char* application;
  const char* cdn;
  const char* method;
  double weight;
  double ahead;
};
constexpr std::array<Content, 10> kContents = {{
    {"douyin", "volcengine_cdn", "server_name", 0.24, 12},
    {"bilibili", "alibaba_cdn", "dns", 0.10, 8},
    {"tencent_video", "tencent_cdn", "server_name", 0.12, 10},
    {"iqiyi", "wangsu", "dns", 0.09, 5},
    {"wechat", "tencent_cdn", "server_name", 0.10, 9},
    {"taobao", "alibaba_cdn", "dns", 0.08, 11},
    {"kuaishou", "kingsoft_cdn", "server_name", 0.09, 7},
    {"baidu", "none", "prefix_list", 0.05, 4},
    {"netease_music", "wangsu", "asn", 0.03, -4},
    {"unknown", "unknown", "unknown", 0.10, -22},
}};

// A number in [0, 1) that depends on `seed` alone (splitmix64's last step).
double noise(std::uint64_t seed) {
  seed += 0x9e3779b97f4a7c15U;
  seed = (seed ^ (seed >> 30U)) * 0xbf58476d1ce4e5b9U;
  seed = (seed ^ (seed >> 27U)) * 0x94d049bb133111ebU;
  return static_cast<double>((seed ^ (seed >> 31U)) >> 11U) / 9007199254740992.0;
}

// Evening peak, trough before dawn; weekends a little higher.
double daily_curve(Instant at) {
  const auto local = at.time_since_epoch() + store::kReportingOffset;
  const double hour = std::chrono::duration<double, std::ratio<3600>>(local % hours(24)).count();
  const double evening = std::exp(-std::pow(std::remainder(hour - 21, 24) / 3.2, 2));
  const double noon = 0.45 * std::exp(-std::pow(std::remainder(hour - 13, 24) / 3.5, 2));
  const auto day = std::chrono::floor<std::chrono::days>(local).count() % 7;
  return (0.28 + evening + noon) * (day == 2 || day == 3 ? 1.08 : 1.0);
}

double base_share(std::string_view access) {
  if (access == "mobile") {
    return 0.61;
  }
  if (access == "fixed") {
    return 0.24;
  }
  return access == "idc" ? 0.17 : 0.08;
}

model::FamilyVolume family(double bytes, double rate) {
  const double packets = bytes / 900;
  return {.bytes = static_cast<std::uint64_t>(bytes),
          .packets = static_cast<std::uint64_t>(packets),
          .flows = static_cast<std::uint64_t>(packets / rate / 3) + 1,
          .samples = static_cast<std::uint64_t>(packets / rate) + 1,
          .variance = (rate - 1) * bytes * 1100};
}

/// One access line of one province and operator, in one minute.
struct Line {
  const Province& province;
  const Operator& provider;
  const char* access;
  double weight;
};

void add_rows(std::vector<store::VolumeRow>& out, Instant start, minutes width, const Line& line) {
  const std::uint64_t stamp =
      static_cast<std::uint64_t>(start.time_since_epoch() / minutes(1)) * 977 +
      static_cast<std::uint64_t>(line.province.code[0] * 31 + line.province.code[1] * 7 +
                                 line.provider.id[6] * 131 + line.access[0] * 17);
  const double growth =
      std::chrono::duration<double, std::ratio<86400>>(start.time_since_epoch()).count() / 400 -
      51;  // A quarter of a point in a hundred days: visible over a year only.
  const double bytes = 6e9 * line.weight * line.province.weight * daily_curve(start) *
                       static_cast<double>(width.count());
  // Three contents a line and moment, turning, keep the sample small and every content in it.
  for (std::size_t i = 0; i < 3; ++i) {
    const Content& content =
        kContents[(stamp / 977 / 5 + i * 3 + static_cast<std::uint64_t>(line.access[1])) %
                  kContents.size()];
    const double points = line.province.ahead + line.provider.ahead + content.ahead +
                          6 * (noise(stamp + i) - 0.5) + growth;
    const double share = std::clamp(base_share(line.access) + points / 100, 0.005, 0.985);
    const double part = bytes * content.weight * (0.85 + 0.3 * noise(stamp * 3 + i));
    store::VolumeRow row;
    row.window_start = start;
    const bool blind = line.province.code == std::string_view("540000") &&
                       line.provider.id == std::string_view("china_broadnet");
    row.dimensions = {line.province.code,
                      line.provider.id,
                      line.access,
                      content.application,
                      content.cdn,
                      content.method,
                      content.method,
                      "user",
                      blind ? "v6_blind" : "measurable",
                      "192.0.2." + std::to_string(1 + line.province.code[1] % 10)};
    row.volume.v6 = blind ? model::FamilyVolume{} : family(part * share, 1000);
    row.volume.v4 = family(blind ? part : part * (1 - share), 1000);
    out.push_back(std::move(row));
  }
}

}  // namespace

std::vector<store::VolumeRow> SampleCountry::rows(Instant start, minutes width) {
  std::vector<store::VolumeRow> out;
  for (const Province& province : kProvinces) {
    for (const Operator& provider : kOperators) {
      add_rows(out, start, width, {province, provider, "fixed", provider.fixed});
      add_rows(out, start, width, {province, provider, "mobile", provider.mobile * 0.12});
    }
    add_rows(out, start, width, {province, kOperators[0], "idc", 0.2});
    add_rows(out, start, width, {province, kOperators[2], "leased_line", 0.03});
  }
  store::VolumeRow router;  // So that class=all differs from class=user.
  router.window_start = start;
  router.dimensions = {"000000",  "unknown", "unknown", "unknown",    "unknown",
                       "unknown", "unknown", "router",  "measurable", "192.0.2.1"};
  router.volume = {.v4 = family(4e6, 1), .v6 = family(2e6, 1)};
  out.push_back(std::move(router));
  return out;
}

void SampleCountry::fill(store::VolumeStore& volumes, Instant end) {
  const Instant last = store::window_start(end, store::Resolution::hour);
  int number = 0;
  const auto put = [&](Instant from, Instant to, minutes width) {
    for (Instant at = from; at < to; at += width) {
      static_cast<void>(volumes.append(
          store::VolumeBatch{.id = "sample/" + std::to_string(number++), .rows = rows(at, width)}));
    }
  };
  put(last - hours(24 * 7), last - hours(24), hours(1));
  put(last - hours(24), last - hours(3), minutes(5));
  put(last - hours(3), store::window_start(end, store::Resolution::minute), minutes(1));
}

std::vector<api::NameAddresses> SampleCountry::names(Instant now) {
  struct Names {
    const char* application;
    const char* domain;
    int all;
    int without;
    const char* cdn;
  };
  constexpr std::array<Names, 4> kNames = {{{"douyin", "douyin.example", 8, 1, "volcengine_cdn"},
                                            {"bilibili", "bilibili.example", 12, 3, "alibaba_cdn"},
                                            {"netease_music", "music.example", 40, 26, "wangsu"},
                                            {"wechat", "weixin.example", 5, 0, "tencent_cdn"}}};
  std::vector<api::NameAddresses> all;
  for (const Names& one : kNames) {
    for (int i = 0; i < one.all; ++i) {
      const bool aaaa = i >= one.without;
      all.push_back({.name = "host-" + std::to_string(i + 1) + "." + one.domain,
                     .application = one.application,
                     .cdn_v4 = one.cdn,
                     .cdn_v6 = aaaa ? (i % 7 == 6 ? "none" : one.cdn) : "",
                     .asked_v4 = 900 - static_cast<std::uint64_t>(i) * 20,
                     .asked_v6 = 600 - static_cast<std::uint64_t>(i) * 14,
                     .has_a = true,
                     .has_aaaa = aaaa,
                     .last = now - seconds(4 + i)});
    }
  }
  return all;
}

SampleLive::SampleLive(const Clock& clock, Instant stored_until)
    : clock_(clock), stored_until_(store::window_start(stored_until, store::Resolution::minute)) {}

store::Unstored SampleLive::unstored() const {
  constexpr int kMinutesMax = 240;
  store::Unstored unstored;
  Instant at = stored_until_;
  for (int i = 0; i < kMinutesMax && at + minutes(1) <= clock_.now(); ++i, at += minutes(1)) {
    auto minute = SampleCountry::rows(at, minutes(1));
    unstored.rows.insert(unstored.rows.end(), std::make_move_iterator(minute.begin()),
                         std::make_move_iterator(minute.end()));
  }
  return unstored;
}

store::LiveTotals SampleLive::totals() const {
  const Instant now = std::chrono::floor<seconds>(clock_.now());
  const auto second = static_cast<std::uint64_t>(now.time_since_epoch() / seconds(1));
  store::LiveTotals totals;
  totals.at = now;
  constexpr std::array<std::pair<const char*, double>, 4> kAccess = {
      {{"fixed", 1.0}, {"mobile", 0.12}, {"idc", 0.25}, {"leased_line", 0.04}}};
  for (const auto& [access, weight] : kAccess) {
    const double bytes = 8e9 * weight * daily_curve(now) *
                         (0.94 + 0.12 * noise(second * 5 + static_cast<unsigned>(access[0])));
    const double share =
        base_share(access) + 0.03 * std::sin(static_cast<double>(second) / 40 * std::numbers::pi);
    const model::Volume volume{.v4 = family(bytes * (1 - share), 1000),
                               .v6 = family(bytes * share, 1000)};
    totals.last_second_by_access[access] = {.all = volume, .measured = volume};
    totals.last_second += totals.last_second_by_access[access];
  }
  totals.counters = {{"received_datagrams", second * 2400 + (second % 7) * 31},
                     {"datagrams_per_second", 2400},
                     {"received_bytes", second * 2400 * 1320},
                     {"spool_bytes", 0},
                     {"spool_parcels", 0},
                     {"spool_full", 0},
                     {"journal_used_bytes", 1'200'000},
                     {"journal_capacity_bytes", 268'435'456},
                     {"rollup_cells", 12'400},
                     {"batches_stored", second / 60},
                     {"rows_stored", second / 60 * 840},
                     {"store_failures", 0},
                     {"store_age_seconds", 3}};
  return totals;
}

std::vector<store::ExporterStatus> SampleLive::exporters() const {
  const Instant now = std::chrono::floor<seconds>(clock_.now());
  const auto age = static_cast<std::uint64_t>((now - stored_until_ + hours(24)) / seconds(1));
  std::vector<store::ExporterStatus> all;
  const auto add = [&](const char* address, const char* name, const char* protocol) -> auto& {
    store::ExporterStatus one;
    one.address = address;
    one.name = name;
    one.protocol = protocol;
    one.first_seen = stored_until_ - hours(24);
    one.last_seen = now;
    one.sees_v4 = true;
    one.sees_v6 = true;
    one.sampling_known = true;
    one.sampling_numerator = 1000;
    one.counters = {
        {"datagrams", age * 200}, {"records", age * 4800},   {"option_records", age / 30},
        {"templates_seen", 6},    {"sequence_gaps", 0},      {"duplicates", 0},
        {"nat_events", 0},        {"templates_withdrawn", 0}};
    return all.emplace_back(std::move(one));
  };
  for (int i = 1; i <= 6; ++i) {
    add(("192.0.2." + std::to_string(i)).c_str(), ("gd-ct-bras-" + std::to_string(i)).c_str(),
        i % 2 == 0 ? "ipfix" : "netflow9");
  }
  auto& sflow = add("2001:db8::10", "sh-idc-leaf-1", "sflow5");
  sflow.sampling_numerator = 4096;
  auto& old = add("192.0.2.20", "xz-cbn-core-1", "netflow5");
  old.sees_v6 = false;
  old.coverage = model::Coverage::v6_blind;
  old.v6_sight = model::V6Sight::v5_only;
  auto& blind = add("192.0.2.21", "hb-cu-pe-3", "netflow9");
  blind.sees_v6 = false;
  blind.coverage = model::Coverage::v6_blind;
  blind.v6_sight = model::V6Sight::no_template;
  auto& rate = add("192.0.2.22", "js-cm-cr-2", "ipfix");
  rate.sampling_known = false;
  rate.sampling_denominator = 0;
  rate.coverage = model::Coverage::rate_unknown;
  rate.counters["rate_unknown_records"] = age * 4800;
  auto& missing = add("192.0.2.23", "sc-ct-br-1", "ipfix");
  missing.counters["template_misses"] = age * 3;
  missing.counters["sets_replayed"] = age;
  missing.counters["sets_dropped"] = age * 2;
  auto& lossy = add("192.0.2.24", "zj-cm-br-4", "netflow9");
  lossy.counters["sequence_gaps"] = age * 4;
  lossy.counters["kernel_drops"] = age;
  auto& skewed = add("192.0.2.25", "nm-cu-sr-1", "netflow9");
  skewed.clock_skew_ms = 8 * 3600 * 1000;
  auto& quiet = add("192.0.2.26", "gs-ct-ce-7", "ipfix");
  quiet.last_seen = now - minutes(47);
  auto& broken = add("2001:db8::27", "hn-lab-probe", "ipfix");
  broken.counters["malformed_bad_template"] = age / 2;
  broken.counters["malformed_truncated"] = age;
  broken.counters["duplicates"] = age * 5;
  return all;
}

}  // namespace sixscope::console
