#include "api/ledger_calls.h"

#include <memory>
#include <string>
#include <vector>

namespace sixscope::api {
namespace {

using Call = http::Response (*)(const http::Request&, LedgerContext&);

struct Entry {
  http::Method method;
  const char* pattern;
  Call call;
  std::vector<std::string> parameters;
};

std::vector<Entry> entries() {
  using http::Method;
  return {
      {Method::get,
       "/api/v1/ledger/capacity",
       get_ledger_capacity,
       {"by", "within", "operator", "class", "months", "month", "reference", "component",
        "as_of_commit"}},
      {Method::get,
       "/api/v1/ledger/movements",
       get_ledger_movements,
       {"within", "region", "operator", "class", "months", "month", "reference", "component",
        "part", "limit", "as_of_commit"}},
      {Method::get,
       "/api/v1/ledger/plan",
       get_ledger_plan,
       {"by", "within", "operator", "class", "baseline", "month", "component", "as_of_commit"}},
      {Method::get,
       "/api/v1/ledger/utilisation",
       get_ledger_utilisation,
       {"by", "within", "operator", "class", "month", "as_of_commit"}},
      {Method::get,
       "/api/v1/ledger/quality",
       get_ledger_quality,
       {"within", "operator", "class", "month", "component", "answer", "limit", "as_of_commit"}},
      {Method::get,
       "/api/v1/ledger/stock",
       get_ledger_stock,
       {"by", "within", "operator", "months", "month"}},
      {Method::get,
       "/api/v1/ledger/devices/{id}",
       get_ledger_device,
       {"month", "baseline", "as_of_commit"}},
      {Method::get, "/api/v1/ledger/freezes", get_ledger_freezes, {}},
      {Method::post, "/api/v1/ledger/freezes", post_ledger_freeze, {}},
      {Method::get, "/api/v1/ledger/freezes/{month}/{version}", get_ledger_freeze, {}},
  };
}

}  // namespace

void add_ledger_calls(http::Router& router, const RegistryDependencies& dependencies) {
  const auto shared = std::make_shared<LedgerContext>(dependencies);
  for (Entry& entry : entries()) {
    router.add({.method = entry.method,
                .pattern = entry.pattern,
                .parameters = std::move(entry.parameters),
                .handler = [shared, call = entry.call](
                               const http::Request& request) { return call(request, *shared); },
                .faults_of_values =
                    [shared](const http::Request& request) {
                      http::Faults faults;
                      gather(faults, parse_ledger_question(request, shared->registry.clock.now(),
                                                           shared->registry.ledger));
                      return faults;
                    }});
  }
}

}  // namespace sixscope::api
