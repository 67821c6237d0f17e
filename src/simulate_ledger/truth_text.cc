#include "simulate_ledger/truth_text.h"

#include <string_view>
#include <unordered_map>
#include <variant>

#include "base/json_writer.h"

namespace sixscope::simulate_ledger {
namespace {

constexpr std::array<std::string_view, kMeasures> kComponents = {
    "max_sessions", "design_throughput", "public_addresses", "port_blocks", "subscribers_max"};

void amount(JsonWriter& out, std::string_view name, std::int64_t tenths) {
  constexpr std::int64_t kMillionths = 100'000;
  out.key(name).raw(model::Decimal::of_millionths(model::Int128{tenths} * kMillionths).to_string());
}

void group(JsonWriter& out, const TruthGroup& group) {
  out.member("province", group.province)
      .member("operator", group.operator_)
      .member("class", group.ledger_class);
}

void falls(JsonWriter& out, std::string_view name, const std::vector<TruthMonth>& months,
           model::Month first) {
  out.key(name).begin_array();
  for (std::size_t i = 0; i < months.size(); ++i) {
    for (const auto& [key, by_measure] : months[i]) {
      for (std::size_t m = 0; m < kMeasures; ++m) {
        const TruthFall& fall = by_measure.at(m);
        out.begin_object();
        out.member("month", (first + static_cast<std::int32_t>(i)).to_string());
        group(out, key);
        out.member("component", kComponents.at(m));
        amount(out, "opening", fall.opening);
        amount(out, "added", fall.added);
        amount(out, "expanded", fall.expanded);
        amount(out, "reduced", fall.reduced);
        amount(out, "retired", fall.retired);
        amount(out, "corrected", fall.corrected);
        amount(out, "moved_in", fall.moved_in);
        amount(out, "moved_out", fall.moved_out);
        amount(out, "closing", fall.closing);
        out.member("opening_missing", fall.opening_missing)
            .member("closing_missing", fall.closing_missing)
            .end_object();
      }
    }
  }
  out.end_array();
}

// What each device is called; its key may change, its name does not.
std::unordered_map<std::uint64_t, std::string> names_of(const Nation& nation) {
  std::unordered_map<std::uint64_t, std::string> names;
  for (const DatedCommit& commit : nation.commits) {
    for (const Touch& touch : commit.touches) {
      if (const auto* name = std::get_if<std::string>(&registry::value_of(touch.set, "name"))) {
        names.try_emplace(touch.object, *name);
      }
    }
  }
  return names;
}

void plans(JsonWriter& out, const Nation& nation) {
  const auto names = names_of(nation);
  out.key("plans").begin_array();
  for (const auto& [object, plan] : nation.truth.plans) {
    out.begin_object().member("device", names.at(object)).member("outcome", plan.outcome);
    out.key("slip");
    plan.slip ? out.value(*plan.slip) : out.null();
    out.end_object();
  }
  out.end_array();
  out.key("loads_after_retirement").begin_array();
  for (const auto& [object, month] : nation.truth.loads_after_retirement) {
    out.begin_object().member("device", names.at(object)).member("month", month.to_string());
    out.end_object();
  }
  out.end_array();
}

void addresses(JsonWriter& out, std::string_view name, const std::vector<TruthAddresses>& all) {
  out.key(name).begin_array();
  for (const TruthAddresses& one : all) {
    out.begin_object().member("pool", one.pool).member("other", one.other);
    out.member("range", one.range).member("addresses", one.addresses).end_object();
  }
  out.end_array();
}

void pools(JsonWriter& out, const TruthPools& truth) {
  out.key("pools").begin_object();
  addresses(out, "overlaps", truth.overlaps);
  addresses(out, "not_public", truth.not_public);
  out.member("counted_twice", truth.counted_twice).end_object();
}

void verdicts(JsonWriter& out, const LedgerTruth& truth) {
  out.key("verdicts").begin_array();
  for (const auto& [key, by_measure] : truth.verdicts) {
    for (std::size_t m = 0; m < kMeasures; ++m) {
      out.begin_object();
      group(out, key);
      out.member("component", kComponents.at(m))
          .member("month_on_month", by_measure.at(m).month_on_month)
          .member("above_reference", by_measure.at(m).above_reference)
          .end_object();
    }
  }
  out.end_array();
}

void rates(JsonWriter& out, const Surroundings& surroundings) {
  out.key("rates").begin_array();
  for (const auto& [key, by_name] : surroundings.rates) {
    const auto& [month, province, operator_] = key;
    for (const auto& [name, rate] : by_name) {
      out.begin_object();
      out.member("month", month).member("province", province).member("operator", operator_);
      out.member("rate", name)
          .member("numerator", rate.numerator)
          .member("denominator", rate.denominator)
          .member("given", rate.given)
          .member("missing", rate.missing)
          .end_object();
    }
  }
  out.end_array();
  out.key("subscribers").begin_array();
  for (const auto& [key, count] : surroundings.subscribers) {
    out.begin_object().member("province", key.first).member("operator", key.second);
    out.member("subscribers", count).end_object();
  }
  out.end_array();
}

}  // namespace

std::string truth_text(const NationOptions& options, const Nation& nation,
                       const Surroundings& surroundings) {
  const LedgerTruth& truth = nation.truth;
  JsonWriter out;
  out.begin_object().member("seed", options.seed);
  out.key("months").begin_array();
  for (std::int32_t i = 0; i < options.months; ++i) {
    out.value((options.first + i).to_string());
  }
  out.end_array().member("reference", (options.first + kReferenceMonth).to_string());
  out.key("components").begin_array();
  for (const std::string_view component : kComponents) {
    out.value(component);
  }
  out.end_array();
  falls(out, "cells", truth.by_cell, options.first);
  falls(out, "classes", truth.by_class, options.first);
  falls(out, "nation", truth.nation, options.first);
  verdicts(out, truth);
  plans(out, nation);
  pools(out, truth.pools);
  out.key("planned_sessions").begin_array();
  for (const std::int64_t planned : truth.planned) {
    constexpr std::int64_t kTenths = 10;
    out.value(planned / kTenths);  // Sessions are whole.
  }
  out.end_array().member("devices_at_start", truth.devices_at_start);
  rates(out, surroundings);
  out.end_object();
  return out.take() + "\n";
}

}  // namespace sixscope::simulate_ledger
