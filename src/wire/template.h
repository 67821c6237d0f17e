#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/byte_reader.h"

namespace sixscope::wire {

/// Field length that stands for "length is in the record" (RFC 7011 s.7).
inline constexpr std::uint16_t kVariableFieldLength = 65535;
/// Private enterprise number under which IANA elements describe the reverse direction (RFC 5103).
inline constexpr std::uint32_t kReverseEnterprise = 29305;
/// Smallest identifier of a template; lower ones are set identifiers (RFC 7011 s.3.3.2).
inline constexpr std::uint16_t kTemplateIdMin = 256;
/// Names of NetFlow v9 scope field types, which are no elements (RFC 3954 s.6.1).
inline constexpr std::array<std::string_view, 6> kNetflow9ScopeNames = {
    "scope0", "scopeSystem", "scopeInterface", "scopeLineCard", "scopeCache", "scopeTemplate"};

/// One field specifier of a template.
struct FieldSpecifier {
  std::uint32_t enterprise = 0;  ///< 0: IANA. A reverse IANA element has 0 and `reverse`.
  std::uint16_t element = 0;     ///< NetFlow v9 scope fields: the scope type.
  std::uint16_t length = 0;      ///< Bytes in a record, or kVariableFieldLength.
  bool reverse = false;
  bool scope = false;
  friend bool operator==(const FieldSpecifier&, const FieldSpecifier&) = default;
};

/// A template or options template as an exporter defined it.
struct TemplateDefinition {
  std::uint16_t id = 0;
  bool options = false;
  std::vector<FieldSpecifier> fields;
  friend bool operator==(const TemplateDefinition&, const TemplateDefinition&) = default;
};

/// The two ways in which template sets are written.
enum class TemplateSyntax : std::uint8_t { netflow9, ipfix };

/// What TemplateSetReader::next found.
enum class TemplateRead : std::uint8_t {
  end,           ///< Nothing but padding is left.
  definition,    ///< `definition()` is complete.
  withdrawal,    ///< IPFIX: template `definition().id` is withdrawn; below 256: all of this kind.
  bad_template,  ///< No fields, no length, or a length that cannot be. Reading can go on.
  field_limit,   ///< More fields than the limit. Reading can go on.
  truncated,     ///< The set ends inside a template; nothing more can be read.
};

/// Iterates over the templates of one template or options template set (RFC 3954 s.5.2 and 6.1,
/// RFC 7011 s.3.4). The set's header is not part of `body`.
class TemplateSetReader {
 public:
  TemplateSetReader(ByteView body, TemplateSyntax syntax, bool options, std::size_t fields_max)
      : in_(body), syntax_(syntax), options_(options), fields_max_(fields_max) {}

  [[nodiscard]] TemplateRead next();
  /// The template just read; its vector is reused by the next call.
  [[nodiscard]] const TemplateDefinition& definition() const { return definition_; }

 private:
  [[nodiscard]] TemplateRead read_fields(std::size_t fields, std::size_t scopes);
  void read_field(bool scope, bool keep);

  ByteReader in_;
  TemplateSyntax syntax_;
  bool options_;
  std::size_t fields_max_;
  TemplateDefinition definition_;
};

/// Bytes of the shortest record of `fields`: a variable-length field counts as its one length byte.
[[nodiscard]] std::size_t shortest_record(const std::vector<FieldSpecifier>& fields);
/// Whether a field's length stands in the record.
[[nodiscard]] bool has_variable_length(const std::vector<FieldSpecifier>& fields);

/// One set of a NetFlow v9 or IPFIX message, header included in `bytes`.
struct ExportSet {
  std::uint16_t id = 0;
  ByteView body;           ///< What follows the 4 header bytes; cut where the message is cut.
  bool truncated = false;  ///< The message ends before the set does.
};

/// Iterates over the sets of a message, whose header is not part of `sets`.
class SetReader {
 public:
  explicit SetReader(ByteView sets) : in_(sets) {}

  /// Reads one set. False at the end, and where a set header breaks its format: see `bad_set()`.
  [[nodiscard]] bool next(ExportSet& set);
  /// A header was cut, or announced less than its own four bytes: reading cannot go on.
  [[nodiscard]] bool bad_set() const { return bad_set_; }

 private:
  ByteReader in_;
  bool bad_set_ = false;
};

}  // namespace sixscope::wire
