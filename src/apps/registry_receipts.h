#pragma once

namespace sixscope::apps {

class Command;

/// `sixscope registry receipts` and `registry columns`, below the command `registry`.
void add_registry_receipts(Command registry, int& status);

}  // namespace sixscope::apps
