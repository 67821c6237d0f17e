#include "api/health.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "store/windows.h"

namespace sixscope::api {
namespace {

using Ledgers = std::map<std::string, RecentCounters, std::less<>>;

// The newest minutes of each exporter's ledger.
Ledgers read_ledgers(const Dependencies& dependencies, Instant now) {
  const Instant end = store::round_up(now, store::Resolution::minute);
  Ledgers ledgers;
  if (const auto rows = dependencies.store.read_ledger(
          end - dependencies.rules.ledger_window - std::chrono::minutes(1), end)) {
    for (const store::LedgerRow& row : *rows) {
      ledgers[row.exporter] = {row.counters, true};
    }
  }
  return ledgers;
}

}  // namespace

std::vector<Examined> examine_exporters(const Dependencies& dependencies, Instant now) {
  const Ledgers ledgers = read_ledgers(dependencies, now);
  std::vector<Examined> all;
  for (store::ExporterStatus& exporter : dependencies.live.exporters()) {
    if (exporter.name.empty() && dependencies.exporter_name) {
      exporter.name = dependencies.exporter_name(exporter.address);
    }
    const auto found = ledgers.find(exporter.address);
    RecentCounters recent = found == ledgers.end() ? RecentCounters{} : found->second;
    auto diagnoses = diagnose(exporter, recent, now, dependencies.rules);
    const auto status = status_of(diagnoses, *dependencies.catalogue);
    all.push_back({std::move(exporter), std::move(recent), std::move(diagnoses), status});
  }
  const auto rank = [](const Examined& examined) {
    constexpr std::array<std::string_view, 4> kOrder = {"fault", "silent", "warning", "ok"};
    return std::ranges::find(kOrder, examined.status) - kOrder.begin();
  };
  std::ranges::stable_sort(all, [&](const Examined& a, const Examined& b) {
    if (rank(a) != rank(b)) {
      return rank(a) < rank(b);
    }
    return std::tie(a.exporter.address, a.exporter.observation_domain) <
           std::tie(b.exporter.address, b.exporter.observation_domain);
  });
  return all;
}

}  // namespace sixscope::api
