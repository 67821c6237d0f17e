#include "report/compose.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <utility>

#include "report/charts.h"
#include "report/facts.h"
#include "report/tables.h"

namespace sixscope::report {
namespace {

using document::Heading;
using document::Paragraph;

// What a definition's text says; it was checked when it was loaded.
Template checked(std::string_view text) {
  auto read = parse_template(text);
  return read ? std::move(*read) : Template{std::string(text)};
}

/// Goes through the blocks once, counting headings, tables and figures.
class Composer {
 public:
  Composer(const Definition& definition, const Assignment& assignment, Book& book,
           const Inputs& inputs)
      : definition_(definition),
        assignment_(assignment),
        facts_(book, assignment),
        tables_(definition, facts_, inputs) {}

  Result<Composition> run() {
    begin();
    for (const BlockDefinition& block : definition_.blocks) {
      if (!is_for(block, assignment_.question.scope)) {
        continue;
      }
      const auto added = std::visit([&](const auto& one) { return add(one); }, block.content);
      if (!added) {
        return fail_like(added);
      }
    }
    remark_on_edits();
    made_.values = facts_.book().used();
    add_facts();
    add_method_versions();
    return std::move(made_);
  }

 private:
  [[nodiscard]] Language language() const { return assignment_.language; }
  [[nodiscard]] std::string say(std::string_view zh, std::string_view en) const {
    return report::say(language(), zh, en);
  }
  [[nodiscard]] std::string line(const Words& words) {
    return facts_.line(checked(in(words, language())));
  }

  void begin() {
    const Imprint& imprint = assignment_.imprint;
    document::Document& out = made_.document;
    out.language = language();
    out.title = line(definition_.title);
    out.number = imprint.number;
    out.red_head = imprint.issuer;
    out.status = imprint.status;
    out.addressees = line(definition_.addressees);
    out.subject = in(definition_.description, language());
    out.author = imprint.issuer.empty() ? "sixscope" : imprint.issuer;
    out.date = imprint.date;
    out.marker = imprint.marker;
    out.facts = {{say("时期", "Period"), facts_.text(Setting::period)},
                 {say("范围", "Scope"), facts_.text(Setting::scope)},
                 {say("数据截止", "Cut-off"), facts_.text(Setting::cut_off)}};
    if (const auto& known = assignment_.question.known) {
      out.facts.emplace_back(say("数据版本", "Data as of commit"), std::to_string(known->value()));
    }
  }

  // What the report says of itself first, then its figures.
  void add_facts() {
    for (std::size_t i = 0; i < kSettingNames.size(); ++i) {
      made_.facts.push_back(
          {std::string(kSettingNames.at(i)), facts_.text(static_cast<Setting>(i))});
    }
    const std::vector<FormedFact>& formed = facts_.formed();
    made_.facts.insert(made_.facts.end(), formed.begin(), formed.end());
  }

  // All versions that were used, at the head: what makes two issues comparable.
  void add_method_versions() {
    std::set<std::string> versions;
    for (const UsedValue& one : made_.values) {
      if (!one.version.empty()) {
        versions.insert(one.version);
      }
    }
    made_.document.facts.emplace_back(
        say("方法版本", "Method versions"),
        fmt::format("{}", fmt::join(versions, language() == Language::zh ? "、" : ", ")));
  }

  Result<void> add(const HeadingBlock& heading) {
    headings_.resize(heading.level);
    ++headings_.back();
    if (heading.level == 1) {
      tables_in_chapter_ = figures_in_chapter_ = 0;
    }
    made_.document.blocks.emplace_back(
        Heading{heading.level, heading_number(headings_, language()) + line(heading.text)});
    return {};
  }

  Result<void> add(const ProseBlock& prose) {
    if (const auto edit = assignment_.edits.find(prose.id); edit != assignment_.edits.end()) {
      return add_edited(prose.id, edit->second);
    }
    Paragraph paragraph;
    for (const Sentence& sentence : prose.sentences) {
      add_sentence(sentence, paragraph);
    }
    made_.document.blocks.emplace_back(std::move(paragraph));
    return {};
  }

  void add_sentence(const Sentence& sentence, Paragraph& paragraph) {
    const Template text = checked(in(sentence.text, language()));
    const indicators::Indicator* const lacks = facts_.first_lacking(text);
    std::vector<document::Run> runs;
    if (lacks != nullptr && !in(sentence.lacking, language()).empty()) {
      runs = facts_.runs(checked(in(sentence.lacking, language())));
    } else if (lacks != nullptr && facts_.has_no_value(*lacks)) {
      runs = {{no_data(*lacks), "", false}};
    } else {
      runs = facts_.runs(text);
    }
    if (language() == Language::en && !paragraph.runs.empty()) {
      paragraph.runs.push_back({" ", "", false});
    }
    paragraph.runs.insert(paragraph.runs.end(), runs.begin(), runs.end());
  }

  std::string no_data(const indicators::Indicator& indicator) {
    const std::string why = facts_.reason(indicator, Book::usual_source(indicator));
    const std::string& title = in(indicator.title, language());
    made_.remarks.push_back(fmt::format("{}{}{}", title, say("：", ": "), why));
    // The usual reason says nothing more.
    const bool is_usual = why == gap_text(indicators::Gap::no_observations, language());
    if (language() == Language::zh) {
      return is_usual ? title + "无数据。" : fmt::format("{}无数据（{}）。", title, why);
    }
    return is_usual ? fmt::format("There is no figure for {}.", title)
                    : fmt::format("There is no figure for {} ({}).", title, why);
  }

  Result<void> add_edited(const std::string& id, const std::string& text) {
    for (std::size_t begin = 0; begin <= text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      const auto read = parse_template(std::string_view(text).substr(begin, end - begin));
      if (!read) {
        return fail_because(fmt::format("{}: {}", id, read.error().detail), Errc::malformed,
                            "the text of a block is words with facts in braces");
      }
      if (const auto unknown = unknown_fact(*read)) {
        return fail_because(
            fmt::format("{}: {{{}}}: there is no such indicator; the catalogue lists them", id,
                        *unknown),
            Errc::not_found, "a fact names an indicator");
      }
      for (const std::string& number : typed_numbers(*read)) {
        made_.remarks.push_back(
            fmt::format("{}{}{}{}", id, say("：数字“", ": the number "), number,
                        say("”是键入的，未与数据绑定", " was typed and is not bound to data")));
      }
      Paragraph paragraph;
      paragraph.runs = facts_.runs(*read);
      if (!paragraph.runs.empty()) {
        made_.document.blocks.emplace_back(std::move(paragraph));
      }
      begin = end + 1;
    }
    edited_.insert(id);
    return {};
  }

  [[nodiscard]] std::optional<std::string> unknown_fact(const Template& text) const {
    for (const Piece& piece : text) {
      const auto* const name = std::get_if<FactName>(&piece);
      if (name != nullptr &&
          facts_.book().catalogue().definitions.indicator(name->indicator) == nullptr) {
        return name->to_string();
      }
    }
    return std::nullopt;
  }

  // A block that an edit was made for and that the report does not have (any more).
  void remark_on_edits() {
    for (const auto& [id, text] : assignment_.edits) {
      if (!edited_.contains(id)) {
        made_.remarks.push_back(id + say("：报告没有此段，改写未采用",
                                         ": the report has no such block; the edit is left out"));
      }
    }
  }

  Result<void> add(const TableBlock& block) {
    auto table = tables_.make(block);
    if (!table) {
      return fail_like(table);
    }
    table->caption =
        caption(block.annex ? say("附表", "Annex ") : say("表", "Table "),
                block.annex ? ++annexes_ : ++tables_in_chapter_, !block.annex, line(block.caption));
    made_.document.blocks.emplace_back(std::move(*table));
    return {};
  }

  Result<void> add(const FigureBlock& block) {
    auto chart = make_chart(block, facts_, tables_);
    if (!chart) {
      return fail_like(chart);
    }
    std::string words =
        caption(say("图", "Figure "), ++figures_in_chapter_, true, line(block.caption));
    if (chart->is_empty) {
      // An empty frame says less than a line.
      made_.document.blocks.emplace_back(Paragraph{
          .runs = {{words + say("：本期无数据，不绘图。", ": no data, so it is not drawn."), "",
                    false}},
          .indented = false,
          .small = true});
      return {};
    }
    made_.document.blocks.emplace_back(document::Figure{.id = block.id,
                                                        .caption = std::move(words),
                                                        .chart = std::move(chart->chart),
                                                        .table = block.table,
                                                        .alt = std::move(chart->alt)});
    return {};
  }

  // "表2-1 …" within a numbered chapter, "表1 …" before the first one and in annexes.
  [[nodiscard]] std::string caption(const std::string& kind, std::size_t number, bool in_chapter,
                                    const std::string& words) const {
    return in_chapter && !headings_.empty()
               ? fmt::format("{}{}-{} {}", kind, headings_.front(), number, words)
               : fmt::format("{}{} {}", kind, number, words);
  }

  Result<void> add(const PageBreakBlock&) {
    made_.document.blocks.emplace_back(document::PageBreak{});
    return {};
  }

  Result<void> add(const SignatureBlock&) {
    if (!assignment_.imprint.issuer.empty()) {
      const auto day = model::parse_day(assignment_.imprint.date);
      made_.document.blocks.emplace_back(document::Signature{
          assignment_.imprint.issuer, day ? day_text(*day, language()) : assignment_.imprint.date});
    }
    return {};
  }

  const Definition& definition_;
  const Assignment& assignment_;
  Facts facts_;
  Tables tables_;
  Composition made_;
  std::vector<std::size_t> headings_;
  std::size_t tables_in_chapter_ = 0;
  std::size_t figures_in_chapter_ = 0;
  std::size_t annexes_ = 0;
  std::set<std::string> edited_;
};

}  // namespace

Result<Composition> compose(const Definition& definition, const Assignment& assignment,
                            const Inputs& inputs) {
  std::vector<std::string> edited;
  for (const auto& [block, text] : assignment.edits) {
    edited.push_back(text);
  }
  const auto which = indicators_of(definition, inputs.figures.catalogue, edited);
  // A year more than is shown: the first period shown is compared with nothing, but the report's
  // own is with the year before.
  constexpr std::int32_t kYear = 12;
  auto book =
      Book::open(inputs.figures, which, assignment.question,
                 std::max(definition.months_back, kYear), inputs.expectation, inputs.account);
  if (!book) {
    return fail_like(book);
  }
  return Composer(definition, assignment, *book, inputs).run();
}

bool is_for(const BlockDefinition& block, const indicators::Scope& scope) {
  const Level level = !scope.operator_.empty()              ? Level::operator_
                      : scope.region == indicators::kNation ? Level::nation
                                                            : Level::province;
  return block.only.empty() || std::ranges::find(block.only, level) != block.only.end();
}

std::string draft_text(const ProseBlock& block, document::Language language) {
  std::string text;
  for (const Sentence& sentence : block.sentences) {
    if (language == Language::en && !text.empty()) {
      text += " ";
    }
    text += in(sentence.text, language);
  }
  return text;
}

}  // namespace sixscope::report
