#include "adapters/toml_files/toml_folder.h"

#include <toml++/toml.h>

#include <fstream>
#include <iterator>
#include <set>
#include <system_error>
#include <tuple>

namespace sixscope::adapters {

namespace fs = std::filesystem;

std::optional<std::string> TomlFolder::content(const std::string& file) {
  std::ifstream in(catalogue_ / file, std::ios::binary);
  if (!in) {
    faults_.push_back({file, 0, "cannot be opened"});
    return std::nullopt;
  }
  return std::string(std::istreambuf_iterator<char>(in), {});
}

bool TomlFolder::has(const std::string& folder) const {
  std::error_code ignored;
  return fs::is_directory(catalogue_ / folder, ignored);
}

void TomlFolder::one(const std::string& file, const std::function<void(TomlEntry&)>& visit) {
  const auto text = content(file);
  if (!text) {
    return;
  }
  try {
    const toml::table table = toml::parse(*text, file);
    TomlEntry entry(table, file, faults_);
    visit(entry);
    entry.finish();
  } catch (const toml::parse_error& wrong) {
    faults_.push_back({file, wrong.source().begin.line, std::string(wrong.description())});
  }
}

void TomlFolder::each(const std::string& folder,
                      const std::function<void(TomlEntry&, const std::string&)>& visit) {
  std::set<std::string> stems;  // In order: that of a directory is nobody's promise.
  std::error_code error;
  for (fs::directory_iterator entry(catalogue_ / folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().extension() == ".toml") {
      stems.insert(entry->path().stem().string());
    }
  }
  if (error || stems.empty()) {
    faults_.push_back({folder, 0, error ? error.message() : "has no file"});
  }
  for (const std::string& stem : stems) {
    one(folder + "/" + stem + ".toml", [&](TomlEntry& entry) { visit(entry, stem); });
  }
}

std::string describe(std::vector<CatalogueFault> faults) {
  std::ranges::stable_sort(
      faults, {}, [](const CatalogueFault& fault) { return std::tuple(fault.file, fault.line); });
  std::string all;
  for (const CatalogueFault& fault : faults) {
    all += (all.empty() ? "" : "\n") + fault.describe();
  }
  return all;
}

}  // namespace sixscope::adapters
