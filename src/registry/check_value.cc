#include "registry/check_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "base/normal_form.h"
#include "net/prefix.h"
#include "registry/cell_text.h"
#include "registry/code_validity.h"
#include "registry/named_checks.h"
#include "registry/read_number.h"
#include "registry/read_time.h"

namespace sixscope::registry {
namespace {

constexpr std::size_t kLongText = 200;       // Longer texts keep their line breaks.
constexpr std::size_t kKeyCharacters = 500;  // Of a reference.
constexpr std::size_t kMembersMax = 500;     // Of a list.
constexpr std::size_t kChoicesShown = 12;

bool is_list(FieldType type) {
  return type == FieldType::codes || type == FieldType::texts || type == FieldType::references;
}

Words number_words(std::size_t number) { return same(std::to_string(number)); }

// As "U+00AD".
Words code_point_words(std::uint32_t point) { return same(fmt::format("U+{:04X}", point)); }

std::vector<std::string> members_of(std::string_view text) {
  std::vector<std::string> members;
  while (!text.empty()) {
    std::size_t end = text.size();
    std::size_t size = 0;
    for (const std::string_view separator : {"、", "，", "；", ",", ";", "\n"}) {
      if (const auto at = text.find(separator); at < end) {
        end = at;
        size = separator.size();
      }
    }
    const CleanText member = clean_text(text.substr(0, end), false);
    if (!member.text.empty()) {
      members.push_back(member.text);
    }
    text.remove_prefix(end + size);
  }
  return members;
}

Words choices(const CodeList& list) {
  Words words;
  for (std::size_t i = 0; i < std::min(list.size(), kChoicesShown); ++i) {
    words.zh += (i == 0 ? "" : "、") + list[i].title.zh;
    words.en += (i == 0 ? "" : ", ") + list[i].title.en;
  }
  if (list.size() > kChoicesShown) {
    words.zh += "……";
    words.en += "...";
  }
  return words;
}

// A text file and a mended cell have no type that tells them from a text.
bool is_error_text(std::string_view text) {
  constexpr std::array<std::string_view, 7> kErrors = {"#DIV/0!", "#N/A",  "#NAME?", "#NULL!",
                                                       "#NUM!",   "#REF!", "#VALUE!"};
  return text.starts_with('#') && std::ranges::find(kErrors, text) != kErrors.end();
}

// The fault of a code by its dates; `instead` is what to use.
Fault fault_of_code(Rule rule, const std::string& code, const std::string& day,
                    const Words& instead) {
  const Words another = {"其他代码", "another code"};
  Fault fault = fault_of(rule, {same(day), instead.en.empty() ? another : instead, same(code)});
  fault.code = code;
  return fault;
}

}  // namespace

bool Checked::is_refused() const {
  return std::ranges::find(faults, Severity::hard, &Fault::severity) != faults.end();
}

ValueChecker::ValueChecker(const Field& field, const Kinds& kinds)
    : field_(field), list_(kinds.list(field.codes)) {
  for (std::size_t i = 0; list_ != nullptr && i < list_->size(); ++i) {
    const Code& code = (*list_)[i];
    for (const std::string& text : {code.code, code.title.zh, code.title.en}) {
      codes_.emplace(folded(text), i);
    }
    for (const std::string& alias : code.aliases) {
      codes_.emplace(folded(alias), i);
    }
    if (!code.successor.empty()) {
      predecessors_[code.successor].push_back(code.code);
    }
  }
  const CodeList* const units = kinds.list("unit");
  unit_ = {"（无单位）", "(no unit)"};
  if (units != nullptr && !field.unit.empty()) {
    const auto unit = std::ranges::find(*units, field.unit, &Code::code);
    units_.insert(folded(field.unit));
    unit_ = same(field.unit);
    if (unit != units->end()) {
      unit_ = unit->title;
      units_.insert({folded(unit->title.zh), folded(unit->title.en)});
      for (const std::string& alias : unit->aliases) {
        units_.insert(folded(alias));
      }
    }
  }
  if (!field.pattern.empty()) {
    pattern_ = TextPattern::parse(field.pattern);  // The loader of kinds refuses what is none.
  }
}

std::optional<std::int64_t> ValueChecker::scale_of(std::string_view unit) const {
  std::string rest = folded(unit);
  if (units_.contains(rest)) {
    return 1;
  }
  const std::int64_t scale = take_multiplier(rest);
  const bool is_number = field_.type == FieldType::integer || field_.type == FieldType::decimal;
  const bool fits = rest.empty() ? scale > 1 : units_.contains(rest);
  return is_number && fits ? std::optional(scale) : std::nullopt;
}

Checked ValueChecker::check(std::string_view text) const {
  return check(table::Cell{.type = table::CellType::text, .text = std::string(text)});
}

Checked ValueChecker::check(const table::Cell& cell, std::int64_t scale) const {
  Checked checked;
  const auto refuse = [&checked](Rule rule, std::initializer_list<Words> with = {}) {
    checked.faults.push_back(fault_of(rule, with));
  };
  const bool keeps_lines = is_list(field_.type) || field_.length_max > kLongText;
  CleanText clean = clean_text(cell.text, keeps_lines);
  // Cleaned first: blanks around it make it no other text.
  if (cell.type == table::CellType::error || is_error_text(clean.text)) {
    refuse(Rule::cell_error, {same(cell.text)});
    return checked;
  }
  if (!clean.is_utf8) {
    refuse(Rule::encoding);
  }
  if (clean.has_controls) {
    refuse(Rule::control_character);
  }
  if (clean.direction_mark != 0) {
    refuse(Rule::direction_mark, {code_point_words(clean.direction_mark)});
  }
  if (clean.invisible != 0) {
    refuse(Rule::zero_width, {code_point_words(clean.invisible)});
  }
  if (clean.text.empty() && cell.formula && cell.type == table::CellType::empty) {
    refuse(Rule::formula_without_value);
  }
  if (clean.text.empty() || checked.is_refused()) {
    return checked;
  }
  switch (field_.type) {
    case FieldType::integer:
    case FieldType::decimal:
      number({.type = cell.type, .text = std::move(clean.text)}, scale, checked);
      break;
    case FieldType::boolean:
      boolean(clean.text, checked);
      break;
    case FieldType::date:
    case FieldType::month:
      time({.type = cell.type, .text = std::move(clean.text)}, checked);
      break;
    case FieldType::code:
      code(clean.text, checked);
      break;
    case FieldType::text:
    case FieldType::reference:
      if (auto text = one_text(clean.text, checked)) {
        checked.value = std::move(*text);
      }
      break;
    case FieldType::codes:
    case FieldType::texts:
    case FieldType::references:
      several(clean.text, checked);
      break;
  }
  if (checked.is_refused()) {
    checked.value = {};
  }
  return checked;
}

void ValueChecker::number(const table::Cell& cell, std::int64_t scale, Checked& checked) const {
  const auto refuse = [&](Rule rule, const Words& first = {}, const Words& second = {}) {
    checked.faults.push_back(fault_of(rule, {first, second}));
  };
  const bool is_typed_otherwise =
      cell.type == table::CellType::boolean || cell.type == table::CellType::date;
  auto taken = is_typed_otherwise ? std::variant<TypedNumber, Rule>(Rule::number_form)
                                  : take_apart(cell.text);
  if (const Rule* const rule = std::get_if<Rule>(&taken)) {
    refuse(*rule, unit_, unit_);
    return;
  }
  auto& typed = std::get<TypedNumber>(taken);
  if (typed.unit == "%" && !units_.contains(typed.unit)) {
    refuse(Rule::percent, unit_);
    return;
  }
  const bool is_scaled_twice = scale != 1 && typed.scale != 1;
  if (is_scaled_twice || (!typed.unit.empty() && !units_.contains(typed.unit))) {
    refuse(Rule::unit, same(is_scaled_twice ? "万" : typed.unit), unit_);
    return;
  }
  typed.scale *= scale;
  const auto value = value_of(typed, cell.type == table::CellType::number);
  if (const Rule* const rule = std::get_if<Rule>(&value)) {
    refuse(*rule, *rule == Rule::too_large ? same("10^15") : unit_, unit_);
    return;
  }
  number_bounds(std::get<model::Decimal>(value), checked);
}

void ValueChecker::number_bounds(model::Decimal number, Checked& checked) const {
  constexpr std::int64_t kOne = 1'000'000;
  const bool is_whole = number.millionths() % kOne == 0;
  if (field_.type == FieldType::integer && !is_whole) {
    checked.faults.push_back(fault_of(Rule::not_whole));
  }
  if (field_.least && number < *field_.least) {
    checked.faults.push_back(fault_of(Rule::too_small, {same(field_.least->to_string()), unit_}));
  }
  if (field_.most && number > *field_.most) {
    checked.faults.push_back(fault_of(Rule::too_large, {same(field_.most->to_string()), unit_}));
  }
  checked.value = number;
}

void ValueChecker::boolean(std::string_view text, Checked& checked) const {
  constexpr std::array<std::string_view, 13> kYes = {"是", "有", "yes", "y", "true", "1", "√",
                                                     "✓",  "✔",  "对",  "t", "支持", "on"};
  constexpr std::array<std::string_view, 14> kNo = {
      "否", "无", "no", "n", "false", "0", "×", "✗", "✘", "x", "f", "错", "不支持", "off"};
  const std::string word = folded(text);
  const bool yes = std::ranges::find(kYes, word) != kYes.end();
  if (!yes && std::ranges::find(kNo, word) == kNo.end()) {
    checked.faults.push_back(fault_of(Rule::boolean_form));
    return;
  }
  checked.value = yes;
}

void ValueChecker::time(const table::Cell& cell, Checked& checked) const {
  auto read = field_.type == FieldType::date ? read_date(cell) : read_month(cell);
  if (const Rule* const rule = std::get_if<Rule>(&read)) {
    checked.faults.push_back(fault_of(*rule, {same(cell.text)}));
    return;
  }
  checked.value = std::move(std::get<std::string>(read));
}

// Those whose place the code took; empty where none is known.
Words ValueChecker::predecessors_of(const std::string& code) const {
  Words words;
  if (const auto known = predecessors_.find(code); known != predecessors_.end()) {
    for (const std::string& one : known->second) {
      words.zh += (words.zh.empty() ? "" : "、") + one;
      words.en += (words.en.empty() ? "" : " or ") + one;
    }
  }
  return words;
}

std::optional<std::string> ValueChecker::code_of(std::string_view text, Checked& checked) const {
  auto found = codes_.find(folded(text));
  if (const auto blank = text.find(' '); found == codes_.end() && blank != std::string_view::npos) {
    // "440000 广东", as lists to choose from show it.
    const auto first = codes_.find(folded(text.substr(0, blank)));
    const auto second = codes_.find(folded(text.substr(blank)));
    found = second != codes_.end() && first != codes_.end() && first->second == second->second
                ? first
                : codes_.end();
  }
  if (found != codes_.end()) {
    const Code& code = (*list_)[found->second];
    if (!code.valid_to.empty()) {
      checked.faults.push_back(
          fault_of_code(Rule::code_ended, code.code, code.valid_to, same(code.successor)));
    }
    if (!code.valid_from.empty()) {
      checked.faults.push_back(fault_of_code(Rule::code_not_yet, code.code, code.valid_from,
                                             predecessors_of(code.code)));
    }
    return code.code;
  }
  std::string half = half_width(text);
  if (const Code* const code = list_ == nullptr ? nullptr : listed_above(*list_, half)) {
    checked.faults.push_back(fault_of(Rule::code_below, {code->title}));
    return half;
  }
  checked.faults.push_back(
      fault_of(Rule::code_unknown, {list_ == nullptr ? Words{} : choices(*list_)}));
  return std::nullopt;
}

void ValueChecker::code(std::string_view text, Checked& checked) const {
  if (auto one = code_of(text, checked)) {
    checked.value = std::move(*one);
  }
}

void ValueChecker::several(std::string_view text, Checked& checked) const {
  std::vector<std::string> members = members_of(text);
  if (members.size() > kMembersMax) {
    checked.faults.push_back(
        fault_of(Rule::too_long, {number_words(members.size()), number_words(kMembersMax)}));
    return;
  }
  std::vector<std::string> kept;
  std::unordered_set<std::string> seen;
  for (const std::string& member : members) {
    auto one =
        field_.type == FieldType::codes ? code_of(member, checked) : one_text(member, checked);
    if (one && seen.insert(*one).second) {
      kept.push_back(std::move(*one));
    }
  }
  if (!kept.empty()) {
    checked.value = std::move(kept);
  }
}

std::optional<std::string> ValueChecker::one_text(std::string_view given, Checked& checked) const {
  const bool refers = field_.type == FieldType::reference || field_.type == FieldType::references;
  const std::size_t most = refers ? kKeyCharacters : field_.length_max;
  std::string text(given);
  if (const std::size_t size = clean_text(text, true).characters; size > most) {
    checked.faults.push_back(fault_of(Rule::too_long, {number_words(size), number_words(most)}));
    return std::nullopt;
  }
  const std::size_t before = checked.faults.size();
  if (!field_.check.empty() || pattern_) {
    text = normal_form_c(half_width(text));  // A wide letter and its accent are two until here.
  }
  if (is_error_text(text)) {  // A member of a list, or written in wide letters.
    checked.faults.push_back(fault_of(Rule::cell_error, {same(text)}));
    return std::nullopt;
  }
  named_check(text, checked);
  if (pattern_ && checked.faults.size() == before && !pattern_->matches(text)) {
    checked.faults.push_back(fault_of(Rule::pattern, {same(field_.pattern), same(field_.example)}));
  }
  return text;
}

void ValueChecker::named_check(std::string& text, Checked& checked) const {
  const std::string& check = field_.check;
  const auto fault = [&](Rule rule, std::initializer_list<Words> with = {}) {
    checked.faults.push_back(fault_of(rule, with));
  };
  if (check == "credit_code") {
    std::ranges::transform(text, text.begin(), [](char c) {
      return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    if (!is_credit_code(text)) {
      fault(Rule::credit_code);
    }
  } else if (check == "ip_address" || check == "ipv4_address") {
    const auto address = net::IpAddress::parse(text);
    const bool needs_v4 = check == "ipv4_address";
    if (!address || (needs_v4 && !address->is_v4())) {
      fault(Rule::ip_address, {same(needs_v4 ? "IPv4" : "IP"), same(field_.example)});
    } else {
      text = address->to_string();
    }
  } else if (check == "prefix") {
    const auto prefix = net::Prefix::parse(text);
    if (!prefix) {
      fault(Rule::prefix);
    } else {
      text = prefix->to_string();
    }
  } else if (check == "domain") {
    auto name = domain_of(text);
    if (!name) {
      fault(Rule::domain);
    } else {
      text = std::move(*name);
    }
  } else if (check == "url" && !is_url(text)) {
    fault(Rule::url);
  }
}

Checked check_value(const Field& field, const Kinds& kinds, const table::Cell& cell) {
  return ValueChecker(field, kinds).check(cell);
}

Checked check_value(const Field& field, const Kinds& kinds, const Value& value) {
  return ValueChecker(field, kinds).check(text_of(value));
}

}  // namespace sixscope::registry
