#include "simulate_ledger/record_nation.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "registry/scope.h"

namespace sixscope::simulate_ledger {
namespace {

constexpr std::string_view kWho = "simulation";

// What a card of the nation is made of, beside what the ledger adds up. No real vendor: nobody is
// to read a verdict on one out of made-up figures.
registry::Document dressed(const Touch& touch) {
  constexpr std::array<std::string_view, 3> kVendors = {"示例厂商甲", "示例厂商乙", "示例厂商丙"};
  constexpr std::array<std::string_view, 3> kForms = {"card", "standalone", "virtual"};
  registry::Document fields = touch.set;
  if (touch.kind == "nat44_device") {
    const std::size_t which = touch.object % kVendors.size();
    fields.try_emplace("vendor", std::string(kVendors.at(which)));
    fields.try_emplace("model", "CGN-" + std::to_string((which + 1) * 1000));
    fields.try_emplace("form", std::string(kForms.at(which)));
    fields.try_emplace("network_domain", std::string("metro"));
    fields.try_emplace("record_status", std::string("submitted"));
  }
  return fields;
}

}  // namespace

std::vector<DatedCommit> batches(const std::vector<DatedCommit>& commits) {
  std::vector<DatedCommit> all;
  std::unordered_map<std::uint64_t, std::size_t> places;  // In the batch that is being filled.
  for (const DatedCommit& commit : commits) {
    const bool joins = !all.empty() && all.back().at == commit.at &&
                       all.back().effective == commit.effective &&
                       all.back().nature == commit.nature && all.back().reason == commit.reason;
    if (!joins) {
      all.push_back(commit);
      all.back().touches.clear();
      places.clear();
    }
    std::vector<Touch>& touches = all.back().touches;
    for (const Touch& touch : commit.touches) {
      const auto [found, added] = places.try_emplace(touch.object, touches.size());
      if (added) {
        touches.push_back(touch);
        continue;
      }
      for (const auto& [field, value] : touch.set) {
        touches[found->second].set.insert_or_assign(field, value);
      }
    }
  }
  return all;
}

Result<void> record(registry::ObjectStore& store, const std::vector<DatedCommit>& commits,
                    StoredObjects& stored,
                    const std::function<void(std::size_t, std::size_t)>& progress) {
  const auto scope = registry::Scope::everything(std::string(kWho));
  std::size_t done = 0;
  for (const DatedCommit& dated : commits) {
    registry::Commit commit;
    commit.author.who = kWho;
    commit.author.reason = dated.reason;
    commit.nature = dated.nature;
    commit.at = dated.at;
    commit.effective = dated.effective;
    for (const Touch& touch : dated.touches) {
      const auto found = stored.find(touch.object);
      const bool is_new = found == stored.end();
      registry::Edit& edit = commit.edits.emplace_back();
      edit.id = is_new ? registry::ObjectId() : found->second;
      edit.kind = touch.kind;
      edit.set = is_new ? dressed(touch) : touch.set;
    }
    const auto committed = store.commit(commit, scope);
    if (!committed) {
      return fail_like(committed);
    }
    for (std::size_t i = 0; i < dated.touches.size(); ++i) {
      stored.insert_or_assign(dated.touches[i].object, committed->objects[i]);
    }
    progress(++done, commits.size());
  }
  return {};
}

}  // namespace sixscope::simulate_ledger
