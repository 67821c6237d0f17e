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

bool may_delete(std::string_view account, const registry::Scope& scope) {
  return !scope.read_only && (account == scope.account || (account == registry::kLocalAccount &&
                                                           registry::inherits_local(scope)));
}

void write_view(JsonWriter& out, const SavedView& view, const registry::Scope& scope) {
  out.begin_object()
      .member("account", view.account)
      .member("own", view.account == scope.account)
      .member("page", view.page)
      .member("name", view.name)
      .member("content", view.content)
      .member("shared", view.shared)
      .member("may_delete", may_delete(view.account, scope))
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

// 400 with what is wrong in both languages.
http::Response refused(http::Faults faults, const registry::Words& what) {
  if (what.zh.empty()) {
    return http::refused(std::move(faults));
  }
  std::string detail = "the view cannot be kept:";
  for (const http::ParameterFault& fault : faults) {
    detail += " " + fault.parameter + ": " + fault.detail + ";";
  }
  detail.back() = '.';
  return http::problem({.status = 400,
                        .detail = std::move(detail),
                        .errors = std::move(faults),
                        .more = [&what](JsonWriter& out) { write_words(out.key("what"), what); }});
}

// The view that path and body say.
tl::expected<SavedView, http::Response> parse_view(const http::Request& request) {
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
  registry::Words what;
  for (const registry::ViewFault& fault : registry::faults_of(view)) {
    what.zh += (what.zh.empty() ? "" : "；") + fault.what.zh;
    what.en += (what.en.empty() ? "" : "; ") + fault.what.en;
    faults.push_back({std::string(fault.member), fault.what.en});
  }
  if (!faults.empty()) {
    return tl::unexpected(refused(std::move(faults), what));
  }
  return view;
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
  auto view = parse_view(request);
  if (!view) {
    return std::move(view).error();
  }
  const bool only_new = request.headers.get("If-None-Match").value_or("") == "*";
  const auto kept = dependencies.views->put(*view, only_new, dependencies.clock.now(), scope);
  if (!kept) {
    return kept.error().code == Errc::out_of_range ? too_many_views(kept.error())
                                                   : http::problem(kept.error());
  }
  if (kept->outcome == Outcome::left) {
    return http::problem({.status = 412,
                          .detail = "this account has a view named '" + kept->view.name +
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
  const std::string_view account = request.parameter("account").value_or(scope.account);
  const auto done =
      dependencies.views->remove(account, request.capture("page"), request.capture("name"), scope);
  if (!done) {
    return done.error().code == Errc::not_found
               ? http::problem({.status = 404,
                                .detail = "there is no view of that page and name that this "
                                          "account may delete; what others share is theirs"})
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
  add_route(router, shared, {delete_, kOne, {"account"}, remove_view});
}

}  // namespace sixscope::api
