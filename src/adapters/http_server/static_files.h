#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/guarded.h"
#include "http/message.h"

namespace sixscope::adapters {

/// The console's files from one directory, for http::Router::set_fallback.
///
/// A path without a file is the console's own address, so index.html answers it, unless its last
/// segment has an extension: then 404. Files under `assets/` carry a hash in
/// their name and may be kept for ever; the others are asked for again with their ETag. A client
/// that takes gzip gets NAME.gz if it lies beside the file and is not older, else text is packed
/// once and kept. Nothing outside the directory can be reached. Safe from any thread.
class StaticFiles {
 public:
  explicit StaticFiles(std::filesystem::path directory);

  [[nodiscard]] http::Response answer(const http::Request& request) const;

 private:
  struct File {
    std::filesystem::file_time_type changed;
    std::string plain;
    std::string packed;  ///< Empty: not worth it.
    std::string tag;
  };
  [[nodiscard]] std::shared_ptr<const File> load(const std::string& relative) const;

  std::filesystem::path directory_;
  mutable Guarded<std::map<std::string, std::shared_ptr<const File>>> cache_;
};

}  // namespace sixscope::adapters
