#include <array>
#include <map>
#include <set>
#include <vector>

#include "api/ledger_calls.h"
#include "api/ledger_render.h"
#include "ledger/plan_walk.h"

namespace sixscope::api {
namespace {

using ledger::Coverage;
using ledger::Group;

// Devices whose place counts.
std::set<registry::ObjectId> devices_in(const ledger::State& state,
                                        const ledger::Grouping& grouping) {
  std::set<registry::ObjectId> devices;
  for (const ledger::Device& device : state.devices) {
    if (ledger::group_of(ledger::place_of(device), grouping)) {
      devices.insert(device.id);
    }
  }
  return devices;
}

class PlanAnswer {
 public:
  PlanAnswer(const LedgerContext& context, const LedgerAsked& asked)
      : context_(context),
        asked_(asked),
        answer_(context, asked),
        baseline_(asked.baseline()),
        points_(asked.points(baseline_, asked.question.last)),
        levels_(asked.question.grouping) {
    asked.book->walk(points_, [this](const ledger::State& state) {
      plans_.add(state);
      levels_.add(state);
      if (state.point == points_.front()) {
        coverage_then_ = ledger::plan_coverage(state, grouping());
      }
      if (state.point == points_.back()) {
        last_ = state;
      }
    });
  }

  http::Response respond() {
    const auto errors = errors_of(context_, last_);
    if (!errors) {
      return http::problem(errors.error());
    }
    answer_.out.member("baseline", baseline_.to_string())
        .member("month", asked_.question.last.to_string())
        .key("data")
        .begin_object();
    write_levels();
    write_coverage();
    write_devices();
    write_errors(*errors);
    answer_.out.end_object();
    return answer_.finish(points_);
  }

 private:
  [[nodiscard]] const ledger::Grouping& grouping() const { return asked_.question.grouping; }

  void write_levels() {
    JsonWriter& out = answer_.out;
    out.key("levels").begin_array();
    for (const auto& [group, by_component] : levels_.levels(plans_)) {
      for (const ledger::Component component : asked_.question.components) {
        out.begin_object().key("group");
        answer_.group(group);
        out.member("component", to_string(component)).key("months").begin_array();
        for (const ledger::PlannedLevel& level : by_component[component]) {
          out.begin_object().member("month", level.month.to_string()).key("planned");
          write(out, level.planned);
          out.key("actual");
          write(out, level.actual);
          out.member("unknown", level.unknown).end_object();
        }
        out.end_array().end_object();
      }
    }
    out.end_array();
  }

  void write_coverage() {
    JsonWriter& out = answer_.out;
    const auto& then = coverage_then_;
    const auto now = ledger::plan_coverage(last_, grouping());
    std::set<Group> groups;
    for (const auto* coverage : {&then, &now}) {
      for (const auto& [group, counts] : *coverage) {
        groups.insert(group);
      }
    }
    const auto write_one = [&](std::string_view name, const auto& all, const Group& group) {
      const auto found = all.find(group);
      const Coverage coverage = found == all.end() ? Coverage{} : found->second;
      out.key(name).begin_object().member("planned", coverage.planned);
      out.member("devices", coverage.devices).key("value");
      if (coverage.devices > 0) {
        out.value(static_cast<double>(coverage.planned) / coverage.devices);
      } else {
        out.null();
      }
      out.end_object();
    };
    out.key("coverage").begin_array();
    for (const Group& group : groups) {
      out.begin_object().key("group");
      answer_.group(group);
      write_one("baseline", then, group);
      write_one("month", now, group);
      out.end_object();
    }
    out.end_array();
  }

  void write_devices() {
    JsonWriter& out = answer_.out;
    std::array<std::uint32_t, ledger::kPlanOutcomeNames.size()> counts{};
    out.key("devices").begin_array();
    for (const ledger::PlanProgress& one : plans_.progress()) {
      if (!ledger::group_of(one.place, grouping())) {
        continue;  // A plan is looked for where it was made.
      }
      ++counts.at(static_cast<std::size_t>(one.outcome));
      out.begin_object().key("device");
      answer_.device(one.device);
      write_progress(out, one);
      out.end_object();
    }
    out.end_array().key("outcomes").begin_object();
    for (std::size_t i = 0; i < counts.size(); ++i) {
      out.member(ledger::kPlanOutcomeNames.at(i), counts.at(i));
    }
    out.end_object();
  }

  void write_errors(const std::vector<ledger::LoadAfterRetirement>& errors) {
    JsonWriter& out = answer_.out;
    const auto ours = devices_in(last_, grouping());
    out.key("errors").begin_array();
    for (const ledger::LoadAfterRetirement& one : errors) {
      if (!ours.contains(one.device)) {
        continue;
      }
      out.begin_object().key("device");
      answer_.device(one.device);
      write_error(out, one);
      out.end_object();
    }
    out.end_array();
  }

  const LedgerContext& context_;
  const LedgerAsked& asked_;
  LedgerAnswer answer_;
  model::Month baseline_;
  std::vector<ledger::Point> points_;
  ledger::PlanWalk plans_;
  ledger::LevelWalk levels_;
  std::map<Group, Coverage> coverage_then_;
  ledger::State last_;
};

}  // namespace

Result<std::vector<ledger::LoadAfterRetirement>> errors_of(const LedgerContext& context,
                                                           const ledger::State& state) {
  const auto measured =
      context.registry.activity
          ? context.registry.activity(state.point.month.last_day())
          : Result<std::vector<ledger::Activity>>(std::vector<ledger::Activity>{});
  if (!measured) {
    return fail_like(measured);
  }
  return ledger::loads_after_retirement(state, *measured);
}

void write_error(JsonWriter& out, const ledger::LoadAfterRetirement& error) {
  out.member("error", "load_after_retirement")
      .member("retired_on", model::to_string(error.retired_on))
      .member("load_month", error.load_month.to_string())
      .key("measured_on");
  error.measured_on ? out.value(model::to_string(*error.measured_on)) : out.null();
  out.key("loads").begin_array();
  for (const ledger::Load load : error.loads) {
    out.value(name_in(ledger::kLoadNames, load));
  }
  out.end_array();
}

void write_progress(JsonWriter& out, const ledger::PlanProgress& progress) {
  out.member("action", name_in(ledger::kPlanActionNames, *progress.plan.action))
      .member("month", progress.plan.month->to_string())
      .member("outcome", name_in(ledger::kPlanOutcomeNames, progress.outcome))
      .key("done");
  progress.done ? out.value(progress.done->to_string()) : out.null();
  out.key("recorded");
  progress.recorded ? out.value(progress.recorded->to_string()) : out.null();
  out.key("slip");
  progress.slip ? out.value(*progress.slip) : out.null();
}

http::Response get_ledger_plan(const http::Request& request, LedgerContext& context) {
  const auto asked = ask_ledger(request, context);
  if (!asked) {
    return asked.error();
  }
  return PlanAnswer(context, *asked).respond();
}

}  // namespace sixscope::api
