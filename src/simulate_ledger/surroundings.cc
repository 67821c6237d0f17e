#include "simulate_ledger/surroundings.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "simulate/country.h"
#include "simulate/random.h"
#include "simulate_ledger/books.h"

namespace sixscope::simulate_ledger {
namespace {

using model::Decimal;
using registry::Document;

std::string title_in(const registry::Kinds& kinds, std::string_view list, const std::string& code) {
  const registry::CodeList* codes = kinds.list(list);
  if (codes != nullptr) {
    for (const registry::Code& one : *codes) {
      if (one.code == code) {
        return one.title.zh;
      }
    }
  }
  return code;
}

class Maker {
 public:
  Maker(const NationOptions& options, const registry::Kinds& kinds)
      : options_(options), kinds_(kinds), random_(options.seed + 1) {
    for (std::size_t province = 0; province < options.provinces; ++province) {
      for (std::size_t operator_ = 0; operator_ < options.operators; ++operator_) {
        cells_.push_back(group_of({.province = province, .operator_ = operator_}));
      }
    }
  }

  Surroundings make() {
    fixtures();
    for (std::int32_t index = 0; index < options_.months; ++index) {
      month(options_.first + index);
    }
    return std::move(all_);
  }

 private:
  DatedCommit& commit(Instant at, std::string reason) {
    return all_.commits.emplace_back(
        DatedCommit{.at = at, .effective = at, .reason = std::move(reason)});
  }
  void add(DatedCommit& commit, std::string kind, Document set) {
    commit.touches.push_back(
        {.object = kFirstSurrounding + objects_++, .kind = std::move(kind), .set = std::move(set)});
  }
  static std::string city_of(const TruthGroup& cell) { return cell.province.substr(0, 2) + "0100"; }

  void fixtures() {
    constexpr auto kBefore = std::chrono::days{20};
    DatedCommit& made = commit(options_.first.begin() - kBefore, "taken over from the registers");
    for (std::size_t i = 0; i < options_.operators; ++i) {
      const std::string id(simulate::operators()[i].id);
      const std::string name = title_in(kinds_, "operator", id);
      add(made, "organisation",
          {{"name", name + "集团"},
           {"roles", std::vector<std::string>{"operator_group"}},
           {"operator", id},
           {"region", std::string("000000")}});
      add(made, "operator",
          {{"operator", id}, {"class", std::string("basic")}, {"organisation", name + "集团"}});
    }
    std::string last;
    for (const TruthGroup& cell : cells_) {
      const std::string region = title_in(kinds_, "region", cell.province);
      const std::string operator_ = title_in(kinds_, "operator", cell.operator_);
      if (cell.province != std::exchange(last, cell.province)) {
        const std::string city = title_in(kinds_, "region", city_of(cell));
        add(made, "region",
            {{"code", city_of(cell)},
             {"name", city == city_of(cell) ? region + "市辖区" : city},
             {"level", std::string("prefecture")},
             {"parent", cell.province}});
      }
      add(made, "organisation",
          {{"name", operator_ + region + "分公司"},
           {"roles", std::vector<std::string>{"provincial_branch"}},
           {"operator", cell.operator_},
           {"parent", operator_ + "集团"},
           {"region", cell.province}});
      const auto subscribers = static_cast<std::int64_t>(600 + random_.below(400)) * 1000;
      all_.subscribers[{cell.province, cell.operator_}] = subscribers;
      add(made, "network_segment",
          {{"operator", cell.operator_},
           {"region", city_of(cell)},
           {"name", region + "城域网"},
           {"domain", std::string("metro")},
           {"subscribers", Decimal::whole(subscribers)}});
    }
  }

  void month(model::Month month) {
    constexpr auto kReported = std::chrono::days{26};
    DatedCommit& made = commit(month.begin() + kReported, "monthly report");
    for (const TruthGroup& cell : cells_) {
      auto& rates = all_.rates[{month.to_string(), cell.province, cell.operator_}];
      lines(made, cell, month, rates["new_lines"]);
      stock(made, cell, month, "gateway", "upgraded", rates["gateways"]);
      stock(made, cell, month, "router", "ipv6_capable", rates["routers"]);
    }
  }

  // Some lines a month and cell; now and then one does not say whether IPv6 is on.
  void lines(DatedCommit& made, const TruthGroup& cell, model::Month month, TruthRate& rate) {
    constexpr double kSilent = 0.05;
    const std::uint64_t opened = 1 + random_.below(3);
    for (std::uint64_t i = 0; i < opened; ++i) {
      const auto day = std::chrono::days{static_cast<int>(random_.below(25))};
      Document line = {{"operator", cell.operator_},
                       {"line_number", "L-" + std::to_string(++line_numbers_)},
                       {"region", city_of(cell)},
                       {"access", std::string("pon")},
                       {"bandwidth", Decimal::whole(200)},
                       {"status", std::string("in_use")},
                       {"opened_on", model::to_string(month.first_day() + day)}};
      if (random_.chance(kSilent)) {
        ++rate.missing;
      } else {
        const double share = 0.5 + 0.04 * (month - options_.first);
        const bool on = random_.chance(std::min(share, 0.98));
        line["ipv6_default_on"] = on;
        rate.numerator += on ? 1 : 0;
        ++rate.denominator;
        ++rate.given;
      }
      add(made, "internet_leased_line", std::move(line));
    }
  }

  void stock(DatedCommit& made, const TruthGroup& cell, model::Month month,
             const std::string& class_, const std::string& part, TruthRate& rate) {
    constexpr double kSilent = 0.02;
    const auto count = static_cast<std::int64_t>(400 + random_.below(200)) * 1000;
    Document row = {{"month", month.to_string()},
                    {"operator", cell.operator_},
                    {"region", city_of(cell)},
                    {"class", class_},
                    {"origin", std::string(class_ == "gateway" ? "operator" : "retail")},
                    {"model", std::string("全部")},
                    {"stock", Decimal::whole(count)}};
    if (random_.chance(kSilent)) {
      ++rate.missing;
    } else {
      const auto percent = std::min<std::int64_t>(
          95, 40 + 3 * (month - options_.first) + static_cast<std::int64_t>(random_.below(10)));
      row[part] = Decimal::whole(count / 100 * percent);
      rate.numerator += count / 100 * percent;
      rate.denominator += count;
      ++rate.given;
    }
    add(made, "home_gateway_stock", std::move(row));
  }

  NationOptions options_;
  const registry::Kinds& kinds_;
  simulate::Random random_;
  std::vector<TruthGroup> cells_;
  std::uint64_t objects_ = 0;
  std::uint64_t line_numbers_ = 0;
  Surroundings all_;
};

}  // namespace

Surroundings make_surroundings(const NationOptions& options, const registry::Kinds& kinds) {
  return Maker(options, kinds).make();
}

}  // namespace sixscope::simulate_ledger
