#include "http/message.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace sixscope::http {
namespace {

constexpr std::array<std::string_view, 8> kMethodNames = {"GET",   "HEAD",   "POST",    "PUT",
                                                          "PATCH", "DELETE", "OPTIONS", "OTHER"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  const char small = lower(c);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) {
    return {};
  }
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Calls `visit(value, weight)` for each element of a comma-separated list with q-values.
template <class Visit>
void each_weighted(std::string_view list, Visit visit) {
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    std::string_view element = list.substr(0, comma);
    list.remove_prefix(std::min(comma + 1, list.size()));
    const auto semicolon = element.find(';');
    double weight = 1;
    if (semicolon != std::string_view::npos) {
      const auto q = element.find("q=", semicolon);
      if (q != std::string_view::npos) {
        const std::string_view digits = trimmed(element.substr(q + 2));
        double parsed = 0;
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), parsed);
        weight = error == std::errc{} ? parsed : 0;
      }
      element = element.substr(0, semicolon);
    }
    visit(trimmed(element), weight);
  }
}

// RFC 9110 s.12.5.1: the most specific range that matches counts.
constexpr std::string_view kPackedEnd = "-gzip\"";

double weight_of(std::string_view accept, std::string_view type) {
  double weight = 0;
  int specific = -1;
  each_weighted(accept, [&](std::string_view range, double q) {
    int score = -1;
    if (same_name(range, type)) {
      score = 2;
    } else if (range.ends_with("/*") && type.starts_with(range.substr(0, range.size() - 1))) {
      score = 1;
    } else if (range == "*/*") {
      score = 0;
    }
    if (score > specific) {
      specific = score;
      weight = q;
    }
  });
  return weight;
}

bool names_tag(std::string_view if_none_match, std::string_view tag) {
  bool found = false;
  each_weighted(if_none_match, [&](std::string_view candidate, double) {
    if (candidate.starts_with("W/")) {
      candidate.remove_prefix(2);
    }
    found = found || candidate == "*" || unpacked_tag(candidate) == tag;
  });
  return found;
}

}  // namespace

std::string packed_tag(std::string_view tag) {
  return std::string(tag.substr(0, tag.size() - 1)) + std::string(kPackedEnd);
}

std::string unpacked_tag(std::string_view tag) {
  return tag.ends_with(kPackedEnd)
             ? std::string(tag.substr(0, tag.size() - kPackedEnd.size())) + '"'
             : std::string(tag);
}

std::string_view to_string(Method method) { return kMethodNames[static_cast<std::size_t>(method)]; }

Method method_of(std::string_view name) {
  const auto found = std::ranges::find(kMethodNames, name);
  return found == kMethodNames.end() ? Method::other
                                     : static_cast<Method>(found - kMethodNames.begin());
}

void Headers::add(std::string name, std::string value) {
  fields_.emplace_back(std::move(name), std::move(value));
}

void Headers::set(std::string_view name, std::string value) {
  std::erase_if(fields_, [&](const auto& field) { return same_name(field.first, name); });
  add(std::string(name), std::move(value));
}

std::optional<std::string_view> Headers::get(std::string_view name) const {
  const auto found = std::ranges::find_if(
      fields_, [&](const auto& field) { return same_name(field.first, name); });
  return found == fields_.end() ? std::nullopt : std::optional<std::string_view>(found->second);
}

Result<std::string> percent_decode(std::string_view text, Plus plus) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '+' && plus == Plus::is_space) {
      c = ' ';
    } else if (c == '%') {
      if (i + 2 >= text.size() || hex_digit(text[i + 1]) < 0 || hex_digit(text[i + 2]) < 0) {
        return fail_at(i, Errc::malformed, "RFC 3986 s.2.1: % is followed by two hex digits");
      }
      c = static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    }
    if (c == '\0') {
      return fail_at(i, Errc::malformed, "a NUL has no place in a request target");
    }
    decoded.push_back(c);
  }
  return decoded;
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const bool letter = (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9');
    if (letter || c == '-' || c == '.' || c == '_' || c == '~') {
      encoded.push_back(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded.append({'%', kHex[byte >> 4U], kHex[byte & 15U]});
    }
  }
  return encoded;
}

Result<Target> parse_target(std::string_view target) {
  if (target.size() > kTargetBytesMax) {
    return fail(Errc::out_of_range, "the request target is too long");
  }
  if (!target.starts_with('/')) {
    return fail(Errc::malformed, "RFC 9112 s.3.2.1: a request target begins with /");
  }
  target = target.substr(0, target.find('#'));
  const auto question = std::min(target.find('?'), target.size());
  Target parsed{.path = std::string(target.substr(0, question)), .parameters = {}};
  if (const auto path = percent_decode(parsed.path, Plus::literal); !path) {
    return fail_like(path);
  }
  std::string_view query = target.substr(std::min(question + 1, target.size()));
  while (!query.empty()) {
    const auto ampersand = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, ampersand);
    query.remove_prefix(std::min(ampersand + 1, query.size()));
    if (pair.empty()) {
      continue;
    }
    if (parsed.parameters.size() == kParametersMax) {
      return fail(Errc::out_of_range, "too many parameters in one query");
    }
    const auto equals = std::min(pair.find('='), pair.size());
    auto name = percent_decode(pair.substr(0, equals), Plus::is_space);
    auto value = percent_decode(pair.substr(std::min(equals + 1, pair.size())), Plus::is_space);
    if (!name || !value) {
      return fail_like(name ? value : name);
    }
    parsed.parameters.emplace_back(std::move(*name), std::move(*value));
  }
  return parsed;
}

std::optional<std::string_view> Request::parameter(std::string_view name) const {
  const auto found =
      std::ranges::find(target.parameters, name, &std::pair<std::string, std::string>::first);
  return found == target.parameters.end() ? std::nullopt
                                          : std::optional<std::string_view>(found->second);
}

std::string_view Request::capture(std::string_view name) const {
  const auto found = std::ranges::find(captures, name, &std::pair<std::string, std::string>::first);
  return found == captures.end() ? std::string_view() : std::string_view(found->second);
}

bool prefers(const Request& request, std::string_view type, std::string_view other) {
  const auto accept = request.headers.get("Accept");
  return accept && weight_of(*accept, type) > weight_of(*accept, other);
}

bool accepts_gzip(const Request& request) {
  bool accepted = false;
  each_weighted(request.headers.get("Accept-Encoding").value_or(""),
                [&](std::string_view coding, double weight) {
                  accepted = accepted || (same_name(coding, "gzip") && weight > 0);
                });
  return accepted;
}

std::string entity_tag(std::string_view body) {
  std::uint64_t hash = 0xcbf29ce484222325U;  // FNV-1a, 64 bits: stable over restarts and machines.
  for (const char c : body) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  }
  std::array<char, 16> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), hash, 16).ptr;
  return '"' + std::string(digits.data(), end) + '"';
}

void finish(const Request& request, Response& response) {
  Headers& out = response.headers;
  // Charts set style attributes through innerHTML, which `unsafe-inline` for styles allows; scripts
  // come from our own files only.
  out.set("Content-Security-Policy",
          "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
          "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
          "worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
          "frame-ancestors 'none'");
  out.set("X-Content-Type-Options", "nosniff");
  out.set("X-Frame-Options", "DENY");
  out.set("Referrer-Policy", "no-referrer");
  out.set("Cross-Origin-Opener-Policy", "same-origin");
  out.set("Cross-Origin-Resource-Policy", "same-origin");
  switch (response.caching) {
    case Caching::no_store:
      out.set("Cache-Control", "no-store");
      return;
    case Caching::revalidate:
      out.set("Cache-Control", "no-cache");
      break;
    case Caching::immutable:
      out.set("Cache-Control", "public, max-age=31536000, immutable");
      break;
  }
  const bool read = request.method == Method::get || request.method == Method::head;
  if (!read || response.status != 200 || response.stream) {
    return;
  }
  if (!out.get("ETag")) {
    out.set("ETag", entity_tag(response.body));
  }
  const std::string tag(*out.get("ETag"));
  if (names_tag(request.headers.get("If-None-Match").value_or(""), tag)) {
    response.status = 304;
    response.body.clear();
  }
}

}  // namespace sixscope::http
