#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/guarded.h"
#include "store/flow_store.h"

namespace sixscope::store {

/// A FlowStore in memory, for tests and trials. Safe from any thread.
class MemoryFlowStore final : public FlowStore {
 public:
  /// Past `rows_max` rows the oldest are dropped, as retention would.
  explicit MemoryFlowStore(std::size_t rows_max = 100'000) : rows_max_(rows_max) {}

  Result<void> append(const FlowBatch& batch) override {
    state_.with([&](State& state) {
      if (!state.batches.insert(batch.id).second) {
        return;
      }
      state.rows.insert(state.rows.end(), batch.rows.begin(), batch.rows.end());
      if (state.rows.size() > rows_max_) {
        const auto surplus = static_cast<std::ptrdiff_t>(state.rows.size() - rows_max_);
        state.rows.erase(state.rows.begin(), state.rows.begin() + surplus);
      }
    });
    return {};
  }

  /// A copy of what is kept.
  [[nodiscard]] std::vector<FlowRow> rows() const {
    return state_.with([](const State& state) { return state.rows; });
  }

 private:
  struct State {
    std::set<std::string, std::less<>> batches;
    std::vector<FlowRow> rows;
  };
  const std::size_t rows_max_;
  Guarded<State> state_;
};

}  // namespace sixscope::store
