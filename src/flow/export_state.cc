#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "flow/export_decoder_impl.h"

namespace sixscope::flow {
namespace {

using nlohmann::json;

constexpr int kStateVersion = 1;

struct SavedStream {
  StreamKey key;
  std::optional<std::int64_t> boot_ms;
  std::vector<std::pair<wire::TemplateDefinition, Instant>> templates;
};
struct SavedRates {
  ExporterKey key;
  std::vector<SamplingTable::Announcement> announcements;
};
struct SavedState {
  std::vector<SavedStream> streams;
  std::vector<SavedRates> rates;
};

json exporter_to_json(const ExporterKey& key) {
  return {{"address", key.address.to_string()},
          {"domain", key.domain},
          {"protocol", kExportProtocolNames[static_cast<std::size_t>(key.protocol)]}};
}

json template_to_json(const Template& known) {
  json fields = json::array();
  for (const wire::FieldSpecifier& field : known.definition.fields) {
    fields.push_back({field.enterprise, field.element, field.length, field.reverse, field.scope});
  }
  return {{"id", known.definition.id},
          {"options", known.definition.options},
          {"refreshed", known.refreshed.time_since_epoch().count()},
          {"fields", std::move(fields)}};
}

json rate_to_json(const SamplingTable::Announcement& one) {
  return {{"selector", one.scope.selector ? json(*one.scope.selector) : json(nullptr)},
          {"interface", one.scope.interface},
          {"direction", static_cast<unsigned>(one.scope.direction)},
          {"family", static_cast<unsigned>(one.scope.family)},
          {"numerator", one.rate.numerator},
          {"denominator", one.rate.denominator}};
}

// The readers below throw json::exception or RefusedState; restore_state catches both.
struct RefusedState {};

template <class T>
T number(const json& value, T max) {
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() > max) {
    throw RefusedState{};
  }
  return value.get<T>();
}

ExporterKey exporter_from_json(const json& value) {
  const auto address = net::IpAddress::parse(value.at("address").get<std::string>());
  const auto name = value.at("protocol").get<std::string>();
  const auto protocol = std::ranges::find(kExportProtocolNames, name);
  if (!address || protocol == kExportProtocolNames.end()) {
    throw RefusedState{};
  }
  return {.address = *address,
          .domain = number<std::uint32_t>(value.at("domain"), 0xffffffffU),
          .protocol = static_cast<ExportProtocol>(protocol - kExportProtocolNames.begin())};
}

std::pair<wire::TemplateDefinition, Instant> template_from_json(const json& value) {
  wire::TemplateDefinition definition;
  definition.id = number<std::uint16_t>(value.at("id"), 0xffff);
  definition.options = value.at("options").get<bool>();
  for (const json& field : value.at("fields")) {
    definition.fields.push_back({.enterprise = number<std::uint32_t>(field.at(0), 0xffffffffU),
                                 .element = number<std::uint16_t>(field.at(1), 0xffff),
                                 .length = number<std::uint16_t>(field.at(2), 0xffff),
                                 .reverse = field.at(3).get<bool>(),
                                 .scope = field.at(4).get<bool>()});
  }
  const std::size_t shortest = wire::shortest_record(definition.fields);
  if (definition.id < wire::kTemplateIdMin || shortest == 0 || shortest > 0xffff) {
    throw RefusedState{};
  }
  return {std::move(definition),
          Instant(std::chrono::milliseconds(value.at("refreshed").get<std::int64_t>()))};
}

SamplingTable::Announcement rate_from_json(const json& value) {
  SamplingTable::Announcement one;
  if (!value.at("selector").is_null()) {
    one.scope.selector = value.at("selector").get<std::uint64_t>();
  }
  one.scope.interface = number<std::uint32_t>(value.at("interface"), 0xffffffffU);
  const auto direction = number<unsigned>(value.at("direction"), 255);
  const auto family = number<unsigned>(value.at("family"), 6);
  if ((direction > 1 && direction != 255) || (family != 0 && family != 4 && family != 6)) {
    throw RefusedState{};
  }
  one.scope.direction = static_cast<model::Direction>(direction);
  one.scope.family = static_cast<net::Family>(family);
  one.rate.numerator = value.at("numerator").get<std::uint64_t>();
  one.rate.denominator = value.at("denominator").get<std::uint64_t>();
  return one;
}

SavedState state_from_json(const json& document) {
  if (document.at("version").get<int>() != kStateVersion) {
    throw RefusedState{};
  }
  SavedState state;
  for (const json& value : document.at("streams")) {
    SavedStream stream;
    stream.key.exporter = exporter_from_json(value);
    stream.key.source_port = number<std::uint16_t>(value.at("port"), 0xffff);
    if (!value.at("boot_ms").is_null()) {
      stream.boot_ms = value.at("boot_ms").get<std::int64_t>();
    }
    for (const json& one : value.at("templates")) {
      stream.templates.push_back(template_from_json(one));
    }
    state.streams.push_back(std::move(stream));
  }
  for (const json& value : document.at("sampling")) {
    SavedRates rates{.key = exporter_from_json(value), .announcements = {}};
    for (const json& one : value.at("rates")) {
      rates.announcements.push_back(rate_from_json(one));
    }
    state.rates.push_back(std::move(rates));
  }
  return state;
}

}  // namespace

std::string ExportDecoder::Impl::save_state() const {
  json streams = json::array();
  for (const auto& [key, stream] : streams_) {
    if (stream->transport != Transport::udp || stream->templates.size() == 0) {
      continue;
    }
    json value = exporter_to_json(key.exporter);
    value["port"] = key.source_port;
    value["boot_ms"] = stream->boot_ms ? json(*stream->boot_ms) : json(nullptr);
    value["templates"] = json::array();
    for (const auto& [id, known] : stream->templates.all()) {
      value["templates"].push_back(template_to_json(*known));
    }
    std::sort(value["templates"].begin(), value["templates"].end());
    streams.push_back(std::move(value));
  }
  // In order, so that equal states are equal texts.
  std::sort(streams.begin(), streams.end());
  json sampling = json::array();
  for (const auto& [key, index] : exporters_) {
    const SamplingTable& table = states_[index]->sampling;
    if (table.empty()) {
      continue;
    }
    json value = exporter_to_json(key);
    value["rates"] = json::array();
    for (const SamplingTable::Announcement& one : table.announcements()) {
      value["rates"].push_back(rate_to_json(one));
    }
    sampling.push_back(std::move(value));
  }
  std::sort(sampling.begin(), sampling.end());
  const json document = {{"version", kStateVersion},
                         {"streams", std::move(streams)},
                         {"sampling", std::move(sampling)}};
  return document.dump();
}

Result<void> ExportDecoder::Impl::restore_state(std::string_view text) {
  SavedState state;
  try {
    state = state_from_json(json::parse(text));
  } catch (const json::exception& error) {
    return fail_because(error.what(), Errc::malformed, "decoder state is not what was saved");
  } catch (const RefusedState&) {
    return fail(Errc::malformed, "decoder state has a value out of range");
  }
  for (const SavedStream& saved : state.streams) {
    Instant newest;
    for (const auto& [definition, refreshed] : saved.templates) {
      newest = std::max(newest, refreshed);
    }
    Datagram origin;
    origin.exporter = saved.key.exporter.address;
    origin.source_port = saved.key.source_port;
    origin.received = newest;
    Stream& stream = stream_of(origin, saved.key.exporter.protocol, saved.key.exporter.domain);
    if (overflow_ == stream.exporter) {
      continue;
    }
    stream.boot_ms = saved.boot_ms;
    ExporterState& exporter = *states_[stream.exporter];
    for (const auto& [definition, refreshed] : saved.templates) {
      if (exporter.templates < options_.templates_per_exporter_max && templates_ < kTemplatesMax &&
          definition.fields.size() <= options_.fields_per_template_max &&
          stream.templates.define(definition, refreshed) == TemplateChange::added) {
        ++exporter.templates;
        ++templates_;
      }
    }
    refresh_template_facts(stream);
  }
  for (const SavedRates& saved : state.rates) {
    const std::uint32_t exporter = exporter_of(saved.key, Instant{});
    for (const SamplingTable::Announcement& one : saved.announcements) {
      if (overflow_ != exporter) {
        learn_rate(one.scope, one.rate, exporter);
      }
    }
  }
  return {};
}

}  // namespace sixscope::flow
