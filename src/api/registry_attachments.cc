// Files attached to objects: a list, the bytes, and taking them off.
#include <optional>
#include <utility>

#include "api/edit_answer.h"
#include "api/registry_route.h"
#include "api/render.h"

namespace sixscope::api {
namespace {

using registry::Attachment;
using registry::AttachmentId;

http::Response no_such_attachment(const http::Request& request) {
  return http::problem({.status = 404,
                        .detail = "there is no attachment " + std::string(request.capture("id")) +
                                  ", or this account does not see it"});
}

// The object in the path, if there is one of that kind that the scope sees.
std::optional<http::Response> refuse_object(const http::Request& request,
                                            const RegistryDependencies& dependencies,
                                            const registry::Scope& scope) {
  if (kind_in(request, dependencies) == nullptr) {
    return no_such_kind(request);
  }
  const auto object = read_object(request, dependencies, {}, scope);
  if (object) {
    return std::nullopt;
  }
  return object.error().code == Errc::not_found ? no_such_object(request)
                                                : http::problem(object.error());
}

http::Response list_attachments(const http::Request& request,
                                const RegistryDependencies& dependencies,
                                const registry::Scope& scope) {
  const auto removed = parse_word(request, "removed", {"false", "true"});
  if (!removed) {
    return http::refused(removed.error());
  }
  if (auto refused = refuse_object(request, dependencies, scope)) {
    return *std::move(refused);
  }
  const auto all = dependencies.attachments->list(object_in(request), *removed == "true", scope);
  if (!all) {
    return http::problem(all.error());
  }
  JsonWriter out;
  out.begin_object().key("data").begin_array();
  for (const Attachment& one : *all) {
    write_attachment(out, one);
  }
  out.end_array().end_object();
  return json_response(std::move(out));
}

http::Response attach(const http::Request& request, const RegistryDependencies& dependencies,
                      const registry::Scope& scope) {
  if (auto refused = refuse_object(request, dependencies, scope)) {
    return *std::move(refused);
  }
  if (!request.parameter("name") ||
      request.parameter("note").value_or("").size() > registry::kNoteBytesMax) {
    return http::refused({{"name",
                           "is needed: what the file is called; a note has 2000 bytes at "
                           "most"}});
  }
  const auto one =
      registry::attach({.store = *dependencies.attachments,
                        .blobs = *dependencies.blobs,
                        .limits = dependencies.attachment_limits,
                        .sha256 = dependencies.sha256},
                       object_in(request), *request.parameter("name"), request.body,
                       request.parameter("note").value_or(""), dependencies.clock.now(), scope);
  if (!one) {
    const std::string_view rule = one.error().rule;
    const int status = rule == registry::kAttachmentTooLarge ? 413
                       : rule == registry::kAttachmentType   ? 415
                                                             : 0;
    return status == 0 ? http::problem(one.error())
                       : http::problem({.status = status, .detail = describe(one.error())});
  }
  JsonWriter out;
  write_attachment(out, *one);
  http::Response response = json_response(std::move(out));
  response.status = 201;
  response.headers.set("Location",
                       "/api/v1/registry/attachments/" + std::to_string(one->id.value()));
  return response;
}

AttachmentId attachment_in(const http::Request& request) {
  return AttachmentId(whole_number(request.capture("id")).value_or(0));
}

http::Response get_attachment(const http::Request& request,
                              const RegistryDependencies& dependencies,
                              const registry::Scope& scope) {
  const auto one = dependencies.attachments->read(attachment_in(request), scope);
  if (!one || one->removed) {
    return one || one.error().code == Errc::not_found ? no_such_attachment(request)
                                                      : http::problem(one.error());
  }
  auto bytes = dependencies.blobs->get(one->sha256);
  if (!bytes) {
    return http::problem(
        {.status = 503, .detail = "the bytes of this attachment are not on this server's disk"});
  }
  return download(*std::move(bytes), one->media_type, one->name);
}

http::Response remove_attachment(const http::Request& request,
                                 const RegistryDependencies& dependencies,
                                 const registry::Scope& scope) {
  const std::string_view reason = request.parameter("reason").value_or("");
  if (reason.empty() || reason.size() > registry::kNoteBytesMax) {
    return http::refused({{"reason", "is needed: why it is taken off, at most 2000 bytes"}});
  }
  const auto done = dependencies.attachments->remove(
      attachment_in(request),
      {.at = dependencies.clock.now(), .who = scope.account, .reason = std::string(reason)}, scope);
  if (!done) {
    return done.error().code == Errc::not_found ? no_such_attachment(request)
                                                : http::problem(done.error());
  }
  return {.status = 204};
}

http::Faults faults_of_list(const http::Request& request,
                            const RegistryDependencies& /*dependencies*/) {
  http::Faults faults;
  gather(faults, parse_word(request, "removed", {"false", "true"}));
  return faults;
}

}  // namespace

void add_attachment_calls(http::Router& router, const RegistryDependencies& dependencies) {
  if (dependencies.attachments == nullptr || dependencies.blobs == nullptr) {
    return;
  }
  using enum http::Method;
  const auto shared = std::make_shared<const RegistryDependencies>(dependencies);
  constexpr const char* kOfObject = "/api/v1/registry/objects/{kind}/{id}/attachments";
  constexpr const char* kOne = "/api/v1/registry/attachments/{id}";
  add_route(router, shared, {get, kOfObject, {"removed"}, list_attachments, 0, faults_of_list});
  add_route(router, shared,
            {post, kOfObject, {"name", "note"}, attach, dependencies.attachment_limits.bytes});
  add_route(router, shared, {get, kOne, {}, get_attachment});
  add_route(router, shared, {delete_, kOne, {"reason"}, remove_attachment});
}

}  // namespace sixscope::api
