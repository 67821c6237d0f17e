#include "wire/quic.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string_view>

#include "base/byte_writer.h"

namespace sixscope::wire {
namespace {

constexpr std::size_t kSecretSize = 32;
constexpr std::size_t kKeySize = 16;
constexpr std::size_t kNonceSize = 12;
constexpr std::size_t kTagSize = 16;
constexpr std::size_t kConnectionIdMax = 20;

using Secret = std::array<unsigned char, kSecretSize>;

/// What differs between versions on the wire: the salt, the labels, the number of an Initial.
struct Version {
  std::uint32_t number;
  std::uint8_t initial_type;  ///< Bits 4 and 5 of the first byte.
  std::array<unsigned char, 20> salt;
  std::string_view key_label;
  std::string_view iv_label;
  std::string_view hp_label;
};

constexpr std::array<Version, 3> kVersions = {{
    {.number = 1,  // RFC 9001 s.5.2.
     .initial_type = 0,
     .salt = {0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17,
              0x9a, 0xe6, 0xa4, 0xc8, 0x0c, 0xad, 0xcc, 0xbb, 0x7f, 0x0a},
     .key_label = "quic key",
     .iv_label = "quic iv",
     .hp_label = "quic hp"},
    {.number = 0x6b3343cf,  // RFC 9369 s.3.3.
     .initial_type = 1,
     .salt = {0x0d, 0xed, 0xe3, 0xde, 0xf7, 0x00, 0xa6, 0xdb, 0x81, 0x93,
              0x81, 0xbe, 0x6e, 0x26, 0x9d, 0xcb, 0xf9, 0xbd, 0x2e, 0xd9},
     .key_label = "quicv2 key",
     .iv_label = "quicv2 iv",
     .hp_label = "quicv2 hp"},
    {.number = 0xff00001d,  // draft-ietf-quic-tls-29.
     .initial_type = 0,
     .salt = {0xaf, 0xbf, 0xec, 0x28, 0x99, 0x93, 0xd2, 0x4c, 0x9e, 0x97,
              0x86, 0xf1, 0x9c, 0x61, 0x11, 0xe0, 0x43, 0x90, 0xa8, 0x99},
     .key_label = "quic key",
     .iv_label = "quic iv",
     .hp_label = "quic hp"},
}};

const Version* version_of(std::uint32_t number) {
  const auto* found = std::find_if(kVersions.begin(), kVersions.end(),
                                   [&](const Version& v) { return v.number == number; });
  return found == kVersions.end() ? nullptr : found;
}

/// The bytes as OpenSSL takes them; std::byte may be looked at as unsigned char.
std::array<unsigned char, kQuicCryptoMax> to_octets(ByteView bytes) {
  std::array<unsigned char, kQuicCryptoMax> octets{};
  std::transform(bytes.begin(),
                 bytes.begin() + static_cast<std::ptrdiff_t>(std::min(bytes.size(), octets.size())),
                 octets.begin(), [](std::byte b) { return std::to_integer<unsigned char>(b); });
  return octets;
}

bool hmac(const unsigned char* key, std::size_t key_size, const unsigned char* data,
          std::size_t size, Secret& out) {
  unsigned int written = 0;
  return HMAC(EVP_sha256(), key, static_cast<int>(key_size), data, size, out.data(), &written) !=
             nullptr &&
         written == kSecretSize;
}

/// HKDF-Expand-Label (RFC 8446 s.7.1) for at most one block of output, the context empty.
bool expand(const Secret& secret, std::string_view label, std::size_t size, Secret& out) {
  constexpr std::string_view kPrefix = "tls13 ";
  std::array<unsigned char, 64> info{};
  std::size_t at = 0;
  info[at++] = 0;
  info[at++] = static_cast<unsigned char>(size);
  info[at++] = static_cast<unsigned char>(kPrefix.size() + label.size());
  for (const std::string_view part : {kPrefix, label}) {
    at = static_cast<std::size_t>(std::copy(part.begin(), part.end(), info.begin() + at) -
                                  info.begin());
  }
  info[at++] = 0;  // Context.
  info[at++] = 1;  // First block, RFC 5869 s.2.3.
  return hmac(secret.data(), secret.size(), info.data(), at, out);
}

struct Keys {
  Secret key;  ///< Of each, the first bytes are used.
  Secret iv;
  Secret hp;
};

/// RFC 9001 s.5.2: the client's Initial keys follow from the destination connection id.
std::optional<Keys> client_keys(const Version& version, ByteView connection_id) {
  std::array<unsigned char, kConnectionIdMax> id{};
  std::transform(connection_id.begin(), connection_id.end(), id.begin(),
                 [](std::byte b) { return std::to_integer<unsigned char>(b); });
  Secret initial;
  Secret client;
  Keys keys;
  const bool derived =
      hmac(version.salt.data(), version.salt.size(), id.data(), connection_id.size(), initial) &&
      expand(initial, "client in", kSecretSize, client) &&
      expand(client, version.key_label, kKeySize, keys.key) &&
      expand(client, version.iv_label, kNonceSize, keys.iv) &&
      expand(client, version.hp_label, kKeySize, keys.hp);
  return derived ? std::optional(keys) : std::nullopt;
}

struct FreeCipher {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, FreeCipher>;

/// RFC 9001 s.5.4.3: the mask is one AES block over the sample.
std::optional<std::array<unsigned char, 16>> header_mask(const Keys& keys,
                                                         const unsigned char* sample) {
  const Cipher cipher(EVP_CIPHER_CTX_new());
  std::array<unsigned char, 16> mask{};
  int written = 0;
  if (!cipher ||
      EVP_EncryptInit_ex(cipher.get(), EVP_aes_128_ecb(), nullptr, keys.hp.data(), nullptr) != 1 ||
      EVP_CIPHER_CTX_set_padding(cipher.get(), 0) != 1 ||
      EVP_EncryptUpdate(cipher.get(), mask.data(), &written, sample, 16) != 1) {
    return std::nullopt;
  }
  return mask;
}

/// An Initial packet, header protection still on.
struct Initial {
  const Version* version = nullptr;
  ByteView connection_id;
  ByteView packet;            ///< From its first byte to its end, or to the cut.
  std::size_t number_at = 0;  ///< Where the packet number stands.
  std::size_t size = 0;       ///< Whole size; more than `packet` if it is cut.
};

/// RFC 9000 s.16.
std::uint64_t varint(ByteReader& in) {
  const std::uint8_t first = in.u8();
  const std::size_t more = (std::size_t{1} << (first >> 6U)) - 1;
  return std::uint64_t{first & 0x3fU} << (8 * more) | in.uint(more);
}

/// Reads a long header (RFC 9000 s.17.2); `not_found` if the packet is no Initial we know.
Result<Initial> read_header(ByteView datagram) {
  ByteReader in(datagram);
  const std::uint8_t first = in.u8();
  Initial initial;
  initial.version = version_of(in.u32());
  if (!in.ok() || (first & 0xc0U) != 0xc0U || initial.version == nullptr ||
      (first >> 4U & 0x3U) != initial.version->initial_type) {
    return fail(Errc::not_found, "RFC 9000 s.17.2.2: not an Initial of a known version");
  }
  const std::size_t id_size = in.u8();
  initial.connection_id = in.take(id_size);
  const std::size_t source_size = in.u8();
  in.skip(source_size);
  const std::uint64_t token_size = varint(in);
  if (in.ok() && (id_size > kConnectionIdMax || source_size > kConnectionIdMax)) {
    return fail_at(5, Errc::malformed, "RFC 9000 s.17.2: a connection id has at most 20 bytes");
  }
  in.skip(token_size);
  const std::uint64_t length = varint(in);
  if (!in.ok()) {
    return fail_at(datagram.size(), Errc::truncated, "RFC 9000 s.17.2.2: the header is cut");
  }
  constexpr std::uint64_t kLengthMax = 65535;
  if (length < 4 + kTagSize || length > kLengthMax) {
    return fail_at(in.offset(), Errc::malformed, "RFC 9000 s.17.2: the length cannot be");
  }
  initial.number_at = in.offset();
  initial.size = in.offset() + static_cast<std::size_t>(length);
  initial.packet = datagram.first(std::min(datagram.size(), initial.size));
  return initial;
}

/// Plain frames of an Initial.
struct Plain {
  std::array<unsigned char, kQuicCryptoMax> bytes{};
  std::size_t size = 0;
};

/// AES-128-GCM over what is there; the tag is checked where the packet is whole.
bool decrypt(const Keys& keys, std::uint64_t number, std::size_t header_size, bool whole,
             const std::array<unsigned char, kQuicCryptoMax>& packet, std::size_t packet_size,
             Plain& plain) {
  std::array<unsigned char, kNonceSize> nonce{};
  for (std::size_t i = 0; i < kNonceSize; ++i) {
    const std::size_t shift = 8 * (kNonceSize - 1 - i);
    nonce[i] = static_cast<unsigned char>(keys.iv[i] ^ (shift < 64 ? number >> shift : 0));
  }
  const std::size_t body = packet_size - header_size - (whole ? kTagSize : 0);
  const Cipher cipher(EVP_CIPHER_CTX_new());
  int written = 0;
  if (!cipher ||
      EVP_DecryptInit_ex(cipher.get(), EVP_aes_128_gcm(), nullptr, keys.key.data(), nonce.data()) !=
          1 ||
      EVP_DecryptUpdate(cipher.get(), nullptr, &written, packet.data(),
                        static_cast<int>(header_size)) != 1 ||
      EVP_DecryptUpdate(cipher.get(), plain.bytes.data(), &written, packet.data() + header_size,
                        static_cast<int>(body)) != 1) {
    return false;
  }
  plain.size = static_cast<std::size_t>(written);
  if (!whole) {
    return true;
  }
  auto tag = std::array<unsigned char, kTagSize>{};
  std::copy_n(packet.begin() + static_cast<std::ptrdiff_t>(header_size + body), kTagSize,
              tag.begin());
  std::array<unsigned char, kTagSize> rest{};
  return EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kTagSize, tag.data()) == 1 &&
         EVP_DecryptFinal_ex(cipher.get(), rest.data(), &written) == 1;
}

/// Removes header protection (RFC 9001 s.5.4) and decrypts.
Result<Plain> open(const Initial& initial) {
  constexpr std::size_t kSampleAt = 4;  // Behind a packet number of four bytes, RFC 9001 s.5.4.2.
  if (initial.packet.size() < initial.number_at + kSampleAt + kTagSize) {
    return fail_at(initial.packet.size(), Errc::truncated, "RFC 9001 s.5.4.2: the sample is cut");
  }
  // Longer packets than any path carries are opened as if they were cut.
  const std::size_t size = std::min(initial.packet.size(), kQuicCryptoMax);
  const bool whole = size == initial.size;
  if (initial.number_at + kSampleAt + kTagSize > size) {
    return fail_at(0, Errc::out_of_range, "an Initial's token is longer than kQuicCryptoMax");
  }
  auto packet = to_octets(initial.packet);
  const auto keys = client_keys(*initial.version, initial.connection_id);
  const auto mask =
      keys ? header_mask(*keys, packet.data() + initial.number_at + kSampleAt) : std::nullopt;
  if (!mask) {
    return fail(Errc::unavailable, "OpenSSL refuses HMAC-SHA256 or AES-128");
  }
  packet[0] = static_cast<unsigned char>(packet[0] ^ ((*mask)[0] & 0x0fU));
  const std::size_t number_size = (packet[0] & 0x03U) + std::size_t{1};
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < number_size; ++i) {
    unsigned char& octet = packet[initial.number_at + i];
    octet = static_cast<unsigned char>(octet ^ (*mask)[1 + i]);
    number = number << 8U | octet;
  }
  Plain plain;
  if (!decrypt(*keys, number, initial.number_at + number_size, whole, packet, size, plain)) {
    return fail(Errc::malformed, "RFC 9001 s.5.3: the Initial does not open with its own keys");
  }
  return plain;
}

/// Collects CRYPTO frames; Initial packets hold PADDING, PING, ACK and CLOSE besides
/// (RFC 9000 s.12.4). Stops at anything else, or where the bytes end.
void collect(ByteView frames, CryptoStream& stream) {
  constexpr std::uint8_t kPadding = 0;
  constexpr std::uint8_t kPing = 1;
  constexpr std::uint8_t kAck = 2;
  constexpr std::uint8_t kAckEcn = 3;
  constexpr std::uint8_t kCrypto = 6;
  constexpr std::uint64_t kAckRangesMax = 64;
  ByteReader in(frames);
  int frames_left = kQuicFramesMax;
  while (in.ok() && in.remaining() > 0) {
    const std::uint8_t type = in.u8();
    if (type == kPadding) {
      continue;
    }
    if (frames_left-- == 0) {
      return;
    }
    if (type == kAck || type == kAckEcn) {
      static_cast<void>(varint(in));
      static_cast<void>(varint(in));
      const std::uint64_t ranges = std::min(varint(in), kAckRangesMax);
      static_cast<void>(varint(in));
      const std::uint64_t numbers = 2 * ranges + (type == kAckEcn ? 3 : 0);
      for (std::uint64_t i = 0; i < numbers; ++i) {
        static_cast<void>(varint(in));
      }
    } else if (type == kCrypto) {
      const std::uint64_t offset = varint(in);
      const std::uint64_t size = varint(in);
      if (in.ok()) {
        stream.add(offset, in.take(std::min<std::uint64_t>(size, in.remaining())));
      }
    } else if (type != kPing) {
      return;
    }
  }
}

}  // namespace

bool looks_like_quic_initial(ByteView payload) { return read_header(payload).has_value(); }

void CryptoStream::add(std::uint64_t offset, ByteView data) {
  if (offset >= bytes_.size()) {
    return;
  }
  const std::size_t at = static_cast<std::size_t>(offset);
  const std::size_t size = std::min(data.size(), bytes_.size() - at);
  for (std::size_t i = 0; i < size; ++i) {
    bytes_[at + i] = data[i];
    known_.set(at + i);
  }
}

ByteView CryptoStream::prefix() const {
  std::size_t size = 0;
  while (size < bytes_.size() && known_.test(size)) {
    ++size;
  }
  return ByteView(bytes_).first(size);
}

Result<ClientHello> QuicHello::add(ByteView payload) {
  if (payload.empty()) {
    return fail(Errc::not_found, "RFC 9000 s.17.2.2: not an Initial of a known version");
  }
  std::array<std::byte, kQuicCryptoMax> frames{};
  for (int i = 0; i < kQuicPacketsMax && !payload.empty(); ++i) {
    auto initial = read_header(payload);
    if (!initial && i == 0) {
      return fail_like(initial);
    }
    if (!initial) {
      break;  // A coalesced packet of another kind.
    }
    const ByteView own_id = initial->connection_id;
    const ByteView first_id = ByteView(first_id_).first(first_id_size_);
    if (!first_id.empty()) {
      initial->connection_id = first_id;  // The server's id comes in later ones; keys stay.
    }
    auto plain = open(*initial);
    if (!plain && !first_id.empty() && plain.error().code == Errc::malformed) {
      initial->connection_id = own_id;  // Another connection, or one that a Retry began anew.
      plain = open(*initial);
      stream_ = plain ? CryptoStream() : stream_;
    }
    if (!plain && i == 0) {
      return fail_like(plain);
    }
    if (!plain) {
      break;
    }
    if (initial->connection_id.data() == own_id.data()) {
      std::ranges::copy(own_id, first_id_.begin());
      first_id_size_ = own_id.size();
    }
    std::transform(plain->bytes.begin(), plain->bytes.end(), frames.begin(),
                   [](unsigned char octet) { return std::byte{octet}; });
    collect(ByteView(frames).first(plain->size), stream_);
    payload = payload.subspan(initial->packet.size());
  }
  if (stream_.prefix().empty()) {
    return fail(Errc::truncated, "RFC 9001 s.4: the ClientHello begins in another datagram");
  }
  return read_client_hello(stream_.prefix());
}

void QuicHello::clear() {
  first_id_size_ = 0;
  stream_.clear();
}

}  // namespace sixscope::wire
