#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "flow/record_plan.h"
#include "wire/template.h"

namespace sixscope::flow {

/// A template in force: as defined, and compiled.
struct Template {
  wire::TemplateDefinition definition;
  RecordPlan plan;
  Instant refreshed;  ///< Last time it was announced.
};

/// What a definition did to the table.
enum class TemplateChange : std::uint8_t { added, repeated, redefined };

/// Templates of one transport session, exporter and observation domain; v9 and IPFIX apart.
class TemplateTable {
 public:
  using Templates = std::unordered_map<std::uint16_t, std::unique_ptr<Template>>;

  /// Takes a definition over. The caller has checked the limit if the id is new.
  TemplateChange define(const wire::TemplateDefinition& definition, Instant now);

  /// The template in force for data set `id`, or nullptr; one older than `age_max` is removed.
  /// `age_max` of zero: no limit.
  [[nodiscard]] const Template* find(std::uint16_t id, Instant now, std::chrono::seconds age_max);

  [[nodiscard]] bool contains(std::uint16_t id) const { return templates_.contains(id); }
  /// Removes one; how many went (0 or 1).
  std::size_t withdraw(std::uint16_t id);
  /// Removes all of one kind; how many went.
  std::size_t withdraw_all(bool options);

  [[nodiscard]] std::size_t size() const { return templates_.size(); }
  [[nodiscard]] const Templates& all() const { return templates_; }

 private:
  void forget_last() { last_ = nullptr; }

  Templates templates_;
  const Template* last_ = nullptr;  ///< Found last: sets of one template come in a row.
};

}  // namespace sixscope::flow
