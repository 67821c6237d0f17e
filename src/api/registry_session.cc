// The calls of "Who asks": a token is traded for a session's cookie.
#include <utility>

#include "api/json_body.h"
#include "api/registry_route.h"
#include "api/render.h"

namespace sixscope::api {
namespace {

constexpr std::string_view kSession = "/api/v1/session";
constexpr std::size_t kBodyBytesMax = 4096;

void write_texts(JsonWriter& out, std::string_view name, const std::vector<std::string>& texts) {
  out.key(name).begin_array();
  for (const std::string& text : texts) {
    out.value(text);
  }
  out.end_array();
}

http::Response answer(const Asker& asker) {
  const registry::Scope& scope = asker.scope;
  JsonWriter out;
  out.begin_object()
      .member("account", scope.account)
      .member("title", asker.title)
      .member("local", asker.is_local)
      .member("all", scope.all);
  write_texts(out, "regions", scope.regions);
  write_texts(out, "owners", scope.owners);
  out.member("may_write", scope.may_write)
      .member("sees_sensitive", scope.sees_sensitive)
      .end_object();
  return json_response(std::move(out));
}

http::Response open_session(const http::Request& request, SignIn& sign_in) {
  const auto body = read_json(request.body);
  const JsonIn* const token = body ? body->member("token") : nullptr;
  if (token == nullptr || token->type != JsonIn::Type::text || body->members.size() != 1) {
    return http::refused({{"body", "{\"token\": \"...\"} is taken, and nothing else"}});
  }
  const auto opened = sign_in.open(request, token->text);
  if (!opened && opened.error().code == Errc::out_of_range) {
    http::Response response = http::problem({.status = 429, .detail = describe(opened.error())});
    response.headers.set("Retry-After", "60");
    return response;
  }
  if (!opened) {
    return http::problem(opened.error());
  }
  http::Response response = answer(opened->asker);
  response.headers.add("Set-Cookie", opened->cookie);
  return response;
}

http::Response close_session(const http::Request& request, SignIn& sign_in) {
  const auto cookie = sign_in.close(request);
  if (!cookie) {
    return http::problem(cookie.error());
  }
  http::Response response{.status = 204};
  response.headers.add("Set-Cookie", *cookie);
  return response;
}

}  // namespace

void add_session_calls(http::Router& router, const RegistryDependencies& dependencies) {
  SignIn* const sign_in = dependencies.sign_in;
  if (sign_in == nullptr) {
    return;
  }
  router.add({.method = http::Method::get,
              .pattern = std::string(kSession),
              .parameters = {},
              .handler = [sign_in](const http::Request& request) {
                const auto asker = sign_in->asker_of(request);
                return asker ? answer(*asker) : http::problem(asker.error());
              }});
  router.add(
      {.method = http::Method::post,
       .pattern = std::string(kSession),
       .parameters = {},
       .handler =
           [sign_in](const http::Request& request) { return open_session(request, *sign_in); },
       .body_bytes_max = kBodyBytesMax});
  router.add({.method = http::Method::delete_,
              .pattern = std::string(kSession),
              .parameters = {},
              .handler = [sign_in](const http::Request& request) {
                return close_session(request, *sign_in);
              }});
}

}  // namespace sixscope::api
