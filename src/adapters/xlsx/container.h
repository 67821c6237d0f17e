#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/byte_reader.h"
#include "base/result.h"
#include "table/sheet.h"

struct zip;

namespace sixscope::adapters {

/// The parts of an .xlsx file (ECMA-376 part 2: a ZIP archive), unpacked one at a time from memory.
/// Nothing is believed of what headers say of sizes. Borrows `bytes`.
class Container {
 public:
  /// Refuses what is no such file, too many parts, and names that are twice there or odd.
  [[nodiscard]] static Result<Container> open(ByteView bytes, const table::Limits& limits);

  /// Names are compared whatever their case, as part 2, 6.3.5 has it.
  [[nodiscard]] bool has(std::string_view name) const;

  /// Unpacks a part in pieces, until `take` fails. The sum over all parts is bounded.
  Result<void> unpack(std::string_view name,
                      const std::function<Result<void>(std::string_view piece)>& take);

 private:
  struct Part {
    std::uint64_t index = 0;
    std::uint64_t packed_bytes = 0;
  };
  struct Close {
    void operator()(zip* archive) const;
  };

  Container(zip* archive, std::size_t unpacked_max, std::size_t packed_max)
      : archive_(archive), unpacked_max_(unpacked_max), packed_max_(packed_max) {}
  Result<void> list();
  Result<void> add(std::uint64_t index);

  std::unique_ptr<zip, Close> archive_;
  std::map<std::string, Part, std::less<>> parts_;
  std::size_t unpacked_max_;
  std::size_t packed_max_;
  std::size_t unpacked_ = 0;
};

}  // namespace sixscope::adapters
