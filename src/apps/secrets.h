#pragma once

#include "api/sign_in.h"

namespace sixscope::apps {

/// SHA-256 of the library of cryptography, randomness of the kernel.
[[nodiscard]] api::Secrets system_secrets();

}  // namespace sixscope::apps
