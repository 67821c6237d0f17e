#include "registry/sheet_columns.h"

#include <utility>

#include "registry/object_state.h"

namespace sixscope::registry {
namespace {

class ColumnReader {
 public:
  ColumnReader(const TitleMatcher& matcher, const table::Sheet& sheet, const table::Row& header,
               const Kind& kind, const ImportOptions& options)
      : matcher_(matcher), sheet_(sheet), header_(header), kind_(kind), options_(options) {}

  SheetColumns read() {
    for (std::size_t i = 0; i < header_.cells.size(); ++i) {
      auto [column, fault] = matcher_.match(header_.cells[i].text);
      column.column = i;
      if (fault) {
        report(column, std::move(*fault));
      }
      take(column);
      made_.columns.push_back(std::move(column));
    }
    for (const Field& field : kind_.fields) {
      const auto place = static_cast<std::size_t>(&field - kind_.fields.data());
      if (field.required && !field.deprecated && sees(field) && !made_.of_field.contains(place)) {
        made_.faults.push_back({.row = header_.number,
                                .title = field.title.zh,
                                .field = field.name,
                                .fault = fault_of(Rule::column_missing, {field.title})});
      }
    }
    return std::move(made_);
  }

 private:
  void report(const ColumnMatch& column, Fault fault) {
    made_.faults.push_back(
        {.row = header_.number,
         .column = column.column,
         .title = column.title,
         .field = column.use == ColumnMatch::Use::field ? kind_.fields[column.field].name : "",
         .value = column.title,
         .fault = std::move(fault)});
  }

  void take(ColumnMatch& column) {
    if (column.use == ColumnMatch::Use::unknown && !column.title.empty()) {
      report(column, fault_of(Rule::column_unknown, {same(column.title)}));
      made_.flagged.insert(column.column);
    }
    if (column.use == ColumnMatch::Use::explanation) {
      made_.explanation = column.column;
    }
    if (column.use == ColumnMatch::Use::field) {
      take_field(column, kind_.fields[column.field]);
    }
  }

  void take_field(ColumnMatch& column, const Field& field) {
    const auto [there, fresh] = made_.of_field.emplace(column.field, column.column);
    if (!fresh) {
      report(column, fault_of(Rule::column_twice,
                              {field.title, same(table::column_letters(there->second))}));
      column.use = ColumnMatch::Use::left_out;
    } else if (field.deprecated) {
      report(column, fault_of(Rule::column_deprecated, {field.title}));
      made_.of_field.erase(there);
      column.use = ColumnMatch::Use::left_out;
    } else if (!sees(field)) {
      made_.unseen.emplace(column.column, &field);
      made_.of_field.erase(there);
      column.use = ColumnMatch::Use::left_out;
    } else if (column.column < sheet_.hidden_columns.size() &&
               sheet_.hidden_columns[column.column]) {
      report(column, fault_of(Rule::hidden_column, {field.title}));
    }
  }

  [[nodiscard]] bool sees(const Field& field) const {
    return options_.scope == nullptr || sees_field(*options_.scope, &kind_, field.name);
  }

  const TitleMatcher& matcher_;
  const table::Sheet& sheet_;
  const table::Row& header_;
  const Kind& kind_;
  const ImportOptions& options_;
  SheetColumns made_;
};

}  // namespace

SheetColumns match_columns(const TitleMatcher& matcher, const table::Sheet& sheet,
                           const table::Row& header, const Kind& kind,
                           const ImportOptions& options) {
  return ColumnReader(matcher, sheet, header, kind, options).read();
}

}  // namespace sixscope::registry
