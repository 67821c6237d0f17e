#include "http/form_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

namespace sixscope::http {
namespace {

constexpr std::size_t kPartsMax = 16;
constexpr std::size_t kBoundaryMax = 70;        // RFC 2046, section 5.1.1.
constexpr std::size_t kHeadersMax = 8U << 10U;  // Bytes of one part's.
constexpr std::string_view kBlanks = " \t";
constexpr std::string_view kRule = "a form (multipart/form-data) of named parts is wanted";

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  return text.substr(0, text.find_last_not_of(kBlanks) + 1);
}

// The value of a header before its parameters.
std::string_view before_parameters(std::string_view value) {
  return trimmed(value.substr(0, value.find(';')));
}

// A parameter of a header's value, as a token or in quotes.
std::optional<std::string> parameter(std::string_view value, std::string_view name) {
  for (auto at = value.find(';'); at != std::string_view::npos;) {
    value.remove_prefix(at + 1);
    const auto equals = value.find('=');
    if (equals == std::string_view::npos) {
      return std::nullopt;
    }
    const bool is_it = lower(trimmed(value.substr(0, equals))) == name;
    value = trimmed(value.substr(equals + 1));
    std::string text;
    if (value.starts_with('"')) {
      std::size_t end = 1;
      for (; end < value.size() && value[end] != '"'; ++end) {
        end += value[end] == '\\' && end + 1 < value.size() ? 1 : 0;
        text += value[end];
      }
      if (end == value.size()) {
        return std::nullopt;
      }
      value.remove_prefix(end + 1);
    } else {
      text = trimmed(value.substr(0, value.find(';')));
    }
    if (is_it) {
      return text;
    }
    at = value.find(';');
  }
  return std::nullopt;
}

// What the headers of a part say of it.
std::optional<FormPart> part_of(std::string_view headers) {
  FormPart part;
  bool is_named = false;
  while (!headers.empty()) {
    const auto end = std::min(headers.find("\r\n"), headers.size());
    const std::string_view line = headers.substr(0, end);
    headers.remove_prefix(std::min(end + 2, headers.size()));
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) {
      return std::nullopt;
    }
    const std::string name = lower(trimmed(line.substr(0, colon)));
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (name == "content-type") {
      part.media_type = lower(before_parameters(value));
    } else if (name == "content-disposition" && lower(before_parameters(value)) == "form-data") {
      if (auto given = parameter(value, "name")) {
        part.name = *std::move(given);
        is_named = true;
      }
      const std::string file = parameter(value, "filename").value_or("");
      part.file_name = file.substr(std::min(file.find_last_of("/\\") + 1, file.size()));
    }
  }
  return is_named ? std::optional(std::move(part)) : std::nullopt;
}

}  // namespace

Result<std::vector<FormPart>> read_form_data(std::string_view content_type, std::string_view body) {
  if (lower(before_parameters(content_type)) != "multipart/form-data") {
    return fail_because("Content-Type is " + std::string(content_type), Errc::malformed, kRule);
  }
  const auto boundary = parameter(content_type, "boundary");
  if (!boundary || boundary->empty()) {
    return fail_because("Content-Type: multipart/form-data; boundary=... is taken", Errc::malformed,
                        "the form's Content-Type does not say its boundary");
  }
  if (boundary->size() > kBoundaryMax) {
    return fail_because(fmt::format("{} characters; at most {}", boundary->size(), kBoundaryMax),
                        Errc::malformed, "the form's boundary is too long (RFC 2046 s.5.1.1)");
  }
  const std::string delimiter = "\r\n--" + *boundary;
  const std::size_t whole = body.size();
  std::vector<FormPart> parts;
  const auto wrong = [&](std::string_view rule) {
    return tl::unexpected(Error{.code = Errc::malformed,
                                .rule = rule,
                                .offset = whole - body.size(),
                                .detail = fmt::format("part {}", parts.size() + 1)});
  };
  if (!body.starts_with(std::string_view(delimiter).substr(2))) {
    return wrong("the form does not begin with its boundary");
  }
  body.remove_prefix(delimiter.size() - 2);
  while (!body.starts_with("--")) {  // Ends: each round takes a part away.
    if (!body.starts_with("\r\n")) {
      return wrong("a line of the form does not end behind its boundary: it was cut short");
    }
    if (parts.size() == kPartsMax) {
      return wrong("a form has 16 parts at most");
    }
    const auto headers = body.substr(0, kHeadersMax).find("\r\n\r\n");
    if (headers == std::string_view::npos) {
      return wrong(body.size() > kHeadersMax ? "a part's headers are larger than 8192 bytes"
                                             : "a part's headers do not end: it was cut short");
    }
    auto part = part_of(body.substr(2, headers < 2 ? 0 : headers - 2));
    if (!part) {
      return wrong("a part does not say its name: Content-Disposition: form-data; name=\"file\"");
    }
    body.remove_prefix(headers + 4);
    const auto end = body.find(delimiter);
    if (end == std::string_view::npos) {
      return wrong("no boundary ends a part: the form was cut short");
    }
    part->body = body.substr(0, end);
    parts.push_back(*std::move(part));
    body.remove_prefix(end + delimiter.size());
  }
  return parts;
}

}  // namespace sixscope::http
