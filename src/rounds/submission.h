#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "registry/kind.h"
#include "registry/object_store.h"
#include "rounds/respondent.h"

namespace sixscope::rounds {

/// Where a submission stands.
enum class State : std::uint8_t {
  not_opened,  ///< No row of it is there.
  draft,       ///< Rows are there; nothing is said of them yet.
  checked,     ///< The respondent had them checked as they are.
  submitted,   ///< Handed in: its rows are pinned.
  reviewed,    ///< The province agreed, where there is one between; the nation has yet to.
  returned,    ///< Sent back with a comment.
  approved,    ///< Agreed to.
  frozen,      ///< Published: its rows do not change any more.
  restated,    ///< Opened again as the next version, with a reason.
};
inline constexpr std::array<std::string_view, 9> kStateNames = {
    "not_opened", "draft",    "checked", "submitted", "reviewed",
    "returned",   "approved", "frozen",  "restated"};

enum class Event : std::uint8_t {
  import,  ///< Rows of it were written, through whatever door.
  check,
  submit,
  return_,
  approve,
  freeze,
  restate,
};
inline constexpr std::array<std::string_view, 7> kEventNames = {
    "import", "check", "submit", "return", "approve", "freeze", "restate"};

/// What somebody is to one submission.
enum class Role : std::uint8_t {
  viewer,    ///< Sees it and does nothing.
  filler,    ///< The respondent itself, or its company's parent.
  province,  ///< Reviews what lies in its regions.
  nation,    ///< Reviews everything.
  keeper,    ///< At the registry's own machine, and whoever asks where there are no accounts.
};
inline constexpr std::array<std::string_view, 5> kRoleNames = {"viewer", "filler", "province",
                                                               "nation", "keeper"};

/// The words of a state, for people.
[[nodiscard]] const registry::Words& title_of(State state);
/// Whether it counts as handed in: from submitted on, as long as nobody sent it back.
[[nodiscard]] bool is_in(State state);

/// One respondent's part of a round.
struct Submission {
  std::string round;
  std::uint32_t number = 0;  ///< Within the round, from 1.
  Respondent unit;
  State state = State::not_opened;
  std::uint32_t version = 1;      ///< 2 and more: restated.
  std::uint64_t turn = 0;         ///< Of its newest transition; 0: none yet.
  registry::CommitNumber commit;  ///< That its rows are pinned at; 0: not submitted yet.
  std::string sha256;             ///< Of the rows as of that commit, hexadecimal.
  std::uint64_t rows = 0;         ///< As submitted.
  std::string receipt;            ///< Of the newest submission; empty: none.
  std::optional<Instant> submitted;
};

/// One step of a submission. Kept for ever.
struct Transition {
  std::uint64_t turn = 0;  ///< From 1.
  Event event = Event::import;
  State from = State::not_opened;
  State to = State::not_opened;
  std::uint32_t version = 1;
  std::string who;
  Role role = Role::viewer;
  Instant at;
  std::string reason;
  std::string request_id;
  registry::CommitNumber commit;  ///< Of the import, or pinned by it; 0: none.
  std::string sha256;
};

/// What a respondent is given when it submits. Kept for ever.
struct SubmissionReceipt {
  std::string id;
  std::string round;
  std::uint32_t number = 0;
  std::uint32_t version = 1;
  Instant at;
  std::string who;
  std::uint64_t rows = 0;
  std::uint64_t cells = 0;  ///< Filled.
  std::uint64_t cells_expected = 0;
  std::uint64_t remarks = 0;  ///< Of soft rules.
  std::string explanation;
  registry::CommitNumber commit;
  std::string sha256;
  int days_late = 0;
};

}  // namespace sixscope::rounds
