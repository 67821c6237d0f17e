#include "apps/server_options.h"

#include <charconv>
#include <optional>
#include <string>
#include <string_view>

namespace sixscope::apps {
namespace {

std::size_t size_of(const settings::Settings& settings, std::string_view key) {
  return static_cast<std::size_t>(settings.integer(key));  // The catalogue bounds it from below.
}

std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (wrong != std::errc{} || end != text.data() + text.size() || value == 0) {
    return std::nullopt;
  }
  return value;
}

Result<std::vector<net::IpAddress>> addresses_of(const settings::Settings& settings,
                                                 const std::string& key) {
  std::vector<net::IpAddress> addresses;
  for (const std::string& text : settings.list(key)) {
    const auto address = net::IpAddress::parse(text);
    if (!address) {
      return fail_because("`" + text + "` in " + key, Errc::malformed,
                          "an exporter is named by its address");
    }
    addresses.push_back(*address);
  }
  return addresses;
}

}  // namespace

Result<std::pair<net::IpAddress, model::SamplingRate>> parse_rate(const std::string& text) {
  const auto wrong = fail_because("`" + text + "` in decoder.fixed_rates", Errc::malformed,
                                  "a rate is ADDRESS=RATE or ADDRESS=NUMERATOR/DENOMINATOR");
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos) {
    return wrong;
  }
  const auto address = net::IpAddress::parse(std::string_view(text).substr(0, equals));
  const std::string_view rate = std::string_view(text).substr(equals + 1);
  const std::size_t slash = rate.find('/');
  const auto numerator = whole_number(rate.substr(0, slash));
  const auto denominator = slash == std::string_view::npos ? std::optional<std::uint64_t>(1)
                                                           : whole_number(rate.substr(slash + 1));
  if (!address || !numerator || !denominator) {
    return wrong;
  }
  return std::pair(*address, model::SamplingRate{*numerator, *denominator});
}

Result<flow::DecoderOptions> decoder_options(const settings::Settings& settings) {
  flow::DecoderOptions options;
  options.exporters_max = size_of(settings, "collector.exporters_max");
  options.domains_per_address_max = size_of(settings, "collector.domains_per_address_max");
  options.templates_per_exporter_max = size_of(settings, "decoder.templates_per_exporter_max");
  options.fields_per_template_max = size_of(settings, "decoder.fields_per_template_max");
  options.pending_bytes_per_exporter_max =
      size_of(settings, "decoder.pending_bytes_per_exporter_max");
  options.pending_age_max =
      std::chrono::seconds(settings.integer("decoder.pending_age_max_seconds"));
  options.sampling_rate_max =
      static_cast<std::uint64_t>(settings.integer("decoder.sampling_rate_max"));
  options.duplicate_window = size_of(settings, "decoder.duplicate_window");
  options.clock_skew_max = std::chrono::seconds(settings.integer("decoder.clock_skew_max_seconds"));
  options.udp_template_age_max =
      std::chrono::seconds(settings.integer("decoder.udp_template_age_max_seconds"));
  options.assume_unsampled = settings.flag("decoder.assume_unsampled");
  for (const std::string& text : settings.list("decoder.fixed_rates")) {
    const auto rate = parse_rate(text);
    if (!rate) {
      return fail_like(rate);
    }
    options.fixed_rates.push_back(*rate);
  }
  auto full_width = addresses_of(settings, "decoder.v5_full_width_rate");
  if (!full_width) {
    return fail_like(full_width);
  }
  options.v5_full_width_rate = *std::move(full_width);
  return options;
}

flow::MeterOptions meter_options(const settings::Settings& settings) {
  flow::MeterOptions options;
  options.flows_max = size_of(settings, "meter.flows_max");
  options.active_timeout = std::chrono::seconds(settings.integer("meter.active_timeout_seconds"));
  options.idle_timeout = std::chrono::seconds(settings.integer("meter.idle_timeout_seconds"));
  options.tcp_end_timeout = std::chrono::seconds(settings.integer("meter.tcp_end_timeout_seconds"));
  options.fragments_max = size_of(settings, "meter.fragments_max");
  return options;
}

Result<ingest::CollectorOptions> collector_options(const settings::Settings& settings) {
  ingest::CollectorOptions options;
  options.directory = settings.text("data_dir");
  options.workers = size_of(settings, "collector.workers");
  options.journal_bytes = size_of(settings, "collector.queue_bytes");
  options.journal_on_disk = settings.flag("collector.journal");
  options.flush_interval = std::chrono::seconds(settings.integer("rollup.flush_seconds"));
  options.cells_max = size_of(settings, "rollup.cells_max");
  options.spool_bytes_max = size_of(settings, "spool.bytes_max");
  options.fsync = settings.flag("spool.fsync");
  for (const std::string& text : settings.list("collector.allow")) {
    const auto prefix = net::Prefix::parse(text);
    if (!prefix) {
      return fail_because("`" + text + "` in collector.allow", Errc::malformed,
                          "allowed exporters are prefixes or addresses");
    }
    options.allowed.push_back(*prefix);
  }
  auto decoder = decoder_options(settings);
  if (!decoder) {
    return fail_like(decoder);
  }
  options.decoder = *std::move(decoder);
  options.sight.template_lapse =
      std::chrono::minutes(settings.integer("visibility.template_lapse_minutes"));
  options.sight.silence = std::chrono::minutes(settings.integer("visibility.silence_minutes"));
  options.sight.silence_v4_flows_min =
      static_cast<std::uint64_t>(settings.integer("visibility.silence_v4_flows_min"));
  options.sight.silent_is_blind = settings.flag("visibility.silent_is_blind");
  if (settings.flag("raw_flows.enabled")) {
    options.keeping.flows_max = size_of(settings, "raw_flows.per_flush_max");
    if (settings.text("raw_flows.addresses") == "keyed") {
      auto guard = ingest::AddressGuard::keyed_by(settings.text("raw_flows.key_file"));
      if (!guard) {
        return fail_like(guard);
      }
      options.keeping.guard = *std::move(guard);
    }
  }
  auto blind = addresses_of(settings, "visibility.blind");
  if (!blind) {
    return fail_like(blind);
  }
  options.sight.blind = *std::move(blind);
  return options;
}

}  // namespace sixscope::apps
