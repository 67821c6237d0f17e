#pragma once

#include <string_view>
#include <vector>

#include "registry/attachment_store.h"
#include "registry/sql_connection.h"

namespace sixscope::registry {

/// The list of attachments in the registry's database, whose tables `SqlObjectStore::open` has
/// made. The files are in a `BlobStore`.
class SqlAttachmentStore final : public AttachmentStore {
 public:
  /// Borrowed; outlives the store.
  explicit SqlAttachmentStore(SqlDatabase& database) : database_(database) {}

  [[nodiscard]] Result<std::vector<Attachment>> list(ObjectId object, bool with_removed,
                                                     const Scope& scope) const override;
  [[nodiscard]] Result<Attachment> read(AttachmentId id, const Scope& scope) const override;
  Result<AttachmentId> add(const Attachment& attachment, std::size_t most,
                           const Scope& scope) override;
  Result<void> remove(AttachmentId id, const Attachment::Removal& removal,
                      const Scope& scope) override;
  [[nodiscard]] Result<void> may_attach(ObjectId object, std::size_t most,
                                        const Scope& scope) const override;

 private:
  SqlDatabase& database_;
};

}  // namespace sixscope::registry
