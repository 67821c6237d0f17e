#include "api/import_watch.h"

namespace sixscope::api {

ImportWatch::Import::Import(ImportWatch& watch, Name name) : watch_(watch), name_(std::move(name)) {
  if (!name_.second.empty()) {
    watch_.known_.with([this](auto& known) { ++known[name_].imports; });
  }
}

ImportWatch::Import::~Import() {
  watch_.known_.with([this](auto& known) {
    const auto found = known.find(name_);
    if (found != known.end() && --found->second.imports == 0) {
      known.erase(found);
    }
  });
}

void ImportWatch::Import::tell(const registry::ImportProgress& progress) {
  watch_.known_.with([&](auto& known) {
    if (const auto found = known.find(name_); found != known.end()) {
      found->second.progress = progress;
    }
  });
}

std::optional<registry::ImportProgress> ImportWatch::of(const Name& name) {
  return known_.with([&](const auto& known) {
    const auto found = known.find(name);
    return found == known.end() ? std::nullopt : std::optional(found->second.progress);
  });
}

}  // namespace sixscope::api
