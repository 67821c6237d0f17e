#include "api/api.h"

#include <memory>

#include "api/exporters.h"
#include "api/live.h"
#include "api/names.h"
#include "api/question.h"
#include "api/reference.h"
#include "api/traffic.h"

namespace sixscope::api {
namespace {

using Call = http::Response (*)(const http::Request&, const Dependencies&);

using FaultsOf = http::Faults (*)(const http::Request&, Instant now);

struct Entry {
  const char* pattern;
  Call call;
  std::vector<std::string> parameters;
  FaultsOf faults_of = nullptr;  ///< What is wrong with the values of parameters.
};

template <auto kParse>
http::Faults faults_by(const http::Request& request, Instant now) {
  http::Faults faults;
  gather(faults, kParse(request, now));
  return faults;
}

std::vector<Entry> entries() {
  return {
      {"/api/v1/traffic",
       get_traffic,
       {"from", "to", "step", "by", "filter", "class", "order", "limit", "cursor", "as_of",
        "compare", "format"},
       faults_by<parse_traffic_question>},
      {"/api/v1/traffic/attribution",
       get_attribution,
       {"from", "to", "filter", "class", "as_of"},
       faults_by<parse_attribution_question>},
      {"/api/v1/applications/names", get_application_names, {}},
      {"/api/v1/dimensions", get_dimensions, {}},
      {"/api/v1/dimensions/{name}/values",
       get_dimension_values,
       {"q", "from", "to", "limit"},
       faults_by<parse_values_question>},
      {"/api/v1/regions", get_regions, {}},
      {"/api/v1/exporters",
       get_exporters,
       {"status", "q", "order", "limit", "cursor"},
       faults_by<parse_exporters_question>},
      {"/api/v1/exporters/{address}", get_exporter, {}},
      {"/api/v1/methods", get_methods, {}},
      {"/api/v1/targets", get_targets, {}},
      {"/api/v1/live", get_live, {}},
      {"/api/v1/openapi.json", get_openapi, {}},
      {"/metrics", get_metrics, {}},
      {"/readyz", get_ready, {}},
  };
}

http::Response get_health(const http::Request& /*request*/) {
  http::Response response{.status = 200, .content_type = "text/plain; charset=utf-8"};
  response.body = "ok\n";
  return response;
}

}  // namespace

http::Router make_router(Dependencies dependencies) {
  const Instant started = dependencies.clock.now();
  // Shared by the handlers and by the live streams they leave behind.
  const auto shared = std::make_shared<const Dependencies>(std::move(dependencies));
  http::Router router;
  for (Entry& entry : entries()) {
    router.add({.method = http::Method::get,
                .pattern = entry.pattern,
                .parameters = std::move(entry.parameters),
                .handler = [shared, call = entry.call](
                               const http::Request& request) { return call(request, *shared); },
                .faults_of_values =
                    [shared, faults_of = entry.faults_of](const http::Request& request) {
                      return faults_of == nullptr ? http::Faults{}
                                                  : faults_of(request, shared->clock.now());
                    }});
  }
  router.add({.method = http::Method::get,
              .pattern = "/api/v1/status",
              .parameters = {},
              .handler = [shared, started](const http::Request& request) {
                return get_status(request, *shared, started);
              }});
  router.add({.method = http::Method::get,
              .pattern = "/healthz",
              .parameters = {},
              .handler = get_health});
  return router;
}

}  // namespace sixscope::api
