#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "api/ledger_calls.h"
#include "api/ledger_render.h"
#include "ledger/quality.h"

namespace sixscope::api {
namespace {

using ledger::Component;
using ledger::DeviceQuality;

// Days on which the newest measurements were taken.
using Days = std::map<std::pair<registry::ObjectId, Component>, model::Day>;

Days newest_days(const std::vector<ledger::Measurement>& measurements, model::Day until) {
  Days days;
  for (const ledger::Measurement& one : measurements) {
    if (one.day <= until) {
      auto& day = days[{one.device, one.component}];
      day = std::max(day, one.day);
    }
  }
  return days;
}

bool has(const DeviceQuality& quality, const LedgerQuestion& question) {
  return !question.answer || std::ranges::any_of(question.components, [&](Component component) {
    return quality.confirmation[component] == *question.answer;
  });
}

/// Counts over all devices, those that a page does not show among them.
struct Counts {
  ledger::ByComponent<std::array<std::uint32_t, ledger::kConfirmationNames.size()>> answers;
  std::map<std::string_view, std::uint32_t> empty;
  std::uint32_t devices = 0;
  std::uint32_t without_load = 0;

  void add(const DeviceQuality& quality) {
    ++devices;
    without_load += quality.load_age ? 0U : 1U;
    for (const Component component : ledger::kAllComponents) {
      ++answers[component].at(static_cast<std::size_t>(quality.confirmation[component]));
    }
    for (const ledger::DeviceField field : quality.empty) {
      ++empty[ledger::device_field_names()[static_cast<std::size_t>(field)]];
    }
  }

  void write(JsonWriter& out) const {
    out.key("counts").begin_object().member("devices", devices);
    out.member("without_load", without_load).key("confirmation").begin_object();
    for (const Component component : ledger::kAllComponents) {
      out.key(to_string(component)).begin_object();
      for (std::size_t i = 0; i < ledger::kConfirmationNames.size(); ++i) {
        out.member(ledger::kConfirmationNames.at(i), answers[component].at(i));
      }
      out.end_object();
    }
    out.end_object().key("empty").begin_object();
    for (const auto& [field, count] : empty) {
      out.member(field, count);
    }
    out.end_object().end_object();
  }
};

}  // namespace

void write_quality(JsonWriter& out, const DeviceQuality& quality, const ledger::Capacity& typed,
                   const std::vector<ledger::Measurement>& measurements, model::Day until) {
  const Days days = newest_days(measurements, until);
  out.key("empty").begin_array();
  for (const ledger::DeviceField field : quality.empty) {
    out.value(ledger::device_field_names()[static_cast<std::size_t>(field)]);
  }
  out.end_array().key("load_age");
  quality.load_age ? out.value(*quality.load_age) : out.null();
  out.key("confirmation").begin_object();
  for (const Component component : ledger::kAllComponents) {
    out.key(to_string(component)).begin_object();
    out.member("answer", name_in(ledger::kConfirmationNames, quality.confirmation[component]));
    out.key("typed");
    write(out, typed[component]);
    out.key("measured");
    write(out, quality.measured[component]);
    out.key("at");
    const auto day = days.find({quality.device, component});
    day == days.end() ? out.null() : out.value(model::to_string(day->second));
    out.end_object();
  }
  out.end_object();
}

Result<std::vector<ledger::Measurement>> measurements_until(const LedgerContext& context,
                                                            const registry::Scope& scope,
                                                            model::Day until) {
  if (!context.registry.measurements) {
    return std::vector<ledger::Measurement>{};
  }
  return context.registry.measurements(until, scope);
}

http::Response get_ledger_quality(const http::Request& request, LedgerContext& context) {
  const auto asked = ask_ledger(request, context);
  if (!asked) {
    return asked.error();
  }
  const LedgerQuestion& question = asked->question;
  const model::Day until = question.last.last_day();
  const auto measurements = measurements_until(context, asked->scope, until);
  if (!measurements) {
    return http::problem(measurements.error());
  }
  const auto points = asked->points(question.last, question.last);
  const auto states = asked->book->states(points);
  const ledger::State& state = states->front();
  // Qualities come by identifier, as devices stand.
  const ledger::PoolIndex pools(state.pools, until);
  std::map<registry::ObjectId, std::vector<ledger::Measurement>> by_device;
  for (const ledger::Measurement& one : *measurements) {
    by_device[one.device].push_back(one);
  }
  LedgerAnswer answer(context, *asked);
  answer.out.member("month", question.last.to_string())
      .member("tolerance_percent", context.registry.ledger.quality.tolerance_percent)
      .member("stale_days", context.registry.ledger.quality.stale_days)
      .key("data")
      .begin_array();
  Counts counts;
  std::size_t total = 0;
  auto device = state.devices.begin();
  for (const DeviceQuality& quality :
       ledger::device_quality(state, *measurements, context.registry.ledger.quality)) {
    device = std::ranges::find(device, state.devices.end(), quality.device, &ledger::Device::id);
    const ledger::Place place = ledger::place_of(*device);
    if (!ledger::group_of(place, question.grouping)) {
      continue;
    }
    counts.add(quality);
    if (!has(quality, question) || total++ >= question.limit) {
      continue;
    }
    answer.out.begin_object().key("device");
    answer.device(quality.device);
    answer.out.key("place");
    answer.place(place);
    write_quality(answer.out, quality, ledger::drawn_on(*device, pools), by_device[quality.device],
                  until);
    answer.out.end_object();
  }
  answer.out.end_array().member("total", total);
  counts.write(answer.out);
  write_pool_findings(answer, *asked, state);
  return answer.finish(points);
}

}  // namespace sixscope::api
