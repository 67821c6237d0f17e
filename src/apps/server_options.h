#pragma once

#include <string>
#include <utility>

#include "base/result.h"
#include "flow/export_decoder.h"
#include "flow/meter.h"
#include "ingest/collector.h"
#include "settings/settings.h"

namespace sixscope::apps {

/// An entry of decoder.fixed_rates: "192.0.2.1=1000" or "2001:db8::1=4096/3".
Result<std::pair<net::IpAddress, model::SamplingRate>> parse_rate(const std::string& text);
/// The decoder's options out of the settings; `malformed` names the entry of a list that is wrong.
Result<flow::DecoderOptions> decoder_options(const settings::Settings& settings);
/// The meter's options out of the settings.
flow::MeterOptions meter_options(const settings::Settings& settings);
/// The collector's options out of the settings, the decoder's among them.
Result<ingest::CollectorOptions> collector_options(const settings::Settings& settings);

}  // namespace sixscope::apps
