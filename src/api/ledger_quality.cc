#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "api/ledger_calls.h"
#include "api/ledger_render.h"
#include "api/registry_route.h"
#include "ledger/quality.h"

namespace sixscope::api {
namespace {

using ledger::Component;
using ledger::DeviceQuality;

// Why a component was never measured, and what would measure it.
registry::Words words_of(ledger::Unmeasured why) {
  switch (why) {
    case ledger::Unmeasured::not_in_mib:
      return {.zh = "MIB 中没有设计吞吐量，只能填报", .en = "no MIB has it: it is typed alone"};
    case ledger::Unmeasured::not_read:
      return {.zh = "尚未从设备读到：请检查轮询状态和该机型的采集模板",
              .en = "nothing was read from the device: see its polling state and profile"};
    case ledger::Unmeasured::no_block_size:
      return {.zh = "只读到端口数：请填地址池的每块端口数，或设备的每用户端口数",
              .en =
                  "only ports were read: give the pool's ports per block, or the device's ports "
                  "per subscriber"};
    case ledger::Unmeasured::block_sizes_differ:
      break;
  }
  return {.zh = "只读到端口数，而该设备各地址池的每块端口数不同，无法换算为端口块数",
          .en = "only ports were read, and the device's pools have blocks of several sizes"};
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

void write_quality(JsonWriter& out, const DeviceQuality& quality, const ledger::Capacity& typed) {
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
    const auto& day = quality.measured_on[component];
    day ? out.value(model::to_string(*day)) : out.null();
    out.key("why");
    const auto& why = quality.unmeasured[component];
    why ? write_words(out, words_of(*why)) : static_cast<void>(out.null());
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
    write_quality(answer.out, quality, ledger::drawn_on(*device, pools));
    answer.out.end_object();
  }
  answer.out.end_array().member("total", total);
  counts.write(answer.out);
  write_pool_findings(answer, *asked, state);
  return answer.finish(points);
}

}  // namespace sixscope::api
