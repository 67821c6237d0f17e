#include "registry/sql_rows.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <utility>
#include <variant>

#include "base/normal_form.h"
#include "registry/value.h"

namespace sixscope::registry {
namespace {

// SQLite takes 32,766 parameters a statement, PostgreSQL 65,535; beyond some hundred rows a
// statement nothing is gained.
constexpr std::size_t kRowsAtOnce = 200;
constexpr std::size_t kIdsAtOnce = 500;

// "(?5, ?6)" for first 5 and count 2.
void append_placeholders(std::string& sql, std::size_t first, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    sql += i == 0 ? "(?" : ", ?";
    sql += std::to_string(first + i);
  }
  sql += ')';
}

}  // namespace

std::int64_t number_at(const SqlRow& row, std::size_t column) {
  const auto* const number = std::get_if<std::int64_t>(&row.at(column));
  return number == nullptr ? 0 : *number;
}

const std::string& text_at(const SqlRow& row, std::size_t column) {
  static const std::string nothing;
  const auto* const text = std::get_if<std::string>(&row.at(column));
  return text == nullptr ? nothing : *text;
}

Result<std::vector<std::string>> texts_at(const SqlRow& row, std::size_t column) {
  auto value = value_from_json(text_at(row, column));
  auto* const texts = value ? std::get_if<std::vector<std::string>>(&*value) : nullptr;
  return texts != nullptr
             ? Result<std::vector<std::string>>(std::move(*texts))
             : fail(Errc::malformed, "a list of an account or token in the registry is damaged");
}

Instant instant_at(const SqlRow& row, std::size_t column) {
  return Instant(std::chrono::milliseconds(number_at(row, column)));
}

std::string key_at(const SqlRow& row, std::size_t column) {
  return normal_form_c(text_at(row, column));
}

Result<Document> document_at(const SqlRow& row, std::size_t column) {
  auto document = document_from_json(text_at(row, column));
  if (document) {
    for (auto& [field, value] : *document) {
      if (auto* const text = std::get_if<std::string>(&value)) {
        *text = normal_form_c(*text);
      }
    }
  }
  return document;
}

SqlValue sql_of(Instant instant) { return std::int64_t{instant.time_since_epoch().count()}; }

SqlValue sql_of(std::uint64_t number) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(std::min(number, kMost));
}

Result<void> insert_rows(SqlConnection& connection, std::string_view insert, std::string_view tail,
                         std::span<const SqlRow> rows,
                         const std::function<void(std::size_t)>& progress) {
  std::size_t done_rows = 0;
  while (!rows.empty()) {
    const auto some = rows.first(std::min(rows.size(), kRowsAtOnce));
    rows = rows.subspan(some.size());
    std::string sql(insert);
    sql += " VALUES ";
    std::vector<SqlValue> parameters;
    for (const SqlRow& row : some) {
      sql += parameters.empty() ? "" : ", ";
      append_placeholders(sql, parameters.size() + 1, row.size());
      parameters.insert(parameters.end(), row.begin(), row.end());
    }
    sql += tail;
    if (const auto done = connection.run(sql, parameters); !done) {
      return fail_like(done);
    }
    done_rows += some.size();
    if (progress) {
      progress(done_rows);
    }
  }
  return {};
}

Result<std::vector<SqlRow>> select_in(SqlConnection& connection, std::string_view select,
                                      std::string_view tail, std::span<const ObjectId> ids) {
  std::vector<SqlRow> all;
  while (!ids.empty()) {
    const auto some = ids.first(std::min(ids.size(), kIdsAtOnce));
    ids = ids.subspan(some.size());
    std::string sql(select);
    sql += ' ';
    append_placeholders(sql, 1, some.size());
    sql += tail;
    std::vector<SqlValue> parameters;
    for (const ObjectId id : some) {
      parameters.push_back(sql_of(id));
    }
    auto rows = connection.run(sql, parameters);
    if (!rows) {
      return rows;
    }
    std::ranges::move(*rows, std::back_inserter(all));
  }
  return all;
}

Result<void> insert_columns(SqlConnection& connection, std::string_view sender,
                            std::string_view kind, const ColumnTitles& columns) {
  const std::string of(sender);
  const std::string its(kind);
  std::map<std::string, std::string> fields;  // A title that stands twice: the later counts.
  for (const auto& [title, field] : columns) {
    fields[title] = field;
    const auto done =
        connection.run("DELETE FROM registry_column WHERE sender = ?1 AND kind = ?2 AND title = ?3",
                       std::array<SqlValue, 3>{of, its, title});
    if (!done) {
      return fail_like(done);
    }
  }
  const auto last = connection.run(
      "SELECT COALESCE(MAX(place), -1) FROM registry_column WHERE sender = ?1 AND kind = ?2",
      std::array<SqlValue, 2>{of, its});
  if (!last) {
    return fail_like(last);
  }
  std::int64_t place = number_at(last->front(), 0);
  std::vector<SqlRow> rows;
  for (const auto& [title, field] : columns) {
    if (const auto one = fields.extract(title)) {
      rows.push_back({of, its, ++place, title, one.mapped()});
    }
  }
  return insert_rows(connection, "INSERT INTO registry_column (sender, kind, place, title, field)",
                     "", rows);
}

}  // namespace sixscope::registry
