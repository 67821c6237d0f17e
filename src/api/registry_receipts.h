#pragma once

#include <functional>
#include <memory>
#include <string>

#include "api/registry_calls.h"
#include "base/result.h"
#include "http/message.h"
#include "http/router.h"
#include "registry/scope.h"

namespace sixscope::api {

using SharedRegistry = std::shared_ptr<const RegistryDependencies>;
using ScopedCall = http::Response (*)(const http::Request&, const registry::Scope&,
                                      const RegistryDependencies&);

/// A handler that settles who asks before `call`.
[[nodiscard]] http::Handler within_scope(SharedRegistry shared, ScopedCall call);

/// The sender that an account may use: its own name where `given` is empty, that name, or one below
/// it ("gd-mobile/plan"); any where its scope is all. Otherwise `forbidden`.
[[nodiscard]] Result<std::string> sender_of(const std::string& given, const registry::Scope& scope);

/// Receipts and remembered columns.
void add_receipt_calls(http::Router& router, const SharedRegistry& shared);

}  // namespace sixscope::api
