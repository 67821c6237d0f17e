#include "registry/group_head.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "model/month.h"
#include "registry/cell_text.h"
#include "registry/import_plan.h"

namespace sixscope::registry {
namespace {

using Use = GroupColumn::Use;

// As `folded` writes them.
constexpr std::array<std::string_view, 8> kRegion = {"省份", "省",       "省(区、市)", "地区",
                                                     "区域", "province", "region",     "省别"};
constexpr std::array<std::string_view, 5> kOperator = {"运营商", "运营企业", "企业", "operator",
                                                       "carrier"};
constexpr std::array<std::string_view, 9> kTotal = {
    "ipv4+ipv6", "总流量", "ipv4和ipv6总流量", "ipv4+ipv6总流量", "合计流量", "分母", "denominator",
    "total",     "总量"};
constexpr std::array<std::string_view, 5> kPart = {"ipv6", "ipv6流量", "ipv6总流量", "分子",
                                                   "numerator"};
constexpr std::array<std::string_view, 4> kShare = {"占比", "ipv6占比", "ipv6流量占比", "share"};

template <std::size_t N>
bool is_of(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

// A folded title without the unit in brackets at its end, and the unit.
std::pair<std::string, std::string> split(std::string title) {
  const auto open = title.rfind('(');
  if (!title.ends_with(')') || open == std::string::npos || open == 0) {
    return {std::move(title), ""};
  }
  std::string unit = title.substr(open + 1, title.size() - open - 2);
  return {title.substr(0, open), std::move(unit)};
}

const std::string& text_at(const table::Row& row, std::size_t column) {
  static const std::string kNone;
  return column < row.cells.size() && !row.cells[column].merged ? row.cells[column].text : kNone;
}

std::optional<std::size_t> group_of(const Kind& kind, const std::string& title) {
  for (std::size_t i = 0; i < kind.groups.size(); ++i) {
    for (const std::string& known : kind.groups[i].titles) {
      if (folded(known) == title) {
        return i;
      }
    }
  }
  return std::nullopt;
}

// A column of one line: a province, an operator, or what its own title says.
GroupColumn plain_column(const Kind& kind, std::size_t column, const std::string& title) {
  GroupColumn made{.use = Use::other, .column = column, .title = title};
  const std::string word = folded(title);
  const auto take = [&](Use use, const std::string& field) {
    if (const Field* const known = kind.field(field)) {
      made.use = use;
      made.title = known->title.zh;
    }
  };
  if (is_of(kRegion, word)) {
    take(Use::region, kind.region_field);
  } else if (is_of(kOperator, word)) {
    take(Use::operator_, kind.owner_field);
  }
  return made;
}

// A column below a group: total, IPv6 or share. What it is not is told by its two titles.
GroupColumn group_column(const Kind& kind, std::size_t column, const std::string& upper,
                         const std::string& lower) {
  const auto [word, own_unit] = split(folded(lower));
  auto group = group_of(kind, folded(upper));
  const auto [bare, group_unit] = split(folded(upper));
  group = group ? group : group_of(kind, bare);
  GroupColumn made{.use = Use::other, .column = column, .title = upper + " / " + lower};
  if (!group) {
    return made;
  }
  made.group = *group;
  if (is_of(kShare, word)) {
    made.use = Use::share;
    return made;
  }
  const bool is_total = is_of(kTotal, word);
  if (!is_total && !is_of(kPart, word)) {
    return made;
  }
  made.use = is_total ? Use::total : Use::part;
  const GroupHead& known = kind.groups[*group];
  const std::string& unit = own_unit.empty() ? group_unit : own_unit;
  made.title = kind.field(is_total ? known.total : known.part)->title.zh +
               (unit.empty() ? "" : "(" + unit + ")");
  return made;
}

std::optional<GroupHeadRows> head_at(const table::Sheet& sheet, const Kind& kind, std::size_t at) {
  const table::Row& upper = sheet.rows[at];
  const table::Row& lower = sheet.rows[at + 1];
  GroupHeadRows head{.first = at, .columns = {}, .month = {}};
  std::string group;
  bool has_group = false;
  for (std::size_t i = 0; i < std::max(upper.cells.size(), lower.cells.size()); ++i) {
    const std::string own = clean_text(text_at(upper, i), false).text;
    const std::string below = clean_text(text_at(lower, i), false).text;
    group = own.empty() ? group : own;
    if (!below.empty() && !group.empty()) {
      head.columns.push_back(group_column(kind, i, group, below));
      has_group |= head.columns.back().use == Use::total || head.columns.back().use == Use::part;
    } else if (!own.empty()) {
      head.columns.push_back(plain_column(kind, i, own));
      group.clear();
    }
  }
  return has_group && head.find(Use::region) != nullptr ? std::optional(std::move(head))
                                                        : std::nullopt;
}

}  // namespace

const GroupColumn* GroupHeadRows::find(GroupColumn::Use use) const {
  const auto found = std::ranges::find(columns, use, &GroupColumn::use);
  return found == columns.end() ? nullptr : &*found;
}

std::string month_in(const std::string& text) {
  const std::string plain = half_width(text);
  const auto digit = [&](std::size_t at) {
    return at < plain.size() && plain[at] >= '0' && plain[at] <= '9';
  };
  constexpr std::size_t kYear = 4;
  for (std::size_t i = 0; i + kYear < plain.size(); ++i) {
    if (!digit(i) || !digit(i + 1) || !digit(i + 2) || !digit(i + 3) || (i > 0 && digit(i - 1))) {
      continue;
    }
    std::size_t at = i + kYear;
    for (const std::string_view between : {"年", "-", ".", "/"}) {
      if (std::string_view(plain).substr(at).starts_with(between)) {
        at += between.size();
        break;
      }
    }
    if (at == i + kYear || !digit(at)) {
      continue;
    }
    const std::string month = digit(at + 1) ? plain.substr(at, 2) : "0" + plain.substr(at, 1);
    const std::string made = plain.substr(i, kYear) + "-" + month;
    if (model::Month::parse(made)) {
      return made;
    }
  }
  return {};
}

std::optional<GroupHeadRows> group_head_of(const table::Sheet& sheet, const Kind& kind) {
  const std::size_t rows = std::min(sheet.rows.size(), kHeaderRowsMax);
  for (std::size_t i = 0; !kind.groups.empty() && i + 1 < rows; ++i) {
    if (auto head = head_at(sheet, kind, i)) {
      for (std::size_t above = 0; above < i && head->month.empty(); ++above) {
        for (const table::Cell& cell : sheet.rows[above].cells) {
          head->month = head->month.empty() ? month_in(cell.text) : head->month;
        }
      }
      head->month = head->month.empty() ? month_in(sheet.name) : head->month;
      return head;
    }
  }
  return std::nullopt;
}

}  // namespace sixscope::registry
