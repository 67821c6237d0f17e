#include "registry/two_line_head.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "registry/cell_text.h"
#include "registry/group_head.h"
#include "registry/read_number.h"

namespace sixscope::registry {
namespace {

using model::Decimal;
using Use = GroupColumn::Use;

constexpr std::array<std::string_view, 5> kSum = {"合计", "小计", "总计", "total", "sum"};
constexpr std::array<std::string_view, 6> kCountry = {"全国", "全国合计",  "合计",
                                                      "总计", "thenation", "wholecountry"};
/// What is printed has two decimals: each of the parts and the sum may be off by half of the last.
constexpr std::int64_t kRounding = 5'000;  // Millionths.
constexpr double kShareRounding = 6e-5;    // Of a share printed as 66.12%.
constexpr std::size_t kNamedMax = 12;

// A row below the head.
struct Line {
  const table::Row* row = nullptr;
  std::string region = {};  // As typed; that of the rows above it where cells are merged.
  std::string code = {};    // The same of every name and alias; where it has none, its name.
  std::string operator_ = {};
  bool is_sum = false;                         // Of the operators.
  bool is_country = false;                     // Of the provinces.
  std::map<std::size_t, Decimal> values = {};  // By column.
};

bool is_dash(std::string_view text) {
  const std::string clean = clean_text(text, false).text;
  return is_clearing(clean) || clean == "--";
}

std::optional<Decimal> number_of(const table::Cell& cell) {
  const auto typed = take_apart(clean_text(cell.text, false).text);
  if (cell.text.empty() || !std::holds_alternative<TypedNumber>(typed)) {
    return std::nullopt;
  }
  const auto value = value_of(std::get<TypedNumber>(typed), true);
  return std::holds_alternative<Decimal>(value) ? std::optional(std::get<Decimal>(value))
                                                : std::nullopt;
}

class Flattener {
 public:
  Flattener(const table::Sheet& sheet, const Kind& kind, const Kinds& kinds, GroupHeadRows head)
      : sheet_(sheet), kind_(kind), kinds_(kinds), head_(std::move(head)) {
    if (const CodeList* const regions = kinds_.list("region")) {
      for (const Code& code : *regions) {
        for (const std::string& name : {code.code, code.title.zh, code.title.en}) {
          codes_.emplace(folded(name), code.code);
        }
        for (const std::string& alias : code.aliases) {
          codes_.emplace(folded(alias), code.code);
        }
      }
    }
  }

  PlainSheet run() {
    read_lines();
    made_.sheet.name = sheet_.name;
    made_.sheet.hidden = sheet_.hidden;
    made_.sheet.hidden_columns = sheet_.hidden_columns;
    write_head();
    for (const Line& line : lines_) {
      const std::vector<const Line*> parts = parts_of(line);
      if (parts.empty() && has_figures(line)) {
        write_row(line);
      } else if (parts.empty()) {
        lacking_.push_back(line.region + (line.operator_.empty() ? "" : " / ") + line.operator_);
      }
      check_sum(line, parts);
      check_share(line);
    }
    note_what_lacks();
    return std::move(made_);
  }

 private:
  // ---- reading
  void read_lines() {
    std::string region;
    for (std::size_t i = head_.first + 2; i < sheet_.rows.size(); ++i) {
      const table::Row& row = sheet_.rows[i];
      width_ = std::max(width_, row.cells.size());
      Line line{.row = &row};
      const table::Cell* const at = cell(row, Use::region);
      if (at != nullptr && !at->merged) {
        region = clean_text(at->text, false).text;
      }
      line.region = region;
      const auto known = codes_.find(folded(region));
      line.code = known == codes_.end() ? folded(region) : known->second;
      const table::Cell* const whose = cell(row, Use::operator_);
      const bool is_note = whose != nullptr && (whose->merged || whose->text.empty());
      if (region.empty() || is_note) {
        continue;  // A line of words below the table, or nothing.
      }
      line.operator_ = whose == nullptr ? "" : clean_text(whose->text, false).text;
      line.is_sum = is_word(kSum, line.operator_);
      line.is_country = is_word(kCountry, line.region);
      for (const GroupColumn& column : head_.columns) {
        if (column.use != Use::total && column.use != Use::part) {
          continue;
        }
        if (column.column < row.cells.size()) {
          if (const auto value = number_of(row.cells[column.column])) {
            line.values.emplace(column.column, *value);
          }
        }
      }
      lines_.push_back(std::move(line));
    }
  }

  template <std::size_t N>
  static bool is_word(const std::array<std::string_view, N>& words, const std::string& text) {
    return std::ranges::find(words, folded(text)) != words.end();
  }

  [[nodiscard]] const table::Cell* cell(const table::Row& row, Use use) const {
    static const table::Cell kEmpty;
    const GroupColumn* const column = head_.find(use);
    return column == nullptr                   ? nullptr
           : column->column < row.cells.size() ? &row.cells[column->column]
                                               : &kEmpty;
  }

  // ---- sums
  // The rows that a row is the sum of; none where it is a figure of its own.
  [[nodiscard]] std::vector<const Line*> parts_of(const Line& sum) const {
    std::vector<const Line*> parts;
    for (const Line& one : lines_) {
      const bool here = sum.is_country ? !one.is_country : one.code == sum.code;
      const bool whose = sum.is_sum || folded(one.operator_) == folded(sum.operator_);
      if ((sum.is_sum || sum.is_country) && !one.is_sum && here && whose && &one != &sum) {
        parts.push_back(&one);
      }
    }
    return parts;
  }

  void check_sum(const Line& line, const std::vector<const Line*>& parts) {
    for (const auto& [column, stated] : line.values) {
      Decimal sum;
      std::int64_t given = 0;
      for (const Line* const part : parts) {
        if (const auto found = part->values.find(column); found != part->values.end()) {
          sum += found->second;
          ++given;
        }
      }
      const Decimal off = stated < sum ? sum - stated : stated - sum;
      if (given > 0 && Decimal::of_millionths(kRounding * (given + 1)) < off) {
        report(line, column,
               fault_of(Rule::total_differs, {same(stated.to_string()), same(sum.to_string()),
                                              same(std::to_string(given))}));
      }
    }
  }

  void check_share(const Line& line) {
    for (const GroupColumn& column : head_.columns) {
      if (column.use != Use::share || column.column >= line.row->cells.size()) {
        continue;
      }
      const auto stated = share_of(line.row->cells[column.column]);
      const auto total = figure(line, Use::total, column.group);
      const auto part = figure(line, Use::part, column.group);
      if (!stated || !total || !part || *total == Decimal()) {
        continue;
      }
      const double share = part->to_double() / total->to_double();
      const bool fits = std::abs(*stated - share) <= kShareRounding ||
                        std::abs(*stated / 100 - share) <= kShareRounding;
      if (!fits) {
        report(line, column.column,
               fault_of(Rule::share_differs,
                        {same(clean_text(line.row->cells[column.column].text, false).text),
                         same(percent(share))}));
      }
    }
  }

  static std::string percent(double share) {
    return Decimal::of_millionths(static_cast<std::int64_t>(std::llround(share * 1e4)) * 10'000)
               .to_string() +
           "%";
  }

  // 0.6612, 66.12 or "66.12%".
  static std::optional<double> share_of(const table::Cell& cell) {
    table::Cell plain = cell;
    std::string text = clean_text(half_width(cell.text), false).text;
    if (text.ends_with('%')) {
      text.pop_back();
    }
    plain.text = text;
    const auto number = number_of(plain);
    return number ? std::optional(number->to_double()) : std::nullopt;
  }

  [[nodiscard]] std::optional<Decimal> figure(const Line& line, Use use, std::size_t group) const {
    for (const GroupColumn& column : head_.columns) {
      const auto found = line.values.find(column.column);
      if (column.use == use && column.group == group && found != line.values.end()) {
        return found->second;
      }
    }
    return std::nullopt;
  }

  void report(const Line& line, std::size_t column, Fault fault) {
    const auto titled = std::ranges::find(head_.columns, column, &GroupColumn::column);
    made_.faults.push_back({.row = line.row->number,
                            .column = column,
                            .title = titled->title,
                            .value = shown(line.row->cells[column].text),
                            .fault = std::move(fault)});
  }

  // ---- writing
  void write_head() {
    table::Row row{.number = sheet_.rows[head_.first + 1].number};
    for (const GroupColumn& column : head_.columns) {
      width_ = std::max(width_, column.column + 1);
    }
    row.cells.resize(width_);
    for (const GroupColumn& column : head_.columns) {
      row.cells[column.column] = {.type = table::CellType::text, .text = column.title};
      if (column.use == Use::share) {
        made_.left_out.emplace_back(column.title, "");
      }
    }
    add_month(row, month_title());
    made_.sheet.rows.push_back(std::move(row));
  }

  [[nodiscard]] std::string month_title() const {
    const auto month = std::ranges::find(kind_.fields, FieldType::month, &Field::type);
    return month == kind_.fields.end() ? "" : month->title.zh;
  }

  // Behind all columns of the sheet: it has none of its own.
  void add_month(table::Row& row, const std::string& text) const {
    if (!head_.month.empty()) {
      row.cells.resize(width_);
      row.cells.push_back({.type = table::CellType::text, .text = text});
    }
  }

  [[nodiscard]] bool has_figures(const Line& line) const {
    return std::ranges::any_of(head_.columns, [&](const GroupColumn& column) {
      const bool is_value = column.use == Use::total || column.use == Use::part;
      return is_value && column.column < line.row->cells.size() &&
             !line.row->cells[column.column].text.empty() &&
             !is_dash(line.row->cells[column.column].text);
    });
  }

  void write_row(const Line& line) {
    table::Row row = *line.row;
    for (const GroupColumn& column : head_.columns) {
      if (column.column >= row.cells.size()) {
        continue;
      }
      table::Cell& cell = row.cells[column.column];
      if (column.use == Use::region) {
        cell = {.type = table::CellType::text, .text = line.region};
      } else if (column.use != Use::other && is_dash(cell.text)) {
        cell = {};
      }
    }
    add_month(row, head_.month);
    made_.sheet.rows.push_back(std::move(row));
    written_.insert(line.code);
  }

  // ---- what is not there
  void note_what_lacks() {
    if (const CodeList* const regions = kinds_.list("region")) {
      note_provinces(*regions);
    }
    if (lacking_.empty()) {
      return;
    }
    std::string names;
    for (std::size_t i = 0; i < std::min(lacking_.size(), kNamedMax); ++i) {
      names += (i == 0 ? "" : "; ") + lacking_[i];
    }
    const std::string more = std::to_string(lacking_.size());
    made_.faults.push_back({.fault = fault_of(Rule::not_handed_in, {same(names), same(more)})});
  }

  // Of a table of the country, which has most of them: provinces that have no row with a figure.
  void note_provinces(const CodeList& regions) {
    std::vector<std::string> absent;
    std::size_t all = 0;
    for (const Code& code : regions) {
      const bool is_province = code.code.size() == 6 && code.code.ends_with("0000") &&
                               code.code > "100000" && code.code < "660000" &&
                               code.valid_to.empty();
      if (!is_province) {
        continue;
      }
      ++all;
      if (!written_.contains(code.code)) {
        absent.push_back(code.title.zh);
      }
    }
    if (absent.size() * 2 < all) {
      for (const std::string& name : absent) {
        const bool is_told = std::ranges::any_of(
            lacking_, [&](const std::string& one) { return one.starts_with(name); });
        if (!is_told) {
          lacking_.push_back(name);
        }
      }
    }
  }

  const table::Sheet& sheet_;
  const Kind& kind_;
  const Kinds& kinds_;
  const GroupHeadRows head_;
  std::map<std::string, std::string> codes_;  // Of regions, by each name and alias, folded.
  std::size_t width_ = 0;
  std::vector<Line> lines_;
  std::vector<std::string> lacking_;
  std::set<std::string> written_;  // Regions, folded.
  PlainSheet made_;
};

}  // namespace

std::optional<PlainSheet> plain_sheet(const table::Sheet& sheet, const Kind& kind,
                                      const Kinds& kinds) {
  auto head = group_head_of(sheet, kind);
  return head ? std::optional(Flattener(sheet, kind, kinds, *std::move(head)).run()) : std::nullopt;
}

}  // namespace sixscope::registry
