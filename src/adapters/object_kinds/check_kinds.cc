#include "adapters/object_kinds/check_kinds.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "registry/cell_text.h"
#include "registry/text_pattern.h"

namespace sixscope::adapters {
namespace {

using registry::Code;
using registry::CodeList;
using registry::Field;
using registry::FieldType;
using registry::Kind;
using registry::Kinds;

bool is_name(std::string_view name) {
  return !name.empty() && name.front() >= 'a' && name.front() <= 'z' &&
         std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
         });
}

bool is_one_of(FieldType type, std::initializer_list<FieldType> types) {
  return std::ranges::find(types, type) != types.end();
}

bool is_number(FieldType type) { return is_one_of(type, {FieldType::integer, FieldType::decimal}); }
bool is_time(FieldType type) { return is_one_of(type, {FieldType::date, FieldType::month}); }
bool is_text(FieldType type) { return is_one_of(type, {FieldType::text, FieldType::texts}); }

bool has_separators(const CodeList* list) {
  const auto has = [](const std::string& text) {
    return std::ranges::any_of(std::array{"、", "，", "；", ",", ";"}, [&text](const char* one) {
      return text.find(one) != std::string::npos;
    });
  };
  return list != nullptr && std::ranges::any_of(*list, [&has](const Code& code) {
           return has(code.code) || has(code.title.zh) || has(code.title.en);
         });
}

class FieldCheck {
 public:
  FieldCheck(const Kinds& kinds, const Kind& kind, const Field& field, std::string file,
             std::size_t line, std::vector<CatalogueFault>& faults)
      : kinds_(kinds),
        kind_(kind),
        field_(field),
        file_(std::move(file)),
        line_(line),
        faults_(faults) {}

  void run() {
    expect(is_name(field_.name) && field_.name != "removed",
           "a name is of lower-case letters, digits and underscores, and not 'removed'");
    expect(has_code("field_group", field_.group), "group '" + field_.group + "' is no code of it");
    expect(field_.unit.empty() || has_code("unit", field_.unit),
           "unit '" + field_.unit + "' is not in the code list");
    expect(field_.unit.empty() || is_number(field_.type), "only a number has a unit");
    expect((!field_.least && !field_.most) || is_number(field_.type),
           "only a number has 'least' and 'most'");
    expect(!field_.least || !field_.most || *field_.least <= *field_.most,
           "'least' is above 'most'");
    lists();
    texts();
    soft();
  }

 private:
  void expect(bool is_so, const std::string& what) {
    if (!is_so) {
      faults_.push_back({file_, line_, "field '" + field_.name + "': " + what});
    }
  }

  [[nodiscard]] bool has_code(std::string_view list_name, std::string_view code) const {
    const CodeList* const list = kinds_.list(list_name);
    return list != nullptr && std::ranges::find(*list, code, &Code::code) != list->end();
  }

  void lists() {
    const bool coded = is_one_of(field_.type, {FieldType::code, FieldType::codes});
    expect(coded || field_.codes.empty(), "only types code and codes have a code list");
    expect(!coded || kinds_.list(field_.codes) != nullptr,
           "code list '" + field_.codes + "' is not there");
    expect(field_.type != FieldType::codes || !has_separators(kinds_.list(field_.codes)),
           "type codes has separators between its texts, so no title may have one");
    const bool refers = is_one_of(field_.type, {FieldType::reference, FieldType::references});
    expect(refers || field_.refers.empty(), "only types reference and references refer");
    expect(!refers || kinds_.kind(field_.refers) != nullptr,
           "kind '" + field_.refers + "' is not there");
  }

  void texts() {
    expect(field_.pattern.empty() || is_text(field_.type), "only texts have a pattern");
    expect(field_.pattern.empty() || registry::TextPattern::parse(field_.pattern),
           "the pattern is none");
    expect(field_.check.empty() || is_text(field_.type), "only texts have a check");
    expect(field_.check.empty() || std::ranges::find(registry::kFieldChecks, field_.check) !=
                                       registry::kFieldChecks.end(),
           "unknown check '" + field_.check + "'");
  }

  void soft() {
    expect((!field_.soft.jump_percent && !field_.soft.zero_after_more) || is_number(field_.type),
           "only a number jumps or falls to zero");
    other("at_most_field", field_.soft.at_most_field, is_number);
    other("not_before_field", field_.soft.not_before_field, is_time);
    other("needed_with", field_.soft.needed_with, nullptr);
  }

  void other(const std::string& rule, const std::string& name, bool (*fits)(FieldType)) {
    if (name.empty()) {
      return;
    }
    const Field* const there = kind_.field(name);
    expect(there != nullptr && name != field_.name,
           rule + " names '" + name + "', which is no other field of the kind");
    expect(there == nullptr || fits == nullptr || (fits(there->type) && fits(field_.type)),
           rule + " does not suit the types of both fields");
  }

  const Kinds& kinds_;
  const Kind& kind_;
  const Field& field_;
  const std::string file_;
  const std::size_t line_;
  std::vector<CatalogueFault>& faults_;
};

void check_kind(const Kinds& kinds, const Kind& kind, const KindLines& lines,
                std::vector<CatalogueFault>& faults) {
  const KindLines::Place& place = lines.kinds.at(kind.id);
  const auto fault = [&](std::size_t line, std::string what) {
    faults.push_back({place.file, line, std::move(what)});
  };
  if (kind.key.empty()) {
    fault(place.line, "'key' names no field");
  }
  for (const std::string& name : kind.key) {
    const Field* const field = kind.field(name);
    if (field == nullptr || !field->required || field->deprecated) {
      fault(place.line, "key field '" + name + "' has to be a required field of the kind");
    }
  }
  for (const auto& [what, name] : {std::pair("region_field", &kind.region_field),
                                   std::pair("owner_field", &kind.owner_field)}) {
    const Field* const field = kind.field(*name);
    if (!name->empty() && field == nullptr) {
      fault(place.line, std::string(what) + " '" + *name + "' is no field of the kind");
    } else if (field != nullptr && field->codes.empty() && field->refers.empty() &&
               !std::ranges::count(kind.key, *name)) {
      fault(place.line, std::string(what) + " '" + *name + "' has to be a code or a reference");
    }
  }
  const std::vector<std::size_t>& field_lines = lines.fields.at(kind.id);
  std::set<std::string> texts;
  for (std::size_t i = 0; i < kind.fields.size(); ++i) {
    const Field& field = kind.fields[i];
    FieldCheck(kinds, kind, field, place.file, field_lines[i], faults).run();
    // Sheets have columns by any of the three: no text may stand for two fields.
    const std::set<std::string> own = {registry::folded(field.name),
                                       registry::folded(field.title.zh),
                                       registry::folded(field.title.en)};
    for (const std::string& text : own) {
      if (!texts.insert(text).second || registry::is_explanation_title(text)) {
        fault(field_lines[i], "field '" + field.name + "': name or title '" + text +
                                  "' is taken by another column");
      }
    }
  }
}

void check_codes(const std::string& name, const CodeList& list, const KindLines::Place& place,
                 std::vector<CatalogueFault>& faults) {
  if (list.empty()) {
    faults.push_back({place.file, place.line, "the list has no code"});
  }
  std::map<std::string, std::string> texts;  // Folded text to the code it stands for.
  for (const Code& code : list) {
    std::set<std::string> own = {registry::folded(code.code), registry::folded(code.title.zh),
                                 registry::folded(code.title.en)};
    for (const std::string& alias : code.aliases) {
      own.insert(registry::folded(alias));
    }
    for (const std::string& text : own) {
      const auto [there, fresh] = texts.emplace(text, code.code);
      // "个" is a word for many units: which one is meant is the field's to say.
      if (!fresh && name != "unit") {
        faults.push_back(
            {place.file, place.line,
             "'" + text + "' stands for '" + there->second + "' and '" + code.code + "'"});
      }
    }
    if (!code.successor.empty() &&
        std::ranges::find(list, code.successor, &Code::code) == list.end()) {
      faults.push_back(
          {place.file, place.line,
           "code '" + code.code + "': successor '" + code.successor + "' is not in the list"});
    }
  }
}

}  // namespace

void check_kinds(const Kinds& kinds, const KindLines& lines, std::vector<CatalogueFault>& faults) {
  for (const auto& [name, list] : kinds.codes) {
    check_codes(name, list, lines.codes.at(name), faults);
  }
  for (const Kind& kind : kinds.kinds) {
    check_kind(kinds, kind, lines, faults);
  }
}

}  // namespace sixscope::adapters
