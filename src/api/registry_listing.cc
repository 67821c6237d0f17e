#include "api/registry_listing.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <compare>

#include "api/registry_route.h"
#include "base/normal_form.h"
#include "registry/check_value.h"
#include "registry/object_state.h"

namespace sixscope::api {
namespace {

using registry::Field;
using registry::Kind;
using registry::Object;
using registry::Value;

constexpr std::size_t kFiltersMax = 32;
constexpr std::size_t kRegionDigits = 6;

// Pieces of `text` between `by`, where '\' takes the meaning from the character behind it. The
// backslashes stay until `unescaped`.
std::vector<std::string_view> split(std::string_view text, char by) {
  std::vector<std::string_view> pieces;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && text[i] == '\\') {
      ++i;
    } else if (i == text.size() || text[i] == by) {
      pieces.push_back(text.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  if (begin <= text.size()) {
    pieces.push_back(text.substr(begin));  // It ends with a lone backslash.
  }
  return pieces;
}

std::string unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      ++i;
    }
    plain.push_back(text[i]);
  }
  return plain;
}

std::string names_of(const Kind& kind) {
  std::string all;
  for (const Field& field : kind.fields) {
    all += (all.empty() ? "" : ", ") + field.name;
  }
  return all;
}

// Whether not every text can be a value of the field.
bool is_bounded(const Field& field) {
  using enum registry::FieldType;
  constexpr std::array kOpen = {text, texts, reference, references};
  return std::ranges::find(kOpen, field.type) == kOpen.end();
}

// What is kept where somebody types `typed` into the field; a fault if nothing is.
Parsed<std::string> kept_text(const Field& field, const registry::Kinds& kinds,
                              const std::string& typed) {
  if (typed.empty() || !is_bounded(field)) {
    return normal_form_c(typed);
  }
  const registry::Checked checked = registry::check_value(field, kinds, Value(typed));
  if (!checked.is_refused()) {
    return registry::text_of(checked.value);
  }
  http::Faults faults;
  for (const registry::Fault& fault : checked.faults) {
    faults.push_back({"where", fmt::format("{}: '{}': {}; {}", field.name, typed, fault.what.en,
                                           fault.remedy.en)});
  }
  return tl::unexpected(std::move(faults));
}

void parse_fields(const http::Request& request, const Kind& kind, ObjectsQuestion& question,
                  http::Faults& faults) {
  for (const std::string_view name : split(request.parameter("fields").value_or(""), ',')) {
    if (!name.empty() && kind.field(name) == nullptr) {
      faults.push_back({"fields", no_field(name, kind)});
    } else if (!name.empty()) {
      question.fields.emplace_back(name);
    }
  }
}

void parse_order(const http::Request& request, const Kind& kind, ObjectsQuestion& question,
                 http::Faults& faults) {
  std::string_view order = request.parameter("order").value_or("id");
  question.descending = order.starts_with('-');
  order.remove_prefix(question.descending ? 1 : 0);
  if (order != "id" && order != "key" && kind.field(order) == nullptr) {
    faults.push_back({"order", no_field(order, kind) + ", and id and key"});
  }
  question.order = order;
}

void parse_region(const http::Request& request, ObjectsQuestion& question, http::Faults& faults) {
  question.region = request.parameter("region").value_or("");
  const bool is_code =
      question.region.size() == kRegionDigits && whole_number(question.region).has_value();
  if (!question.region.empty() && !is_code) {
    faults.push_back({"region", "a code of GB/T 2260 is taken: 440000"});
  }
}

std::uint64_t fingerprint(const http::Request& request, const Kind& kind) {
  std::string text = kind.id;
  for (const char* name : {"where", "q", "region", "removed", "as_of", "commit", "order"}) {
    text += '\x1f';
    text += request.parameter(name).value_or("");
  }
  return fingerprint_of(text);
}

bool holds(const Value& value, const std::string& wanted) {
  if (const auto* const several = std::get_if<std::vector<std::string>>(&value)) {
    return std::ranges::find(*several, wanted) != several->end() ||
           (several->empty() && wanted.empty());
  }
  if (const auto* const number = std::get_if<model::Decimal>(&value)) {
    const auto asked = model::Decimal::parse(wanted);
    return asked && *asked == *number;
  }
  return registry::text_of(value) == wanted;
}

std::strong_ordering compare(const Value& a, const Value& b) {
  const auto* const left = std::get_if<model::Decimal>(&a);
  const auto* const right = std::get_if<model::Decimal>(&b);
  if (left != nullptr && right != nullptr) {
    return *left <=> *right;
  }
  return registry::text_of(a).compare(registry::text_of(b)) <=> 0;
}

bool is_nothing(const Value& value) { return std::holds_alternative<std::monostate>(value); }

}  // namespace

std::string no_field(std::string_view name, const Kind& kind) {
  return fmt::format("'{}' is no field of {}, which has {}", name, kind.id, names_of(kind));
}

Parsed<std::vector<FieldFilter>> parse_where(std::string_view text, const Kind& kind,
                                             const registry::Kinds& kinds) {
  std::vector<FieldFilter> where;
  http::Faults faults;
  for (const std::string_view part : split(text, ';')) {
    const auto equals = part.find('=');
    if (part.empty()) {
      continue;
    }
    const std::string_view name = part.substr(0, equals);
    if (equals == std::string_view::npos) {
      faults.push_back({"where", fmt::format("'{}': FIELD=VALUE is taken", part)});
    } else if (kind.field(name) == nullptr) {
      faults.push_back({"where", no_field(name, kind)});
    } else if (where.size() == kFiltersMax) {
      faults.push_back({"where", fmt::format("at most {} parts", kFiltersMax)});
      break;
    } else {
      FieldFilter& filter =
          where.emplace_back(FieldFilter{.field = std::string(name), .values = {}});
      for (const std::string_view value : split(part.substr(equals + 1), '|')) {
        const auto kept = kept_text(*kind.field(name), kinds, unescaped(value));
        gather(faults, kept);
        filter.values.push_back(kept.value_or(""));
      }
    }
  }
  if (!faults.empty()) {
    return tl::unexpected(std::move(faults));
  }
  return where;
}

bool passes(const Object& object, const std::vector<FieldFilter>& where) {
  return std::ranges::all_of(where, [&](const FieldFilter& filter) {
    const Value& value = registry::value_of(object.fields, filter.field);
    return std::ranges::any_of(filter.values,
                               [&](const std::string& wanted) { return holds(value, wanted); });
  });
}

void sort_objects(std::vector<Object>& objects, const std::string& order, bool descending) {
  std::ranges::sort(objects, [&](const Object& a, const Object& b) {
    std::strong_ordering which = std::strong_ordering::equal;
    if (order == "key") {
      which = a.key.compare(b.key) <=> 0;
    } else if (order != "id") {
      const Value& left = registry::value_of(a.fields, order);
      const Value& right = registry::value_of(b.fields, order);
      if (is_nothing(left) != is_nothing(right)) {
        return is_nothing(right);
      }
      which = compare(left, right);
    }
    if (which == std::strong_ordering::equal) {
      return order == "id" && descending ? b.id < a.id : a.id < b.id;
    }
    return descending ? which > 0 : which < 0;
  });
}

std::string encode_object_cursor(const ObjectCursor& cursor) {
  return fmt::format("{:x}.{:x}.{:x}", cursor.question, cursor.commit, cursor.offset);
}

std::optional<ObjectCursor> decode_object_cursor(std::string_view text) {
  constexpr int kHex = 16;
  ObjectCursor cursor;
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  for (std::uint64_t* number : {&cursor.question, &cursor.commit, &cursor.offset}) {
    if (number != &cursor.question) {
      if (at == end || *at != '.') {
        return std::nullopt;
      }
      ++at;
    }
    const auto [next, wrong] = std::from_chars(at, end, *number, kHex);
    if (wrong != std::errc{}) {
      return std::nullopt;
    }
    at = next;
  }
  return at == end ? std::optional(cursor) : std::nullopt;
}

Parsed<ObjectsQuestion> parse_objects_question(const http::Request& request, const Kind& kind,
                                               const registry::Kinds& kinds) {
  ObjectsQuestion question;
  http::Faults faults;
  const auto as_of = parse_as_of(request);
  auto where = parse_where(request.parameter("where").value_or(""), kind, kinds);
  const auto removed = parse_word(request, "removed", {"false", "true"});
  const auto limit = parse_count(request, "limit", 1, kLimitMax, kLimitDefault);
  const auto format = parse_word(request, "format", {"json", "csv", "xlsx"});
  const auto language = parse_language(request);
  gather(faults, as_of);
  gather(faults, where);
  gather(faults, removed);
  gather(faults, limit);
  gather(faults, format);
  gather(faults, language);
  parse_fields(request, kind, question, faults);
  parse_order(request, kind, question, faults);
  parse_region(request, question, faults);
  question.search = normal_form_c(request.parameter("q").value_or(""));
  question.fingerprint = fingerprint(request, kind);
  if (const auto text = request.parameter("cursor")) {
    question.cursor = decode_object_cursor(*text);
    if (!question.cursor || question.cursor->question != question.fingerprint) {
      faults.push_back({"cursor", kNotOurCursor});
    }
  }
  if (!faults.empty()) {
    return tl::unexpected(std::move(faults));
  }
  question.as_of = *as_of;
  question.where = *std::move(where);
  question.with_removed = *removed == "true";
  question.limit = *limit;
  question.format = *format;
  question.language = *language;
  return question;
}

}  // namespace sixscope::api
