#include "registry/out_of_scope_then.h"

#include "model/month.h"

namespace sixscope::registry {

FieldFault out_of_scope_then(const Kind& kind, std::string_view key, Instant effective) {
  const std::string& field = kind.region_field.empty() ? kind.owner_field : kind.region_field;
  return {.field = field.empty() ? kind.key.front() : field,
          .fault = fault_of(Rule::out_of_scope_then,
                            {same(key), same(model::to_string(model::day_in_china(effective)))})};
}

}  // namespace sixscope::registry
