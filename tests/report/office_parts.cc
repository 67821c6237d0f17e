#include "office_parts.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>
#include <span>

#include "adapters/xlsx/container.h"
#include "plain_picture.h"

namespace sixscope::testing {

std::string part_of(std::string_view office_file, std::string_view name) {
  auto container = adapters::Container::open(std::as_bytes(std::span(office_file)), {});
  std::string content;
  if (!container) {
    ADD_FAILURE() << describe(container.error());
    return content;
  }
  const auto done = container->unpack(name, [&](std::string_view piece) -> Result<void> {
    content += piece;
    return {};
  });
  EXPECT_TRUE(done) << name;
  return content;
}

std::size_t count_of(std::string_view text, std::string_view what) {
  std::size_t count = 0;
  for (std::size_t at = text.find(what); at != std::string_view::npos;
       at = text.find(what, at + what.size())) {
    ++count;
  }
  return count;
}

document::Rasterise frames() {
  return [](const document::Drawing& drawing, double dots_per_inch) -> Result<std::string> {
    return plain_picture(drawing, dots_per_inch);
  };
}

std::string in_time_zone(const char* zone, const std::function<Result<std::string>()>& what) {
  const char* before = std::getenv("TZ");
  const std::string saved = before == nullptr ? "" : before;
  setenv("TZ", zone, 1);
  tzset();
  auto bytes = what();
  if (before == nullptr) {
    unsetenv("TZ");
  } else {
    setenv("TZ", saved.c_str(), 1);
  }
  tzset();
  EXPECT_TRUE(bytes);
  return bytes ? *std::move(bytes) : std::string();
}

}  // namespace sixscope::testing
