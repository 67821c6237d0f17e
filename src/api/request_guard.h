#pragma once

#include <functional>
#include <string>
#include <vector>

#include "api/refusal_log.h"
#include "base/result.h"
#include "http/message.h"

namespace sixscope::api {

struct GuardOptions {
  /// Names the server is reached by, beside localhost and every address: "v6.example.net".
  std::vector<std::string> names = {};
  RefusalLog* log = nullptr;  ///< Null: nothing is said.
  /// Who asks, for the log: an account or empty.
  std::function<std::string(const http::Request&)> account_of = {};
};

/// Stands in front of all calls (ADR 7). What changes something is refused with 403 unless its Host
/// is ours, so that a name somebody bends to our address gets nowhere, and its Origin, where a
/// browser says one, is that Host, so that a page of somebody else does not write. Whatever of the
/// registry is refused, by whom ever, is said in the log.
[[nodiscard]] http::Handler guarded(http::Handler calls, GuardOptions options);

/// Whether the request may change something; `forbidden` with why not.
[[nodiscard]] Result<void> check_origin(const http::Request& request,
                                        const std::vector<std::string>& names);

}  // namespace sixscope::api
