#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "indicators/cube.h"
#include "model/month.h"
#include "registry/kind.h"
#include "report/compose.h"
#include "report/definition.h"

namespace sixscope::report {

/// A report as somebody asks for it, in words.
struct Order {
  std::string definition;  ///< "monthly".
  std::string period;      ///< "2025-06", "2025-Q2", "2025-H1" or "2025", as the report needs.
  std::string region = indicators::kNation;  ///< Six digits.
  std::string operator_ = {};                ///< Identifier; empty: all of them.
  std::string language = "zh";               ///< "zh" or "en".
  std::string issuer = {};                   ///< Empty: no red head.
};

/// The period that a text names, the reverse of `figures::Period::name`. `malformed` with how a
/// period of that kind is written.
[[nodiscard]] Result<figures::Period> parse_period(std::string_view text, figures::PeriodKind kind);

/// Whether reports can be made of a region and an operator (empty: all): `malformed` with what is
/// not known, and how it is written.
[[nodiscard]] Result<void> check_place(const std::string& region, const std::string& operator_id,
                                       const registry::Kinds& kinds);

/// The order against the definitions and the code lists: `not_found` for a report that is not
/// there, `malformed` with what, and how it is written, for the rest. A period that has not begun
/// by `today` is refused; one that has not ended is not, as progress is due before its half-year is
/// over.
[[nodiscard]] Result<Assignment> assign(const Order& order, const Definitions& definitions,
                                        const registry::Kinds& kinds, model::Day today);

/// "monthly-2025-06-100000-zh"; with the operator behind the region where it has one.
[[nodiscard]] std::string issue_id(const Order& order);

}  // namespace sixscope::report
