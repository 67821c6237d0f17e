#pragma once

namespace CLI {
class App;
}  // namespace CLI

namespace sixscope::apps {

/// `attach`, `attachments`, `save` and `detach`, below the command `registry`.
void add_registry_attachments(CLI::App& registry, int& status);

}  // namespace sixscope::apps
