#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "flow/sampling.h"
#include "model/flow.h"

namespace sixscope::flow {

/// Looks rates up for the flows of one exporter and remembers the last answers, so that a record
/// costs a comparison. A value.
class RateFinder {
 public:
  /// Starts over: new exporter, or its table changed. `table` and `fallback` (the table of domain
  /// 0, which speaks for the whole exporter; may be null) are borrowed until the next call.
  void use(const std::optional<model::SamplingRate>& fixed, const SamplingTable& table,
           const SamplingTable* fallback, bool assume_unsampled) {
    fixed_ = fixed;
    table_ = table.empty() && fallback != nullptr ? fallback : &table;
    assume_unsampled_ = assume_unsampled;
    if (owner_ != table_ || version_ != table_->version()) {
      cache_ = {};
      owner_ = table_;
      version_ = table_->version();
    }
  }

  /// True if every flow without selector and rate of its own gets `constant_rate()`.
  [[nodiscard]] bool is_constant() const { return fixed_.has_value() || table_->uniform(); }
  [[nodiscard]] bool is_fixed() const { return fixed_.has_value(); }
  [[nodiscard]] model::SamplingRate constant_rate() const { return resolve({}); }

  [[nodiscard]] model::SamplingRate rate_of(const SamplingQuery& query) {
    Entry& entry = cache_[slot_of(query)];
    if (!entry.used || entry.selector != query.selector || entry.input != query.input ||
        entry.output != query.output || entry.direction != query.direction ||
        entry.family != query.family) {
      entry = {.selector = query.selector,
               .input = query.input,
               .output = query.output,
               .direction = query.direction,
               .family = query.family,
               .used = true,
               .rate = resolve(query)};
    }
    return entry.rate;
  }

 private:
  static constexpr std::size_t kCacheSize = 64;
  struct Entry {
    std::optional<std::uint64_t> selector;
    std::uint32_t input = 0;
    std::uint32_t output = 0;
    model::Direction direction = model::Direction::unknown;
    net::Family family = net::Family::none;
    bool used = false;
    model::SamplingRate rate;
  };

  static std::size_t slot_of(const SamplingQuery& query) {
    const std::uint64_t mixed = query.selector.value_or(0) * 31 + query.input * 7ULL +
                                query.output * 3ULL + static_cast<std::uint64_t>(query.family);
    return (mixed ^ (mixed >> 6U)) % kCacheSize;
  }

  [[nodiscard]] model::SamplingRate resolve(const SamplingQuery& query) const {
    if (fixed_) {
      return *fixed_;
    }
    const auto found = table_->find(query);
    if (found) {
      return *found;
    }
    return assume_unsampled_ ? model::SamplingRate{} : kUnknownRate;
  }

  std::optional<model::SamplingRate> fixed_;
  const SamplingTable* table_ = nullptr;
  const SamplingTable* owner_ = nullptr;
  std::uint32_t version_ = 0;
  bool assume_unsampled_ = true;
  std::array<Entry, kCacheSize> cache_{};
};

}  // namespace sixscope::flow
