#include "adapters/docx/marker.h"

#include <cstddef>
#include <span>

#include "adapters/xlsx/container.h"
#include "document/marker.h"
#include "table/sheet.h"

namespace sixscope::adapters {
namespace {

using document::kMarkerBegin;

constexpr std::size_t kFileMax = 256U << 20U;
constexpr std::size_t kPropertiesMax = 1U << 20U;
constexpr std::size_t kMarkerMax = 255;

bool is_of_marker(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view(":._-+@/").find(c) != std::string_view::npos;
}

// The one marker in a text. The same one may be there more than once.
Result<std::optional<std::string>> marker_in(std::string_view text) {
  std::optional<std::string> found;
  for (std::size_t at = text.find(kMarkerBegin); at != std::string_view::npos;
       at = text.find(kMarkerBegin, at)) {
    std::size_t end = at + kMarkerBegin.size();
    while (end < text.size() && end - at <= kMarkerMax && is_of_marker(text[end])) {
      ++end;
    }
    const std::string_view marker = text.substr(at, end - at);
    at = end;
    if (marker.size() == kMarkerBegin.size() || marker.size() > kMarkerMax) {
      continue;  // A text that speaks of markers, or something else.
    }
    if (found && *found != marker) {
      return fail_because(*found + ", " + std::string(marker), Errc::conflict,
                          "the file names several reports");
    }
    found = marker;
  }
  return found;
}

}  // namespace

Result<std::optional<std::string>> marker_of(std::string_view file_bytes) {
  if (file_bytes.size() > kFileMax) {
    return fail(Errc::out_of_range, "a file of more than 256 MB is no report");
  }
  if (!file_bytes.starts_with("PK\x03\x04")) {
    return marker_in(file_bytes);
  }
  const table::Limits limits{.file_bytes = kFileMax, .unpacked_bytes = kPropertiesMax};
  auto container = Container::open(std::as_bytes(std::span(file_bytes)), limits);
  if (!container) {
    return fail_because(container.error().detail, Errc::malformed,
                        "the archive is no office file that we would read");
  }
  constexpr std::string_view kProperties = "docProps/custom.xml";
  if (!container->has(kProperties)) {
    return std::nullopt;
  }
  std::string properties;
  const auto unpacked = container->unpack(kProperties, [&](std::string_view piece) -> Result<void> {
    properties += piece;
    return {};
  });
  if (!unpacked) {
    return fail_because(unpacked.error().detail, Errc::malformed,
                        "the archive is no office file that we would read");
  }
  return marker_in(properties);
}

}  // namespace sixscope::adapters
