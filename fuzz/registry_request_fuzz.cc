// Any bytes, as what a stranger sends to the registry: a body, a filter, a cursor, a host, a file.
// Read or refused with words; what is read keeps its bounds.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "api/host_name.h"
#include "api/registry_edit.h"
#include "api/registry_listing.h"
#include "base/check.h"
#include "registry/attachment_store.h"

namespace {

using namespace sixscope;

const registry::Kind& kind() {
  static const registry::Kind kKind = [] {
    registry::Kind made;
    made.id = "device";
    made.key = {"name"};
    for (const auto type :
         {registry::FieldType::text, registry::FieldType::decimal, registry::FieldType::codes}) {
      registry::Field field;
      field.name = std::string("name") + std::to_string(made.fields.size());
      field.type = type;
      made.fields.push_back(field);
    }
    return made;
  }();
  return kKind;
}

void read_body(std::string_view text) {
  http::Request request;
  request.body = text;
  for (const auto& members : {std::vector<std::string>{"fields"},
                              std::vector<std::string>{"objects", "set", "removed"}}) {
    const auto body = api::parse_edit_body(request, kind(), Instant{}, members);
    if (!body) {
      SIXSCOPE_CHECK(!body.error().empty() && !body.error().front().detail.empty());
      continue;
    }
    SIXSCOPE_CHECK(body->effective <= Instant{});
    for (const auto& [field, value] : body->set) {
      SIXSCOPE_CHECK(kind().field(field) != nullptr);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  read_body(text);
  if (const auto where = api::parse_where(text, kind(), {})) {
    for (const api::FieldFilter& filter : *where) {
      SIXSCOPE_CHECK(!filter.values.empty());
    }
  }
  if (const auto cursor = api::decode_object_cursor(text)) {
    const auto again = api::decode_object_cursor(api::encode_object_cursor(*cursor));
    SIXSCOPE_CHECK(again && again->question == cursor->question &&
                   again->commit == cursor->commit && again->offset == cursor->offset);
  }
  SIXSCOPE_CHECK(api::host_of(std::string_view(text)).size() <= text.size());
  static_cast<void>(registry::media_type_of(text, text));
  const std::string name = registry::attachment_name(text);
  SIXSCOPE_CHECK(!name.empty() && name.size() <= 200 &&
                 name.find_first_of("/\\\"\r\n") == std::string::npos);
  return 0;
}
