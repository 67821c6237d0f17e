#include "report/press.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

#include "base/utf8.h"
#include "model/month.h"
#include "report/corrections.h"
#include "report/words.h"

namespace sixscope::report {
namespace {

using registry::Scope;

// Why there is none, in the words of who asks for it.
Result<void> check_text(std::string_view what, const std::string& text, std::size_t bytes_max,
                        bool is_needed) {
  if (is_needed && text.find_first_not_of(" \t\n") == std::string::npos) {
    return fail_because(std::string(what), Errc::malformed, "this has to be said");
  }
  if (text.size() > bytes_max) {
    return fail_because(fmt::format("{}: {} bytes, at most {}", what, text.size(), bytes_max),
                        Errc::out_of_range, "the text is too long");
  }
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_sequence(text, at);
    const auto byte = static_cast<unsigned char>(text[at]);
    if (length == 0) {
      return fail_because(fmt::format("{}: byte {}; save it as UTF-8", what, at + 1),
                          Errc::malformed, "the text is no UTF-8");
    }
    if ((byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7F) {
      return fail_because(fmt::format("{}: byte {}", what, at + 1), Errc::malformed,
                          "the text has a control character");
    }
    at += length;
  }
  return {};
}

tl::unexpected<Error> not_published(const Issue& issue) {
  return fail_because(fmt::format("{} version {} is {}", issue.id, issue.version,
                                  kIssueStateNames.at(static_cast<std::size_t>(issue.state))),
                      Errc::conflict,
                      "only what is published can be withdrawn or shown to everybody");
}

const ProseBlock* find_prose(const Definition& definition, std::string_view id) {
  for (const BlockDefinition& block : definition.blocks) {
    const auto* const prose = std::get_if<ProseBlock>(&block.content);
    if (prose != nullptr && prose->id == id) {
      return prose;
    }
  }
  return nullptr;
}

std::string status_text(const Issue& issue, bool is_final, document::Language language) {
  if (issue.version > 1) {
    return say(language, "更正", "corrected");
  }
  return is_final ? say(language, "正式", "final") : say(language, "初步", "preliminary");
}

// Whether two accounts see the same figures.
bool sees_the_same(const Scope& a, const Scope& b) {
  return a.all == b.all && a.sees_sensitive == b.sees_sensitive &&
         (a.all || (a.regions == b.regions && a.owners == b.owners));
}

Snapshot snapshot_of(const std::string& definition, const Assignment& assignment,
                     const Composition& composition, const Scope& scope) {
  return {.definition = definition,
          .assignment = assignment,
          .document = composition.document,
          .values = composition.values,
          .seen_by = {.account = {},
                      .all = scope.all,
                      .regions = scope.regions,
                      .owners = scope.owners,
                      .sees_sensitive = scope.sees_sensitive}};
}

}  // namespace

Result<Composition> compose(const Workshop& workshop, const std::string& definition,
                            Assignment& assignment, const Scope& scope) {
  const Definition* const known = workshop.definitions->find(definition);
  if (known == nullptr) {
    return fail_because("'" + definition + "'", Errc::not_found,
                        "the catalogue has no such report any more");
  }
  if (!assignment.question.known) {
    const auto newest = workshop.figures.registry.newest_commit();
    if (!newest) {
      return fail_like(newest);
    }
    assignment.question.known = *newest;
  }
  Inputs inputs{.figures = workshop.figures,
                .expectation = workshop.expectation,
                .account = scope,
                .capacity = {},
                .late = {}};
  if (workshop.capacity) {
    inputs.capacity = [&](const Question& question) { return workshop.capacity(question, scope); };
  }
  if (workshop.late) {
    inputs.late = [&](const Question& question) { return workshop.late(question, scope); };
  }
  return compose(*known, assignment, inputs);
}

void Press::stamp(Issue& issue, const Scope& scope) const {
  issue.changed_by = scope.account;
  issue.changed_at = clock_.now();
}

Result<Proof> Press::draft(const Order& order, const Scope& scope) {
  auto assignment = assign(order, *workshop_.definitions, workshop_.figures.kinds,
                           model::day_in_china(clock_.now()));
  if (!assignment) {
    return fail_like(assignment);
  }
  auto composition = compose(workshop_, order.definition, *assignment, scope);
  if (!composition) {
    return fail_like(composition);
  }
  Issue issue{.id = issue_id(order),
              .definition = order.definition,
              .period = order.period,
              .region = order.region,
              .operator_ = order.operator_,
              .language = order.language};
  issue.edits = write_edits({});
  issue.snapshot = to_json(snapshot_of(order.definition, *assignment, *composition, scope));
  stamp(issue, scope);
  auto made = store_.create(issue, scope);
  if (!made) {
    return fail_like(made);
  }
  return Proof{.issue = *std::move(made),
               .assignment = *std::move(assignment),
               .composition = *std::move(composition),
               .moved = {},
               .change = {}};
}

Result<Issue> Press::draft_of(std::string_view id, std::optional<std::uint32_t> version,
                              const Scope& scope) const {
  auto issue = store_.get(id, version, scope);
  if (issue && issue->state != IssueState::draft) {
    return fail_because(
        fmt::format("{} version {} is {}; correct it, which opens the next version", issue->id,
                    issue->version, kIssueStateNames.at(static_cast<std::size_t>(issue->state))),
        Errc::conflict, "what is published stays as it is");
  }
  return issue;
}

Result<Proof> Press::prove(Issue issue, const Scope& scope) const {
  const auto before = read_snapshot(issue.snapshot);
  auto edits = read_edits(issue.edits);
  if (!before) {
    return fail_like(before);
  }
  if (!edits) {
    return fail_like(edits);
  }
  Proof proof{.issue = std::move(issue),
              .assignment = before->assignment,
              .composition = {},
              .moved = {},
              .change = {}};
  proof.assignment.question.known.reset();
  proof.assignment.edits = *std::move(edits);
  auto now = compose(workshop_, proof.issue.definition, proof.assignment, scope);
  if (!now) {
    return fail_like(now);
  }
  proof.composition = *std::move(now);
  if (!sees_the_same(before->seen_by, scope)) {
    // Nothing of what the other account sees is told: this one looks for the first time.
    proof.moved.push_back({say(proof.assignment.language, "上次查看者可见的数据范围不同，请核对",
                               "who looked last sees other figures; check the draft"),
                           "", ""});
    return proof;
  }
  proof.moved = differences(before->values, proof.composition.values);
  proof.change = differences(before->document, proof.composition.document);
  return proof;
}

Result<Proof> Press::proof(std::string_view id, std::optional<std::uint32_t> version,
                           const Scope& scope) const {
  auto issue = draft_of(id, version, scope);
  return issue ? prove(*std::move(issue), scope) : fail_like(issue);
}

Result<Issue> Press::keep_look(const Proof& proof, const Scope& scope) {
  Issue next = proof.issue;
  next.edits = write_edits(proof.assignment.edits);
  next.snapshot = to_json(snapshot_of(next.definition, proof.assignment, proof.composition, scope));
  stamp(next, scope);
  return store_.update(next, scope);
}

Result<Proof> Press::look(std::string_view id, std::optional<std::uint32_t> version,
                          const Scope& scope) {
  auto proof = this->proof(id, version, scope);
  if (!proof) {
    return proof;
  }
  auto kept = keep_look(*proof, scope);
  if (!kept) {
    return fail_like(kept);
  }
  proof->issue = *std::move(kept);
  return proof;
}

Result<Proof> Press::edit(std::string_view id, const std::string& block, const std::string& text,
                          std::optional<std::uint64_t> revision, const Scope& scope) {
  auto issue = draft_of(id, std::nullopt, scope);
  if (!issue) {
    return fail_like(issue);
  }
  if (revision && *revision != issue->revision) {
    return fail_because(fmt::format("it is revision {} now", issue->revision), Errc::conflict,
                        "somebody else changed the draft; read it again");
  }
  const Definition* const definition = workshop_.definitions->find(issue->definition);
  if (definition == nullptr || find_prose(*definition, block) == nullptr) {
    return fail_because("'" + block + "'", Errc::not_found, "the report has no such text");
  }
  if (const auto fits = check_text(block, text, kTemplateBytesMax, false); !fits) {
    return fail_like(fits);
  }
  auto edits = read_edits(issue->edits);
  if (!edits) {
    return fail_like(edits);
  }
  if (text.empty()) {
    edits->erase(block);
  } else {
    (*edits)[block] = text;
  }
  issue->edits = write_edits(*edits);
  auto proof = prove(*std::move(issue), scope);
  if (!proof) {
    return proof;
  }
  // What moved is still to be looked at: the figures of the last look stay.
  Issue next = proof->issue;
  stamp(next, scope);
  auto kept = store_.update(next, scope);
  if (!kept) {
    return fail_like(kept);
  }
  proof->issue = *std::move(kept);
  return proof;
}

Result<std::string> Press::next_number(const Issue& issue, std::int32_t year,
                                       const Scope& scope) const {
  constexpr std::size_t kAll = 1000;
  const auto others = store_.list({.definition = issue.definition,
                                   .period = {},
                                   .region = issue.region,
                                   .state = {},
                                   .limit = kAll},
                                  scope);
  if (!others) {
    return fail_like(others);
  }
  std::int64_t last = 0;
  for (const Issue& one : *others) {
    if (one.operator_ == issue.operator_ && one.language == issue.language) {
      last = std::max(last, number_in_year(one.number, year));
    }
  }
  return number_text(year, last + 1,
                     issue.language == "zh" ? document::Language::zh : document::Language::en);
}

Result<std::vector<Difference>> Press::add_corrections(const Issue& issue,
                                                       document::Document& document,
                                                       const Scope& scope) const {
  if (issue.version <= 1) {
    return std::vector<Difference>{};
  }
  const auto before = store_.get(issue.id, issue.version - 1, scope);
  if (!before) {
    return fail_like(before);
  }
  const auto snapshot = frozen(*before, workshop_);
  if (!snapshot) {
    return fail_like(snapshot);
  }
  auto changed = differences(without_corrections(snapshot->document), document);
  append_corrections(document, changed, *before, issue.reason);
  return changed;
}

Result<Publication> Press::publish(std::string_view id, const Imprimatur& how, const Scope& scope) {
  auto proof = this->proof(id, std::nullopt, scope);
  if (!proof) {
    return fail_like(proof);
  }
  if (how.revision && *how.revision != proof->issue.revision) {
    return fail_because(fmt::format("it is revision {} now", proof->issue.revision), Errc::conflict,
                        "somebody else changed the draft; read it again");
  }
  if (!proof->moved.empty() && !how.accepts_moved) {
    const Difference& first = proof->moved.front();
    return fail_because(fmt::format("{} figures, first {}: {} -> {}; check the draft again",
                                    proof->moved.size(), first.where, first.before, first.after),
                        Errc::conflict, "figures moved since somebody looked at the draft");
  }
  if (const auto fits = check_text("number", how.number, kNumberBytesMax, false); !fits) {
    return fail_like(fits);
  }
  const auto day = how.date.empty() ? Result<model::Day>(model::day_in_china(clock_.now()))
                                    : model::parse_day(how.date);
  if (!day) {
    return fail_like(day);
  }
  Issue issue = proof->issue;
  issue.number = how.number.empty() ? issue.number : how.number;
  if (issue.number.empty()) {
    auto next = next_number(issue, model::Month::of(*day).year(), scope);
    if (!next) {
      return fail_like(next);
    }
    issue.number = *std::move(next);
  }
  Assignment assignment = proof->assignment;
  issue.status = status_text(issue, how.is_final, assignment.language);
  assignment.imprint.number = issue.number;
  assignment.imprint.status = issue.status;
  assignment.imprint.date = model::to_string(*day);
  // At the commit of the proof: what is printed is what was compared.
  auto composition = compose(workshop_, issue.definition, assignment, scope);
  if (!composition) {
    return fail_like(composition);
  }
  auto corrections = add_corrections(issue, composition->document, scope);
  if (!corrections) {
    return fail_like(corrections);
  }
  const Snapshot snapshot = snapshot_of(issue.definition, assignment, *composition, scope);
  issue.commit = *assignment.question.known;
  issue.snapshot = to_json(snapshot);
  issue.sha256 = workshop_.sha256(issue.snapshot);
  issue.state = IssueState::published;
  issue.published_by = scope.account;
  issue.published_at = clock_.now();
  stamp(issue, scope);
  return keep_published(issue, snapshot, std::move(composition->remarks), *std::move(corrections),
                        scope);
}

// Everything is printed before anything is kept: what cannot be printed is not published.
Result<Publication> Press::keep_published(const Issue& issue, const Snapshot& snapshot,
                                          std::vector<std::string> remarks,
                                          std::vector<Difference> corrections, const Scope& scope) {
  const document::Document document = printed_document(snapshot, issue);
  std::vector<std::string> formats;
  for (const Printer& printer : workshop_.printers) {
    formats.push_back(printer.format);
  }
  for (const document::Block& block : document.blocks) {
    if (const auto* const table = std::get_if<document::Table>(&block)) {
      formats.push_back(table->id + ".csv");
    }
  }
  std::vector<PrintedFile> files;
  for (const std::string& format : formats) {
    const auto bytes = print(document, format, workshop_.printers);
    if (!bytes) {
      return fail_like(bytes);
    }
    files.push_back({.format = format, .sha256 = workshop_.sha256(*bytes), .bytes = bytes->size()});
  }
  auto kept = store_.update(issue, scope);
  if (!kept) {
    return fail_like(kept);
  }
  for (const PrintedFile& file : files) {
    if (const auto noted = store_.keep_file(issue.id, issue.version, file); !noted) {
      return fail_like(noted);
    }
  }
  return Publication{.issue = *std::move(kept),
                     .remarks = std::move(remarks),
                     .corrections = std::move(corrections)};
}

Result<Issue> Press::correct(std::string_view id, const std::string& reason, const Scope& scope) {
  if (const auto fits = check_text("reason", reason, kReasonBytesMax, true); !fits) {
    return fail_like(fits);
  }
  const auto before = store_.get(id, std::nullopt, scope);
  if (!before) {
    return fail_like(before);
  }
  if (before->state == IssueState::draft) {
    return fail_because(fmt::format("version {} is a draft: edit that", before->version),
                        Errc::conflict, "there is a draft already");
  }
  Issue next = *before;
  next.version = before->version + 1;
  next.state = IssueState::draft;
  next.status.clear();
  next.reason = reason;
  next.commit = {};
  next.sha256.clear();
  next.is_public = false;
  next.published_by.clear();
  next.published_at.reset();
  // The figures of the last look are those that were published: what moved is what is corrected.
  stamp(next, scope);
  return store_.create(next, scope);
}

Result<Issue> Press::withdraw(std::string_view id, std::optional<std::uint32_t> version,
                              const std::string& reason, const Scope& scope) {
  if (const auto fits = check_text("reason", reason, kReasonBytesMax, true); !fits) {
    return fail_like(fits);
  }
  auto issue = store_.get(id, version, scope);
  if (!issue) {
    return issue;
  }
  if (issue->state != IssueState::published) {
    return not_published(*issue);
  }
  issue->state = IssueState::withdrawn;
  issue->reason = reason;
  issue->is_public = false;
  stamp(*issue, scope);
  return store_.update(*issue, scope);
}

Result<Issue> Press::set_public(std::string_view id, std::optional<std::uint32_t> version,
                                bool is_public, const Scope& scope) {
  auto issue = store_.get(id, version, scope);
  if (!issue) {
    return issue;
  }
  if (issue->state != IssueState::published) {
    return not_published(*issue);
  }
  issue->is_public = is_public;
  stamp(*issue, scope);
  return store_.update(*issue, scope);
}

Result<document::Document> Press::document_of(const Issue& issue, const Scope& scope) const {
  if (issue.state == IssueState::draft) {
    auto proof = prove(issue, scope);
    return proof ? Result<document::Document>(std::move(proof->composition.document))
                 : fail_like(proof);
  }
  const auto snapshot = frozen(issue, workshop_);
  return snapshot ? Result<document::Document>(printed_document(*snapshot, issue))
                  : fail_like(snapshot);
}

}  // namespace sixscope::report
