#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sixscope::adapters {

/// A ClickHouse version by its first two numbers: 18.16, 26.7.
struct ServerVersion {
  int major = 0;
  int minor = 0;
  friend auto operator<=>(const ServerVersion&, const ServerVersion&) = default;
};

/// Reads "26.7.2.1". `malformed` if it does not begin with two numbers.
[[nodiscard]] Result<ServerVersion> parse_version(std::string_view text);

/// What a server can do. Answers never depend on it, only how tables look and batches are sent.
struct Dialect {
  ServerVersion version;
  /// Words of few values are kept as numbers of a dictionary.
  bool low_cardinality = false;
  /// The server drops old partitions by itself; otherwise we do.
  bool ttl = false;
  bool codecs = false;
  bool ipv6_type = false;
  /// A batch's id is a token by which the server knows that it has the batch already.
  bool deduplication_token = false;
  /// Settings may follow the statement; otherwise they go into the address.
  bool settings_in_statement = false;
};

/// The dialect of a version. Proved by test against 18.16 and 26.7; the borders between follow the
/// release notes, on the safe side.
[[nodiscard]] Dialect dialect_of(ServerVersion version);

/// Where tables live.
struct Placement {
  std::string database;
  std::string cluster;  ///< Empty: one server.
};

/// `text` as a literal of the dialect, quotes included: nothing in it can end the literal.
[[nodiscard]] std::string sql_text(std::string_view text);

/// True for names that need no quoting: letters, digits, underscores, not beginning with a digit.
[[nodiscard]] bool is_sql_name(std::string_view name);

}  // namespace sixscope::adapters
