#include <algorithm>

#include "registry/check_value.h"

namespace sixscope::registry {
namespace {

constexpr std::size_t kMonthSize = 7;

bool is_nothing(const Value& value) { return std::holds_alternative<std::monostate>(value); }

bool is_yes_or_filled(const Value& value) {
  const bool* const flag = std::get_if<bool>(&value);
  return flag != nullptr ? *flag : !is_nothing(value);
}

// Compares one object with its rules and with what it was.
class DocumentCheck {
 public:
  DocumentCheck(const Kind& kind, const Document& document, const Document* before)
      : kind_(kind), document_(document), before_(before) {}

  // The rules between fields alone.
  std::vector<FieldFault> between() {
    for (const Field& field : kind_.fields) {
      if (!field.deprecated) {
        between(field, value_of(document_, field.name));
      }
    }
    return std::move(faults_);
  }

  std::vector<FieldFault> run() {
    for (const Field& field : kind_.fields) {
      if (field.deprecated) {
        continue;
      }
      const Value& value = value_of(document_, field.name);
      if (field.required && is_nothing(value)) {
        fault(field, Rule::required, {field.title});
      }
      between(field, value);
      against_before(field, value);
    }
    return std::move(faults_);
  }

 private:
  void fault(const Field& field, Rule rule, std::initializer_list<Words> with) {
    faults_.push_back({field.name, fault_of(rule, with)});
  }

  [[nodiscard]] bool changed(std::string_view field) const {
    return before_ == nullptr || value_of(*before_, field) != value_of(document_, field);
  }

  // The field a rule compares with, if there is one and either of the two changed.
  [[nodiscard]] const Field* other(const Field& field, const std::string& name) const {
    const Field* const there = name.empty() ? nullptr : kind_.field(name);
    return there != nullptr && (changed(field.name) || changed(name)) ? there : nullptr;
  }

  void between(const Field& field, const Value& value) {
    needed_with(field, value);
    at_most(field, value);
    not_before(field, value);
  }

  void needed_with(const Field& field, const Value& value) {
    const Field* const there = other(field, field.soft.needed_with);
    if (there != nullptr && is_nothing(value) &&
        is_yes_or_filled(value_of(document_, there->name))) {
      fault(field, Rule::needed_with, {field.title, there->title});
    }
  }

  void at_most(const Field& field, const Value& value) {
    const Field* const there = other(field, field.soft.at_most_field);
    if (there == nullptr) {
      return;
    }
    const auto* const number = std::get_if<model::Decimal>(&value);
    const auto* const most = std::get_if<model::Decimal>(&value_of(document_, there->name));
    if (number != nullptr && most != nullptr && *number > *most) {
      fault(field, Rule::at_most, {there->title, same(most->to_string())});
    }
  }

  void not_before(const Field& field, const Value& value) {
    const Field* const there = other(field, field.soft.not_before_field);
    if (there == nullptr) {
      return;
    }
    const auto* const time = std::get_if<std::string>(&value);
    const auto* const least = std::get_if<std::string>(&value_of(document_, there->name));
    if (time == nullptr || least == nullptr) {
      return;
    }
    // A month and a date are compared by month.
    const bool by_month = time->size() == kMonthSize || least->size() == kMonthSize;
    const std::size_t size = by_month ? kMonthSize : std::string::npos;
    if (time->substr(0, size) < least->substr(0, size)) {
      fault(field, Rule::not_before, {there->title, same(*least)});
    }
  }

  void against_before(const Field& field, const Value& value) {
    if (before_ == nullptr) {
      return;
    }
    const auto* const was = std::get_if<model::Decimal>(&value_of(*before_, field.name));
    const auto* const is = std::get_if<model::Decimal>(&value);
    if (was == nullptr || *was == model::Decimal{} || (is != nullptr && *is == *was)) {
      return;
    }
    if (is == nullptr || *is == model::Decimal{}) {
      if (field.soft.zero_after_more) {
        fault(field, Rule::zero_after_more, {same(was->to_string())});
      }
      return;
    }
    if (!field.soft.jump_percent) {
      return;
    }
    const auto magnitude = [](model::Decimal number) {
      return number < model::Decimal{} ? -number.to_double() : number.to_double();
    };
    if (magnitude(*is - *was) * 100 > magnitude(*was) * field.soft.jump_percent->to_double()) {
      fault(field, Rule::jump,
            {same(was->to_string()), same(is->to_string()),
             same(field.soft.jump_percent->to_string())});
    }
  }

  const Kind& kind_;
  const Document& document_;
  const Document* before_;
  std::vector<FieldFault> faults_;
};

}  // namespace

std::vector<FieldFault> check_document(const Kind& kind, const Document& document,
                                       const Document* before) {
  return DocumentCheck(kind, document, before).run();
}

std::vector<FieldFault> check_between_fields(const Kind& kind, const Document& document,
                                             const Document& before) {
  return DocumentCheck(kind, document, &before).between();
}

}  // namespace sixscope::registry
