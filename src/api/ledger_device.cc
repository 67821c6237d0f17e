#include <algorithm>
#include <chrono>
#include <vector>

#include "api/ledger_calls.h"
#include "api/ledger_render.h"
#include "api/registry_route.h"
#include "http/problem.h"
#include "ledger/plan.h"
#include "ledger/utilisation.h"

namespace sixscope::api {
namespace {

using ledger::Component;

constexpr std::int32_t kMovementMonths = 24;

/// One device of a state, and where its parts are.
class DeviceAnswer {
 public:
  DeviceAnswer(const LedgerContext& context, const LedgerAsked& asked,
               const registry::Object& object)
      : context_(context),
        asked_(asked),
        object_(object),
        answer_(context, asked),
        baseline_(asked.baseline()),
        points_(asked.points(baseline_, asked.question.last)),
        states_(asked.book->states({points_.back()})),
        state_(states_->front()),
        device_(std::ranges::find(state_.devices, object.id, &ledger::Device::id)) {}

  http::Response respond() {
    const auto errors = errors_of(context_, state_);
    if (!errors) {
      return http::problem(errors.error());
    }
    JsonWriter& out = answer_.out;
    out.key("data").begin_object().key("object");
    write_object(out, object_);
    out.member("month", asked_.question.last.to_string());
    const bool known = device_ != state_.devices.end();
    out.member("in_service", known && ledger::in_service(*device_, until()));
    out.key("capacity");
    known && !device_->elsewhere ? write_capacity() : void(out.null());
    out.key("use");
    write_use();
    out.key("plan");
    write_plan();
    write_errors(*errors);
    if (const auto written = write_trust(); !written) {
      return http::problem(written.error());
    }
    write_movements();
    out.end_object();
    return answer_.finish(points_);
  }

 private:
  [[nodiscard]] model::Month first_movement() const {
    return asked_.question.last - kMovementMonths;
  }
  [[nodiscard]] model::Day until() const { return asked_.question.last.last_day(); }

  // What it can draw on, what of it counts in the sums, and where the figure is from.
  void write_capacity() {
    JsonWriter& out = answer_.out;
    const ledger::Capacity own = ledger::drawn_on(*device_, {state_.pools, until()});
    const auto all = ledger::standings(state_.devices, state_.pools, until());
    const auto& counted = all[static_cast<std::size_t>(device_ - state_.devices.begin())];
    out.begin_object();
    for (const Component component : ledger::kAllComponents) {
      const bool of_pools = !device_->pools.empty() && (component == Component::public_addresses ||
                                                        component == Component::port_blocks);
      out.key(to_string(component)).begin_object().key("value");
      write(out, own[component]);
      out.key("counted");
      write(out, counted.capacity[component]);
      out.member("provenance", own[component] ? (of_pools ? "pools" : "typed") : "unknown");
      out.end_object();
    }
    out.end_object();
  }

  void write_use() {
    JsonWriter& out = answer_.out;
    const auto all = ledger::device_use(state_);
    const auto found = std::ranges::find(all, object_.id, &ledger::DeviceUse::device);
    if (found == all.end()) {
      out.null();
      return;
    }
    out.begin_object().key("load_month");
    found->load_month ? out.value(found->load_month->to_string()) : out.null();
    out.key("used").begin_object();
    for (const Component component : ledger::kAllComponents) {
      out.key(to_string(component));
      write(out, found->used[component]);
    }
    out.end_object().key("sharing");
    write(out, found->sharing);
    out.key("ports_per_subscriber");
    write(out, found->ports_per_subscriber);
    out.end_object();
  }

  // The promise is the first plan since the baseline; what it became is in the object's fields.
  void write_plan() {
    JsonWriter& out = answer_.out;
    const auto all = ledger::plan_progress(asked_.book->states_of(object_.id, points_));
    const auto found = std::ranges::find(all, object_.id, &ledger::PlanProgress::device);
    if (found == all.end()) {
      out.null();
    } else {
      out.begin_object().member("baseline", baseline_.to_string());
      write_progress(out, *found);
      out.end_object();
    }
  }

  void write_errors(const std::vector<ledger::LoadAfterRetirement>& errors) {
    JsonWriter& out = answer_.out;
    out.key("errors").begin_array();
    for (const ledger::LoadAfterRetirement& error : errors) {
      if (error.device == object_.id) {
        out.begin_object();
        write_error(out, error);
        out.end_object();
      }
    }
    out.end_array();
  }

  Result<void> write_trust() {
    JsonWriter& out = answer_.out;
    auto measurements = measurements_until(context_, asked_.scope, until());
    if (!measurements) {
      return fail_like(measurements);
    }
    std::erase_if(*measurements, [&](const auto& one) { return one.device != object_.id; });
    const auto all =
        ledger::device_quality(state_, *measurements, context_.registry.ledger.quality);
    const auto found = std::ranges::find(all, object_.id, &ledger::DeviceQuality::device);
    out.key("quality");
    if (found == all.end()) {
      out.null();
    } else {
      out.begin_object();
      write_quality(out, *found, ledger::drawn_on(*device_, {state_.pools, until()}));
      out.end_object();
    }
    out.key("readings").begin_array();
    for (const ledger::Measurement& one : *measurements) {
      if (one.in_ports) {
        continue;  // What they are in blocks is in the quality.
      }
      out.begin_object().member("component", to_string(one.component)).key("value");
      write(out, one.value);
      out.member("at", model::to_string(one.day)).end_object();
    }
    out.end_array();
    return {};
  }

  void write_movements() {
    JsonWriter& out = answer_.out;
    const auto whole = asked_.book->decomposition(
        asked_.points(first_movement(), asked_.question.last), asked_.question.reference);
    out.key("movements").begin_array();
    for (const ledger::Period& period : whole->periods) {
      for (const ledger::Movement& movement : period.movements) {
        if (movement.device == object_.id) {
          write_movement(answer_, *asked_.book, *whole, movement, period.close.month);
        }
      }
    }
    out.end_array();
  }

  const LedgerContext& context_;
  const LedgerAsked& asked_;
  const registry::Object& object_;
  LedgerAnswer answer_;
  model::Month baseline_;
  std::vector<ledger::Point> points_;
  std::shared_ptr<const std::vector<ledger::State>> states_;  // Of the month alone.
  const ledger::State& state_;
  std::vector<ledger::Device>::const_iterator device_;
};

}  // namespace

http::Response get_ledger_device(const http::Request& request, LedgerContext& context) {
  const auto asked = ask_ledger(request, context);
  if (!asked) {
    return asked.error();
  }
  const registry::ObjectId id = object_in(request);
  auto object = context.registry.store.read(id, {}, asked->scope);
  if (!object && object.error().code == Errc::not_found) {
    // It may have been this account's at the end of the month.
    const registry::AsOf then{
        .effective = asked->question.last.end() - std::chrono::milliseconds(1),
        .commit = asked->known()};
    object = context.registry.store.read(id, then, asked->scope);
  }
  if (!object && object.error().code != Errc::not_found) {
    return http::problem(object.error());
  }
  if (!object || object->kind != "nat44_device") {
    return http::problem(
        {.status = 404, .detail = "no NAT44 device " + std::string(request.capture("id"))});
  }
  return DeviceAnswer(context, *asked, *object).respond();
}

}  // namespace sixscope::api
