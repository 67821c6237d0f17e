#pragma once

#include <compare>
#include <cstddef>
#include <functional>

namespace sixscope {

/// A number that names something: it compares and hashes, and nothing else. No implicit way in or
/// out, so an ASN is never taken for an interface.
template <class Tag, class Rep>
class Id {
 public:
  constexpr Id() = default;
  constexpr explicit Id(Rep value) : value_(value) {}
  [[nodiscard]] constexpr Rep value() const { return value_; }
  friend constexpr auto operator<=>(Id, Id) = default;

 private:
  Rep value_{};
};

/// A number that counts something: it compares and adds.
///
/// There is no implicit way in or out. Bytes{8} goes in and `.count()` comes out; adding bytes to
/// packets, or passing them in the wrong order, does not compile.
template <class Tag, class Rep>
class Quantity {
 public:
  constexpr Quantity() = default;
  constexpr explicit Quantity(Rep count) : count_(count) {}
  [[nodiscard]] constexpr Rep count() const { return count_; }
  friend constexpr auto operator<=>(Quantity, Quantity) = default;
  friend constexpr Quantity operator+(Quantity a, Quantity b) {
    return Quantity(a.count_ + b.count_);
  }
  constexpr Quantity& operator+=(Quantity other) {
    count_ += other.count_;
    return *this;
  }

 private:
  Rep count_{};
};

}  // namespace sixscope

template <class Tag, class Rep>
struct std::hash<sixscope::Id<Tag, Rep>> {
  std::size_t operator()(sixscope::Id<Tag, Rep> id) const { return std::hash<Rep>{}(id.value()); }
};
