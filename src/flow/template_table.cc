#include "flow/template_table.h"

namespace sixscope::flow {

TemplateChange TemplateTable::define(const wire::TemplateDefinition& definition, Instant now) {
  forget_last();
  std::unique_ptr<Template>& entry = templates_[definition.id];
  const TemplateChange change = !entry                            ? TemplateChange::added
                                : entry->definition == definition ? TemplateChange::repeated
                                                                  : TemplateChange::redefined;
  if (change == TemplateChange::repeated) {
    entry->refreshed = now;
    return change;
  }
  entry = std::make_unique<Template>(Template{
      .definition = definition, .plan = compile_plan(definition.fields), .refreshed = now});
  return change;
}

const Template* TemplateTable::find(std::uint16_t id, Instant now, std::chrono::seconds age_max) {
  if (last_ == nullptr || last_->definition.id != id) {
    const auto found = templates_.find(id);
    if (found == templates_.end()) {
      return nullptr;
    }
    last_ = found->second.get();
  }
  if (age_max.count() != 0 && now - last_->refreshed > age_max) {
    withdraw(id);
    return nullptr;
  }
  return last_;
}

std::size_t TemplateTable::withdraw(std::uint16_t id) {
  forget_last();
  return templates_.erase(id);
}

std::size_t TemplateTable::withdraw_all(bool options) {
  forget_last();
  return std::erase_if(
      templates_, [&](const auto& entry) { return entry.second->definition.options == options; });
}

}  // namespace sixscope::flow
