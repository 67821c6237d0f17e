// The calls that say what kinds of objects there are, what they look like, and give their forms.
#include <array>
#include <set>
#include <string>

#include "api/registry_objects.h"
#include "api/registry_route.h"
#include "api/render.h"
#include "registry/sheet_forms.h"

namespace sixscope::api {
namespace {

using registry::Code;
using registry::Field;
using registry::Kind;

void write_texts(JsonWriter& out, const std::vector<std::string>& texts) {
  out.begin_array();
  for (const std::string& text : texts) {
    out.value(text);
  }
  out.end_array();
}

// A member that is null where there is nothing to say.
void write_text(JsonWriter& out, std::string_view name, const std::string& text) {
  out.key(name);
  if (text.empty()) {
    out.null();
  } else {
    out.value(text);
  }
}

void write_bound(JsonWriter& out, std::string_view name,
                 const std::optional<model::Decimal>& bound) {
  out.key(name);
  if (bound) {
    out.raw(bound->to_string());
  } else {
    out.null();
  }
}

void write_kind_head(JsonWriter& out, const Kind& kind) {
  out.member("id", kind.id);
  out.key("title");
  write_words(out, kind.title);
  out.key("description");
  write_words(out, kind.description);
  out.key("source");
  write_words(out, kind.source);
  out.key("key");
  write_texts(out, kind.key);
  write_text(out, "region_field", kind.region_field);
  write_text(out, "owner_field", kind.owner_field);
}

void write_soft(JsonWriter& out, const registry::SoftRules& soft) {
  out.key("soft").begin_object();
  write_bound(out, "jump_percent", soft.jump_percent);
  out.member("zero_after_more", soft.zero_after_more);
  write_text(out, "at_most_field", soft.at_most_field);
  write_text(out, "not_before_field", soft.not_before_field);
  write_text(out, "needed_with", soft.needed_with);
  out.end_object();
}

void write_field(JsonWriter& out, const Field& field) {
  out.begin_object()
      .member("name", field.name)
      .member("type", registry::kFieldTypeNames.at(static_cast<std::size_t>(field.type)));
  out.key("title");
  write_words(out, field.title);
  out.key("help");
  write_words(out, field.help);
  write_text(out, "group", field.group);
  write_text(out, "unit", field.unit);
  write_text(out, "codes", field.codes);
  write_text(out, "refers", field.refers);
  out.member("required", field.required)
      .member("sensitive", field.sensitive)
      .member("deprecated", field.deprecated);
  write_bound(out, "least", field.least);
  write_bound(out, "most", field.most);
  out.member("length_max", field.length_max);
  write_text(out, "pattern", field.pattern);
  write_text(out, "check", field.check);
  write_soft(out, field.soft);
  write_text(out, "example", field.example);
  out.end_object();
}

void write_code(JsonWriter& out, const Code& code) {
  out.begin_object().member("code", code.code);
  out.key("title");
  write_words(out, code.title);
  out.key("aliases");
  write_texts(out, code.aliases);
  write_text(out, "valid_from", code.valid_from);
  write_text(out, "valid_to", code.valid_to);
  write_text(out, "successor", code.successor);
  write_text(out, "prefix", code.prefix);
  out.end_object();
}

void write_lists(JsonWriter& out, const Kind& kind, const registry::Kinds& kinds) {
  std::set<std::string> used = {"unit", "field_group"};
  for (const Field& field : kind.fields) {
    if (!field.codes.empty()) {
      used.insert(field.codes);
    }
  }
  out.key("codes").begin_object();
  for (const std::string& name : used) {
    if (const auto* const list = kinds.list(name)) {
      out.key(name).begin_array();
      for (const Code& code : *list) {
        write_code(out, code);
      }
      out.end_array();
    }
  }
  out.end_object();
}

}  // namespace

http::Response get_kinds(const http::Request& /*request*/, const RegistryDependencies& dependencies,
                         const registry::Scope& scope) {
  JsonWriter out;
  out.begin_object().key("data").begin_array();
  for (const Kind& kind : dependencies.kinds->kinds) {
    const auto count = dependencies.store.count(kind.id, scope);
    if (!count) {
      return http::problem(count.error());
    }
    out.begin_object();
    write_kind_head(out, kind);
    out.member("count", *count).end_object();
  }
  out.end_array().end_object();
  return json_response(std::move(out));
}

http::Response get_kind(const http::Request& request, const RegistryDependencies& dependencies,
                        const registry::Scope& scope) {
  const Kind* const kind = kind_in(request, dependencies);
  if (kind == nullptr) {
    return no_such_kind(request);
  }
  const auto count = dependencies.store.count(kind->id, scope);
  if (!count) {
    return http::problem(count.error());
  }
  JsonWriter out;
  out.begin_object();
  write_kind_head(out, *kind);
  out.member("count", *count);
  out.key("fields").begin_array();
  for (const Field& field : kind->fields) {
    if (scope.sees_sensitive || !field.sensitive) {
      write_field(out, field);
    }
  }
  out.end_array();
  write_lists(out, *kind, *dependencies.kinds);
  out.end_object();
  return json_response(std::move(out));
}

http::Response get_template(const http::Request& request, const RegistryDependencies& dependencies,
                            const registry::Scope& scope) {
  const Kind* const kind = kind_in(request, dependencies);
  if (kind == nullptr) {
    return no_such_kind(request);
  }
  const auto language = parse_language(request);
  const auto format = parse_word(request, "format", {"xlsx", "csv"});
  http::Faults faults;
  gather(faults, language);
  gather(faults, format);
  if (!faults.empty()) {
    return http::refused(std::move(faults));
  }
  return download_book(
      dependencies,
      registry::template_sheet(*kind, *dependencies.kinds,
                               {.language = *language,
                                .with_sensitive = scope.sees_sensitive,
                                .today = model::day_in_china(dependencies.clock.now())}),
      *format, kind->title.in(*language));
}

}  // namespace sixscope::api
