#include "registry/sheet_forms.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "registry/code_validity.h"
#include "registry/example_row.h"

namespace sixscope::registry {
namespace {

constexpr std::size_t kHeaderRow = 3;  // Title and instruction stand above.
constexpr double kColumnWidth = 18;
constexpr double kTextWidth = 100;

using table::Cell;
using table::CellType;

Cell text_cell(std::string text) {
  return {.type = text.empty() ? CellType::empty : CellType::text, .text = std::move(text)};
}

const Code* find_code(const Kinds& kinds, std::string_view list, std::string_view code) {
  const CodeList* const codes = kinds.list(list);
  if (codes == nullptr) {
    return nullptr;
  }
  const auto found = std::ranges::find(*codes, code, &Code::code);
  return found == codes->end() ? nullptr : &*found;
}

std::string code_text(const Kinds& kinds, const Field& field, const std::string& code,
                      Language language) {
  const Code* const known = find_code(kinds, field.codes, code);
  return known == nullptr ? code : known->title.in(language);
}

// A value as a person would have typed it.
Cell cell_of(const Value& value, const Field& field, const Kinds& kinds, Language language) {
  if (const auto* const number = std::get_if<model::Decimal>(&value)) {
    return {.type = CellType::number, .text = number->to_string()};
  }
  if (const auto* const flag = std::get_if<bool>(&value)) {
    return text_cell(language == Language::zh ? (*flag ? "是" : "否") : (*flag ? "yes" : "no"));
  }
  if (const auto* const several = std::get_if<std::vector<std::string>>(&value)) {
    std::string text;
    for (const std::string& one : *several) {
      text += (text.empty()               ? ""
               : language == Language::zh ? "、"
                                          : "; ") +
              code_text(kinds, field, one, language);
    }
    return text_cell(std::move(text));
  }
  const auto* const text = std::get_if<std::string>(&value);
  if (text == nullptr) {
    return {};
  }
  if (field.type == FieldType::date) {
    return {.type = CellType::date, .text = *text};
  }
  return text_cell(code_text(kinds, field, *text, language));
}

class Form {
 public:
  Form(const Kind& kind, const Kinds& kinds, const FormOptions& options)
      : kind_(kind), kinds_(kinds), language_(options.language), today_(options.today) {
    for (const Field& field : kind.fields) {
      if (!field.deprecated && (options.with_sensitive || !field.sensitive)) {
        fields_.push_back(&field);
      }
    }
    code_columns();
  }

  table::Workbook workbook(std::span<const Object> objects, bool with_example) {
    table::SheetPlan sheet{.name = kind_.title.in(language_),
                           .columns = columns(),
                           .header_row = kHeaderRow,
                           .rows = heading(),
                           .styles = {{1, table::RowStyle::title}},
                           .frozen_rows = kHeaderRow};
    std::size_t number = kHeaderRow;
    if (with_example) {
      sheet.styles[++number] = table::RowStyle::example;
      sheet.rows.push_back(example(number));
    }
    for (const Object& object : objects) {
      table::Row row{.number = ++number};
      for (const Field* const field : fields_) {
        row.cells.push_back(
            cell_of(value_of(object.fields, field->name), *field, kinds_, language_));
      }
      sheet.rows.push_back(std::move(row));
    }
    table::Workbook book;
    book.sheets.push_back(std::move(sheet));
    book.sheets.push_back(instructions());
    if (!code_lists_.empty()) {
      book.sheets.push_back(codes());
    }
    return book;
  }

 private:
  // A code list without what ended, and its place among those of the form.
  struct Listed {
    std::size_t place = 0;
    std::vector<const Code*> codes = {};
  };

  [[nodiscard]] std::string say(std::string_view zh, std::string_view en) const {
    return std::string(language_ == Language::zh ? zh : en);
  }
  [[nodiscard]] std::string codes_name() const { return say("代码表", "Codes"); }

  void code_columns() {
    for (const Field* const field : fields_) {
      const CodeList* const list = kinds_.list(field->codes);
      if (!field->codes.empty() && list != nullptr) {
        Listed& listed = code_lists_[field->codes];
        listed.codes.clear();
        for (const Code& code : *list) {
          if (!has_ended(code, today_)) {
            listed.codes.push_back(&code);
          }
        }
      }
    }
    std::size_t column = 0;  // By name, as the sheet of codes has them.
    for (auto& [name, listed] : code_lists_) {
      listed.place = column++;
    }
  }

  [[nodiscard]] std::vector<table::Row> heading() const {
    return {{.number = 1, .cells = {text_cell(kind_.title.in(language_))}},
            {.number = 2,
             .cells = {text_cell(
                 say("带 * 的列必填；空单元格保持原值，“-”清空原值。字段来源：",
                     "Columns with * are required; an empty cell leaves what is there, '-' "
                     "empties it. Source of the fields: ") +
                 kind_.source.in(language_))}}};
  }

  [[nodiscard]] std::vector<table::Column> columns() const {
    std::vector<table::Column> columns;
    for (const Field* const field : fields_) {
      table::Column column{.title = column_title(*field, kinds_, language_),
                           .note = field->help.in(language_),
                           .width = kColumnWidth};
      const bool is_number = field->type == FieldType::integer || field->type == FieldType::decimal;
      column.number_format = is_number ? "" : field->type == FieldType::date ? "yyyy-mm-dd" : "@";
      if (field->type == FieldType::boolean) {
        column.choices = {say("是", "yes"), say("否", "no")};
      } else if (field->type == FieldType::code) {
        column.choices_from = choices_of(field->codes);
      }
      columns.push_back(std::move(column));
    }
    columns.push_back({.title = say("说明", "Explanation"),
                       .note = say("对系统提示的异常数值加以说明后即可导入",
                                   "Explains values the import asks about"),
                       .width = kColumnWidth * 2,
                       .number_format = "@"});
    return columns;
  }

  // A list whose codes go on below those listed has no drop-down: it would refuse them.
  [[nodiscard]] std::string choices_of(const std::string& name) const {
    const CodeList* const list = kinds_.list(name);
    const bool is_open = list == nullptr || std::ranges::any_of(*list, [](const Code& code) {
                           return !code.prefix.empty();
                         });
    if (is_open) {
      return {};
    }
    const Listed& listed = code_lists_.at(name);
    const std::string column = table::column_letters(listed.place * 2 + 1);
    return "='" + codes_name() + "'!$" + column + "$2:$" + column + "$" +
           std::to_string(listed.codes.size() + 1);
  }

  [[nodiscard]] table::Row example(std::size_t number) const {
    table::Row row{.number = number};
    for (const Field* const field : fields_) {
      const Checked checked = check_value(*field, kinds_, text_cell(field->example));
      row.cells.push_back(cell_of(checked.value, *field, kinds_, language_));
    }
    row.cells.push_back(text_cell(language_ == Language::zh
                                      ? std::string(kExampleMarkZh) + "此行导入时跳过"
                                      : std::string(kExampleMarkEn) + " the import leaves it out"));
    return row;
  }

  // Two columns a list: code and title; below each other, for reading and for the drop-downs.
  [[nodiscard]] table::SheetPlan codes() const {
    table::SheetPlan sheet{.name = codes_name(), .header_row = 1, .frozen_rows = 1};
    sheet.is_protected = true;
    std::size_t longest = 0;
    for (const auto& [name, listed] : code_lists_) {
      for (const std::string& title : {name, name + say(" 名称", " title")}) {
        sheet.columns.push_back({.title = title, .width = kColumnWidth, .locked = true});
      }
      longest = std::max(longest, listed.codes.size());
    }
    for (std::size_t i = 0; i < longest; ++i) {
      table::Row row{.number = i + 2};
      for (const auto& [name, listed] : code_lists_) {
        const Code* const code = i < listed.codes.size() ? listed.codes[i] : nullptr;
        row.cells.push_back(text_cell(code == nullptr ? "" : code->code));
        row.cells.push_back(text_cell(code == nullptr ? "" : code->title.in(language_)));
      }
      sheet.rows.push_back(std::move(row));
    }
    return sheet;
  }

  [[nodiscard]] table::SheetPlan instructions() const {
    table::SheetPlan sheet{.name = say("填写说明", "Instructions"),
                           .columns = {{.title = say("列", "Column"), .width = kColumnWidth * 2},
                                       {.title = say("说明", "What goes in"), .width = kTextWidth},
                                       {.title = say("示例", "Example"), .width = kColumnWidth}},
                           .header_row = 1,
                           .frozen_rows = 1};
    sheet.is_protected = true;
    std::size_t number = 1;
    for (const Field* const field : fields_) {
      sheet.rows.push_back(
          {.number = ++number,
           .cells = {text_cell(column_title(*field, kinds_, language_)),
                     text_cell(field->help.in(language_)), text_cell(field->example)}});
    }
    return sheet;
  }

  const Kind& kind_;
  const Kinds& kinds_;
  const Language language_;
  const model::Day today_;
  std::vector<const Field*> fields_;
  std::map<std::string, Listed, std::less<>> code_lists_;
};

}  // namespace

std::string column_title(const Field& field, const Kinds& kinds, Language language) {
  const Code* const unit = find_code(kinds, "unit", field.unit);
  const std::string word = unit == nullptr ? field.unit : unit->title.in(language);
  const bool zh = language == Language::zh;
  return (field.required ? "*" : "") + field.title.in(language) +
         (word.empty() ? ""
          : zh         ? "（" + word + "）"
                       : " (" + word + ")");
}

table::Workbook template_sheet(const Kind& kind, const Kinds& kinds, const FormOptions& options) {
  return Form(kind, kinds, options).workbook({}, true);
}

table::Workbook export_sheet(const Kind& kind, const Kinds& kinds, std::span<const Object> objects,
                             const FormOptions& options) {
  return Form(kind, kinds, options).workbook(objects, false);
}

}  // namespace sixscope::registry
