#include <cstddef>
#include <vector>

#include "registry/commit_gate.h"
#include "registry/commit_writer.h"

namespace sixscope::registry {

// Before the objects are written and let go, with the commit's number known.
Result<void> CommitWriter::pass_gate() {
  if (gate_ == nullptr || number_ == CommitNumber()) {
    return {};
  }
  std::vector<TouchedObject> touched;
  for (const Target& target : targets_) {
    if (target.differs && target.kind->form) {
      touched.push_back({.kind = target.kind,
                         .edit = static_cast<std::size_t>(target.edit - commit_.edits.data()),
                         .before = target.before.empty() ? nullptr : &target.before,
                         .after = &target.now.fields});
    }
  }
  return touched.empty() ? Result<void>() : gate_->pass(connection_, commit_, number_, touched);
}

}  // namespace sixscope::registry
