#include "registry/sql_schema_steps.h"

namespace sixscope::registry {

SchemaStep step_objects() {
  return {
      ("CREATE TABLE registry_commit (number BIGINT PRIMARY KEY, at_ms BIGINT NOT NULL, "
       "effective_ms BIGINT NOT NULL, nature BIGINT NOT NULL, who TEXT NOT NULL, "
       "reason TEXT NOT NULL, request_id TEXT NOT NULL)"),
      ("CREATE TABLE registry_object (id BIGINT PRIMARY KEY, kind TEXT NOT NULL, "
       "key TEXT NOT NULL, region TEXT NOT NULL, owner TEXT NOT NULL, version BIGINT NOT NULL, "
       "removed BIGINT NOT NULL, last_effective_ms BIGINT NOT NULL, document TEXT NOT NULL)"),
      "CREATE INDEX registry_object_kind ON registry_object (kind, id)",
      "CREATE INDEX registry_object_key ON registry_object (kind, key)",
      ("CREATE TABLE registry_change ("
       "object BIGINT NOT NULL REFERENCES registry_object (id), effective_ms BIGINT NOT NULL, "
       "commit_number BIGINT NOT NULL REFERENCES registry_commit (number), "
       "version BIGINT NOT NULL, before_fields TEXT NOT NULL, after_fields TEXT NOT NULL, "
       "PRIMARY KEY (object, effective_ms, commit_number))"),
      "CREATE INDEX registry_change_commit ON registry_change (commit_number, object)",
  };
}

SchemaStep step_imports() {
  return {
      ("CREATE TABLE registry_receipt (id TEXT PRIMARY KEY, account TEXT NOT NULL, "
       "at_ms BIGINT NOT NULL, kind TEXT NOT NULL, door TEXT NOT NULL, sender TEXT NOT NULL, "
       "file_name TEXT NOT NULL, sha256 TEXT NOT NULL, rows_read BIGINT NOT NULL, "
       "created BIGINT NOT NULL, changed BIGINT NOT NULL, unchanged BIGINT NOT NULL, "
       "commit_number BIGINT NOT NULL)"),
      "CREATE INDEX registry_receipt_at ON registry_receipt (at_ms)",
      ("CREATE TABLE registry_column (sender TEXT NOT NULL, kind TEXT NOT NULL, "
       "place BIGINT NOT NULL, title TEXT NOT NULL, field TEXT NOT NULL, "
       "PRIMARY KEY (sender, kind, place))"),
      ("CREATE TABLE registry_freeze (kind TEXT NOT NULL, period TEXT NOT NULL, "
       "version BIGINT NOT NULL, at_ms BIGINT NOT NULL, effective_ms BIGINT NOT NULL, "
       "commit_number BIGINT NOT NULL, sha256 TEXT NOT NULL, objects BIGINT NOT NULL, "
       "who TEXT NOT NULL, reason TEXT NOT NULL, request_id TEXT NOT NULL, "
       "PRIMARY KEY (kind, period, version))"),
  };
}

SchemaStep step_mended() {
  return {"ALTER TABLE registry_receipt ADD COLUMN mended BIGINT NOT NULL DEFAULT 0"};
}

SchemaStep step_keys() {
  return {
      ("CREATE TABLE registry_key (object BIGINT NOT NULL REFERENCES registry_object (id), "
       "from_ms BIGINT NOT NULL, to_ms BIGINT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, "
       "commit_number BIGINT NOT NULL, PRIMARY KEY (object, from_ms))"),
      "CREATE INDEX registry_key_key ON registry_key (kind, key)",
      "CREATE INDEX registry_key_commit ON registry_key (commit_number)",
  };
}

}  // namespace sixscope::registry
