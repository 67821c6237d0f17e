#include "simulate/country.h"

#include <algorithm>
#include <cmath>

namespace sixscope::simulate {
namespace {

constexpr std::array<Province, kProvinces> kProvinceTable = {{
    {RegionCode{110000}, "bj", 3.6, 1.22},  {RegionCode{120000}, "tj", 1.5, 1.06},
    {RegionCode{130000}, "he", 4.8, 1.03},  {RegionCode{140000}, "sx", 2.3, 0.94},
    {RegionCode{150000}, "nm", 1.6, 0.90},  {RegionCode{210000}, "ln", 2.7, 0.95},
    {RegionCode{220000}, "jl", 1.5, 0.92},  {RegionCode{230000}, "hl", 1.9, 0.88},
    {RegionCode{310000}, "sh", 3.7, 1.18},  {RegionCode{320000}, "js", 6.9, 1.12},
    {RegionCode{330000}, "zj", 6.2, 1.15},  {RegionCode{340000}, "ah", 3.9, 1.00},
    {RegionCode{350000}, "fj", 3.2, 1.10},  {RegionCode{360000}, "jx", 2.8, 0.97},
    {RegionCode{370000}, "sd", 6.6, 1.07},  {RegionCode{410000}, "ha", 6.0, 1.01},
    {RegionCode{420000}, "hb", 3.9, 1.02},  {RegionCode{430000}, "hn", 4.0, 1.04},
    {RegionCode{440000}, "gd", 10.2, 1.14}, {RegionCode{450000}, "gx", 3.1, 0.96},
    {RegionCode{460000}, "hi", 0.8, 0.99},  {RegionCode{500000}, "cq", 2.4, 1.05},
    {RegionCode{510000}, "sc", 5.5, 1.03},  {RegionCode{520000}, "gz", 2.6, 0.93},
    {RegionCode{530000}, "yn", 2.9, 0.91},  {RegionCode{540000}, "xz", 0.3, 0.72},
    {RegionCode{610000}, "sn", 2.7, 1.00},  {RegionCode{620000}, "gs", 1.6, 0.87},
    {RegionCode{630000}, "qh", 0.5, 0.80},  {RegionCode{640000}, "nx", 0.6, 0.89},
    {RegionCode{650000}, "xj", 1.7, 0.84},
}};
constexpr std::array<Operator, kOperators> kOperatorTable = {{
    {"china_telecom", 0.34, 1.04},
    {"china_mobile", 0.39, 1.02},
    {"china_unicom", 0.23, 0.98},
    {"china_broadnet", 0.04, 0.78},
}};
// Relative load by hour of Asia/Shanghai, per access: homes peak at night, phones also at noon,
// leased lines in office hours, and IDC hardly sleeps.
constexpr std::array<std::array<double, 24>, kAccesses> kDay = {{
    {.52, .38, .29, .24, .22, .23, .29, .37, .44, .50, .54, .58,
     .63, .60, .56, .56, .59, .65, .74, .86, .96, 1.0, .93, .72},
    {.46, .33, .25, .21, .20, .23, .36, .55, .66, .68, .70, .78,
     .92, .84, .70, .68, .70, .80, .88, .92, .97, 1.0, .90, .67},
    {.78, .73, .70, .68, .67, .67, .70, .74, .80, .86, .89, .90,
     .90, .90, .91, .92, .92, .92, .94, .97, 1.0, 1.0, .95, .86},
    {.20, .18, .17, .16, .16, .17, .22, .42, .78, .97, 1.0, .95,
     .70, .82, .98, 1.0, .96, .84, .55, .42, .36, .31, .27, .23},
}};
// Home broadband rests less at weekends, leased lines rest most.
constexpr std::array<double, kAccesses> kWeekend = {1.08, 1.02, 0.95, 0.45};

constexpr std::chrono::hours kShanghai{8};
constexpr double kDaysPerMonth = 30.44;
// Month in which the anchors of `v6_probability` were published.
constexpr std::chrono::sys_days kAnchor{std::chrono::year{2025} / 10 / 15};
constexpr std::array<double, kAccesses> kAnchorShare = {0.306, 0.690, 0.225, 0.085};
constexpr std::array<double, kAccesses> kPointsPerMonth = {0.0024, 0.0009, 0.0035, 0.0030};

std::uint64_t cell_number(Cell cell) {
  return (std::uint64_t{cell.province} * kOperators + cell.operator_) * kAccesses + cell.access;
}

}  // namespace

std::span<const Province, kProvinces> provinces() { return kProvinceTable; }
std::span<const Operator, kOperators> operators() { return kOperatorTable; }

net::Prefix user_block_v4(Cell cell) {
  constexpr std::uint32_t kBlock = 1U << 15U;  // Addresses of a /17.
  constexpr std::size_t kMobile = 1;
  const bool mobile = cell.access == kMobile;
  const auto number = static_cast<std::uint32_t>(
      mobile ? std::uint64_t{cell.province} * kOperators + cell.operator_ : cell_number(cell));
  const std::uint32_t base = mobile ? 0x64400000U : 0x0a000000U;
  return net::Prefix::containing(net::IpAddress::v4(base + number * kBlock), 96 + 17);
}

net::Prefix user_block_v6(Cell cell) {
  const std::uint64_t high = 0x20010db800000000U | cell_number(cell) << 20U;
  return net::Prefix::containing(net::IpAddress::from_halves(high, 0), 44);
}

double activity(std::size_t access, Instant at) {
  const auto local = at + kShanghai;
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const double hours = std::chrono::duration<double, std::ratio<3600>>(local - day).count();
  const auto hour = static_cast<std::size_t>(hours);
  const double part = hours - static_cast<double>(hour);
  const auto& curve = kDay.at(access);
  const double level = curve.at(hour % 24) * (1 - part) + curve.at((hour + 1) % 24) * part;
  const auto weekday = std::chrono::weekday(day).c_encoding();
  const bool weekend = weekday == 0 || weekday == 6;
  return std::min(1.0, level * (weekend ? kWeekend.at(access) : 1.0));
}

double v6_probability(Cell cell, Instant at) {
  const double months =
      std::chrono::duration<double, std::ratio<86400>>(at - Instant(kAnchor)).count() /
      kDaysPerMonth;
  const double lead =
      kProvinceTable.at(cell.province).v6_lead * kOperatorTable.at(cell.operator_).v6_lead;
  const double base = kAnchorShare.at(cell.access) + kPointsPerMonth.at(cell.access) * months;
  // What is far along has less room: the lead moves the odds, not the share.
  const double odds = std::clamp(base, 0.01, 0.95) / (1 - std::clamp(base, 0.01, 0.95)) * lead;
  return std::clamp(odds / (1 + odds), 0.005, 0.97);
}

std::array<double, kAccesses> access_mix(std::size_t operator_) {
  constexpr std::array<std::array<double, kAccesses>, kOperators> kMix = {
      {{.58, .24, .12, .06}, {.46, .41, .09, .04}, {.54, .27, .13, .06}, {.62, .31, .04, .03}}};
  return kMix.at(operator_);
}

}  // namespace sixscope::simulate
