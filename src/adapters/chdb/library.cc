#include "adapters/chdb/library.h"

#include <dlfcn.h>

#include <cstdlib>
#include <cstring>
#include <system_error>

namespace sixscope::adapters {
namespace {

namespace fs = std::filesystem;

constexpr const char* kName = "libchdb.so";
constexpr const char* kPackage = "node_modules/@chdb/lib-linux-x64-gnu";
constexpr int kFoldersUpMax = 6;

/// Looks up one symbol; notes its name in `missing` if the library lacks it.
class Symbols {
 public:
  explicit Symbols(void* handle) : handle_(handle) {}

  template <class Function>
  void find(Function*& target, const char* name) {
    void* const symbol = dlsym(handle_, name);
    if (symbol == nullptr) {
      missing_ += missing_.empty() ? name : std::string(", ") + name;
      return;
    }
    static_assert(sizeof target == sizeof symbol);
    std::memcpy(static_cast<void*>(&target), static_cast<const void*>(&symbol),
                sizeof symbol);  // POSIX: data and code pointers are alike.
  }

  [[nodiscard]] const std::string& missing() const { return missing_; }

 private:
  void* handle_;
  std::string missing_;
};

}  // namespace

std::vector<fs::path> library_places() {
  if (const char* named = std::getenv("SIXSCOPE_LIBCHDB"); named != nullptr && *named != '\0') {
    return {named};
  }
  std::vector<fs::path> places;
  std::error_code ignored;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
  fs::path folder = program.parent_path();
  places.push_back(folder / kName);
  places.push_back(folder.parent_path() / "lib" / "sixscope" / kName);
  for (int up = 0; up < kFoldersUpMax && folder.has_relative_path(); ++up) {
    places.push_back(folder / kPackage / kName);
    folder = folder.parent_path();
  }
  places.push_back(fs::current_path(ignored) / kPackage / kName);
  return places;
}

Result<fs::path> find_library(const std::vector<fs::path>& places) {
  std::string looked;
  for (const fs::path& place : places) {
    std::error_code ignored;
    if (fs::is_regular_file(place, ignored)) {
      return place;
    }
    looked += (looked.empty() ? "" : ", ") + place.string();
  }
  return fail_because("looked for " + looked +
                          "; run `npm ci` in the project folder, or name the file in "
                          "SIXSCOPE_LIBCHDB",
                      Errc::not_found, "embedded store: libchdb.so is not installed");
}

Result<ChdbLibrary> load_library(const fs::path& path) {
  void* const handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    const char* const why = dlerror();
    return fail_because(why == nullptr ? path.string() : why, Errc::unavailable,
                        "embedded store: libchdb.so does not load");
  }
  ChdbLibrary library{};
  Symbols symbols(handle);
  symbols.find(library.version, "chdb_version");
  symbols.find(library.connect, "chdb_connect");
  symbols.find(library.close, "chdb_close_conn");
  symbols.find(library.query, "chdb_query_n");
  symbols.find(library.insert_begin, "chdb_stream_insert");
  symbols.find(library.insert_append, "chdb_stream_append");
  symbols.find(library.insert_done, "chdb_stream_done");
  symbols.find(library.insert_error, "chdb_stream_insert_error");
  symbols.find(library.insert_destroy, "chdb_destroy_insert_stream");
  symbols.find(library.result_buffer, "chdb_result_buffer");
  symbols.find(library.result_length, "chdb_result_length");
  symbols.find(library.result_error, "chdb_result_error");
  symbols.find(library.result_destroy, "chdb_destroy_query_result");
  symbols.find(library.signal_handlers_enabled, "chdb_set_signal_handlers_enabled");
  if (!symbols.missing().empty()) {
    return fail_because(path.string() + " lacks " + symbols.missing(), Errc::unavailable,
                        "embedded store: libchdb.so is of another version");
  }
  library.signal_handlers_enabled(0);
  return library;
}

}  // namespace sixscope::adapters
