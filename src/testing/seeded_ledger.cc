#include "testing/seeded_ledger.h"

#include <array>

#include "base/check.h"

namespace sixscope::testing {
namespace {

enum Column : std::size_t {
  kOperator,
  kRegion,
  kName,
  kClass,
  kStatus,
  kSince,
  kSessions,
  kThroughput,
  kAddresses,
  kLoadMonth,
  kPeak,
  kManagement,
  kInside,
  kAction,
  kPlanMonth,
  kWide,
  kRisk,
  kRollback,
};

struct Seed {
  Column column;
  const char* text;
  std::string_view rule;
};
constexpr std::array<Seed, 11> kSeeds = {{
    {kSessions, "很多", "number_form"},
    {kSince, "06/07/2019", "date_order"},
    {kThroughput, "85%", "percent"},
    {kClass, "NAT46", "code_unknown"},
    {kManagement, "192.0.2.256", "ip_address"},
    {kAddresses, "-1", "too_small"},
    {kStatus, "", "required"},
    {kInside, "100.64.0.1/10", "prefix"},
    {kThroughput, "400Mbps", "unit"},
    {kPlanMonth, "下半年", "month_form"},
    {kPeak, "99999999", "at_most"},
}};

std::vector<std::string> device(std::size_t number) {
  constexpr std::array<const char*, 4> kOperators = {"中国电信", "中国移动", "中国联通", "广电"};
  constexpr std::array<const char*, 5> kRegions = {"广东省", "北京", "320000", "四川", "新疆兵团"};
  constexpr std::array<const char*, 3> kDates = {"2019-03-15", "2020/7/1", "2021年12月31日"};
  const std::size_t sessions = 1'000'000 + number % 50 * 1'000'000;
  return {kOperators[number % kOperators.size()],
          kRegions[number % kRegions.size()],
          "CGN-" + std::to_string(number),
          number % 3 == 0 ? "NAT44" : "NAT444",
          "在用",
          kDates[number % kDates.size()],
          number % 2 == 0 ? std::to_string(sessions) : std::to_string(sessions / 10'000) + "万",
          std::to_string(10 + number % 40 * 10),
          std::to_string(256 + number % 16),
          "2026-06",
          std::to_string(sessions / 2),
          "192.0.2." + std::to_string(number % 256),
          "100.64.0.0/10",
          "退网",
          "2027年6月",
          number % 7 == 0 ? "是" : "否",
          number % 7 == 0 ? "割接期间中断5分钟" : "",
          number % 7 == 0 ? "保留旧板卡30天" : ""};
}

}  // namespace

SeededLedger seeded_ledger(std::size_t devices, std::size_t faults) {
  SIXSCOPE_CHECK(faults * 100 <= devices);
  SeededLedger ledger;
  ledger.rows.push_back({"*运营商", "*区域", "*设备名称", "台账类别", "状态", "投产日期",
                         "最大会话数（会话）", "设计吞吐量（Gbit/s）", "公网IPv4地址数", "测量月份",
                         "峰值会话数", "管理地址", "私网用户网段", "计划动作", "计划月份",
                         "影响范围较大", "风险评估", "回退预案"});
  for (std::size_t i = 0; i < devices; ++i) {
    ledger.rows.push_back(device(i));
  }
  for (std::size_t i = 0; i < faults; ++i) {
    const std::size_t at = 50 + i * (devices / faults);  // Place in `rows`; its number is one more.
    const std::size_t which = i % (kSeeds.size() + 1);
    if (which == kSeeds.size()) {
      for (const Column column : {kOperator, kRegion, kName}) {
        ledger.rows[at][column] = ledger.rows[at - 1][column];
      }
      ledger.faults.push_back({at + 1, kName, "key_twice"});
      continue;
    }
    const Seed& seed = kSeeds[which];
    ledger.rows[at][seed.column] = seed.text;
    ledger.faults.push_back({at + 1, seed.column, seed.rule});
  }
  return ledger;
}

std::string csv_of(const std::vector<std::vector<std::string>>& rows) {
  std::string text;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      text += i == 0 ? "" : ",";
      if (row[i].find_first_of(",\"\r\n") == std::string::npos) {
        text += row[i];
        continue;
      }
      text += '"';
      for (const char c : row[i]) {
        text += c == '"' ? "\"\"" : std::string(1, c);
      }
      text += '"';
    }
    text += "\r\n";
  }
  return text;
}

}  // namespace sixscope::testing
