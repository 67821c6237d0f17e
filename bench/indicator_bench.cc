// Every indicator of the shipped catalogue, over 31 provinces, four operators and 36 months, from
// stored submissions and roll-ups: all months, and the newest alone.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "figures/evaluation.h"
#include "filled_nation.h"

namespace {

using namespace sixscope;  // NOLINT: a program of its own.

const bench::FilledNation* nation() {
  static const auto made = bench::FilledNation::make({});
  if (!made) {
    std::fprintf(stderr, "%s\n", describe(made.error()).c_str());
    return nullptr;
  }
  return made->get();
}

// The most memory that the process had since `forget_peak`, in MB (proc(5)).
double peak_mb() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) {
      return std::stod(line.substr(6)) / 1024;
    }
  }
  return 0;
}
void forget_peak() { std::ofstream("/proc/self/clear_refs") << 5; }

struct Count {
  std::size_t values = 0;
  std::size_t gaps = 0;
};

// All scopes of all months of all methods.
Result<Count> evaluate(const bench::FilledNation& country, model::Month first, model::Month last) {
  std::vector<const indicators::Indicator*> which;
  for (const indicators::Indicator& one : country.sources().catalogue.definitions.indicators) {
    which.push_back(&one);
  }
  const auto known = country.sources().registry.newest_commit();
  if (!known) {
    return fail_like(known);
  }
  const auto all = figures::evaluate(country.sources(), which, {}, first, last, *known,
                                     country.expectation(), registry::Scope::everything("bench"));
  if (!all) {
    return fail_like(all);
  }
  Count count;
  for (const figures::MethodEvaluation& one : all->methods) {
    for (const figures::Period& period :
         figures::periods_in(first, last, figures::PeriodKind::month)) {
      for (const auto& [scope, value] : one.values(period)) {
        ++count.values;
        count.gaps += value.value ? 0 : 1;
      }
    }
  }
  return count;
}

void evaluate_months(benchmark::State& state) {
  const bench::FilledNation* const country = nation();
  if (country == nullptr) {
    state.SkipWithError("the country could not be made");
    return;
  }
  const model::Month last = country->size().first + (country->size().months - 1);
  const model::Month first = last - static_cast<std::int32_t>(state.range(0) - 1);
  forget_peak();
  Count count;
  for (auto _ : state) {
    const auto done = evaluate(*country, first, last);
    if (!done || done->values == 0) {
      state.SkipWithError(done ? "nothing was computed" : describe(done.error()).c_str());
      return;
    }
    count = *done;
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(count.values));
  state.counters["values"] = static_cast<double>(count.values);
  state.counters["of them without a figure"] = static_cast<double>(count.gaps);
  state.counters["stored rows"] = static_cast<double>(country->objects());
  state.counters["MB at most"] = peak_mb();
}
BENCHMARK(evaluate_months)->Arg(36)->Arg(1)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
