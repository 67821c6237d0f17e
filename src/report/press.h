#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "figures/gather.h"
#include "registry/scope.h"
#include "report/compose.h"
#include "report/definition.h"
#include "report/inputs.h"
#include "report/order.h"
#include "report/printer.h"
#include "report/report_store.h"
#include "report/snapshot.h"

namespace sixscope::report {

/// Most characters of a reason, a number and a status (bytes of UTF-8).
inline constexpr std::size_t kReasonBytesMax = 2000;
inline constexpr std::size_t kNumberBytesMax = 60;

/// All that making reports needs. What is borrowed outlives it.
struct Workshop {
  std::shared_ptr<const Definitions> definitions;
  figures::Sources figures;
  figures::Expectation expectation;
  Printers printers;
  std::function<std::string(std::string_view)> sha256;  ///< Hexadecimal.
  /// As `Inputs`, with who asks; may be unset.
  std::function<Result<std::vector<CapacityLine>>(const Question&, const registry::Scope&)>
      capacity = {};
  std::function<Result<std::vector<LateSubmission>>(const Question&, const registry::Scope&)> late =
      {};
};

/// Composes a report as a scope sees its figures. `assignment.question.known` is nothing for the
/// newest commit, which is then filled in.
[[nodiscard]] Result<Composition> compose(const Workshop& workshop, const std::string& definition,
                                          Assignment& assignment, const registry::Scope& scope);

/// A draft with what it says now.
struct Proof {
  Issue issue;
  Assignment assignment;
  Composition composition;
  std::vector<Difference> moved;   ///< Figures that are not what they were at the last look.
  std::vector<Difference> change;  ///< What a reader would see changed since then.
};

/// How a draft is published.
struct Imprimatur {
  std::string number = {};     ///< Empty: the next of its kind, place and year.
  bool is_final = false;       ///< Otherwise the figures are preliminary; a correction says so.
  std::string date = {};       ///< "2025-07-10"; empty: today, in China.
  bool accepts_moved = false;  ///< Publish though figures moved since the last look.
  std::optional<std::uint64_t> revision = {};  ///< The draft has to be this one still.
};

/// What publishing gave.
struct Publication {
  Issue issue;
  std::vector<std::string> remarks;     ///< As `Composition::remarks`.
  std::vector<Difference> corrections;  ///< Of a correction: cells and texts that changed.
};

/// The acts on issues of the shelf: what a person does with a report from the draft to the
/// archive. Keeps nothing; safe from any thread, as its store is.
class Press {
 public:
  /// Both are borrowed and outlive it.
  Press(const Workshop& workshop, ReportStore& store, const Clock& clock)
      : workshop_(workshop), store_(store), clock_(clock) {}

  [[nodiscard]] const Workshop& workshop() const { return workshop_; }
  [[nodiscard]] ReportStore& store() const { return store_; }

  /// Puts a draft on the shelf, with its figures as they are. As `assign`; `conflict` where the
  /// issue is there, which is to be corrected.
  Result<Proof> draft(const Order& order, const registry::Scope& scope);
  /// A draft with its figures as they are now, held against the last look; changes nothing.
  /// `conflict` for what is published.
  [[nodiscard]] Result<Proof> proof(std::string_view id, std::optional<std::uint32_t> version,
                                    const registry::Scope& scope) const;
  /// The same, and remembers that somebody looked.
  Result<Proof> look(std::string_view id, std::optional<std::uint32_t> version,
                     const registry::Scope& scope);
  /// Puts a person's text in the place of a block's; empty: the definition's own again. `malformed`
  /// as `compose`; `not_found` for a block that the report does not have; `conflict` where the
  /// draft is not `revision` any more.
  Result<Proof> edit(std::string_view id, const std::string& block, const std::string& text,
                     std::optional<std::uint64_t> revision, const registry::Scope& scope);
  /// Reads the figures once more, freezes and prints. `conflict` where figures moved since the last
  /// look and that was not accepted, with what moved.
  Result<Publication> publish(std::string_view id, const Imprimatur& how,
                              const registry::Scope& scope);
  /// Opens the next version of what was published.
  Result<Issue> correct(std::string_view id, const std::string& reason,
                        const registry::Scope& scope);
  /// Takes back what was published; its snapshot stays.
  Result<Issue> withdraw(std::string_view id, std::optional<std::uint32_t> version,
                         const std::string& reason, const registry::Scope& scope);
  Result<Issue> set_public(std::string_view id, std::optional<std::uint32_t> version,
                           bool is_public, const registry::Scope& scope);
  /// The document of an issue as it is printed: of a draft with its figures as they are now.
  [[nodiscard]] Result<document::Document> document_of(const Issue& issue,
                                                       const registry::Scope& scope) const;

 private:
  Result<Issue> draft_of(std::string_view id, std::optional<std::uint32_t> version,
                         const registry::Scope& scope) const;
  Result<Proof> prove(Issue issue, const registry::Scope& scope) const;
  Result<Issue> keep_look(const Proof& proof, const registry::Scope& scope);
  Result<std::string> next_number(const Issue& issue, std::int32_t year,
                                  const registry::Scope& scope) const;
  Result<Publication> keep_published(const Issue& issue, const Snapshot& snapshot,
                                     std::vector<std::string> remarks,
                                     std::vector<Difference> corrections,
                                     const registry::Scope& scope);
  Result<std::vector<Difference>> add_corrections(const Issue& issue, document::Document& document,
                                                  const registry::Scope& scope) const;
  void stamp(Issue& issue, const registry::Scope& scope) const;

  const Workshop& workshop_;
  ReportStore& store_;
  const Clock& clock_;
};

/// The snapshot of what was published, its sum checked: `malformed` where the shelf has another
/// text than was published.
[[nodiscard]] Result<Snapshot> frozen(const Issue& issue, const Workshop& workshop);
/// A snapshot's document with its marker: what the files of an issue are printed from.
[[nodiscard]] document::Document printed_document(const Snapshot& snapshot, const Issue& issue);
/// "sixscope:report:monthly-2025-06-100000-zh:1:0123456789abcdef".
[[nodiscard]] std::string marker_of(const Issue& issue);

/// A table of what changed, with the version it changed from: an annex of a correction.
inline constexpr std::string_view kCorrectionsTable = "corrections";

/// Texts by block as `Issue::edits` keeps them.
[[nodiscard]] std::string write_edits(const Edits& edits);
[[nodiscard]] Result<Edits> read_edits(std::string_view json);

/// A text block of a definition as a person edits it.
struct EditableText {
  std::string block;
  /// How many headings stand above it: it is below that one of the document. 0: before the first.
  std::size_t heading = 0;
  std::string draft;               ///< The definition's own.
  std::string text;                ///< What a person made of it; empty: nothing.
  std::vector<std::string> typed;  ///< Numbers in that text that no fact stands behind.
};
[[nodiscard]] std::vector<EditableText> editable_texts(const Definition& definition,
                                                       const Assignment& assignment);

}  // namespace sixscope::report
