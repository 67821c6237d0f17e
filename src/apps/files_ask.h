#pragma once

#include <string>
#include <utility>
#include <vector>

#include "http/message.h"

namespace sixscope::apps {

/// A question for the ledger or about indicators, as the server would be asked it.
struct FilesWish {
  http::Method method = http::Method::get;
  std::string path;  ///< Behind /api/v1: "/ledger/capacity".
  std::vector<std::pair<std::string, std::string>> parameters = {};  ///< Empty values: not given.
  std::string body = {};
  std::string settings = {};  ///< Path of the settings file.
};

/// Asks the registry's own files, with the handlers that the server has, for everything. The body
/// of the answer, which is JSON; where it is a refusal, its words go to standard error and nothing
/// comes back. `status`: kOk, or how the command ends: kUsage for a wrong argument, kFailed for
/// what is not there or may not be done now, kUnavailable, kBadSettings.
[[nodiscard]] std::string ask_files(const FilesWish& wish, int& status);

}  // namespace sixscope::apps
