#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "ledger/decomposition.h"
#include "ledger/standings.h"
#include "ledger/states.h"

namespace sixscope::ledger {

/// Walks a history step by step and says what each step moved. Part of `decompose`.
class Walk {
 public:
  /// A device that entered service after the end of `reference` has its first figures added,
  /// whenever they are given; others in the period they entered in alone.
  Walk(const History& history, std::optional<model::Month> reference)
      : fold_(history), index_(history.pools(), model::Day{}), reference_(reference) {}

  /// Applies edits without saying anything, and stands at the end of `day`.
  void begin(std::span<const LedgerEdit> edits, model::Day day);
  /// Takes the steps of `edits`, which are in the history's order, to the end of `to`. Those that
  /// came to hold before `from` are taken at `from`.
  [[nodiscard]] std::vector<Movement> advance(std::span<const LedgerEdit> edits, model::Day from,
                                              model::Day to);

  [[nodiscard]] const Fold& fold() const { return fold_; }
  [[nodiscard]] std::uint32_t place_index(const Place& place);
  [[nodiscard]] const std::vector<Place>& places() const { return places_; }

 private:
  // How a device stands now.
  struct Now {
    bool counted = false;
    std::uint32_t place = 0;
    std::uint8_t family = 0;
    std::vector<std::uint32_t> pools = {};  // Those it names and that are there, while counted.
    Capacity capacity = {};
  };
  // How a device came into service, and what it said since.
  struct Entry {
    bool now = false;              // In this period.
    bool since_reference = false;  // After the reference month.
    ByComponent<bool> told = {};   // Components it gave a figure of.
  };
  // Before a step: how it stood, and what of it the step leaves to be accounted for.
  using Before = std::map<std::uint32_t, Now>;
  using Nexts = std::map<std::uint32_t, Now>;
  // A pool whose figures a step changes, with what it had before.
  struct Changed {
    std::uint32_t pool = 0;
    PoolFigures had = {};
  };

  void begin_step(std::span<const LedgerEdit> step, std::vector<bool>& counted);
  void enter(std::uint32_t device, const Cause& cause);
  void take(std::span<const LedgerEdit> step, model::Day day);
  void take_pool(std::span<const LedgerEdit> step, model::Day day, const Cause& cause);
  void name_pools(std::uint32_t device, const std::vector<std::string>& before);
  void come_true(std::uint32_t device, model::Day day);
  void pool_comes_true(std::uint32_t pool, model::Day day);
  // `nexts` are devices that stand otherwise after the step, before their capacity is worked out.
  void shift(Nexts nexts, const std::optional<Changed>& changed, const Cause& cause);
  void hand_over(Before& before, const PoolFigures& figures, std::uint32_t from, std::uint32_t to,
                 const Cause& cause);
  void say(std::uint32_t device, const Now& before, const Cause& cause);
  void say_changed(std::uint32_t device, const Now& before, const Cause& cause);
  void move(Movement movement);

  [[nodiscard]] Now look(std::uint32_t device, model::Day day);
  [[nodiscard]] Capacity capacity_of(std::uint32_t device) const;
  [[nodiscard]] std::optional<std::uint32_t> carrier(std::uint32_t pool, std::uint8_t family) const;

  Fold fold_;
  PoolIndex index_;
  std::optional<model::Month> reference_;
  std::vector<Now> now_;
  std::vector<std::vector<std::uint32_t>> users_;  // By pool: counted devices, ascending.
  std::unordered_map<std::string, std::vector<std::uint32_t>> named_;  // By key: who names it.
  std::vector<Entry> entries_;                                         // By device.
  std::vector<Place> places_;
  std::map<Place, std::uint32_t> place_indices_;
  std::vector<Movement> movements_;
};

}  // namespace sixscope::ledger
