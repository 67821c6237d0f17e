#include "report/verification.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>
#include <variant>

#include "document/marker.h"

namespace sixscope::report {
namespace {

using registry::Scope;

// The period that a snapshot's value is of, by its name: looked up, going back from the report's.
std::map<std::string, figures::Period> periods_back(const Question& question, std::int32_t months) {
  std::map<std::string, figures::Period> all;
  const std::int32_t length = figures::months_of(question.kind);
  for (std::int32_t back = 0; back <= months; back += length) {
    const figures::Period one{question.period.first - back, question.period.last - back};
    all.emplace(one.name(question.kind), one);
  }
  return all;
}

// How far back the values go: names begin with their year.
std::int32_t months_back(const Snapshot& snapshot) {
  constexpr std::int32_t kYear = 12;
  std::int32_t first = snapshot.assignment.question.period.first.year();
  for (const UsedValue& value : snapshot.values) {
    std::int32_t year = first;
    std::from_chars(value.period.data(), value.period.data() + value.period.size(), year);
    first = std::min(first, year);
  }
  return (snapshot.assignment.question.period.first.year() - first + 1) * kYear;
}

Check check_snapshot(const Issue& issue, const Workshop& workshop) {
  Check check{.what = "snapshot"};
  const std::string sum = workshop.sha256(issue.snapshot);
  if (sum != issue.sha256) {
    check.finding = Finding::differs;
    check.differences.push_back({"SHA-256", issue.sha256, sum});
  }
  return check;
}

Result<Check> check_values(const Snapshot& snapshot, const Workshop& workshop) {
  auto now = recompute(snapshot, workshop);
  if (!now) {
    return fail_like(now);
  }
  Check check{.what = "values"};
  std::vector<UsedValue> stored = snapshot.values;
  if (!now->not_here.empty()) {
    check.finding = Finding::cannot_tell;
    check.note = fmt::format(
        "{} measured values are left out: the measurements are with the running server; verify "
        "there",
        now->not_here.size());
    std::erase_if(stored, [&](const UsedValue& one) {
      return std::ranges::find(now->not_here, one) != now->not_here.end();
    });
  }
  check.differences = differences(stored, now->values);
  if (!check.differences.empty()) {
    check.finding = Finding::differs;
  }
  return check;
}

// What the bytes look like; a table where nothing else fits.
std::string format_by_look(std::string_view bytes, const document::Document& document) {
  const auto has = [&](std::string_view text) {
    return bytes.find(text) != std::string_view::npos;
  };
  if (bytes.starts_with("%PDF")) {
    return "pdf";
  }
  if (bytes.starts_with("PK")) {
    return has("word/document.xml") ? "docx" : "xlsx";
  }
  if (bytes.starts_with("<!DOCTYPE") || bytes.starts_with("<html")) {
    return "html";
  }
  if (bytes.starts_with("{")) {
    return "json";
  }
  // The table whose columns stand in the first line.
  const std::string_view head = bytes.substr(0, std::min(bytes.find('\n'), bytes.size()));
  for (const document::Block& block : document.blocks) {
    const auto* const table = std::get_if<document::Table>(&block);
    if (table != nullptr && !table->columns.empty() &&
        std::ranges::all_of(table->columns, [&](const document::Column& column) {
          return head.find(column.id) != std::string_view::npos;
        })) {
      return table->id + ".csv";
    }
  }
  return {};
}

std::size_t first_difference(std::string_view a, std::string_view b) {
  const auto [at, other] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  static_cast<void>(other);
  return static_cast<std::size_t>(at - a.begin());
}

Result<Check> check_file(std::string_view bytes, const std::string& format,
                         const std::vector<PrintedFile>& kept, const document::Document& document,
                         const Workshop& workshop) {
  Check check{.what = "file"};
  const std::string sum = workshop.sha256(bytes);
  const auto as_printed = std::ranges::find(kept, format, &PrintedFile::format);
  const bool is_as_printed = as_printed != kept.end() && as_printed->sha256 == sum;
  const auto anew = print(document, format, workshop.printers);
  if (!anew) {
    return fail_like(anew);
  }
  if (*anew == bytes) {
    return check;
  }
  if (is_as_printed) {
    // The file is what was published, byte by byte; typefaces or the program changed since.
    check.note =
        "the file is the one that was published; this machine prints the same snapshot as "
        "other bytes (another version of the program or of its typefaces)";
    return check;
  }
  check.finding = Finding::differs;
  check.differences.push_back(
      {fmt::format("{}, from byte {} on", format, first_difference(*anew, bytes)),
       fmt::format("{} bytes, SHA-256 {}", anew->size(), workshop.sha256(*anew)),
       fmt::format("{} bytes, SHA-256 {}", bytes.size(), sum)});
  return check;
}

// "sixscope:report:ID:VERSION:SUM"; identifiers have no colon.
std::optional<Named> named_by(std::string_view marker) {
  if (!marker.starts_with(document::kMarkerBegin)) {
    return std::nullopt;
  }
  marker.remove_prefix(document::kMarkerBegin.size());
  const std::size_t end = marker.find(':');
  if (end == std::string_view::npos) {
    return std::nullopt;
  }
  std::uint32_t version = 0;
  const std::string_view rest = marker.substr(end + 1);
  std::from_chars(rest.data(), rest.data() + rest.size(), version);
  return version == 0 ? std::nullopt
                      : std::optional(Named{std::string(marker.substr(0, end)), version});
}

struct Found {
  Named named;
  std::string marker;  // As the file has it; empty: it has none.
};

Result<Found> find_issue(const Press& press, std::string_view bytes, const FindMarker& find_marker,
                         const std::optional<Named>& named, const Scope& scope) {
  const auto marker = find_marker(bytes);
  const std::string text = marker && *marker ? **marker : "";
  if (named) {
    return Found{*named, text};
  }
  const auto printed = press.store().printed_as(press.workshop().sha256(bytes), scope);
  if (!printed) {
    return fail_like(printed);
  }
  const auto said = named_by(text);
  if (!printed->empty()) {
    // A table may be the same in two versions: the newest stands for it.
    return Found{{printed->front().id, printed->front().version}, text};
  }
  if (said) {
    return Found{*said, text};
  }
  return fail_because(
      marker ? "its sum is not on the shelf, and no marker of a report is in it; name the issue"
             : describe(marker.error()) + "; name the issue that it should be",
      Errc::not_found, "the file is of no report that is known here");
}

Result<Verification> verify_issue(const Press& press, const Named& named, const Scope& scope,
                                  document::Document& document) {
  auto issue = press.store().get(named.id, named.version, scope);
  if (!issue) {
    return fail_like(issue);
  }
  if (issue->state == IssueState::draft) {
    return fail_because(fmt::format("{} version {} is a draft", issue->id, issue->version),
                        Errc::conflict, "only what was published can be verified");
  }
  Verification made;
  made.checks.push_back(check_snapshot(*issue, press.workshop()));
  const auto snapshot = read_snapshot(issue->snapshot);
  if (!snapshot) {
    return fail_like(snapshot);
  }
  auto values = check_values(*snapshot, press.workshop());
  if (!values) {
    return fail_like(values);
  }
  made.checks.push_back(*std::move(values));
  document = printed_document(*snapshot, *issue);
  made.issue = *std::move(issue);
  made.issue.snapshot.clear();
  return made;
}

}  // namespace

Finding Verification::finding() const {
  Finding worst = Finding::equal;
  for (const Check& check : checks) {
    if (check.finding == Finding::differs) {
      return Finding::differs;
    }
    worst = std::max(worst, check.finding);
  }
  return worst;
}

Result<Recomputed> recompute(const Snapshot& snapshot, const Workshop& workshop) {
  const Question& question = snapshot.assignment.question;
  const auto& definitions = workshop.figures.catalogue.definitions;
  std::vector<const indicators::Indicator*> which;
  for (const indicators::Indicator& one : definitions.indicators) {
    if (std::ranges::find(snapshot.values, one.id, &UsedValue::indicator) !=
        snapshot.values.end()) {
      which.push_back(&one);
    }
  }
  const std::int32_t back = months_back(snapshot);
  auto book =
      Book::open(workshop.figures, which, question, back, workshop.expectation, snapshot.seen_by);
  if (!book) {
    return fail_like(book);
  }
  const auto periods = periods_back(question, back);
  Recomputed made;
  for (const UsedValue& value : snapshot.values) {
    const auto period = periods.find(value.period);
    const indicators::Indicator* const indicator = definitions.indicator(value.indicator);
    const auto source = std::ranges::find(indicators::kSourceKindNames, value.source);
    if (indicator == nullptr || period == periods.end() ||
        source == indicators::kSourceKindNames.end()) {
      continue;
    }
    const auto kind =
        static_cast<indicators::SourceKind>(source - indicators::kSourceKindNames.begin());
    if (kind == indicators::SourceKind::measured && workshop.figures.traffic == nullptr &&
        value.value) {
      made.not_here.push_back(value);
      continue;
    }
    static_cast<void>(
        book->value(*indicator, kind, period->second, {value.region, value.operator_}));
  }
  made.values = book->used();
  return made;
}

Result<Verification> verify(const Press& press, const Named& named, const Scope& scope) {
  document::Document document;
  return verify_issue(press, named, scope, document);
}

Result<Verification> verify_file(const Press& press, std::string_view bytes,
                                 const FindMarker& find_marker, const std::optional<Named>& named,
                                 const Scope& scope) {
  const auto found = find_issue(press, bytes, find_marker, named, scope);
  if (!found) {
    return fail_like(found);
  }
  document::Document document;
  auto made = verify_issue(press, found->named, scope, document);
  if (!made) {
    return made;
  }
  const auto kept = press.store().files(made->issue.id, made->issue.version);
  if (!kept) {
    return fail_like(kept);
  }
  const std::string sum = press.workshop().sha256(bytes);
  const auto same = std::ranges::find(*kept, sum, &PrintedFile::sha256);
  made->format = same == kept->end() ? format_by_look(bytes, document) : same->format;
  if (made->format.empty()) {
    made->checks.push_back({.what = "file",
                            .finding = Finding::differs,
                            .differences = {{"format", "a file of the report", "none that is"}}});
    return made;
  }
  auto file = check_file(bytes, made->format, *kept, document, press.workshop());
  if (!file) {
    return fail_like(file);
  }
  const std::string marker = marker_of(made->issue);
  if (!found->marker.empty() && found->marker != marker) {
    file->finding = Finding::differs;
    file->differences.push_back({"marker", marker, found->marker});
  }
  made->checks.push_back(*std::move(file));
  return made;
}

}  // namespace sixscope::report
