#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "model/decimal.h"
#include "net/ip_address.h"
#include "polling/profile.h"

namespace sixscope::polling {

/// What a device answered for one object: a number of any type, or octets. Whether a level was
/// typed as a counter makes no difference: the profile knows what it is.
using Variable = std::variant<std::int64_t, std::uint64_t, std::string>;
/// What a device answered, by full identifier. A column that is not there is absent.
using Answers = std::map<Oid, Variable>;

/// First and last address of a pool's range, both included.
struct AddressRange {
  net::IpAddress first;
  net::IpAddress last;
  friend auto operator<=>(const AddressRange&, const AddressRange&) = default;
};

struct Reading {
  Quantity quantity = Quantity::sessions;
  Provenance provenance = Provenance::measured;
  model::Decimal value;
  std::string object;                ///< Of the MIB, where it was read.
  std::vector<AddressRange> ranges;  ///< Of public_addresses: so that a shared pool counts once.
  std::string discontinuity;         ///< Of counters: equal texts, same count.
  /// Of counters: how long the agent had been up, if it said so (sysUpTime, RFC 3418).
  std::optional<std::chrono::milliseconds> up_time = {};
};

/// Why a quantity that the profile knows has no figure.
struct Gap {
  Quantity quantity = Quantity::sessions;
  std::string object;
  Words why;  ///< "not answered", "switched off (0)", "a range ends before it begins"...
};

struct Readings {
  std::vector<Reading> readings;
  std::vector<Gap> gaps;
  [[nodiscard]] const Reading* find(Quantity quantity) const;
};

/// The quantities of a profile in what a device answered. Pure; nothing that was not answered
/// becomes a zero.
[[nodiscard]] Readings interpret(const Profile& profile, const Answers& answers);

/// Columns and scalars a profile needs, each once: what to walk.
[[nodiscard]] std::vector<Oid> columns_of(const Profile& profile);

/// What a counter rose by in the time `between` two polls; nothing where it began anew meanwhile:
/// its discontinuity is another, another object counts, it fell, or the agent was started since.
[[nodiscard]] std::optional<model::Decimal> risen(const Reading& before, const Reading& after,
                                                  std::chrono::milliseconds between);

/// How many different addresses ranges hold together: a pool of two cards or devices counts once.
[[nodiscard]] model::Decimal addresses_in(std::vector<AddressRange> ranges);

}  // namespace sixscope::polling
