#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "registry/object_store.h"

namespace sixscope::report {

enum class IssueState : std::uint8_t {
  draft,      ///< Texts may change; figures are read anew whenever it is opened.
  published,  ///< Frozen. A correction is a new version, and both stay.
  withdrawn,  ///< Published once, and taken back with a reason; the snapshot stays.
};
inline constexpr std::array<std::string_view, 3> kIssueStateNames = {"draft", "published",
                                                                     "withdrawn"};

/// A report on the shelf: one version of one issue.
struct Issue {
  std::string
      id;  ///< "monthly-2025-06-100000-zh", with the operator behind the region where it has one.
  std::uint32_t version = 1;
  std::string definition = {};  ///< "monthly".
  std::string period = {};      ///< "2025-06", as figures::Period::name.
  std::string region = {};
  std::string operator_ = {};
  std::string language = {};  ///< "zh" or "en".
  IssueState state = IssueState::draft;
  std::string number = {};             ///< "〔2025〕6号"; given when it is published.
  std::string status = {};             ///< As printed: preliminary, final, corrected.
  std::string reason = {};             ///< Why there is this version, or why it was withdrawn.
  std::string edits = {};              ///< JSON: text by block.
  registry::CommitNumber commit = {};  ///< Of the figures, once published.
  /// JSON: frozen once published; of a draft what its figures were when somebody looked last. Empty
  /// in a list.
  std::string snapshot = {};
  std::string sha256 = {};  ///< Of the snapshot, once published.
  bool is_public = false;   ///< Page and open data for everybody, once published.
  std::string changed_by = {};
  Instant changed_at = {};
  std::string published_by = {};
  std::optional<Instant> published_at = {};
  std::uint64_t revision = 0;  ///< Rises with every change: its ETag.
};

/// A file that was printed from a published issue.
struct PrintedFile {
  std::string format;  ///< "docx", "pdf", "xlsx", "html", "json"; "regions.csv" of a table.
  std::string sha256;
  std::uint64_t bytes = 0;
};

/// Which issues, newest change first.
struct IssueQuestion {
  std::string definition = {};  ///< Empty: any. The others likewise.
  std::string period = {};
  std::string region = {};
  std::optional<IssueState> state = {};
  bool only_public = false;
  std::size_t limit = 100;
  std::size_t offset = 0;
};

/// Where issues are kept. Safe from any thread. The scope sees issues of its regions and operators
/// (registry::may_see of region and operator), and changes those it may change. An issue of no
/// operator is of all of them: a scope of some operators neither sees nor changes it.
class ReportStore {
 public:
  virtual ~ReportStore() = default;
  /// Snapshots are left out.
  [[nodiscard]] virtual Result<std::vector<Issue>> list(const IssueQuestion& question,
                                                        const registry::Scope& scope) const = 0;
  /// A version, or the newest; `not_found`.
  [[nodiscard]] virtual Result<Issue> get(std::string_view id, std::optional<std::uint32_t> version,
                                          const registry::Scope& scope) const = 0;
  /// A public, published issue, for who has no account; `not_found` otherwise.
  [[nodiscard]] virtual Result<Issue> get_public(std::string_view id,
                                                 std::optional<std::uint32_t> version) const = 0;
  /// Puts a new issue or version on the shelf; `conflict` where it is there, or where a version is
  /// no draft and the new one is not the next.
  virtual Result<Issue> create(const Issue& issue, const registry::Scope& scope) = 0;
  /// Changes one as it was read; `conflict` where `revision` moved on, or where something frozen
  /// would change: of a published issue only state to withdrawn, reason and is_public may.
  virtual Result<Issue> update(const Issue& issue, const registry::Scope& scope) = 0;
  /// Files printed from an issue.
  virtual Result<void> keep_file(std::string_view id, std::uint32_t version,
                                 const PrintedFile& file) = 0;
  [[nodiscard]] virtual Result<std::vector<PrintedFile>> files(std::string_view id,
                                                               std::uint32_t version) const = 0;
  /// Of which issues a file with that sum was printed, as the scope sees them: a table may be the
  /// same in two versions. Snapshots are left out.
  [[nodiscard]] virtual Result<std::vector<Issue>> printed_as(
      std::string_view sha256, const registry::Scope& scope) const = 0;
};

}  // namespace sixscope::report
