#include "report/definition.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace sixscope::report {
namespace {

using indicators::Indicator;
using indicators::IndicatorCatalogue;

bool needs_indicator(const FigureBlock& figure) { return figure.layout != ChartLayout::waterfall; }

/// Collects what is wrong.
class Check {
 public:
  Check(const Definition& definition, const IndicatorCatalogue& catalogue)
      : definition_(definition), catalogue_(catalogue) {}

  std::vector<std::string> run() {
    text("title", definition_.title);
    text("addressees", definition_.addressees);
    for (const BlockDefinition& block : definition_.blocks) {
      std::visit([&](const auto& one) { check(one); }, block.content);
    }
    for (const auto& [figure, table] : tables_of_figures_) {
      if (!tables_.contains(table)) {
        faults_.push_back(
            fmt::format("figure '{}': there is no table '{}' with its numbers", figure, table));
      }
    }
    return std::move(faults_);
  }

 private:
  void check(const HeadingBlock& heading) {
    if (heading.level < 1 || heading.level > 4) {
      faults_.push_back(
          fmt::format("heading '{}': level {} is none of 1 to 4", heading.text.en, heading.level));
    }
    text("heading", heading.text);
  }
  void check(const ProseBlock& prose) {
    once(prose.id, "prose");
    for (const Sentence& sentence : prose.sentences) {
      text("prose '" + prose.id + "'", sentence.text);
      text("prose '" + prose.id + "'", sentence.lacking);
    }
  }
  void check(const TableBlock& table) {
    once(table.id, "table");
    tables_.insert(table.id);
    names("table '" + table.id + "'", table.indicators);
  }
  void check(const FigureBlock& figure) {
    once(figure.id, "figure");
    tables_of_figures_.emplace_back(figure.id, figure.table);
    names("figure '" + figure.id + "'", figure.indicators);
    if (needs_indicator(figure) && figure.indicators.empty()) {
      faults_.push_back(fmt::format("figure '{}': name the indicators it shows", figure.id));
    }
  }
  void check(const PageBreakBlock&) {}
  void check(const SignatureBlock&) {}

  void once(const std::string& id, std::string_view what) {
    if (!ids_.insert(id).second) {
      faults_.push_back(fmt::format("{} '{}': the id is there already", what, id));
    }
  }
  void names(const std::string& where, const std::vector<std::string>& ids) {
    for (const std::string& id : ids) {
      if (catalogue_.definitions.indicator(id) == nullptr) {
        faults_.push_back(fmt::format("{}: there is no indicator '{}'", where, id));
      }
    }
  }
  void text(const std::string& where, const Words& words) {
    for (const std::string* const one : {&words.zh, &words.en}) {
      const auto read = parse_template(*one);
      if (!read) {
        faults_.push_back(fmt::format("{}: {}", where, read.error().detail));
        continue;
      }
      for (const Piece& piece : *read) {
        if (const auto* const fact = std::get_if<FactName>(&piece)) {
          check_fact(where, *fact);
        }
      }
    }
  }
  void check_fact(const std::string& where, const FactName& fact) {
    const Indicator* const known = catalogue_.definitions.indicator(fact.indicator);
    if (known == nullptr) {
      faults_.push_back(fmt::format("{}: {{{}}}: there is no indicator '{}'", where,
                                    fact.to_string(), fact.indicator));
      return;
    }
    if (!fact.source.empty() && std::ranges::find(indicators::kSourceKindNames, fact.source) ==
                                    indicators::kSourceKindNames.end()) {
      faults_.push_back(fmt::format("{}: {{{}}}: '{}' is none of submitted, measured, imported",
                                    where, fact.to_string(), fact.source));
    }
  }

  const Definition& definition_;
  const IndicatorCatalogue& catalogue_;
  std::set<std::string> ids_;
  std::set<std::string> tables_;
  std::vector<std::pair<std::string, std::string>> tables_of_figures_;
  std::vector<std::string> faults_;
};

void add_from(std::string_view text, std::set<std::string>& names) {
  if (const auto read = parse_template(text)) {
    for (const Piece& piece : *read) {
      if (const auto* const fact = std::get_if<FactName>(&piece)) {
        names.insert(fact->indicator);
      }
    }
  }
}

void add_from(const Words& words, std::set<std::string>& names) {
  add_from(words.zh, names);
  add_from(words.en, names);
}

}  // namespace

const Definition* Definitions::find(std::string_view id) const {
  const auto found = std::ranges::find(reports, id, &Definition::id);
  return found == reports.end() ? nullptr : &*found;
}

std::vector<std::string> check_definition(const Definition& definition,
                                          const IndicatorCatalogue& catalogue) {
  return Check(definition, catalogue).run();
}

std::vector<const Indicator*> indicators_of(const Definition& definition,
                                            const IndicatorCatalogue& catalogue,
                                            const std::vector<std::string>& templates) {
  std::set<std::string> names;
  for (const std::string& one : templates) {
    add_from(one, names);
  }
  const auto all = [&](const std::vector<std::string>& ids) {
    names.insert(ids.begin(), ids.end());
  };
  for (const BlockDefinition& block : definition.blocks) {
    if (const auto* const prose = std::get_if<ProseBlock>(&block.content)) {
      for (const Sentence& sentence : prose->sentences) {
        add_from(sentence.text, names);
        add_from(sentence.lacking, names);
      }
    } else if (const auto* const table = std::get_if<TableBlock>(&block.content)) {
      all(table->indicators);
    } else if (const auto* const figure = std::get_if<FigureBlock>(&block.content)) {
      all(figure->indicators);
    }
  }
  std::vector<const Indicator*> found;
  for (const Indicator& one : catalogue.definitions.indicators) {
    if (names.contains(one.id) || names.contains(one.code)) {
      found.push_back(&one);
    }
  }
  return found;
}

}  // namespace sixscope::report
