#include "store/table_catalogue.h"

#include <algorithm>

#include "base/check.h"

namespace sixscope::store {

const Table& rollup_table(std::string_view family, Resolution resolution) {
  const auto found = std::ranges::find_if(tables(), [&](const Table& table) {
    return table.kind == TableKind::rollup && table.family == family &&
           table.resolution == resolution;
  });
  SIXSCOPE_CHECK(found != tables().end());
  return *found;
}

const Table& single_table(TableKind kind) {
  SIXSCOPE_CHECK(kind != TableKind::rollup);
  const auto found =
      std::ranges::find_if(tables(), [&](const Table& table) { return table.kind == kind; });
  SIXSCOPE_CHECK(found != tables().end());
  return *found;
}

Retention::Retention() {
  for (const Table& table : tables()) {
    days_.emplace(table.keep_name, table.keep_days);
  }
}

Retention& Retention::set(std::string_view keep_name, unsigned days) {
  const auto entry = days_.find(keep_name);
  SIXSCOPE_CHECK(entry != days_.end());
  entry->second = days;
  return *this;
}

unsigned Retention::days(std::string_view keep_name) const {
  const auto entry = days_.find(keep_name);
  SIXSCOPE_CHECK(entry != days_.end());
  return entry->second;
}

}  // namespace sixscope::store
