#pragma once

#include <gmock/gmock.h>

#include <cctype>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "database_under_test.h"
#include "registry/sql_object_store.h"
#include "sample_kinds.h"

namespace sixscope::tests {

using model::Decimal;
using registry::AsOf;
using registry::Change;
using registry::Commit;
using registry::CommitNumber;
using registry::Committed;
using registry::Document;
using registry::Edit;
using registry::Object;
using registry::ObjectId;
using registry::Scope;
using registry::Value;
using registry::value_of;

/// The first of a month of 2026.
inline Instant month(unsigned number) {
  return std::chrono::sys_days(std::chrono::year(2026) / std::chrono::month(number) / 1);
}
/// When everything in these tests is recorded.
inline const Instant kNow = month(12);

inline Value decimal(std::int64_t number) { return Decimal::whole(number); }

inline Document device(const std::string& name, std::int64_t capacity,
                       const std::string& region = "440100",
                       const std::string& owner = "china_mobile") {
  return {{"name", name}, {"operator", owner}, {"region", region}, {"capacity", decimal(capacity)}};
}

/// What every ObjectStore must do. Each test has a database of its own.
class RegistryContract : public testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    if (const std::string why = dut().missing(); !why.empty()) {
      GTEST_SKIP() << name_of(GetParam()) << ": " << why;
    }
    const auto* const test = testing::UnitTest::GetInstance()->current_test_info();
    name_ = std::string(test->test_suite_name()) + "_" + test->name();
    for (char& c : name_) {
      c = std::isalnum(static_cast<unsigned char>(c)) != 0
              ? static_cast<char>(std::tolower(static_cast<unsigned char>(c)))
              : '_';
    }
    name_.erase(0, name_.size() > 60 ? name_.size() - 60 : 0);  // PostgreSQL keeps 63 bytes.
    if (makes_store()) {
      database_ = dut().open(name_);
      ASSERT_NE(database_, nullptr);
      auto opened = registry::SqlObjectStore::open(*database_, sample_kinds());
      ASSERT_TRUE(opened) << describe(opened.error());
      store_ = std::move(*opened);
    }
  }
  [[nodiscard]] virtual bool makes_store() const { return true; }
  static DatabaseUnderTest& dut() { return DatabaseUnderTest::of(GetParam()); }

  static Commit commit_of(std::vector<Edit> edits, Instant effective = kNow) {
    Commit commit;
    commit.author = {.who = "li", .reason = "survey", .request_id = "r1"};
    commit.at = kNow;
    commit.effective = effective;
    commit.edits = std::move(edits);
    return commit;
  }
  static Edit creation(Document set, std::string kind = "device") {
    Edit edit;
    edit.kind = std::move(kind);
    edit.set = std::move(set);
    return edit;
  }
  static Edit change(ObjectId id, Document set) {
    Edit edit;
    edit.id = id;
    edit.set = std::move(set);
    return edit;
  }
  static Edit removal(ObjectId id, bool removed = true) {
    Edit edit;
    edit.id = id;
    edit.removed = removed;
    return edit;
  }

  Result<Committed> commit(std::vector<Edit> edits, Instant effective = kNow) {
    return store_->commit(commit_of(std::move(edits), effective), all_);
  }
  /// The identifier of an object just made.
  ObjectId create(Document set, Instant effective = kNow, std::string kind = "device") {
    const auto done = commit({creation(std::move(set), std::move(kind))}, effective);
    EXPECT_TRUE(done) << describe(done.error());
    return done ? done->objects.front() : ObjectId();
  }
  void set(ObjectId id, Document fields, Instant effective = kNow) {
    const auto done = commit({change(id, std::move(fields))}, effective);
    EXPECT_TRUE(done) << describe(done.error());
  }
  Object read(ObjectId id, const AsOf& as_of = {}) {
    const auto object = store_->read(id, as_of, all_);
    EXPECT_TRUE(object) << describe(object.error());
    return object.value_or(Object{});
  }
  std::vector<std::string> keys(const registry::Listing& listing, const Scope& scope) {
    const auto listed = store_->list(listing, scope);
    EXPECT_TRUE(listed) << describe(listed.error());
    std::vector<std::string> found;
    for (const Object& object : listed.value_or(std::vector<Object>{})) {
      found.push_back(object.key);
    }
    return found;
  }
  static registry::HistoryQuery history_of(ObjectId id, std::string field = "") {
    registry::HistoryQuery query;
    query.object = id;
    query.field = std::move(field);
    return query;
  }
  static registry::HistoryQuery history_of(std::string kind, std::string field = "") {
    registry::HistoryQuery query;
    query.kind = std::move(kind);
    query.field = std::move(field);
    return query;
  }
  static registry::Listing devices() {
    registry::Listing listing;
    listing.kind = "device";
    return listing;
  }
  static Errc code(const auto& failed) {
    EXPECT_FALSE(failed.has_value());
    return failed.has_value() ? Errc::truncated : failed.error().code;
  }

  std::string name_;
  std::unique_ptr<registry::SqlDatabase> database_;
  std::unique_ptr<registry::SqlObjectStore> store_;
  Scope all_ = Scope::everything("local");
};

inline std::string dialect_name(const testing::TestParamInfo<Dialect>& info) {
  return name_of(info.param);
}

}  // namespace sixscope::tests
