#include "registry/sql_schema_steps.h"

namespace sixscope::registry {

SchemaStep step_rounds() {
  // Months as 2026-06, days since 1970 in China. `commit_number` 0 and `submitted_ms` -1: not
  // submitted yet. `turn` rises with every transition: what a writer read is what it changes.
  return {
      ("CREATE TABLE round_round (id TEXT PRIMARY KEY, form TEXT NOT NULL, "
       "first_month TEXT NOT NULL, last_month TEXT NOT NULL, opens_day BIGINT NOT NULL, "
       "due_day BIGINT NOT NULL, opened_by TEXT NOT NULL, opened_ms BIGINT NOT NULL)"),
      "CREATE INDEX round_round_form ON round_round (form, last_month)",
      ("CREATE TABLE round_submission (round TEXT NOT NULL REFERENCES round_round (id), "
       "number BIGINT NOT NULL, region TEXT NOT NULL, operator TEXT NOT NULL, "
       "enterprise TEXT NOT NULL, state TEXT NOT NULL, version BIGINT NOT NULL, "
       "turn BIGINT NOT NULL, commit_number BIGINT NOT NULL, sha256 TEXT NOT NULL, "
       "row_count BIGINT NOT NULL, receipt TEXT NOT NULL, submitted_ms BIGINT NOT NULL, "
       "PRIMARY KEY (round, number))"),
      ("CREATE TABLE round_transition (round TEXT NOT NULL, number BIGINT NOT NULL, "
       "turn BIGINT NOT NULL, event TEXT NOT NULL, from_state TEXT NOT NULL, "
       "to_state TEXT NOT NULL, version BIGINT NOT NULL, who TEXT NOT NULL, role TEXT NOT NULL, "
       "at_ms BIGINT NOT NULL, reason TEXT NOT NULL, request_id TEXT NOT NULL, "
       "commit_number BIGINT NOT NULL, sha256 TEXT NOT NULL, "
       "PRIMARY KEY (round, number, turn), "
       "FOREIGN KEY (round, number) REFERENCES round_submission (round, number))"),
      ("CREATE TABLE round_receipt (id TEXT PRIMARY KEY, round TEXT NOT NULL, "
       "number BIGINT NOT NULL, version BIGINT NOT NULL, at_ms BIGINT NOT NULL, "
       "who TEXT NOT NULL, row_count BIGINT NOT NULL, cells BIGINT NOT NULL, "
       "cells_expected BIGINT NOT NULL, remarks BIGINT NOT NULL, explanation TEXT NOT NULL, "
       "commit_number BIGINT NOT NULL, sha256 TEXT NOT NULL, days_late BIGINT NOT NULL, "
       "FOREIGN KEY (round, number) REFERENCES round_submission (round, number))"),
      "CREATE INDEX round_receipt_submission ON round_receipt (round, number)",
      ("CREATE TABLE round_reminder (round TEXT NOT NULL, number BIGINT NOT NULL, "
       "step TEXT NOT NULL, addressee TEXT NOT NULL, at_ms BIGINT NOT NULL, "
       "accounts TEXT NOT NULL, words_zh TEXT NOT NULL, words_en TEXT NOT NULL, "
       "sent_ms BIGINT NOT NULL, PRIMARY KEY (round, number, step, addressee), "
       "FOREIGN KEY (round, number) REFERENCES round_submission (round, number))"),
  };
}

}  // namespace sixscope::registry
