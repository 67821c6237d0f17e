#include "registry/sql_schema_steps.h"

namespace sixscope::registry {

SchemaStep step_views() {
  // No reference to registry_account: who asks without accounts (`local`) has no row there.
  return {
      ("CREATE TABLE saved_view (account TEXT NOT NULL, page TEXT NOT NULL, name TEXT NOT NULL, "
       "content TEXT NOT NULL, shared BIGINT NOT NULL, created_ms BIGINT NOT NULL, "
       "changed_ms BIGINT NOT NULL, PRIMARY KEY (account, page, name))"),
      "CREATE INDEX saved_view_page ON saved_view (page, shared)",
  };
}

}  // namespace sixscope::registry
