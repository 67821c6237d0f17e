#pragma once

namespace sixscope::apps {

class Command;

/// `attach`, `attachments`, `save` and `detach`, below the command `registry`.
void add_registry_attachments(Command registry, int& status);

}  // namespace sixscope::apps
