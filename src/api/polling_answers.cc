#include "api/polling_answers.h"

#include <array>
#include <optional>
#include <utility>

#include "api/time_text.h"
#include "model/month.h"

namespace sixscope::api {
namespace {

using ledger::Component;
using polling::Quantity;

std::string_view name_of(Quantity quantity) {
  return polling::kQuantityNames.at(static_cast<std::size_t>(quantity));
}

std::optional<Component> component_of(Quantity quantity) {
  switch (quantity) {
    case Quantity::max_sessions:
      return Component::max_sessions;
    case Quantity::public_addresses:
      return Component::public_addresses;
    case Quantity::port_blocks:
    case Quantity::ports:
      return Component::port_blocks;
    case Quantity::subscribers_max:
      return Component::subscribers_max;
    default:
      return std::nullopt;
  }
}

void write_mean(JsonWriter& out, const polling::ReadingDay& day) {
  // Rounded to six places, as every figure has at most.
  const auto count = static_cast<std::int64_t>(day.polls);
  const auto mean = (day.sum.millionths() * 2 + count) / (count * 2);
  out.key("mean").raw(model::Decimal::of_millionths(mean).to_string());
}

void write_attempt(JsonWriter& out, const polling::Attempt* attempt) {
  const polling::Words words =
      attempt == nullptr ? polling::words_of(polling::PollState::never) : attempt->words;
  out.member("state", state_name(attempt));
  const auto instant = [&](const char* name, const std::optional<Instant>& at) {
    out.key(name);
    if (at) {
      out.value(format_instant(*at));
    } else {
      out.null();
    }
  };
  instant("last_ok", attempt == nullptr ? std::nullopt : attempt->last_ok);
  instant("last_try", attempt == nullptr ? std::nullopt : std::optional(attempt->last_try));
  out.member("profile", attempt == nullptr ? "" : attempt->profile);
  out.key("words").begin_object().member("zh", words.zh).member("en", words.en).end_object();
}

void write_head(JsonWriter& out, const registry::Object& device, const std::string& address,
                const polling::Attempt* attempt) {
  out.key("device")
      .begin_object()
      .member("id", device.id.value())
      .member("key", device.key)
      .end_object();
  if (!address.empty()) {
    out.member("address", address);
  }
  write_attempt(out, attempt);
}

}  // namespace

std::string_view state_name(const polling::Attempt* attempt) {
  const auto state = attempt == nullptr ? polling::PollState::never : attempt->state;
  return polling::kPollStateNames.at(static_cast<std::size_t>(state));
}

void write_device(JsonWriter& out, const registry::Object& device, const std::string& address,
                  const polling::Attempt* attempt) {
  out.begin_object();
  write_head(out, device, address, attempt);
  out.end_object();
}

void write_readings(JsonWriter& out, const registry::Object& device, const std::string& address,
                    const DeviceReadings& readings) {
  out.begin_object();
  write_head(out, device, address, readings.attempt);
  if (readings.attempt != nullptr) {
    out.member("sys_object_id", readings.attempt->sys_object_id)
        .member("sys_descr", readings.attempt->sys_descr);
  }
  out.key("readings").begin_array();
  for (const auto& [id, at, reading] : readings.readings) {
    out.begin_object()
        .member("quantity", name_of(reading.quantity))
        .member("provenance",
                polling::kProvenanceNames.at(static_cast<std::size_t>(reading.provenance)));
    out.key("value").raw(reading.value.to_string());
    out.member("object", reading.object).member("at", format_instant(at)).end_object();
  }
  out.end_array().key("gaps").begin_array();
  for (const auto& [at, gap] : readings.gaps) {
    out.begin_object()
        .member("quantity", name_of(gap.quantity))
        .member("object", gap.object)
        .key("why")
        .begin_object()
        .member("zh", gap.why.zh)
        .member("en", gap.why.en)
        .end_object()
        .member("at", format_instant(at))
        .end_object();
  }
  out.end_array().key("days").begin_array();
  for (const polling::ReadingDay& day : readings.days) {
    out.begin_object()
        .member("day", model::to_string(day.day))
        .member("quantity", name_of(day.quantity));
    out.key("least").raw(day.least.to_string()).key("most").raw(day.most.to_string());
    write_mean(out, day);
    out.member("polls", day.polls).end_object();
  }
  out.end_array().end_object();
}

std::vector<ledger::Measurement> measurements_of(
    const std::vector<polling::KeptReading>& readings) {
  std::vector<ledger::Measurement> all;
  for (const auto& [device, at, reading] : readings) {
    if (const auto component = component_of(reading.quantity)) {
      all.push_back({.device = registry::ObjectId(device),
                     .component = *component,
                     .value = reading.value,
                     .day = model::day_in_china(at),
                     .in_ports = reading.quantity == Quantity::ports});
    }
  }
  return all;
}

std::vector<ledger::Activity> activity_of(const std::vector<polling::BusyDay>& days) {
  std::vector<ledger::Activity> all;
  all.reserve(days.size());
  for (const auto& [device, quantity, day] : days) {
    all.push_back({.device = registry::ObjectId(device),
                   .load = quantity == Quantity::sessions ? ledger::Load::peak_sessions
                                                          : ledger::Load::active_subscribers,
                   .day = day});
  }
  return all;
}

}  // namespace sixscope::api
