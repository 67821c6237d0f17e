#include "adapters/sealed_credentials/sealed_credentials.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "adapters/sealed_credentials/seal.h"
#include "base/whole_file.h"

namespace sixscope::adapters {
namespace {

namespace fs = std::filesystem;
using polling::Credential;
using polling::Secret;

// The file: this line, then a line a credential, in order of names: name, blank, hexadecimal.
constexpr std::string_view kFirstLine = "sixscope credentials 1";
constexpr std::size_t kFileMost = std::size_t{16} << 20U;
constexpr mode_t kMode = 0600;
constexpr mode_t kOthers = 0077;

using Sealed = std::map<std::string, std::string>;  // Bytes by name.

tl::unexpected<Error> broken(const fs::path& path, std::string_view rule) {
  return fail_because(path.string() + ": " + std::strerror(errno), Errc::unavailable, rule);
}

// The file's content; nothing if there is no file.
Result<std::optional<std::string>> content(const fs::path& path, bool secret) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number() < 0) {
    if (errno == ENOENT) {
      return std::optional<std::string>();
    }
    return broken(path, "it cannot be read");
  }
  struct stat status{};
  if (::fstat(file.number(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return fail_because(path.string(), Errc::malformed, "it is not a file");
  }
  if (secret && (status.st_mode & kOthers) != 0) {
    return fail_because(path.string() + ": others may read it; chmod 600", Errc::forbidden,
                        "a key file must be its owner's alone");
  }
  std::string text;
  std::array<char, 4096> piece{};
  for (;;) {
    const ssize_t count = ::read(file.number(), piece.data(), piece.size());
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count < 0 || text.size() > kFileMost) {
      return broken(path, "it cannot be read");
    }
    if (count == 0) {
      break;
    }
    text.append(piece.data(), static_cast<std::size_t>(count));
  }
  explicit_bzero(piece.data(), piece.size());
  return std::optional(std::move(text));
}

Result<Sealed> read_sealed(const fs::path& path) {
  auto text = content(path, false);
  if (!text) {
    return fail_like(text);
  }
  Sealed all;
  if (!*text) {
    return all;
  }
  const auto damaged = [&](std::size_t line) {
    return fail_because(path.string() + " line " + std::to_string(line), Errc::malformed,
                        "the file of credentials is damaged; restore it, or remove and add anew");
  };
  std::string_view rest = **text;
  for (std::size_t number = 1; !rest.empty(); ++number) {
    const auto end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    const auto blank = line.find(' ');
    if (end == std::string_view::npos || (number == 1 && line != kFirstLine)) {
      return damaged(number);
    }
    if (number == 1) {
      continue;
    }
    auto bytes = from_hex(blank == std::string_view::npos ? "?" : line.substr(blank + 1));
    if (!bytes || !polling::is_credential_name(line.substr(0, blank))) {
      return damaged(number);
    }
    all.emplace(line.substr(0, blank), *std::move(bytes));
  }
  return all;
}

Result<void> write_sealed(const fs::path& path, const Sealed& all) {
  std::string text(kFirstLine);
  text += '\n';
  for (const auto& [name, bytes] : all) {
    text += name + ' ' + to_hex(bytes) + '\n';
  }
  return write_whole(path, text, {.rule = "credentials cannot be written", .mode = kMode});
}

Result<Secret> make_key(const fs::path& path) {
  auto bytes = random_bytes(kSealKeyBytes);
  if (!bytes) {
    return fail_like(bytes);
  }
  std::string digits = to_hex(*bytes) + "\n";
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kMode));
  const bool written =
      file.ok() && file.write_all(std::as_bytes(std::span(digits))) && ::fsync(file.number()) == 0;
  polling::wipe(digits);
  if (!written) {
    return broken(path, "the key file cannot be made");
  }
  return Secret(*std::move(bytes));
}

// The key; made if there is none and nothing is sealed with another.
Result<Secret> key_of(const fs::path& path, bool may_make) {
  auto text = content(path, true);
  if (!text) {
    return fail_like(text);
  }
  if (!*text) {
    if (may_make) {
      return make_key(path);
    }
    return fail_because(path.string(), Errc::not_found,
                        "the key file of the credentials is gone; restore it, or remove "
                        "the credentials and add them anew");
  }
  std::string digits = **std::move(text);
  while (!digits.empty() && (digits.back() == '\n' || digits.back() == '\r')) {
    digits.pop_back();
  }
  auto bytes = from_hex(digits);
  polling::wipe(digits);
  if (!bytes || bytes->size() != kSealKeyBytes) {
    return fail_because(path.string(), Errc::malformed,
                        "a key file has 64 hexadecimal digits and nothing else");
  }
  return Secret(*std::move(bytes));
}

// What is sealed: a line a part, texts as hexadecimal digits.
Secret plain_of(const Credential& credential) {
  const auto index = [](auto value) { return std::to_string(static_cast<unsigned>(value)); };
  return Secret(index(credential.version) + '\n' + to_hex(credential.community.text()) + '\n' +
                to_hex(credential.user) + '\n' + index(credential.authentication) + '\n' +
                to_hex(credential.authentication_secret.text()) + '\n' + index(credential.privacy) +
                '\n' + to_hex(credential.privacy_secret.text()) + '\n' +
                to_hex(credential.context) + '\n');
}

Result<Credential> credential_of(const Secret& plain) {
  std::array<std::string, 8> parts;
  std::string_view rest = plain.text();
  for (std::string& part : parts) {
    const auto end = rest.find('\n');
    if (end == std::string_view::npos) {
      return fail(Errc::malformed, "a newer program sealed it");
    }
    part = rest.substr(0, end);
    rest.remove_prefix(end + 1);
  }
  const auto number = [&](std::size_t part, std::size_t count) -> std::size_t {
    const auto value =
        parts.at(part).size() == 1 ? static_cast<std::size_t>(parts.at(part).front() - '0') : count;
    return std::min(value, count);
  };
  Credential credential;
  const std::size_t version = number(0, polling::kSnmpVersionNames.size());
  const std::size_t authentication = number(3, polling::kAuthenticationNames.size());
  const std::size_t privacy = number(5, polling::kPrivacyNames.size());
  if (version == polling::kSnmpVersionNames.size() ||
      authentication == polling::kAuthenticationNames.size() ||
      privacy == polling::kPrivacyNames.size()) {
    return fail(Errc::malformed, "a newer program sealed it");
  }
  credential.version = static_cast<polling::SnmpVersion>(version);
  credential.community = Secret(from_hex(parts[1]).value_or(""));
  credential.user = from_hex(parts[2]).value_or("");
  credential.authentication = static_cast<polling::Authentication>(authentication);
  credential.authentication_secret = Secret(from_hex(parts[4]).value_or(""));
  credential.privacy = static_cast<polling::Privacy>(privacy);
  credential.privacy_secret = Secret(from_hex(parts[6]).value_or(""));
  credential.context = from_hex(parts[7]).value_or("");
  std::ranges::for_each(parts, [](std::string& part) { polling::wipe(part); });
  return credential;
}

// Holds other processes off while the file is read, changed and written.
Result<std::unique_ptr<Descriptor>> lock(const fs::path& sealed) {
  const fs::path path = sealed.string() + ".lock";
  auto file =
      std::make_unique<Descriptor>(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kMode));
  if (file->number() < 0 || ::flock(file->number(), LOCK_EX) != 0) {
    return broken(path, "credentials cannot be written");
  }
  return file;
}

std::string bound(const std::string& name) { return "sixscope credential 1 " + name; }

tl::unexpected<Error> no_such(const std::string& name) {
  return fail_because("'" + name + "'; `sixscope polling credential list` has the names",
                      Errc::not_found, "no credential of that name");
}

}  // namespace

Result<void> SealedCredentials::add(const std::string& name, const Credential& credential) const {
  if (!polling::is_credential_name(name)) {
    return fail(Errc::malformed, "a credential's name has 1 to 64 of a-z A-Z 0-9 . _ -");
  }
  if (const auto fit = polling::check(credential); !fit) {
    return fit;
  }
  const auto held = lock(files_.sealed);
  if (!held) {
    return fail_like(held);
  }
  auto all = read_sealed(files_.sealed);
  if (!all) {
    return fail_like(all);
  }
  const auto key = key_of(files_.key, all->empty());
  if (!key) {
    return fail_like(key);
  }
  if (!all->empty()) {
    // Another key would leave a file that no key opens.
    const auto& [known, bytes] = *all->begin();
    if (const auto opened = unseal(key->text(), bound(known), bytes); !opened) {
      return fail_because(files_.key.string(), opened.error().code, opened.error().rule);
    }
  }
  auto sealed = seal(key->text(), bound(name), plain_of(credential).text());
  if (!sealed) {
    return fail_like(sealed);
  }
  (*all)[name] = *std::move(sealed);
  return write_sealed(files_.sealed, *all);
}

Result<void> SealedCredentials::remove(const std::string& name) const {
  const auto held = lock(files_.sealed);
  if (!held) {
    return fail_like(held);
  }
  auto all = read_sealed(files_.sealed);
  if (!all) {
    return fail_like(all);
  }
  if (all->erase(name) == 0) {
    return no_such(name);
  }
  return write_sealed(files_.sealed, *all);
}

Result<Credential> SealedCredentials::read(const std::string& name) const {
  const auto all = read_sealed(files_.sealed);
  if (!all) {
    return fail_like(all);
  }
  const auto found = all->find(name);
  if (found == all->end()) {
    return no_such(name);
  }
  const auto key = key_of(files_.key, false);
  if (!key) {
    return fail_like(key);
  }
  const auto plain = unseal(key->text(), bound(name), found->second);
  if (!plain) {
    return fail_because("'" + name + "' with " + files_.key.string(), plain.error().code,
                        plain.error().rule);
  }
  return credential_of(*plain);
}

Result<std::vector<std::string>> SealedCredentials::names() const {
  const auto all = read_sealed(files_.sealed);
  if (!all) {
    return fail_like(all);
  }
  std::vector<std::string> names;
  for (const auto& [name, bytes] : *all) {
    names.push_back(name);
  }
  return names;
}

}  // namespace sixscope::adapters
