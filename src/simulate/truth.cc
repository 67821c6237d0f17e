#include "simulate/truth.h"

namespace sixscope::simulate {

void Truth::passed(const LabelKey& labels, net::Family family, std::uint64_t bytes,
                   std::uint64_t packets) {
  TruthCell& cell = cells[labels];
  TruthVolume& volume = family == net::Family::v6 ? cell.v6 : cell.v4;
  volume.true_bytes += bytes;
  volume.true_packets += packets;
}

void Truth::arrived(const Contribution& contribution) {
  TruthCell& cell = cells[contribution.labels];
  TruthVolume& volume = contribution.family == net::Family::v6 ? cell.v6 : cell.v4;
  volume.exported_bytes += contribution.bytes;
  volume.exported_packets += contribution.packets;
  volume.samples += contribution.samples;
  ++volume.records;
  ++exporters.at(contribution.labels.exporter).records;
}

}  // namespace sixscope::simulate
