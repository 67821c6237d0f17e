#include "registry/text_pattern.h"

#include <gtest/gtest.h>

#include <string>

namespace sixscope::registry {
namespace {

TEST(TextPattern, MatchesWholeTexts) {
  struct Case {
    const char* pattern;
    const char* text;
    bool matches;
  };
  const Case cases[] = {{"[0-9]{6}", "440100", true},
                        {"[0-9]{6}", "4401001", false},
                        {"[0-9]{6}", "44010", false},
                        {"[0-9]{1,3}", "12", true},
                        {"[0-9]{1,3}", "1234", false},
                        {"[a-z0-9_]+", "some_list", true},
                        {"[a-z0-9_]+", "", false},
                        {"[a-z]*", "", true},
                        {"ab?c", "ac", true},
                        {"ab?c", "abbc", false},
                        {"[A-Za-z0-9_.-]+", "cn.a-b", true},
                        {"[^@ ]+@[^@ ]+[.][^@ ]+", "a@b.c.cn", true},
                        {"[^@ ]+@[^@ ]+[.][^@ ]+", "a@b", false},
                        {"[^@ ]+", "政务", true},
                        {"[a-z]+", "政务", false}};
  for (const auto& [pattern, text, matches] : cases) {
    const auto parsed = TextPattern::parse(pattern);
    ASSERT_TRUE(parsed) << pattern;
    EXPECT_EQ(parsed->matches(text), matches) << pattern << " " << text;
  }
}

TEST(TextPattern, RefusesWhatItDoesNotHave) {
  for (const char* pattern : {"(a|b)", "a|b", ".", "[a", "[]", "[z-a]", "a{2", "a{3,2}", "+", "\\d",
                              "a{99999}", "[\\d]"}) {
    EXPECT_FALSE(TextPattern::parse(pattern)) << pattern;
  }
}

}  // namespace
}  // namespace sixscope::registry
