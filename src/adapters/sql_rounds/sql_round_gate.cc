#include "adapters/sql_rounds/sql_round_gate.h"

#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "adapters/sql_rounds/round_rows.h"
#include "registry/sql_rows.h"
#include "registry/value.h"
#include "rounds/state_machine.h"

namespace sixscope::adapters {
namespace {

using registry::Document;
using registry::SqlValue;
using registry::TouchedObject;
using rounds::Submission;

/// A message names so many submissions.
constexpr std::size_t kNamedMax = 5;

/// The submissions of one form's month, with their rounds.
struct Asked {
  rounds::FormShape shape;
  std::vector<Submission> submissions;
};

/// One commit at the gate.
class Passage {
 public:
  Passage(registry::SqlConnection& connection, const registry::Commit& commit,
          registry::CommitNumber number)
      : connection_(connection), commit_(commit), number_(number) {}

  Result<void> look(const TouchedObject& touched) {
    for (const Document* const row : {touched.before, touched.after}) {
      if (row == nullptr) {
        continue;
      }
      const auto* const month =
          std::get_if<std::string>(&registry::value_of(*row, month_field(*touched.kind)));
      if (month == nullptr) {
        continue;
      }
      auto asked = asked_of(*touched.kind, *month);
      if (!asked) {
        return fail_like(asked);
      }
      bool is_somebodys = (*asked)->submissions.empty();  // No round asks for it yet.
      for (const Submission& one : (*asked)->submissions) {
        if (rounds::is_row_of((*asked)->shape, *row, one.unit)) {
          is_somebodys = true;
          touch(touched.edit, one);
        }
      }
      const rounds::FormShape& shape = (*asked)->shape;
      const bool comes = row == touched.after && (touched.before == nullptr ||
                                                  !rounds::is_of_country(shape, *touched.before));
      if (!is_somebodys && comes && rounds::is_of_country(shape, *row)) {
        refuse_unasked(touched.edit, (*asked)->submissions.front().round);
      }
    }
    return {};
  }

  Result<void> finish() {
    if (!frozen_.empty()) {
      return refuse();
    }
    if (!unasked_.empty()) {
      return fail_because(*unasked_.begin(), Errc::forbidden,
                          "the round asks nobody for a figure of the whole country: hand in the "
                          "provinces, or have it opened with 000000 among who must answer");
    }
    for (const auto& [name, submission] : drafts_) {
      if (auto done = make_draft(submission); !done) {
        return done;
      }
    }
    return {};
  }

 private:
  const std::string& month_field(const registry::Kind& kind) {
    auto& field = month_fields_[kind.id];
    if (field.empty()) {
      const auto shape = rounds::shape_of(kind);
      field = shape ? shape->month : std::string("-");  // No field is called that.
    }
    return field;
  }

  Result<const Asked*> asked_of(const registry::Kind& kind, const std::string& month) {
    const auto known = asked_.find({kind.id, month});
    if (known != asked_.end()) {
      return &known->second;
    }
    auto shape = rounds::shape_of(kind);
    if (!shape) {
      return fail_like(shape);
    }
    const auto rows = connection_.run(
        "SELECT " + std::string(kSubmissionColumns) +
            " FROM round_submission WHERE round IN (SELECT id FROM round_round WHERE form = ?1 "
            "AND first_month <= ?2 AND last_month >= ?2) ORDER BY round, number",
        std::array<SqlValue, 2>{kind.id, month});
    if (!rows) {
      return fail_like(rows);
    }
    Asked asked{.shape = *std::move(shape), .submissions = {}};
    for (const registry::SqlRow& row : *rows) {
      auto submission = submission_at(row);
      if (!submission) {
        return fail_like(submission);
      }
      asked.submissions.push_back(*std::move(submission));
    }
    return &asked_.emplace(std::pair(kind.id, month), std::move(asked)).first->second;
  }

  void touch(std::size_t edit, const Submission& one) {
    const std::string name = one.round + " " + one.unit.name();
    const auto judged = rounds::next({.state = one.state, .event = rounds::Event::import});
    if (std::holds_alternative<rounds::Refusal>(judged)) {
      frozen_.insert(name);
      if (commit_.closed && told_.emplace(edit, name).second) {
        commit_.closed(edit, name);
      }
    } else if (one.state != std::get<rounds::State>(judged)) {
      drafts_.emplace(name, one);
    }
  }

  // Nobody could check, submit or freeze it, and it would stand beside what is.
  void refuse_unasked(std::size_t edit, const std::string& round) {
    unasked_.insert(round);
    if (commit_.unasked) {
      commit_.unasked(edit, round);
    }
  }

  [[nodiscard]] Result<void> refuse() const {
    std::string names;
    std::size_t named = 0;
    for (const std::string& name : frozen_) {
      if (named++ < kNamedMax) {
        names += (names.empty() ? "" : "; ") + name;
      }
    }
    if (named > kNamedMax) {
      names += "; and " + std::to_string(named - kNamedMax) + " more";
    }
    return fail_because(std::move(names), Errc::forbidden,
                        "the submission is frozen: have it restated with a reason first");
  }

  Result<void> make_draft(const Submission& before) {
    Submission after = before;
    after.state = rounds::State::draft;
    ++after.turn;
    return write_transition(connection_, after,
                            {.turn = after.turn,
                             .event = rounds::Event::import,
                             .from = before.state,
                             .to = after.state,
                             .version = after.version,
                             .who = commit_.author.who,
                             .role = rounds::Role::filler,
                             .at = commit_.at,
                             .reason = commit_.author.reason,
                             .request_id = commit_.author.request_id,
                             .commit = number_,
                             .sha256 = {}});
  }

  registry::SqlConnection& connection_;
  const registry::Commit& commit_;
  const registry::CommitNumber number_;
  std::map<std::string, std::string, std::less<>> month_fields_;  // By form.
  std::map<std::pair<std::string, std::string>, Asked> asked_;    // By form and month.
  std::map<std::string, Submission> drafts_;                      // To be, by name.
  std::set<std::string> frozen_;
  std::set<std::string> unasked_;  // Rounds.
  std::set<std::pair<std::size_t, std::string>> told_;
};

}  // namespace

Result<void> SqlRoundGate::pass(registry::SqlConnection& connection, const registry::Commit& commit,
                                registry::CommitNumber number,
                                std::span<const TouchedObject> touched) {
  Passage passage(connection, commit, number);
  for (const TouchedObject& one : touched) {
    if (auto looked = passage.look(one); !looked) {
      return looked;
    }
  }
  return passage.finish();
}

}  // namespace sixscope::adapters
