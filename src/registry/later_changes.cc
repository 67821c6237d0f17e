#include "registry/later_changes.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <set>
#include <tuple>
#include <utility>
#include <variant>

#include "model/month.h"
#include "registry/object_state.h"

namespace sixscope::registry {
namespace {

/// Up to so many objects are asked for one by one; more with all of their kind.
constexpr std::size_t kOneByOne = 50;

Result<void> add(const ObjectStore& store, const HistoryQuery& query, const Scope& scope,
                 LaterChanges& all) {
  auto changes = store.history(query, scope);
  if (!changes) {
    return changes.error().code == Errc::not_found ? Result<void>() : fail_like(changes);
  }
  for (Change& change : *changes) {
    if (change.field != kRemovedField) {
      all[change.object].push_back({.effective = change.effective,
                                    .commit = change.commit,
                                    .field = std::move(change.field),
                                    .value = std::move(change.after)});
    }
  }
  return {};
}

void set(Document& document, const LaterChange& change) {
  if (std::holds_alternative<std::monostate>(change.value)) {
    document.erase(change.field);
  } else {
    document.insert_or_assign(change.field, change.value);
  }
}

Fault since(Fault fault, Instant effective) {
  const std::string day = model::to_string(model::day_in_china(effective));
  fault.what.zh = "自 " + day + " 起" + fault.what.zh;
  fault.what.en += ", from " + day + " on";
  return fault;
}

}  // namespace

Result<LaterChanges> later_changes(const ObjectStore& store, const Kind& kind,
                                   std::span<const ObjectId> objects, Instant effective,
                                   const Scope& scope) {
  HistoryQuery query;
  query.kind = kind.id;
  query.effective_from = effective + std::chrono::milliseconds(1);
  query.limit = std::numeric_limits<std::size_t>::max();
  LaterChanges all;
  if (objects.empty() || objects.size() > kOneByOne) {
    if (const auto done = add(store, query, scope, all); !done) {
      return fail_like(done);
    }
  } else {
    for (const ObjectId object : objects) {
      query.object = object;
      if (const auto done = add(store, query, scope, all); !done) {
        return fail_like(done);
      }
    }
  }
  for (auto& [object, changes] : all) {
    std::ranges::stable_sort(
        changes, {}, [](const LaterChange& one) { return std::tuple(one.effective, one.commit); });
  }
  return all;
}

std::vector<FieldFault> check_later(const Kind& kind, const Document& before, const Document& after,
                                    std::span<const LaterChange> later) {
  std::set<std::pair<std::string, std::string_view>> said;
  for (const FieldFault& found : check_between_fields(kind, after, before)) {
    said.emplace(found.field, found.fault.rule);
  }
  std::vector<FieldFault> faults;
  Document without = before;
  Document with = after;
  for (std::size_t i = 0; i < later.size(); ++i) {
    set(without, later[i]);
    set(with, later[i]);
    if (i + 1 < later.size() && later[i + 1].effective == later[i].effective) {
      continue;
    }
    for (FieldFault& found : check_between_fields(kind, with, without)) {
      if (said.emplace(found.field, found.fault.rule).second) {
        faults.push_back(
            {std::move(found.field), since(std::move(found.fault), later[i].effective)});
      }
    }
  }
  return faults;
}

}  // namespace sixscope::registry
