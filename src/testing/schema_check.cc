#include "testing/schema_check.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ranges>

#include "testing/source_dir.h"

namespace sixscope::testing {
namespace {

// Whether `text` matches what is within a pattern of the kind our document uses: [0-9]{n},
// literals, and a group of them that may be absent: (...)?.
bool matches(std::string_view text, std::string_view pattern) {
  if (pattern.empty()) {
    return text.empty();
  }
  if (pattern.starts_with('(')) {
    const auto close = pattern.find(")?");
    if (close == std::string_view::npos) {
      return false;  // Any other kind is a fault of the document.
    }
    const std::string_view rest = pattern.substr(close + 2);
    return matches(text, rest) ||
           matches(text, std::string(pattern.substr(1, close - 1)) + std::string(rest));
  }
  if (!pattern.starts_with("[0-9]{")) {
    return !text.empty() && text.front() == pattern.front() &&
           matches(text.substr(1), pattern.substr(1));
  }
  const auto close = pattern.find('}');
  const std::size_t digits = std::stoul(std::string(pattern.substr(6, close - 6)));
  return text.size() >= digits &&
         std::ranges::all_of(text.substr(0, digits),
                             [](char one) { return '0' <= one && one <= '9'; }) &&
         matches(text.substr(digits), pattern.substr(close + 1));
}
bool matches_pattern(std::string_view text, std::string_view pattern) {
  return pattern.size() >= 2 && pattern.starts_with('^') && pattern.ends_with('$') &&
         matches(text, pattern.substr(1, pattern.size() - 2));
}

bool is(const Json& value, const std::string& type) {
  if (type == "integer") {
    return value.is_number_integer();
  }
  return type == "object"    ? value.is_object()
         : type == "array"   ? value.is_array()
         : type == "string"  ? value.is_string()
         : type == "number"  ? value.is_number()
         : type == "boolean" ? value.is_boolean()
                             : type == "null" && value.is_null();
}

// What "#/components/schemas/Flow" of the document is.
const Json& referred(const Json& document, std::string_view reference) {
  const Json* here = &document;
  for (const auto& part : std::views::split(reference.substr(2), '/')) {
    here = &here->at(std::string_view(part.begin(), part.end()));
  }
  return *here;
}

}  // namespace

std::vector<std::string> SchemaCheck::faults(const Json& value, const Json& schema) {
  found_.clear();
  check(value, schema, "$");
  return found_;
}

void SchemaCheck::fault(const std::string& path, const std::string& words) {
  found_.push_back(path + ": " + words);
}

void SchemaCheck::check(const Json& value, const Json& schema, const std::string& path) {
  if (schema.contains("$ref")) {
    check(value, referred(document_, schema["$ref"].get<std::string>()), path);
    return;
  }
  for (const auto& [keyword, rule] : schema.items()) {
    apply(value, schema, keyword, rule, path);
  }
}

void SchemaCheck::apply(const Json& value, const Json& schema, const std::string& keyword,
                        const Json& rule, const std::string& path) {
  if (keyword == "type") {
    const Json types = rule.is_array() ? rule : Json::array({rule});
    if (std::ranges::none_of(
            types, [&](const Json& type) { return is(value, type.get<std::string>()); })) {
      fault(path, "is not " + rule.dump() + ": " + value.dump().substr(0, 60));
    }
  } else if (keyword == "required") {
    for (const auto& name : rule) {
      if (value.is_object() && !value.contains(name.get<std::string>())) {
        fault(path, "lacks " + name.get<std::string>());
      }
    }
  } else if (keyword == "properties" || keyword == "additionalProperties") {
    members(value, schema, keyword, rule, path);
  } else if (keyword == "items") {
    for (std::size_t i = 0; value.is_array() && i < value.size(); ++i) {
      check(value[i], rule, path + "[" + std::to_string(i) + "]");
    }
  } else if (keyword == "oneOf") {
    one_of(value, rule, path);
  } else {
    scalar(value, keyword, rule, path);
  }
}

void SchemaCheck::members(const Json& value, const Json& schema, const std::string& keyword,
                          const Json& rule, const std::string& path) {
  if (!value.is_object()) {
    return;
  }
  for (const auto& [name, member] : value.items()) {
    const bool known = schema.contains("properties") && schema["properties"].contains(name);
    if (keyword == "properties" && known) {
      check(member, rule[name], path + "." + name);
    } else if (keyword == "additionalProperties" && !known) {
      if (rule.is_object()) {
        check(member, rule, path + "." + name);
      } else if (!rule.get<bool>()) {
        fault(path, "has an undocumented " + name);
      }
    }
  }
}

void SchemaCheck::one_of(const Json& value, const Json& rule, const std::string& path) {
  const std::vector<std::string> before = found_;
  int matching = 0;
  std::string last;
  for (const auto& choice : rule) {
    found_.clear();
    check(value, choice, path);
    matching += found_.empty() ? 1 : 0;
    last = found_.empty() ? last : found_.back();
  }
  found_ = before;
  if (matching != 1) {
    fault(path, "matches " + std::to_string(matching) + " of the choices; " + last);
  }
}

void SchemaCheck::scalar(const Json& value, const std::string& keyword, const Json& rule,
                         const std::string& path) {
  if (keyword == "enum") {
    if (std::find(rule.begin(), rule.end(), value) == rule.end()) {
      fault(path, value.dump() + " is none of " + rule.dump());
    }
  } else if (keyword == "const") {
    if (value != rule) {
      fault(path, value.dump() + " is not " + rule.dump());
    }
  } else if (keyword == "minimum" || keyword == "maximum") {
    const bool low = keyword == "minimum";
    if (value.is_number() && (low ? value < rule : rule < value)) {
      fault(path, value.dump() + " is beyond the " + keyword);
    }
  } else if (keyword == "pattern") {
    if (value.is_string() && !matches_pattern(value.get<std::string>(), rule.get<std::string>())) {
      fault(path, value.dump() + " does not match " + rule.dump());
    }
  } else if (keyword != "description" && keyword != "format" && keyword != "example") {
    fault(path, "the schema has a keyword nobody checks: " + keyword);
  }
}

Json openapi_document() {
  std::ifstream in(testing::source_dir() / "catalogue/api/openapi.json");
  return Json::parse(std::string(std::istreambuf_iterator<char>(in), {}));
}

bool is_of_registry(std::string_view path) {
  for (const std::string_view begin : {"/api/v1/registry/", "/api/v1/ledger/", "/api/v1/polling/",
                                       "/api/v1/session", "/api/v1/views", "/api/v1/indicators",
                                       "/api/v1/reports", "/api/v1/rounds", "/public/reports"}) {
    if (path.starts_with(begin)) {
      return true;
    }
  }
  return false;
}

std::string path_of(const std::string& pattern, const Json& call) {
  std::string path = pattern;
  for (const Json& parameter : call["parameters"]) {
    if (parameter["in"] == "path") {
      const std::string name = "{" + parameter["name"].get<std::string>() + "}";
      path.replace(path.find(name), name.size(), parameter["example"].get<std::string>());
    }
  }
  return path;
}

}  // namespace sixscope::testing
