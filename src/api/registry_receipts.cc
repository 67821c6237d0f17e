#include "api/registry_receipts.h"

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <utility>

#include "api/import_answer.h"
#include "api/import_body.h"
#include "http/problem.h"

namespace sixscope::api {
namespace {

using registry::Scope;

constexpr std::size_t kReceiptsUsual = 100;
constexpr std::size_t kReceiptsMax = 1'000;

// Of the parameter `limit`.
Parsed<std::size_t> limit_in(const http::Request& request) {
  return parse_count(request, "limit", 1, kReceiptsMax, kReceiptsUsual);
}

http::Faults faults_of_receipts(const http::Request& request,
                                const RegistryDependencies& /*dependencies*/) {
  http::Faults faults;
  gather(faults, limit_in(request));
  return faults;
}

http::Response get_receipts(const http::Request& request, const RegistryDependencies& dependencies,
                            const Scope& scope) {
  const auto limit = limit_in(request);
  if (!limit) {
    return http::refused(limit.error());
  }
  const auto receipts =
      dependencies.store.receipts(request.parameter("sender").value_or(""), *limit, scope);
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

http::Response get_receipt(const http::Request& request, const RegistryDependencies& dependencies,
                           const Scope& scope) {
  const auto receipt = dependencies.store.receipt(request.capture("id"), scope);
  if (!receipt) {
    return http::problem(receipt.error());
  }
  JsonWriter out;
  write_receipt(out, *receipt);
  return {.body = std::move(out).take() + "\n"};
}

http::Response answer_columns(const std::string& sender, const registry::Kind& kind,
                              const RegistryDependencies& dependencies) {
  const auto columns = dependencies.store.columns_of(sender, kind.id);
  return columns ? http::Response{.body = columns_json(*columns) + "\n"}
                 : http::problem(columns.error());
}

http::Response get_columns(const http::Request& request, const RegistryDependencies& dependencies,
                           const Scope& scope) {
  const registry::Kind* const kind = kind_in(request, dependencies);
  if (kind == nullptr) {
    return no_such_kind(request);
  }
  const auto sender = sender_of(std::string(request.parameter("sender").value_or("")), scope);
  if (!sender) {
    return http::problem(sender.error());
  }
  return answer_columns(*sender, *kind, dependencies);
}

http::Response put_columns(const http::Request& request, const RegistryDependencies& dependencies,
                           const Scope& scope) {
  const registry::Kind* const kind = kind_in(request, dependencies);
  if (kind == nullptr) {
    return no_such_kind(request);
  }
  const auto sender = sender_of(std::string(request.parameter("sender").value_or("")), scope);
  if (!sender) {
    return http::problem(sender.error());
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
    if (!field.empty() && kind->field(field) == nullptr) {
      faults.push_back({title, fmt::format("{} has no field '{}'", kind->id, field)});
    }
  }
  if (!faults.empty()) {
    return http::refused(std::move(faults));
  }
  const auto kept = dependencies.store.remember_columns(*sender, kind->id, *columns);
  return kept ? answer_columns(*sender, *kind, dependencies) : http::problem(kept.error());
}

}  // namespace

Result<std::string> sender_of(const std::string& given, const Scope& scope) {
  if (given.empty() || given == scope.account || scope.all ||
      given.starts_with(scope.account + "/")) {
    return given.empty() ? scope.account : given;
  }
  return fail_because(given + "; use " + scope.account + " or " + scope.account + "/...",
                      Errc::forbidden, "this account may not send in that name");
}

void add_receipt_calls(http::Router& router, const RegistryShared& shared) {
  const RegistryRoute routes[] = {
      {.method = http::Method::get,
       .pattern = "/api/v1/registry/receipts",
       .parameters = {"sender", "limit"},
       .call = get_receipts,
       .faults_of_values = faults_of_receipts},
      {.method = http::Method::get,
       .pattern = "/api/v1/registry/receipts/{id}",
       .call = get_receipt},
      {.method = http::Method::get,
       .pattern = "/api/v1/registry/columns/{kind}",
       .parameters = {"sender"},
       .call = get_columns},
      {.method = http::Method::put,
       .pattern = "/api/v1/registry/columns/{kind}",
       .parameters = {"sender"},
       .call = put_columns},
  };
  for (const RegistryRoute& route : routes) {
    add_route(router, shared, route);
  }
}

}  // namespace sixscope::api
