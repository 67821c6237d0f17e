#include <algorithm>
#include <string_view>

#include "figures/gather.h"

namespace sixscope::figures {
namespace {

using indicators::FromRegistry;
using registry::Field;
using registry::FieldType;
using registry::Kind;

bool is_number(const Field& field) {
  return field.type == FieldType::integer || field.type == FieldType::decimal;
}

class Check {
 public:
  Check(const registry::Kinds& kinds, std::vector<std::string>& faults)
      : kinds_(kinds), faults_(faults) {}

  void registry(const indicators::Quantity& quantity, const FromRegistry& from) {
    const Kind* const kind = kinds_.kind(from.kind);
    if (kind == nullptr) {
      return fault(quantity, "there is no kind '" + from.kind + "'");
    }
    if (!from.field.empty()) {
      number(quantity, *kind, from.field);
    }
    if (!from.month.empty()) {
      const Field* const month = kind->field(from.month);
      if (month == nullptr || month->type != FieldType::month) {
        fault(quantity, "'" + from.month + "' of '" + kind->id + "' is no month");
      }
    }
    for (const std::string& name : {from.region, from.operator_}) {
      const bool is_absent = name == "none";  // Said: the kind has none.
      if (!is_absent && kind->field(name) == nullptr) {
        fault(quantity, "'" + kind->id + "' has no field '" + name + "'; write \"none\" if so");
      }
    }
    for (const auto& [name, values] : from.where) {
      for (const std::string& value : values) {
        condition(quantity, *kind, name, value);
      }
    }
    for (const std::string& name : from.axes) {
      if (kind->field(name) == nullptr) {
        fault(quantity, "'" + kind->id + "' has no field '" + name + "' for an axis");
      }
    }
  }

  void ledger(const indicators::Quantity& quantity, const indicators::FromLedger& from) {
    const bool counts = from.figure == indicators::LedgerFigure::planned ||
                        (from.figure == indicators::LedgerFigure::level && from.measure.empty());
    if (counts != from.measure.empty()) {
      return fault(quantity, counts ? "devices with a plan are counted: leave out 'measure'"
                                    : "name the 'measure' of capacity");
    }
    const Kind* const device = kinds_.kind("nat44_device");
    if (device != nullptr && !counts) {
      number(quantity, *device, from.measure);
    }
  }

 private:
  void fault(const indicators::Quantity& quantity, const std::string& what) {
    faults_.push_back("quantity '" + quantity.id + "': " + what);
  }

  void number(const indicators::Quantity& quantity, const Kind& kind, const std::string& name) {
    const Field* const field = kind.field(name);
    if (field == nullptr || !is_number(*field)) {
      return fault(quantity, "'" + kind.id + "' has no number '" + name + "'");
    }
    if (field->unit != quantity.unit_text) {
      fault(quantity, "'" + kind.id + "." + name + "' is in '" + field->unit +
                          "', the quantity in '" + quantity.unit_text + "'");
    }
  }

  void condition(const indicators::Quantity& quantity, const Kind& kind, const std::string& name,
                 const std::string& value) {
    const Field* const field = kind.field(name);
    if (field == nullptr) {
      return fault(quantity, "'" + kind.id + "' has no field '" + name + "' for a condition");
    }
    const registry::CodeList* const list = kinds_.list(field->codes);
    if (list != nullptr && std::ranges::find(*list, value, &registry::Code::code) == list->end()) {
      fault(quantity, "'" + value + "' is no code of '" + field->codes + "'");
    }
  }

  const registry::Kinds& kinds_;
  std::vector<std::string>& faults_;
};

}  // namespace

std::vector<std::string> check_sources(const indicators::IndicatorCatalogue& catalogue,
                                       const registry::Kinds& kinds) {
  std::vector<std::string> faults;
  Check check(kinds, faults);
  for (const indicators::Quantity& quantity : catalogue.definitions.quantities) {
    if (quantity.registry) {
      check.registry(quantity, *quantity.registry);
    }
    if (quantity.ledger) {
      check.ledger(quantity, *quantity.ledger);
    }
    for (const auto& condition :
         quantity.traffic ? quantity.traffic->where : indicators::Cube::Axes()) {
      if (std::ranges::find(store::kDimensionNames, condition.first) ==
          store::kDimensionNames.end()) {
        faults.push_back("quantity '" + quantity.id + "': the roll-ups have no axis '" +
                         condition.first + "'");
      }
    }
    if (quantity.outside &&
        std::ranges::find(catalogue.outside, quantity.outside->series,
                          &indicators::OutsideSeries::id) == catalogue.outside.end()) {
      faults.push_back("quantity '" + quantity.id + "': there is no series '" +
                       quantity.outside->series + "'");
    }
  }
  return faults;
}

}  // namespace sixscope::figures
