#pragma once

#include <string>

#include "api/registry_route.h"
#include "base/result.h"
#include "http/router.h"
#include "registry/scope.h"

namespace sixscope::api {

/// The sender that an account may use: its own name where `given` is empty, that name, or one below
/// it ("gd-mobile/plan"); any where its scope is all. Otherwise `forbidden`.
[[nodiscard]] Result<std::string> sender_of(const std::string& given, const registry::Scope& scope);

/// Receipts and remembered columns.
void add_receipt_calls(http::Router& router, const RegistryShared& shared);

}  // namespace sixscope::api
