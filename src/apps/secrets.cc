#include "apps/secrets.h"

#include <sys/random.h>

#include <cerrno>
#include <string>

#include "apps/sheet_files.h"

namespace sixscope::apps {
namespace {

Result<std::string> random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  std::size_t filled = 0;
  while (filled < count) {
    const ssize_t got = ::getrandom(bytes.data() + filled, count - filled, 0);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got <= 0) {
      return fail(Errc::unavailable, "the system gives no random bytes");
    }
    filled += static_cast<std::size_t>(got);
  }
  return bytes;
}

}  // namespace

api::Secrets system_secrets() { return {.sha256 = sha256_of, .random = random_bytes}; }

}  // namespace sixscope::apps
