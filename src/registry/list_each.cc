#include "registry/list_each.h"

#include <cstddef>
#include <utility>

namespace sixscope::registry {
namespace {

constexpr std::size_t kPieceObjects = 10'000;

}  // namespace

Result<void> list_each(const ObjectStore& store, Listing listing, const Scope& scope,
                       const std::function<void(Object&&)>& visit) {
  listing.limit = kPieceObjects;
  for (;;) {  // Ends: every piece but the last is full, and each begins behind the one before.
    auto piece = store.list(listing, scope);
    if (!piece) {
      return fail_like(piece);
    }
    if (piece->empty()) {
      return {};
    }
    listing.after = piece->back().id;
    const bool is_last = piece->size() < kPieceObjects;
    for (Object& one : *piece) {
      visit(std::move(one));
    }
    if (is_last) {
      return {};
    }
  }
}

}  // namespace sixscope::registry
