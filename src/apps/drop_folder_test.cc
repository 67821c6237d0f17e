#include "apps/drop_folder.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <future>
#include <iterator>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "apps/registry_fixture.h"
#include "apps/sheet_files.h"
#include "registry/sql_account_store.h"

namespace sixscope::apps {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Hands out connections, but not the one of that number.
class CountingDatabase final : public registry::SqlDatabase {
 public:
  explicit CountingDatabase(registry::SqlDatabase& database) : database_(database) {}
  Result<std::unique_ptr<registry::SqlConnection>> connect() override {
    return ++count == fails_at ? fail(Errc::unavailable, "the registry does not answer")
                               : database_.connect();
  }
  std::size_t count = 0;
  std::size_t fails_at = 0;

 private:
  registry::SqlDatabase& database_;
};

class DropFolderTest : public ::testing::Test {
 protected:
  DropFolderTest() { fs::create_directories(drop_ / "gd-mobile"); }

  DropDoor door() { return door(*registry_.store); }
  DropDoor door(registry::ObjectStore& store) {
    return {.folder = drop_,
            .store = store,
            .kinds = registry_.kinds,
            .clock = registry_.clock,
            .scope_of = [this](const std::string& account) { return scope_of(account); },
            .notice = [this](const std::string& words) { log_.push_back(words); }};
  }

  Result<registry::Scope> scope_of(const std::string& account) {
    if (is_down_) {
      return fail(Errc::unavailable, "the registry does not answer");
    }
    if (account.empty()) {
      return registry::Scope::everything("local");
    }
    if (account != "gd-mobile") {
      return fail_because(account, Errc::not_found, "no such account");
    }
    return registry::Scope{.account = account, .regions = {"440000"}, .may_write = true};
  }

  fs::path write(const std::string& name, const std::string& bytes) {
    const fs::path file = drop_ / name;
    std::ofstream(file, std::ios::binary) << bytes;
    return file;
  }
  static std::string read(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  // Names below the drop folder, the marks in them as "*".
  std::set<std::string> files() const {
    std::set<std::string> names;
    for (const auto& each : fs::recursive_directory_iterator(drop_)) {
      std::string name = each.path().lexically_relative(drop_).string();
      if (!each.is_regular_file()) {
        continue;
      }
      constexpr std::size_t kMark = 8;
      for (std::size_t at = 0; at + kMark + 1 < name.size(); ++at) {
        if (name[at] == '.' && name[at + kMark + 1] == '.' &&
            name.find_first_not_of("0123456789abcdef", at + 1) == at + kMark + 1) {
          name.replace(at + 1, kMark, "*");
        }
      }
      names.insert(name);
    }
    return names;
  }
  std::string text_of(const std::string& where, const std::string& end) const {
    for (const auto& each : fs::directory_iterator(drop_ / where)) {
      if (each.path().string().ends_with(end)) {
        return read(each.path());
      }
    }
    return "";
  }

  const std::string good_ = std::string(kLedgerHead) + "中国移动,广东,CGN-01,nat44,在用,2000万\n";
  const std::string bad_ = good_ + "\n中国移动,广东,CGN-02,nat44,在用,很多\n";
  TestRegistry registry_;
  const fs::path drop_ = registry_.folder.path() / "drop";
  std::vector<std::string> log_;
  bool is_down_ = false;
};

TEST_F(DropFolderTest, TakesAFileOnceItStaysAsItIs) {
  DropFolder folder(door());
  const fs::path file = write("gd-mobile/june.csv", std::string(kLedgerHead));
  EXPECT_EQ(folder.look().value(), 0U);
  write("gd-mobile/june.csv", good_);  // Longer than at the look before: still being written.
  EXPECT_EQ(folder.look().value(), 0U);
  EXPECT_EQ(registry_.devices(), 0U);
  EXPECT_EQ(folder.look().value(), 1U);
  EXPECT_EQ(registry_.devices(), 1U);
  EXPECT_THAT(files(),
              ElementsAre("gd-mobile/done/june.*.csv", "gd-mobile/done/june.*.receipt.json"));
  EXPECT_EQ(text_of("gd-mobile/done", ".csv"), good_);
  EXPECT_THAT(
      text_of("gd-mobile/done", ".receipt.json"),
      HasSubstr(R"("kind":"nat44_device","door":"folder","sender":"gd-mobile","file":"june.csv")"));
  EXPECT_THAT(log_, ElementsAre(HasSubstr("imported: 1 new")));
  EXPECT_EQ(folder.look().value(), 0U);
}

TEST_F(DropFolderTest, RefusesWithEveryFaultAndTheSendersSheet) {
  DropFolder folder(door());
  write("gd-mobile/june.csv", bad_);
  ASSERT_TRUE(folder.look());
  EXPECT_EQ(folder.look().value(), 1U);
  EXPECT_EQ(registry_.devices(), 0U);
  EXPECT_THAT(files(),
              ElementsAre("gd-mobile/refused/june.*.csv", "gd-mobile/refused/june.*.errors.csv",
                          "gd-mobile/refused/june.*.faults.json"));
  EXPECT_THAT(text_of("gd-mobile/refused", ".faults.json"), HasSubstr(R"("row":4,"column":"F")"));
  // The fault stands in the row that the sender's program shows as 4.
  const std::string errors = text_of("gd-mobile/refused", ".errors.csv");
  EXPECT_THAT(errors, HasSubstr("\r\n\r\n中国移动,广东,CGN-02,nat44,在用,很多,"));
}

TEST_F(DropFolderTest, TakesWorkbooksAndAnswersInKind) {
  const auto book = [](const std::string& sessions) {
    table::SheetPlan sheet{.name = "台账"};
    const std::vector<std::vector<std::string>> rows = {
        {"运营商", "区域", "设备名称", "台账类别", "状态", "最大会话数"},
        {"中国移动", "广东", "CGN-01", "nat44", "在用", sessions}};
    for (const auto& texts : rows) {
      table::Row row{.number = sheet.rows.size() + 1};
      for (const std::string& text : texts) {
        row.cells.push_back({.type = table::CellType::text, .text = text});
      }
      sheet.rows.push_back(row);
    }
    return write_book({{sheet}}, "xlsx").value();
  };
  DropFolder folder(door());
  write("gd-mobile/good.xlsx", book("2000万"));
  write("gd-mobile/wrong.xlsx", book("很多"));
  ASSERT_TRUE(folder.look());
  EXPECT_EQ(folder.look().value(), 2U);
  EXPECT_EQ(registry_.devices(), 1U);
  EXPECT_THAT(
      files(),
      ElementsAre("gd-mobile/done/good.*.receipt.json", "gd-mobile/done/good.*.xlsx",
                  "gd-mobile/refused/wrong.*.errors.xlsx", "gd-mobile/refused/wrong.*.faults.json",
                  "gd-mobile/refused/wrong.*.xlsx"));
}

TEST_F(DropFolderTest, ASubFolderIsAnAccountWithItsScope) {
  DropFolder folder(door());
  fs::create_directories(drop_ / "gd-mobile/2026");
  fs::create_directories(drop_ / "nobody");
  const std::string jiangsu = std::string(kLedgerHead) + "中国电信,江苏,CGN-02,NAT444,在用,1\n";
  write("gd-mobile/2026/beyond.csv", jiangsu);
  write("nobody/june.csv", good_);
  ASSERT_TRUE(folder.look());
  EXPECT_EQ(folder.look().value(), 2U);
  EXPECT_EQ(registry_.devices(), 0U);
  EXPECT_THAT(text_of("gd-mobile/2026/refused", ".faults.json"), HasSubstr("out_of_scope"));
  EXPECT_THAT(text_of("nobody/refused", ".faults.json"), HasSubstr("no such account"));
  write("all.csv", jiangsu);  // In the folder itself: of who runs the server.
  ASSERT_TRUE(folder.look());
  EXPECT_EQ(folder.look().value(), 1U);
  EXPECT_EQ(registry_.devices(), 1U);
}

TEST_F(DropFolderTest, LeavesAloneWhatIsNobodysSpreadsheetYet) {
  DropFolder folder(door());
  for (const char* name : {"~$june.xlsx", ".june.csv", "june.csv.part", "june.csv~", "a.tmp"}) {
    write(std::string("gd-mobile/") + name, good_);
  }
  const fs::path secret = registry_.folder.path() / "secret.csv";
  std::ofstream(secret) << good_;
  fs::create_symlink(secret, drop_ / "gd-mobile/link.csv");
  fs::create_directory_symlink(registry_.folder.path(), drop_ / "other");
  ASSERT_EQ(::mkfifo((drop_ / "gd-mobile/pipe.csv").c_str(), 0600), 0);
  const auto before = files();
  ASSERT_TRUE(folder.look());
  EXPECT_EQ(folder.look().value(), 0U);
  EXPECT_EQ(files(), before);
  EXPECT_TRUE(fs::exists(secret));
  EXPECT_THAT(log_, IsEmpty());
}

TEST_F(DropFolderTest, SaysOfEveryStrangeFileWhatItIs) {
  DropFolder folder(door());
  write("gd-mobile/empty.xlsx", "");
  write("gd-mobile/old.xls", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 rest");
  write("gd-mobile/cut.xlsx", "PK\x03\x04 cut");
  write("gd-mobile/words.docx.txt", "Dear Sir or Madam");
  ASSERT_TRUE(folder.look());
  EXPECT_EQ(folder.look().value(), 4U);
  EXPECT_EQ(files().size(), 8U);
  for (const char* rule : {"kind_unknown", "old_or_encrypted", "damaged_container"}) {
    bool is_said = false;
    for (const auto& each : fs::directory_iterator(drop_ / "gd-mobile/refused")) {
      is_said |= read(each.path()).find(rule) != std::string::npos;
    }
    EXPECT_TRUE(is_said) << rule;
  }
}

// The program ended between the commit and the move: the second run knows the file and moves it.
TEST_F(DropFolderTest, KnowsWhatItImportedButDidNotMove) {
  const fs::path file = write("gd-mobile/june.csv", good_);
  const fs::path done = drop_ / "gd-mobile/done";
  fs::create_directory_symlink(registry_.folder.path(), done);  // Nothing is moved through it.
  const auto receipts = [this] {
    const auto all =
        registry_.store->receipts("gd-mobile", 10, registry::Scope::everything("test"));
    return all ? all->size() : 99;
  };
  {
    DropFolder folder(door());
    ASSERT_TRUE(folder.look());
    ASSERT_EQ(folder.look().value(), 0U);
    ASSERT_EQ(receipts(), 1U);
  }
  fs::remove(done);
  DropFolder again(door());
  ASSERT_TRUE(again.look());
  EXPECT_EQ(again.look().value(), 1U);
  EXPECT_THAT(files(),
              ElementsAre("gd-mobile/done/june.*.csv", "gd-mobile/done/june.*.receipt.json"));
  EXPECT_EQ(receipts(), 1U);
}

// The same content put there anew is a new file, and changes nothing; be it a copy that keeps the
// time, or the very file put back.
TEST_F(DropFolderTest, TakesWhatIsPutThereAgain) {
  const fs::path file = write("gd-mobile/june.csv", good_);
  struct ::stat as_it_was{};
  ASSERT_EQ(::stat(file.c_str(), &as_it_was), 0);
  const std::array<timespec, 2> times{as_it_was.st_atim, as_it_was.st_mtim};
  DropFolder folder(door());
  const auto take = [&](std::size_t receipts) {
    ASSERT_TRUE(folder.look());
    ASSERT_EQ(folder.look().value(), 1U);
    EXPECT_EQ(
        registry_.store->receipts("gd-mobile", 10, registry::Scope::everything("test"))->size(),
        receipts);
  };
  const auto done = [&] {
    fs::path found;
    for (const auto& each : fs::directory_iterator(drop_ / "gd-mobile/done")) {
      found = each.path().extension() == ".csv" ? each.path() : found;
    }
    return found;
  };
  take(1);
  fs::copy_file(done(), file);
  ASSERT_EQ(::utimensat(AT_FDCWD, file.c_str(), times.data(), 0), 0);
  take(2);
  fs::rename(done(), file);
  take(3);
  EXPECT_EQ(registry_.devices(), 1U);
}

TEST_F(DropFolderTest, WaitsWhileTheRegistryDoesNotAnswer) {
  DropFolder folder(door());
  is_down_ = true;
  write("gd-mobile/june.csv", good_);
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(folder.look().value(), 0U);
  }
  EXPECT_THAT(files(), ElementsAre("gd-mobile/june.csv"));
  EXPECT_THAT(log_, ElementsAre(HasSubstr("does not answer")));  // Once.
  is_down_ = false;
  std::size_t taken = 0;
  for (int i = 0; i < 8; ++i) {
    taken += folder.look().value();
  }
  EXPECT_EQ(taken, 1U);
}

// What the desk could not settle in several tries is told once, not tried for ever.
TEST_F(DropFolderTest, RefusesWhatStaysAConflict) {
  const auto made = registry_.database->connect().value()->run(
      "CREATE TRIGGER always BEFORE INSERT ON registry_receipt "
      "BEGIN INSERT INTO registry_commit SELECT * FROM registry_commit; END");
  ASSERT_TRUE(made) << describe(made.error());
  DropFolder folder(door());
  write("gd-mobile/june.csv", good_);
  ASSERT_TRUE(folder.look());
  EXPECT_EQ(folder.look().value(), 1U);
  EXPECT_EQ(registry_.devices(), 0U);
  EXPECT_THAT(files(),
              ElementsAre("gd-mobile/refused/june.*.csv", "gd-mobile/refused/june.*.faults.json"));
  EXPECT_THAT(text_of("gd-mobile/refused", ".faults.json"), HasSubstr("conflict"));
}

// A conflict may be another server's import of the same file: unless the receipts say that it is
// not, the file waits.
TEST_F(DropFolderTest, WaitsWhereItCannotKnowWhetherAConflictIsItsOwn) {
  const auto run = [this](const std::string& sql) {
    const auto done = registry_.database->connect().value()->run(sql);
    ASSERT_TRUE(done) << describe(done.error());
  };
  run("CREATE TRIGGER always BEFORE INSERT ON registry_receipt "
      "BEGIN INSERT INTO registry_commit SELECT * FROM registry_commit; END");
  CountingDatabase counting(*registry_.database);
  const auto store = registry::SqlObjectStore::over(counting, *registry_.kinds);
  DropFolder folder(door(*store));
  write("gd-mobile/june.csv", good_);
  ASSERT_TRUE(folder.look());
  ASSERT_EQ(folder.look().value(), 1U);
  const std::size_t asked = std::exchange(counting.count, 0);
  counting.fails_at = asked;  // The last that is asked is the receipt.
  write("gd-mobile/july.csv", good_);
  ASSERT_TRUE(folder.look());
  EXPECT_EQ(folder.look().value(), 0U);
  EXPECT_EQ(counting.count, asked);
  EXPECT_THAT(files(), Contains("gd-mobile/july.csv"));
  EXPECT_THAT(log_, Contains(HasSubstr("does not answer")));
  run("DROP TRIGGER always");
  std::size_t taken = 0;
  for (int i = 0; i < 4; ++i) {
    taken += folder.look().value();
  }
  EXPECT_EQ(taken, 1U);
  EXPECT_THAT(files(), Contains("gd-mobile/done/july.*.csv"));
}

TEST_F(DropFolderTest, WritesThroughNobodysLink) {
  DropFolder folder(door());
  fs::create_directory(registry_.folder.path() / "elsewhere");
  fs::create_directory_symlink(registry_.folder.path() / "elsewhere", drop_ / "gd-mobile/refused");
  write("gd-mobile/june.csv", bad_);
  ASSERT_TRUE(folder.look());
  EXPECT_EQ(folder.look().value(), 0U);
  EXPECT_TRUE(fs::is_empty(registry_.folder.path() / "elsewhere"));
  EXPECT_THAT(log_, Contains(HasSubstr("no folder for dropped files")));
}

TEST_F(DropFolderTest, LongNamesAreCutWithinCharacters) {
  DropFolder folder(door());
  std::string name;
  for (int i = 0; i < 83; ++i) {
    name += "省";  // 249 bytes.
  }
  write("gd-mobile/" + name + ".csv", bad_);
  ASSERT_TRUE(folder.look());
  EXPECT_EQ(folder.look().value(), 1U) << (log_.empty() ? "" : log_.back());
  EXPECT_EQ(files().size(), 3U);
}

TEST_F(DropFolderTest, AnAccountOfTheRegistryBoundsItsFolder) {
  registry::SqlAccountStore accounts(*registry_.database);
  EXPECT_TRUE(scope_of_folder(accounts, "")->all) << "no accounts yet";
  EXPECT_EQ(scope_of_folder(accounts, "anybody")->account, "local");
  ASSERT_TRUE(accounts.add({.id = "gd-mobile", .regions = {"440000"}, .may_write = true}));
  ASSERT_TRUE(accounts.add({.id = "gone", .all = true, .may_write = true, .disabled = true}));
  const auto scope = scope_of_folder(accounts, "gd-mobile");
  ASSERT_TRUE(scope);
  EXPECT_FALSE(scope->all);
  EXPECT_THAT(scope->regions, ElementsAre("440000"));
  EXPECT_EQ(scope_of_folder(accounts, "").error().code, Errc::forbidden);
  EXPECT_EQ(scope_of_folder(accounts, "gone").error().code, Errc::forbidden);
  EXPECT_EQ(scope_of_folder(accounts, "nobody").error().code, Errc::not_found);
}

TEST_F(DropFolderTest, AFolderThatIsGoneIsSaid) {
  DropDoor gone = door();
  gone.folder = drop_ / "gone";
  EXPECT_EQ(DropFolder(std::move(gone)).look().error().code, Errc::unavailable);
}

TEST_F(DropFolderTest, AWatchLooksUntilItEnds) {
  write("gd-mobile/june.csv", good_);
  std::promise<std::string> said;
  DropDoor watched = door();
  watched.notice = [&said](const std::string& words) { said.set_value(words); };
  DropWatch watch(std::move(watched), std::chrono::milliseconds(1));
  EXPECT_THAT(said.get_future().get(), HasSubstr("imported: 1 new"));
}

}  // namespace
}  // namespace sixscope::apps
