// What an issue keeps as texts: edits, snapshot, marker.
#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include <nlohmann/json.hpp>

#include "base/json_writer.h"
#include "report/press.h"
#include "report/template.h"

namespace sixscope::report {

Result<Snapshot> frozen(const Issue& issue, const Workshop& workshop) {
  if (workshop.sha256(issue.snapshot) != issue.sha256) {
    return fail_because(
        fmt::format("{} version {}: restore it from a backup", issue.id, issue.version),
        Errc::malformed, "the snapshot on the shelf is not the one published");
  }
  return read_snapshot(issue.snapshot);
}

document::Document printed_document(const Snapshot& snapshot, const Issue& issue) {
  document::Document document = snapshot.document;
  document.marker = marker_of(issue);
  return document;
}

std::string marker_of(const Issue& issue) {
  constexpr std::size_t kSumShown = 16;
  return fmt::format("sixscope:report:{}:{}:{}", issue.id, issue.version,
                     issue.sha256.substr(0, kSumShown));
}

std::string write_edits(const Edits& edits) {
  JsonWriter out;
  out.begin_object();
  for (const auto& [block, text] : edits) {
    out.member(block, text);
  }
  out.end_object();
  return out.take();
}

Result<Edits> read_edits(std::string_view text) {
  const auto read = nlohmann::json::parse(text, nullptr, false);
  Edits edits;
  if (!read.is_object()) {
    return fail(Errc::malformed, "edits are a JSON object of texts");
  }
  for (const auto& [block, one] : read.items()) {
    if (!one.is_string()) {
      return fail_because(block, Errc::malformed, "edits are a JSON object of texts");
    }
    edits.emplace(block, one.get<std::string>());
  }
  return edits;
}

std::vector<EditableText> editable_texts(const Definition& definition,
                                         const Assignment& assignment) {
  std::vector<EditableText> all;
  std::size_t headings = 0;
  for (const BlockDefinition& block : definition.blocks) {
    if (!is_for(block, assignment.question.scope)) {
      continue;
    }
    headings += std::holds_alternative<HeadingBlock>(block.content) ? 1 : 0;
    const auto* const prose = std::get_if<ProseBlock>(&block.content);
    if (prose == nullptr) {
      continue;
    }
    const auto edit = assignment.edits.find(prose->id);
    all.push_back({.block = prose->id,
                   .heading = headings,
                   .draft = draft_text(*prose, assignment.language),
                   .text = edit == assignment.edits.end() ? "" : edit->second,
                   .typed = {}});
    if (const auto read = parse_template(all.back().text); read) {
      all.back().typed = typed_numbers(*read);
    }
  }
  return all;
}

}  // namespace sixscope::report
