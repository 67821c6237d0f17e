#include "api/report_render.h"

#include <algorithm>
#include <chrono>
#include <variant>

#include "api/time_text.h"

namespace sixscope::api {
namespace {

using report::Difference;
using report::Issue;

constexpr std::size_t kDifferencesShown = 1000;

void write_texts(JsonWriter& out, std::string_view name, const std::vector<std::string>& texts) {
  out.key(name).begin_array();
  for (const std::string& text : texts) {
    out.value(std::string_view(text));
  }
  out.end_array();
}

void write_words(JsonWriter& out, std::string_view name, const report::Words& words) {
  out.key(name).begin_object().member("zh", words.zh).member("en", words.en).end_object();
}

}  // namespace

void write_issue(JsonWriter& out, const Issue& issue,
                 const std::function<void(JsonWriter&)>& more) {
  out.begin_object()
      .member("id", issue.id)
      .member("version", issue.version)
      .member("report", issue.definition)
      .member("period", issue.period)
      .member("region", issue.region)
      .member("operator", issue.operator_)
      .member("language", issue.language)
      .member("state", report::kIssueStateNames.at(static_cast<std::size_t>(issue.state)))
      .member("number", issue.number)
      .member("status", issue.status)
      .member("reason", issue.reason);
  out.key("commit");
  issue.state == report::IssueState::draft ? out.null() : out.value(issue.commit.value());
  out.member("sha256", issue.sha256)
      .member("public", issue.is_public)
      .member("changed_by", issue.changed_by)
      .member("changed_at", format_instant(issue.changed_at))
      .member("published_by", issue.published_by);
  out.key("published_at");
  issue.published_at ? out.value(std::string_view(format_instant(*issue.published_at)))
                     : out.null();
  out.member("revision", issue.revision);
  if (more) {
    more(out);
  }
  out.end_object();
}

void write_differences(JsonWriter& out, std::string_view name, const std::vector<Difference>& all) {
  out.key(name).begin_array();
  for (std::size_t i = 0; i < std::min(kDifferencesShown, all.size()); ++i) {
    out.begin_object()
        .member("where", all[i].where)
        .member("before", all[i].before)
        .member("after", all[i].after)
        .end_object();
  }
  out.end_array().member(std::string(name) + "_all", all.size());
}

void write_proof(JsonWriter& out, const report::Proof& proof, const report::Workshop& workshop) {
  write_texts(out, "remarks", proof.composition.remarks);
  write_differences(out, "moved", proof.moved);
  write_differences(out, "change", proof.change);
  out.member("as_of_commit",
             proof.assignment.question.known ? proof.assignment.question.known->value() : 0);
  out.key("facts").begin_array();
  for (const report::FormedFact& fact : proof.composition.facts) {
    out.begin_object().member("name", fact.name).key("text");
    fact.text.empty() ? out.null() : out.value(std::string_view(fact.text));
    out.end_object();
  }
  out.end_array().key("texts").begin_array();
  const report::Definition* const definition = workshop.definitions->find(proof.issue.definition);
  if (definition != nullptr) {
    for (const report::EditableText& text : report::editable_texts(*definition, proof.assignment)) {
      out.begin_object()
          .member("block", text.block)
          .member("heading", text.heading)
          .member("draft", text.draft)
          .member("text", text.text);
      write_texts(out, "typed", text.typed);
      out.end_object();
    }
  }
  out.end_array();
  write_texts(out, "settings", {report::kSettingNames.begin(), report::kSettingNames.end()});
  write_texts(out, "attributes", {report::kAttributeNames.begin(), report::kAttributeNames.end()});
}

void write_verification(JsonWriter& out, const report::Verification& made) {
  const auto name = [](report::Finding finding) {
    return report::kFindingNames.at(static_cast<std::size_t>(finding));
  };
  out.begin_object().member("finding", name(made.finding()));
  out.member("id", made.issue.id)
      .member("version", made.issue.version)
      .member("number", made.issue.number)
      .member("sha256", made.issue.sha256)
      .member("commit", made.issue.commit.value())
      .member("format", made.format);
  out.key("checks").begin_array();
  for (const report::Check& check : made.checks) {
    out.begin_object()
        .member("what", check.what)
        .member("finding", name(check.finding))
        .member("note", check.note);
    write_differences(out, "differences", check.differences);
    out.end_object();
  }
  out.end_array().end_object();
}

void write_due(JsonWriter& out, const report::DueDay& due, model::Day today) {
  const report::Definition& one = *due.definition;
  out.begin_object()
      .member("day", model::to_string(due.day))
      .member("days_left", (due.day - today).count())
      .member("report", one.id)
      .member("period", due.period.name(one.period));
  write_words(out, "source", one.schedule->source);
  out.end_object();
}

void write_kind(JsonWriter& out, const report::Definition& definition, model::Day today) {
  out.begin_object().member("id", definition.id);
  write_words(out, "title", definition.title);
  write_words(out, "description", definition.description);
  write_words(out, "source", definition.source);
  out.member("period", figures::kPeriodKindNames.at(static_cast<std::size_t>(definition.period)));
  out.member("last_period",
             report::period_due({.period = definition.period}, model::Month::of(today))
                 .name(definition.period));
  out.key("next_due");
  if (const auto due = report::next_due(definition, today)) {
    write_due(out, *due, today);
  } else {
    out.null();
  }
  out.end_object();
}

void write_dictionary(JsonWriter& out, const Issue& issue, const document::Document& document) {
  out.begin_object()
      .member("id", issue.id)
      .member("version", issue.version)
      .member("title", document.title)
      .member("sha256", issue.sha256);
  out.key("tables").begin_array();
  for (const document::Block& block : document.blocks) {
    const auto* const table = std::get_if<document::Table>(&block);
    if (table == nullptr) {
      continue;
    }
    out.begin_object()
        .member("id", table->id)
        .member("caption", table->caption)
        .member("note", table->note)
        .member("rows", table->rows.size());
    out.key("columns").begin_array();
    for (const document::Column& column : table->columns) {
      out.begin_object()
          .member("id", column.id)
          .member("title", column.title)
          .member("group", column.group)
          .member("unit", column.unit)
          .end_object();
    }
    out.end_array().end_object();
  }
  out.end_array().end_object();
}

}  // namespace sixscope::api
