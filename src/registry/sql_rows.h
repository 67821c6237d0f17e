#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "registry/object_store.h"
#include "registry/sql_connection.h"
#include "registry/value.h"

namespace sixscope::registry {

/// The column as a number or a text; 0 or empty if it holds something else, as in a damaged file.
[[nodiscard]] std::int64_t number_at(const SqlRow& row, std::size_t column);
[[nodiscard]] const std::string& text_at(const SqlRow& row, std::size_t column);
/// A JSON array of texts. `malformed` for anything else: a list that cannot be read must not stand
/// for "no bound".
[[nodiscard]] Result<std::vector<std::string>> texts_at(const SqlRow& row, std::size_t column);
[[nodiscard]] Instant instant_at(const SqlRow& row, std::size_t column);
/// A key or a document as it is kept, in normal form C: what an older program stored in another
/// form is found by what people type today all the same.
[[nodiscard]] std::string key_at(const SqlRow& row, std::size_t column);
[[nodiscard]] Result<Document> document_at(const SqlRow& row, std::size_t column);
template <class T>
[[nodiscard]] T id_at(const SqlRow& row, std::size_t column) {
  return T(static_cast<std::uint64_t>(number_at(row, column)));
}

[[nodiscard]] SqlValue sql_of(Instant instant);
/// What no database can count up to becomes the greatest number it has.
[[nodiscard]] SqlValue sql_of(std::uint64_t number);
template <class Tag>
[[nodiscard]] SqlValue sql_of(Id<Tag, std::uint64_t> id) {
  return sql_of(id.value());
}

/// Runs `insert`, up to and without VALUES, for all rows, many at a time, with `tail` behind.
/// `progress`, where set, is told after each time how many are in.
[[nodiscard]] Result<void> insert_rows(SqlConnection& connection, std::string_view insert,
                                       std::string_view tail, std::span<const SqlRow> rows,
                                       const std::function<void(std::size_t)>& progress = {});

/// Runs `select`, which ends with IN, for all identifiers, many at a time, with `tail` behind; rows
/// in order within each time.
[[nodiscard]] Result<std::vector<SqlRow>> select_in(SqlConnection& connection,
                                                    std::string_view select, std::string_view tail,
                                                    std::span<const ObjectId> ids);

/// Remembers columns of a sender's sheets: each title anew, behind those that are there.
[[nodiscard]] Result<void> insert_columns(SqlConnection& connection, std::string_view sender,
                                          std::string_view kind, const ColumnTitles& columns);

/// Runs `work` between begin and commit; rolls back if either fails.
template <class Work>
[[nodiscard]] auto in_transaction(SqlConnection& connection, const Work& work) -> decltype(work()) {
  if (const auto begun = connection.begin(); !begun) {
    return fail_like(begun);
  }
  auto result = work();
  if (!result) {
    connection.roll_back();
    return result;
  }
  if (const auto done = connection.commit(); !done) {
    connection.roll_back();
    return fail_like(done);
  }
  return result;
}

}  // namespace sixscope::registry
