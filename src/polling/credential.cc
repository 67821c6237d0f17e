#include "polling/credential.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace sixscope::polling {
namespace {

constexpr std::size_t kNameMost = 64;
constexpr std::size_t kUserMost = 32;  // RFC 3414 s.2.1: SnmpAdminString (SIZE (1..32)).
constexpr std::size_t kCommunityMost = 255;
constexpr std::size_t kPassphraseLeast = 8;  // RFC 3414 s.11.2.
constexpr std::size_t kPassphraseMost = 255;

bool fits(std::size_t size, std::size_t least, std::size_t most) {
  return size >= least && size <= most;
}

}  // namespace

void wipe(std::string& text) noexcept {
  // Spare capacity too: a string that shrank left its end there.
  text.resize(text.capacity());
  volatile char* const bytes = text.data();
  for (std::size_t i = 0; i < text.size(); ++i) {
    bytes[i] = 0;
  }
  text.clear();
}

void Secret::wipe() noexcept { polling::wipe(text_); }

Secret& Secret::operator=(const Secret& other) {
  if (this != &other) {
    wipe();
    text_ = other.text_;
  }
  return *this;
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe();
    text_ = std::move(other.text_);
    other.wipe();
  }
  return *this;
}

Result<void> check(const Credential& credential) {
  if (credential.version == SnmpVersion::v2c) {
    return fits(credential.community.text().size(), 1, kCommunityMost)
               ? Result<void>()
               : fail(Errc::malformed, "a community has 1 to 255 bytes");
  }
  if (!fits(credential.user.size(), 1, kUserMost)) {
    return fail(Errc::malformed, "a user of SNMPv3 has 1 to 32 bytes (RFC 3414 s.2.1)");
  }
  if (credential.privacy != Privacy::none && credential.authentication == Authentication::none) {
    return fail(Errc::malformed, "privacy needs authentication (RFC 3411 s.3.4.3)");
  }
  const auto wrong = [](bool used, const Secret& secret) {
    return used && !fits(secret.text().size(), kPassphraseLeast, kPassphraseMost);
  };
  if (wrong(credential.authentication != Authentication::none, credential.authentication_secret) ||
      wrong(credential.privacy != Privacy::none, credential.privacy_secret)) {
    return fail(Errc::malformed, "a passphrase has 8 to 255 bytes (RFC 3414 s.11.2)");
  }
  return {};
}

bool is_credential_name(std::string_view name) {
  constexpr std::string_view kSigns = "._-";
  const auto allowed = [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kSigns.find(c) != std::string_view::npos;
  };
  return fits(name.size(), 1, kNameMost) && std::ranges::all_of(name, allowed);
}

}  // namespace sixscope::polling
