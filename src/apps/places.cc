#include "apps/places.h"

#include <cstdlib>
#include <vector>

namespace sixscope::apps {

namespace fs = std::filesystem;

std::optional<fs::path> find_directory(const std::string& name) {
  std::vector<fs::path> roots;
  if (const char* const home = std::getenv("SIXSCOPE_HOME")) {
    roots.emplace_back(home);
  }
  std::error_code wrong;
  const fs::path program = fs::read_symlink("/proc/self/exe", wrong).parent_path();
  if (!wrong) {
    roots.push_back(program / "../share/sixscope");
    constexpr int kLevelsMax = 3;
    fs::path level = program;
    for (int i = 0; i <= kLevelsMax; ++i, level = level.parent_path()) {
      roots.push_back(level);
    }
  }
  roots.push_back(fs::current_path(wrong));
  for (const fs::path& root : roots) {
    if (fs::is_directory(root / name, wrong)) {
      return fs::weakly_canonical(root / name, wrong);
    }
  }
  return std::nullopt;
}

}  // namespace sixscope::apps
