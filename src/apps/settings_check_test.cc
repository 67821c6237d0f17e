#include "apps/settings_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include "testing/temporary_folder.h"

namespace sixscope::apps {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class CheckSettings : public ::testing::Test {
 protected:
  // One line a fault.
  static std::string check(const std::string& toml) {
    const auto loaded = settings::Settings::load(toml, "my.toml", {});
    std::string said;
    EXPECT_TRUE(loaded.faults.empty()) << loaded.faults.front().detail;
    for (const auto& fault : check_settings(loaded.settings)) {
      said += fault.where + ": " + fault.detail + "\n";
    }
    return said;
  }

  const sixscope::testing::TemporaryFolder folder_;
  const fs::path directory_ = folder_.path();
};

TEST_F(CheckSettings, DefaultsAreFine) { EXPECT_EQ(check(""), ""); }

TEST_F(CheckSettings, RefusesWhatAServerCannotUse) {
  struct Case {
    const char* name;
    const char* toml;
    const char* said;
  };
  const Case cases[] = {
      {"page", "http.listen = \"localhost\"", "http.listen: `localhost`: an endpoint is ADDRESS"},
      {"names", "http.names = [\"https://v6.example.net/\"]", "is no name of a host"},
      {"udp", "collector.udp = [\"[::]:1\", \"router:2055\"]", "collector.udp: `router:2055`: "},
      {"tcp", "collector.tcp = [\"::1:4739\"]", "collector.tcp: `::1:4739`: an endpoint"},
      {"twice", "collector.udp = [\"[::]:1\", \"[::]:1\"]",
       "collector.udp: `[::]:1`: stands twice"},
      {"TLS socket alone", "collector.tls = [\"[::]:1\"]", "needs collector.tls_certificate"},
      {"certificate alone", "http.tls_certificate = \"a.pem\"", "set http.tls_key too"},
      {"key alone", "collector.tls_key = \"a.pem\"", "set collector.tls_certificate too"},
      {"TLS files", "http.tls_certificate = \"/no.pem\"\nhttp.tls_key = \"/no.pem\"",
       "http.tls_certificate: `/no.pem`: a TLS file does not load"},
      {"allow", "collector.allow = [\"192.0.2.0/33\"]", "collector.allow: `192.0.2.0/33`: is no"},
      {"rate", "decoder.fixed_rates = [\"192.0.2.1=0\"]", "`192.0.2.1=0`: a rate is ADDRESS=RATE"},
      {"v5", "decoder.v5_full_width_rate = [\"r1\"]", "decoder.v5_full_width_rate: `r1`: an exp"},
      {"blind", "visibility.blind = [\"10.0.0.0/8\"]", "visibility.blind: `10.0.0.0/8`: an exp"},
      {"store", "store.url = \"clickhouse://db\"",
       "store.url: `clickhouse://db`: must be embedded"},
      {"no scheme", "store.url = \"db:8123\"", "store.url: `db:8123`: must be embedded"},
      {"no host", "store.url = \"http://\"", "store.url: `http://`: must be embedded"},
      {"database", "store.database = \"a-b\"", "store.database: `a-b`: letters"},
      {"no database", "store.database = \"\"", "store.database: ``: letters"},
      {"cluster", "store.cluster = \"a b\"", "store.cluster: `a b`: letters"},
      {"dictionary", "enrich.dictionaries = [\"/no.csv\"]", "`/no.csv`: no such file"},
      {"operator", "enrich.operator_prefixes = [\"x.txt\"]", "an entry is OPERATOR=FILE"},
      {"prefixes", "enrich.operator_prefixes = [\"ct=/no\"]", "`ct=/no`: no such file"},
      {"console", "http.console_dir = \"/no\"", "http.console_dir: `/no`: no such directory"},
      {"data", "data_dir = \"/dev/null\"", "data_dir: `/dev/null`: must name a directory"},
      {"no data", "data_dir = \"\"", "data_dir: ``: must name a directory"},
      {"language", "reports.language = \"fr\"", "reports.language: `fr`: write zh or en"},
      {"scope", "reports.scopes = [\"44\"]", "reports.scopes: `44`: is no scope; write 440000"},
      {"region", "reports.scopes = [\"999999\"]", "`999999`: no region has this code"},
      {"carrier", "reports.scopes = [\"440000/nobody\"]", "no operator has this identifier"},
      {"scope twice", "reports.scopes = [\"440000\", \"440000\"]", "`440000`: stands twice"},
      {"kind", "reports.kinds = [\"weekly\"]",
       "reports.kinds: `weekly`: the catalogue has no such kind of report; built by themselves"},
      {"kind without days", "reports.kinds = [\"brief\"]", "`brief`: this kind of report has no"},
      {"format", "reports.formats = [\"odt\"]",
       "reports.formats: `odt`: no file is printed in this format; there are docx, pdf"},
      {"drop folder", "reports.drop_folder = \"/dev/null/reports\"", "/dev/null is no folder"},
      {"no format", "reports.drop_folder = \"/tmp\"\nreports.formats = []", "need a format"},
      {"mail", "reports.mail_command = \"/no/sendmail -t\"",
       "reports.mail_command: `/no/sendmail`: no such program"},
      {"key file",
       "raw_flows.enabled = true\nraw_flows.addresses = \"keyed\"\n"
       "raw_flows.key_file = \"/no\"",
       "raw_flows.key_file: `/no`: the key file cannot be read"},
  };
  for (const auto& [name, toml, said] : cases) {
    SCOPED_TRACE(name);
    const std::string all = check(toml);
    EXPECT_THAT(all, HasSubstr(said));
    EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 1) << all;
    EXPECT_THAT(all, HasSubstr("my.toml:"));
  }
}

TEST_F(CheckSettings, ReportsThatCanBeBuiltAreFine) {
  EXPECT_EQ(check("reports.scopes = [\"100000\", \"440000/china_mobile\"]\n"
                  "reports.kinds = [\"monthly\"]\nreports.formats = [\"pdf\"]\n"
                  "reports.mail_command = \"true\"\nreports.drop_folder = \"" +
                  (directory_ / "made/if/missing").string() + "\"\n"),
            "");
}

TEST_F(CheckSettings, AFolderThatMayNotBeWrittenToIsSaid) {
  if (::geteuid() == 0) {
    GTEST_SKIP() << "root may write everywhere";
  }
  ::chmod(directory_.c_str(), 0500);
  const std::string toml = "reports.drop_folder = \"" + (directory_ / "x").string() + "\"\n";
  EXPECT_THAT(check(toml), HasSubstr("this user may not write to " + directory_.string()));
  ::chmod(directory_.c_str(), 0700);
}

TEST_F(CheckSettings, ListsAllFaultsAtOnceWithTheirPlaces) {
  const std::string all =
      check("store.url = \"ftp://db\"\ncollector.udp = [\"a\", \"b\"]\nhttp.listen = \"c\"\n");
  EXPECT_THAT(all, HasSubstr("my.toml:1: store.url: `ftp://db`"));
  EXPECT_THAT(all, HasSubstr("my.toml:2: collector.udp: `a`"));
  EXPECT_THAT(all, HasSubstr("my.toml:2: collector.udp: `b`"));
  EXPECT_THAT(all, HasSubstr("my.toml:3: http.listen: `c`"));
}

TEST_F(CheckSettings, TheKeyMustBeItsOwnersAlone) {
  const std::string path = (directory_ / "key").string();
  std::ofstream(path) << "00112233445566778899aabbccddeeff\n";
  const std::string toml =
      "raw_flows.enabled = true\nraw_flows.addresses = \"keyed\"\n"
      "raw_flows.key_file = \"" +
      path + "\"\n";
  ::chmod(path.c_str(), 0644);
  EXPECT_THAT(check(toml), HasSubstr("others may read the key file"));
  ::chmod(path.c_str(), 0600);
  EXPECT_EQ(check(toml), "");
}

}  // namespace
}  // namespace sixscope::apps
