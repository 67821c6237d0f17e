#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sixscope::polling {

/// A text that is overwritten when it goes: a community or a passphrase. Never written to a log.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  Secret(const Secret&) = default;
  Secret& operator=(const Secret& other);
  Secret(Secret&& other) noexcept : text_(std::move(other.text_)) { other.wipe(); }
  Secret& operator=(Secret&& other) noexcept;
  ~Secret() { wipe(); }

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] bool empty() const { return text_.empty(); }

 private:
  void wipe() noexcept;
  std::string text_;
};

/// Overwrites what `text` holds and empties it; the compiler does not leave it out.
void wipe(std::string& text) noexcept;

enum class SnmpVersion : std::uint8_t { v2c, v3 };
inline constexpr std::array<std::string_view, 2> kSnmpVersionNames = {"2c", "3"};

/// Authentication of SNMPv3 (RFC 3414, RFC 7860).
enum class Authentication : std::uint8_t { none, md5, sha, sha224, sha256, sha384, sha512 };
inline constexpr std::array<std::string_view, 7> kAuthenticationNames = {
    "none", "md5", "sha", "sha224", "sha256", "sha384", "sha512"};

/// Privacy of SNMPv3 (RFC 3414, RFC 3826; AES-192 and AES-256 by draft-blumenthal, and with
/// Cisco's key extension).
enum class Privacy : std::uint8_t { none, des, aes, aes192, aes256, aes192c, aes256c };
inline constexpr std::array<std::string_view, 7> kPrivacyNames = {
    "none", "des", "aes", "aes192", "aes256", "aes192c", "aes256c"};

/// How a device is asked. The ledger names one, it never holds one.
struct Credential {
  SnmpVersion version = SnmpVersion::v2c;
  Secret community = {};  ///< Of v2c.
  std::string user = {};  ///< Of v3, as all below.
  Authentication authentication = Authentication::none;
  Secret authentication_secret = {};
  Privacy privacy = Privacy::none;
  Secret privacy_secret = {};
  std::string context = {};
};

/// `malformed` with the remedy where a part is missing, too short or too long: communities and
/// users have 1 to 32 and 255 bytes, passphrases at least 8 (RFC 3414 s.11.2).
[[nodiscard]] Result<void> check(const Credential& credential);

/// 1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-', as names in a ledger and in a file are.
[[nodiscard]] bool is_credential_name(std::string_view name);

}  // namespace sixscope::polling
