// What a cell is read as, typed again, is read as the same: for every type of field. A refusal has
// no value, and faults have words.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "registry/check_value.h"

namespace {

using namespace sixscope::registry;

const Kinds& kinds() {
  static const Kinds kKinds = {
      .kinds = {},
      .codes = {{"unit", {{"Gbit/s", {"Gbit/s", "Gbit/s"}, {"Gbps", "G"}, "", "", "", ""}}},
                {"list",
                 {{"440000", {"广东", "Guangdong"}, {"广东省"}, "", "", "", "44"},
                  {"nat64", {"NAT64（转换）", "NAT64"}, {}, "", "2020-01-01", "", ""}}}}};
  return kKinds;
}

Field field_of(std::uint8_t first, std::uint8_t second) {
  Field field;
  field.name = "field";
  field.type = static_cast<FieldType>(first % kFieldTypeNames.size());
  field.length_max = (second & 0x80U) != 0 ? 1000 : 40;
  if (field.type == FieldType::integer || field.type == FieldType::decimal) {
    field.unit = "Gbit/s";
  } else if (field.type == FieldType::code || field.type == FieldType::codes) {
    field.codes = "list";
  } else if (field.type == FieldType::text || field.type == FieldType::texts) {
    const std::size_t check = second % (kFieldChecks.size() + 2);
    field.check = check < kFieldChecks.size() ? kFieldChecks[check] : "";
    field.pattern = check == kFieldChecks.size() ? "[a-z]+[0-9]*" : "";
  }
  return field;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) {
    return 0;
  }
  const Field field = field_of(data[0], data[1]);
  sixscope::table::Cell cell;
  cell.type = static_cast<sixscope::table::CellType>(data[2] % 6);
  for (std::size_t i = 3; i < size; ++i) {
    cell.text.push_back(static_cast<char>(data[i]));
  }
  const ValueChecker checker(field, kinds());
  const Checked checked = checker.check(cell, (data[2] & 0x80U) != 0 ? 10'000 : 1);
  const bool has_value = !std::holds_alternative<std::monostate>(checked.value);
  if (checked.is_refused()) {
    if (has_value) {
      std::abort();
    }
    return 0;
  }
  if (has_value && !(checker.check(text_of(checked.value)).value == checked.value)) {
    std::abort();
  }
  return 0;
}
