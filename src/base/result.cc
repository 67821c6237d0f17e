#include "base/result.h"

namespace sixscope {

std::string_view to_string(Errc code) {
  switch (code) {
    case Errc::truncated:
      return "truncated";
    case Errc::malformed:
      return "malformed";
    case Errc::out_of_range:
      return "out_of_range";
    case Errc::not_found:
      return "not_found";
    case Errc::unavailable:
      return "unavailable";
    case Errc::conflict:
      return "conflict";
    case Errc::forbidden:
      return "forbidden";
    case Errc::unauthenticated:
      return "unauthenticated";
  }
  return "unknown";
}

std::string describe(const Error& error) {
  std::string text(error.rule);
  if (!error.detail.empty()) {
    text += text.empty() ? "" : ": ";
    text += error.detail;
  }
  if (error.offset != 0) {
    text += " (at byte " + std::to_string(error.offset) + ")";
  }
  return text;
}

tl::unexpected<Error> fail(Errc code, std::string_view rule) {
  return tl::unexpected<Error>(Error{.code = code, .rule = rule});
}

tl::unexpected<Error> fail_at(std::size_t offset, Errc code, std::string_view rule) {
  return tl::unexpected<Error>(Error{.code = code, .rule = rule, .offset = offset});
}

tl::unexpected<Error> fail_because(std::string detail, Errc code, std::string_view rule) {
  return tl::unexpected<Error>(Error{.code = code, .rule = rule, .detail = std::move(detail)});
}

}  // namespace sixscope
