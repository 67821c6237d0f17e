#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/question.h"
#include "http/message.h"
#include "registry/kind.h"
#include "registry/object_store.h"

namespace sixscope::api {

/// A field and the texts it may have: any of them. An empty text stands for "holds nothing".
struct FieldFilter {
  std::string field;
  std::vector<std::string> values;
};

/// Where a page begins. What its first page knew stays what all of them know.
struct ObjectCursor {
  std::uint64_t question = 0;  ///< Fingerprint: a cursor of another question is refused.
  std::uint64_t commit = 0;    ///< The newest the first page knew.
  std::uint64_t offset = 0;    ///< Objects on the pages before.
};

/// Parameters of GET /registry/objects/{kind}, checked.
struct ObjectsQuestion {
  registry::AsOf as_of;
  std::vector<FieldFilter> where;
  std::string search;
  std::string region;
  bool with_removed = false;
  std::vector<std::string> fields;  ///< Empty: all.
  std::string order;                ///< A field, "key" or "id".
  bool descending = false;
  std::size_t limit = kLimitDefault;
  std::string format = "json";
  registry::Language language = registry::Language::zh;
  std::optional<ObjectCursor> cursor;
  std::uint64_t fingerprint = 0;  ///< Of all that decides which objects, and their order.
};
[[nodiscard]] Parsed<ObjectsQuestion> parse_objects_question(const http::Request& request,
                                                             const registry::Kind& kind,
                                                             const registry::Kinds& kinds);

/// `field=value` parts separated by ';', values by '|'; '\' before either, or before itself, makes
/// it a character of the value. Values are read as people type them: 中国移动 is china_mobile. One
/// that a number, a day, a month, yes or no, or a code of the field cannot be is a fault.
[[nodiscard]] Parsed<std::vector<FieldFilter>> parse_where(std::string_view text,
                                                           const registry::Kind& kind,
                                                           const registry::Kinds& kinds);
/// What is said of a field that the kind does not have: which there are.
[[nodiscard]] std::string no_field(std::string_view name, const registry::Kind& kind);
/// Whether the object holds one of the values of each filter; of a field of several, any of them.
[[nodiscard]] bool passes(const registry::Object& object, const std::vector<FieldFilter>& where);

/// Sorts: numbers as numbers, the rest as texts, what holds nothing last whichever way; ties fall
/// to the identifier.
void sort_objects(std::vector<registry::Object>& objects, const std::string& order,
                  bool descending);

[[nodiscard]] std::string encode_object_cursor(const ObjectCursor& cursor);
/// Nothing for what the function above did not write.
[[nodiscard]] std::optional<ObjectCursor> decode_object_cursor(std::string_view text);

}  // namespace sixscope::api
