#include "api/ledger_book.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "registry/import_desk.h"

namespace sixscope::api {
namespace {

using registry::Change;
using registry::CommitNumber;

/// Month ends a book remembers. Those taken apart are small; a state has every device, 8,000 of
/// them some 6 MB: two plan pages of a year and some single months are kept.
constexpr std::size_t kDecomposedMax = 240;
constexpr std::size_t kStatesMax = 28;
/// Scopes the shelf has books of. A book of the nation is the largest there is; those of its parts
/// are smaller by their share.
constexpr std::size_t kBooksMax = 8;

constexpr const char* kDevices = "nat44_device";
constexpr const char* kPools = "nat_address_pool";

Result<std::vector<Change>> changes_of(const registry::ObjectStore& store, const char* kind,
                                       CommitNumber after, CommitNumber newest,
                                       const registry::Scope& scope) {
  registry::HistoryQuery query;
  query.kind = kind;
  query.after = after;
  query.before = CommitNumber(newest.value() + 1);
  query.limit = std::numeric_limits<std::size_t>::max();
  return store.history(query, scope);
}

// Whether anything happened to a device or a pool, seen by the scope or not.
Result<bool> anything_since(const registry::ObjectStore& store, CommitNumber after) {
  for (const char* kind : {kDevices, kPools}) {
    registry::HistoryQuery query;
    query.kind = kind;
    query.after = after;
    query.limit = 1;
    const auto found = store.history(query, registry::Scope::everything("ledger"));
    if (!found) {
      return fail_like(found);
    }
    if (!found->empty()) {
      return true;
    }
  }
  return false;
}

std::string text_of(const registry::Scope& scope) {
  std::string text = scope.all ? "all" : "some";
  for (const auto* list : {&scope.regions, &scope.owners}) {
    std::vector<std::string> sorted = *list;
    std::ranges::sort(sorted);
    text += '\n';
    for (const std::string& one : sorted) {
      text += one + ',';
    }
  }
  return text + (scope.sees_sensitive ? "\nsensitive" : "\n");
}

}  // namespace

void LedgerBook::take(std::vector<Change> changes, std::vector<Change>& into) {
  std::unordered_map<registry::ObjectId, CommitNumber> newest;  // They come newest first.
  into.reserve(into.size() + changes.size());
  for (Change& change : changes) {
    authors_.try_emplace(change.commit, std::move(change.author));
    change.author = {};
    const auto [found, first] = newest.try_emplace(change.object, change.commit);
    if (first) {
      keys_.insert_or_assign(change.object, change.key);
    } else if (found->second != change.commit) {
      change.key = {};  // The newest one's is what counts.
    }
    // A pool's key is what devices call it by, so any change of a pool may matter.
    if (&into == &devices_ && !ledger::device_field(change.field)) {
      continue;
    }
    change.before = {};
    into.push_back(std::move(change));
  }
}

Result<std::shared_ptr<const LedgerBook>> LedgerBook::read(const registry::ObjectStore& store,
                                                           const registry::Scope& scope,
                                                           CommitNumber newest,
                                                           const LedgerBook* before) {
  std::shared_ptr<LedgerBook> book(new LedgerBook);
  CommitNumber after{};
  if (before != nullptr) {
    book->devices_ = before->devices_;
    book->pools_ = before->pools_;
    book->keys_ = before->keys_;
    book->authors_ = before->authors_;
    after = before->newest_;
  }
  for (const auto& [kind, into] :
       {std::pair(kDevices, &book->devices_), std::pair(kPools, &book->pools_)}) {
    auto changes = changes_of(store, kind, after, newest, scope);
    if (!changes) {
      return fail_like(changes);
    }
    book->take(std::move(*changes), *into);
  }
  book->newest_ = newest;
  book->history_ = std::make_unique<const ledger::History>(book->devices_, book->pools_);
  return std::shared_ptr<const LedgerBook>(std::move(book));
}

template <class T>
std::shared_ptr<const T> LedgerBook::kept(
    Guarded<Kept<T>>& all, std::size_t points_max, const std::vector<ledger::Point>& points,
    const std::function<T(const ledger::History&)>& make) const {
  // Made under the lock: two panels of a page that ask the same at once wait for one.
  return all.with([&](Kept<T>& kept) {
    const auto found = std::ranges::find(kept, points, &Kept<T>::value_type::first);
    if (found != kept.end()) {
      kept.splice(kept.begin(), kept, found);
    } else {
      kept.emplace_front(points, std::make_shared<const T>(make(*history_)));
      std::size_t sum = 0;
      for (const auto& [span, value] : kept) {
        sum += span.size();
      }
      while (kept.size() > 1 && sum > points_max) {
        sum -= kept.back().first.size();
        kept.pop_back();
      }
    }
    return kept.front().second;
  });
}

std::shared_ptr<const ledger::Decomposition> LedgerBook::decomposition(
    const std::vector<ledger::Point>& points) const {
  return kept<ledger::Decomposition>(
      decompositions_, kDecomposedMax, points,
      [&](const ledger::History& history) { return ledger::decompose(history, points); });
}

std::shared_ptr<const std::vector<ledger::State>> LedgerBook::states(
    const std::vector<ledger::Point>& points) const {
  return kept<std::vector<ledger::State>>(
      states_, kStatesMax, points,
      [&](const ledger::History& history) { return ledger::states_at(history, points); });
}

const std::string& LedgerBook::key_of(registry::ObjectId device) const {
  static const std::string kNone;
  const auto found = keys_.find(device);
  return found == keys_.end() ? kNone : found->second;
}

const registry::Author& LedgerBook::author_of(CommitNumber commit) const {
  static const registry::Author kNobody;
  const auto found = authors_.find(commit);
  return found == authors_.end() ? kNobody : found->second;
}

Result<LedgerBook::Objects> LedgerBook::objects(const registry::ObjectStore& store,
                                                const registry::Scope& scope,
                                                const std::string& kind,
                                                CommitNumber newest) const {
  return objects_.with([&](auto& all) -> Result<Objects> {
    Listed& listed = all[kind];
    if (!listed.objects || listed.at != newest) {
      registry::Listing listing;
      listing.kind = kind;
      auto read = registry::list_all(store, std::move(listing), scope);
      if (!read) {
        return fail_like(read);
      }
      listed.at = newest;
      listed.objects = std::make_shared<const std::vector<registry::Object>>(*std::move(read));
    }
    return listed.objects;
  });
}

std::shared_ptr<LedgerShelf::Slot> LedgerShelf::slot_of(const registry::Scope& scope) {
  const std::string text = text_of(scope);
  return slots_.with([&](auto& slots) {
    const auto found =
        std::ranges::find_if(slots, [&](const auto& slot) { return slot->scope == text; });
    if (found != slots.end()) {
      slots.splice(slots.begin(), slots, found);
    } else {
      slots.push_front(std::make_shared<Slot>());
      slots.front()->scope = text;
      if (slots.size() > kBooksMax) {
        slots.pop_back();  // Who is reading it keeps it alive.
      }
    }
    return slots.front();
  });
}

Result<LedgerShelf::Opened> LedgerShelf::open(const registry::ObjectStore& store,
                                              const registry::Scope& scope) {
  const auto slot = slot_of(scope);
  const std::scoped_lock lock(slot->reading);
  const auto newest = store.newest_commit();
  if (!newest) {
    return fail_like(newest);
  }
  if (slot->book && slot->seen == *newest) {
    return Opened{.book = slot->book, .newest = *newest};
  }
  if (slot->book) {
    const auto anything = anything_since(store, slot->seen);
    if (!anything) {
      return fail_like(anything);
    }
    if (!*anything) {
      slot->seen = *newest;
      return Opened{.book = slot->book, .newest = *newest};
    }
  }
  // An object that moves into a part of the country brings its whole past, so only a book of
  // everything can be written on.
  auto book = LedgerBook::read(store, scope, *newest, scope.all ? slot->book.get() : nullptr);
  if (!book) {
    return fail_like(book);
  }
  slot->book = *std::move(book);
  slot->seen = *newest;
  return Opened{.book = slot->book, .newest = *newest};
}

}  // namespace sixscope::api
