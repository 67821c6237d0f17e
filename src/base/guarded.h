#pragma once

#include <mutex>
#include <utility>

namespace sixscope {

/// A value that can only be reached under its lock. Safe from any thread.
///
/// `with` runs a function on the value and returns what it returns; nothing borrowed from the value
/// may leave the function. Do not call `with` of the same object inside it.
template <class T>
class Guarded {
 public:
  Guarded() = default;
  explicit Guarded(T value) : value_(std::move(value)) {}

  template <class Function>
  auto with(Function function) {
    const std::scoped_lock lock(mutex_);
    return function(value_);
  }
  template <class Function>
  auto with(Function function) const {
    const std::scoped_lock lock(mutex_);
    return function(value_);
  }

 private:
  mutable std::mutex mutex_;
  T value_{};
};

}  // namespace sixscope
