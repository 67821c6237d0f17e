#include "ingest/address_guard.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bit>
#include <charconv>
#include <string_view>

#include "net/prefix.h"

namespace sixscope::ingest {
namespace {

constexpr std::size_t kKeyDigits = 32;

// The bytes of a word in network order become little-endian, as SipHash reads them.
std::uint64_t little_endian(std::uint64_t network) { return __builtin_bswap64(network); }

// SipHash-2-4 with 128 bits of output (Aumasson and Bernstein, 2012) over the 16 bytes of an
// address.
class SipHash {
 public:
  explicit SipHash(const AddressGuard::Key& key)
      : v0_(key[0] ^ 0x736f6d6570736575U),
        v1_(key[1] ^ 0x646f72616e646f6dU ^ 0xeeU),
        v2_(key[0] ^ 0x6c7967656e657261U),
        v3_(key[1] ^ 0x7465646279746573U) {}

  std::array<std::uint64_t, 2> of(std::uint64_t first, std::uint64_t second) {
    constexpr std::uint64_t kLengthWord = std::uint64_t{16} << 56U;
    absorb(first);
    absorb(second);
    absorb(kLengthWord);
    v2_ ^= 0xeeU;
    const std::uint64_t low = squeeze();
    v1_ ^= 0xddU;
    return {low, squeeze()};
  }

 private:
  void round() {
    v0_ += v1_;
    v2_ += v3_;
    v1_ = std::rotl(v1_, 13) ^ v0_;
    v3_ = std::rotl(v3_, 16) ^ v2_;
    v0_ = std::rotl(v0_, 32);
    v2_ += v1_;
    v0_ += v3_;
    v1_ = std::rotl(v1_, 17) ^ v2_;
    v3_ = std::rotl(v3_, 21) ^ v0_;
    v2_ = std::rotl(v2_, 32);
  }
  void absorb(std::uint64_t word) {
    v3_ ^= word;
    round();
    round();
    v0_ ^= word;
  }
  std::uint64_t squeeze() {
    for (int i = 0; i < 4; ++i) {
      round();
    }
    return v0_ ^ v1_ ^ v2_ ^ v3_;
  }

  std::uint64_t v0_;
  std::uint64_t v1_;
  std::uint64_t v2_;
  std::uint64_t v3_;
};

std::optional<AddressGuard::Key> key_of(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) {
    text.remove_suffix(1);
  }
  if (text.size() != kKeyDigits) {
    return std::nullopt;
  }
  AddressGuard::Key key{};
  for (std::size_t i = 0; i < key.size(); ++i) {
    const char* const begin = text.data() + i * kKeyDigits / 2;
    const char* const end = begin + kKeyDigits / 2;
    const auto read = std::from_chars(begin, end, key[i], 16);
    if (read.ec != std::errc{} || read.ptr != end) {
      return std::nullopt;
    }
    key[i] = little_endian(key[i]);
  }
  return key;
}

}  // namespace

Result<AddressGuard> AddressGuard::keyed_by(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    return fail_because(path, Errc::not_found,
                        "the key file cannot be read; make one: umask 077; openssl rand -hex 16 > "
                        "FILE");
  }
  struct stat facts{};
  std::array<char, 2 * kKeyDigits> text{};
  const bool known = ::fstat(file, &facts) == 0;
  const ssize_t size = ::read(file, text.data(), text.size());
  ::close(file);
  if (!known || (facts.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return fail_because(path, Errc::out_of_range,
                        "others may read the key file; chmod 600, and if they may have, a new key");
  }
  const auto key =
      key_of(std::string_view(text.data(), size < 0 ? 0 : static_cast<std::size_t>(size)));
  if (!key) {
    return fail_because(path, Errc::malformed, "a key is 32 hexadecimal digits");
  }
  return AddressGuard(*key);
}

std::array<std::uint8_t, 16> AddressGuard::protect(const net::IpAddress& address) const {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  if (key_) {
    const auto hash =
        SipHash(*key_).of(little_endian(address.high()), little_endian(address.low()));
    high = little_endian(hash[0]);
    low = little_endian(hash[1]);
  } else {
    const int bits = address.is_v4() ? 96 + kIpv4Bits : kIpv6Bits;
    const net::IpAddress kept = net::Prefix::containing(address, bits).address();
    high = kept.high();
    low = kept.low();
  }
  std::array<std::uint8_t, 16> bytes{};
  for (std::size_t i = 0; i < 8; ++i) {
    bytes[i] = static_cast<std::uint8_t>(high >> (56 - 8 * i));
    bytes[8 + i] = static_cast<std::uint8_t>(low >> (56 - 8 * i));
  }
  return bytes;
}

}  // namespace sixscope::ingest
