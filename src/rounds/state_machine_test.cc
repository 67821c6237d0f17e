// Every state, event and role held against a table written by hand from the rules in words.
#include "rounds/state_machine.h"

#include <gmock/gmock.h>

#include <map>
#include <string>
#include <tuple>

namespace sixscope::rounds {
namespace {

template <std::size_t Count, class Enum>
std::string name_in(const std::array<std::string_view, Count>& names, Enum one) {
  return std::string(names.at(static_cast<std::size_t>(one)));
}

// By state, a column an event: what comes of it for a respondent (f), a province (p) and the nation
// (n) where nobody is between; "." is refused. A keeper may what any of them may.
struct Row {
  State state;
  const char* import;
  const char* check;
  const char* submit;
  const char* return_;
  const char* approve;
  const char* freeze;
  const char* restate;
};
constexpr const char* kNo = ".";
const Row kRows[] = {
    {State::not_opened, "draft", "f:checked", kNo, kNo, kNo, kNo, kNo},
    {State::draft, "draft", "f:checked", kNo, kNo, kNo, kNo, kNo},
    {State::checked, "draft", "f:checked", "f:submitted", kNo, kNo, kNo, kNo},
    {State::submitted, "draft", kNo, kNo, "pn:returned", "p:reviewed n:approved", kNo, kNo},
    {State::reviewed, "draft", kNo, kNo, "n:returned", "n:approved", kNo, kNo},
    {State::returned, "draft", "f:checked", kNo, kNo, kNo, kNo, kNo},
    {State::approved, "draft", kNo, kNo, "n:returned", kNo, "n:frozen", kNo},
    {State::frozen, kNo, kNo, kNo, kNo, kNo, kNo, "n:restated"},
    {State::restated, "draft", "f:checked", kNo, kNo, kNo, kNo, kNo},
};

// What a cell says for a role's letter; an import's cell is for everybody.
std::string said(const std::string& cell, char role) {
  for (std::size_t at = 0; at < cell.size();) {
    const std::size_t end = std::min(cell.find(' ', at), cell.size());
    const std::string word = cell.substr(at, end - at);
    const auto colon = word.find(':');
    if (colon == std::string::npos) {
      return word == kNo ? "" : word;
    }
    if (word.substr(0, colon).find(role) != std::string::npos) {
      return word.substr(colon + 1);
    }
    at = end + 1;
  }
  return "";
}

std::string cell_of(const Row& row, Event event) {
  switch (event) {
    case Event::import:
      return row.import;
    case Event::check:
      return row.check;
    case Event::submit:
      return row.submit;
    case Event::return_:
      return row.return_;
    case Event::approve:
      return row.approve;
    case Event::freeze:
      return row.freeze;
    case Event::restate:
      return row.restate;
  }
  return "";
}

// Empty: refused, with words in both languages.
std::string outcome(const Step& step) {
  const auto answer = next(step);
  if (const auto* const refused = std::get_if<Refusal>(&answer)) {
    EXPECT_FALSE(refused->rule.empty());
    EXPECT_FALSE(refused->what.zh.empty());
    EXPECT_FALSE(refused->what.en.empty());
    return "";
  }
  return name_in(kStateNames, std::get<State>(answer));
}

TEST(StateMachine, IsTheTable) {
  const std::map<Role, char> letters = {
      {Role::viewer, 'v'}, {Role::filler, 'f'}, {Role::province, 'p'}, {Role::nation, 'n'}};
  std::size_t looked = 0;
  for (const Row& row : kRows) {
    for (std::size_t event = 0; event < kEventNames.size(); ++event) {
      const auto which = static_cast<Event>(event);
      for (const auto& [role, letter] : letters) {
        EXPECT_EQ(outcome({.state = row.state, .event = which, .role = role, .has_reason = true}),
                  said(cell_of(row, which), letter))
            << name_in(kStateNames, row.state) << " " << kEventNames.at(event) << " "
            << name_in(kRoleNames, role);
        ++looked;
      }
    }
  }
  EXPECT_EQ(looked, kStateNames.size() * kEventNames.size() * 4);
}

TEST(StateMachine, AKeeperMayWhatAnyOfThemMay) {
  for (const Row& row : kRows) {
    for (std::size_t event = 0; event < kEventNames.size(); ++event) {
      const auto which = static_cast<Event>(event);
      std::string wanted;
      for (const char letter : {'f', 'n'}) {
        const std::string one = said(cell_of(row, which), letter);
        wanted = one.empty() ? wanted : one;
      }
      EXPECT_EQ(
          outcome({.state = row.state, .event = which, .role = Role::keeper, .has_reason = true}),
          wanted)
          << name_in(kStateNames, row.state) << " " << kEventNames.at(event);
    }
  }
}

TEST(StateMachine, AProvinceBetweenReviewsFirst) {
  Step step{.state = State::submitted,
            .event = Event::approve,
            .role = Role::nation,
            .has_province = true};
  EXPECT_EQ(outcome(step), "") << "not past its province";
  step.role = Role::province;
  EXPECT_EQ(outcome(step), "reviewed");
  step.role = Role::keeper;
  EXPECT_EQ(outcome(step), "reviewed");
  step.state = State::reviewed;
  EXPECT_EQ(outcome(step), "approved");
  step.role = Role::province;
  EXPECT_EQ(outcome(step), "") << "once";
  step.role = Role::nation;
  EXPECT_EQ(outcome(step), "approved");
}

TEST(StateMachine, AsksForReasonsWhereTheyAreRead) {
  for (const auto& [state, event] :
       {std::pair(State::submitted, Event::return_), std::pair(State::frozen, Event::restate)}) {
    Step step{.state = state, .event = event, .role = Role::nation};
    const auto answer = next(step);
    ASSERT_TRUE(std::holds_alternative<Refusal>(answer));
    EXPECT_EQ(std::get<Refusal>(answer).rule, "reason");
  }
}

TEST(StateMachine, RolesFollowFromScopes) {
  const Respondent branch{.region = "440000", .operator_ = "china_mobile", .enterprise = {}};
  const Respondent region{.region = "440000", .operator_ = {}, .enterprise = {}};
  const Respondent company{.region = {}, .operator_ = {}, .enterprise = "Acme"};
  using Scope = registry::Scope;
  const Scope mobile{
      .account = "gd", .regions = {"440000"}, .owners = {"china_mobile"}, .may_write = true};
  const Scope group{
      .account = "group", .regions = {"000000"}, .owners = {"china_mobile"}, .may_write = true};
  const Scope telecom{
      .account = "ct", .regions = {"440000"}, .owners = {"china_telecom"}, .may_write = true};
  const Scope province{.account = "gdca", .regions = {"440000"}, .may_write = true};
  const Scope other{.account = "gxca", .regions = {"450000"}, .may_write = true};
  const Scope acme{.account = "acme", .owners = {"Acme"}, .may_write = true};
  const Scope nation{.account = "miit", .all = true, .may_write = true};
  Scope reader = mobile;
  reader.may_write = false;
  Scope token = mobile;
  token.read_only = true;
  const std::tuple<const char*, Scope, Respondent, Role> kCases[] = {
      {"branch", mobile, branch, Role::filler},
      {"its parent", group, branch, Role::filler},
      {"another company", telecom, branch, Role::viewer},
      {"its province", province, branch, Role::province},
      {"another province", other, branch, Role::viewer},
      {"the nation", nation, branch, Role::nation},
      {"one that reads", reader, branch, Role::viewer},
      {"a token that reads", token, branch, Role::viewer},
      {"a region for itself", province, region, Role::filler},
      {"a company for a region", mobile, region, Role::viewer},
      {"an enterprise for itself", acme, company, Role::filler},
      {"a province for an enterprise", province, company, Role::viewer},
      {"the nation for an enterprise", nation, company, Role::nation},
  };
  for (const auto& [name, scope, unit, role] : kCases) {
    EXPECT_EQ(role_of(scope, unit, false), role) << name;
  }
  EXPECT_EQ(role_of(Scope::everything("local"), branch, true), Role::keeper);
  EXPECT_FALSE(sees(telecom, branch));
  EXPECT_FALSE(sees(mobile, region)) << "its rows may be another company's";
}

TEST(StateMachine, AProvinceIsBetweenWhereSomebodyReviewsForIt) {
  const Respondent branch{.region = "440000", .operator_ = "china_mobile", .enterprise = {}};
  registry::Account province{.id = "gdca", .regions = {"440000"}, .may_write = true};
  EXPECT_FALSE(has_province({}, branch));
  EXPECT_TRUE(has_province({province}, branch));
  EXPECT_FALSE(has_province({province}, {"450000", "china_mobile", ""}));
  EXPECT_FALSE(has_province({province}, {"440000", "", ""})) << "it answers itself";
  registry::Account one = province;
  one.may_write = false;
  EXPECT_FALSE(has_province({one}, branch)) << "one that reads";
  one = province;
  one.owners = {"china_mobile"};
  EXPECT_FALSE(has_province({one}, branch)) << "a company";
  one = province;
  one.disabled = true;
  EXPECT_FALSE(has_province({one}, branch)) << "one that is shut";
  one = province;
  one.regions = {"000000"};
  EXPECT_FALSE(has_province({one}, branch)) << "the country is no province";
}

}  // namespace
}  // namespace sixscope::rounds
