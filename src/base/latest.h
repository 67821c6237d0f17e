#pragma once

#include <memory>
#include <utility>

#include "base/guarded.h"

namespace sixscope {

/// A table that many threads read and one replaces whole: prefixes to provinces, or names.
///
/// A reader calls `get` once per batch and keeps that version to the end of the batch, so that no
/// batch sees two. Nobody edits a table in place. Safe from any thread.
template <class T>
class Latest {
 public:
  explicit Latest(T first) : Latest(std::make_shared<const T>(std::move(first))) {}
  explicit Latest(std::shared_ptr<const T> first) : table_(std::move(first)) {}

  [[nodiscard]] std::shared_ptr<const T> get() const {
    return table_.with([](const auto& table) { return table; });
  }

  void replace(T next) { replace(std::make_shared<const T>(std::move(next))); }
  void replace(std::shared_ptr<const T> fresh) {
    table_.with([&](auto& table) { table.swap(fresh); });  // The old one dies outside the lock.
  }

 private:
  Guarded<std::shared_ptr<const T>> table_;
};

}  // namespace sixscope
