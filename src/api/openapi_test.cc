// The OpenAPI document held against the handlers, both ways.
#include <gmock/gmock.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "api/world_test.h"

namespace sixscope::api {
namespace {

using Json = nlohmann::ordered_json;

// Whether `text` matches a pattern of the kind our document uses: ^, $, [0-9]{n} and literals.
bool matches(std::string_view text, std::string_view pattern) {
  if (!pattern.starts_with('^') || !pattern.ends_with('$')) {
    return false;  // Any other kind is a fault of the document.
  }
  pattern = pattern.substr(1, pattern.size() - 2);
  while (!pattern.empty()) {
    std::size_t digits = 0;
    if (pattern.starts_with("[0-9]{")) {
      const auto close = pattern.find('}');
      digits = std::stoul(std::string(pattern.substr(6, close - 6)));
      pattern.remove_prefix(close + 1);
    } else if (text.empty() || text.front() != pattern.front()) {
      return false;
    } else {
      text.remove_prefix(1);
      pattern.remove_prefix(1);
    }
    for (; digits > 0; --digits) {
      if (text.empty() || text.front() < '0' || text.front() > '9') {
        return false;
      }
      text.remove_prefix(1);
    }
  }
  return text.empty();
}

/// Holds a JSON value against a JSON Schema 2020-12, as far as our OpenAPI document uses it: $ref,
/// type, properties, required, additionalProperties, items, enum, const, oneOf, minimum, maximum,
/// pattern. Faults are paths with what is wrong there. A keyword it does not know is a fault too,
/// so that the document cannot promise what nobody checks.
class SchemaCheck {
 public:
  explicit SchemaCheck(const Json& document) : document_(document) {}

  std::vector<std::string> faults(const Json& value, const Json& schema) {
    found_.clear();
    check(value, schema, "$");
    return found_;
  }

 private:
  void fault(const std::string& path, const std::string& words) {
    found_.push_back(path + ": " + words);
  }

  static bool is(const Json& value, const std::string& type) {
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

  void check(const Json& value, const Json& schema, const std::string& path) {
    if (schema.contains("$ref")) {
      const std::string target = schema["$ref"].get<std::string>().substr(1);
      check(value, document_.at(nlohmann::ordered_json::json_pointer(target)), path);
      return;
    }
    for (const auto& [keyword, rule] : schema.items()) {
      apply(value, schema, keyword, rule, path);
    }
  }

  void apply(const Json& value, const Json& schema, const std::string& keyword, const Json& rule,
             const std::string& path) {
    if (keyword == "type") {
      if (!is(value, rule.get<std::string>())) {
        fault(path, "is not " + rule.get<std::string>() + ": " + value.dump().substr(0, 60));
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

  void members(const Json& value, const Json& schema, const std::string& keyword, const Json& rule,
               const std::string& path) {
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

  void one_of(const Json& value, const Json& rule, const std::string& path) {
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

  void scalar(const Json& value, const std::string& keyword, const Json& rule,
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
      if (value.is_string() && !matches(value.get<std::string>(), rule.get<std::string>())) {
        fault(path, value.dump() + " does not match " + rule.dump());
      }
    } else if (keyword != "description" && keyword != "format") {
      fault(path, "the schema has a keyword nobody checks: " + keyword);
    }
  }

  const Json& document_;
  std::vector<std::string> found_;
};

Json document() {
  return Json::parse(
      read_file(std::filesystem::path(SIXSCOPE_SOURCE_DIR) / "catalogue/api/openapi.json"));
}

// A world in which every part of every answer has something in it.
class BusyWorld : public World {
 public:
  BusyWorld() {
    put({{.minutes_before_noon = 10, .v4 = 3'000'000, .v6 = 1'000'000},
         {.minutes_before_noon = 9,
          .access = "mobile",
          .v4 = 1'000'000,
          .v6 = 4'000'000,
          .rate = 10},
         {.minutes_before_noon = 9, .region = "310000", .v4 = 500'000, .coverage = "v6_blind"},
         {.minutes_before_noon = 8, .region = "310000", .v4 = 70'000, .coverage = "rate_unknown"},
         {.minutes_before_noon = 70, .v4 = 2'000'000, .v6 = 500'000}});
    live.known = {exporter("192.0.2.1"), exporter("2001:db8::1")};
    live.known[0].counters["malformed_truncated"] = 3;
    live.known[0].counters["adjusted_srv6"] = 5;
    live.known[1].sees_v6 = false;
    live.known[1].coverage = model::Coverage::v6_blind;
    live.known[1].v6_sight = model::V6Sight::no_template;
    static_cast<void>(volumes.append(store::LedgerBatch{
        .id = "ledger/1",
        .rows = {{kNoon - std::chrono::minutes(3), "192.0.2.1", {{"datagrams", 10}}}}}));
    heard = {{.name = "www.example",
              .application = "douyin",
              .asked_v4 = 1,
              .has_a = true,
              .last = kNoon}};
    live.now.last_second.all = row({.v4 = 30'000, .v6 = 10'000}).volume;
    live.now.last_second.measured = live.now.last_second.all;
    live.now.last_second_by_access["fixed"] = live.now.last_second;
    live.now.counters = {{"received_datagrams", 100}, {"spool_bytes", 0}};
  }
};

// The path with each {name} replaced by the documented example.
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

std::set<std::string> query_parameters(const Json& call) {
  std::set<std::string> names;
  for (const Json& parameter : call["parameters"]) {
    if (parameter["in"] == "query") {
      names.insert(parameter["name"].get<std::string>());
    }
  }
  return names;
}

// The JSON of an answer: of the first event where it is a stream, nothing where it is text.
std::optional<Json> json_of(const http::Response& response) {
  std::string text = response.body;
  if (response.stream) {
    const std::string event = response.stream->next().value_or("");
    text = event.substr(event.find("data: ") + 6);
  } else if (response.content_type.find("json") == std::string::npos) {
    return std::nullopt;
  }
  return Json::parse(text);
}

TEST(OpenApi, ListsExactlyTheRoutesThereAre) {
  const World world;
  const Json api = document();
  std::set<std::string> routes;
  const http::Router router = make_router(world.dependencies());
  for (const auto& route : router.routes()) {
    routes.insert(route.pattern);
    const Json& call = api["paths"][route.pattern]["get"];
    ASSERT_TRUE(call.is_object()) << route.pattern << " is not documented";
    EXPECT_EQ(query_parameters(call),
              (std::set<std::string>(route.parameters.begin(), route.parameters.end())))
        << route.pattern;
  }
  for (const auto& [path, methods] : api["paths"].items()) {
    EXPECT_TRUE(routes.contains(path)) << path << " is documented but not there";
    EXPECT_EQ(methods.size(), 1U) << path;
  }
}

TEST(OpenApi, EveryAnswerIsAsItsSchemaSays) {
  const BusyWorld world;
  const Json api = document();
  SchemaCheck check(api);
  for (const auto& [pattern, methods] : api["paths"].items()) {
    SCOPED_TRACE(pattern);
    const Json& call = methods["get"];
    std::string target = path_of(pattern, call);
    std::vector<std::string> targets = {target};
    if (pattern == "/api/v1/traffic") {
      targets.push_back(target + "?step=minute&by=region,access&compare=previous&limit=1");
      targets.push_back(target + "?by=coverage&order=share");
    } else if (pattern == "/api/v1/exporters") {
      targets.push_back(target + "?limit=1");
    }
    for (const std::string& one : targets) {
      SCOPED_TRACE(one);
      const http::Response response = world.get(one);
      ASSERT_EQ(response.status, 200) << response.body;
      const Json& content = call["responses"]["200"]["content"];
      const std::string media = response.content_type.substr(0, response.content_type.find(';'));
      ASSERT_TRUE(content.contains(media)) << media;
      if (const auto json = json_of(response)) {
        EXPECT_THAT(check.faults(*json, content[media]["schema"]), ::testing::IsEmpty());
      }
    }
  }
}

TEST(OpenApi, EveryDocumentedParameterIsAccepted) {
  const BusyWorld world;
  const Json api = document();
  for (const auto& [pattern, methods] : api["paths"].items()) {
    const Json& call = methods["get"];
    for (const Json& parameter : call["parameters"]) {
      if (parameter["in"] != "query" || !parameter.contains("example")) {
        continue;
      }
      const std::string target = path_of(pattern, call) + "?" +
                                 parameter["name"].get<std::string>() + "=" +
                                 http::percent_encode(parameter["example"].get<std::string>());
      SCOPED_TRACE(target);
      EXPECT_EQ(world.get(target).status, 200) << world.get(target).body;
    }
  }
}

TEST(OpenApi, EveryEnumeratedValueIsAcceptedAndOthersAreNot) {
  const BusyWorld world;
  const Json api = document();
  for (const std::string path : {"/api/v1/traffic", "/api/v1/exporters"}) {
    for (const Json& parameter : api["paths"][path]["get"]["parameters"]) {
      if (!parameter["schema"].contains("enum")) {
        continue;
      }
      const std::string name = parameter["name"].get<std::string>();
      for (const Json& value : parameter["schema"]["enum"]) {
        EXPECT_EQ(world.get(path + "?" + name + "=" + value.get<std::string>()).status, 200)
            << path << " " << name << "=" << value;
      }
      EXPECT_EQ(world.get(path + "?" + name + "=nonsense").status, 400) << path << " " << name;
    }
  }
}

TEST(OpenApi, UnknownParametersAreRefusedEverywhereAsProblems) {
  const BusyWorld world;
  const Json api = document();
  SchemaCheck check(api);
  for (const auto& [pattern, methods] : api["paths"].items()) {
    SCOPED_TRACE(pattern);
    const Json& call = methods["get"];
    const http::Response response = world.get(path_of(pattern, call) + "?no_such_thing=1");
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(response.content_type, "application/problem+json");
    const Json& schema = call["responses"]["400"]["content"]["application/problem+json"]["schema"];
    EXPECT_THAT(check.faults(Json::parse(response.body), schema), ::testing::IsEmpty());
  }
}

TEST(SchemaCheck, FindsWhatIsWrong) {
  const Json api = document();
  SchemaCheck check(api);
  const Json share = {{"$ref", "#/components/schemas/Share"}};
  const Json good = {{"value", nullptr}, {"gap", "no_observations"}};
  EXPECT_THAT(check.faults(good, share), ::testing::IsEmpty());
  EXPECT_FALSE(check.faults({{"value", 0.5}}, share).empty());
  EXPECT_FALSE(check.faults({{"value", nullptr}, {"gap", "lazy"}}, share).empty());
  EXPECT_FALSE(
      check
          .faults({{"value", 1.5}, {"low", 1}, {"high", 1}, {"samples", 1}, {"gap", nullptr}},
                  share)
          .empty());
  EXPECT_FALSE(check.faults(Json(1), {{"type", "integer"}, {"multipleOf", 2}}).empty());
}

}  // namespace
}  // namespace sixscope::api
