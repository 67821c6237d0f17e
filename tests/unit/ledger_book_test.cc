#include "api/ledger_book.h"

#include <gtest/gtest.h>

#include <memory>

#include "ledger_world.h"
#include "registry/sql_object_store.h"

namespace sixscope {
namespace {

using ledger::Point;
using model::Month;

class LedgerBooks : public LedgerWorld {
 protected:
  std::shared_ptr<const api::LedgerBook> open(const registry::Scope& scope) {
    return shelf_.open(*store_, scope).value().book;
  }
  static registry::Scope of(const char* region) {
    registry::Scope scope;
    scope.regions = {region};
    return scope;
  }
  static std::vector<Point> months(int count) {
    std::vector<Point> points;
    for (Month month = Month::parse("2025-12").value() - (count - 1); count > 0; --count) {
      points.push_back({.month = month});
      month = month + 1;
    }
    return points;
  }

  const registry::Scope all_ = registry::Scope::everything("tester");
  const std::uint64_t gz1_ = enters("2025-01-10", "GZ-1", "440100", 100);
  api::LedgerShelf shelf_;
};

TEST_F(LedgerBooks, ALogGoesWhenTheNextOneIsRead) {
  const std::weak_ptr<const api::LedgerBook> before = open(all_);
  const std::weak_ptr<const api::LedgerBook> part = open(of("440000"));
  EXPECT_EQ(open(of("440000")), part.lock()) << "read once";
  const auto reading = open(of("310000"));
  enters("2025-02-10", "SH-1", "310000", 100);
  EXPECT_NE(open(of("110000")), nullptr);
  EXPECT_TRUE(part.expired()) << "though its account never asked again";
  EXPECT_EQ(&reading->whole(), before.lock().get()) << "who reads it keeps it";
}

TEST_F(LedgerBooks, ALogThatNobodyReadsIsGone) {
  const std::weak_ptr<const api::LedgerBook> before = open(all_);
  open(of("440000"));
  enters("2025-02-10", "SH-1", "310000", 100);
  open(all_);
  EXPECT_TRUE(before.expired());
}

TEST_F(LedgerBooks, TenYearsOfStatesAreNotKept) {
  for (const registry::Scope& scope : {all_, of("440000")}) {
    const auto book = open(scope);
    const auto year = book->states(months(12));
    const auto decade = book->states(months(120));
    EXPECT_EQ(decade.use_count(), 1);
    EXPECT_EQ(decade->back().devices, year->back().devices);
    EXPECT_EQ(book->states(months(12)), year) << "they drove nothing out";
    for (const int span : {12, 120}) {
      int shown = 0;
      book->walk(months(span), [&](const ledger::State& state) {
        EXPECT_EQ(state.point, months(span)[static_cast<std::size_t>(shown++)]);
        if (shown == span) {
          EXPECT_EQ(state.devices, year->back().devices);
        }
      });
      EXPECT_EQ(shown, span);
    }
    EXPECT_EQ(book->states_of(registry::ObjectId(gz1_), months(120)).back().devices,
              year->back().devices);
  }
}

}  // namespace
}  // namespace sixscope
