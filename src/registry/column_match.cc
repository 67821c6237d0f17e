#include "registry/column_match.h"

#include <algorithm>
#include <utility>

#include "registry/cell_text.h"

namespace sixscope::registry {
namespace {

// "*设备名称(必填)" without its marks of what is required.
std::string without_marks(std::string title) {
  std::erase(title, '*');
  for (const std::string_view mark : {"(必填)", "(选填)", "(required)", "(optional)"}) {
    if (title.ends_with(mark)) {
      title.erase(title.size() - mark.size());
    }
  }
  return title;
}

// "吞吐量(gbit/s)" to its two parts; the second is empty where there is no bracket. A unit may have
// brackets of its own: "已分配(块(/48))".
std::pair<std::string, std::string> split_unit(const std::string& title) {
  if (!title.ends_with(')')) {
    return {title, ""};
  }
  std::size_t open = title.size();
  int depth = 0;
  do {
    --open;
    depth += title[open] == ')' ? 1 : title[open] == '(' ? -1 : 0;
  } while (depth > 0 && open > 0);
  if (depth > 0 || open == 0) {
    return {title, ""};
  }
  return {title.substr(0, open), title.substr(open + 1, title.size() - open - 2)};
}

}  // namespace

Words errors_title() { return {"错误", "Errors"}; }

bool is_errors_title(std::string_view title) {
  const Words errors = errors_title();
  const std::string text = folded(title.substr(0, title.find('\n')));
  return text == folded(errors.zh) || text == folded(errors.en);
}

TitleMatcher::TitleMatcher(const Kind& kind, std::span<const ValueChecker> checkers,
                           const ImportOptions& options)
    : kind_(kind), checkers_(checkers) {
  for (std::size_t i = 0; i < kind.fields.size(); ++i) {
    const Field& field = kind.fields[i];
    for (const std::string& text : {field.name, field.title.zh, field.title.en}) {
      fields_.emplace(folded(text), i);
    }
  }
  for (const auto& [title, name] : options.columns) {
    const auto found = std::ranges::find(kind.fields, name, &Field::name);
    if (name.empty() || found != kind.fields.end()) {
      remembered_[folded(title)] = static_cast<std::size_t>(found - kind.fields.begin());
    }
  }
}

TitleMatcher::Match TitleMatcher::match(std::string_view title) const {
  using enum ColumnMatch::Use;
  Match match;
  match.column.title = clean_text(title, false).text;
  const std::string text = folded(title);
  const auto [base, unit] = split_unit(without_marks(text));
  if (const auto known = remembered_.find(text); known != remembered_.end()) {
    match.column.use = known->second == kind_.fields.size() ? left_out : field;
    match.column.field = known->second;
    if (match.column.use == field && !unit.empty()) {
      match.column.scale = checkers_[known->second].scale_of(unit).value_or(1);
    }
    return match;
  }
  auto known = fields_.find(without_marks(text));
  const bool is_whole = known != fields_.end();
  known = is_whole ? known : fields_.find(base);
  if (known == fields_.end()) {
    match.column.use = is_explanation_title(text) ? explanation
                       : is_errors_title(title)   ? left_out
                                                  : unknown;
    return match;
  }
  match.column.use = field;
  match.column.field = known->second;
  if (!is_whole) {
    const auto scale = checkers_[known->second].scale_of(unit);
    match.column.scale = scale.value_or(1);
    if (!scale) {
      const std::string& own = kind_.fields[known->second].unit;
      match.fault =
          fault_of(Rule::column_unit,
                   {same(unit), own.empty() ? Words{"（无单位）", "(no unit)"} : same(own)});
    }
  }
  return match;
}

std::optional<std::size_t> TitleMatcher::header_of(const table::Sheet& sheet) const {
  // Two titles in a row are no accident. One may be the sheet's heading, so it is the header only
  // where nothing else stands in its row and no other row is a header.
  std::optional<std::size_t> single;
  for (std::size_t i = 0; i < std::min(sheet.rows.size(), kHeaderRowsMax); ++i) {
    std::size_t filled = 0;
    std::size_t fields = 0;
    for (const table::Cell& cell : sheet.rows[i].cells) {
      if (!cell.text.empty()) {
        ++filled;
        fields += match(cell.text).column.use == ColumnMatch::Use::field ? 1 : 0;
      }
    }
    if (fields >= 2) {
      return i;
    }
    if (fields == 1 && filled == 1 && !single) {
      single = i;
    }
  }
  return single;
}

std::vector<std::string> unknown_fields(const Kind& kind, const ColumnTitles& columns) {
  std::vector<std::string> unknown;
  for (const auto& [title, field] : columns) {
    if (!field.empty() && kind.field(field) == nullptr) {
      unknown.push_back(field);
    }
  }
  return unknown;
}

}  // namespace sixscope::registry
