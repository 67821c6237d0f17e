#pragma once

#include <string_view>
#include <variant>
#include <vector>

#include "registry/account_store.h"
#include "registry/scope.h"
#include "rounds/submission.h"

namespace sixscope::rounds {

/// Why something is not done, in words for who asked.
struct Refusal {
  std::string_view rule;  ///< Stable, for programs. Static.
  registry::Words what;   ///< What is in the way and what to do.
};

/// What a step is judged by.
struct Step {
  State state = State::not_opened;
  Event event = Event::import;
  Role role = Role::viewer;
  bool has_province = false;  ///< Somebody reviews between the respondent and the nation.
  bool has_reason = false;    ///< The step comes with words.
};

/// The state behind a step, or why there is none. Pure, and all there is of the rules of who may do
/// what when; what rows must be like is `submit`'s.
[[nodiscard]] std::variant<State, Refusal> next(const Step& step);

/// What `scope` is to a submission of `unit`. Organisations fill, regions without an organisation
/// review (and fill where the region itself answers), who sees everything is the nation.
[[nodiscard]] Role role_of(const registry::Scope& scope, const Respondent& unit, bool is_keeper);
/// Whether one of the accounts reviews `unit` for its province.
[[nodiscard]] bool has_province(const std::vector<registry::Account>& accounts,
                                const Respondent& unit);

}  // namespace sixscope::rounds
