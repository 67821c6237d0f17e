// Rounds in the registry's database, and the gate in front of its commits.
#include "adapters/sql_rounds/sql_round_gate.h"
#include "adapters/sql_rounds/sql_round_store.h"
#include "registry_contract.h"
#include "rounds/form_fixture_test.h"
#include "rounds/round_desk.h"

namespace sixscope::tests {
namespace {

using rounds::Act;
using rounds::Acted;
using rounds::Event;
using rounds::Refusal;
using rounds::State;
using rounds::Submission;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kRound = "traffic-2026-05";

std::shared_ptr<const registry::Kinds> kinds_with_form() {
  auto kinds = std::make_shared<registry::Kinds>(sample_kinds());
  kinds->kinds.push_back(rounds::sample_form());
  for (const char* const name : {"440000", "450000"}) {
    kinds->codes["region"].emplace_back().code = name;
  }
  return kinds;
}

rounds::Period month_of_2026(std::int32_t number) {
  const auto one = model::Month::of(2026, number);
  return {.first = one, .last = one};
}

class RegistryRounds : public RegistryContract {
 protected:
  void SetUp() override {
    RegistryContract::SetUp();
    if (store_ == nullptr) {
      return;
    }
    auto opened = registry::SqlObjectStore::open(*database_, *kinds_, &gate_);
    ASSERT_TRUE(opened) << describe(opened.error());
    store_ = std::move(*opened);
    rounds_ = std::make_unique<adapters::SqlRoundStore>(*database_);
    desk_ = std::make_unique<rounds::RoundDesk>(rounds::DeskParts{
        .store = *store_,
        .kinds = kinds_,
        .rounds = *rounds_,
        .accounts = [this]() { return Result<std::vector<registry::Account>>(accounts_); },
        .sha256 = [](std::string_view bytes) { return std::string(bytes); },
        .answerers = {.regions = {"440000", "450000"},
                      .operators = {"china_mobile", "china_telecom"},
                      .enterprises = {}},
        .reminders = {},
        .is_keeper = [](const Scope& scope) { return scope.account == "local"; }});
  }
  void open_round() {
    const auto opened = desk_->open("traffic", month_of_2026(5), {}, "test", month(6));
    ASSERT_TRUE(opened) << describe(opened.error());
    ASSERT_TRUE(*opened);
  }
  // A row of May, by default Guangdong's of China Mobile: submission 1.
  ObjectId row(std::int64_t total, const std::string& region = "440000",
               const std::string& operator_ = "china_mobile", const char* when = "2026-05") {
    return create(rounds::sample_row(when, region, operator_, total, 1), kNow, "traffic");
  }
  Result<Committed> try_set(ObjectId id, std::int64_t total) {
    return store_->commit(commit_of({change(id, {{"total", decimal(total)}})}), all_);
  }
  Submission submission(std::uint32_t number = 1) {
    const auto all = rounds_->submissions(kRound);
    EXPECT_TRUE(all) << describe(all.error());
    return all && all->size() >= number ? all->at(number - 1) : Submission{};
  }
  State state(std::uint32_t number = 1) { return submission(number).state; }
  Acted act(Event event, const std::string& reason = "", const Scope& scope = everything()) {
    const auto answer = desk_->act(
        kRound, 1, {.event = event, .reason = reason, .request_id = "q", .at = kNow}, scope);
    EXPECT_TRUE(answer) << describe(answer.error());
    if (answer && std::holds_alternative<Refusal>(*answer)) {
      ADD_FAILURE() << std::get<Refusal>(*answer).what.en;
    }
    return answer && std::holds_alternative<Acted>(*answer) ? std::get<Acted>(*answer) : Acted{};
  }
  std::string refused(Event event, const std::string& reason = "",
                      const Scope& scope = everything()) {
    const auto answer = desk_->act(
        kRound, 1, {.event = event, .reason = reason, .request_id = {}, .at = kNow}, scope);
    EXPECT_TRUE(answer) << describe(answer.error());
    return answer && std::holds_alternative<Refusal>(*answer)
               ? std::string(std::get<Refusal>(*answer).rule)
               : "done";
  }
  static Scope everything() { return Scope::everything("local"); }

  const std::shared_ptr<const registry::Kinds> kinds_ = kinds_with_form();
  adapters::SqlRoundGate gate_;
  std::unique_ptr<adapters::SqlRoundStore> rounds_;
  std::unique_ptr<rounds::RoundDesk> desk_;
  std::vector<registry::Account> accounts_;
};

TEST_P(RegistryRounds, OpenOnceForEverybodyWhoAnswers) {
  row(10, "450000");
  open_round();
  const auto again = desk_->open("traffic", month_of_2026(5), {"440000"}, "test", month(7));
  ASSERT_TRUE(again) << describe(again.error());
  EXPECT_FALSE(*again) << "what is there stays as it is";
  const auto all = rounds_->submissions(kRound).value();
  ASSERT_THAT(all, SizeIs(4));
  EXPECT_EQ(all[0].unit.name(), "440000/china_mobile");
  EXPECT_EQ(all[0].state, State::not_opened);
  EXPECT_EQ(all[2].state, State::draft) << "its rows came first";
  const auto round = rounds_->round(kRound).value();
  EXPECT_EQ(model::to_string(round.calendar.due), "2026-06-15");
  EXPECT_EQ(round.opened_at, month(6));
  EXPECT_EQ(code(rounds_->round("traffic-2026-04")), Errc::not_found);
  EXPECT_THAT(rounds_->rounds({.form = "traffic"}).value(), SizeIs(1));
  EXPECT_THAT(rounds_->rounds({.form = "other"}).value(), IsEmpty());
  EXPECT_THAT(rounds_->rounds({.form = {}, .month = model::Month::of(2026, 4)}).value(), IsEmpty());
  EXPECT_EQ(desk_->open_due(month(6)).value(), 0U) << "May's is there";
  EXPECT_EQ(desk_->open_due(month(7)).value(), 1U);
  EXPECT_EQ(rounds_->rounds({}).value().front().id, "traffic-2026-06");
}

TEST_P(RegistryRounds, ACommitMakesADraftOfWhatItTouches) {
  open_round();
  const ObjectId id = row(10);
  EXPECT_EQ(state(), State::draft);
  EXPECT_EQ(state(2), State::not_opened);
  EXPECT_EQ(submission().turn, 1U);
  ASSERT_TRUE(try_set(id, 11));
  EXPECT_EQ(submission().turn, 1U) << "a draft it was";
  act(Event::check);
  EXPECT_EQ(state(), State::checked);
  ASSERT_TRUE(try_set(id, 12));
  EXPECT_EQ(state(), State::draft);
  row(7, "450000", "china_telecom", "2026-04");
  EXPECT_EQ(state(4), State::not_opened) << "of another month";
  const auto steps = rounds_->transitions(kRound, 1).value();
  ASSERT_THAT(steps, SizeIs(3));
  EXPECT_EQ(steps[2].event, Event::import);
  EXPECT_EQ(steps[2].from, State::checked);
  EXPECT_EQ(steps[2].who, "li");
  EXPECT_EQ(steps[2].reason, "survey");
  EXPECT_EQ(steps[2].request_id, "r1");
  EXPECT_EQ(steps[2].commit, CommitNumber(3));
}

TEST_P(RegistryRounds, ARowThatMovesTouchesBothItsPlaces) {
  const ObjectId id = row(10);
  open_round();
  ASSERT_TRUE(store_->commit(commit_of({change(id, {{"region", std::string("450000")}})}), all_));
  EXPECT_EQ(state(3), State::draft);
  EXPECT_EQ(state(), State::draft);
  EXPECT_EQ(refused(Event::check), "no_rows") << "none is left";
}

TEST_P(RegistryRounds, SubmittingPinsTheRows) {
  open_round();
  EXPECT_EQ(refused(Event::check), "no_rows");
  const ObjectId id = row(10);
  EXPECT_EQ(refused(Event::submit), "state") << "not checked yet";
  act(Event::check);
  const Acted first = act(Event::submit);
  ASSERT_TRUE(first.receipt);
  EXPECT_EQ(first.receipt->rows, 1U);
  EXPECT_EQ(first.receipt->commit, CommitNumber(1));
  EXPECT_EQ(first.receipt->days_late, 169);
  EXPECT_THAT(first.receipt->sha256, HasSubstr("\"total\":10"));
  const auto kept = rounds_->receipt(first.receipt->id);
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->sha256, first.receipt->sha256);
  EXPECT_EQ(kept->at, kNow);
  EXPECT_EQ(submission().commit, CommitNumber(1));

  const Acted again = act(Event::submit);
  EXPECT_TRUE(again.is_duplicate);
  EXPECT_EQ(again.receipt->id, first.receipt->id);
  EXPECT_THAT(rounds_->receipts(kRound, 1).value(), SizeIs(1));

  EXPECT_EQ(refused(Event::return_), "reason");
  act(Event::return_, "total is too small");
  act(Event::check);
  EXPECT_EQ(refused(Event::submit), "unchanged");
  ASSERT_TRUE(try_set(id, 11));
  act(Event::check);
  const Acted second = act(Event::submit);
  EXPECT_NE(second.receipt->id, first.receipt->id);
  EXPECT_THAT(rounds_->receipts(kRound, 1).value(), SizeIs(2));
}

TEST_P(RegistryRounds, WhatIsFrozenIsNotChangedThroughAnyDoor) {
  open_round();
  const ObjectId id = row(10);
  act(Event::check);
  act(Event::submit);
  act(Event::approve);
  act(Event::freeze);
  const CommitNumber before = store_->newest_commit().value();
  const auto refused_set = try_set(id, 11);
  EXPECT_EQ(code(refused_set), Errc::forbidden);
  EXPECT_THAT(describe(refused_set.error()), HasSubstr("traffic-2026-05 440000/china_mobile"));
  Commit more = commit_of({change(id, {{"total", decimal(12)}})});
  more.rehearsal = true;
  std::vector<std::string> told;
  more.closed = [&](std::size_t edit, std::string_view name) {
    told.push_back(std::to_string(edit) + " " + std::string(name));
  };
  EXPECT_EQ(code(store_->commit(more, all_)), Errc::forbidden) << "a rehearsal too";
  EXPECT_THAT(told, ElementsAre("0 traffic-2026-05 440000/china_mobile"));
  EXPECT_EQ(code(store_->commit(
                commit_of({creation(rounds::sample_row("2026-05", "440100", "china_mobile", 1, 1),
                                    "traffic")}),
                all_)),
            Errc::forbidden)
      << "a new row of its";
  EXPECT_EQ(code(store_->commit(commit_of({removal(id)}), all_)), Errc::forbidden);
  EXPECT_EQ(store_->newest_commit().value(), before);
  EXPECT_TRUE(store_->commit(
      commit_of(
          {creation(rounds::sample_row("2026-05", "450000", "china_mobile", 1, 1), "traffic")}),
      all_))
      << "another's";

  EXPECT_EQ(refused(Event::restate), "reason");
  EXPECT_EQ(act(Event::restate, "a device counted twice").submission.version, 2U);
  ASSERT_TRUE(try_set(id, 9));
  EXPECT_EQ(state(), State::draft);
  EXPECT_EQ(submission().version, 2U);
  EXPECT_EQ(submission().commit, CommitNumber(1)) << "what was published is still known";
}

TEST_P(RegistryRounds, RowsOfAFailedCommitLeaveTheStateAlone) {
  open_round();
  const ObjectId id = row(10);
  act(Event::check);
  Commit stale = commit_of({change(id, {{"total", decimal(12)}})});
  stale.edits.front().version = 9;
  EXPECT_EQ(code(store_->commit(stale, all_)), Errc::conflict);
  Commit rehearsal = commit_of({change(id, {{"total", decimal(12)}})});
  rehearsal.rehearsal = true;
  ASSERT_TRUE(store_->commit(rehearsal, all_));
  Commit twice = commit_of(
      {creation(rounds::sample_row("2026-05", "440000", "china_mobile", 1, 1), "traffic")});
  EXPECT_EQ(code(store_->commit(twice, all_)), Errc::conflict) << "behind the gate";
  EXPECT_EQ(state(), State::checked);
  EXPECT_EQ(submission().turn, 2U);
}

TEST_P(RegistryRounds, TwoWhoActAtOnceDoNotBothSucceed) {
  open_round();
  row(10);
  Submission one = submission();
  one.state = State::checked;
  one.turn = 2;
  const rounds::Transition step{.turn = 2,
                                .event = Event::check,
                                .from = State::draft,
                                .to = State::checked,
                                .who = "a",
                                .at = kNow,
                                .reason = {},
                                .request_id = {},
                                .commit = {},
                                .sha256 = {}};
  ASSERT_TRUE(rounds_->record(one, step, std::nullopt));
  EXPECT_EQ(code(rounds_->record(one, step, std::nullopt)), Errc::conflict);
  EXPECT_THAT(rounds_->transitions(kRound, 1).value(), SizeIs(2));
}

TEST_P(RegistryRounds, ScopesBoundWhoDoesWhat) {
  open_round();
  row(10);
  const Scope gd{
      .account = "gd", .regions = {"440000"}, .owners = {"china_mobile"}, .may_write = true};
  const Scope province{.account = "gdca", .regions = {"440000"}, .may_write = true};
  const Scope telecom{
      .account = "ct", .regions = {"440000"}, .owners = {"china_telecom"}, .may_write = true};
  const Scope nation{.account = "miit", .all = true, .may_write = true};
  accounts_ = {{.id = "gdca", .regions = {"440000"}, .may_write = true}};
  EXPECT_EQ(
      code(desk_->act(
          kRound, 1, {.event = Event::check, .reason = {}, .request_id = {}, .at = kNow}, telecom)),
      Errc::not_found);
  EXPECT_EQ(refused(Event::check, "", province), "role");
  EXPECT_EQ(refused(Event::check, "", nation), "role");
  act(Event::check, "", gd);
  EXPECT_EQ(act(Event::submit, "", gd).receipt->who, "gd");
  EXPECT_EQ(refused(Event::approve, "", gd), "role");
  EXPECT_EQ(refused(Event::approve, "", nation), "level");
  EXPECT_EQ(act(Event::approve, "", province).submission.state, State::reviewed);
  EXPECT_EQ(refused(Event::freeze, "", province), "role");
  EXPECT_EQ(act(Event::approve, "", nation).submission.state, State::approved);
  EXPECT_EQ(act(Event::freeze, "", nation).submission.state, State::frozen);
  EXPECT_THAT(desk_->submissions(kRound, gd).value(), SizeIs(1));
  EXPECT_THAT(desk_->submissions(kRound, province).value(), SizeIs(2));
  const auto coverage = rounds::coverage_of(desk_->submissions(kRound, nation).value());
  EXPECT_EQ(coverage.in, 1U);
  EXPECT_THAT(coverage.missing, SizeIs(3));
}

TEST_P(RegistryRounds, DifferentWordsForOneCellStandSideBySide) {
  open_round();
  const ObjectId id = row(10);
  Commit other = commit_of({change(id, {{"total", decimal(12)}})});
  other.author.who = "zhang";
  ASSERT_TRUE(store_->commit(other, all_));
  const auto found = desk_->conflicts(desk_->find(kRound, 1, all_).value());
  ASSERT_TRUE(found) << describe(found.error());
  ASSERT_THAT(*found, SizeIs(1));
  EXPECT_EQ(found->front().field, "total");
  ASSERT_THAT(found->front().said, SizeIs(2));
  EXPECT_EQ(found->front().said[0].who, "li");
  EXPECT_EQ(registry::text_of(found->front().said[0].value), "10");
  EXPECT_EQ(found->front().said[1].who, "zhang");
  EXPECT_EQ(registry::text_of(found->front().said[1].value), "12");
}

TEST_P(RegistryRounds, AStepIsRemindedOfOnce) {
  open_round();
  const Instant late = month(6) + std::chrono::days(17);  // 18 June: three days late.
  const auto first = desk_->remind(kRound, late, all_);
  ASSERT_TRUE(first) << describe(first.error());
  EXPECT_THAT(*first, SizeIs(12)) << "four units by filler, leader and parent";
  EXPECT_THAT(desk_->remind(kRound, late, all_).value(), IsEmpty());
  EXPECT_THAT(desk_->remind("", late, all_).value(), IsEmpty());
  EXPECT_TRUE(rounds_->claim(first->front(), late).value());
  EXPECT_FALSE(rounds_->claim(first->front(), late).value()) << "one of two that would send it";
  EXPECT_THAT(rounds_->reminders(kRound, true).value(), SizeIs(11));
  ASSERT_TRUE(rounds_->release(first->front()));
  EXPECT_TRUE(rounds_->claim(first->front(), late).value());
  EXPECT_THAT(rounds_->reminders(kRound, true).value(), SizeIs(11));
  EXPECT_THAT(rounds_->reminders("", false).value(), SizeIs(12));
  EXPECT_THAT(desk_->remind(kRound, late + std::chrono::days(1), all_).value(), SizeIs(12));
}

INSTANTIATE_TEST_SUITE_P(Databases, RegistryRounds,
                         testing::Values(Dialect::sqlite, Dialect::postgres), dialect_name);

}  // namespace
}  // namespace sixscope::tests
