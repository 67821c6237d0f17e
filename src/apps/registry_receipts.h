#pragma once

namespace CLI {
class App;
}  // namespace CLI

namespace sixscope::apps {

/// `sixscope registry receipts` and `registry columns`, below the command `registry`.
void add_registry_receipts(CLI::App& registry, int& status);

}  // namespace sixscope::apps
