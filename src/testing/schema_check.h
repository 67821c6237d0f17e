#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "testing/json.h"

namespace sixscope::testing {

/// Holds a JSON value against a JSON Schema 2020-12, as far as our OpenAPI document uses it: $ref,
/// type, properties, required, additionalProperties, items, enum, const, oneOf, minimum, maximum,
/// pattern. Faults are paths with what is wrong there. A keyword it does not know is a fault too,
/// so that the document cannot promise what nobody checks.
class SchemaCheck {
 public:
  /// Borrowed.
  explicit SchemaCheck(const Json& document) : document_(document) {}

  std::vector<std::string> faults(const Json& value, const Json& schema);

 private:
  void fault(const std::string& path, const std::string& words);
  void check(const Json& value, const Json& schema, const std::string& path);
  void apply(const Json& value, const Json& schema, const std::string& keyword, const Json& rule,
             const std::string& path);
  void members(const Json& value, const Json& schema, const std::string& keyword, const Json& rule,
               const std::string& path);
  void one_of(const Json& value, const Json& rule, const std::string& path);
  void scalar(const Json& value, const std::string& keyword, const Json& rule,
              const std::string& path);

  const Json& document_;
  std::vector<std::string> found_;
};

/// The document of our API.
Json openapi_document();

/// Whether a path of the document belongs to the registry, whose answers need a real store.
bool is_of_registry(std::string_view path);

/// The path with each {name} replaced by the documented example.
std::string path_of(const std::string& pattern, const Json& call);

}  // namespace sixscope::testing
