#pragma once

#include "adapters/clickhouse/ddl.h"
#include "adapters/clickhouse/http_client.h"
#include "adapters/clickhouse/native_format.h"
#include "base/result.h"
#include "store/table_catalogue.h"

namespace sixscope::adapters {

/// Runs a statement without row data.
Result<void> run_statement(const HttpClient& client, const std::string& sql);

/// Runs a statement that ends in FORMAT Native and reads its answer.
[[nodiscard]] Result<NativeTable> ask(const HttpClient& client, const std::string& sql);

/// The dialect of the server behind `client`.
[[nodiscard]] Result<Dialect> ask_dialect(const HttpClient& client);

/// Brings the tables to the catalogue's shape: makes what is missing, adds columns, changes TTLs.
/// A roll-up that is missing beside others is made of them, so that it answers for the past; this
/// must be over before the caller appends. Never drops rows or a column. Doing it again changes
/// nothing.
Result<void> migrate(const HttpClient& client, const Dialect& dialect, const Placement& placement,
                     const store::Retention& retention);

/// For servers without TTL: drops the partitions whose every row is older than its retention.
Result<void> drop_expired(const HttpClient& client, const Placement& placement,
                          const store::Retention& retention, Instant now);

}  // namespace sixscope::adapters
