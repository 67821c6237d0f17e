#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "enrich/enricher.h"
#include "model/flow.h"
#include "net/ip_address.h"
#include "store/volume_store.h"

namespace sixscope::ingest {

/// What flows mean, as the worker asks for it. One per worker: not thread safe, but its answers
/// come from snapshots that others may replace.
///
/// Numbers of names are never given to another name while the program runs.
class Labeler {
 public:
  virtual ~Labeler() = default;
  /// Says whose flows carry this index in Flow::exporter; before the first of them is labelled, and
  /// again when the index goes to another exporter.
  virtual void know_exporter(std::uint32_t index, const net::IpAddress& address) = 0;
  /// Takes newer tables, if there are any. Called between steps: within one nothing changes.
  virtual void refresh() {}
  /// Fills `labels`, which has the length of `flows`.
  virtual void label(std::span<const model::Flow> flows, std::span<enrich::Labels> labels) = 0;
  /// Text of a number that `label` gave: of an operator, an application or a CDN.
  [[nodiscard]] virtual std::string name(store::Dimension dimension,
                                         enrich::NameId number) const = 0;
};

}  // namespace sixscope::ingest
