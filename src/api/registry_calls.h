#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "http/router.h"
#include "registry/kind.h"
#include "registry/object_store.h"
#include "registry/scope.h"
#include "table/sheet.h"
#include "table/workbook.h"

namespace sixscope::api {

/// All that the calls of docs/reference/registry-api.md need. What is borrowed outlives the router.
struct RegistryDependencies {
  registry::ObjectStore& store;
  std::shared_ptr<const registry::Kinds> kinds;
  const Clock& clock;
  /// Who asks and what they may, settled before any handler. `forbidden`: nobody we know.
  std::function<Result<registry::Scope>(const http::Request&)> scope_of;
  /// The sheets of an XLSX or CSV file, by its content.
  std::function<Result<std::vector<table::Sheet>>(const std::string& bytes)> read_sheets;
  /// A workbook's bytes: "xlsx", or "csv" of its first sheet.
  std::function<Result<std::string>(const table::Workbook&, const std::string& format)> write_book;
  /// SHA-256 as 64 hexadecimal digits.
  std::function<std::string(std::string_view bytes)> sha256_of = {};
  /// The largest body of an import, in bytes: setting registry.import_bytes_max.
  std::size_t import_bytes_max = 64U << 20U;
};

/// The calls of "Import desk". Handlers keep no state and may run on several threads.
void add_import_calls(http::Router& router, const RegistryDependencies& dependencies);

}  // namespace sixscope::api
