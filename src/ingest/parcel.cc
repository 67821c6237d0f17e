#include "ingest/parcel.h"

#include <fmt/format.h>
#include <xxhash.h>
#include <zstd.h>

#include <cstring>
#include <type_traits>

#include "base/byte_writer.h"

namespace sixscope::ingest {
namespace {

constexpr std::uint64_t kMagic = 0x365350415243'3032;  // "6SPARC02".
constexpr std::size_t kHeaderBytes = 32;               // Magic, raw size, packed size, checksum.
constexpr int kLevel = 1;

// Rows are written as they lie in memory: the file never leaves the machine.
static_assert(std::is_trivially_copyable_v<RolledRow> && sizeof(RolledRow) == 104);
static_assert(std::has_unique_object_representations_v<KeptFlow> && sizeof(KeptFlow) == 120);

void put_text(ByteWriter& out, std::string_view text) { out.u32(text.size()).text(text); }

std::string take_text(ByteReader& in) {
  const ByteView bytes = in.take(in.u32());
  std::string text(bytes.size(), '\0');
  std::memcpy(text.data(), bytes.data(), bytes.size());
  return text;
}

std::string text_of(const std::map<std::uint32_t, std::string>& names, store::Dimension dimension,
                    std::uint16_t number) {
  const auto found = names.find(name_key(dimension, number));
  return found == names.end() ? std::string("unknown") : found->second;
}

template <std::size_t size>
std::string text_of(const std::array<std::string_view, size>& names, std::uint8_t value) {
  return std::string(value < size ? names[value] : names[0]);
}

void put_ledger(ByteWriter& out, const std::vector<store::LedgerRow>& ledger) {
  out.u32(ledger.size());
  for (const store::LedgerRow& row : ledger) {
    out.u64(static_cast<std::uint64_t>(row.window_start.time_since_epoch().count()));
    put_text(out, row.exporter);
    out.u32(row.counters.size());
    for (const auto& [name, value] : row.counters) {
      put_text(out, name);
      out.u64(value);
    }
  }
}

std::vector<store::LedgerRow> take_ledger(ByteReader& in) {
  std::vector<store::LedgerRow> ledger;
  for (std::uint32_t rows = in.u32(); rows != 0 && in.ok(); --rows) {
    store::LedgerRow row;
    row.window_start = Instant(std::chrono::milliseconds(static_cast<std::int64_t>(in.u64())));
    row.exporter = take_text(in);
    for (std::uint32_t counters = in.u32(); counters != 0 && in.ok(); --counters) {
      std::string name = take_text(in);
      row.counters[std::move(name)] = in.u64();
    }
    ledger.push_back(std::move(row));
  }
  return ledger;
}

template <class T>
void put_array(ByteWriter& out, const std::vector<T>& values) {
  out.u64(values.size()).bytes(std::as_bytes(std::span(values)));
}

template <class T>
bool take_array(ByteReader& in, std::vector<T>& values) {
  const std::uint64_t count = in.u64();
  if (!in.ok() || count > in.remaining() / sizeof(T)) {
    return false;
  }
  values.resize(count);
  const ByteView bytes = in.take(count * sizeof(T));
  if (!bytes.empty()) {
    std::memcpy(values.data(), bytes.data(), bytes.size());
  }
  return true;
}

Result<Parcel> unpack(ByteView raw) {
  ByteReader in(raw);
  Parcel parcel;
  parcel.id = take_text(in);
  parcel.cover.generation = in.u64();
  parcel.cover.position = in.u64();
  parcel.worker = in.u32();
  for (std::uint32_t names = in.u32(); names != 0 && in.ok(); --names) {
    const std::uint32_t key = in.u32();
    parcel.names[key] = take_text(in);
  }
  parcel.ledger = take_ledger(in);
  if (!take_array(in, parcel.rows) || !take_array(in, parcel.flows) || in.remaining() != 0) {
    return fail_at(in.offset(), Errc::malformed, "a parcel of another layout");
  }
  return parcel;
}

store::FlowRow flow_row(const KeptFlow& flow, const std::map<std::uint32_t, std::string>& names) {
  using store::Dimension;
  const VolumeKey& key = flow.key;
  return {.start = Instant(std::chrono::milliseconds(flow.start_ms)),
          .duration_ms = flow.duration_ms,
          .exporter = text_of(names, Dimension::exporter, key.exporter()),
          .family = flow.family,
          .outer_family = flow.outer_family,
          .source = flow.source,
          .destination = flow.destination,
          .source_port = flow.source_port,
          .destination_port = flow.destination_port,
          .protocol = flow.protocol,
          .source_asn = flow.source_asn,
          .destination_asn = flow.destination_asn,
          .region = fmt::format("{:06}", key.region()),
          .operator_ = text_of(names, Dimension::operator_, key.operator_()),
          .access = text_of(model::kAccessNames, key.access()),
          .application = text_of(names, Dimension::application, key.application()),
          .cdn = text_of(names, Dimension::cdn, key.cdn()),
          .bytes = flow.bytes,
          .packets = flow.packets,
          .sampling_numerator = flow.rate.numerator,
          .sampling_denominator = flow.rate.denominator};
}

}  // namespace

std::vector<std::byte> encode(const Parcel& parcel) {
  ByteWriter out;
  put_text(out, parcel.id);
  out.u64(parcel.cover.generation).u64(parcel.cover.position).u32(parcel.worker);
  out.u32(parcel.names.size());
  for (const auto& [key, name] : parcel.names) {
    out.u32(key);
    put_text(out, name);
  }
  put_ledger(out, parcel.ledger);
  put_array(out, parcel.rows);
  put_array(out, parcel.flows);
  const ByteView raw = out.view();

  std::vector<std::byte> packed(kHeaderBytes + ZSTD_compressBound(raw.size()));
  const std::size_t size = ZSTD_compress(packed.data() + kHeaderBytes, packed.size() - kHeaderBytes,
                                         raw.data(), raw.size(), kLevel);
  packed.resize(kHeaderBytes + size);  // Cannot fail: the bound was kept.
  ByteWriter header;
  header.u64(kMagic).u64(raw.size()).u64(size).u64(XXH3_64bits(packed.data() + kHeaderBytes, size));
  std::memcpy(packed.data(), header.view().data(), kHeaderBytes);
  return packed;
}

Result<Parcel> decode_parcel(ByteView bytes) {
  ByteReader in(bytes);
  const std::uint64_t magic = in.u64();
  const std::uint64_t raw_size = in.u64();
  const std::uint64_t size = in.u64();
  const std::uint64_t checksum = in.u64();
  if (!in.ok() || magic != kMagic || size != in.remaining() || raw_size > kParcelBytesMax) {
    return fail(Errc::malformed, "this is no parcel");
  }
  const ByteView packed = in.rest();
  if (XXH3_64bits(packed.data(), packed.size()) != checksum) {
    return fail(Errc::malformed, "the checksum of a parcel is wrong");
  }
  std::vector<std::byte> raw(raw_size);
  const std::size_t unpacked =
      ZSTD_decompress(raw.data(), raw.size(), packed.data(), packed.size());
  if (ZSTD_isError(unpacked) != 0 || unpacked != raw_size) {
    return fail(Errc::malformed, "a parcel does not unpack");
  }
  return unpack(raw);
}

store::VolumeRow volume_row(const RolledRow& row,
                            const std::map<std::uint32_t, std::string>& names) {
  using store::Dimension;
  const VolumeKey& key = row.key;
  store::VolumeRow out;
  out.window_start = Instant(std::chrono::minutes(key.minute()));
  const auto put = [&](Dimension dimension, std::string text) {
    out.dimensions[static_cast<std::size_t>(dimension)] = std::move(text);
  };
  put(Dimension::region, fmt::format("{:06}", key.region()));
  put(Dimension::operator_, text_of(names, Dimension::operator_, key.operator_()));
  put(Dimension::access, text_of(model::kAccessNames, key.access()));
  put(Dimension::application, text_of(names, Dimension::application, key.application()));
  put(Dimension::cdn, text_of(names, Dimension::cdn, key.cdn()));
  put(Dimension::application_method, text_of(model::kMethodNames, key.application_method()));
  put(Dimension::cdn_method, text_of(model::kMethodNames, key.cdn_method()));
  put(Dimension::traffic_class, text_of(model::kTrafficClassNames, key.traffic_class()));
  put(Dimension::coverage, text_of(model::kCoverageNames, key.coverage()));
  put(Dimension::exporter, text_of(names, Dimension::exporter, key.exporter()));
  out.volume = row.volume;
  return out;
}

store::VolumeBatch volume_batch(std::string id, std::span<const Parcel> parcels) {
  store::VolumeBatch batch{.id = std::move(id), .rows = {}};
  for (const Parcel& parcel : parcels) {
    for (const RolledRow& row : parcel.rows) {
      batch.rows.push_back(volume_row(row, parcel.names));
    }
  }
  return batch;
}

store::LedgerBatch ledger_batch(const std::string& id, std::span<const Parcel> parcels) {
  store::LedgerBatch batch{.id = id + "/ledger", .rows = {}};
  for (const Parcel& parcel : parcels) {
    batch.rows.insert(batch.rows.end(), parcel.ledger.begin(), parcel.ledger.end());
  }
  return batch;
}

store::FlowBatch flow_batch(const std::string& id, std::span<const Parcel> parcels) {
  store::FlowBatch batch{.id = id + "/flows", .rows = {}};
  for (const Parcel& parcel : parcels) {
    for (const KeptFlow& flow : parcel.flows) {
      batch.rows.push_back(flow_row(flow, parcel.names));
    }
  }
  return batch;
}

}  // namespace sixscope::ingest
