#include "simulate/expectation.h"

namespace sixscope::simulate {
namespace {

using model::Method;

Method application_method(const TrueFlow& flow, bool server_name) {
  const Application& application = applications()[flow.application];
  const bool own_server = flow.cdn == 0;
  if (application.clue == ApplicationClue::operator_rule && own_server) {
    return Method::operator_rule;
  }
  if (server_name) {
    return Method::server_name;
  }
  if (application.clue == ApplicationClue::dns) {
    return Method::dns;
  }
  return application.clue == ApplicationClue::prefix_list && own_server ? Method::prefix_list
                                                                        : Method::unknown;
}

// Sets network and method. "None" needs a reason: names resolved without a network among them, or
// an address that is known as the application's own. A server name alone is none.
void expect_cdn(const TrueFlow& flow, LabelKey& labels) {
  const CdnClue clue = cdns()[flow.cdn].clue;
  const bool resolved = applications()[flow.application].clue == ApplicationClue::dns;
  if (flow.cdn != 0 &&
      (clue == CdnClue::operator_rule || resolved || clue == CdnClue::prefix_list)) {
    labels.cdn = flow.cdn;
    labels.cdn_method = clue == CdnClue::operator_rule ? Method::operator_rule
                        : resolved                     ? Method::dns
                                                       : Method::prefix_list;
  } else if (flow.cdn == 0 && labels.application_method != Method::unknown) {
    const ApplicationClue own = applications()[flow.application].clue;
    if (own != ApplicationClue::nothing) {
      labels.cdn = 0;
      labels.cdn_method = own == ApplicationClue::operator_rule ? Method::operator_rule
                          : own == ApplicationClue::prefix_list ? Method::prefix_list
                                                                : Method::dns;
    }
  }
}

}  // namespace

LabelKey expected_labels(const TrueFlow& flow, bool server_name_exported) {
  LabelKey labels;
  labels.traffic_class = flow.traffic_class;
  labels.application = kUnknownApplication;
  labels.cdn = kUnknownCdn;
  if (flow.traffic_class != model::TrafficClass::user) {
    return labels;
  }
  labels.cell = flow.cell;
  const bool server_name = server_name_exported && !applications()[flow.application].host.empty();
  labels.application_method = application_method(flow, server_name);
  if (labels.application_method != Method::unknown) {
    labels.application = flow.application;
  }
  expect_cdn(flow, labels);
  return labels;
}

}  // namespace sixscope::simulate
