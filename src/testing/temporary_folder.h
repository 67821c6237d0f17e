#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace sixscope::testing {

/// A folder of a test's own that is gone with it.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(
      const std::filesystem::path& beneath = std::filesystem::temp_directory_path()) {
    std::string name = (beneath / "sixscope-test-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::string file(const char* name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace sixscope::testing
