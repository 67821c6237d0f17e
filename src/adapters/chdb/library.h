#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

namespace sixscope::adapters {

/// Opaque handles of libchdb's C interface.
struct ChdbConnection;
struct ChdbResult;
struct ChdbInsertStream;

/// The functions of libchdb.so that we call, found with dlopen: the program links without it.
///
/// Loaded only in the store's own process: the library brings its own allocator and signal handlers
/// and dies under sanitizers. Never unloaded.
struct ChdbLibrary {
  const char* (*version)();
  ChdbConnection** (*connect)(int, char**);
  void (*close)(ChdbConnection**);
  ChdbResult* (*query)(ChdbConnection*, const char*, std::size_t, const char*, std::size_t);
  ChdbInsertStream* (*insert_begin)(ChdbConnection*, const char*, const char*);
  int (*insert_append)(ChdbInsertStream*, const void*, std::size_t);
  ChdbResult* (*insert_done)(ChdbInsertStream*);
  const char* (*insert_error)(ChdbInsertStream*);
  void (*insert_destroy)(ChdbInsertStream*);
  char* (*result_buffer)(ChdbResult*);
  std::size_t (*result_length)(ChdbResult*);
  const char* (*result_error)(ChdbResult*);
  void (*result_destroy)(ChdbResult*);
  void (*signal_handlers_enabled)(int);
};

/// Where libchdb.so may be, best first: $SIXSCOPE_LIBCHDB alone if set; beside the program; under
/// lib/sixscope of its prefix; node_modules of the folders above it and of the working directory.
[[nodiscard]] std::vector<std::filesystem::path> library_places();

/// The first of `places` that exists. `not_found` lists them all and says how to get it.
[[nodiscard]] Result<std::filesystem::path> find_library(
    const std::vector<std::filesystem::path>& places = library_places());

/// Loads the library and switches its signal handlers off.
[[nodiscard]] Result<ChdbLibrary> load_library(const std::filesystem::path& path);

}  // namespace sixscope::adapters
