#include "polling/engine_discovery.h"

#include <cstddef>
#include <utility>

namespace sixscope::polling {
namespace {

constexpr unsigned char kInteger = 0x02;
constexpr unsigned char kOctets = 0x04;
constexpr unsigned char kSequence = 0x30;
constexpr std::size_t kEngineLeast = 5;
constexpr std::size_t kEngineMost = 32;

tl::unexpected<Error> no_answer() {
  return fail(Errc::malformed, "RFC 3412 s.6: no answer to a discovery of SNMPv3");
}

// Content below 128 bytes: all of a discovery is that short.
std::string element(unsigned char tag, std::string_view content) {
  std::string made;
  made += static_cast<char>(tag);
  made += static_cast<char>(content.size());
  made += content;
  return made;
}

// Four bytes: the number is below 2^31.
std::string number_element(std::uint32_t number) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) {
    bytes += static_cast<char>(number >> static_cast<unsigned>(shift));
  }
  return element(kInteger, bytes);
}

/// Takes elements of BER off the front of some bytes.
class Elements {
 public:
  explicit Elements(std::string_view bytes) : rest_(bytes) {}

  /// The content of the next element, which has to have that tag.
  Result<std::string_view> take(unsigned char tag) {
    if (rest_.size() < 2 || byte(0) != tag) {
      return no_answer();
    }
    std::size_t head = 2;
    std::size_t size = byte(1);
    if (size >= 0x80) {
      const std::size_t count = size & 0x7FU;
      if (count == 0 || count > 2 || rest_.size() < head + count) {
        return no_answer();
      }
      size = 0;
      for (std::size_t i = 0; i < count; ++i) {
        size = size << 8U | byte(head + i);
      }
      head += count;
    }
    if (rest_.size() - head < size) {
      return no_answer();
    }
    const std::string_view content = rest_.substr(head, size);
    rest_.remove_prefix(head + size);
    return content;
  }

  /// A whole number from 0 to 2^32 - 1.
  Result<std::uint32_t> number() {
    const auto content = take(kInteger);
    if (!content || content->empty() || content->size() > 5) {
      return no_answer();
    }
    std::uint64_t value = 0;
    for (const char c : *content) {
      value = value << 8U | static_cast<unsigned char>(c);
    }
    return value > 0xFFFFFFFFU ? Result<std::uint32_t>(no_answer())
                               : Result<std::uint32_t>(static_cast<std::uint32_t>(value));
  }

 private:
  [[nodiscard]] std::size_t byte(std::size_t at) const {
    return static_cast<unsigned char>(rest_[at]);
  }
  std::string_view rest_;
};

}  // namespace

std::string discovery_message(std::uint32_t number) {
  using namespace std::string_literals;
  constexpr unsigned char kGet = 0xA0;
  const std::string zero = element(kInteger, "\0"s);
  const std::string nothing = element(kOctets, "");
  // Largest answer 65,507 bytes; reportable, no security; USM.
  const std::string header =
      element(kSequence, number_element(number) + element(kInteger, "\0\xff\xe3"s) +
                             element(kOctets, "\x04"s) + element(kInteger, "\x03"s));
  const std::string security =
      element(kOctets, element(kSequence, nothing + zero + zero + nothing + nothing + nothing));
  const std::string question =
      element(kGet, number_element(number) + zero + zero + element(kSequence, ""));
  const std::string scoped = element(kSequence, nothing + nothing + question);
  return element(kSequence, element(kInteger, "\x03"s) + header + security + scoped);
}

Result<EngineId> engine_in(std::string_view datagram, std::uint32_t number) {
  constexpr std::uint32_t kVersion3 = 3;
  const auto message = Elements(datagram).take(kSequence);
  if (!message) {
    return fail_like(message);
  }
  Elements parts(*message);
  const auto version = parts.number();
  const auto header = parts.take(kSequence);
  const auto security = parts.take(kOctets);
  if (!version || *version != kVersion3 || !header || !security) {
    return no_answer();
  }
  const auto identifier = Elements(*header).number();
  if (!identifier || *identifier != number) {
    return no_answer();
  }
  const auto parameters = Elements(*security).take(kSequence);
  if (!parameters) {
    return no_answer();
  }
  const auto engine = Elements(*parameters).take(kOctets);
  if (!engine || engine->size() < kEngineLeast || engine->size() > kEngineMost) {
    return no_answer();
  }
  return EngineId(engine->begin(), engine->end());
}

}  // namespace sixscope::polling
