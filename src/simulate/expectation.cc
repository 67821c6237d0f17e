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

// Sets network and method. Who knows a name, but no network behind it, says "none": the owner
// serves it. That is what the rules say, right or wrong.
void expect_cdn(const TrueFlow& flow, bool server_name, LabelKey& labels) {
  const CdnClue clue = cdns()[flow.cdn].clue;
  const bool resolved = applications()[flow.application].clue == ApplicationClue::dns;
  if (flow.cdn != 0 &&
      (clue == CdnClue::operator_rule || resolved || clue == CdnClue::prefix_list)) {
    labels.cdn = flow.cdn;
    labels.cdn_method = clue == CdnClue::operator_rule ? Method::operator_rule
                        : resolved                     ? Method::dns
                                                       : Method::prefix_list;
  } else if (server_name || resolved) {
    labels.cdn = 0;
    labels.cdn_method = server_name ? Method::server_name : Method::dns;
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
  expect_cdn(flow, server_name, labels);
  return labels;
}

}  // namespace sixscope::simulate
