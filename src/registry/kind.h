#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/decimal.h"
#include "registry/value.h"

namespace sixscope::registry {

enum class Language : std::uint8_t { zh, en };

/// A text in both languages.
struct Words {
  std::string zh;
  std::string en;
  [[nodiscard]] const std::string& in(Language language) const {
    return language == Language::zh ? zh : en;
  }
  friend bool operator==(const Words&, const Words&) = default;
};

enum class FieldType : std::uint8_t {
  text,
  integer,     ///< A whole number.
  decimal,     ///< Up to six places.
  boolean,     ///< Yes or no.
  date,        ///< 2026-06-30.
  month,       ///< 2026-06.
  code,        ///< One code of a list.
  codes,       ///< Several codes of a list, in any order, no code twice.
  reference,   ///< The key of an object of another kind, or of the same.
  texts,       ///< Several texts, each under the field's rules for a text; none twice.
  references,  ///< Several keys of objects of one kind, none twice.
};
inline constexpr std::array<std::string_view, 11> kFieldTypeNames = {
    "text", "integer", "decimal",   "boolean", "date",      "month",
    "code", "codes",   "reference", "texts",   "references"};

/// One allowed value of a code list.
struct Code {
  std::string code;
  Words title;
  std::vector<std::string> aliases;  ///< Other texts a sheet may have for it.
  std::string valid_from;            ///< Date; empty: always.
  std::string valid_to;              ///< First day it no longer holds; empty: still does.
  std::string successor;             ///< Code that took its place; empty: none.
  std::string prefix;  ///< Codes as long as this one that begin so lie below it, listed or not.
};
using CodeList = std::vector<Code>;

/// Rules that ask for an explanation and then let pass.
struct SoftRules {
  std::optional<model::Decimal> jump_percent;  ///< Against the value before, up or down.
  bool zero_after_more = false;                ///< Zero or nothing where there was more before.
  std::string at_most_field;                   ///< Should not exceed that field of the same object.
  std::string not_before_field;  ///< A date or month that should not precede that field's.
  std::string needed_with;       ///< Should be filled where that field is, and is not "no".
  friend bool operator==(const SoftRules&, const SoftRules&) = default;
};

/// One field of a kind: an entry [[fields]] of catalogue/objects/*.toml.
struct Field {
  std::string name;  ///< ASCII, lower case with underscores: column, JSON member, history.
  FieldType type = FieldType::text;
  Words title;
  Words help;
  std::string group;   ///< Code of the list `field_group`: "identity", "capacity", "plan"...
  std::string unit;    ///< Code of the list `unit`: "Gbit/s", "sessions"; empty: none.
  std::string codes;   ///< Name of the code list (types code and codes).
  std::string refers;  ///< Kind (type reference).
  bool required = false;
  bool sensitive = false;   ///< Only for accounts that may see such fields.
  bool deprecated = false;  ///< Kept in history, not asked for any more.
  std::optional<model::Decimal> least;
  std::optional<model::Decimal> most;
  std::size_t length_max = 200;  ///< Characters of a text.
  std::string pattern;           ///< As TextPattern, which a text must match whole; empty: any.
  std::string check;             ///< One of `kFieldChecks`; empty: none.
  SoftRules soft;
  std::string example;
};

/// What makes a kind a form: who hands it in how often. Days and cadences are configuration, unless
/// a paper says them.
struct FormRules {
  std::string_view cadence;  ///< "month" or "half_year". Static.
  int due_day =
      1;  ///< Of the month after the period, 1 to 28; 0: the last day of the period itself.
  std::string_view answers;  ///< Who: "operator", "region" or "enterprise". Static.
  bool country = false;  ///< The whole country has a figure of its own, which somebody hands in.
};

/// A group over columns in the head of a table that the form comes as: what it is called, and the
/// fields below it.
struct GroupHead {
  std::vector<std::string> titles;  ///< As sheets have it, in either language.
  std::string total;                ///< Field.
  std::string part;                 ///< Field: what of it is IPv6.
};

/// A kind of object: one file of catalogue/objects, or of catalogue/forms.
struct Kind {
  std::string id;
  Words title;
  Words description;
  Words source;  ///< Where the fields come from: "inferred, not the official annex"...
  std::vector<std::string> key;  ///< Fields that tell objects of the kind apart; at least one.
  std::string region_field;      ///< Bounds who may see it; empty: no region.
  std::string owner_field;       ///< Operator or organisation it belongs to; empty: nobody's.
  std::vector<Field> fields;     ///< In the order of forms and sheets.
  std::optional<FormRules> form = {};
  std::vector<GroupHead> groups = {};  ///< Of a form that comes with a head of two lines too.

  [[nodiscard]] const Field* field(std::string_view name) const;
};

/// Names that `Field::check` may have. "credit_code" only remarks, the others refuse.
inline constexpr std::array<std::string_view, 6> kFieldChecks = {
    "credit_code", "ip_address", "ipv4_address", "prefix", "domain", "url"};

/// The key of an object with these fields: texts of the kind's key fields, joined by " / ".
[[nodiscard]] std::string key_of(const Kind& kind, const Document& fields);

/// All kinds and code lists. Immutable; safe from any thread.
struct Kinds {
  std::vector<Kind> kinds;
  std::map<std::string, CodeList, std::less<>> codes;

  [[nodiscard]] const Kind* kind(std::string_view id) const;
  [[nodiscard]] const CodeList* list(std::string_view name) const;
};

}  // namespace sixscope::registry
