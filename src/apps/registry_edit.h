#pragma once

namespace CLI {
class App;
}  // namespace CLI

namespace sixscope::apps {

/// `set`, `edit`, `remove` and `restore`, below the command `registry`: what the console and the
/// API do with objects, by the same rules.
void add_registry_edit(CLI::App& registry, int& status);

}  // namespace sixscope::apps
