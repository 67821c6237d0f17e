#include "registry/named_checks.h"

#include <algorithm>
#include <cstddef>

#include "net/ip_address.h"

namespace sixscope::registry {
namespace {

constexpr std::size_t kNameMax = 253;
constexpr std::size_t kLabelMax = 63;

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= kLabelMax && !label.starts_with('-') &&
         !label.ends_with('-') && std::ranges::all_of(label, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
                  static_cast<unsigned char>(c) >= 0x80;
         });
}

}  // namespace

bool is_credit_code(std::string_view text) {
  constexpr std::string_view kLetters = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  constexpr std::size_t kSize = 18;
  if (text.size() != kSize) {
    return false;
  }
  std::size_t sum = 0;
  std::size_t weight = 1;  // 3 to the power of the place, modulo 31.
  for (std::size_t i = 0; i + 1 < kSize; ++i) {
    const auto value = kLetters.find(text[i]);
    if (value == std::string_view::npos) {
      return false;
    }
    sum += value * weight;
    weight = weight * 3 % kLetters.size();
  }
  const std::size_t check = (kLetters.size() - sum % kLetters.size()) % kLetters.size();
  return kLetters[check] == text.back();
}

std::optional<std::string> domain_of(std::string_view text) {
  if (text.ends_with('.')) {
    text.remove_suffix(1);
  }
  std::string name(text);
  std::ranges::transform(name, name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  std::size_t labels = 0;
  std::string_view label;
  for (std::string_view rest = name; name.size() <= kNameMax; ++labels) {
    const auto end = std::min(rest.find('.'), rest.size());
    label = rest.substr(0, end);
    if (!is_label(label)) {
      return std::nullopt;
    }
    if (end == rest.size()) {
      ++labels;
      break;
    }
    rest.remove_prefix(end + 1);
  }
  const bool is_number = std::ranges::all_of(label, [](char c) { return c >= '0' && c <= '9'; });
  return labels < 2 || is_number ? std::nullopt : std::optional(std::move(name));
}

bool is_url(std::string_view text) {
  const std::size_t scheme = text.starts_with("https://") ? 8 : text.starts_with("http://") ? 7 : 0;
  if (scheme == 0 || text.find_first_of(" \n<>\"") != std::string_view::npos) {
    return false;
  }
  std::string_view host = text.substr(scheme);
  host = host.substr(0, host.find_first_of("/?#"));
  if (host.starts_with('[')) {
    const auto end = host.find(']');
    return end != std::string_view::npos && net::IpAddress::parse(host.substr(1, end - 1));
  }
  host = host.substr(0, host.rfind(':'));
  return net::IpAddress::parse(host).has_value() || domain_of(host).has_value();
}

}  // namespace sixscope::registry
