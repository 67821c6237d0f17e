#include "apps/commands.h"

namespace sixscope::apps {

void add_commands(CLI::App& app, int& status) {
  static_cast<void>(app);
  static_cast<void>(status);
}

}  // namespace sixscope::apps
