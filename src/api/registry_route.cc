#include "api/registry_route.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "api/time_text.h"

namespace sixscope::api {

using registry::Kind;
using registry::Language;
using registry::Object;
using registry::ObjectId;

void add_route(http::Router& router, const RegistryShared& shared, RegistryRoute route) {
  router.add({.method = route.method,
              .pattern = route.pattern,
              .parameters = std::move(route.parameters),
              .handler =
                  [shared, call = route.call](const http::Request& request) {
                    const auto scope = shared->scope_of(request);
                    return scope ? call(request, *shared, *scope) : http::problem(scope.error());
                  },
              // Who may not ask is not told what there is.
              .faults_of_values =
                  [shared, faults = route.faults_of_values](const http::Request& request) {
                    return faults != nullptr && shared->scope_of(request) ? faults(request, *shared)
                                                                          : http::Faults();
                  },
              .body_bytes_max = route.body_bytes_max});
}

const Kind* kind_in(const http::Request& request, const RegistryDependencies& dependencies) {
  return dependencies.kinds->kind(request.capture("kind"));
}

std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_one = wrong == std::errc{} && end == text.data() + text.size() && !text.empty();
  return is_one ? std::optional(number) : std::nullopt;
}

ObjectId object_in(const http::Request& request) {
  return ObjectId(whole_number(request.capture("id")).value_or(0));
}

http::Response no_such_kind(const http::Request& request) {
  return http::problem({.status = 404,
                        .detail = "no kind of objects is called '" +
                                  std::string(request.capture("kind")) +
                                  "'; /api/v1/registry/kinds lists them"});
}

http::Response no_such_object(const http::Request& request) {
  return http::problem({.status = 404,
                        .detail = "there is no " + std::string(request.capture("kind")) + " " +
                                  std::string(request.capture("id")) +
                                  ", or this account does not see it"});
}

Result<Object> read_object(const http::Request& request, const RegistryDependencies& dependencies,
                           const registry::AsOf& as_of, const registry::Scope& scope) {
  auto object = dependencies.store.read(object_in(request), as_of, scope);
  if (object && object->kind != request.capture("kind")) {
    return fail(Errc::not_found, "no such object");
  }
  return object;
}

void write_words(JsonWriter& out, const registry::Words& words) {
  out.begin_object().member("zh", words.zh).member("en", words.en).end_object();
}

void write_object(JsonWriter& out, const Object& object, const std::vector<std::string>& fields) {
  out.begin_object()
      .member("id", object.id.value())
      .member("kind", object.kind)
      .member("key", object.key)
      .member("version", object.version)
      .member("removed", object.removed);
  out.key("fields").begin_object();
  for (const auto& [name, value] : object.fields) {
    if (fields.empty() || std::ranges::find(fields, name) != fields.end()) {
      out.key(name).raw(registry::to_json(value));
    }
  }
  out.end_object().end_object();
}

std::string tag_of(std::uint64_t version) { return '"' + std::to_string(version) + '"'; }

Result<bool> names_version(std::string_view if_match, std::uint64_t version) {
  constexpr std::string_view kBlanks = " \t";
  constexpr std::string_view kRule = "If-Match has * or a list of entity tags: \"9\", \"12\"";
  const auto trimmed = [&](std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
    return text.substr(0, text.find_last_not_of(kBlanks) + 1);
  };
  if (trimmed(if_match) == "*") {
    return true;
  }
  bool is_named = false;
  for (std::string_view rest = if_match; !rest.empty();) {  // Ends: each round takes a tag away.
    std::string_view tag = trimmed(rest);
    const bool is_weak = tag.starts_with("W/");
    tag.remove_prefix(is_weak ? 2 : 0);
    const auto end = tag.starts_with('"') ? tag.find('"', 1) : std::string_view::npos;
    const std::string_view behind =
        end == std::string_view::npos ? "" : trimmed(tag.substr(end + 1));
    if (end == std::string_view::npos || (!behind.empty() && !behind.starts_with(','))) {
      return fail_because(std::string(if_match), Errc::malformed, kRule);
    }
    tag = tag.substr(0, end + 1);
    is_named = is_named || (!is_weak && http::unpacked_tag(tag) == tag_of(version));
    rest = trimmed(behind.substr(std::min<std::size_t>(1, behind.size())));
  }
  return is_named;
}

http::Response download(std::string bytes, std::string_view content_type, std::string_view name) {
  http::Response response;
  response.content_type = content_type;
  response.body = std::move(bytes);
  // RFC 6266: the name in UTF-8, and nothing that a browser would show as a page of ours.
  response.headers.set("Content-Disposition",
                       "attachment; filename*=UTF-8''" + http::percent_encode(name));
  return response;
}

http::Response download_book(const RegistryDependencies& dependencies, const table::Workbook& book,
                             const std::string& format, const std::string& name) {
  auto bytes = dependencies.write_book(book, format);
  if (!bytes) {
    return http::problem(bytes.error());
  }
  return download(*std::move(bytes),
                  format == "csv"
                      ? "text/csv; charset=utf-8"
                      : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                  name + "." + format);
}

Parsed<std::string> parse_word(const http::Request& request, std::string_view name,
                               const std::vector<std::string>& words) {
  const auto given = request.parameter(name);
  if (!given) {
    return words.front();
  }
  if (std::ranges::find(words, *given) != words.end()) {
    return std::string(*given);
  }
  std::string all;
  for (const std::string& word : words) {
    all += (all.empty() ? "" : ", ") + word;
  }
  return tl::unexpected(http::Faults{{std::string(name), "one of " + all + " is taken"}});
}

Parsed<Language> parse_language(const http::Request& request) {
  const auto word = parse_word(request, "language", {"zh", "en"});
  if (!word) {
    return tl::unexpected(word.error());
  }
  return *word == "zh" ? Language::zh : Language::en;
}

Parsed<registry::AsOf> parse_as_of(const http::Request& request) {
  registry::AsOf as_of;
  http::Faults faults;
  if (const auto text = request.parameter("as_of")) {
    if (const auto instant = parse_instant(*text)) {
      as_of.effective = *instant;
    } else {
      faults.push_back({"as_of", describe(instant.error())});
    }
  }
  if (const auto text = request.parameter("commit")) {
    if (const auto number = whole_number(*text)) {
      as_of.commit = registry::CommitNumber(*number);
    } else {
      faults.push_back({"commit", "a commit's number is taken: 912"});
    }
  }
  if (!faults.empty()) {
    return tl::unexpected(std::move(faults));
  }
  return as_of;
}

}  // namespace sixscope::api
