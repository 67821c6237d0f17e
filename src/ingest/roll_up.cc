#include "ingest/roll_up.h"

#include <algorithm>
#include <utility>

namespace sixscope::ingest {
namespace {

constexpr std::size_t kFirstSlots = std::size_t{1} << 14U;

}  // namespace

VolumeKey VolumeKey::of(const enrich::Labels& labels, std::uint16_t exporter,
                        model::Coverage coverage) {
  VolumeKey key;
  key.place = std::uint64_t{labels.region.value()} << 32U;
  key.names = std::uint64_t{labels.operator_} | std::uint64_t{labels.application} << 16U |
              std::uint64_t{labels.cdn} << 32U | std::uint64_t{exporter} << 48U;
  key.classes = std::uint64_t{static_cast<std::uint8_t>(labels.access)} |
                std::uint64_t{static_cast<std::uint8_t>(labels.application_method)} << 8U |
                std::uint64_t{static_cast<std::uint8_t>(labels.cdn_method)} << 16U |
                std::uint64_t{static_cast<std::uint8_t>(labels.traffic_class)} << 24U |
                std::uint64_t{static_cast<std::uint8_t>(coverage)} << 32U;
  return key;
}

RollUp::RollUp(std::size_t rows_max)
    : rows_max_(std::min(rows_max, std::size_t{0xfffffffe})),
      slots_(kFirstSlots, 0),
      mask_(kFirstSlots - 1) {
  rows_.reserve(std::min(rows_max_, kFirstSlots / 2));
}

std::uint64_t RollUp::hash(const VolumeKey& key) {
  // Two multiplications fold three words; the operands are ours, not an attacker's choice of bits.
  __extension__ using Wide = unsigned __int128;
  const Wide first = Wide{key.place ^ 0x9e3779b97f4a7c15U} * (key.names ^ 0xe7037ed1a0b428dbU);
  const std::uint64_t folded =
      static_cast<std::uint64_t>(first) ^ static_cast<std::uint64_t>(first >> 64U);
  const Wide second = Wide{folded ^ key.classes} * 0xa0761d6478bd642fU;
  return static_cast<std::uint64_t>(second) ^ static_cast<std::uint64_t>(second >> 64U);
}

bool RollUp::add(const VolumeKey& key, net::Family family, const model::FamilyVolume& volume) {
  const std::uint64_t hashed = hash(key);
  const std::uint64_t tag = hashed & 0xffffffff00000000U;
  std::size_t at = hashed & mask_;
  for (;; at = (at + 1) & mask_) {  // Ends: at most half of the slots are taken.
    const std::uint64_t slot = slots_[at];
    if (slot == 0) {
      break;
    }
    if ((slot & 0xffffffff00000000U) == tag) {
      RolledRow& row = rows_[static_cast<std::uint32_t>(slot) - 1];
      if (row.key == key) [[likely]] {
        (family == net::Family::v6 ? row.volume.v6 : row.volume.v4) += volume;
        return true;
      }
    }
  }
  if (rows_.size() == rows_max_) {
    return false;
  }
  rows_.push_back({key, {}});
  (family == net::Family::v6 ? rows_.back().volume.v6 : rows_.back().volume.v4) = volume;
  slots_[at] = tag | rows_.size();
  if (rows_.size() * 2 > slots_.size()) {
    grow();
  }
  return true;
}

void RollUp::grow() {
  slots_.assign(slots_.size() * 2, 0);
  mask_ = slots_.size() - 1;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const std::uint64_t hashed = hash(rows_[i].key);
    std::size_t at = hashed & mask_;
    while (slots_[at] != 0) {
      at = (at + 1) & mask_;
    }
    slots_[at] = (hashed & 0xffffffff00000000U) | (i + 1);
  }
}

void RollUp::drain(std::vector<RolledRow>& into) {
  into.clear();
  std::swap(into, rows_);
  std::fill(slots_.begin(), slots_.end(), 0);
}

model::FamilyVolume volume_of(const model::Flow& flow) {
  model::FamilyVolume volume{
      .bytes = flow.bytes, .packets = flow.packets, .flows = 1, .samples = 0, .variance = 0};
  if (flow.rate.sampled() && flow.rate.known()) {
    volume.bytes = model::scaled(flow.bytes, flow.rate);
    volume.packets = model::scaled(flow.packets, flow.rate);
    const double rate =
        static_cast<double>(flow.rate.numerator) / static_cast<double>(flow.rate.denominator);
    if (rate <= 1) {
      return volume;  // Nonsense of the exporter: more than every packet was looked at.
    }
    volume.samples = std::max<std::uint64_t>(flow.packets, 1);
    const auto bytes = static_cast<double>(flow.bytes);
    volume.variance = rate * (rate - 1) * bytes * bytes / static_cast<double>(volume.samples);
  }
  return volume;
}

}  // namespace sixscope::ingest
