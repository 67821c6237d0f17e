#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/chdb/library.h"
#include "base/byte_reader.h"
#include "base/result.h"

namespace sixscope::adapters {

/// How the embedded engine runs.
struct EngineOptions {
  std::string path;  ///< Its directory; made if missing. One process at a time.
  std::uint64_t memory_bytes_max = 2'147'483'648;
  unsigned background_threads = 2;
};

using EngineSettings = std::vector<std::pair<std::string, std::string>>;

/// One connection to the engine. For one thread at a time. After an error it must be thrown away:
/// a failed statement stays in the engine, with its memory, until its connection is closed.
class EngineSession {
 public:
  EngineSession(EngineSession&& other) noexcept;
  EngineSession(const EngineSession&) = delete;
  EngineSession& operator=(const EngineSession&) = delete;
  EngineSession& operator=(EngineSession&&) = delete;
  ~EngineSession();

  /// Applies settings to the statements that follow. Names must be identifiers.
  Result<void> set(const EngineSettings& settings);
  /// Runs a statement without row data; the answer is in `format`.
  [[nodiscard]] Result<std::string> query(std::string_view sql, std::string_view format);
  /// `insert` is "INSERT INTO t (...) SETTINGS ..." without FORMAT; `rows` goes past the parser of
  /// statements: a blank line in row data given as text would begin a new statement.
  Result<void> insert(const std::string& insert, const std::string& format, ByteView rows);

 private:
  friend class Engine;
  EngineSession(const ChdbLibrary& library, ChdbConnection** connection)
      : library_(&library), connection_(connection) {}

  const ChdbLibrary* library_;  ///< Borrowed from whoever opened the Engine.
  ChdbConnection** connection_;
};

/// The embedded engine of this process. Keeps one idle connection, or the engine would stop and
/// start with each request. Sessions may be opened from several threads.
class Engine {
 public:
  /// Opens the directory; `library` must outlive the engine. `unavailable` if another process holds
  /// it.
  [[nodiscard]] static Result<Engine> open(const ChdbLibrary& library,
                                           const EngineOptions& options);
  [[nodiscard]] Result<EngineSession> connect() const;
  /// Closes the idle connection. The process must end with `_exit` afterwards: the library's own
  /// threads do not stop.
  void close() { idle_.reset(); }

 private:
  Engine(const ChdbLibrary& library, std::vector<std::string> arguments)
      : library_(&library), arguments_(std::move(arguments)) {}

  const ChdbLibrary* library_;  ///< Borrowed from the caller of `open`.
  std::vector<std::string> arguments_;
  std::optional<EngineSession> idle_;
};

}  // namespace sixscope::adapters
