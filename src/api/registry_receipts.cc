#include "api/registry_receipts.h"

#include <charconv>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "api/import_answer.h"
#include "api/import_body.h"
#include "http/problem.h"

namespace sixscope::api {
namespace {

using registry::Scope;

constexpr std::size_t kReceiptsUsual = 100;
constexpr std::size_t kReceiptsMax = 1'000;

// `limit` as a number; nothing if it is none within bounds.
std::optional<std::size_t> limit_of(const http::Request& request) {
  const auto given = request.parameter("limit");
  if (!given) {
    return kReceiptsUsual;
  }
  std::size_t limit = 0;
  const auto [end, wrong] = std::from_chars(given->data(), given->data() + given->size(), limit);
  const bool is_number = wrong == std::errc() && end == given->data() + given->size();
  return is_number && limit >= 1 && limit <= kReceiptsMax ? std::optional(limit) : std::nullopt;
}

http::Faults faults_of_limit(const http::Request& request) {
  if (limit_of(request)) {
    return {};
  }
  return {{"limit", fmt::format("a number from 1 to {} is wanted", kReceiptsMax)}};
}

http::Response get_receipts(const http::Request& request, const Scope& scope,
                            const RegistryDependencies& dependencies) {
  if (auto faults = faults_of_limit(request); !faults.empty()) {
    return http::refused(std::move(faults));
  }
  const auto receipts =
      dependencies.store.receipts(request.parameter("sender").value_or(""),
                                  limit_of(request).value_or(kReceiptsUsual), scope);
  if (!receipts) {
    return http::problem(receipts.error());
  }
  JsonWriter out;
  out.begin_object().key("data").begin_array();
  for (const registry::Receipt& receipt : *receipts) {
    write_receipt(out, receipt);
  }
  out.end_array().end_object();
  return {.body = std::move(out).take() + "\n"};
}

http::Response get_receipt(const http::Request& request, const Scope& scope,
                           const RegistryDependencies& dependencies) {
  const auto receipt = dependencies.store.receipt(request.capture("id"), scope);
  if (!receipt) {
    return http::problem(receipt.error());
  }
  JsonWriter out;
  write_receipt(out, *receipt);
  return {.body = std::move(out).take() + "\n"};
}

// The kind that the path names.
Result<const registry::Kind*> kind_of(const http::Request& request,
                                      const RegistryDependencies& dependencies) {
  const registry::Kind* const kind = dependencies.kinds->kind(request.capture("kind"));
  if (kind == nullptr) {
    return fail_because(std::string(request.capture("kind")), Errc::not_found, "no such kind");
  }
  return kind;
}

http::Response answer_columns(const std::string& sender, const registry::Kind& kind,
                              const RegistryDependencies& dependencies) {
  const auto columns = dependencies.store.columns_of(sender, kind.id);
  return columns ? http::Response{.body = columns_json(*columns) + "\n"}
                 : http::problem(columns.error());
}

http::Response get_columns(const http::Request& request, const Scope& scope,
                           const RegistryDependencies& dependencies) {
  const auto kind = kind_of(request, dependencies);
  const auto sender = sender_of(std::string(request.parameter("sender").value_or("")), scope);
  if (!kind || !sender) {
    return http::problem(kind ? sender.error() : kind.error());
  }
  return answer_columns(*sender, **kind, dependencies);
}

http::Response put_columns(const http::Request& request, const Scope& scope,
                           const RegistryDependencies& dependencies) {
  const auto kind = kind_of(request, dependencies);
  const auto sender = sender_of(std::string(request.parameter("sender").value_or("")), scope);
  if (!kind || !sender) {
    return http::problem(kind ? sender.error() : kind.error());
  }
  if (!scope.may_write) {
    return http::problem({.status = 403, .detail = "this account may not write"});
  }
  const auto columns = columns_from_json(request.body);
  if (!columns) {
    return http::problem(columns.error());
  }
  http::Faults faults;
  for (const auto& [title, field] : *columns) {
    if (!field.empty() && (*kind)->field(field) == nullptr) {
      faults.push_back({title, fmt::format("{} has no field '{}'", (*kind)->id, field)});
    }
  }
  if (!faults.empty()) {
    return http::refused(std::move(faults));
  }
  const auto kept = dependencies.store.remember_columns(*sender, (*kind)->id, *columns);
  return kept ? answer_columns(*sender, **kind, dependencies) : http::problem(kept.error());
}

}  // namespace

http::Handler within_scope(SharedRegistry shared, ScopedCall call) {
  return [shared = std::move(shared), call](const http::Request& request) {
    const auto scope = shared->scope_of(request);
    return scope ? call(request, *scope, *shared) : http::problem(scope.error());
  };
}

Result<std::string> sender_of(const std::string& given, const Scope& scope) {
  if (given.empty() || given == scope.account || scope.all ||
      given.starts_with(scope.account + "/")) {
    return given.empty() ? scope.account : given;
  }
  return fail_because(given + "; use " + scope.account + " or " + scope.account + "/...",
                      Errc::forbidden, "this account may not send in that name");
}

void add_receipt_calls(http::Router& router, const SharedRegistry& shared) {
  router.add({.method = http::Method::get,
              .pattern = "/api/v1/registry/receipts",
              .parameters = {"sender", "limit"},
              .handler = within_scope(shared, get_receipts),
              .faults_of_values = faults_of_limit});
  router.add({.method = http::Method::get,
              .pattern = "/api/v1/registry/receipts/{id}",
              .parameters = {},
              .handler = within_scope(shared, get_receipt)});
  router.add({.method = http::Method::get,
              .pattern = "/api/v1/registry/columns/{kind}",
              .parameters = {"sender"},
              .handler = within_scope(shared, get_columns)});
  router.add({.method = http::Method::put,
              .pattern = "/api/v1/registry/columns/{kind}",
              .parameters = {"sender"},
              .handler = within_scope(shared, put_columns)});
}

}  // namespace sixscope::api
