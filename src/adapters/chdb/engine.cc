#include "adapters/chdb/engine.h"

#include <algorithm>
#include <filesystem>
#include <memory>

namespace sixscope::adapters {
namespace {

/// A result of the library, freed with its own function.
class Answer {
 public:
  Answer(const ChdbLibrary& library, ChdbResult* result) : library_(library), result_(result) {}
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;
  ~Answer() {
    if (result_ != nullptr) {
      library_.result_destroy(result_);
    }
  }

  [[nodiscard]] Result<std::string> text() const {
    if (result_ == nullptr) {
      return fail(Errc::unavailable, "embedded store: the engine gave no answer");
    }
    if (const char* error = library_.result_error(result_); error != nullptr) {
      return fail_because(error, Errc::malformed, "embedded store: the statement failed");
    }
    const char* const bytes = library_.result_buffer(result_);
    return bytes == nullptr ? std::string() : std::string(bytes, library_.result_length(result_));
  }

 private:
  const ChdbLibrary& library_;
  ChdbResult* result_;
};

bool is_identifier(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

std::string text_literal(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') {
      out += '\\';
    }
    out += c;
  }
  return out + "'";
}

}  // namespace

EngineSession::EngineSession(EngineSession&& other) noexcept
    : library_(other.library_), connection_(std::exchange(other.connection_, nullptr)) {}

EngineSession::~EngineSession() {
  if (connection_ != nullptr) {
    library_->close(connection_);
  }
}

Result<void> EngineSession::set(const EngineSettings& settings) {
  for (const auto& [name, value] : settings) {
    if (!is_identifier(name)) {
      return fail_because(name, Errc::malformed, "embedded store: not the name of a setting");
    }
    const auto done = query("SET " + name + " = " + text_literal(value), "TabSeparated");
    if (!done) {
      return fail_like(done);
    }
  }
  return {};
}

Result<std::string> EngineSession::query(std::string_view sql, std::string_view format) {
  const Answer answer(*library_, library_->query(*connection_, sql.data(), sql.size(),
                                                 format.data(), format.size()));
  return answer.text();
}

Result<void> EngineSession::insert(const std::string& insert, const std::string& format,
                                   ByteView rows) {
  const std::unique_ptr<ChdbInsertStream, void (*)(ChdbInsertStream*)> stream(
      library_->insert_begin(*connection_, insert.c_str(), format.c_str()),
      library_->insert_destroy);
  if (stream == nullptr) {
    return fail(Errc::unavailable, "embedded store: the engine took no rows");
  }
  if (const char* error = library_->insert_error(stream.get()); error != nullptr) {
    return fail_because(error, Errc::malformed, "embedded store: the insert failed");
  }
  if (library_->insert_append(stream.get(), rows.data(), rows.size()) != 0) {
    const char* const error = library_->insert_error(stream.get());
    return fail_because(error == nullptr ? "" : error, Errc::malformed,
                        "embedded store: the rows were refused");
  }
  const Answer answer(*library_, library_->insert_done(stream.get()));
  const auto text = answer.text();
  return text ? Result<void>() : fail_like(text);
}

Result<Engine> Engine::open(const ChdbLibrary& library, const EngineOptions& options) {
  std::error_code failed;
  std::filesystem::create_directories(options.path, failed);
  if (failed) {
    return fail_because(options.path + ": " + failed.message(), Errc::unavailable,
                        "embedded store: its directory cannot be made");
  }
  Engine engine(library, {"clickhouse", "--path=" + options.path,
                          "--max_server_memory_usage=" + std::to_string(options.memory_bytes_max),
                          "--max_memory_usage=" + std::to_string(options.memory_bytes_max / 4 * 3),
                          "--mark_cache_size=" + std::to_string(options.memory_bytes_max / 8),
                          "--background_pool_size=" + std::to_string(options.background_threads),
                          "--background_schedule_pool_size=4"});
  auto idle = engine.connect();
  if (!idle) {
    return fail_like(idle);
  }
  engine.idle_.emplace(std::move(*idle));
  return engine;
}

Result<EngineSession> Engine::connect() const {
  std::vector<std::string> arguments = arguments_;
  std::vector<char*> pointers;
  for (std::string& argument : arguments) {
    pointers.push_back(argument.data());
  }
  ChdbConnection** const connection =
      library_->connect(static_cast<int>(pointers.size()), pointers.data());
  if (connection == nullptr) {
    return fail_because(arguments_.at(1) + " may be in use by another process", Errc::unavailable,
                        "embedded store: its directory does not open");
  }
  return EngineSession(*library_, connection);
}

}  // namespace sixscope::adapters
