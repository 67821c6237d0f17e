// Reading objects: one, or a page of a kind, or all of it as a spreadsheet.
#include "api/registry_objects.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "api/registry_listing.h"
#include "api/registry_route.h"
#include "api/render.h"
#include "api/time_text.h"
#include "registry/import_desk.h"
#include "registry/sheet_forms.h"

namespace sixscope::api {
namespace {

using registry::CommitNumber;
using registry::Kind;
using registry::Object;

/// Changing many at once takes more than the server's usual megabyte: ten thousand with versions.
constexpr std::size_t kBulkBytesMax = 4U << 20U;

struct Listed {
  std::vector<Object> objects;  ///< All that the filter lets through, in order.
  CommitNumber commit;          ///< The newest they know.
};

Result<Listed> list(const ObjectsQuestion& question, const Kind& kind,
                    const RegistryDependencies& dependencies, const registry::Scope& scope) {
  const auto newest = dependencies.store.newest_commit();
  if (!newest) {
    return fail_like(newest);
  }
  Listed listed;
  registry::Listing listing;
  listing.kind = kind.id;
  listing.as_of = question.as_of;
  listing.search = question.search;
  listing.region = question.region;
  listing.with_removed = question.with_removed;
  listed.commit = std::min(question.as_of.commit.value_or(*newest), *newest);
  // Later pages know what the first one knew; where nothing came since, that is what is there now.
  if (question.cursor && question.cursor->commit < listed.commit.value()) {
    listed.commit = CommitNumber(question.cursor->commit);
    listing.as_of.commit = listed.commit;
  }
  auto objects = registry::list_all(dependencies.store, std::move(listing), scope);
  if (!objects) {
    return fail_like(objects);
  }
  listed.objects = *std::move(objects);
  std::erase_if(listed.objects,
                [&](const Object& object) { return !passes(object, question.where); });
  sort_objects(listed.objects, question.order, question.descending);
  return listed;
}

http::Response page_of(const ObjectsQuestion& question, const Listed& listed, Instant as_of) {
  const std::size_t total = listed.objects.size();
  const auto first = static_cast<std::size_t>(
      std::min<std::uint64_t>(question.cursor ? question.cursor->offset : 0, total));
  const std::size_t end = std::min(total, first + question.limit);
  JsonWriter out;
  out.begin_object().key("data").begin_array();
  for (std::size_t i = first; i < end; ++i) {
    write_object(out, listed.objects[i], question.fields);
  }
  out.end_array().member("total", total);
  out.key("next_cursor");
  if (end < total) {
    out.value(encode_object_cursor(
        {.question = question.fingerprint, .commit = listed.commit.value(), .offset = end}));
  } else {
    out.null();
  }
  out.member("as_of", format_instant(as_of)).member("commit", listed.commit.value()).end_object();
  return json_response(std::move(out));
}

http::Response sheet_of(const ObjectsQuestion& question, const Kind& kind, const Listed& listed,
                        const RegistryDependencies& dependencies, const registry::Scope& scope) {
  Kind shown = kind;
  if (!question.fields.empty()) {
    std::erase_if(shown.fields, [&](const registry::Field& field) {
      return std::ranges::find(question.fields, field.name) == question.fields.end();
    });
  }
  return download_book(
      dependencies,
      registry::export_sheet(shown, *dependencies.kinds, listed.objects,
                             {.language = question.language,
                              .with_sensitive = scope.sees_sensitive,
                              .today = model::day_in_china(dependencies.clock.now())}),
      question.format, kind.title.in(question.language));
}

http::Faults faults_of_objects(const http::Request& request,
                               const RegistryDependencies& dependencies) {
  const Kind* const kind = kind_in(request, dependencies);
  http::Faults faults;
  if (kind != nullptr) {
    gather(faults, parse_objects_question(request, *kind, *dependencies.kinds));
  }
  return faults;
}

}  // namespace

http::Response get_objects(const http::Request& request, const RegistryDependencies& dependencies,
                           const registry::Scope& scope) {
  const Kind* const kind = kind_in(request, dependencies);
  if (kind == nullptr) {
    return no_such_kind(request);
  }
  const auto question = parse_objects_question(request, *kind, *dependencies.kinds);
  if (!question) {
    return http::refused(question.error());
  }
  const auto listed = list(*question, *kind, dependencies, scope);
  if (!listed) {
    return http::problem(listed.error());
  }
  return question->format == "json"
             ? page_of(*question, *listed,
                       question->as_of.effective.value_or(dependencies.clock.now()))
             : sheet_of(*question, *kind, *listed, dependencies, scope);
}

http::Response get_object(const http::Request& request, const RegistryDependencies& dependencies,
                          const registry::Scope& scope) {
  const auto as_of = parse_as_of(request);
  if (!as_of) {
    return http::refused(as_of.error());
  }
  const auto object = read_object(request, dependencies, *as_of, scope);
  if (!object) {
    return object.error().code == Errc::not_found ? no_such_object(request)
                                                  : http::problem(object.error());
  }
  JsonWriter out;
  write_object(out, *object);
  http::Response response = json_response(std::move(out));
  response.headers.set("ETag", tag_of(object->version));
  return response;
}

void add_object_calls(http::Router& router, const RegistryDependencies& dependencies) {
  using enum http::Method;
  const auto shared = std::make_shared<const RegistryDependencies>(dependencies);
  const std::vector<RegistryRoute> routes = {
      {get, "/api/v1/registry/kinds", {}, get_kinds},
      {get, "/api/v1/registry/kinds/{kind}", {}, get_kind},
      {get, "/api/v1/registry/kinds/{kind}/template", {"format", "language"}, get_template},
      {get,
       "/api/v1/registry/objects/{kind}",
       {"where", "q", "region", "removed", "fields", "as_of", "commit", "order", "limit", "cursor",
        "format", "language"},
       get_objects,
       0,
       faults_of_objects},
      {post, "/api/v1/registry/objects/{kind}", {}, create_object},
      {post, "/api/v1/registry/objects/{kind}/bulk", {}, change_many, kBulkBytesMax},
      {get, "/api/v1/registry/objects/{kind}/{id}", {"as_of", "commit"}, get_object},
      {patch, "/api/v1/registry/objects/{kind}/{id}", {}, patch_object},
      {get,
       "/api/v1/registry/objects/{kind}/{id}/history",
       {"field", "limit", "cursor"},
       get_history,
       0,
       faults_of_history},
  };
  for (const RegistryRoute& route : routes) {
    add_route(router, shared, route);
  }
}

}  // namespace sixscope::api
