#include "rounds/state_machine.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace sixscope::rounds {
namespace {

using registry::Words;

Refusal refusal(std::string_view rule, std::string zh, std::string en) {
  return {.rule = rule, .what = {std::move(zh), std::move(en)}};
}

Refusal wrong_role(std::string zh, std::string en) {
  return refusal("role", std::move(zh), std::move(en));
}

Refusal wrong_state(State state, const char* zh, const char* en) {
  const Words& now = title_of(state);
  return refusal("state", "当前状态为“" + now.zh + "”：" + zh, "it is " + now.en + ": " + en);
}

bool fills(Role role) { return role == Role::filler || role == Role::keeper; }
bool reviews(Role role) {
  return role == Role::province || role == Role::nation || role == Role::keeper;
}
bool decides(Role role) { return role == Role::nation || role == Role::keeper; }

std::variant<State, Refusal> import(const Step& step) {
  if (step.state == State::frozen) {
    return wrong_state(step.state, "须先说明理由重述，再导入", "restate it with a reason first");
  }
  return State::draft;
}

std::variant<State, Refusal> check(const Step& step) {
  if (!fills(step.role)) {
    return wrong_role("只有填报单位核对自己的数据", "only the respondent checks its own rows");
  }
  if (is_in(step.state)) {
    return wrong_state(step.state, "已报送，无需再核对；重新导入后再核对",
                       "it was submitted already; import anew, then check");
  }
  return State::checked;
}

std::variant<State, Refusal> submit(const Step& step) {
  if (!fills(step.role)) {
    return wrong_role("只有填报单位报送自己的数据", "only the respondent submits its own rows");
  }
  if (is_in(step.state)) {
    return wrong_state(step.state, "已报送", "it was submitted already");
  }
  if (step.state != State::checked) {
    return wrong_state(step.state, "请先核对，再报送", "check it first, then submit");
  }
  return State::submitted;
}

std::variant<State, Refusal> send_back(const Step& step) {
  if (!reviews(step.role)) {
    return wrong_role("只有审核单位可以退回", "only a reviewer returns a submission");
  }
  if (step.state != State::submitted && step.state != State::reviewed &&
      step.state != State::approved) {
    return wrong_state(step.state, "没有待审的报送可退回", "there is nothing submitted to return");
  }
  if (step.role == Role::province && step.state != State::submitted) {
    return wrong_role("省级审核已完成，由国家级审核单位退回",
                      "the province is done with it; the national reviewer returns it");
  }
  if (!step.has_reason) {
    return refusal("reason", "退回须写明意见", "say in `reason` what has to be mended");
  }
  return State::returned;
}

std::variant<State, Refusal> approve(const Step& step) {
  if (!reviews(step.role)) {
    return wrong_role("只有审核单位可以通过", "only a reviewer approves a submission");
  }
  if (step.state == State::submitted && step.has_province) {
    return step.role == Role::nation
               ? std::variant<State, Refusal>(
                     refusal("level", "须先由省级审核", "its province reviews it first"))
               : State::reviewed;
  }
  if (step.state != State::submitted && step.state != State::reviewed) {
    return wrong_state(step.state, "没有待审的报送", "there is nothing submitted to approve");
  }
  if (step.role == Role::province) {
    return step.state == State::submitted
               ? std::variant<State, Refusal>(State::reviewed)
               : wrong_role("省级审核已完成，由国家级审核单位通过",
                            "the province is done with it; the national reviewer approves it");
  }
  return State::approved;
}

std::variant<State, Refusal> freeze(const Step& step) {
  if (!decides(step.role)) {
    return wrong_role("只有国家级审核单位可以冻结", "only the national reviewer freezes");
  }
  if (step.state != State::approved) {
    return wrong_state(step.state, "通过审核后才能冻结", "it is frozen after it was approved");
  }
  return State::frozen;
}

std::variant<State, Refusal> restate(const Step& step) {
  if (!decides(step.role)) {
    return wrong_role("只有国家级审核单位可以重述", "only the national reviewer has one restated");
  }
  if (step.state != State::frozen) {
    return wrong_state(step.state, "只有已冻结的才需重述；未冻结的可直接改",
                       "only what is frozen is restated; anything else may be changed as it is");
  }
  if (!step.has_reason) {
    return refusal("reason", "重述须说明理由", "say in `reason` why it is restated");
  }
  return State::restated;
}

}  // namespace

const Words& title_of(State state) {
  static const std::array<Words, kStateNames.size()> kTitles = {
      Words{"未填报", "not opened"},
      Words{"草稿", "a draft"},
      Words{"已核对", "checked"},
      Words{"已报送", "submitted"},
      Words{"省级已审", "reviewed by its province"},
      Words{"已退回", "returned"},
      Words{"已通过", "approved"},
      Words{"已冻结", "frozen"},
      Words{"重述中", "being restated"}};
  return kTitles.at(static_cast<std::size_t>(state));
}

bool is_in(State state) {
  return state == State::submitted || state == State::reviewed || state == State::approved ||
         state == State::frozen;
}

std::variant<State, Refusal> next(const Step& step) {
  switch (step.event) {
    case Event::import:
      return import(step);
    case Event::check:
      return check(step);
    case Event::submit:
      return submit(step);
    case Event::return_:
      return send_back(step);
    case Event::approve:
      return approve(step);
    case Event::freeze:
      return freeze(step);
    case Event::restate:
      return restate(step);
  }
  return wrong_role("不明的动作", "no such step");
}

Role role_of(const registry::Scope& scope, const Respondent& unit, bool is_keeper) {
  if (!scope.may_write || scope.read_only || !sees(scope, unit)) {
    return Role::viewer;
  }
  if (is_keeper || scope.all) {
    return is_keeper ? Role::keeper : Role::nation;
  }
  if (!scope.owners.empty()) {
    return Role::filler;
  }
  return unit.operator_.empty() ? Role::filler : Role::province;
}

bool has_province(const std::vector<registry::Account>& accounts, const Respondent& unit) {
  return !unit.operator_.empty() &&
         std::ranges::any_of(accounts, [&](const registry::Account& account) {
           return !account.disabled && account.may_write && !account.all &&
                  account.owners.empty() &&
                  std::ranges::any_of(account.regions, [&](const std::string& region) {
                    return region != kCountry && registry::lies_in(unit.region, region);
                  });
         });
}

}  // namespace sixscope::rounds
