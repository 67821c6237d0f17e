#include "adapters/http_server/static_files.h"

#include <array>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>
#include <utility>

#include "adapters/http_server/gzip.h"
#include "http/problem.h"

namespace sixscope::adapters {
namespace {

namespace fs = std::filesystem;

/// Largest file served, and most files kept in memory: the console has a few dozen small ones.
constexpr std::uintmax_t kFileBytesMax = 16U * 1024 * 1024;
constexpr std::size_t kCachedFilesMax = 512;
/// Below this a gzip header and a decoder cost more than they save.
constexpr std::size_t kPackedBytesMin = 1024;

struct Kind {
  std::string_view extension;
  std::string_view content_type;
  bool is_text;
};
constexpr std::array<Kind, 14> kKinds = {{
    {".html", "text/html; charset=utf-8", true},
    {".js", "text/javascript; charset=utf-8", true},
    {".mjs", "text/javascript; charset=utf-8", true},
    {".css", "text/css; charset=utf-8", true},
    {".json", "application/json", true},
    {".map", "application/json", true},
    {".svg", "image/svg+xml", true},
    {".txt", "text/plain; charset=utf-8", true},
    {".webmanifest", "application/manifest+json", true},
    {".png", "image/png", false},
    {".webp", "image/webp", false},
    {".ico", "image/x-icon", false},
    {".woff2", "font/woff2", false},
    {".wasm", "application/wasm", false},
}};
constexpr Kind kOtherKind = {"", "application/octet-stream", false};

const Kind& kind_of(const fs::path& path) {
  const std::string extension = path.extension().string();
  for (const Kind& kind : kKinds) {
    if (kind.extension == extension) {
      return kind;
    }
  }
  return kOtherKind;
}

// The path inside the directory; nothing if any segment could lead out of it or is hidden.
std::optional<std::string> relative_path(std::string_view path) {
  const auto decoded = http::percent_decode(path, http::Plus::literal);
  if (!decoded || !decoded->starts_with('/') || decoded->find('\\') != std::string::npos) {
    return std::nullopt;
  }
  const fs::path relative = fs::path(decoded->substr(1));
  for (const fs::path& part : relative) {
    if (part.string().starts_with('.') || part.is_absolute()) {
      return std::nullopt;
    }
  }
  return relative.is_absolute() ? std::nullopt : std::optional(relative.generic_string());
}

std::optional<std::string> read_file(const fs::path& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error) || fs::file_size(path, error) > kFileBytesMax || error) {
    return std::nullopt;
  }
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    return std::nullopt;
  }
  return std::string(std::istreambuf_iterator<char>(in), {});
}

}  // namespace

StaticFiles::StaticFiles(fs::path directory) : directory_(std::move(directory)) {}

std::shared_ptr<const StaticFiles::File> StaticFiles::load(const std::string& relative) const {
  const fs::path path = directory_ / relative;
  std::error_code error;
  const auto changed = fs::last_write_time(path, error);
  if (error) {
    return nullptr;
  }
  auto kept = cache_.with([&](const auto& cache) {
    const auto found = cache.find(relative);
    return found == cache.end() ? nullptr : found->second;
  });
  if (kept && kept->changed == changed) {
    return kept;
  }
  auto plain = read_file(path);
  if (!plain) {
    return nullptr;
  }
  auto file = std::make_shared<File>();
  file->changed = changed;
  file->tag = http::entity_tag(*plain);
  fs::path beside = path;
  beside += ".gz";
  const auto beside_changed = fs::last_write_time(beside, error);
  if (!error && beside_changed >= changed) {
    file->packed = read_file(beside).value_or("");
  } else if (kind_of(path).is_text && plain->size() >= kPackedBytesMin) {
    file->packed = gzip(*plain, 9).value_or("");
  }
  file->plain = std::move(*plain);
  cache_.with([&](auto& cache) {
    if (cache.size() >= kCachedFilesMax) {
      cache.clear();
    }
    cache[relative] = file;
  });
  return file;
}

http::Response StaticFiles::answer(const http::Request& request) const {
  const auto missing = [&] {
    return http::problem({.status = 404, .detail = "no file at " + request.target.path});
  };
  auto relative = relative_path(request.target.path);
  if (!relative) {
    return missing();
  }
  // An address of the console's own router has no file: index.html answers it.
  const bool own = relative->empty() || fs::path(*relative).extension().empty();
  auto file = relative->empty() ? nullptr : load(*relative);
  if (!file && own) {
    relative = "index.html";
    file = load(*relative);
  }
  if (!file && own) {
    return http::problem({.status = 404, .detail = "the console is not built: run `make console`"});
  }
  if (!file) {
    return missing();
  }
  http::Response response{.status = 200,
                          .content_type = std::string(kind_of(*relative).content_type)};
  response.caching =
      relative->starts_with("assets/") ? http::Caching::immutable : http::Caching::revalidate;
  const bool packed = !file->packed.empty() && http::accepts_gzip(request);
  response.body = packed ? file->packed : file->plain;
  // The two forms are different bytes, so they need different strong tags (RFC 9110 s.8.8.3.3).
  response.headers.set("ETag",
                       packed ? file->tag.substr(0, file->tag.size() - 1) + "-gz\"" : file->tag);
  response.headers.set("Vary", "Accept-Encoding");
  if (packed) {
    response.headers.set("Content-Encoding", "gzip");
  }
  return response;
}

}  // namespace sixscope::adapters
