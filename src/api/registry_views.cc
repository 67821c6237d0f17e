// The calls of "Saved views": what an account keeps under a name, and what others share with it.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "api/json_body.h"
#include "api/registry_route.h"
#include "api/render.h"
#include "api/time_text.h"

namespace sixscope::api {
namespace {

using registry::SavedView;
using Outcome = registry::SavedViewStore::Kept::Outcome;

/// A content of which each byte is escaped, and what stands around it.
constexpr std::size_t kBodyBytesMax = (6 * registry::kViewContentBytesMax) + 256;

void write_view(JsonWriter& out, const SavedView& view, const registry::Scope& scope) {
  out.begin_object()
      .member("account", view.account)
      .member("own", view.account == scope.account)
      .member("page", view.page)
      .member("name", view.name)
      .member("content", view.content)
      .member("shared", view.shared)
      .member("created", format_instant(view.created))
      .member("changed", format_instant(view.changed))
      .end_object();
}

http::Response list_views(const http::Request& request, const RegistryDependencies& dependencies,
                          const registry::Scope& scope) {
  const auto views = dependencies.views->list(request.parameter("page").value_or(""), scope);
  if (!views) {
    return http::problem(views.error());
  }
  JsonWriter out;
  out.begin_object().key("data").begin_array();
  for (const SavedView& view : *views) {
    write_view(out, view, scope);
  }
  out.end_array().end_object();
  return json_response(std::move(out));
}

// The view that path and body say.
Parsed<SavedView> parse_view(const http::Request& request) {
  SavedView view{.account = {},
                 .page = std::string(request.capture("page")),
                 .name = std::string(request.capture("name"))};
  http::Faults faults;
  const auto body = read_json(request.body);
  const JsonIn* const content = body ? body->member("content") : nullptr;
  const JsonIn* const shared = body ? body->member("shared") : nullptr;
  if (content == nullptr || content->type != JsonIn::Type::text || shared == nullptr ||
      shared->type != JsonIn::Type::boolean || body->members.size() != 2) {
    faults.push_back({"body", "{\"content\": \"q=gz&order=key\", \"shared\": false} is taken"});
  } else {
    view.content = content->text;
    view.shared = shared->truth;
  }
  for (const registry::ViewFault& fault : registry::faults_of(view)) {
    faults.push_back({std::string(fault.member), std::string(fault.what)});
  }
  return faults.empty() ? Parsed<SavedView>(std::move(view)) : tl::unexpected(std::move(faults));
}

http::Response too_many_views(const Error& error) {
  return http::problem(
      {.status = 409, .detail = describe(error), .more = [](JsonWriter& out) {
         const std::string most = std::to_string(registry::kViewsMax);
         out.member("rule", "too_many_views");
         write_words(out.key("what"),
                     {"一个账号最多保存 " + most + " 个筛选：请先删除不用的",
                      "an account keeps at most " + most + " views: delete one that is not used"});
       }});
}

http::Response put_view(const http::Request& request, const RegistryDependencies& dependencies,
                        const registry::Scope& scope) {
  const auto view = parse_view(request);
  if (!view) {
    return http::refused(view.error());
  }
  const bool only_new = request.headers.get("If-None-Match").value_or("") == "*";
  const auto kept = dependencies.views->put(*view, only_new, dependencies.clock.now(), scope);
  if (!kept) {
    return kept.error().code == Errc::out_of_range ? too_many_views(kept.error())
                                                   : http::problem(kept.error());
  }
  if (kept->outcome == Outcome::left) {
    return http::problem({.status = 412,
                          .detail = "this account has a view named '" + view->name +
                                    "'; without If-None-Match it is replaced"});
  }
  JsonWriter out;
  write_view(out, kept->view, scope);
  http::Response response = json_response(std::move(out));
  if (kept->outcome == Outcome::made) {
    response.status = 201;
    response.headers.set("Location", "/api/v1/views/" + http::percent_encode(kept->view.page) +
                                         "/" + http::percent_encode(kept->view.name));
  }
  return response;
}

http::Response remove_view(const http::Request& request, const RegistryDependencies& dependencies,
                           const registry::Scope& scope) {
  const auto done =
      dependencies.views->remove(request.capture("page"), request.capture("name"), scope);
  if (!done) {
    return done.error().code == Errc::not_found
               ? http::problem({.status = 404,
                                .detail = "this account has no view of that page and name; what "
                                          "others share is theirs to delete"})
               : http::problem(done.error());
  }
  return {.status = 204};
}

}  // namespace

void add_view_calls(http::Router& router, const RegistryDependencies& dependencies) {
  if (dependencies.views == nullptr) {
    return;
  }
  using enum http::Method;
  const auto shared = std::make_shared<const RegistryDependencies>(dependencies);
  constexpr const char* kOne = "/api/v1/views/{page}/{name}";
  add_route(router, shared, {get, "/api/v1/views", {"page"}, list_views});
  add_route(router, shared, {put, kOne, {}, put_view, kBodyBytesMax});
  add_route(router, shared, {delete_, kOne, {}, remove_view});
}

}  // namespace sixscope::api
