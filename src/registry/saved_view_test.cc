#include "registry/saved_view.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sixscope::registry {
namespace {

std::vector<std::string> faulty(const std::string& page, const std::string& name,
                                const std::string& content) {
  std::vector<std::string> members;
  for (const ViewFault& fault :
       faults_of({.account = "gd", .page = page, .name = name, .content = content})) {
    members.emplace_back(fault.member);
  }
  return members;
}

std::string times(std::size_t count, const std::string& text) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) {
    all += text;
  }
  return all;
}

TEST(SavedView, SaysEverythingThatCannotBeKept) {
  const std::string letter = "\xE5\xB9\xBF";  // One character of three bytes.
  const struct {
    const char* what;
    std::string page;
    std::string name;
    std::string content;
    std::vector<std::string> members;
  } cases[] = {
      {"as usual", "nat44_device", "Guangdong, in use", "q=gz&where=status%3Din_service", {}},
      {"nothing chosen", "device-2", letter, "", {}},
      {"80 characters, not bytes", "a", times(80, letter), "", {}},
      {"81 characters", "a", times(81, letter), "", {"name"}},
      {"4096 bytes", "a", "b", std::string(4096, 'x'), {}},
      {"4097 bytes", "a", "b", std::string(4097, 'x'), {"content"}},
      {"no page, no name", "", "", "", {"page", "name"}},
      {"a page that is a path", "a/b", "b", "", {"page"}},
      {"a page of 65", std::string(65, 'a'), "b", "", {"page"}},
      {"a blank at the end", "a", "b ", "", {}},
      {"two blanks", "a", "b  c", "", {}},
      {"not in normal form C", "a", "e\xCC\x81", "", {}},
      {"80 characters once it is in normal form C", "a", times(80, "e\xCC\x81"), "", {}},
      {"people joined to a family", "a", "\xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA7", "", {}},
      {"blanks alone", "a", " \xE3\x80\x80", "", {"name"}},
      {"nothing that is seen", "a", "\xC2\xAD", "", {"name"}},
      {"a filler and a blank", "a", "\xE3\x85\xA4 \xE2\xA0\x80", "", {"name"}},
      {"a mark of direction",
       "a",
       "a\xE2\x80\xAE"
       "b",
       "",
       {"name"}},
      {"an isolated text",
       "a",
       "\xE2\x81\xA6"
       "b\xE2\x81\xA9",
       "",
       {"name"}},
      {"of no width inside",
       "a",
       "a\xE2\x80\x8B"
       "b",
       "",
       {"name"}},
      {"of no width at the end", "a", "b\xE2\x80\x8B", "", {}},
      {"this folder", "a", ".", "", {"name"}},
      {"the folder above", "a", " ..\xC2\xAD", "", {"name"}},
      {"three dots", "a", "...", "", {}},
      {"a control character", "a", std::string("b\x01"), "", {"name"}},
      {"no UTF-8", "a", "\xFF", "", {"name"}},
      {"a line break", "a", "b", "q=1\r\nx", {"content"}},
      {"not encoded", "a", "b", "q=" + letter, {"content"}},
      {"with its question mark", "a", "b", "?q=1", {"content"}},
      {"with a fragment", "a", "b", "q=1#x", {"content"}},
  };
  for (const auto& [what, page, name, content, members] : cases) {
    EXPECT_EQ(faulty(page, name, content), members) << what;
  }
}

TEST(SavedView, HasOneNameForAllThatLookAlike) {
  EXPECT_EQ(view_name("  Cafe\xCC\x81 \t b\xC2\xAD"
                      "c "),
            "Caf\xC3\xA9 bc");
  EXPECT_EQ(view_name("\xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA7"),
            "\xF0\x9F\x91\xA8\xF0\x9F\x91\xA7");
  EXPECT_EQ(view_name("a\xE2\xA0\x80"), "a") << "the blank of Braille is a blank";
}

TEST(SavedView, OfLocalIsLeftToWhoSeesEverythingAndWrites) {
  EXPECT_TRUE(inherits_local(Scope::everything("a")));
  EXPECT_FALSE(inherits_local({.account = "b", .all = true}));
  EXPECT_FALSE(inherits_local({.account = "c", .regions = {"440000"}, .may_write = true}));
}

TEST(SavedView, IsShownToTheSameOrganisations) {
  const Scope mobile{.account = "a", .owners = {"china_mobile"}};
  const Scope both{.account = "b", .owners = {"china_mobile", "china_telecom"}};
  const Scope everybodys{.account = "c", .regions = {"440000"}};
  const Scope all = Scope::everything("d");
  const ViewAuthor of_mobile{.owners = {"china_mobile"}};
  const ViewAuthor of_both{.owners = {"china_telecom", "china_mobile"}};
  const ViewAuthor of_everybody{};
  const ViewAuthor of_all{.all = true};
  EXPECT_TRUE(is_shown_shared(mobile, of_mobile));
  EXPECT_TRUE(is_shown_shared(both, of_both)) << "in whatever order";
  EXPECT_FALSE(is_shown_shared(both, of_mobile));
  EXPECT_FALSE(is_shown_shared(mobile, of_both));
  EXPECT_FALSE(is_shown_shared(everybodys, of_everybody)) << "no organisation is not the same one";
  EXPECT_FALSE(is_shown_shared(mobile, of_everybody));
  for (const Scope& reader : {mobile, both, everybodys, all}) {
    EXPECT_TRUE(is_shown_shared(reader, of_all)) << reader.account;
    EXPECT_EQ(is_shown_shared(reader, std::nullopt), reader.all) << reader.account;
  }
  for (const ViewAuthor& author : {of_mobile, of_both, of_everybody, of_all}) {
    EXPECT_TRUE(is_shown_shared(all, author));
  }
}

}  // namespace
}  // namespace sixscope::registry
