#include "wire/quic.h"

#include <gmock/gmock.h>
#include <openssl/evp.h>

#include <memory>
#include <string>
#include <vector>

#include "base/byte_writer.h"

namespace sixscope::wire {
namespace {

using Octets = std::vector<unsigned char>;

Octets hex(std::string_view text) {
  Octets bytes;
  std::string digits;
  for (const char c : text) {
    if (c == ' ') {
      continue;
    }
    digits += c;
    if (digits.size() == 2) {
      bytes.push_back(static_cast<unsigned char>(std::stoi(digits, nullptr, 16)));
      digits.clear();
    }
  }
  return bytes;
}

std::vector<std::byte> to_bytes(const Octets& octets) {
  std::vector<std::byte> bytes;
  for (const unsigned char octet : octets) {
    bytes.push_back(std::byte{octet});
  }
  return bytes;
}

/// The ClientHello of RFC 9001 A.2 (handshake bytes), for example.com.
const Octets kHello =
    hex("010000ed0303ebf8fa56f12939b9584a3896472ec40bb863cfd3e86804fe3a47f06a2b69484c00000413011302"
        "010000c000000010000e00000b6578616d706c652e636f6dff01000100000a00080006001d0017001800100007"
        "000504616c706e000500050100000000003300260024001d00209370b2c9caa47fbabaf4559fedba753de171fa"
        "71f50f1ce15d43e994ec74d748002b0003020304000d0010000e0403050306030203080408050806002d000201"
        "01001c00024001003900320408ffffffffffffffff05048000ffff07048000ffff08011001048000753009011"
        "00f088394c8f03e51570806048000ffff");

/// Keys as the RFCs print them, so that nothing here is derived by the code under test.
struct Suite {
  std::string version;
  std::string key;
  std::string iv;
  std::string hp;
  unsigned char first;
  std::string protected_head;  ///< First bytes of the packet in the RFC's appendix.
};
const Suite kVersion1 = {.version = "00000001",
                         .key = "1f369613dd76d5467730efcbe3b1a22d",
                         .iv = "fa044b2f42a3fd3b46fb255c",
                         .hp = "9f50449e04a0e810283a1e9933adedd2",
                         .first = 0xc3,
                         .protected_head =
                             "c000000001088394c8f03e5157080000449e7b9aec34"
                             "d1b1c98dd7689fb8ec11"};
const Suite kVersion2 = {.version = "6b3343cf",
                         .key = "8b1a0bc121284290a29e0971b5cd045d",
                         .iv = "91f73e2351d8fa91660e909f",
                         .hp = "45b95e15235d6f45a6b19cbcb0294ba9",
                         .first = 0xd3,
                         .protected_head =
                             "d76b3343cf088394c8f03e5157080000449ea0c95e82"
                             "ffe67b6abcdb4298b485"};

struct FreeCipher {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, FreeCipher>;

/// Seals `frames` (padded to 1162 bytes) as packet 2 of RFC 9001 A.2.
Octets seal(const Suite& suite, Octets frames) {
  frames.resize(1162);
  Octets head = {suite.first};
  for (const auto& part : {hex(suite.version), hex("088394c8f03e51570800 00 449e 00000002")}) {
    head.insert(head.end(), part.begin(), part.end());
  }
  Octets nonce = hex(suite.iv);
  nonce.back() ^= 2U;
  Octets packet = head;
  packet.resize(head.size() + frames.size() + 16);
  int written = 0;
  const Cipher gcm(EVP_CIPHER_CTX_new());
  EVP_EncryptInit_ex(gcm.get(), EVP_aes_128_gcm(), nullptr, hex(suite.key).data(), nonce.data());
  EVP_EncryptUpdate(gcm.get(), nullptr, &written, head.data(), static_cast<int>(head.size()));
  EVP_EncryptUpdate(gcm.get(), packet.data() + head.size(), &written, frames.data(),
                    static_cast<int>(frames.size()));
  EVP_EncryptFinal_ex(gcm.get(), packet.data() + head.size() + frames.size(), &written);
  EVP_CIPHER_CTX_ctrl(gcm.get(), EVP_CTRL_GCM_GET_TAG, 16,
                      packet.data() + head.size() + frames.size());
  Octets mask(16);
  const Cipher ecb(EVP_CIPHER_CTX_new());
  EVP_EncryptInit_ex(ecb.get(), EVP_aes_128_ecb(), nullptr, hex(suite.hp).data(), nullptr);
  EVP_EncryptUpdate(ecb.get(), mask.data(), &written, packet.data() + head.size(), 16);
  packet[0] = static_cast<unsigned char>(packet[0] ^ (mask[0] & 0x0fU));
  for (std::size_t i = 0; i < 4; ++i) {
    packet[head.size() - 4 + i] =
        static_cast<unsigned char>(packet[head.size() - 4 + i] ^ mask[1 + i]);
  }
  return packet;
}

Octets crypto_frame(std::size_t offset, const Octets& data) {
  Octets frame = {6, static_cast<unsigned char>(0x40U | offset >> 8U),
                  static_cast<unsigned char>(offset),
                  static_cast<unsigned char>(0x40U | data.size() >> 8U),
                  static_cast<unsigned char>(data.size())};
  frame.insert(frame.end(), data.begin(), data.end());
  return frame;
}

/// The frame of the RFC: offset 0 in one byte, length f1 in two.
Octets rfc_frames() {
  Octets frames = hex("060040f1");
  frames.insert(frames.end(), kHello.begin(), kHello.end());
  return frames;
}

TEST(Quic, OpensTheInitialPacketsOfTheRfcs) {
  for (const Suite& suite : {kVersion1, kVersion2}) {
    SCOPED_TRACE(suite.version);
    const Octets packet = seal(suite, rfc_frames());
    const Octets head = hex(suite.protected_head);
    ASSERT_TRUE(std::equal(head.begin(), head.end(), packet.begin()))
        << "the fixture is not the packet that the RFC prints";
    const auto bytes = to_bytes(packet);
    EXPECT_TRUE(looks_like_quic_initial(bytes));
    const auto hello = QuicHello().add(bytes);
    ASSERT_TRUE(hello) << describe(hello.error());
    EXPECT_EQ(hello->server_name.view(), "example.com");
    EXPECT_TRUE(hello->complete);
    EXPECT_FALSE(hello->has_ech);
  }
}

TEST(Quic, PutsScatteredCryptoFramesTogether) {
  const auto middle = kHello.begin() + 60;
  const Octets second = crypto_frame(60, Octets(middle, kHello.end()));
  const Octets first = crypto_frame(0, Octets(kHello.begin(), middle));
  Octets frames = {0, 1, 2, 5, 0, 0, 1};  // PADDING, PING, ACK.
  for (const auto& part : {second, Octets{0, 0, 1}, first}) {
    frames.insert(frames.end(), part.begin(), part.end());
  }
  const auto hello = QuicHello().add(to_bytes(seal(kVersion1, frames)));
  ASSERT_TRUE(hello) << describe(hello.error());
  EXPECT_EQ(hello->server_name.view(), "example.com");

  const auto gap = QuicHello().add(to_bytes(seal(kVersion1, second)));
  ASSERT_FALSE(gap);
  EXPECT_EQ(gap.error().code, Errc::truncated);
}

TEST(Quic, PutsAHelloOfTwoDatagramsTogether) {
  const auto middle = kHello.begin() + 60;
  const auto first = to_bytes(seal(kVersion1, crypto_frame(0, Octets(kHello.begin(), middle))));
  const auto second = to_bytes(seal(kVersion1, crypto_frame(60, Octets(middle, kHello.end()))));
  for (const auto& [one, other] : {std::pair(first, second), std::pair(second, first)}) {
    QuicHello hello;
    const auto part = hello.add(one);
    ASSERT_FALSE(part);
    EXPECT_EQ(part.error().code, Errc::truncated);
    const auto whole = hello.add(other);
    ASSERT_TRUE(whole) << describe(whole.error());
    EXPECT_EQ(whole->server_name.view(), "example.com");
    EXPECT_TRUE(whole->complete);
  }
}

TEST(Quic, BeginsAnewWithAnotherConnection) {
  const auto first =
      to_bytes(seal(kVersion1, crypto_frame(0, Octets(kHello.begin(), kHello.begin() + 60))));
  QuicHello hello;
  ASSERT_FALSE(hello.add(first));
  const auto other = hello.add(to_bytes(seal(kVersion2, rfc_frames())));
  ASSERT_TRUE(other) << describe(other.error());
  EXPECT_EQ(other->server_name.view(), "example.com");
}

TEST(Quic, KeepsNothingOfAnotherClientWhenCleared) {
  QuicHello hello;
  ASSERT_TRUE(hello.add(to_bytes(seal(kVersion1, rfc_frames()))));
  hello.clear();
  const auto ping = hello.add(to_bytes(seal(kVersion1, Octets(1000, 1))));
  ASSERT_FALSE(ping) << "a name that this client did not send";
  EXPECT_EQ(ping.error().code, Errc::truncated);
}

TEST(Quic, RefusesAPacketThatWasTouched) {
  Octets packet = seal(kVersion1, rfc_frames());
  packet[300] ^= 1U;
  const auto hello = QuicHello().add(to_bytes(packet));
  ASSERT_FALSE(hello);
  EXPECT_EQ(hello.error().code, Errc::malformed);
}

TEST(Quic, UsesWhatStandsBeforeACut) {
  const auto whole = to_bytes(seal(kVersion1, rfc_frames()));
  std::size_t named = 0;
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const std::vector<std::byte> cut(whole.begin(),
                                     whole.begin() + static_cast<std::ptrdiff_t>(size));
    const auto hello = QuicHello().add(cut);
    if (hello) {
      EXPECT_EQ(hello->server_name.view(), "example.com") << size;
      ++named;
    } else {
      EXPECT_NE(hello.error().code, Errc::unavailable) << size;
    }
  }
  // The name ends 75 bytes into the hello, which begins 26 bytes into the packet.
  EXPECT_GT(named, whole.size() - 110);
}

TEST(Quic, LeavesOtherDatagramsAlone) {
  const std::vector<std::pair<std::string, Octets>> rows = {
      {"empty", {}},
      {"short header", hex("40 8394c8f03e515708 00000000")},
      {"unknown version", hex("c0 0a0a0a0a 08 8394c8f03e515708 00 00 449e 00000000")},
      {"handshake packet", hex("e0 00000001 08 8394c8f03e515708 00 449e 00000000")},
      {"DNS", hex("1234 0100 0001 0000 0000 0000 00 0001 0001")},
  };
  for (const auto& [name, packet] : rows) {
    SCOPED_TRACE(name);
    const auto hello = QuicHello().add(to_bytes(packet));
    ASSERT_FALSE(hello);
    EXPECT_EQ(hello.error().code, Errc::not_found);
  }
  const auto wide_id = QuicHello().add(
      to_bytes(hex("c0 00000001 15 000000000000000000000000000000000000000000 00 00 449e 00")));
  EXPECT_EQ(wide_id.error().code, Errc::malformed);
}

}  // namespace
}  // namespace sixscope::wire
