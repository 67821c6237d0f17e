#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace sixscope::polling {

/// An object identifier of SNMP: at most 128 numbers (RFC 2578 s.3.5), in their order.
class Oid {
 public:
  static constexpr std::size_t kPartsMax = 128;

  Oid() = default;
  Oid(std::initializer_list<std::uint32_t> parts) : parts_(parts) {}
  explicit Oid(std::vector<std::uint32_t> parts) : parts_(std::move(parts)) {}
  /// Reads "1.3.6.1.2.1" or ".1.3.6.1.2.1"; `malformed` for anything else.
  [[nodiscard]] static Result<Oid> parse(std::string_view text);

  [[nodiscard]] std::span<const std::uint32_t> parts() const { return parts_; }
  [[nodiscard]] std::size_t size() const { return parts_.size(); }
  [[nodiscard]] std::string to_string() const;
  /// Whether it is `other` or lies beneath it.
  [[nodiscard]] bool starts_with(const Oid& other) const;
  /// What follows the first `parts` of them: the index of a row. `parts` is at most `size`.
  [[nodiscard]] Oid after(std::size_t parts) const;
  /// The first `parts` of them.
  [[nodiscard]] Oid first(std::size_t parts) const;
  friend auto operator<=>(const Oid&, const Oid&) = default;

 private:
  std::vector<std::uint32_t> parts_;
};

}  // namespace sixscope::polling
