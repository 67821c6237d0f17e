#include "adapters/clickhouse/dialect.h"

#include <algorithm>
#include <charconv>

namespace sixscope::adapters {

Result<ServerVersion> parse_version(std::string_view text) {
  ServerVersion version;
  const char* const end = text.data() + text.size();
  const auto major = std::from_chars(text.data(), end, version.major);
  if (major.ec == std::errc() && major.ptr != end && *major.ptr == '.') {
    const auto minor = std::from_chars(major.ptr + 1, end, version.minor);
    if (minor.ec == std::errc()) {
      return version;
    }
  }
  return fail_because(std::string(text.substr(0, 40)), Errc::malformed,
                      "ClickHouse: version() begins with two numbers");
}

Dialect dialect_of(ServerVersion version) {
  constexpr ServerVersion kModernTables{20, 3};
  constexpr ServerVersion kTokens{22, 3};
  Dialect dialect;
  dialect.version = version;
  dialect.low_cardinality = version >= kModernTables;
  dialect.ttl = version >= kModernTables;
  dialect.codecs = version >= kModernTables;
  dialect.ipv6_type = version >= kModernTables;
  dialect.deduplication_token = version >= kTokens;
  dialect.settings_in_statement = version >= kTokens;
  return dialect;
}

std::string sql_text(std::string_view text) {
  std::string literal = "'";
  for (const char c : text) {
    switch (c) {
      case '\'':
      case '\\':
        literal += '\\';
        literal += c;
        break;
      case '\0':
        literal += "\\0";
        break;
      case '\n':
        literal += "\\n";  // A blank line would end the statement in some clients.
        break;
      default:
        literal += c;
    }
  }
  return literal + "'";
}

bool is_sql_name(std::string_view name) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  return !name.empty() && letter(name.front()) &&
         std::ranges::all_of(name, [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

}  // namespace sixscope::adapters
