#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "http/router.h"
#include "registry/scope.h"
#include "report/press.h"
#include "report/verification.h"

namespace sixscope::api {

/// All that the calls of reports need. What is borrowed outlives the router.
struct ReportDependencies {
  report::Press& press;
  const Clock& clock;
  /// As of the registry's calls.
  std::function<Result<registry::Scope>(const http::Request&)> scope_of;
  report::FindMarker find_marker;
  std::string issuer = {};                    ///< Of drafts that name none.
  std::size_t upload_bytes_max = 64U << 20U;  ///< Of a file to be verified.
};

/// The calls under /api/v1/reports (docs/reference/report-api.md). They keep nothing between calls
/// and may run on several threads.
void add_report_calls(http::Router& router, const ReportDependencies& dependencies);

/// The pages and files under /public/reports, for everybody: only issues that are switched on.
void add_public_report_calls(http::Router& router, const ReportDependencies& dependencies);

}  // namespace sixscope::api
