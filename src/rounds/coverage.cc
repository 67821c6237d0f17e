#include <algorithm>
#include <utility>

#include "rounds/round_desk.h"

namespace sixscope::rounds {
namespace {

using registry::Words;

Words code_title(const registry::Kinds& kinds, const char* list, const std::string& code) {
  if (const registry::CodeList* const codes = kinds.list(list)) {
    const auto found = std::ranges::find(*codes, code, &registry::Code::code);
    if (found != codes->end()) {
      return found->title;
    }
  }
  return {code, code};
}

}  // namespace

Words title_of(const Respondent& unit, const registry::Kinds& kinds) {
  Words title;
  const auto add = [&title](const Words& part) {
    title.zh += (title.zh.empty() ? "" : " · ") + part.zh;
    title.en += (title.en.empty() ? "" : " · ") + part.en;
  };
  if (!unit.region.empty()) {
    add(code_title(kinds, "region", unit.region));
  }
  if (!unit.operator_.empty()) {
    add(code_title(kinds, "operator", unit.operator_));
  }
  if (!unit.enterprise.empty()) {
    add({unit.enterprise, unit.enterprise});
  }
  return title;
}

Coverage coverage_of(const std::vector<Submission>& submissions) {
  Coverage coverage;
  coverage.expected = submissions.size();
  for (const Submission& one : submissions) {
    if (is_in(one.state)) {
      ++coverage.in;
    } else {
      coverage.missing.push_back(one.unit);
    }
  }
  return coverage;
}

Words words_of(const Coverage& coverage, const registry::Kinds& kinds, std::size_t named) {
  const std::string expected = std::to_string(coverage.expected);
  const std::string in = std::to_string(coverage.in);
  if (coverage.expected == 0) {
    return {"尚不知应由谁报送：请在开启本期时指明，或设置 rounds.enterprises",
            "nobody is known who must answer: name them when the round is opened, or set "
            "rounds.enterprises"};
  }
  Words words{"应报 " + expected + "，已报 " + in, in + " of " + expected + " in"};
  for (std::size_t i = 0; i < std::min(named, coverage.missing.size()); ++i) {
    const Words unit = title_of(coverage.missing[i], kinds);
    words.zh += (i == 0 ? "，缺：" : "、") + unit.zh;
    words.en += (i == 0 ? ", missing " : ", ") + unit.en;
  }
  if (coverage.missing.size() > named) {
    const std::string more = std::to_string(coverage.missing.size() - named);
    words.zh += " 等，另有 " + more + " 个";
    words.en += " and " + more + " more";
  }
  return words;
}

}  // namespace sixscope::rounds
