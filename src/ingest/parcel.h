#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/byte_reader.h"
#include "base/result.h"
#include "ingest/journal.h"
#include "ingest/roll_up.h"
#include "model/flow.h"
#include "store/flow_store.h"
#include "store/volume_store.h"

namespace sixscope::ingest {

/// Which received bytes a parcel accounts for: everything in the ring `generation` before
/// `position`.
struct Cover {
  std::uint64_t generation = 0;
  JournalPosition position = 0;
  friend bool operator==(const Cover&, const Cover&) = default;
};

/// A single flow to be kept, its addresses already protected; packed as it lies in the file.
struct KeptFlow {
  VolumeKey key;  ///< Its labels; the minute is not used.
  std::int64_t start_ms = 0;
  std::uint64_t bytes = 0;
  std::uint64_t packets = 0;
  model::SamplingRate rate;
  std::array<std::uint8_t, 16> source{};
  std::array<std::uint8_t, 16> destination{};
  std::uint32_t duration_ms = 0;
  std::uint32_t source_asn = 0;
  std::uint32_t destination_asn = 0;
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
  std::uint8_t protocol = 0;
  std::uint8_t family = 0;  ///< 4 or 6.
  std::uint8_t outer_family = 0;
  std::array<std::uint8_t, 5> unused{};
};

/// What one flush of one worker hands on: increments of cells and of ledgers, the names behind
/// their numbers, and how far in the journal they reach. Spooled whole or not at all, so what is
/// counted and what was received can never drift apart.
struct Parcel {
  std::string id;  ///< "collector/epoch/number": unique for ever, the store's deduplication token.
  Cover cover;
  std::uint32_t worker = 0;
  std::vector<RolledRow> rows;
  std::vector<KeptFlow> flows;  ///< Empty unless single flows are kept.
  /// Texts of the numbers in `rows` and `flows`: by `name_key`. What is not here is fixed by an
  /// enumeration.
  std::map<std::uint32_t, std::string> names;
  std::vector<store::LedgerRow> ledger;
  std::string decoder_state;  ///< Templates as of `cover`, where they changed. Not encoded.

  [[nodiscard]] bool empty() const { return rows.empty() && ledger.empty(); }
};

/// Key of Parcel::names.
[[nodiscard]] constexpr std::uint32_t name_key(store::Dimension dimension, std::uint16_t number) {
  return static_cast<std::uint32_t>(dimension) << 16U | number;
}

/// The parcel as compressed bytes with a checksum, for a file of this machine.
[[nodiscard]] std::vector<std::byte> encode(const Parcel& parcel);
/// Back again; `malformed` if a byte differs from what `encode` wrote.
Result<Parcel> decode_parcel(ByteView bytes);

/// Largest parcel that `decode_parcel` unpacks.
inline constexpr std::uint64_t kParcelBytesMax = std::uint64_t{1} << 31U;

/// The parcels' cells as the store takes them, as one batch.
[[nodiscard]] store::VolumeBatch volume_batch(std::string id, std::span<const Parcel> parcels);
/// One cell as the store takes it.
[[nodiscard]] store::VolumeRow volume_row(const RolledRow& row,
                                          const std::map<std::uint32_t, std::string>& names);
/// Their ledger increments as the store takes them, under the id with "/ledger" behind.
[[nodiscard]] store::LedgerBatch ledger_batch(const std::string& id,
                                              std::span<const Parcel> parcels);
/// Their single flows as the store takes them, under the id with "/flows" behind.
[[nodiscard]] store::FlowBatch flow_batch(const std::string& id, std::span<const Parcel> parcels);

}  // namespace sixscope::ingest
