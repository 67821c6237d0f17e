#include "adapters/docx/package.h"

#include <fmt/format.h>
#include <zip.h>

#include <algorithm>
#include <memory>

namespace sixscope::adapters {
namespace {

constexpr std::string_view kProlog =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
constexpr std::string_view kPackageSpace =
    "http://schemas.openxmlformats.org/package/2006/relationships";
constexpr zip_uint16_t kDate = (0U << 9U) | (1U << 5U) | 1U;  // 1980-01-01, the first there is.

struct FreeSource {
  void operator()(zip_source_t* source) const { zip_source_free(source); }
};

tl::unexpected<Error> no_room(std::string_view what) {
  return fail_because(std::string(what), Errc::unavailable, "an office file could not be packed");
}

// The part that says to what `source` refers.
std::string relations_name(const std::string& source) {
  const std::size_t slash = source.rfind('/');
  const std::size_t name = slash == std::string::npos ? 0 : slash + 1;
  return source.substr(0, name) + "_rels/" + source.substr(name) + ".rels";
}

bool put(zip_t* archive, const std::string& name, std::string_view content) {
  zip_source_t* source = zip_source_buffer(archive, content.data(), content.size(), 0);
  const zip_int64_t index =
      source == nullptr ? -1 : zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8);
  if (index < 0) {
    zip_source_free(source);
    return false;
  }
  const auto place = static_cast<zip_uint64_t>(index);
  // The DOS time as such: a time of the system would be shifted by the machine's time zone.
  return zip_file_set_dostime(archive, place, 0, kDate, 0) == 0 &&
         zip_set_file_compression(archive, place, ZIP_CM_DEFLATE, 6) == 0;
}

Result<std::string> content_of(zip_source_t* source) {
  zip_stat_t stat;
  if (zip_source_stat(source, &stat) != 0 || zip_source_open(source) != 0) {
    return no_room("its bytes cannot be read");
  }
  std::string bytes(stat.size, '\0');
  const zip_int64_t got = zip_source_read(source, bytes.data(), bytes.size());
  zip_source_close(source);
  if (got != static_cast<zip_int64_t>(bytes.size())) {
    return no_room("its bytes cannot be read");
  }
  return bytes;
}

}  // namespace

void Package::add(std::string name, std::string content_type, std::string content) {
  if (name.ends_with(".xml")) {
    content.insert(0, kProlog);
  }
  parts_.push_back({std::move(name), std::move(content_type), std::move(content)});
}

std::string Package::relate(std::string_view source, std::string_view type,
                            std::string_view target) {
  auto found =
      std::ranges::find_if(relations_, [&](const Relations& r) { return r.source == source; });
  if (found == relations_.end()) {
    found = relations_.insert(found, Relations{.source = std::string(source), .xml = {}});
  }
  std::string id = fmt::format("rId{}", ++found->count);
  found->xml += fmt::format(R"(<Relationship Id="{}" Type="{}" Target="{}"/>)", id, type, target);
  return id;
}

std::string Package::content_types() const {
  std::string xml(kProlog);
  xml += R"(<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">)"
         R"(<Default Extension="rels" )"
         R"(ContentType="application/vnd.openxmlformats-package.relationships+xml"/>)"
         R"(<Default Extension="xml" ContentType="application/xml"/>)"
         R"(<Default Extension="png" ContentType="image/png"/>)";
  for (const Part& part : parts_) {
    if (!part.content_type.empty()) {
      xml += fmt::format(R"(<Override PartName="/{}" ContentType="{}"/>)", part.name,
                         part.content_type);
    }
  }
  return xml + "</Types>";
}

Result<std::string> Package::bytes() const {
  std::vector<std::string> relations;  // The archive reads them when it is closed.
  for (const Relations& from : relations_) {
    relations.push_back(fmt::format(R"({}<Relationships xmlns="{}">{}</Relationships>)", kProlog,
                                    kPackageSpace, from.xml));
  }
  const std::string types = content_types();
  const std::unique_ptr<zip_source_t, FreeSource> target(
      zip_source_buffer_create(nullptr, 0, 0, nullptr));
  if (target == nullptr) {
    return no_room("no memory");
  }
  zip_source_keep(target.get());  // The archive takes one hold, we read by the other.
  zip_t* archive = zip_open_from_source(target.get(), ZIP_TRUNCATE, nullptr);
  if (archive == nullptr) {
    zip_source_free(target.get());
    return no_room("no memory");
  }
  bool is_put = put(archive, "[Content_Types].xml", types);
  for (std::size_t i = 0; i < relations_.size(); ++i) {
    is_put = is_put && put(archive, relations_name(relations_[i].source), relations[i]);
  }
  for (const Part& part : parts_) {
    is_put = is_put && put(archive, part.name, part.content);
  }
  if (!is_put || zip_close(archive) != 0) {
    const std::string why = zip_strerror(archive);
    zip_discard(archive);
    return no_room(why);
  }
  return content_of(target.get());
}

}  // namespace sixscope::adapters
