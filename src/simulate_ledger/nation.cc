#include "simulate_ledger/nation.h"

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <string_view>
#include <utility>

#include "simulate/country.h"
#include "simulate/random.h"
#include "simulate_ledger/books.h"
#include "simulate_ledger/pool_lists.h"

namespace sixscope::simulate_ledger {
namespace {

using registry::Document;
using registry::Nature;
using registry::Value;

constexpr std::array<std::string_view, kMeasures> kFields = {
    "max_sessions", "design_throughput", "public_addresses", "port_blocks", "subscribers_max"};
constexpr std::size_t kSessions = 0;

Value tenths(std::int64_t amount) {
  constexpr std::int64_t kMillionths = 100'000;
  return model::Decimal::of_millionths(model::Int128{amount} * kMillionths);
}

std::string city_of(const TruthGroup& group) { return group.province.substr(0, 2) + "0100"; }

// A day within the month of index `month`, or of the opening: -1.
struct Date {
  std::int32_t month = 0;
  int day = 1;
  friend auto operator<=>(const Date&, const Date&) = default;
};

struct Event {
  Date date;
  std::function<void()> happen;  // A commit, and what it does to the books.
};

class Generator {
 public:
  explicit Generator(const NationOptions& options)
      : options_(options), random_(options.seed), books_(options.provinces, options.operators) {}

  Nation run();

 private:
  [[nodiscard]] model::Month month(std::int32_t index) const { return options_.first + index; }
  [[nodiscard]] model::Day day_of(Date date) const {
    return month(date.month).first_day() + std::chrono::days{date.day - 1};
  }
  [[nodiscard]] std::string text_of(Date date) const { return model::to_string(day_of(date)); }

  void cell(const Spot& spot);
  void changing_cards(const Spot& spot, std::int32_t last);
  void other_classes(const Spot& spot, std::int32_t last);
  void gaps(const Spot& spot);
  void pools(const Spot& spot, std::int32_t last);
  void plans(const Spot& spot, std::int32_t last);
  void dates(const Spot& spot, std::int32_t last);
  void loads(const Spot& spot, std::size_t first_card);

  std::size_t create(const Spot& spot, Date date, Document more = {}, std::int64_t scale = 1);
  // One that is in service from the opening on.
  std::size_t opened(const Spot& spot, Document more = {});
  void create_when(const Spot& spot, Date date);
  void at(Date date, std::function<void()> happen) {
    events_.push_back({.date = date, .happen = std::move(happen)});
  }
  void write(Date date, std::size_t card, Document set, Nature nature = Nature::change,
             std::int32_t months_late = 0);
  void write(Date date, std::vector<Touch> touches, Nature nature, std::int32_t months_late);
  void enter(std::size_t card);
  void leave(std::size_t card);
  void retire(std::size_t card, Date date);
  void resize(std::size_t card, Date date, std::int64_t percent);
  void correct(std::size_t card, Date date, std::int64_t percent, std::int32_t months_late);
  void move(std::size_t card, Date date, const Spot& to, Document set);
  std::size_t make_pool(std::vector<std::size_t> cards);

  // A month of index 0 to `last`.
  std::int32_t some_month(std::int32_t last) {
    return static_cast<std::int32_t>(random_.below(static_cast<std::uint64_t>(last) + 1));
  }
  Date some_date(std::int32_t last) {
    constexpr std::uint64_t kDays = 20;
    const std::int32_t index = some_month(last);
    return {.month = index, .day = 3 + static_cast<int>(random_.below(kDays))};
  }

  NationOptions options_;
  std::int32_t last_month_ = options_.months - 1;
  simulate::Random random_;
  Books books_;
  std::uint64_t objects_ = 0;
  std::vector<Event> events_;
  std::vector<DatedCommit> commits_;
  std::map<std::size_t, std::int64_t> planned_cuts_;  // By month index: sessions, tenths.
};

constexpr Date kOpening{.month = -1, .day = 15};

void Generator::write(Date date, std::vector<Touch> touches, Nature nature,
                      std::int32_t months_late) {
  const Instant effective = model::begin_in_china(day_of(date)) + std::chrono::hours{10};
  const Date recorded{.month = date.month + months_late, .day = date.day};
  commits_.push_back(
      {.at = model::begin_in_china(day_of(recorded)) + std::chrono::hours{11},
       .effective = effective,
       .nature = nature,
       .reason = nature == Nature::correction ? "survey found otherwise" : "network change",
       .touches = std::move(touches)});
}

void Generator::write(Date date, std::size_t card, Document set, Nature nature,
                      std::int32_t months_late) {
  std::vector<Touch> touches;
  touches.push_back({.object = books_.cards[card].object,
                     .kind = "nat44_device",
                     .name = books_.cards[card].name,
                     .set = std::move(set)});
  write(date, std::move(touches), nature, months_late);
}

std::size_t Generator::create(const Spot& spot, Date date, Document more, std::int64_t scale) {
  constexpr std::int64_t kStep = 10;  // Whole numbers, in tenths.
  const std::size_t index = books_.cards.size();
  const TruthGroup group = group_of(spot);
  const auto size = static_cast<std::int64_t>(2 + random_.below(30)) * scale;
  Card card{.object = ++objects_, .spot = spot};
  // 1 million sessions, 12.5 Gbit/s, 256 addresses, 4,000 blocks and 5,000 subscribers a step.
  card.figures = {size * 1'000'000 * kStep, size * 125, size * 256 * kStep, size * 4000 * kStep,
                  size * 5000 * kStep};
  const std::string name = "CGN-" + std::to_string(card.object);
  const std::string region = city_of(group);
  card.name = group.operator_ + " / " + region + " / " + name;
  Document set = std::move(more);
  for (std::size_t m = 0; m < kMeasures; ++m) {
    const auto [field, added] =
        set.try_emplace(std::string(kFields.at(m)), tenths(card.figures.at(m)));
    if (!added) {
      card.figures.at(m) = kNotGiven;
      set.erase(field);
    }
  }
  set["name"] = name;
  set["operator"] = group.operator_;
  set["region"] = region;
  set["ledger_class"] = group.ledger_class;
  set.try_emplace("status", "in_service");
  set.try_emplace("in_service_since", text_of(date));
  books_.cards.push_back(card);
  write(date, index, std::move(set));
  return index;
}

std::size_t Generator::opened(const Spot& spot, Document more) {
  const std::size_t card = create(spot, kOpening, std::move(more));
  books_.cards[card].in_service = true;
  return card;
}

void Generator::enter(std::size_t card) {
  books_.cards[card].in_service = true;
  books_.book(books_.cards[card].spot, &TruthFall::added, books_.brings(card));
}

void Generator::leave(std::size_t card) {
  books_.book(books_.cards[card].spot, &TruthFall::retired, books_.brings(card));
  books_.cards[card].in_service = false;
}

void Generator::create_when(const Spot& spot, Date date) {
  at(date, [this, spot, date] { enter(create(spot, date)); });
}

void Generator::retire(std::size_t card, Date date) {
  at(date, [this, card, date] {
    leave(card);
    write(date, card, {{"status", "retired"}, {"retired_on", text_of(date)}});
  });
}

void Generator::resize(std::size_t card, Date date, std::int64_t percent) {
  at(date, [this, card, date, percent] {
    Card& changed = books_.cards[card];
    Document set;
    for (std::size_t m = 0; m < kMeasures; ++m) {
      const std::int64_t more = changed.figures.at(m) / 100 * percent;
      changed.figures.at(m) += more;
      books_.book(changed.spot, more > 0 ? &TruthFall::expanded : &TruthFall::reduced, m,
                  std::abs(more));
      set[std::string(kFields.at(m))] = tenths(changed.figures.at(m));
    }
    write(date, card, std::move(set));
  });
}

void Generator::correct(std::size_t card, Date date, std::int64_t percent,
                        std::int32_t months_late) {
  at(date, [this, card, date, percent, months_late] {
    Card& changed = books_.cards[card];
    const std::int64_t more = changed.figures[kSessions] / 100 * percent;
    changed.figures[kSessions] += more;
    books_.book(changed.spot, &TruthFall::corrected, kSessions, more);
    write(date, card, {{"max_sessions", tenths(changed.figures[kSessions])}}, Nature::correction,
          months_late);
  });
}

void Generator::move(std::size_t card, Date date, const Spot& to, Document set) {
  at(date, [this, card, date, to, set = std::move(set)] {
    Card& moved = books_.cards[card];
    books_.book_move(moved.spot, to, moved.figures);
    moved.spot = to;
    write(date, card, set);
  });
}

std::size_t Generator::make_pool(std::vector<std::size_t> cards) {
  constexpr std::int64_t kStep = 10;
  SharedPool pool{.object = ++objects_, .cards = std::move(cards)};
  pool.addresses = static_cast<std::int64_t>(1 + random_.below(8)) * 512 * kStep;
  pool.blocks = pool.addresses * 16;
  const TruthGroup group = group_of(books_.cards[pool.cards.front()].spot);
  const std::string region = city_of(group);
  const std::string name = "POOL-" + std::to_string(pool.object);
  pool.name = group.operator_ + " / " + region + " / " + name;
  std::vector<Touch> touches;
  touches.push_back({.object = pool.object,
                     .kind = "nat_address_pool",
                     .name = pool.name,
                     .set = {{"public_addresses", tenths(pool.addresses)},
                             {"port_blocks", tenths(pool.blocks)},
                             {"operator", group.operator_},
                             {"region", region},
                             {"name", name}}});
  const std::size_t index = books_.pools.size();
  for (const std::size_t card : pool.cards) {
    books_.cards[card].pool = index;
    touches.push_back({.object = books_.cards[card].object,
                       .kind = "nat44_device",
                       .name = books_.cards[card].name,
                       .set = {{"pools", std::vector{pool.name}}}});
  }
  write(kOpening, std::move(touches), Nature::change, 0);
  books_.pools.push_back(std::move(pool));
  return index;
}

// `last` is the last month in which the cell grows.
void Generator::changing_cards(const Spot& spot, std::int32_t last) {
  for (int i = 0; i < 4; ++i) {
    create_when(spot, some_date(last));
    resize(opened(spot), some_date(last), 20 + 10 * i);
  }
  for (int i = 0; i < 3; ++i) {
    resize(opened(spot), some_date(last_month_), -10 - 10 * i);
    retire(opened(spot), some_date(last_month_));
  }
  correct(opened(spot), some_date(last_month_), 5, 0);
  correct(opened(spot), some_date(last_month_), -7, 0);
  constexpr std::int32_t kLateMonths = 2;
  correct(opened(spot), some_date(last_month_ - kLateMonths), 3, kLateMonths);

  Spot province = spot;
  province.province = (spot.province + 7) % options_.provinces;
  move(opened(spot), some_date(kReferenceMonth), province,
       {{"region", city_of(group_of(province))}});
  Spot other = spot;
  other.operator_ = (spot.operator_ + 1) % options_.operators;
  move(opened(spot), some_date(kReferenceMonth), other, {{"operator", group_of(other).operator_}});

  const Date replaced = some_date(last);
  retire(opened(spot), replaced);
  at(replaced, [this, spot, replaced] { enter(create(spot, replaced, {}, 3)); });
}

void Generator::other_classes(const Spot& spot, std::int32_t last) {
  constexpr std::size_t kDsLite = 2;
  constexpr std::size_t kNat64 = 3;
  for (const std::size_t class_ : {kDsLite, kNat64}) {
    Spot other = spot;
    other.class_ = class_;
    create_when(other, some_date(last_month_));
    const std::size_t converted = opened(other);
    const std::size_t left = opened(other);
    retire(left, some_date(last_month_));
    move(converted, some_date(last), spot, {{"ledger_class", group_of(spot).ledger_class}});
    const std::size_t card = opened(spot);
    move(card, some_date(last_month_), other, {{"ledger_class", group_of(other).ledger_class}});
  }
}

// Figures that are not given, and one that is given later.
void Generator::gaps(const Spot& spot) {
  const std::size_t measure = (spot.province + spot.operator_) % kMeasures;
  for (const bool filled : {false, true}) {
    const std::size_t card = opened(spot, {{std::string(kFields.at(measure)), Value{}}});
    if (filled) {
      const Date date = some_date(kReferenceMonth);
      at(date, [this, card, measure, date] {
        constexpr std::int64_t kFigure = 12'340;
        books_.cards[card].figures.at(measure) = kFigure;
        books_.book(books_.cards[card].spot, &TruthFall::corrected, measure, kFigure);
        write(date, card, {{std::string(kFields.at(measure)), tenths(kFigure)}});
      });
    }
  }
}

// Pairs with a pool: one stays, one loses its first card, one grows, one goes altogether.
void Generator::pools(const Spot& spot, std::int32_t last) {
  constexpr int kPairs = 4;
  for (int pair = 0; pair < kPairs; ++pair) {
    const std::size_t first = opened(spot);
    const std::size_t second = opened(spot);
    const std::size_t pool = make_pool({first, second});
    if (pair == 1) {
      retire(first, some_date(last_month_));
    } else if (pair == 2) {
      const Date date = some_date(last);
      at(date, [this, pool, spot, date] {
        constexpr std::size_t kAddresses = 2;
        constexpr std::int64_t kMore = 5120;
        SharedPool& grown = books_.pools[pool];
        grown.addresses += kMore;
        books_.book(spot, &TruthFall::expanded, kAddresses, kMore);
        std::vector<Touch> touches;
        touches.push_back({.object = grown.object,
                           .kind = "nat_address_pool",
                           .name = grown.name,
                           .set = {{"public_addresses", tenths(grown.addresses)}}});
        write(date, std::move(touches), Nature::change, 0);
      });
    } else if (pair == 3) {
      const Date date = some_date(last_month_);
      retire(first, date);
      retire(second, {.month = date.month, .day = date.day + 1});
    }
  }
}

void Generator::plans(const Spot& spot, std::int32_t last) {
  constexpr std::int32_t kSlip = 2;
  const auto planned = [&](std::string_view action, std::int32_t due, Document more = {}) {
    more["plan_action"] = std::string(action);
    more["plan_month"] = month(due).to_string();
    const std::size_t card = opened(spot, std::move(more));
    if (action == "retire") {
      planned_cuts_[static_cast<std::size_t>(due)] += books_.cards[card].figures[kSessions];
    }
    return card;
  };
  const auto note = [&](std::size_t card, std::string outcome, std::optional<std::int32_t> slip) {
    books_.truth.plans[books_.cards[card].object] = {.outcome = std::move(outcome), .slip = slip};
  };
  for (int i = 0; i < 4; ++i) {
    const Date date = some_date(last_month_);
    const std::size_t card = planned("retire", date.month);
    retire(card, date);
    note(card, "kept", 0);
  }
  for (int i = 0; i < 3; ++i) {
    const Date date = some_date(last_month_ - kSlip);
    const std::size_t card = planned("retire", date.month);
    retire(card, {.month = date.month + kSlip, .day = date.day});
    note(card, "late", kSlip);
  }
  const std::int32_t due = some_month(last_month_);
  note(planned("retire", due), "overdue", last_month_ - due + 1);

  const Date shrunk = some_date(last_month_ - 1);
  const std::size_t early = planned("shrink", shrunk.month + 1);
  const std::int64_t target = books_.cards[early].figures[kSessions] / 100 * 50;
  planned_cuts_[static_cast<std::size_t>(shrunk.month + 1)] +=
      books_.cards[early].figures[kSessions] - target;
  at(kOpening,
     [this, early, target] { write(kOpening, early, {{"plan_max_sessions", tenths(target)}}); });
  resize(early, shrunk, -50);
  note(early, "kept", -1);

  note(planned("freeze", some_month(last_month_)), "kept", std::nullopt);
  const Date thawed = some_date(std::max(last, 1));
  const std::size_t broken = planned("freeze", std::max(thawed.month - 1, 0));
  resize(broken, {.month = std::max(thawed.month, 1), .day = thawed.day}, 10);
  note(broken, "broken", std::nullopt);
}

// Dates typed in advance, cards not yet in service, loads that should not be.
void Generator::dates(const Spot& spot, std::int32_t last) {
  const Date in = some_date(last);
  const std::size_t entering = create(spot, kOpening, {{"in_service_since", text_of(in)}});
  at(in, [this, entering] { enter(entering); });
  const Date out = some_date(last_month_);
  const std::size_t leaving = opened(spot, {{"retired_on", text_of(out)}});
  at(out, [this, leaving] { leave(leaving); });
  create(spot, kOpening, {{"status", "planned"}});

  const Date gone = some_date(last_month_ - 1);
  const std::size_t haunted = opened(spot);
  retire(haunted, gone);
  const Date after{.month = gone.month + 1, .day = gone.day};
  at(after, [this, haunted, after] {
    const model::Month seen = month(after.month);
    books_.truth.loads_after_retirement[books_.cards[haunted].object] = seen;
    write(after, haunted, {{"load_month", seen.to_string()}, {"peak_sessions", tenths(50)}});
  });
}

void Generator::loads(const Spot& spot, std::size_t first_card) {
  constexpr std::int32_t kQuarter = 3;
  const std::size_t end = books_.cards.size();
  for (std::int32_t index = kQuarter - 1; index < options_.months; index += kQuarter) {
    const Date date{.month = index, .day = 27};
    at(date, [this, spot, first_card, end, date] {
      std::vector<Touch> touches;
      for (std::size_t i = first_card; i < end; ++i) {
        const Card& card = books_.cards[i];
        if (!card.in_service || !(card.spot == spot)) {
          continue;
        }
        const auto percent = static_cast<std::int64_t>(20 + random_.below(70));
        Document set{{"load_month", month(date.month).to_string()}};
        if (card.figures[kSessions] != kNotGiven) {
          set["peak_sessions"] = tenths(card.figures[kSessions] / 1000 * percent * 10);
          set["mean_sessions"] = tenths(card.figures[kSessions] / 2000 * percent * 10);
        }
        set["peak_traffic"] = tenths(percent);
        set["active_subscribers"] = tenths(percent * 1000);
        touches.push_back({.object = card.object,
                           .kind = "nat44_device",
                           .name = card.name,
                           .set = std::move(set)});
      }
      write(date, std::move(touches), Nature::change, 0);
    });
  }
}

void Generator::cell(const Spot& spot) {
  // Every third province stops growing, every fourth leaves figures out.
  const std::int32_t last = spot.province % 3 == 0 ? kReferenceMonth : last_month_;
  const std::size_t first_card = books_.cards.size();
  changing_cards(spot, last);
  other_classes(spot, last);
  if (spot.province % 4 == 1) {
    gaps(spot);
  }
  pools(spot, last);
  plans(spot, last);
  dates(spot, last);
  Spot nat444 = spot;
  nat444.class_ = 1;
  while (books_.cards.size() - first_card < kDevicesPerCell) {
    opened(random_.chance(0.5) ? spot : nat444);
  }
  loads(spot, first_card);
}

Nation Generator::run() {
  for (std::size_t province = 0; province < options_.provinces; ++province) {
    for (std::size_t operator_ = 0; operator_ < options_.operators; ++operator_) {
      cell({.province = province, .operator_ = operator_});
    }
  }
  std::ranges::stable_sort(events_, {}, &Event::date);
  auto event = events_.begin();
  while (event != events_.end() && event->date.month < 0) {
    (event++)->happen();
  }
  for (const Card& card : books_.cards) {
    books_.truth.devices_at_start += card.in_service && card.spot.class_ < 2 ? 1U : 0U;
  }
  std::int64_t planned = 0;
  for (std::int32_t index = 0; index < options_.months; ++index) {
    books_.open_month();
    if (index == 0) {
      planned = books_.truth.nation.front()[{}][kSessions].opening;
    }
    while (event != events_.end() && event->date.month == index) {
      (event++)->happen();
    }
    books_.close_month();
    planned -= planned_cuts_[static_cast<std::size_t>(index)];
    books_.truth.planned.push_back(planned);
  }
  books_.judge(kReferenceMonth);
  std::ranges::stable_sort(commits_, {}, &DatedCommit::at);
  return {.commits = std::move(commits_), .truth = std::move(books_.truth)};
}

}  // namespace
Nation make_nation(const NationOptions& options) { return with_lists(Generator(options).run()); }

}  // namespace sixscope::simulate_ledger
