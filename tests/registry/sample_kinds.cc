#include "sample_kinds.h"

namespace sixscope::tests {
namespace {

using registry::Field;
using registry::FieldType;
using registry::Kind;

Field field(const char* name, FieldType type = FieldType::text) {
  Field made;
  made.name = name;
  made.type = type;
  return made;
}

registry::Kinds make() {
  Kind device;
  device.id = "device";
  device.key = {"operator", "name"};
  device.region_field = "region";
  device.owner_field = "operator";
  device.fields = {field("name"),
                   field("operator", FieldType::code),
                   field("region", FieldType::code),
                   field("capacity", FieldType::decimal),
                   field("in_use", FieldType::boolean),
                   field("roles", FieldType::codes),
                   field("note"),
                   field("since", FieldType::month),
                   field("address")};
  device.fields.back().sensitive = true;
  Kind model;
  model.id = "model";
  model.key = {"name"};
  model.fields = {field("name"), field("note")};
  registry::Kinds kinds;
  kinds.kinds = {device, model};
  return kinds;
}

}  // namespace

const registry::Kinds& sample_kinds() {
  static const registry::Kinds kinds = make();
  return kinds;
}

}  // namespace sixscope::tests
