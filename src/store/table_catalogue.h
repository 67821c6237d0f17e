#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "store/volume_store.h"

namespace sixscope::store {

/// What a column holds, without a word of any database's dialect.
enum class ColumnType : std::uint8_t {
  seconds,  ///< Whole seconds since 1970, UTC, 32 bits.
  text,     ///< One of few words.
  string,   ///< Any text.
  u8,
  u16,
  u32,
  u64,
  f64,
  address,  ///< 16 bytes of an IPv6 address; IPv4 as ::ffff:0:0/96.
};

/// What a column is for.
enum class ColumnRole : std::uint8_t {
  time,
  key,    ///< Rows with equal keys are added up.
  batch,  ///< Marks which batch is in; empty in rows with data.
  sum,
  value,  ///< Kept as it is.
};

struct Column {
  std::string_view name;
  ColumnType type;
  ColumnRole role;
};

enum class TableKind : std::uint8_t { rollup, ledger, flows };

/// A table is cut into pieces by UTC date, so that old ones can be dropped whole.
enum class Partition : std::uint8_t { day, month, year };

struct Table {
  std::string_view name;
  TableKind kind;
  std::string_view family;  ///< Roll-ups with the same axes, a table for each resolution it keeps.
  Resolution resolution;
  Partition partition;
  std::string_view keep_name;  ///< Which entry of Retention holds for it.
  unsigned keep_days;          ///< Default; 0: for ever.
  std::span<const Column> columns;
};

/// Every table, generated from catalogue/tables. Families come narrowest first.
[[nodiscard]] std::span<const Table> tables();

/// The roll-up of `family` at `resolution`, which must exist.
[[nodiscard]] const Table& rollup_table(std::string_view family, Resolution resolution);

/// The only table of `kind`, which must not be a roll-up.
[[nodiscard]] const Table& single_table(TableKind kind);

/// How long rows are kept, in days; 0: for ever. Starts with the catalogue's defaults.
class Retention {
 public:
  Retention();
  /// `keep_name` as in the catalogue: minute, five_minutes, hour, day, month, ledger, flows.
  Retention& set(std::string_view keep_name, unsigned days);
  [[nodiscard]] unsigned days(std::string_view keep_name) const;

 private:
  std::map<std::string, unsigned, std::less<>> days_;
};

}  // namespace sixscope::store
