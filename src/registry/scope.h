#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sixscope::registry {

/// What an account may see and change. An argument of every call of the store, which applies it.
struct Scope {
  std::string account;  ///< Who is asking, for refusals and the log.
  bool all = false;     ///< Every region and owner.
  /// GB/T 2260 codes; each stands for all below it: 440000 for 440100, 440100 for 440106.
  std::vector<std::string> regions = {};
  /// Operator and organisation identifiers; empty: of its regions, everybody's.
  std::vector<std::string> owners = {};
  bool may_write = false;
  /// Asks by a token that changes nothing, not even what is the account's own.
  bool read_only = false;
  bool sees_sensitive = false;  ///< Fields marked so are absent otherwise, and cannot be written.

  /// Of the program's own commands on the registry's own machine.
  [[nodiscard]] static Scope everything(std::string account);
};

/// Whether `region` is `above` or lies below it. Either may be empty: then only equality counts.
[[nodiscard]] bool lies_in(std::string_view region, std::string_view above);

/// Whether an object with that region and owner (empty: has none) is within `scope`. An object
/// without either, such as a model of gateway, is seen by everybody.
[[nodiscard]] bool may_see(const Scope& scope, std::string_view region, std::string_view owner);
/// Whether it may be changed: seen, writing allowed, and not everybody's unless scope is `all`.
[[nodiscard]] bool may_change(const Scope& scope, std::string_view region, std::string_view owner);

}  // namespace sixscope::registry
