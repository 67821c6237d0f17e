#pragma once

namespace sixscope::apps {

class Command;

/// `set`, `edit`, `remove` and `restore`, below the command `registry`: what the console and the
/// API do with objects, by the same rules.
void add_registry_edit(Command registry, int& status);

}  // namespace sixscope::apps
