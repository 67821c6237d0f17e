#include "wire/template.h"

namespace sixscope::wire {
namespace {

constexpr std::uint16_t kEnterpriseBit = 0x8000;
constexpr std::size_t kSetHeaderSize = 4;
// A record cannot be longer than the message that carries it.
constexpr std::size_t kRecordSizeMax = 65535;

}  // namespace

void TemplateSetReader::read_field(bool scope, bool keep) {
  FieldSpecifier field;
  field.element = in_.u16();
  field.length = in_.u16();
  field.scope = scope;
  if (syntax_ == TemplateSyntax::ipfix && (field.element & kEnterpriseBit) != 0) {
    field.element = static_cast<std::uint16_t>(field.element & ~kEnterpriseBit);
    field.enterprise = in_.u32();
    if (field.enterprise == kReverseEnterprise) {
      field.enterprise = 0;
      field.reverse = true;
    }
  }
  if (keep && in_.ok()) {
    definition_.fields.push_back(field);
  }
}

TemplateRead TemplateSetReader::read_fields(std::size_t fields, std::size_t scopes) {
  const bool keep = fields <= fields_max_;
  for (std::size_t i = 0; i < fields && in_.ok(); ++i) {
    read_field(i < scopes, keep);
  }
  if (!in_.ok()) {
    return TemplateRead::truncated;
  }
  if (!keep) {
    return TemplateRead::field_limit;
  }
  const std::size_t shortest = shortest_record(definition_.fields);
  if (shortest == 0 || shortest > kRecordSizeMax) {
    return TemplateRead::bad_template;
  }
  return TemplateRead::definition;
}

TemplateRead TemplateSetReader::next() {
  definition_.fields.clear();
  definition_.options = options_;
  if (in_.remaining() < kSetHeaderSize) {
    return TemplateRead::end;  // Padding (RFC 7011 s.3.3.1).
  }
  definition_.id = in_.u16();
  std::size_t fields = 0;
  std::size_t scopes = 0;
  if (options_ && syntax_ == TemplateSyntax::netflow9) {
    const std::size_t scope_bytes = in_.u16();
    if (definition_.id == 0 && scope_bytes == 0) {
      return TemplateRead::end;
    }
    const std::size_t option_bytes = in_.u16();
    scopes = scope_bytes / 4;
    fields = scopes + option_bytes / 4;
    if (!in_.ok()) {
      return TemplateRead::truncated;
    }
    if (scope_bytes % 4 != 0 || option_bytes % 4 != 0) {
      in_.skip(in_.remaining());
      return TemplateRead::bad_template;
    }
  } else {
    fields = in_.u16();
    if (definition_.id == 0 && fields == 0) {
      return TemplateRead::end;  // Zero padding longer than the rule.
    }
    if (fields == 0) {
      return syntax_ == TemplateSyntax::ipfix ? TemplateRead::withdrawal
                                              : TemplateRead::bad_template;
    }
    if (options_) {
      scopes = in_.u16();
      if (!in_.ok()) {
        return TemplateRead::truncated;
      }
    }
  }
  const TemplateRead read = read_fields(fields, scopes);
  const bool id_is_bad = definition_.id < kTemplateIdMin || scopes > fields;
  return read == TemplateRead::definition && id_is_bad ? TemplateRead::bad_template : read;
}

std::size_t shortest_record(const std::vector<FieldSpecifier>& fields) {
  std::size_t size = 0;
  for (const FieldSpecifier& field : fields) {
    size += field.length == kVariableFieldLength ? 1 : field.length;
  }
  return size;
}

bool has_variable_length(const std::vector<FieldSpecifier>& fields) {
  for (const FieldSpecifier& field : fields) {
    if (field.length == kVariableFieldLength) {
      return true;
    }
  }
  return false;
}

bool SetReader::next(ExportSet& set) {
  if (in_.remaining() == 0 || bad_set_) {
    return false;
  }
  if (in_.remaining() < kSetHeaderSize) {
    // Some exporters pad the whole message to four bytes.
    bad_set_ = in_.uint(in_.remaining()) != 0;
    return false;
  }
  set.id = in_.u16();
  const std::size_t length = in_.u16();
  if (length < kSetHeaderSize) {
    bad_set_ = true;
    return false;
  }
  const std::size_t body = length - kSetHeaderSize;
  set.truncated = body > in_.remaining();
  set.body = in_.take(set.truncated ? in_.remaining() : body);
  return true;
}

}  // namespace sixscope::wire
