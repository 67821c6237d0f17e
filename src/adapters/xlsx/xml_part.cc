#include "adapters/xlsx/xml_part.h"

#include <expat.h>

#include <algorithm>
#include <array>
#include <memory>

#include "table/refusal.h"

namespace sixscope::adapters {
namespace {

using table::refuse;
using table::Refused;

constexpr std::size_t kDepthMax = 64;
/// Bytes between two events: Expat would look at an endless tag again and again.
constexpr std::size_t kTokenMax = 1U << 20U;
/// Between namespace and name in what Expat hands over.
constexpr char kSeparator = '|';

constexpr std::array<std::string_view, 3> kNamespaces = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/package/2006/relationships",
};

// The name of an element of ours; empty for another's.
std::string_view own_name(std::string_view name) {
  for (const std::string_view space : kNamespaces) {
    if (name.size() > space.size() && name[space.size()] == kSeparator && name.starts_with(space)) {
      return name.substr(space.size() + 1);
    }
  }
  return {};
}

// What stands between Expat and the handler.
class PartParser {
 public:
  PartParser(std::string_view name, XmlHandler& handler)
      : name_(name), handler_(handler), parser_(XML_ParserCreateNS(nullptr, kSeparator)) {
    XML_SetUserData(parser_.get(), this);
    XML_SetElementHandler(
        parser_.get(),
        [](void* self, const char* element, const char** attributes) {
          static_cast<PartParser*>(self)->start(element, attributes);
        },
        [](void* self, const char* element) { static_cast<PartParser*>(self)->end(element); });
    XML_SetCharacterDataHandler(parser_.get(), [](void* self, const char* text, int size) {
      static_cast<PartParser*>(self)->text({text, static_cast<std::size_t>(size)});
    });
    XML_SetStartDoctypeDeclHandler(
        parser_.get(), [](void* self, const char*, const char*, const char*, int) {
          auto* parser = static_cast<PartParser*>(self);
          parser->stop(refuse(Refused::document_type, std::string(parser->name_)).value());
        });
  }

  Result<void> take(std::string_view piece, bool last) {
    since_event_ += piece.size();
    const auto status =
        XML_Parse(parser_.get(), piece.data(), static_cast<int>(piece.size()), last ? 1 : 0);
    if (error_) {
      return tl::unexpected(*error_);
    }
    if (status != XML_STATUS_OK || since_event_ > kTokenMax) {
      return refuse(
          Refused::damaged_part,
          std::string(name_) + ", " + std::to_string(XML_GetCurrentLineNumber(parser_.get())));
    }
    return {};
  }

 private:
  void start(std::string_view element, const char** attributes) {
    since_event_ = 0;
    if (error_) {
      return;
    }
    if (++depth_ > kDepthMax) {
      stop(refuse(Refused::too_deep, std::string(name_)).value());
      return;
    }
    const std::string_view own = own_name(element);
    if (foreign_ > 0 || own.empty()) {
      ++foreign_;
      return;
    }
    handler_.start(own, XmlAttributes(attributes));
    look_at_handler();
  }

  void end(std::string_view element) {
    since_event_ = 0;
    if (error_) {
      return;
    }
    --depth_;
    if (foreign_ > 0) {
      --foreign_;
      return;
    }
    handler_.end(own_name(element));
    look_at_handler();
  }

  void text(std::string_view piece) {
    since_event_ = 0;
    if (!error_ && foreign_ == 0) {
      handler_.text(piece);
      look_at_handler();
    }
  }

  void look_at_handler() {
    if (handler_.error()) {
      stop(*handler_.error());
    }
  }

  void stop(const Error& why) {
    error_ = why;
    XML_StopParser(parser_.get(), XML_FALSE);
  }

  struct Free {
    void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
  };

  std::string_view name_;
  XmlHandler& handler_;
  std::unique_ptr<XML_ParserStruct, Free> parser_;
  std::optional<Error> error_;
  std::size_t depth_ = 0;
  std::size_t foreign_ = 0;
  std::size_t since_event_ = 0;
};

}  // namespace

std::string_view XmlAttributes::value(std::string_view name) const {
  for (const char** pair = pairs_; *pair != nullptr; pair += 2) {
    if (name == pair[0]) {
      return pair[1];
    }
  }
  return {};
}

std::string_view XmlAttributes::relationship_id() const {
  for (const char** pair = pairs_; *pair != nullptr; pair += 2) {
    if (std::string_view(pair[0]).ends_with("/relationships|id")) {
      return pair[1];
    }
  }
  return {};
}

bool XmlAttributes::is_true(std::string_view name) const {
  const std::string_view text = value(name);
  return text == "1" || text == "true";
}

Result<void> parse_part(Container& container, std::string_view name, XmlHandler& handler) {
  PartParser parser(name, handler);
  const auto unpacked =
      container.unpack(name, [&](std::string_view piece) { return parser.take(piece, false); });
  return unpacked ? parser.take({}, true) : unpacked;
}

}  // namespace sixscope::adapters
