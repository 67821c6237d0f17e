#include "api/ledger_figures.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "ledger/plan.h"
#include "registry/scope.h"

namespace sixscope::api {
namespace {

using figures::LedgerAmount;
using figures::LedgerWanted;
using indicators::LedgerFigure;
using indicators::Place;
using ledger::Component;
using model::Month;

constexpr std::size_t kProvinceDigits = 2;

/// A place's sums of one month.
struct Level {
  ledger::Sums sums;
  double devices = 0;
  double planned = 0;
};
using Levels = std::map<Place, Level>;

/// Adds the ledger up for one question.
class Adder {
 public:
  Adder(const LedgerWanted& wanted, LedgerAsked asked)
      : wanted_(wanted), asked_(std::move(asked)) {}

  std::vector<LedgerAmount> run() {
    add_levels();
    add_retired();
    return std::move(amounts_);
  }

 private:
  // Where what stands there is counted; nothing where it does not count.
  [[nodiscard]] std::optional<Place> counted_at(const ledger::Place& place) const {
    if (!ledger::is_nat44(place.ledger_class) || place.region.size() < kProvinceDigits) {
      return std::nullopt;
    }
    for (const std::string& region : wanted_.regions) {
      if (registry::lies_in(place.region, region)) {
        return Place{.region = region, .operator_ = place.operator_};
      }
    }
    return wanted_.only_there
               ? std::nullopt
               : std::optional(Place{.region = place.region.substr(0, kProvinceDigits) + "0000",
                                     .operator_ = place.operator_});
  }

  [[nodiscard]] Levels levels_of(const ledger::State& state) const {
    const auto all = ledger::standings(state.devices, state.pools, state.point.month.last_day());
    Levels levels;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const ledger::Device& device = state.devices[i];
      const auto place = device.exists() ? counted_at(place_of(device)) : std::nullopt;
      if (!place) {
        continue;
      }
      Level& level = levels[*place];  // A place whose last device went has nothing, not no figure.
      if (!all[i].counted) {
        continue;
      }
      level.devices += 1;
      level.planned += ledger::has_plan(device) ? 1 : 0;
      for (const Component component : ledger::kAllComponents) {
        level.sums[component].add(all[i].capacity[component]);
      }
    }
    return levels;
  }

  // The month ends asked for, and before them the one that growth is told from.
  void add_levels() {
    const Month reference = asked_.question.reference;
    auto points = asked_.points(std::min(wanted_.first, reference), wanted_.last);
    std::erase_if(points, [&](const ledger::Point& point) {
      return point.month < wanted_.first && point.month != reference;
    });
    std::optional<Levels> then;
    asked_.book->walk(points, [&](const ledger::State& state) {
      const Month month = state.point.month;
      Levels levels = levels_of(state);
      if (month == reference) {
        then = levels;
      }
      if (month < wanted_.first) {
        return;
      }
      for (const auto& [place, level] : levels) {
        add({LedgerFigure::level, ""}, month, place, level.devices);
        add({LedgerFigure::planned, ""}, month, place, level.planned);
        add_sums(LedgerFigure::level, month, place, level.sums);
        if (then && then->contains(place)) {
          add_sums(LedgerFigure::reference, month, place, then->at(place).sums);
        }
      }
      places_[month] = std::move(levels);
    });
  }

  // What left service month by month: nothing is a zero where there is a ledger, and a device that
  // left with a figure that lacks makes it a gap.
  void add_retired() {
    const auto whole = asked_.book->decomposition(asked_.points(wanted_.first - 1, wanted_.last),
                                                  asked_.question.reference);
    for (const ledger::Period& period : whole->periods) {
      std::map<Place, ledger::Sums> retired;
      for (const auto& [place, level] : places_[period.close.month]) {
        retired[place];
      }
      for (const ledger::Movement& movement : period.movements) {
        const auto place = counted_at(whole->places[movement.place]);
        if (place && movement.bucket == ledger::Bucket::retired) {
          retired[*place][movement.component].add(movement.before);
        }
      }
      for (const auto& [place, sums] : retired) {
        add_sums(LedgerFigure::retired, period.close.month, place, sums);
      }
    }
  }

  void add_sums(LedgerFigure figure, Month month, const Place& place, const ledger::Sums& sums) {
    for (const Component component : ledger::kAllComponents) {
      if (sums[component].missing == 0) {
        add({figure, std::string(to_string(component))}, month, place,
            sums[component].value.to_double());
      }
    }
  }

  void add(indicators::FromLedger what, Month month, const Place& place, double value) {
    amounts_.push_back({.what = std::move(what), .month = month, .place = place, .value = value});
  }

  const LedgerWanted& wanted_;
  const LedgerAsked asked_;
  std::map<Month, Levels> places_;
  std::vector<LedgerAmount> amounts_;
};

}  // namespace

Result<std::vector<LedgerAmount>> LedgerFigures::read(const LedgerWanted& wanted,
                                                      const registry::Scope& scope) const {
  auto asked = open_ledger(context_, scope);
  if (!asked) {
    return fail_like(asked);
  }
  asked->question.reference = context_.registry.ledger.reference;
  asked->question.as_of = wanted.known.value_or(registry::CommitNumber());
  // A month that has not begun has no facts.
  const Month now = Month::of(model::day_in_china(context_.registry.clock.now()));
  LedgerWanted begun = wanted;
  begun.last = std::min(wanted.last, now);
  return begun.last < begun.first ? std::vector<LedgerAmount>()
                                  : Adder(begun, *std::move(asked)).run();
}

}  // namespace sixscope::api
