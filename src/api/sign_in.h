#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"
#include "base/guarded.h"
#include "base/result.h"
#include "http/message.h"
#include "registry/account_store.h"
#include "registry/scope.h"

namespace sixscope::api {

/// What a library of cryptography does for us; injected, so that none is seen here.
struct Secrets {
  /// SHA-256 as 64 hexadecimal digits.
  std::function<std::string(std::string_view)> sha256;
  /// As many random bytes that nobody can guess.
  std::function<Result<std::string>(std::size_t)> random;
};

/// How a token begins, so that people and tools see what it is: "6s_" and 64 hexadecimal digits.
inline constexpr std::string_view kTokenBegin = "6s_";
inline constexpr std::size_t kTokenBytes = 32;
/// A fresh token, or `unavailable` if there is no randomness.
[[nodiscard]] Result<std::string> make_token(const Secrets& secrets);
/// `bytes` as lower-case hexadecimal digits.
[[nodiscard]] std::string hexadecimal(std::string_view bytes);

/// Whose request it is.
struct Asker {
  registry::Scope scope;
  std::string title = {};  ///< Of the account.
  bool is_local = false;   ///< There are no accounts, and it comes from this machine.
};

/// A session that began.
struct Opened {
  Asker asker;
  std::string cookie;  ///< Value of Set-Cookie.
};

/// Turns requests into scopes: by token (`Authorization: Bearer`), by the cookie of a session, or,
/// where there is no account and the server listens on loopback alone, as `local`. Safe from any
/// thread.
class SignIn {
 public:
  struct Options {
    bool only_loopback = false;  ///< The server cannot be reached from elsewhere.
    bool secure = false;         ///< It speaks TLS: the cookie is for TLS only.
    std::chrono::hours session{12};
    std::size_t attempts_max = 10;  ///< Wrong tokens in a minute, of one client, for a session.
  };

  /// Accounts and clock are borrowed.
  SignIn(registry::AccountStore& accounts, const Clock& clock, Secrets secrets, Options options)
      : accounts_(accounts), clock_(clock), secrets_(std::move(secrets)), options_(options) {}

  /// `unauthenticated` for what does not count or is missing; `forbidden` where there is no account
  /// yet and the request does not come from this machine.
  [[nodiscard]] Result<Asker> asker_of(const http::Request& request);

  /// Trades a token for a session. As `asker_of`, and `out_of_range` after too many wrong ones.
  [[nodiscard]] Result<Opened> open(const http::Request& request, const std::string& token);
  /// Ends the session of the request's cookie, if there is one; Set-Cookie that clears it.
  [[nodiscard]] Result<std::string> close(const http::Request& request);

 private:
  struct Attempts {
    Instant begin{};
    std::size_t wrong = 0;
  };

  [[nodiscard]] Result<Asker> by_token(const std::string& token, const http::Request& request);
  [[nodiscard]] Result<Asker> enter(const registry::Credential& credential,
                                    const http::Request& request);
  [[nodiscard]] Result<Asker> without_credential(const http::Request& request) const;
  [[nodiscard]] std::string cookie(std::string_view value, std::chrono::seconds age) const;
  [[nodiscard]] bool has_attempts_left(const std::string& client);
  void count_attempt(const std::string& client);

  registry::AccountStore& accounts_;
  const Clock& clock_;
  const Secrets secrets_;
  const Options options_;
  Guarded<std::map<std::string, Attempts>> attempts_;
  Guarded<std::set<std::pair<std::string, std::chrono::sys_days>>> used_;  ///< Noted already.
};

}  // namespace sixscope::api
