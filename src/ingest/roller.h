#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "flow/export_decoder.h"
#include "ingest/address_guard.h"
#include "ingest/labeler.h"
#include "ingest/ledger.h"
#include "ingest/parcel.h"
#include "ingest/roll_up.h"
#include "ingest/v6_sight.h"
#include "store/live_view.h"

namespace sixscope::ingest {

/// What arrived in one second.
struct ArrivalRates {
  Instant at;
  store::Arrived volume;
  std::array<store::Arrived, model::kAccessNames.size()> by_access{};
  std::uint64_t flows = 0;
  std::uint64_t datagrams = 0;
};

/// Whether single flows are kept beside the sums.
struct FlowKeeping {
  std::size_t flows_max = 0;  ///< Between two flushes of one worker; 0: none is kept.
  AddressGuard guard;
};

/// What a roller does beside adding up.
struct RollerRules {
  SightRules sight;
  FlowKeeping keeping;
};

/// From decoded flows to sums: labels them, decides their coverage, spreads them over minutes and
/// adds them up; and keeps the ledger of each exporter's address.
///
/// `exporters` in every call are the decoder's; `forget` goes before one of them is another. Not
/// thread safe.
class Roller {
 public:
  Roller(std::size_t cells_max, std::unique_ptr<Labeler> labeler, RollerRules rules = {});

  void refresh() { labeler_->refresh(); }
  void roll(std::span<const model::Flow> batch, std::span<const flow::ExporterInfo> exporters);

  /// What the receiving side counted about an address.
  [[nodiscard]] ReceiveCounters& received_from(const net::IpAddress& address);
  /// Counts datagrams of an address that is not allowed. The latest kRefusedMax such addresses are
  /// shown for an hour; forged ones use up nothing else.
  void refuse(const net::IpAddress& address, std::uint64_t datagrams, Instant at);
  /// Exporter `index` of the decoder leaves: what it counted stays in the sums, and its index is
  /// taken for another's when next seen.
  void forget(std::uint32_t index, const flow::ExporterInfo& info);

  /// Moves all cells and the ledger increments since the last call into `parcel`.
  void drain_into(Parcel& parcel, Instant received, std::span<const flow::ExporterInfo> exporters);
  /// The same as one batch of the store, without the ledger: for runs on files.
  [[nodiscard]] store::VolumeBatch drain_batch(std::string id, Instant received,
                                               std::span<const flow::ExporterInfo> exporters);
  /// Takes the present counters as flushed: what came before is in some batch already.
  void mark_flushed(std::span<const flow::ExporterInfo> exporters);

  void count_datagram() { ++arriving_.datagrams; }
  /// Closes the running second if it is over.
  void tick(Instant now);
  [[nodiscard]] const ArrivalRates& rates() const { return arrived_; }

  [[nodiscard]] std::size_t cells() const { return roll_up_.rows().size(); }
  /// Whether cells or single flows should be drained soon.
  [[nodiscard]] bool nearly_full() const {
    return cells() * 4 > roll_up_.rows_max() * 3 ||
           (keeping_.flows_max != 0 && kept_.size() * 4 > keeping_.flows_max * 3);
  }
  /// Single flows that found no room.
  [[nodiscard]] std::uint64_t flows_not_kept() const { return flows_not_kept_; }
  [[nodiscard]] std::vector<store::VolumeRow> pending(std::size_t rows_max) const;
  [[nodiscard]] std::vector<store::ExporterStatus> statuses(
      std::span<const flow::ExporterInfo> exporters) const;
  [[nodiscard]] LedgerValues ledger_sum(std::span<const flow::ExporterInfo> exporters) const;

 private:
  /// An address that exports; it may have several observation domains.
  struct Site {
    net::IpAddress address;
    bool blind = false;
    Instant judged_at;
    Instant v6_record_at;
    Instant v4_only_since;
    std::uint64_t v4_flows_alone = 0;
    ReceiveCounters received;
    std::vector<std::size_t> exporters;  ///< Indices of the decoder.
    LedgerValues left{};                 ///< Counted by exporters that left.
    LedgerValues flushed{};
    bool has_cells = false;  ///< Its number may stand in rows: it is never given to another.
    bool in_use = false;
  };
  /// An address that is not allowed.
  struct Refused {
    net::IpAddress address;
    Instant first{};
    Instant last{};
    std::uint64_t datagrams = 0;
    std::uint64_t flushed = 0;
  };
  void learn(std::span<const flow::ExporterInfo> exporters);
  void add(const model::Flow& flow, const enrich::Labels& labels, const flow::ExporterInfo& info);
  void relearn(std::span<const model::Flow> batch, std::span<const flow::ExporterInfo> exporters);
  void assign(std::size_t index, const net::IpAddress& address);
  void release_unused_sites();
  void retire(const Refused& one);
  [[nodiscard]] static store::ExporterStatus status_of(const Refused& one);
  [[nodiscard]] std::uint16_t site_at(const net::IpAddress& address);
  [[nodiscard]] model::V6Sight sight_of(const Site& site,
                                        std::span<const flow::ExporterInfo> exporters,
                                        Instant now) const;
  [[nodiscard]] static LedgerValues values_of(const Site& site,
                                              std::span<const flow::ExporterInfo> exporters);
  [[nodiscard]] std::map<std::uint32_t, std::string> names_of(
      std::span<const RolledRow> rows, std::span<const KeptFlow> flows) const;

  void keep(const model::Flow& flow, const VolumeKey& key);

  const SightRules sight_;
  const FlowKeeping keeping_;
  std::unique_ptr<Labeler> labeler_;
  RollUp roll_up_;
  std::vector<enrich::Labels> labels_;
  std::vector<Site> sites_;
  std::vector<std::uint16_t> site_of_exporter_;
  std::unordered_map<net::IpAddress, std::uint16_t> site_numbers_;
  std::vector<std::size_t> vacated_;       ///< Indices whose exporter left.
  std::vector<std::uint16_t> free_sites_;  ///< Numbers that no row ever had.
  LedgerValues gone_{};                    ///< Of sites and refused addresses let go of.
  std::vector<Refused> refused_;
  std::vector<KeptFlow> kept_;
  std::uint64_t flows_not_kept_ = 0;
  ArrivalRates arriving_;
  ArrivalRates arrived_;
};

}  // namespace sixscope::ingest
