#pragma once

#include "api/registry_calls.h"
#include "http/message.h"
#include "http/problem.h"
#include "registry/scope.h"

namespace sixscope::api {

/// GET /api/v1/registry/kinds, /kinds/{kind} and /kinds/{kind}/template.
[[nodiscard]] http::Response get_kinds(const http::Request& request,
                                       const RegistryDependencies& dependencies,
                                       const registry::Scope& scope);
[[nodiscard]] http::Response get_kind(const http::Request& request,
                                      const RegistryDependencies& dependencies,
                                      const registry::Scope& scope);
[[nodiscard]] http::Response get_template(const http::Request& request,
                                          const RegistryDependencies& dependencies,
                                          const registry::Scope& scope);

/// GET /api/v1/registry/objects/{kind}: a page, or all as a spreadsheet.
[[nodiscard]] http::Response get_objects(const http::Request& request,
                                         const RegistryDependencies& dependencies,
                                         const registry::Scope& scope);
/// GET and PATCH /api/v1/registry/objects/{kind}/{id}, POST .../{kind} and .../{kind}/bulk.
[[nodiscard]] http::Response get_object(const http::Request& request,
                                        const RegistryDependencies& dependencies,
                                        const registry::Scope& scope);
[[nodiscard]] http::Response create_object(const http::Request& request,
                                           const RegistryDependencies& dependencies,
                                           const registry::Scope& scope);
[[nodiscard]] http::Response patch_object(const http::Request& request,
                                          const RegistryDependencies& dependencies,
                                          const registry::Scope& scope);
[[nodiscard]] http::Response change_many(const http::Request& request,
                                         const RegistryDependencies& dependencies,
                                         const registry::Scope& scope);
/// GET /api/v1/registry/objects/{kind}/{id}/history.
[[nodiscard]] http::Response get_history(const http::Request& request,
                                         const RegistryDependencies& dependencies,
                                         const registry::Scope& scope);
[[nodiscard]] http::Faults faults_of_history(const http::Request& request,
                                             const RegistryDependencies& dependencies);

}  // namespace sixscope::api
