#pragma once

#include <string>

#include "base/result.h"

namespace sixscope::apps {

/// Words on standard error; gives back how the command ends: `return wrong(kUsage, "…")`.
int wrong(int status, const std::string& words);
/// The same of an error: kUnavailable where something did not answer, kFailed otherwise.
int say(const Error& error);

}  // namespace sixscope::apps
