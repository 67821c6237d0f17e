#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "polling/credential.h"

namespace sixscope::adapters {

/// Bytes of a key of AES-256.
inline constexpr std::size_t kSealKeyBytes = 32;

/// `bytes` as hexadecimal digits, and back; the latter `malformed` for anything else.
[[nodiscard]] std::string to_hex(std::string_view bytes);
[[nodiscard]] Result<std::string> from_hex(std::string_view digits);

/// Random bytes from the library; `unavailable` if it has none.
[[nodiscard]] Result<std::string> random_bytes(std::size_t count);

/// `plain` under AES-256-GCM with a random nonce: nonce, tag, ciphertext. `bound` (the name) is
/// authenticated with it: a sealed text does not open under another name.
[[nodiscard]] Result<std::string> seal(std::string_view key, std::string_view bound,
                                       std::string_view plain);
/// The inverse. `malformed` if key, name or bytes are not those that were sealed.
[[nodiscard]] Result<polling::Secret> unseal(std::string_view key, std::string_view bound,
                                             std::string_view sealed);

}  // namespace sixscope::adapters
