#include "api/ledger_book.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

#include "ledger/bounded.h"
#include "ledger/plan.h"
#include "registry/import_desk.h"
#include "registry/scope.h"

namespace sixscope::api {
namespace {

using registry::Change;
using registry::CommitNumber;

/// Month ends a book remembers. Those taken apart are small; a state has every device, 8,000 of
/// them some 7 MB: two plan pages of a year and some single months are kept. A longer span is
/// walked month by month, with one state at a time.
constexpr std::size_t kDecomposedMax = 240;
constexpr std::size_t kStatesMax = 28;
/// Scopes the shelf has books of, beside that of everything; each remembers its own month ends.
constexpr std::size_t kPartsMax = 8;

constexpr const char* kDevices = "nat44_device";
constexpr const char* kPools = "nat_address_pool";

Result<std::vector<Change>> changes_of(const registry::ObjectStore& store, const char* kind,
                                       CommitNumber after, CommitNumber newest) {
  registry::HistoryQuery query;
  query.kind = kind;
  query.after = after;
  query.before = CommitNumber(newest.value() + 1);
  query.limit = std::numeric_limits<std::size_t>::max();
  return store.history(query, registry::Scope::everything("ledger"));
}

// Whether anything happened to a device or a pool.
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
  std::string text;
  for (const auto* list : {&scope.regions, &scope.owners}) {
    std::vector<std::string> sorted = *list;
    std::ranges::sort(sorted);
    for (const std::string& one : sorted) {
      text += one + ',';
    }
    text += '\n';
  }
  return text;
}

// Which part of a key the field is; nothing: none.
std::optional<std::size_t> key_part(const std::string& field) {
  const auto found = std::ranges::find(ledger::kKeyNames, field);
  return found == ledger::kKeyNames.end()
             ? std::nullopt
             : std::optional(static_cast<std::size_t>(found - ledger::kKeyNames.begin()));
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
      keys_.insert_or_assign(change.object, std::move(change.key));
    }
    change.key = {};
    const bool read = &into == &devices_
                          ? ledger::device_field(change.field) || key_part(change.field)
                          : ledger::pool_field(change.field).has_value();
    if (!read) {
      continue;
    }
    change.before = {};
    into.push_back(std::move(change));
  }
}

Result<std::shared_ptr<const LedgerBook>> LedgerBook::read(const registry::ObjectStore& store,
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
    auto changes = changes_of(store, kind, after, newest);
    if (!changes) {
      return fail_like(changes);
    }
    book->take(std::move(*changes), *into);
  }
  book->newest_ = newest;
  book->history_ = std::make_unique<const ledger::History>(book->devices_, book->pools_);
  return std::shared_ptr<const LedgerBook>(std::move(book));
}

std::shared_ptr<const LedgerBook> LedgerBook::part(std::shared_ptr<const LedgerBook> whole,
                                                   const registry::Scope& scope) {
  std::shared_ptr<LedgerBook> book(new LedgerBook);
  book->whole_ = std::move(whole);
  book->scope_ = scope;
  book->newest_ = book->whole_->newest_;
  book->name_seen();
  return book;
}

bool LedgerBook::sees(const ledger::Place& place) const {
  return !whole_ || registry::may_see(scope_, place.region, place.operator_);
}

// What devices were called where the scope saw them last.
void LedgerBook::name_seen() {
  std::unordered_map<registry::ObjectId, std::vector<const Change*>> named;
  for (const Change& change : whole().devices_) {
    if (key_part(change.field)) {
      named[change.object].push_back(&change);
    }
  }
  for (auto& [device, changes] : named) {
    std::ranges::sort(changes, {}, [](const Change* change) {
      return std::pair(change->effective, change->commit);
    });
    std::array<std::string, ledger::kKeyNames.size()> parts;
    for (std::size_t i = 0; i < changes.size(); ++i) {
      parts.at(*key_part(changes[i]->field)) = registry::text_of(changes[i]->after);
      const bool ends_step =
          i + 1 == changes.size() || changes[i + 1]->commit != changes[i]->commit;
      if (ends_step && sees({.region = parts[1], .operator_ = parts[0]})) {
        keys_.insert_or_assign(device, ledger::key_in(parts));
      }
    }
  }
}

template <class T>
std::shared_ptr<const T> LedgerBook::kept(Guarded<Kept<T>>& all, std::size_t points_max,
                                          const Asked& asked,
                                          const std::function<T()>& make) const {
  if (asked.points.size() > points_max) {
    return std::make_shared<const T>(make());
  }
  // Made under the lock: two panels of a page that ask the same at once wait for one.
  return all.with([&](Kept<T>& kept) {
    const auto found = std::ranges::find(kept, asked, &Kept<T>::value_type::first);
    if (found != kept.end()) {
      kept.splice(kept.begin(), kept, found);
    } else {
      kept.emplace_front(asked, std::make_shared<const T>(make()));
      std::size_t sum = 0;
      for (const auto& [span, value] : kept) {
        sum += span.points.size();
      }
      while (sum > points_max) {
        sum -= kept.back().first.points.size();
        kept.pop_back();
      }
    }
    return kept.front().second;
  });
}

std::shared_ptr<const ledger::Decomposition> LedgerBook::decomposition(
    const std::vector<ledger::Point>& points, model::Month reference) const {
  return kept<ledger::Decomposition>(
      decompositions_, kDecomposedMax, {.points = points, .reference = reference}, [&] {
        return whole_ ? ledger::bounded(*whole_->decomposition(points, reference),
                                        [this](const auto& place) { return sees(place); })
                      : ledger::decompose(*history_, points, reference);
      });
}

std::shared_ptr<const std::vector<ledger::State>> LedgerBook::states(
    const std::vector<ledger::Point>& points) const {
  return kept<std::vector<ledger::State>>(states_, kStatesMax, {.points = points}, [&] {
    return whole_ ? ledger::bounded(*whole_->states(points),
                                    [this](const auto& place) { return sees(place); })
                  : ledger::states_at(*history_, points);
  });
}

void LedgerBook::walk(const std::vector<ledger::Point>& points,
                      const std::function<void(const ledger::State&)>& visit) const {
  if (points.size() <= kStatesMax) {
    std::ranges::for_each(*states(points), visit);
    return;
  }
  ledger::walk_states(*whole().history_, points, [&](ledger::State state) {
    if (whole_) {
      ledger::bound(state, [this](const auto& place) { return sees(place); });
    }
    visit(state);
  });
}

std::vector<ledger::State> LedgerBook::states_of(registry::ObjectId device,
                                                 const std::vector<ledger::Point>& points) const {
  auto states = ledger::states_of(*whole().history_, points, device);
  return whole_ ? ledger::bounded(states, [this](const auto& place) { return sees(place); })
                : std::move(states);
}

std::optional<model::Month> LedgerBook::first_plan(CommitNumber known) const {
  return ledger::first_plan(*whole().history_, known,
                            [this](const auto& place) { return sees(place); });
}

const std::string& LedgerBook::key_of(registry::ObjectId device) const {
  static const std::string kNone;
  const auto found = keys_.find(device);
  return found == keys_.end() ? kNone : found->second;
}

const registry::Author& LedgerBook::author_of(CommitNumber commit) const {
  static const registry::Author kNobody;
  const auto found = whole().authors_.find(commit);
  return found == whole().authors_.end() ? kNobody : found->second;
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

Result<LedgerShelf::Opened> LedgerShelf::open(const registry::ObjectStore& store,
                                              const registry::Scope& scope) {
  return books_.with([&](Books& books) -> Result<Opened> {
    const auto newest = store.newest_commit();
    if (!newest) {
      return fail_like(newest);
    }
    const auto anything = books.whole && books.seen != *newest ? anything_since(store, books.seen)
                                                               : Result<bool>(!books.whole);
    if (!anything) {
      return fail_like(anything);
    }
    if (*anything) {
      auto book = LedgerBook::read(store, *newest, books.whole.get());
      if (!book) {
        return fail_like(book);
      }
      books.whole = *std::move(book);
      books.parts.clear();  // Each would keep the log before alive, asked for again or not.
    }
    books.seen = *newest;
    return Opened{.book = scope.all ? books.whole : part_in(books, scope), .newest = *newest};
  });
}

std::shared_ptr<const LedgerBook> LedgerShelf::part_in(Books& books, const registry::Scope& scope) {
  std::list<Part>& parts = books.parts;
  const std::string text = text_of(scope);
  const auto found = std::ranges::find(parts, text, &Part::scope);
  if (found != parts.end()) {
    parts.splice(parts.begin(), parts, found);
  } else {
    parts.push_front({.scope = text, .book = LedgerBook::part(books.whole, scope)});
    if (parts.size() > kPartsMax) {
      parts.pop_back();  // Who is reading it keeps it alive.
    }
  }
  return parts.front().book;
}

}  // namespace sixscope::api
