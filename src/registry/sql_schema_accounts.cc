#include "registry/sql_schema_steps.h"

namespace sixscope::registry {

SchemaStep step_accounts() {
  return {
      // Lists are JSON arrays of texts. A removed account keeps its row, and so its name, for ever.
      ("CREATE TABLE registry_account (id TEXT PRIMARY KEY, title TEXT NOT NULL, "
       "every_region BIGINT NOT NULL, regions TEXT NOT NULL, owners TEXT NOT NULL, "
       "may_write BIGINT NOT NULL, sees_sensitive BIGINT NOT NULL, disabled BIGINT NOT NULL, "
       "made_ms BIGINT NOT NULL, removed BIGINT NOT NULL)"),
      // `ends_ms` 0: never; `last_used_day` in days since 1970, -1: never.
      ("CREATE TABLE registry_token (id TEXT PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, "
       "account TEXT NOT NULL REFERENCES registry_account (id), note TEXT NOT NULL, "
       "made_ms BIGINT NOT NULL, ends_ms BIGINT NOT NULL, networks TEXT NOT NULL, "
       "read_only BIGINT NOT NULL, last_used_day BIGINT NOT NULL)"),
      "CREATE INDEX registry_token_account ON registry_token (account)",
      ("CREATE TABLE registry_session (sha256 TEXT PRIMARY KEY, "
       "token TEXT NOT NULL REFERENCES registry_token (id), made_ms BIGINT NOT NULL, "
       "ends_ms BIGINT NOT NULL)"),
      "CREATE INDEX registry_session_token ON registry_session (token)",
      // `removed_at_ms` 0: still on the list.
      ("CREATE TABLE registry_attachment (id BIGINT PRIMARY KEY, "
       "object BIGINT NOT NULL REFERENCES registry_object (id), name TEXT NOT NULL, "
       "media_type TEXT NOT NULL, size_bytes BIGINT NOT NULL, sha256 TEXT NOT NULL, "
       "at_ms BIGINT NOT NULL, who TEXT NOT NULL, note TEXT NOT NULL, "
       "removed_at_ms BIGINT NOT NULL, removed_who TEXT NOT NULL, removed_reason TEXT NOT NULL)"),
      "CREATE INDEX registry_attachment_object ON registry_attachment (object, id)",
  };
}

}  // namespace sixscope::registry
