#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "ledger/states.h"
#include "model/month.h"

namespace sixscope::ledger {

/// A figure a device itself gave.
struct Measurement {
  ObjectId device = {};
  Component component{};
  model::Decimal value = {};
  model::Day day = {};
  bool in_ports = false;  ///< Of port blocks: `value` is how many ports they have together.
};

/// What is typed against what was measured.
enum class Confirmation : std::uint8_t {
  confirmed,  ///< They differ by no more than the tolerance.
  contradicted,
  never_measured,
  stale,      ///< Last measured longer ago than the rules allow, whatever it said.
  not_typed,  ///< Measured, but the ledger has a gap.
};
inline constexpr std::array<std::string_view, 5> kConfirmationNames = {
    "confirmed", "contradicted", "never_measured", "stale", "not_typed"};

/// Why a component was never measured.
enum class Unmeasured : std::uint8_t {
  not_in_mib,          ///< No MIB has it: design throughput.
  not_read,            ///< Nothing that was read by then says it.
  no_block_size,       ///< Ports were read, and nobody says how many make a block.
  block_sizes_differ,  ///< Ports were read, and the device's pools have blocks of several sizes.
};
inline constexpr std::array<std::string_view, 4> kUnmeasuredNames = {
    "not_in_mib", "not_read", "no_block_size", "block_sizes_differ"};

/// Rules that are ours, not an official paper's.
struct QualityRules {
  std::int64_t tolerance_percent = 5;  ///< Of the measured value.
  std::int32_t stale_days = 92;        ///< Since the measurement, at the end of the month.
};

[[nodiscard]] Confirmation confirm(const Figure& typed, const std::optional<Measurement>& measured,
                                   model::Day today, const QualityRules& rules);

/// How far a device's entry can be trusted.
struct DeviceQuality {
  ObjectId device = {};
  std::vector<DeviceField> empty = {};  ///< Fields the ledger adds up or groups by.
  /// Months since the newest load's month, 0 where one of this month was typed on any day; nothing:
  /// no load was ever given.
  std::optional<std::int32_t> load_age = {};
  ByComponent<Confirmation> confirmation =
      {};  ///< Public addresses and blocks by pools, all of them.
  ByComponent<std::optional<model::Decimal>> measured = {};  ///< The newest value.
  ByComponent<std::optional<model::Day>> measured_on = {};   ///< The day it was read on.
  ByComponent<std::optional<Unmeasured>> unmeasured = {};    ///< Where it was never measured.
};
/// Counted devices of all classes, in order of identifier; the newest measurement by the month's
/// end speaks. Port blocks that a device does not tell are the ports it tells over the ports of a
/// block, whole blocks: as its pools say, all alike, or else as the device's own field says.
[[nodiscard]] std::vector<DeviceQuality> device_quality(const State& state,
                                                        std::span<const Measurement> measurements,
                                                        const QualityRules& rules);

}  // namespace sixscope::ledger
