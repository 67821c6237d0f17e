#include <algorithm>

#include "net/prefix.h"
#include "registry/account_store.h"

namespace sixscope::registry {
namespace {

constexpr std::size_t kIdMax = 64;

bool is_within(std::string_view address, const std::vector<std::string>& networks) {
  const auto from = net::IpAddress::parse(address.substr(0, address.find('%')));
  return from && std::ranges::any_of(networks, [&](const std::string& text) {
           const auto network = net::Prefix::parse(text);
           return network && network->contains(*from);
         });
}

}  // namespace

bool is_account_id(std::string_view id) {
  return !id.empty() && id.size() <= kIdMax && std::ranges::all_of(id, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  });
}

Result<Scope> scope_of(const Credential& credential, Instant now, std::string_view address) {
  const auto& [account, token] = credential;
  if (account.disabled) {
    return fail_because(account.id, Errc::unauthenticated, "this account is disabled");
  }
  if (token.ends && *token.ends <= now) {
    return fail_because("token " + token.id + " of " + account.id, Errc::unauthenticated,
                        "this token is over; ask for another");
  }
  if (!token.networks.empty() && !is_within(address, token.networks)) {
    return fail_because(
        "token " + token.id + " of " + account.id + ", from " + std::string(address),
        Errc::unauthenticated, "this token is not for that network");
  }
  Scope scope;
  scope.account = account.id;
  scope.all = account.all;
  scope.regions = account.regions;
  scope.owners = account.owners;
  scope.may_write = account.may_write && !token.read_only;
  scope.read_only = token.read_only;
  scope.sees_sensitive = account.sees_sensitive;
  return scope;
}

}  // namespace sixscope::registry
