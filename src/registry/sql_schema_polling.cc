#include "registry/sql_schema_steps.h"

namespace sixscope::registry {

SchemaStep step_polling() {
  // Figures are exact decimals as texts; times in milliseconds since 1970, `last_ok_ms` 0: never.
  return {
      ("CREATE TABLE polling_attempt (device BIGINT PRIMARY KEY, state BIGINT NOT NULL, "
       "words_zh TEXT NOT NULL, words_en TEXT NOT NULL, last_try_ms BIGINT NOT NULL, "
       "last_ok_ms BIGINT NOT NULL, profile TEXT NOT NULL, sys_object_id TEXT NOT NULL, "
       "sys_descr TEXT NOT NULL)"),
      ("CREATE TABLE polling_reading (device BIGINT NOT NULL, quantity TEXT NOT NULL, "
       "at_ms BIGINT NOT NULL, value TEXT NOT NULL, provenance BIGINT NOT NULL, "
       "object TEXT NOT NULL, discontinuity TEXT NOT NULL, ranges TEXT NOT NULL, "
       "PRIMARY KEY (device, quantity))"),
      ("CREATE TABLE polling_gap (device BIGINT NOT NULL, quantity TEXT NOT NULL, "
       "object TEXT NOT NULL, why TEXT NOT NULL, at_ms BIGINT NOT NULL, "
       "PRIMARY KEY (device, quantity, object))"),
      // Days since 1970, in China.
      ("CREATE TABLE polling_day (device BIGINT NOT NULL, quantity TEXT NOT NULL, "
       "day BIGINT NOT NULL, least TEXT NOT NULL, most TEXT NOT NULL, total TEXT NOT NULL, "
       "polls BIGINT NOT NULL, PRIMARY KEY (device, quantity, day))"),
      "CREATE INDEX polling_day_day ON polling_day (day)",
  };
}

SchemaStep step_polled_devices() {
  // `up_ms` -1: not told. `sys_object_id` '': of a day before this step.
  return {
      "ALTER TABLE polling_gap ADD COLUMN why_zh TEXT NOT NULL DEFAULT ''",
      "ALTER TABLE polling_reading ADD COLUMN up_ms BIGINT NOT NULL DEFAULT -1",
      "ALTER TABLE polling_day ADD COLUMN sys_object_id TEXT NOT NULL DEFAULT ''",
  };
}

}  // namespace sixscope::registry
