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

constexpr unsigned kStateVersion = 1;

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

// Reads a document that may be anything. The first fault makes `ok()` false for good; what is read
// after it are zeroes, so a caller asks once at the end.
class StateReader {
 public:
  [[nodiscard]] bool ok() const { return ok_; }
  SavedState state(const json& document);

 private:
  const json& member(const json& value, const char* key);
  const json& list(const json& value, const char* key);
  template <class T>
  T number(const json& value, T max);
  bool boolean(const json& value);
  std::int64_t instant(const json& value);
  ExporterKey exporter(const json& value);
  std::pair<wire::TemplateDefinition, Instant> known_template(const json& value);
  SamplingTable::Announcement rate(const json& value);

  const json nothing_;
  bool ok_ = true;
};

const json& StateReader::member(const json& value, const char* key) {
  const auto found = value.is_object() ? value.find(key) : value.end();
  if (!value.is_object() || found == value.end()) {
    ok_ = false;
    return nothing_;
  }
  return *found;
}

const json& StateReader::list(const json& value, const char* key) {
  const json& found = member(value, key);
  ok_ = ok_ && found.is_array();
  return found.is_array() ? found : nothing_;
}

template <class T>
T StateReader::number(const json& value, T max) {
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() > max) {
    ok_ = false;
    return 0;
  }
  return value.get<T>();
}

bool StateReader::boolean(const json& value) {
  ok_ = ok_ && value.is_boolean();
  return value.is_boolean() && value.get<bool>();
}

std::int64_t StateReader::instant(const json& value) {
  ok_ = ok_ && value.is_number_integer();
  return value.is_number_integer() ? value.get<std::int64_t>() : 0;
}

ExporterKey StateReader::exporter(const json& value) {
  const json& text = member(value, "address");
  const json& name = member(value, "protocol");
  ExporterKey key;
  key.domain = number<std::uint32_t>(member(value, "domain"), 0xffffffffU);
  if (!text.is_string() || !name.is_string()) {
    ok_ = false;
    return key;
  }
  const auto address = net::IpAddress::parse(text.get<std::string>());
  const auto protocol = std::ranges::find(kExportProtocolNames, name.get<std::string>());
  if (!address || protocol == kExportProtocolNames.end()) {
    ok_ = false;
    return key;
  }
  key.address = *address;
  key.protocol = static_cast<ExportProtocol>(protocol - kExportProtocolNames.begin());
  return key;
}

std::pair<wire::TemplateDefinition, Instant> StateReader::known_template(const json& value) {
  wire::TemplateDefinition definition;
  definition.id = number<std::uint16_t>(member(value, "id"), 0xffff);
  definition.options = boolean(member(value, "options"));
  for (const json& field : list(value, "fields")) {
    if (!field.is_array() || field.size() != 5) {
      ok_ = false;
      break;
    }
    definition.fields.push_back({.enterprise = number<std::uint32_t>(field[0], 0xffffffffU),
                                 .element = number<std::uint16_t>(field[1], 0xffff),
                                 .length = number<std::uint16_t>(field[2], 0xffff),
                                 .reverse = boolean(field[3]),
                                 .scope = boolean(field[4])});
  }
  const std::size_t shortest = wire::shortest_record(definition.fields);
  ok_ = ok_ && definition.id >= wire::kTemplateIdMin && shortest != 0 && shortest <= 0xffff;
  const Instant refreshed{std::chrono::milliseconds(instant(member(value, "refreshed")))};
  return {std::move(definition), refreshed};
}

SamplingTable::Announcement StateReader::rate(const json& value) {
  constexpr std::uint64_t kAny = ~std::uint64_t{0};
  SamplingTable::Announcement one;
  const json& selector = member(value, "selector");
  if (!selector.is_null()) {
    one.scope.selector = number<std::uint64_t>(selector, kAny);
  }
  one.scope.interface = number<std::uint32_t>(member(value, "interface"), 0xffffffffU);
  const auto direction = number<unsigned>(member(value, "direction"), 255);
  const auto family = number<unsigned>(member(value, "family"), 6);
  ok_ = ok_ && (direction <= 1 || direction == 255) && (family == 0 || family == 4 || family == 6);
  one.scope.direction = static_cast<model::Direction>(direction);
  one.scope.family = static_cast<net::Family>(family);
  one.rate.numerator = number<std::uint64_t>(member(value, "numerator"), kAny);
  one.rate.denominator = number<std::uint64_t>(member(value, "denominator"), kAny);
  return one;
}

SavedState StateReader::state(const json& document) {
  ok_ = number<unsigned>(member(document, "version"), kStateVersion) == kStateVersion;
  SavedState state;
  for (const json& value : list(document, "streams")) {
    SavedStream stream;
    stream.key.exporter = exporter(value);
    stream.key.source_port = number<std::uint16_t>(member(value, "port"), 0xffff);
    const json& boot = member(value, "boot_ms");
    if (!boot.is_null()) {
      stream.boot_ms = instant(boot);
    }
    for (const json& one : list(value, "templates")) {
      stream.templates.push_back(known_template(one));
    }
    state.streams.push_back(std::move(stream));
  }
  for (const json& value : list(document, "sampling")) {
    SavedRates rates{.key = exporter(value), .announcements = {}};
    for (const json& one : list(value, "rates")) {
      rates.announcements.push_back(rate(one));
    }
    state.rates.push_back(std::move(rates));
  }
  return state;
}

}  // namespace

std::string ExportDecoder::Impl::save_state() const {
  json streams = json::array();
  for (const auto& [key, stream] : streams_) {
    // A template that nothing was ever sent by is not worth a place after the restart.
    if (stream->transport != Transport::udp || stream->templates.size() == 0 || !stream->proven) {
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
  StateReader reader;
  const SavedState state = reader.state(json::parse(text, nullptr, false));
  if (!reader.ok()) {
    return fail(Errc::malformed, "decoder state is not what was saved: version, keys or ranges");
  }
  flows_ = nullptr;
  for (const SavedStream& saved : state.streams) {
    Instant newest;
    for (const auto& [definition, refreshed] : saved.templates) {
      newest = std::max(newest, refreshed);
    }
    Datagram origin;
    origin.exporter = saved.key.exporter.address;
    origin.source_port = saved.key.source_port;
    origin.received = newest;
    if (place_of(saved.key.exporter, newest).refused) {
      continue;
    }
    Stream& stream = *stream_of(origin, saved.key.exporter.protocol, saved.key.exporter.domain);
    stream.boot_ms = saved.boot_ms;
    stream.proven = true;
    ExporterState& exporter = *states_[stream.exporter];
    exporter.restored = true;
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
    const Place place = place_of(saved.key, Instant{});
    if (place.refused) {
      continue;
    }
    states_[place.exporter]->restored = true;
    for (const SamplingTable::Announcement& one : saved.announcements) {
      learn_rate(one.scope, one.rate, place.exporter);
    }
  }
  return {};
}

}  // namespace sixscope::flow
