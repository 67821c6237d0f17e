#include <array>
#include <functional>
#include <map>
#include <set>
#include <string_view>
#include <vector>

#include "api/ledger_calls.h"
#include "api/ledger_render.h"
#include "ledger/stock_rates.h"
#include "ledger/utilisation.h"
#include "registry/import_desk.h"

namespace sixscope::api {
namespace {

using ledger::Group;
using ledger::Rate;

std::string text_in(const registry::Object& object, std::string_view field) {
  return registry::text_of(registry::value_of(object.fields, field));
}

// How many subscribers the segments of a group have in all, at the end of the month. Nothing where
// classes are told apart: a subscriber has no class.
Result<std::map<Group, model::Decimal>> subscribers_of(const LedgerContext& context,
                                                       const LedgerAsked& asked,
                                                       const ledger::Point& point) {
  std::map<Group, model::Decimal> all;
  if (asked.question.grouping.by_class || !asked.question.grouping.classes.empty()) {
    return all;
  }
  registry::Listing listing;
  listing.kind = "network_segment";
  listing.as_of.effective = point.month.end() - std::chrono::milliseconds(1);
  if (point.known != registry::CommitNumber()) {
    listing.as_of.commit = point.known;
  }
  const auto segments = registry::list_all(context.registry.store, listing, asked.scope);
  if (!segments) {
    return fail_like(segments);
  }
  for (const registry::Object& segment : *segments) {
    const auto* count =
        std::get_if<model::Decimal>(&registry::value_of(segment.fields, "subscribers"));
    const auto group = ledger::group_of({.region = text_in(segment, "region"),
                                         .operator_ = text_in(segment, "operator"),
                                         .ledger_class = ledger::LedgerClass::nat44},
                                        asked.question.grouping);
    if (count != nullptr && group) {
      all[*group] += *count;
    }
  }
  return all;
}

void write_use(LedgerAnswer& answer, const Group& group, const ledger::GroupUse& use,
               const std::map<Group, Rate>& behind) {
  JsonWriter& out = answer.out;
  out.begin_object().key("group");
  answer.group(group);
  out.key("used").begin_object();
  for (const ledger::Component component : ledger::kAllComponents) {
    out.key(to_string(component));
    write(out, use.used[component]);
  }
  out.end_object().key("sharing");
  write(out, use.sharing);
  out.key("ports_per_subscriber");
  write(out, use.ports_per_subscriber);
  out.key("active_subscribers");
  write(out, use.active_subscribers);
  out.key("behind_nat");
  if (const auto found = behind.find(group); found != behind.end()) {
    write(out, found->second);
  } else {
    out.null();
  }
  out.end_object();
}

/// One of the three rates of the stock, and what it is made of.
struct StockRate {
  std::string_view name;
  const char* kind;
  std::function<ledger::MonthlyRates(const std::vector<registry::Object>&, const ledger::Grouping&)>
      rates;
};

const std::array<StockRate, 3>& stock_rates() {
  static const std::array<StockRate, 3> kRates = {{
      {"new_lines", "internet_leased_line",
       [](const auto& lines, const auto& grouping) {
         return ledger::new_lines_with_ipv6(lines, {}, grouping);
       }},
      {"gateways", "home_gateway_stock",
       [](const auto& rows, const auto& grouping) {
         return ledger::stock_rates(rows, ledger::kGatewaysUpgraded, grouping);
       }},
      {"routers", "home_gateway_stock",
       [](const auto& rows, const auto& grouping) {
         return ledger::stock_rates(rows, ledger::kRoutersWithIpv6, grouping);
       }},
  }};
  return kRates;
}

}  // namespace

http::Response get_ledger_utilisation(const http::Request& request, LedgerContext& context) {
  const auto asked = ask_ledger(request, context);
  if (!asked) {
    return asked.error();
  }
  const auto points = asked->points(asked->question.last, asked->question.last);
  const auto subscribers = subscribers_of(context, *asked, points.front());
  if (!subscribers) {
    return http::problem(subscribers.error());
  }
  const auto states = asked->book->states(points);
  const auto use = ledger::group_use(states->front(), asked->question.grouping);
  const auto behind = ledger::subscribers_behind_nat(use, *subscribers);
  LedgerAnswer answer(context, *asked);
  answer.out.member("month", asked->question.last.to_string()).key("data").begin_array();
  for (const auto& [group, one] : use) {
    write_use(answer, group, one, behind);
  }
  answer.out.end_array();
  return answer.finish(points);
}

http::Response get_ledger_stock(const http::Request& request, LedgerContext& context) {
  const auto asked = ask_ledger(request, context);
  if (!asked) {
    return asked.error();
  }
  const LedgerQuestion& question = asked->question;
  std::array<ledger::MonthlyRates, 3> rates;
  std::set<std::pair<model::Month, Group>> cells;
  for (std::size_t i = 0; i < rates.size(); ++i) {
    const StockRate& one = stock_rates().at(i);
    const auto objects =
        asked->book->objects(context.registry.store, asked->scope, one.kind, asked->newest);
    if (!objects) {
      return http::problem(objects.error());
    }
    rates.at(i) = one.rates(**objects, question.grouping);
    for (const auto& [cell, rate] : rates.at(i)) {
      if (cell.first >= question.first && cell.first <= question.last) {
        cells.insert(cell);
      }
    }
  }
  LedgerAnswer answer(context, *asked);
  JsonWriter& out = answer.out;
  out.key("data").begin_array();
  for (const auto& cell : cells) {
    out.begin_object().member("month", cell.first.to_string()).key("group");
    answer.group(cell.second);
    for (std::size_t i = 0; i < rates.size(); ++i) {
      out.key(stock_rates().at(i).name);
      const auto found = rates.at(i).find(cell);
      if (found == rates.at(i).end()) {
        out.null();
      } else {
        write(out, found->second);
      }
    }
    out.end_object();
  }
  out.end_array();
  return answer.finish({});
}

}  // namespace sixscope::api
