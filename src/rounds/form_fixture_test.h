#pragma once

#include <string>
#include <utility>

#include "registry/kind.h"

namespace sixscope::rounds {

/// A small form: a region's branch of an operator, by network.
inline registry::Kind sample_form(std::string_view cadence = "month", int due_day = 15,
                                  std::string_view answers = "operator") {
  using registry::Field;
  using registry::FieldType;
  const auto field = [](const char* name, FieldType type) {
    Field made;
    made.name = name;
    made.type = type;
    made.title = {name, name};
    return made;
  };
  registry::Kind form;
  form.id = "traffic";
  form.title = {"流量表", "Traffic"};
  form.key = {"month", "region", "operator", "network"};
  form.region_field = "region";
  form.owner_field = "operator";
  form.fields = {field("month", FieldType::month),   field("region", FieldType::code),
                 field("operator", FieldType::code), field("network", FieldType::text),
                 field("total", FieldType::decimal), field("ipv6", FieldType::decimal)};
  form.fields[4].required = true;
  form.fields[4].soft.jump_percent = model::Decimal::whole(50);
  form.fields[5].soft.at_most_field = "total";
  form.fields[5].soft.zero_after_more = true;
  form.form = {.cadence = cadence, .due_day = due_day, .answers = answers};
  return form;
}

inline registry::Document sample_row(const std::string& month, const std::string& region,
                                     const std::string& operator_, std::int64_t total,
                                     std::int64_t ipv6, const std::string& network = "mobile") {
  return {{"month", month},
          {"region", region},
          {"operator", operator_},
          {"network", network},
          {"total", model::Decimal::whole(total)},
          {"ipv6", model::Decimal::whole(ipv6)}};
}

}  // namespace sixscope::rounds
