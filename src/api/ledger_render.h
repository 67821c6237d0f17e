#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "api/ledger_question.h"
#include "base/json_writer.h"
#include "http/message.h"
#include "ledger/decomposition.h"
#include "ledger/groups.h"
#include "ledger/plan.h"
#include "ledger/quality.h"
#include "ledger/utilisation.h"

namespace sixscope::api {

/// Writes one answer of the ledger: `data`, what a call has beside it, and what all have: labels,
/// the commit it knows, versions of frozen months, which months are not over, and the note that it
/// is nobody's official form.
class LedgerAnswer {
 public:
  /// All are borrowed and outlive it.
  LedgerAnswer(const LedgerContext& context, const LedgerAsked& asked)
      : context_(context), asked_(asked) {
    out.begin_object();
  }

  /// The members of `group` that the question groups by, as an object.
  void group(const ledger::Group& group);
  /// {"id": 17, "key": "…"}.
  void device(registry::ObjectId device);
  /// A place whose labels are wanted too: {"region", "operator", "class"}.
  void place(const ledger::Place& place);
  /// Notes that these codes need a label.
  void mention(const std::string& region, const std::string& operator_,
               std::string_view ledger_class);

  /// Ends the answer. `points` are those it is about.
  [[nodiscard]] http::Response finish(const std::vector<ledger::Point>& points);

  JsonWriter out;

 private:
  void labels();
  void region_label(const std::string& code);

  const LedgerContext& context_;
  const LedgerAsked& asked_;
  std::set<std::string> regions_;
  std::set<std::string> operators_;
  std::set<std::string> classes_;
};

/// A number of exact digits.
void write(JsonWriter& out, const model::Decimal& number);
/// The same, or null.
void write(JsonWriter& out, const ledger::Figure& figure);
/// {"value", "given", "missing"}; the value null where there are devices and none gave it.
void write(JsonWriter& out, const ledger::Sum& sum);
/// {"numerator", "denominator", "value", "given", "missing"}; the value null where there is none.
void write(JsonWriter& out, const ledger::Rate& rate);
/// Any value of a field.
void write(JsonWriter& out, const registry::Value& value);

/// The name of an enumerator.
template <class Enum, std::size_t kNames>
[[nodiscard]] std::string_view name_in(const std::array<std::string_view, kNames>& names,
                                       Enum value) {
  return names.at(static_cast<std::size_t>(value));
}
/// One of `kPartNames`.
[[nodiscard]] std::string_view part_of(const ledger::Movement& movement);

/// Members of a plan against what became of it: action, month, outcome, done, recorded, slip.
void write_progress(JsonWriter& out, const ledger::PlanProgress& progress);

/// Loads after retirement at the end of `state`, typed and measured.
[[nodiscard]] Result<std::vector<ledger::LoadAfterRetirement>> errors_of(
    const LedgerContext& context, const ledger::State& state);
/// The members of one of them but the device.
void write_error(JsonWriter& out, const ledger::LoadAfterRetirement& error);

/// Members of how far a device's entry can be trusted: empty, load_age, confirmation. `typed` is
/// what it can draw on.
void write_quality(JsonWriter& out, const ledger::DeviceQuality& quality,
                   const ledger::Capacity& typed);
/// The member `pools`: what is doubtful about the addresses of pools that are asked for, as many as
/// the limit, with their number by fault and `addresses_counted_twice`. A pool that who asks may
/// not see has no name.
void write_pool_findings(LedgerAnswer& answer, const LedgerAsked& asked,
                         const ledger::State& state);
/// What devices said by the end of `until`; nothing where nobody measures.
[[nodiscard]] Result<std::vector<ledger::Measurement>> measurements_until(
    const LedgerContext& context, const registry::Scope& scope, model::Day until);

/// A movement as every answer writes it, device and commit with it. Opens and ends the object.
void write_movement(LedgerAnswer& answer, const LedgerBook& book,
                    const ledger::Decomposition& whole, const ledger::Movement& movement,
                    model::Month month);

}  // namespace sixscope::api
