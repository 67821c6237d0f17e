#include "simulate_ledger/books.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "simulate/country.h"

namespace sixscope::simulate_ledger {
namespace {

constexpr std::size_t kAddresses = 2;  // Of the measures.
constexpr std::size_t kBlocks = 3;
constexpr std::size_t kNat44Classes = 2;  // The first of `kClasses`.

bool is_nat44(const Spot& spot) { return spot.class_ < kNat44Classes; }

TruthGroup cell_of(const Spot& spot) {
  TruthGroup cell = group_of(spot);
  cell.ledger_class.clear();
  return cell;
}

std::string verdict(bool grew, bool missing) {
  return grew ? "not_met" : missing ? "cannot_tell" : "met";
}

}  // namespace

TruthGroup group_of(const Spot& spot) {
  return {.province = std::to_string(simulate::provinces()[spot.province].code.value()),
          .operator_ = std::string(simulate::operators()[spot.operator_].id),
          .ledger_class = std::string(kClasses.at(spot.class_))};
}

Books::Books(std::size_t provinces, std::size_t operators) {
  for (std::size_t province = 0; province < provinces; ++province) {
    for (std::size_t operator_ = 0; operator_ < operators; ++operator_) {
      cells_.push_back(cell_of({.province = province, .operator_ = operator_}));
    }
  }
}

void Books::open_month() {
  truth.by_class.emplace_back();
  truth.by_cell.emplace_back();
  truth.nation.emplace_back();
  count(false);
}

void Books::close_month() { count(true); }

void Books::count(bool closing) {
  const auto enter = [closing](TruthFall& fall, std::int64_t figure) {
    if (figure == kNotGiven) {
      ++(closing ? fall.closing_missing : fall.opening_missing);
    } else {
      (closing ? fall.closing : fall.opening) += figure;
    }
  };
  for (std::size_t i = 0; i < cards.size(); ++i) {
    const Card& card = cards[i];
    if (!card.in_service) {
      continue;
    }
    Tenths figures = card.figures;
    if (card.pool != SIZE_MAX) {
      const SharedPool& pool = pools[card.pool];
      const auto first = std::ranges::find_if(
          pool.cards, [&](std::size_t other) { return cards[other].in_service; });
      figures[kAddresses] = *first == i ? pool.addresses : 0;
      figures[kBlocks] = *first == i ? pool.blocks : 0;
    }
    for (std::size_t m = 0; m < kMeasures; ++m) {
      enter(truth.by_class.back()[group_of(card.spot)].at(m), figures.at(m));
      if (is_nat44(card.spot)) {
        enter(truth.by_cell.back()[cell_of(card.spot)].at(m), figures.at(m));
        enter(truth.nation.back()[{}].at(m), figures.at(m));
      }
    }
  }
}

void Books::book(const Spot& spot, Column column, const Tenths& amounts) {
  for (std::size_t m = 0; m < kMeasures; ++m) {
    if (amounts.at(m) != kNotGiven) {
      book(spot, column, m, amounts.at(m));
    }
  }
}

void Books::book(const Spot& spot, Column column, std::size_t measure, std::int64_t amount) {
  truth.by_class.back()[group_of(spot)].at(measure).*column += amount;
  if (is_nat44(spot)) {
    truth.by_cell.back()[cell_of(spot)].at(measure).*column += amount;
    truth.nation.back()[{}].at(measure).*column += amount;
  }
}

void Books::book_move(const Spot& from, const Spot& to, const Tenths& amounts) {
  for (std::size_t m = 0; m < kMeasures && from != to; ++m) {
    if (amounts.at(m) == kNotGiven) {
      continue;
    }
    truth.by_class.back()[group_of(from)].at(m).moved_out += amounts.at(m);
    truth.by_class.back()[group_of(to)].at(m).moved_in += amounts.at(m);
    const bool same_cell = is_nat44(from) && is_nat44(to) && cell_of(from) == cell_of(to);
    if (is_nat44(from) && !same_cell) {
      truth.by_cell.back()[cell_of(from)].at(m).moved_out += amounts.at(m);
    }
    if (is_nat44(to) && !same_cell) {
      truth.by_cell.back()[cell_of(to)].at(m).moved_in += amounts.at(m);
    }
    if (is_nat44(from) && !is_nat44(to)) {
      truth.nation.back()[{}].at(m).moved_out += amounts.at(m);
    } else if (is_nat44(to) && !is_nat44(from)) {
      truth.nation.back()[{}].at(m).moved_in += amounts.at(m);
    }
  }
}

Tenths Books::brings(std::size_t card) const {
  Tenths figures = cards[card].figures;
  if (cards[card].pool != SIZE_MAX) {
    const SharedPool& pool = pools[cards[card].pool];
    const bool shared = std::ranges::any_of(
        pool.cards, [&](std::size_t other) { return other != card && cards[other].in_service; });
    figures[kAddresses] = shared ? 0 : pool.addresses;
    figures[kBlocks] = shared ? 0 : pool.blocks;
  }
  return figures;
}

void Books::judge(std::size_t reference) {
  for (const TruthGroup& cell : cells_) {
    for (std::size_t m = 0; m < kMeasures; ++m) {
      bool grew = false;
      bool above = false;
      bool missing = truth.by_cell[reference][cell].at(m).closing_missing > 0;
      std::int64_t since = 0;
      for (std::size_t month = reference + 1; month < truth.by_cell.size(); ++month) {
        const TruthFall& fall = truth.by_cell[month][cell].at(m);
        // Not the sum of its columns, which the test compares with: what was and is, less what was
        // only corrected.
        const std::int64_t growth = fall.closing - fall.opening - fall.corrected;
        since += growth;
        grew = grew || growth > 0;
        above = above || since > 0;
        missing = missing || fall.closing_missing > 0;
      }
      truth.verdicts[cell].at(m) = {.month_on_month = verdict(grew, missing),
                                    .above_reference = verdict(above, missing)};
    }
  }
}

}  // namespace sixscope::simulate_ledger
