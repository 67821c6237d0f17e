#include "adapters/xlsx/container.h"

#include <zip.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "table/refusal.h"

namespace sixscope::adapters {
namespace {

using table::refuse;
using table::Refused;

constexpr std::uint64_t kPartsMax = 4096;
constexpr std::size_t kPartNameMax = 255;
constexpr std::size_t kPieceBytes = 64U << 10U;
/// Sheets pack to a tenth, much repetition to a fiftieth; a bomb of zeros to a thousandth.
constexpr std::size_t kRatioMax = 400;
constexpr std::size_t kRatioCheckedFrom = 8U << 20U;

constexpr std::array kOleBegin = {std::byte{0xD0}, std::byte{0xCF}, std::byte{0x11},
                                  std::byte{0xE0}};
constexpr std::array kZipBegin = {std::byte{'P'}, std::byte{'K'}, std::byte{3}, std::byte{4}};

bool begins(ByteView bytes, ByteView with) {
  return bytes.size() >= with.size() && std::ranges::equal(bytes.first(with.size()), with);
}

std::string lower(std::string_view name) {
  std::string text(name);
  for (char& c : text) {
    c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  }
  return text;
}

// A path inside the archive: no step upwards, no other root, no other separator.
bool is_part_name(std::string_view name) {
  const bool upwards = name == ".." || name.starts_with("../") || name.ends_with("/..") ||
                       name.find("/../") != std::string_view::npos;
  return !name.empty() && name.size() <= kPartNameMax && !upwards && !name.starts_with('/') &&
         name.find_first_of("\\:") == std::string_view::npos;
}

}  // namespace

void Container::Close::operator()(zip* archive) const { zip_discard(archive); }

Result<Container> Container::open(ByteView bytes, const table::Limits& limits) {
  if (bytes.size() > limits.file_bytes) {
    return refuse(Refused::file_too_large, std::to_string(limits.file_bytes));
  }
  if (begins(bytes, kOleBegin)) {
    return refuse(Refused::old_or_encrypted);
  }
  if (!begins(bytes, kZipBegin)) {
    return refuse(Refused::not_a_spreadsheet);
  }
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, nullptr);
  zip_t* archive = source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, nullptr);
  if (archive == nullptr) {
    zip_source_free(source);
    return refuse(Refused::damaged_container);
  }
  Container container(archive, limits.unpacked_bytes, bytes.size());
  const auto listed = container.list();
  if (!listed) {
    return fail_like(listed);
  }
  return container;
}

Result<void> Container::list() {
  const auto count = static_cast<std::uint64_t>(zip_get_num_entries(archive_.get(), 0));
  if (count > kPartsMax) {
    return refuse(Refused::too_many_parts, std::to_string(kPartsMax));
  }
  for (std::uint64_t index = 0; index < count; ++index) {
    const auto added = add(index);
    if (!added) {
      return added;
    }
  }
  return {};
}

Result<void> Container::add(std::uint64_t index) {
  zip_stat_t stat;
  if (zip_stat_index(archive_.get(), index, ZIP_FL_ENC_RAW, &stat) != 0 ||
      (stat.valid & ZIP_STAT_NAME) == 0) {
    return refuse(Refused::damaged_container);
  }
  const std::string_view name = stat.name;
  if (!is_part_name(name)) {
    return refuse(Refused::part_name, std::string(name.substr(0, kPartNameMax)));
  }
  if (name.ends_with('/')) {
    return {};  // A folder: some programs add them.
  }
  if (stat.encryption_method != ZIP_EM_NONE ||
      (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE)) {
    return refuse(Refused::encrypted_part, std::string(name));
  }
  const Part part{.index = index, .packed_bytes = stat.comp_size};
  if (!parts_.emplace(lower(name), part).second) {
    return refuse(Refused::duplicate_part, std::string(name));
  }
  return {};
}

bool Container::has(std::string_view name) const { return parts_.contains(lower(name)); }

Result<void> Container::unpack(std::string_view name,
                               const std::function<Result<void>(std::string_view)>& take) {
  const auto found = parts_.find(lower(name));
  if (found == parts_.end()) {
    return refuse(Refused::missing_part, std::string(name));
  }
  const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(
      zip_fopen_index(archive_.get(), found->second.index, 0), zip_fclose);
  if (file == nullptr) {
    return refuse(Refused::damaged_part, std::string(name));
  }
  // What the header says it packs to may be a lie, but not beyond the whole file.
  const std::size_t packed = std::min<std::size_t>(found->second.packed_bytes, packed_max_);
  std::vector<char> piece(kPieceBytes);
  std::size_t bytes = 0;
  while (true) {
    const auto got = zip_fread(file.get(), piece.data(), piece.size());
    if (got < 0) {
      return refuse(Refused::damaged_part, std::string(name));
    }
    if (got == 0) {
      return {};
    }
    const auto size = static_cast<std::size_t>(got);
    bytes += size;
    unpacked_ += size;
    if (unpacked_ > unpacked_max_ || (bytes > kRatioCheckedFrom && bytes / kRatioMax > packed)) {
      return refuse(Refused::unpacks_too_large, std::string(name));
    }
    const auto taken = take(std::string_view(piece.data(), size));
    if (!taken) {
      return taken;
    }
  }
}

}  // namespace sixscope::adapters
