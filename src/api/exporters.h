#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/api.h"
#include "api/question.h"
#include "http/message.h"

namespace sixscope::api {

/// What the exporters are sorted by; ties fall to address and observation domain.
enum class ExporterOrder : std::uint8_t { status, address, last_seen, records };
inline constexpr std::array<std::string_view, 4> kExporterOrderNames = {"status", "address",
                                                                        "last_seen", "records"};

/// Parameters of GET /exporters.
struct ExportersQuestion {
  std::string status = {};  ///< Of this status alone; empty: of any.
  std::string part = {};    ///< Part of the address or of the name, in lower case.
  ExporterOrder order = ExporterOrder::status;  ///< By status: the worst first.
  bool descending = false;
  std::size_t limit = kLimitDefault;
  std::optional<Cursor> cursor = {};
  std::uint64_t fingerprint = 0;  ///< Of all that decides which exporters, and their order.
};
[[nodiscard]] Parsed<ExportersQuestion> parse_exporters_question(const http::Request& request,
                                                                 Instant now);

/// GET /api/v1/exporters: a page of exporters, each with the codes of its diagnoses.
[[nodiscard]] http::Response get_exporters(const http::Request& request,
                                           const Dependencies& dependencies);
/// GET /api/v1/exporters/{address}: those of one address (one per observation domain) with the
/// whole ledger and the diagnoses in words; 404 if none.
[[nodiscard]] http::Response get_exporter(const http::Request& request,
                                          const Dependencies& dependencies);

}  // namespace sixscope::api
