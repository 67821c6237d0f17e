#include "api/report_capacity.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "ledger/verdict.h"

namespace sixscope::api {
namespace {

using ledger::Component;
using ledger::Group;
using ledger::Waterfall;
using report::CapacityLine;

using Falls = std::map<Group, ledger::ByComponent<Waterfall>>;
using Verdicts = std::map<Group, ledger::ByComponent<ledger::Verdict>>;

indicators::Verdict verdict_of(const ledger::Reading& reading) {
  switch (reading.answer) {
    case ledger::Answer::met:
      return indicators::Verdict::met;
    case ledger::Answer::not_met:
      return indicators::Verdict::not_met;
    case ledger::Answer::cannot_tell:
      return indicators::Verdict::cannot_tell;
    case ledger::Answer::no_data:
      break;
  }
  return indicators::Verdict::no_data;
}

// One decomposition, asked by several groupings.
class Lines {
 public:
  Lines(LedgerAsked asked, const registry::Kinds& kinds) : asked_(std::move(asked)) {
    const LedgerQuestion& question = asked_.question;
    judged_ = question.reference < question.last;
    const model::Month before = question.first - 1;
    whole_ = asked_.book->decomposition(
        asked_.points(judged_ ? std::min(before, question.reference) : before, question.last),
        question.reference);
    device_ = kinds.kind("nat44_device");
  }

  void add(const ledger::Grouping& grouping, std::vector<CapacityLine>& lines) const {
    std::vector<Falls> falls;
    for (std::size_t i = 0; i < whole_->periods.size(); ++i) {
      if (whole_->periods[i].close.month >= asked_.question.first) {
        falls.push_back(ledger::waterfalls(*whole_, i, grouping));
      }
    }
    const Verdicts verdicts =
        judged_ ? ledger::stopped_growing(*whole_, grouping, asked_.question.reference)
                : Verdicts{};
    for (const Component component : ledger::kAllComponents) {
      for (const auto& [group, first] : falls.front()) {
        const Waterfall& last = falls.back().at(group)[component];
        if (first[component].opening.given + last.closing.given > 0) {
          lines.push_back(line(group, component, falls, verdicts));
        }
      }
    }
  }

 private:
  [[nodiscard]] CapacityLine line(const Group& group, Component component,
                                  const std::vector<Falls>& falls, const Verdicts& verdicts) const {
    CapacityLine made;
    made.region = group.region;
    made.operator_ = group.operator_;
    made.component = ledger::to_string(component);
    const registry::Field* const field =
        device_ == nullptr ? nullptr : device_->field(made.component);
    made.unit = field == nullptr ? "" : field->unit;
    Waterfall sum;
    for (const Falls& month : falls) {
      const Waterfall& one = month.at(group)[component];
      sum.added += one.added;
      sum.expanded += one.expanded;
      sum.reduced += one.reduced;
      sum.retired += one.retired;
      sum.moved_in += one.moved_in;
      sum.moved_out += one.moved_out;
      sum.corrected += one.corrected;
    }
    const Waterfall& last = falls.back().at(group)[component];
    made.opening = falls.front().at(group)[component].opening.value.to_double();
    made.added = sum.added.to_double();
    made.expanded = sum.expanded.to_double();
    made.reduced = sum.reduced.to_double();
    made.retired = sum.retired.to_double();
    made.moved_in = sum.moved_in.to_double();
    made.moved_out = sum.moved_out.to_double();
    made.corrected = sum.corrected.to_double();
    made.closing = last.closing.value.to_double();
    made.gaps = last.closing.missing;
    if (const auto found = verdicts.find(group); found != verdicts.end()) {
      made.month_on_month = verdict_of(found->second[component].month_on_month);
      made.above_reference = verdict_of(found->second[component].above_reference);
    }
    return made;
  }

  LedgerAsked asked_;
  bool judged_ = false;
  std::shared_ptr<const ledger::Decomposition> whole_;
  const registry::Kind* device_ = nullptr;
};

}  // namespace

Result<std::vector<CapacityLine>> capacity_lines(LedgerContext& context,
                                                 const report::Question& question,
                                                 const registry::Scope& scope) {
  auto asked = open_ledger(context, scope);
  if (!asked) {
    return fail_like(asked);
  }
  asked->question.first = question.period.first;
  asked->question.last = question.period.last;
  asked->question.reference = context.registry.ledger.reference;
  asked->question.as_of = question.known.value_or(registry::CommitNumber());
  ledger::Grouping grouping;
  if (question.scope.region != indicators::kNation) {
    grouping.within = {question.scope.region};
  }
  if (!question.scope.operator_.empty()) {
    grouping.operators = {question.scope.operator_};
  }
  bound(grouping, scope);
  const Lines book(*std::move(asked), *context.registry.kinds);
  std::vector<CapacityLine> by_operator;
  ledger::Grouping each = grouping;
  each.by_operator = true;
  book.add(each, by_operator);
  std::vector<CapacityLine> totals;
  if (question.scope.operator_.empty()) {
    book.add(grouping, totals);
  }
  // Measure by measure, its total behind its operators.
  std::vector<CapacityLine> lines;
  for (const std::string_view component : ledger::kComponentNames) {
    for (const auto* const part : {&by_operator, &totals}) {
      std::ranges::copy_if(*part, std::back_inserter(lines),
                           [&](const CapacityLine& one) { return one.component == component; });
    }
  }
  return lines;
}

}  // namespace sixscope::api
