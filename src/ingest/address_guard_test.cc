#include "ingest/address_guard.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace sixscope::ingest {
namespace {

std::string hex(const std::array<std::uint8_t, 16>& bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += "0123456789ABCDEF"[byte >> 4U];
    text += "0123456789ABCDEF"[byte & 15U];
  }
  return text;
}

net::IpAddress address(const char* text) { return net::IpAddress::parse(text).value(); }

class KeyFile {
 public:
  KeyFile(const std::string& text, mode_t mode) : path_(::testing::TempDir() + "raw_flows.key") {
    std::filesystem::remove(path_);
    std::ofstream(path_) << text;
    ::chmod(path_.c_str(), mode);
  }
  ~KeyFile() { std::filesystem::remove(path_); }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

constexpr const char* kKey = "000102030405060708090a0b0c0d0e0f\n";

TEST(AddressGuard, TruncatesUnlessItHasAKey) {
  const AddressGuard guard;
  EXPECT_EQ(hex(guard.protect(address("198.51.100.7"))), "00000000000000000000FFFFC6336400");
  EXPECT_EQ(hex(guard.protect(address("2001:db8:1:2:3:4:5:6"))),
            "20010DB8000100000000000000000000");
}

// What another implementation says (`openssl mac -macopt size:16 ... SIPHASH`).
TEST(AddressGuard, MakesPseudonymsWithTheKeyOfAFile) {
  const KeyFile file(kKey, 0600);
  const auto guard = AddressGuard::keyed_by(file.path());
  ASSERT_TRUE(guard) << describe(guard.error());
  EXPECT_EQ(hex(guard->protect(address("2001:db8::1"))), "A91DA0B548B49FCAD75F1E433ADC40C1");
  EXPECT_EQ(hex(guard->protect(address("198.51.100.7"))), "347CA2E5D492032138A9CF0EC7513648");
}

TEST(AddressGuard, RefusesAKeyThatIsNoSecret) {
  struct Row {
    const char* name;
    const char* text;
    mode_t mode;
    Errc code;
  };
  const Row rows[] = {
      {"others may read it", kKey, 0644, Errc::out_of_range},
      {"the group may write it", kKey, 0620, Errc::out_of_range},
      {"too short", "00010203", 0600, Errc::malformed},
      {"too long", "000102030405060708090a0b0c0d0e0f00", 0600, Errc::malformed},
      {"no digits", "000102030405060708090a0b0c0d0e0x", 0600, Errc::malformed},
      {"empty", "", 0600, Errc::malformed},
  };
  for (const auto& [name, text, mode, code] : rows) {
    SCOPED_TRACE(name);
    const KeyFile file(text, mode);
    const auto guard = AddressGuard::keyed_by(file.path());
    ASSERT_FALSE(guard);
    EXPECT_EQ(guard.error().code, code);
    EXPECT_EQ(describe(guard.error()).find("0102"), std::string::npos) << "the key is not quoted";
  }
  EXPECT_EQ(AddressGuard::keyed_by("/nonexistent/key").error().code, Errc::not_found);
}

}  // namespace
}  // namespace sixscope::ingest
