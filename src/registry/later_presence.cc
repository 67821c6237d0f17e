#include "registry/later_presence.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <limits>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "model/month.h"
#include "registry/object_state.h"

namespace sixscope::registry {
namespace {

/// Up to so many objects are asked for one by one; more with all of their kind.
constexpr std::size_t kOneByOne = 50;

Result<void> add(const ObjectStore& store, const HistoryQuery& query, const Scope& scope,
                 std::vector<Change>& all) {
  auto changes = store.history(query, scope);
  if (!changes) {
    return changes.error().code == Errc::not_found ? Result<void>() : fail_like(changes);
  }
  std::ranges::move(*changes, std::back_inserter(all));
  return {};
}

Words day_words(Instant at) { return same(model::to_string(model::day_in_china(at))); }

}  // namespace

Result<std::map<ObjectId, LaterPresence>> later_presence(const ObjectStore& store, const Kind& kind,
                                                         std::span<const ObjectId> objects,
                                                         Instant effective, const Scope& scope) {
  HistoryQuery query;
  query.kind = kind.id;
  query.field = kRemovedField;
  query.effective_from = effective + std::chrono::milliseconds(1);
  query.limit = std::numeric_limits<std::size_t>::max();
  std::vector<Change> changes;
  if (objects.size() > kOneByOne) {
    if (const auto done = add(store, query, scope, changes); !done) {
      return fail_like(done);
    }
  } else {
    for (const ObjectId object : objects) {
      query.object = object;
      if (const auto done = add(store, query, scope, changes); !done) {
        return fail_like(done);
      }
    }
  }
  std::ranges::sort(changes, {},
                    [](const Change& one) { return std::pair(one.effective, one.commit); });
  std::map<ObjectId, LaterPresence> later;
  for (const Change& change : changes) {
    const auto* const removed = std::get_if<bool>(&change.after);
    const LaterPresence one{.effective = change.effective,
                            .removed = removed != nullptr && *removed};
    const auto [at, is_first] = later.try_emplace(change.object, one);
    if (!is_first && at->second.removed != one.removed) {
      at->second = one;
    }
  }
  return later;
}

std::optional<FieldFault> note_of_presence(const Object& found, std::optional<bool> wanted,
                                           Instant effective,
                                           const std::optional<LaterPresence>& later) {
  const auto note = [&](Rule rule, Instant at) {
    return FieldFault{.field = std::string(kRemovedField),
                      .fault = fault_of(rule, {same(found.key), day_words(at)})};
  };
  if (!wanted) {
    return found.removed ? std::optional(note(Rule::removed_then, effective)) : std::nullopt;
  }
  if (!later || later->removed == *wanted) {
    return std::nullopt;
  }
  return note(*wanted ? Rule::return_stands : Rule::removal_stands, later->effective);
}

FieldFault not_known_yet(const Object& found, Instant first, Instant now) {
  const model::Day day = model::day_in_china(first);
  // A day means its beginning, today means now.
  const bool is_within = model::begin_in_china(day) >= first || day == model::day_in_china(now);
  const model::Day proposed = is_within ? day : day + std::chrono::days(1);
  return {.field = std::string(kRemovedField),
          .fault = fault_of(Rule::not_known_yet, {same(found.key), same(model::to_string(day)),
                                                  same(model::to_string(proposed))})};
}

}  // namespace sixscope::registry
