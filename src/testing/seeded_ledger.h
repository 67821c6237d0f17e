#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sixscope::testing {

/// A fault put into a sheet on purpose.
struct SeededFault {
  std::size_t row = 0;     ///< As a spreadsheet shows it; the header is row 1.
  std::size_t column = 0;  ///< From 0.
  std::string_view rule;   ///< That it breaks.
};

/// A NAT44 ledger as a carrier may send it: Chinese titles, every row another device.
struct SeededLedger {
  std::vector<std::vector<std::string>> rows;  ///< The header first.
  std::vector<SeededFault> faults;             ///< By row; nothing else is wrong.
};

/// `devices` good rows, with `faults` of them made wrong in turn by twelve kinds of fault. The same
/// arguments give the same sheet. At least 100 devices a fault.
[[nodiscard]] SeededLedger seeded_ledger(std::size_t devices, std::size_t faults);

/// As a CSV file, UTF-8 with CRLF (RFC 4180).
[[nodiscard]] std::string csv_of(const std::vector<std::vector<std::string>>& rows);

}  // namespace sixscope::testing
