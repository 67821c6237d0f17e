#include "ingest/ledger.h"

#include <iterator>

namespace sixscope::ingest {
namespace {

struct Decoded {
  std::string_view name;
  std::uint64_t flow::ExporterCounters::* value;
};
constexpr Decoded kDecoded[] = {
    {"datagrams", &flow::ExporterCounters::datagrams},
    {"records", &flow::ExporterCounters::records},
    {"option_records", &flow::ExporterCounters::option_records},
    {"nat_events", &flow::ExporterCounters::nat_events},
    {"templates_seen", &flow::ExporterCounters::templates_seen},
    {"templates_withdrawn", &flow::ExporterCounters::templates_withdrawn},
    {"templates_redefined", &flow::ExporterCounters::templates_redefined},
    {"template_misses", &flow::ExporterCounters::template_misses},
    {"sets_replayed", &flow::ExporterCounters::sets_replayed},
    {"sets_dropped", &flow::ExporterCounters::sets_dropped},
    {"sequence_gaps", &flow::ExporterCounters::sequence_gaps},
    {"sequence_resets", &flow::ExporterCounters::sequence_resets},
    {"duplicates", &flow::ExporterCounters::duplicates},
    {"reordered", &flow::ExporterCounters::reordered},
    {"rate_unknown_records", &flow::ExporterCounters::rate_unknown_records},
};

struct Received {
  std::string_view name;
  std::uint64_t ReceiveCounters::* value;
};
constexpr Received kReceived[] = {
    {"kernel_drops", &ReceiveCounters::kernel_drops},
    {"queue_drops", &ReceiveCounters::queue_drops},
    {"refused", &ReceiveCounters::refused},
    {"flows_counted", &ReceiveCounters::flows_counted},
    {"flows_uncounted", &ReceiveCounters::flows_uncounted},
    {"flows_no_family", &ReceiveCounters::flows_no_family},
    {"flows_lost", &ReceiveCounters::flows_lost},
    {"entries_skipped", &ReceiveCounters::entries_skipped},
};

static_assert(std::size(kDecoded) + std::size(kReceived) + flow::kMalformedNames.size() +
                  flow::kAdjustmentNames.size() ==
              kLedgerFields);

std::array<std::string, kLedgerFields> make_names() {
  std::array<std::string, kLedgerFields> names;
  std::size_t at = 0;
  for (const Decoded& field : kDecoded) {
    names[at++] = field.name;
  }
  for (const Received& field : kReceived) {
    names[at++] = field.name;
  }
  for (const std::string_view reason : flow::kMalformedNames) {
    names[at++] = "malformed_" + std::string(reason);
  }
  for (const std::string_view kind : flow::kAdjustmentNames) {
    names[at++] = "adjusted_" + std::string(kind);
  }
  return names;
}

}  // namespace

const std::array<std::string, kLedgerFields>& ledger_names() {
  static const std::array<std::string, kLedgerFields> names = make_names();
  return names;
}

LedgerValues ledger_values(const flow::ExporterCounters& decoded, const ReceiveCounters& received) {
  LedgerValues values{};
  std::size_t at = 0;
  for (const Decoded& field : kDecoded) {
    values[at++] = decoded.*field.value;
  }
  for (const Received& field : kReceived) {
    values[at++] = received.*field.value;
  }
  for (const std::uint64_t count : decoded.malformed) {
    values[at++] = count;
  }
  for (const std::uint64_t count : decoded.adjustments) {
    values[at++] = count;
  }
  return values;
}

std::map<std::string, std::uint64_t> ledger_increments(const LedgerValues& before,
                                                       const LedgerValues& now) {
  std::map<std::string, std::uint64_t> increments;
  for (std::size_t i = 0; i < kLedgerFields; ++i) {
    if (now[i] != before[i]) {
      increments[ledger_names()[i]] = now[i] - before[i];
    }
  }
  return increments;
}

std::map<std::string, std::uint64_t> ledger_map(const LedgerValues& values) {
  std::map<std::string, std::uint64_t> all;
  for (std::size_t i = 0; i < kLedgerFields; ++i) {
    all[ledger_names()[i]] = values[i];
  }
  return all;
}

}  // namespace sixscope::ingest
