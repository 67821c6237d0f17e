#include "registry/scope.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace sixscope::registry {
namespace {

constexpr std::size_t kCodeDigits = 6;
constexpr std::size_t kLevelDigits = 2;  // GB/T 2260: province, prefecture, county.

// Without the levels that say "all": 440000 is "44", 000000 (the country) is "".
std::string_view significant(std::string_view region) {
  while (region.ends_with("00")) {
    region.remove_suffix(kLevelDigits);
  }
  return region;
}

}  // namespace

Scope Scope::everything(std::string account) {
  Scope scope;
  scope.account = std::move(account);
  scope.all = true;
  scope.may_write = true;
  scope.sees_sensitive = true;
  return scope;
}

bool lies_in(std::string_view region, std::string_view above) {
  return region == above || (region.size() == kCodeDigits && above.size() == kCodeDigits &&
                             region.starts_with(significant(above)));
}

bool may_see(const Scope& scope, std::string_view region, std::string_view owner) {
  const bool here = region.empty() || std::ranges::any_of(scope.regions, [&](const auto& above) {
                      return lies_in(region, above);
                    });
  const bool ours = owner.empty() || scope.owners.empty() ||
                    std::ranges::find(scope.owners, owner) != scope.owners.end();
  return scope.all || (here && ours);
}

bool may_change(const Scope& scope, std::string_view region, std::string_view owner) {
  const bool everybodys = region.empty() && owner.empty();
  return scope.may_write && (scope.all || !everybodys) && may_see(scope, region, owner);
}

}  // namespace sixscope::registry
