#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "simulate_ledger/nation.h"

namespace sixscope::simulate_ledger {

inline constexpr std::int64_t kNotGiven = -1;
inline constexpr std::array<std::string_view, 4> kClasses = {"nat44", "nat444", "ds_lite", "nat64"};

/// Where a card is counted: indices of provinces, operators and `kClasses`.
struct Spot {
  std::size_t province = 0;
  std::size_t operator_ = 0;
  std::size_t class_ = 0;
  friend bool operator==(const Spot&, const Spot&) = default;
};
[[nodiscard]] TruthGroup group_of(const Spot& spot);

/// A card of the synthetic nation as it is.
struct Card {
  std::uint64_t object = 0;
  std::string name = {};
  Spot spot = {};
  Tenths figures = {};  ///< `kNotGiven` where the ledger is not told.
  bool in_service = false;
  std::size_t pool = SIZE_MAX;  ///< Index; none.
};
struct SharedPool {
  std::uint64_t object = 0;
  std::string name = {};
  std::int64_t addresses = 0;  ///< In tenths.
  std::int64_t blocks = 0;
  std::vector<std::size_t> cards = {};  ///< All in one spot, the first in service counts it.
};

/// The accounts that are kept while a nation is made: every amount is entered by who makes it
/// change, and levels are counted card by card, so that nothing of the ledger's own way is used.
class Books {
 public:
  explicit Books(std::size_t provinces, std::size_t operators);

  std::vector<Card> cards;
  std::vector<SharedPool> pools;
  LedgerTruth truth;

  void open_month();   ///< A new month; its opening is the closing before.
  void close_month();  ///< Counts the closing.

  using Column = std::int64_t TruthFall::*;
  void book(const Spot& spot, Column column, const Tenths& amounts);
  void book(const Spot& spot, Column column, std::size_t measure, std::int64_t amount);
  void book_move(const Spot& from, const Spot& to, const Tenths& amounts);
  /// What a card brings with it, its share of a pool included if no other card in service has it.
  [[nodiscard]] Tenths brings(std::size_t card) const;

  /// Verdicts since the end of the month of that index.
  void judge(std::size_t reference);

 private:
  void count(bool closing);

  std::vector<TruthGroup> cells_;
};

}  // namespace sixscope::simulate_ledger
