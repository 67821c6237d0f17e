#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "registry/scope.h"

namespace sixscope::registry {

/// Who asks where there are no accounts; no account can have this name.
inline constexpr std::string_view kLocalAccount = "local";

/// Somebody who may ask: a person, an organisation's department or a program.
struct Account {
  std::string id;  ///< Letters, digits, '-', '_', '.', at most 64: it stands in the history.
  std::string title = {};
  bool all = false;  ///< As in Scope, like the next four.
  std::vector<std::string> regions = {};
  std::vector<std::string> owners = {};
  bool may_write = false;
  bool sees_sensitive = false;
  bool disabled = false;  ///< Its tokens open nothing.
  Instant made = {};
};

/// What opens an account. The token itself is kept nowhere, only its SHA-256.
struct Token {
  std::string id;  ///< Short, for lists and for revoking; not secret.
  std::string account;
  std::string note = {};  ///< What it is for.
  Instant made = {};
  std::optional<Instant> ends = {};        ///< Nothing: never.
  std::vector<std::string> networks = {};  ///< Prefixes it may come from; empty: from everywhere.
  bool read_only = false;
  std::optional<std::chrono::sys_days> last_used = {};
};

/// A token with its account, as found by what somebody presented.
struct Credential {
  Account account;
  Token token;
};

/// Who may ask. Safe from any thread. Nobody's scope bounds it: only the commands on the registry's
/// own machine change accounts, and handlers only look up what was presented to them.
class AccountStore {
 public:
  virtual ~AccountStore() = default;

  /// Whether there is any account, disabled ones too.
  [[nodiscard]] virtual Result<bool> any() const = 0;
  /// By identifier ascending.
  [[nodiscard]] virtual Result<std::vector<Account>> accounts() const = 0;
  [[nodiscard]] virtual Result<Account> account(std::string_view id) const = 0;
  /// `malformed` for an identifier that cannot be one, kLocalAccount among them; `conflict` if
  /// there is or was such an account: a name that stands in the history is never somebody else's.
  virtual Result<void> add(const Account& account) = 0;
  /// Everything but identifier and time. `not_found` if there is none.
  virtual Result<void> change(const Account& account) = 0;
  /// With its tokens, sessions and saved views. Its name stays taken.
  virtual Result<void> remove(std::string_view id) = 0;

  /// `sha256`: of the token, hexadecimal. `not_found` if there is no such account.
  virtual Result<void> add_token(const Token& token, std::string_view sha256) = 0;
  /// Of an account, oldest first; of all accounts where it is empty.
  [[nodiscard]] virtual Result<std::vector<Token>> tokens(std::string_view account) const = 0;
  /// With its sessions. `not_found` if there is none.
  virtual Result<void> revoke(std::string_view token) = 0;
  virtual Result<void> note_use(std::string_view token, std::chrono::sys_days day) = 0;

  /// Whose token has that SHA-256; nothing if nobody's.
  [[nodiscard]] virtual Result<std::optional<Credential>> by_token(
      std::string_view sha256) const = 0;
  /// Whose session that is, unless it is over by `now`.
  [[nodiscard]] virtual Result<std::optional<Credential>> by_session(std::string_view sha256,
                                                                     Instant now) const = 0;
  /// Sessions that are over by `made` are cleared away with it.
  virtual Result<void> add_session(std::string_view sha256, std::string_view token, Instant made,
                                   Instant ends) = 0;
  virtual Result<void> end_session(std::string_view sha256) = 0;
};

/// Whether a text can be an account's identifier.
[[nodiscard]] bool is_account_id(std::string_view id);

/// What the credential allows to somebody who comes from `address` (text) at `now`.
/// `unauthenticated` with why: disabled, over, or from a network that is none of its own.
[[nodiscard]] Result<Scope> scope_of(const Credential& credential, Instant now,
                                     std::string_view address);

}  // namespace sixscope::registry
