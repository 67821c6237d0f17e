#include "simulate/expectation.h"

namespace sixscope::simulate {

LabelKey expected_labels(const TrueFlow& flow, bool server_name_exported) {
  LabelKey labels;
  labels.traffic_class = flow.traffic_class;
  labels.application = kUnknownApplication;
  labels.cdn = kUnknownCdn;
  labels.cell = flow.cell;
  if (flow.traffic_class != model::TrafficClass::user) {
    return labels;
  }
  const Application& application = applications()[flow.application];
  if (server_name_exported) {
    labels.application_method = model::Method::server_name;
  } else if (application.clue == Clue::dns) {
    labels.application_method = model::Method::dns;
  } else if (application.clue == Clue::prefix_list && flow.cdn == 0) {
    labels.application_method = model::Method::prefix_list;
  }
  if (labels.application_method != model::Method::unknown) {
    labels.application = flow.application;
  }
  labels.cdn = flow.cdn;
  labels.cdn_method =
      application.clue == Clue::dns ? model::Method::dns : model::Method::prefix_list;
  return labels;
}

}  // namespace sixscope::simulate
