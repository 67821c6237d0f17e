#include "registry/check_edit.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "registry/code_validity.h"
#include "registry/object_state.h"

namespace sixscope::registry {
namespace {

bool is_nothing(const Value& value) { return std::holds_alternative<std::monostate>(value); }

class EditCheck {
 public:
  EditCheck(const Kind& kind, const Kinds& kinds, const Object* before, const KeyExists& exists,
            const Scope& scope, const EditTime& time)
      : kind_(kind), kinds_(kinds), before_(before), exists_(exists), scope_(scope), time_(time) {
    if (before != nullptr) {
      after_ = before->fields;
    }
  }

  CheckedEdit run(const Document& set) {
    for (const auto& [name, value] : set) {
      if (const Field* const field = kind_.field(name)) {
        take(*field, value);
      }
    }
    as_a_whole();
    for (const auto& [name, value] : edit_.set) {
      references(*kind_.field(name), value);
    }
    return std::move(edit_);
  }

 private:
  void fault(const std::string& field, Fault found) {
    if (found.severity == Severity::hard) {
      wrong_.insert(field);
    }
    edit_.faults.push_back({field, std::move(found)});
  }

  void take(const Field& field, const Value& value) {
    Checked checked = check_value(field, kinds_, value);
    const bool differs = checked.is_refused() || value_of(after_, field.name) != checked.value;
    for (Fault& found : checked.faults) {
      if (differs && !is_listed_below(field, found, checked.value) &&
          !held_then(found, kinds_.list(field.codes), checked.value, time_.effective)) {
        fault(field.name, std::move(found));
      }
    }
    if (!differs || checked.is_refused()) {
      return;
    }
    if (is_nothing(checked.value)) {
      after_.erase(field.name);
    } else {
      after_.insert_or_assign(field.name, checked.value);
    }
    edit_.set.emplace(field.name, std::move(checked.value));
  }

  // A code that the list does not have, but the registry: an object of the kind of that name.
  [[nodiscard]] bool is_listed_below(const Field& field, const Fault& found,
                                     const Value& value) const {
    const auto* const code = std::get_if<std::string>(&value);
    return found.rule == fault_of(Rule::code_below).rule && code != nullptr &&
           exists_(field.codes, *code);
  }

  void as_a_whole() {
    for (FieldFault& found :
         check_document(kind_, after_, before_ == nullptr ? nullptr : &before_->fields)) {
      // As with a sheet that lacks a column: what was empty before may stay so. But what was not
      // there at all then is made by this edit, and made whole.
      const bool was_there = before_ != nullptr && !before_->absent;
      const bool is_old =
          found.fault.severity == Severity::hard && was_there && !edit_.set.contains(found.field);
      if (sees_field(scope_, &kind_, found.field) && !wrong_.contains(found.field) && !is_old) {
        fault(found.field, std::move(found.fault));
      }
    }
    if (before_ != nullptr) {
      for (FieldFault& found : check_later(kind_, before_->fields, after_, time_.later)) {
        if (sees_field(scope_, &kind_, found.field) && !wrong_.contains(found.field)) {
          fault(found.field, std::move(found.fault));
        }
      }
    }
    for (const std::string& name : kind_.key) {
      if (is_nothing(value_of(after_, name)) && !wrong_.contains(name)) {
        fault(name, fault_of(Rule::required, {kind_.field(name)->title}));
      }
    }
  }

  void references(const Field& field, const Value& value) {
    if (field.refers.empty()) {
      return;
    }
    if (const auto* const one = std::get_if<std::string>(&value)) {
      reference(field, *one);
    } else if (const auto* const several = std::get_if<std::vector<std::string>>(&value)) {
      for (const std::string& key : *several) {
        reference(field, key);
      }
    }
  }

  void reference(const Field& field, const std::string& key) {
    if (exists_(field.refers, key)) {
      return;
    }
    const Kind* const kind = kinds_.kind(field.refers);
    fault(field.name, fault_of(Rule::reference_unknown,
                               {same(key), kind == nullptr ? same(field.refers) : kind->title}));
  }

  const Kind& kind_;
  const Kinds& kinds_;
  const Object* const before_;
  const KeyExists& exists_;
  const Scope& scope_;
  const EditTime time_;
  Document after_;
  std::set<std::string> wrong_;  // Fields with a hard fault.
  CheckedEdit edit_;
};

}  // namespace

CheckedEdit check_edit(const Kind& kind, const Kinds& kinds, const Object* before,
                       const Document& set, const KeyExists& exists, const Scope& scope,
                       const EditTime& time) {
  return EditCheck(kind, kinds, before, exists, scope, time).run(set);
}

}  // namespace sixscope::registry
