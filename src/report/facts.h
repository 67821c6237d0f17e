#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "report/book.h"
#include "report/compose.h"
#include "report/template.h"
#include "report/words.h"

namespace sixscope::report {

/// The numbers of one report as words. For one thread.
class Facts {
 public:
  /// All are borrowed and outlive it.
  Facts(Book& book, const Assignment& assignment) : book_(book), assignment_(assignment) {}

  /// Nothing: the fact lacks. `indicator` is known to the catalogue; a source that the indicator
  /// has no method of lacks as well.
  [[nodiscard]] std::optional<std::string> text(const FactName& name);
  [[nodiscard]] std::string text(Setting setting) const;
  /// The first indicator of a template with a fact that lacks, one without a value before others;
  /// null: none.
  [[nodiscard]] const indicators::Indicator* first_lacking(const Template& text);
  [[nodiscard]] bool has_no_value(const indicators::Indicator& indicator) const {
    return !value(indicator, Book::usual_source(indicator)).value;
  }
  /// A template as runs: what lacks is said in words, and never as a number.
  [[nodiscard]] std::vector<document::Run> runs(const Template& text);
  /// A template as one text, for titles.
  [[nodiscard]] std::string line(const Template& text);

  /// Why there is no value, in words.
  [[nodiscard]] std::string reason(const indicators::Indicator& indicator,
                                   indicators::SourceKind source);

  struct Ranked {
    std::string region;
    double value = 0;
    std::size_t rank = 0;
  };
  /// Regions with a value in a period, best first; ties share a rank and stand in order of codes.
  [[nodiscard]] std::vector<Ranked> ranking(const indicators::Indicator& indicator,
                                            indicators::SourceKind source,
                                            const figures::Period& period,
                                            const std::vector<std::string>& regions);
  /// The target that is due next, or the last one that was; null: no paper sets one.
  [[nodiscard]] const indicators::Target* target(const indicators::Indicator& indicator) const;
  /// "〔2025〕…"-free: "国家…（2025年12月31日）不低于70.00%".
  [[nodiscard]] std::string target_text(const indicators::Target& target,
                                        std::string_view unit) const;
  [[nodiscard]] std::string paper_title(std::string_view paper) const;

  /// In order of appearance, each once.
  [[nodiscard]] const std::vector<FormedFact>& formed() const { return formed_; }

  [[nodiscard]] Book& book() const { return book_; }
  [[nodiscard]] Language language() const { return assignment_.language; }
  [[nodiscard]] registry::Language names_language() const;
  [[nodiscard]] indicators::Value value(const indicators::Indicator& indicator,
                                        indicators::SourceKind source) const;
  [[nodiscard]] std::string say(std::string_view zh, std::string_view en) const {
    return report::say(language(), zh, en);
  }

 private:
  using Indicator = indicators::Indicator;
  using SourceKind = indicators::SourceKind;
  std::optional<std::string> form(const FactName& name);
  std::string words_of_lack(const FactName& name);
  std::optional<std::string> of_value(const Indicator& indicator, SourceKind source,
                                      Attribute attribute);
  std::optional<std::string> of_target(const Indicator& indicator, SourceKind source,
                                       Attribute attribute);
  std::optional<std::string> of_regions(const Indicator& indicator, SourceKind source,
                                        Attribute attribute);
  std::optional<std::string> change(const Indicator& indicator, SourceKind source,
                                    const figures::Period& before);
  std::optional<std::string> forecast(const Indicator& indicator, SourceKind source,
                                      const indicators::Target& target);
  std::optional<std::string> rank(const Indicator& indicator, SourceKind source);
  std::optional<std::string> missing(const Indicator& indicator, SourceKind source);
  const Indicator* indicator_of(const FactName& name) const;
  SourceKind source_of(const FactName& name, const Indicator& indicator) const;

  Book& book_;
  const Assignment& assignment_;
  std::vector<FormedFact> formed_;
};

}  // namespace sixscope::report
