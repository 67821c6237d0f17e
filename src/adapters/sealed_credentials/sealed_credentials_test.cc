#include "adapters/sealed_credentials/sealed_credentials.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "adapters/sealed_credentials/seal.h"

namespace sixscope::adapters {
namespace {

namespace fs = std::filesystem;
using polling::Credential;
using polling::Secret;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class Credentials : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("credentials_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] SealedCredentials store() const {
    return SealedCredentials({folder_ / "credentials.sealed", folder_ / "polling.key"});
  }
  [[nodiscard]] std::string bytes(const std::string& name) const {
    std::ifstream in(folder_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  [[nodiscard]] mode_t mode(const std::string& name) const {
    struct stat status{};
    EXPECT_EQ(::stat((folder_ / name).c_str(), &status), 0);
    return status.st_mode & 0777U;
  }
  static Credential community(const std::string& text) {
    Credential one;
    one.community = Secret(text);
    return one;
  }
  static Credential user() {
    return {.version = polling::SnmpVersion::v3,
            .user = "poller",
            .authentication = polling::Authentication::sha256,
            .authentication_secret = Secret("authentication words"),
            .privacy = polling::Privacy::aes,
            .privacy_secret = Secret("privacy\nwords\0x"),
            .context = "vrf"};
  }

  fs::path folder_;
};

TEST_F(Credentials, WhatGoesInComesOut) {
  ASSERT_TRUE(store().add("north", community("quiet")));
  ASSERT_TRUE(store().add("south", user()));
  EXPECT_THAT(store().names().value(), ElementsAre("north", "south"));
  EXPECT_EQ(store().read("north")->community.text(), "quiet");
  const auto read = store().read("south");
  ASSERT_TRUE(read) << describe(read.error());
  EXPECT_EQ(read->version, polling::SnmpVersion::v3);
  EXPECT_EQ(read->user, "poller");
  EXPECT_EQ(read->authentication, polling::Authentication::sha256);
  EXPECT_EQ(read->authentication_secret.text(), "authentication words");
  EXPECT_EQ(read->privacy, polling::Privacy::aes);
  EXPECT_EQ(read->privacy_secret.text(), user().privacy_secret.text());
  EXPECT_EQ(read->context, "vrf");
}

TEST_F(Credentials, NothingOfItStandsInTheFiles) {
  ASSERT_TRUE(store().add("south", user()));
  const std::string sealed = bytes("credentials.sealed");
  for (const std::string secret : {"authentication words", "privacy", "poller"}) {
    EXPECT_THAT(sealed, Not(HasSubstr(secret)));
    EXPECT_THAT(sealed, Not(HasSubstr(to_hex(secret))));
  }
  EXPECT_EQ(mode("credentials.sealed"), 0600U);
  EXPECT_EQ(mode("polling.key"), 0600U);
}

TEST_F(Credentials, TheSameSecretIsNeverSealedTheSame) {
  ASSERT_TRUE(store().add("a", community("quiet")));
  const std::string before = bytes("credentials.sealed");
  ASSERT_TRUE(store().add("a", community("quiet")));
  EXPECT_NE(bytes("credentials.sealed"), before);
}

TEST_F(Credentials, AWrongKeyIsSaid) {
  ASSERT_TRUE(store().add("a", community("quiet")));
  write("polling.key", std::string(64, '0') + "\n");
  const auto read = store().read("a");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Errc::malformed);
  EXPECT_THAT(describe(read.error()), HasSubstr("key is not the one"));
  EXPECT_THAT(describe(read.error()), Not(HasSubstr("quiet")));
  const auto added = store().add("b", community("loud"));
  ASSERT_FALSE(added) << "a file with two keys in it opens with none";
  EXPECT_EQ(added.error().code, Errc::malformed);
  EXPECT_THAT(store().names().value(), ElementsAre("a"));
}

TEST_F(Credentials, AKeyThatIsGoneIsNotMadeAnew) {
  ASSERT_TRUE(store().add("a", community("quiet")));
  fs::remove(folder_ / "polling.key");
  EXPECT_EQ(store().read("a").error().code, Errc::not_found);
  EXPECT_EQ(store().add("b", community("loud")).error().code, Errc::not_found);
  EXPECT_FALSE(fs::exists(folder_ / "polling.key"));
  ASSERT_TRUE(store().remove("a"));
  EXPECT_TRUE(store().add("b", community("loud"))) << "nothing was sealed any more";
}

TEST_F(Credentials, AKeyThatOthersMayReadIsRefused) {
  ASSERT_TRUE(store().add("a", community("quiet")));
  fs::permissions(folder_ / "polling.key", fs::perms::group_read, fs::perm_options::add);
  EXPECT_EQ(store().read("a").error().code, Errc::forbidden);
}

// Sealed bytes of one name under another: a swap of two lines would send a secret elsewhere.
TEST_F(Credentials, ASealIsBoundToItsName) {
  ASSERT_TRUE(store().add("a", community("quiet")));
  std::string text = bytes("credentials.sealed");
  text.replace(text.find("\na "), 3, "\nb ");
  write("credentials.sealed", text);
  EXPECT_EQ(store().read("b").error().code, Errc::malformed);
  EXPECT_EQ(store().read("a").error().code, Errc::not_found);
}

TEST_F(Credentials, EveryDamagedByteIsNoticed) {
  ASSERT_TRUE(store().add("a", community("quiet")));
  const std::string good = bytes("credentials.sealed");
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = bad[i] == '1' ? '2' : '1';
    write("credentials.sealed", bad);
    EXPECT_FALSE(store().read("a")) << i;
    write("credentials.sealed", good.substr(0, i));
    EXPECT_FALSE(store().read("a")) << i;
  }
}

TEST_F(Credentials, BadOnesAreRefused) {
  for (const std::string name : {"", "a b", "../x", "ä", "a\n"}) {
    EXPECT_EQ(store().add(name, community("quiet")).error().code, Errc::malformed) << name;
  }
  EXPECT_FALSE(store().add("a", community("")));
  EXPECT_FALSE(store().add("a", community(std::string(256, 'x'))));
  auto weak = user();
  weak.privacy_secret = Secret("short");
  EXPECT_THAT(describe(store().add("a", weak).error()), Not(HasSubstr("short")));
  auto bare = user();
  bare.authentication = polling::Authentication::none;
  EXPECT_FALSE(store().add("a", bare)) << "privacy without authentication";
  EXPECT_EQ(store().remove("a").error().code, Errc::not_found);
  EXPECT_FALSE(fs::exists(folder_ / "credentials.sealed"));
}

}  // namespace
}  // namespace sixscope::adapters
