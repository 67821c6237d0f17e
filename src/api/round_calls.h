#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "api/registry_calls.h"
#include "http/router.h"
#include "rounds/round_desk.h"

namespace sixscope::api {

/// All that the calls of rounds need. What is borrowed outlives the router.
struct RoundDependencies {
  RegistryDependencies registry;
  std::shared_ptr<rounds::RoundDesk> desk;
  /// Hands on what waits in the outbox; how many were. Empty: nothing is handed on.
  std::function<Result<std::size_t>()> deliver = {};
};

/// The calls under /api/v1/rounds (docs/reference/round-api.md). They keep nothing between calls
/// and may run on several threads.
void add_round_calls(http::Router& router, const RoundDependencies& dependencies);

/// Those of one submission: what it is, and what is done to it. `add_round_calls` adds them.
void add_submission_calls(http::Router& router, const RoundDependencies& dependencies);

using RoundShared = std::shared_ptr<const RoundDependencies>;
/// One call: who asks is settled, and refused, before `call` runs.
struct RoundRoute {
  http::Method method = http::Method::get;
  const char* pattern = "";
  std::vector<std::string> parameters = {};
  http::Response (*call)(const http::Request&, const RoundDependencies&,
                         const registry::Scope&) = nullptr;
};
void add_route(http::Router& router, const RoundShared& shared, RoundRoute route);

}  // namespace sixscope::api
