#include <algorithm>
#include <array>
#include <span>

#include "base/utf8.h"
#include "registry/attachment_store.h"
#include "table/text_encoding.h"

namespace sixscope::registry {
namespace {

constexpr std::size_t kNameMax = 200;

struct Signature {
  std::string_view begin;
  std::string_view type;
};
constexpr std::array<Signature, 3> kSignatures = {{{"%PDF-", "application/pdf"},
                                                   {"\x89PNG\r\n\x1a\n", "image/png"},
                                                   {"\xff\xd8\xff", "image/jpeg"}}};

// Office documents are zip archives; names of their parts stand unpacked in them.
std::optional<std::string_view> office_type(std::string_view bytes) {
  const auto has = [&](std::string_view part) {
    return bytes.find(part) != std::string_view::npos;
  };
  if (!bytes.starts_with("PK\x03\x04") || !has("[Content_Types].xml") || has("vbaProject.bin")) {
    return std::nullopt;
  }
  if (has("xl/workbook.xml")) {
    return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  }
  if (has("word/document.xml")) {
    return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
  }
  return std::nullopt;
}

bool is_text(std::string_view bytes) {
  const auto decoded = table::decode_text(std::as_bytes(std::span(bytes)));
  return decoded && !bytes.empty() && std::ranges::none_of(decoded->text, [](char c) {
           return (c >= '\0' && c < ' ' && c != '\t' && c != '\n' && c != '\r') || c == '\x7f';
         });
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool ends_in_csv(std::string_view name) {
  constexpr std::string_view kEnd = ".csv";
  return name.size() >= kEnd.size() &&
         std::ranges::equal(name.substr(name.size() - kEnd.size()), kEnd, {}, lower);
}

}  // namespace

Result<Attachment> attach(const AttachmentDesk& desk, ObjectId object, std::string_view name,
                          std::string_view bytes, std::string_view note, Instant at,
                          const Scope& scope) {
  if (const auto allowed = desk.store.may_attach(object, desk.limits.per_object, scope); !allowed) {
    return fail_like(allowed);
  }
  if (bytes.size() > desk.limits.bytes) {
    return fail_because("at most " + std::to_string(desk.limits.bytes) +
                            " are taken (setting registry.attachment_bytes_max)",
                        Errc::out_of_range, kAttachmentTooLarge);
  }
  const auto type = media_type_of(bytes, name);
  if (!type) {
    return fail_like(type);
  }
  Attachment one{.id = {},
                 .object = object,
                 .name = attachment_name(name),
                 .media_type = std::string(*type),
                 .bytes = bytes.size(),
                 .sha256 = desk.sha256(bytes),
                 .at = at,
                 .who = scope.account,
                 .note = std::string(note)};
  if (const auto kept = desk.blobs.put(one.sha256, bytes); !kept) {
    return fail_like(kept);
  }
  const auto id = desk.store.add(one, desk.limits.per_object, scope);
  if (!id) {
    return fail_like(id);
  }
  one.id = *id;
  return one;
}

Result<std::string_view> media_type_of(std::string_view bytes, std::string_view name) {
  for (const Signature& signature : kSignatures) {
    if (bytes.starts_with(signature.begin)) {
      return signature.type;
    }
  }
  if (const auto office = office_type(bytes)) {
    return *office;
  }
  if (is_text(bytes)) {
    return ends_in_csv(name) ? std::string_view("text/csv") : std::string_view("text/plain");
  }
  return fail_because(attachment_name(name), Errc::malformed, kAttachmentType);
}

std::string attachment_name(std::string_view name) {
  name = name.substr(name.find_last_of("/\\") + 1);  // npos + 1 is 0: all of it.
  std::string clean;
  for (std::size_t at = 0; at < name.size();) {
    const std::size_t size = utf8_sequence(name, at);
    const bool is_plain = size != 1 || (name[at] >= ' ' && name[at] != '\x7f' && name[at] != '"');
    if (size != 0 && is_plain && clean.size() + size <= kNameMax) {
      clean += name.substr(at, size);
    }
    at += std::max<std::size_t>(size, 1);
  }
  const bool is_dots = clean.find_first_not_of(". ") == std::string::npos;
  return is_dots ? "file" : clean;
}

}  // namespace sixscope::registry
