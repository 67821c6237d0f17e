// Files attached to objects: a list, the bytes, and taking them off.
#include <optional>
#include <utility>

#include "api/registry_route.h"
#include "api/render.h"
#include "api/time_text.h"

namespace sixscope::api {
namespace {

using registry::Attachment;
using registry::AttachmentId;

constexpr std::size_t kNoteMax = 2000;

http::Response no_such_attachment(const http::Request& request) {
  return http::problem({.status = 404,
                        .detail = "there is no attachment " + std::string(request.capture("id")) +
                                  ", or this account does not see it"});
}

void write_attachment(JsonWriter& out, const Attachment& one) {
  out.begin_object()
      .member("id", one.id.value())
      .member("object", one.object.value())
      .member("name", one.name)
      .member("media_type", one.media_type)
      .member("bytes", one.bytes)
      .member("sha256", one.sha256)
      .member("at", format_instant(one.at))
      .member("who", one.who)
      .member("note", one.note);
  out.key("removed");
  if (one.removed) {
    out.begin_object()
        .member("at", format_instant(one.removed->at))
        .member("who", one.removed->who)
        .member("reason", one.removed->reason)
        .end_object();
  } else {
    out.null();
  }
  out.end_object();
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
  // Before anything reaches the disk.
  const std::size_t most = dependencies.attachment_limits.per_object;
  if (const auto allowed = dependencies.attachments->may_attach(object_in(request), most, scope);
      !allowed) {
    return http::problem(allowed.error());
  }
  const std::string name = registry::attachment_name(request.parameter("name").value_or(""));
  if (!request.parameter("name") || request.parameter("note").value_or("").size() > kNoteMax) {
    return http::refused({{"name",
                           "is needed: what the file is called; a note has 2000 bytes at "
                           "most"}});
  }
  if (request.body.size() > dependencies.attachment_limits.bytes) {
    return http::problem({.status = 413,
                          .detail = "an attachment has at most " +
                                    std::to_string(dependencies.attachment_limits.bytes) +
                                    " bytes (setting registry.attachment_bytes_max)"});
  }
  const auto type = registry::media_type_of(request.body, name);
  if (!type) {
    return http::problem({.status = 415, .detail = describe(type.error())});
  }
  Attachment one{.id = {},
                 .object = object_in(request),
                 .name = name,
                 .media_type = std::string(*type),
                 .bytes = request.body.size(),
                 .sha256 = dependencies.sha256(request.body),
                 .at = dependencies.clock.now(),
                 .who = scope.account,
                 .note = std::string(request.parameter("note").value_or(""))};
  if (const auto kept = dependencies.blobs->put(one.sha256, request.body); !kept) {
    return http::problem(kept.error());
  }
  const auto id = dependencies.attachments->add(one, most, scope);
  if (!id) {
    return http::problem(id.error());
  }
  one.id = *id;
  JsonWriter out;
  write_attachment(out, one);
  http::Response response = json_response(std::move(out));
  response.status = 201;
  response.headers.set("Location", "/api/v1/registry/attachments/" + std::to_string(id->value()));
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
  if (reason.empty() || reason.size() > kNoteMax) {
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

}  // namespace

void add_attachment_calls(http::Router& router, const RegistryDependencies& dependencies) {
  if (dependencies.attachments == nullptr || dependencies.blobs == nullptr) {
    return;
  }
  using enum http::Method;
  const auto shared = std::make_shared<const RegistryDependencies>(dependencies);
  constexpr const char* kOfObject = "/api/v1/registry/objects/{kind}/{id}/attachments";
  constexpr const char* kOne = "/api/v1/registry/attachments/{id}";
  add_route(router, shared, {get, kOfObject, {"removed"}, list_attachments});
  add_route(router, shared,
            {post, kOfObject, {"name", "note"}, attach, dependencies.attachment_limits.bytes});
  add_route(router, shared, {get, kOne, {}, get_attachment});
  add_route(router, shared, {delete_, kOne, {"reason"}, remove_attachment});
}

}  // namespace sixscope::api
