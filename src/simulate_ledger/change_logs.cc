#include <unordered_map>
#include <utility>

#include "registry/value.h"
#include "simulate_ledger/nation.h"

namespace sixscope::simulate_ledger {

ChangeLogs change_logs(const std::vector<DatedCommit>& commits) {
  ChangeLogs logs;
  std::unordered_map<std::uint64_t, registry::Document> objects;
  std::uint64_t number = 0;
  for (const DatedCommit& commit : commits) {
    ++number;
    for (const Touch& touch : commit.touches) {
      registry::Document& fields = objects[touch.object];
      for (const auto& [field, value] : touch.set) {
        registry::Value& before = fields[field];
        if (before == value) {
          continue;
        }
        registry::Change change;
        change.commit = registry::CommitNumber(number);
        change.at = commit.at;
        change.effective = commit.effective;
        change.nature = commit.nature;
        change.object = registry::ObjectId(touch.object);
        change.key = touch.name;
        change.field = field;
        change.before = std::exchange(before, value);
        change.after = value;
        (touch.kind == "nat_address_pool" ? logs.pools : logs.devices).push_back(std::move(change));
      }
    }
  }
  return logs;
}

}  // namespace sixscope::simulate_ledger
