#include "adapters/sealed_credentials/seal.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <memory>

namespace sixscope::adapters {
namespace {

constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;
constexpr std::string_view kDigits = "0123456789abcdef";

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

tl::unexpected<Error> no_library() {
  return fail(Errc::unavailable, "the encryption library refused (AES-256-GCM)");
}

}  // namespace

std::string to_hex(std::string_view bytes) {
  std::string digits;
  digits.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    digits += kDigits[byte >> 4U];
    digits += kDigits[byte & 0xFU];
  }
  return digits;
}

Result<std::string> from_hex(std::string_view digits) {
  std::string bytes;
  bytes.reserve(digits.size() / 2);
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const auto high = kDigits.find(digits[i]);
    const auto low = i + 1 < digits.size() ? kDigits.find(digits[i + 1]) : std::string_view::npos;
    if (high == std::string_view::npos || low == std::string_view::npos) {
      return fail(Errc::malformed, "an even number of hexadecimal digits");
    }
    bytes += static_cast<char>(high << 4U | low);
  }
  return bytes;
}

Result<std::string> random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  if (RAND_bytes(bytes_of(bytes), static_cast<int>(count)) != 1) {
    return fail(Errc::unavailable, "the encryption library has no random bytes");
  }
  return bytes;
}

Result<std::string> seal(std::string_view key, std::string_view bound, std::string_view plain) {
  const auto nonce = random_bytes(kNonceBytes);
  if (!nonce) {
    return fail_like(nonce);
  }
  std::string sealed = *nonce + std::string(kTagBytes + plain.size(), '\0');
  const Context context(EVP_CIPHER_CTX_new());
  int size = 0;
  int rest = 0;
  unsigned char* const out = bytes_of(sealed) + kNonceBytes + kTagBytes;
  const bool done =
      context != nullptr && key.size() == kSealKeyBytes &&
      EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key),
                         bytes_of(*nonce)) == 1 &&
      EVP_EncryptUpdate(context.get(), nullptr, &size, bytes_of(bound),
                        static_cast<int>(bound.size())) == 1 &&
      EVP_EncryptUpdate(context.get(), out, &size, bytes_of(plain),
                        static_cast<int>(plain.size())) == 1 &&
      EVP_EncryptFinal_ex(context.get(), out + size, &rest) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, static_cast<int>(kTagBytes),
                          bytes_of(sealed) + kNonceBytes) == 1;
  return done ? Result<std::string>(std::move(sealed)) : no_library();
}

Result<polling::Secret> unseal(std::string_view key, std::string_view bound,
                               std::string_view sealed) {
  constexpr std::string_view kWrong = "the key is not the one it was sealed with, or it is damaged";
  if (sealed.size() < kNonceBytes + kTagBytes || key.size() != kSealKeyBytes) {
    return fail(Errc::malformed, kWrong);
  }
  const std::string_view cipher = sealed.substr(kNonceBytes + kTagBytes);
  std::string tag(sealed.substr(kNonceBytes, kTagBytes));
  std::string plain(cipher.size(), '\0');
  const Context context(EVP_CIPHER_CTX_new());
  int size = 0;
  int rest = 0;
  const bool ready = context != nullptr &&
                     EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key),
                                        bytes_of(sealed)) == 1 &&
                     EVP_DecryptUpdate(context.get(), nullptr, &size, bytes_of(bound),
                                       static_cast<int>(bound.size())) == 1;
  if (!ready) {
    return no_library();
  }
  const bool opened = EVP_DecryptUpdate(context.get(), bytes_of(plain), &size, bytes_of(cipher),
                                        static_cast<int>(cipher.size())) == 1 &&
                      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG,
                                          static_cast<int>(kTagBytes), bytes_of(tag)) == 1 &&
                      EVP_DecryptFinal_ex(context.get(), bytes_of(plain) + size, &rest) == 1;
  if (!opened) {
    polling::wipe(plain);
    return fail(Errc::malformed, kWrong);
  }
  return polling::Secret(std::move(plain));
}

}  // namespace sixscope::adapters
