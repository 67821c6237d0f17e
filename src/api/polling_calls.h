#pragma once

#include <functional>

#include "api/registry_calls.h"
#include "base/clock.h"
#include "base/result.h"
#include "http/router.h"
#include "polling/reading_store.h"
#include "registry/object_store.h"
#include "registry/scope.h"

namespace sixscope::api {

/// Asks one device now and keeps the answer. `not_found` if it has no address, `unavailable` if
/// others are being asked.
using PollNow = std::function<Result<void>(registry::ObjectId)>;

/// What the calls of section "Devices" need. What is borrowed outlives the router.
struct PollingDependencies {
  const registry::ObjectStore& store;
  const polling::ReadingStore& readings;
  const Clock& clock;
  /// As RegistryDependencies has it.
  std::function<Result<registry::Scope>(const http::Request&)> scope_of;
  PollNow poll_now;
};

/// "Devices" of docs/reference/registry-api.md: what devices of the ledger answered, those alone
/// that the account sees; their addresses for accounts that see sensitive fields.
void add_polling_calls(http::Router& router, const PollingDependencies& dependencies);

}  // namespace sixscope::api
