#include "report/snapshot.h"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "base/json_writer.h"
#include "report/snapshot_document.h"

namespace sixscope::report {
namespace {

using nlohmann::json;

void write(JsonWriter& out, const Assignment& assignment) {
  const Question& question = assignment.question;
  out.begin_object()
      .member("period_kind", figures::kPeriodKindNames.at(static_cast<std::size_t>(question.kind)))
      .member("first", question.period.first.to_string())
      .member("last", question.period.last.to_string())
      .member("region", question.scope.region)
      .member("operator", question.scope.operator_);
  out.key("commit");
  question.known ? out.value(question.known->value()) : out.null();
  out.member("language", assignment.language == document::Language::zh ? "zh" : "en")
      .member("issuer", assignment.imprint.issuer)
      .member("number", assignment.imprint.number)
      .member("status", assignment.imprint.status)
      .member("date", assignment.imprint.date)
      .member("marker", assignment.imprint.marker);
  out.key("edits").begin_object();
  for (const auto& [block, text] : assignment.edits) {
    out.member(block, text);
  }
  out.end_object().end_object();
}

void write(JsonWriter& out, std::string_view name, const std::vector<std::string>& texts) {
  out.key(name).begin_array();
  for (const std::string& text : texts) {
    out.value(text);
  }
  out.end_array();
}

void write(JsonWriter& out, const registry::Scope& scope) {
  out.begin_object().member("all", scope.all);
  write(out, "regions", scope.regions);
  write(out, "owners", scope.owners);
  out.member("sees_sensitive", scope.sees_sensitive).end_object();
}

registry::Scope read_scope(const json& from) {
  registry::Scope scope;
  scope.all = from.at("all").get<bool>();
  scope.regions = from.at("regions").get<std::vector<std::string>>();
  scope.owners = from.at("owners").get<std::vector<std::string>>();
  scope.sees_sensitive = from.at("sees_sensitive").get<bool>();
  return scope;
}

void write(JsonWriter& out, const UsedValue& value) {
  out.begin_object()
      .member("indicator", value.indicator)
      .member("source", value.source)
      .member("version", value.version)
      .member("period", value.period)
      .member("region", value.region)
      .member("operator", value.operator_)
      .member("numerator", value.numerator)
      .member("denominator", value.denominator);
  out.key("value");
  value.value ? out.value(*value.value) : out.null();
  out.member("gap", value.gap).member("present", value.present).member("expected", value.expected);
  if (!value.months.empty()) {
    out.member("months", value.months);
  }
  out.end_object();
}

Result<Assignment> read_assignment(const json& from) {
  Assignment assignment;
  Question& question = assignment.question;
  const auto kind =
      std::ranges::find(figures::kMonthlyPeriodNames, from.at("period_kind").get<std::string>());
  const auto first = model::Month::parse(from.at("first").get<std::string>());
  const auto last = model::Month::parse(from.at("last").get<std::string>());
  if (kind == figures::kMonthlyPeriodNames.end() || !first || !last) {
    return fail(Errc::malformed, "a snapshot names its period");
  }
  question.kind = static_cast<figures::PeriodKind>(kind - figures::kMonthlyPeriodNames.begin());
  question.period = {*first, *last};
  question.scope = {from.at("region").get<std::string>(), from.at("operator").get<std::string>()};
  if (!from.at("commit").is_null()) {
    question.known = registry::CommitNumber(from.at("commit").get<std::uint64_t>());
  }
  assignment.language =
      from.at("language") == "zh" ? document::Language::zh : document::Language::en;
  assignment.imprint = {.issuer = from.at("issuer").get<std::string>(),
                        .number = from.at("number").get<std::string>(),
                        .status = from.at("status").get<std::string>(),
                        .date = from.at("date").get<std::string>(),
                        .marker = from.at("marker").get<std::string>()};
  for (const auto& [block, text] : from.at("edits").items()) {
    assignment.edits.emplace(block, text.get<std::string>());
  }
  return assignment;
}

UsedValue read_value(const json& from) {
  UsedValue value{.indicator = from.at("indicator").get<std::string>(),
                  .source = from.at("source").get<std::string>(),
                  .version = from.at("version").get<std::string>(),
                  .period = from.at("period").get<std::string>(),
                  .region = from.at("region").get<std::string>(),
                  .operator_ = from.at("operator").get<std::string>(),
                  .numerator = from.at("numerator").get<double>(),
                  .denominator = from.at("denominator").get<double>(),
                  .value = {},
                  .gap = from.at("gap").get<std::string>(),
                  .present = from.at("present").get<std::size_t>(),
                  .expected = from.at("expected").get<std::size_t>(),
                  .months = from.value("months", std::string())};
  if (!from.at("value").is_null()) {
    value.value = from.at("value").get<double>();
  }
  return value;
}

}  // namespace

std::string to_json(const Snapshot& snapshot) {
  JsonWriter out;
  out.begin_object().member("snapshot", 1).member("report", snapshot.definition);
  out.key("assignment");
  write(out, snapshot.assignment);
  out.key("seen_by");
  write(out, snapshot.seen_by);
  out.key("document").raw(to_json(snapshot.document));
  out.key("values").begin_array();
  for (const UsedValue& value : snapshot.values) {
    write(out, value);
  }
  out.end_array().end_object();
  return out.take();
}

Result<Snapshot> read_snapshot(std::string_view text) {
  // Library exceptions end here: the text is ours, and what is wrong with it is one thing.
  try {
    const json from = json::parse(text);
    Snapshot snapshot;
    snapshot.definition = from.at("report").get<std::string>();
    auto assignment = read_assignment(from.at("assignment"));
    if (!assignment) {
      return fail_like(assignment);
    }
    snapshot.assignment = std::move(*assignment);
    snapshot.seen_by = read_scope(from.at("seen_by"));
    snapshot.document = read_document(from.at("document").dump());
    for (const json& value : from.at("values")) {
      snapshot.values.push_back(read_value(value));
    }
    return snapshot;
  } catch (const json::exception& error) {
    return fail_because(error.what(), Errc::malformed, "a snapshot is the JSON that was published");
  }
}

}  // namespace sixscope::report
