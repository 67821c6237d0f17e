#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "polling/credential.h"

namespace sixscope::adapters {

/// Where credentials and the key that seals them are.
struct CredentialFiles {
  std::filesystem::path sealed;  ///< Made with mode 0600; its folder has to be there.
  std::filesystem::path key;     ///< Made at the first `add`, mode 0600; a wider one is refused.
};

/// Credentials of devices in a file, each sealed with AES-256-GCM and bound to its name. Every call
/// reads the files anew, so a running server sees what a command added. Safe from any thread, and
/// from several processes: a change holds a lock, and a kill leaves the old file or the new one.
///
/// `malformed`, with which one, if the key is not the file's or the file is damaged; `not_found` if
/// the key of existing credentials is gone.
class SealedCredentials {
 public:
  explicit SealedCredentials(CredentialFiles files) : files_(std::move(files)) {}

  /// Adds one, or takes the place of the one of that name. `malformed` if it is not fit for use.
  Result<void> add(const std::string& name, const polling::Credential& credential) const;
  /// `not_found` if there is none.
  Result<void> remove(const std::string& name) const;
  [[nodiscard]] Result<polling::Credential> read(const std::string& name) const;
  /// Names, in their order; no key is needed.
  [[nodiscard]] Result<std::vector<std::string>> names() const;

 private:
  const CredentialFiles files_;
};

}  // namespace sixscope::adapters
