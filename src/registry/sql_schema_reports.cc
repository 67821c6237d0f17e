#include "registry/sql_schema_steps.h"

namespace sixscope::registry {

SchemaStep step_reports() {
  return {
      // `state` by number; `edits` and `snapshot` are JSON; `published_ms` 0: not yet.
      ("CREATE TABLE report_issue (id TEXT NOT NULL, version BIGINT NOT NULL, "
       "definition TEXT NOT NULL, period TEXT NOT NULL, region TEXT NOT NULL, "
       "operator TEXT NOT NULL, language TEXT NOT NULL, state BIGINT NOT NULL, "
       "number TEXT NOT NULL, status TEXT NOT NULL, reason TEXT NOT NULL, edits TEXT NOT NULL, "
       "commit_number BIGINT NOT NULL, snapshot TEXT NOT NULL, sha256 TEXT NOT NULL, "
       "is_public BIGINT NOT NULL, changed_by TEXT NOT NULL, changed_ms BIGINT NOT NULL, "
       "published_by TEXT NOT NULL, published_ms BIGINT NOT NULL, revision BIGINT NOT NULL, "
       "PRIMARY KEY (id, version))"),
      "CREATE INDEX report_issue_changed ON report_issue (changed_ms)",
      ("CREATE TABLE report_file (id TEXT NOT NULL, version BIGINT NOT NULL, "
       "format TEXT NOT NULL, sha256 TEXT NOT NULL, size_bytes BIGINT NOT NULL, "
       "PRIMARY KEY (id, version, format))"),
      "CREATE INDEX report_file_sha256 ON report_file (sha256)",
  };
}

}  // namespace sixscope::registry
