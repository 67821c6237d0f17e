#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "ledger/groups.h"
#include "ledger/utilisation.h"
#include "model/month.h"
#include "registry/object_store.h"

namespace sixscope::ledger {

/// Numerators and denominators by month and group.
using MonthlyRates = std::map<std::pair<model::Month, Group>, Rate>;

/// Where a kind of leased lines says what the rate needs.
struct LeasedLineFields {
  std::string_view opened_on = "opened_on";      ///< A date.
  std::string_view ipv6_on = "ipv6_default_on";  ///< Whether IPv6 was on from the start.
  std::string_view region = "region";
  std::string_view operator_ = "operator";
};
/// New internet leased lines with IPv6 on by default over new internet leased lines, by the month
/// they were opened in. A line that does not say whether IPv6 is on is `missing`, in neither sum.
/// Lines without a date are nobody's month and are left out.
[[nodiscard]] MonthlyRates new_lines_with_ipv6(std::span<const registry::Object> lines,
                                               const LeasedLineFields& fields,
                                               const Grouping& grouping);

/// Which rows of the stock of home gateways and routers, a row a month and model, and what of them.
struct StockFields {
  std::string_view of_class = {};  ///< "gateway" or "router".
  std::string_view part = {};      ///< How many of the stock: "upgraded" or "ipv6_capable".
  std::string_view month = "month";
  std::string_view class_ = "class";
  std::string_view stock = "stock";
  std::string_view region = "region";
  std::string_view operator_ = "operator";
};
inline constexpr StockFields kGatewaysUpgraded{.of_class = "gateway", .part = "upgraded"};
inline constexpr StockFields kRoutersWithIpv6{.of_class = "router", .part = "ipv6_capable"};
/// Home gateways that delegate prefixes on over those in stock, or home routers that support IPv6
/// over those in stock, by the row's month. A row that lacks one of the two is `missing`. A part
/// above its stock is taken as it is: the importer's soft rule asks about it.
[[nodiscard]] MonthlyRates stock_rates(std::span<const registry::Object> rows,
                                       const StockFields& fields, const Grouping& grouping);

}  // namespace sixscope::ledger
