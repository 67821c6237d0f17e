#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/quantity.h"
#include "base/result.h"
#include "registry/scope.h"
#include "registry/value.h"

namespace sixscope::registry {

using ObjectId = Id<struct ObjectTag, std::uint64_t>;      ///< 0: none.
using CommitNumber = Id<struct CommitTag, std::uint64_t>;  ///< Rises by commit; 0: before all.

/// A change says what came to be; a correction says what had always been.
enum class Nature : std::uint8_t { change, correction };

struct Object {
  ObjectId id;
  std::string kind;
  std::string key;            ///< The key fields' texts, joined by " / ".
  std::uint64_t version = 0;  ///< Of the object, rises by one a commit: its ETag.
  bool removed = false;
  bool absent = false;  ///< Only as an edit finds it (`as_found`): it was not there yet.
  Document fields;
};

/// The end of what has not ended.
inline constexpr Instant kEver{std::chrono::milliseconds{std::numeric_limits<std::int64_t>::max()}};

/// How long one object is there under one key, as all that is recorded says. At any moment a key
/// is held by one object of its kind at most.
struct KeyTenure {
  std::string key;
  ObjectId object;
  Instant from;
  Instant to = kEver;  ///< Exclusive.
  friend bool operator==(const KeyTenure&, const KeyTenure&) = default;
};

/// Who changed something and why.
struct Author {
  std::string who;
  std::string reason;
  std::string request_id;
};

/// One object to be created or changed.
struct Edit {
  ObjectId id;                           ///< 0: create.
  std::string kind;                      ///< For creation.
  std::optional<std::uint64_t> version;  ///< As read; the commit fails where it moved on.
  Document set;                          ///< Fields to be set; one that holds nothing is cleared.
  std::optional<bool> removed;
};

/// One field of one object that changed.
struct Change {
  CommitNumber commit;
  Instant at;         ///< When it was recorded.
  Instant effective;  ///< Since when it holds.
  Nature nature = Nature::change;
  Author author;
  ObjectId object;
  std::string key;            ///< Of the object, as it is now, or was when the account saw it last.
  std::uint64_t version = 0;  ///< Of the object after it.
  std::string field;          ///< "removed" for removal and return.
  Value before;               ///< What was recorded when it was made.
  Value after;
};

/// What was handed in through a door, and what became of it. Kept for ever.
struct Receipt {
  std::string id;  ///< Unique: given by the caller, for instance from its request.
  Instant at;
  std::string kind;
  std::string door;  ///< "console", "command", "api", "folder".
  std::string sender;
  std::string file;    ///< Name of the file; empty: pasted.
  std::string sha256;  ///< Of its bytes, hexadecimal.
  std::uint64_t rows = 0;
  std::uint64_t created = 0;
  std::uint64_t changed = 0;
  std::uint64_t unchanged = 0;
  std::uint64_t mended = 0;  ///< Cells that were typed anew before it was handed in.
  CommitNumber commit;       ///< 0: nothing changed.
};

/// Titles of columns in a sender's sheets and the fields they mean; a title without a field is a
/// column to be left out. Of two that are alike the later counts.
using ColumnTitles = std::vector<std::pair<std::string, std::string>>;

/// All edits or none.
struct Commit {
  Author author;
  Nature nature = Nature::change;
  Instant at;         ///< Now.
  Instant effective;  ///< At most `at`.
  std::vector<Edit> edits;
  std::optional<Receipt> receipt;  ///< Stored with it; counts as the caller has them.
  /// Remembered of the receipt's sender and kind, beside what is remembered of other titles.
  ColumnTitles columns = {};
  /// Everything is done but the last step: what would be refused is, and nothing is kept.
  bool rehearsal = false;
  /// Told each object that may be changed as it is today, and might not at `effective`, before the
  /// commit fails as `forbidden`.
  std::function<void(ObjectId)> outside_then = {};
  /// Told each edit (its place) of what is closed, and the submission round that closed it, before
  /// the commit fails as `forbidden`: see CommitGate.
  std::function<void(std::size_t edit, std::string_view round)> closed = {};
  /// The same of a figure of the whole country that the round asks nobody for.
  std::function<void(std::size_t edit, std::string_view round)> unasked = {};
  /// Told now and then how many edits are written; none of them holds before `commit` returns.
  std::function<void(std::size_t written)> progress = {};
};

struct Committed {
  CommitNumber number;            ///< 0 if nothing differed: no commit was made.
  std::vector<ObjectId> objects;  ///< By edit.
};

/// A point in both times: what held at `effective`, as known at `commit`.
struct AsOf {
  std::optional<Instant> effective;    ///< Nothing: now.
  std::optional<CommitNumber> commit;  ///< Nothing: all that is recorded.
};

/// Which objects: of one kind, with fields that hold just these texts, in order of identifiers.
struct Listing {
  std::string kind;
  AsOf as_of;
  std::vector<std::pair<std::string, std::string>> where;  ///< Field and text_of its value.
  std::string search;  ///< Part of the key, whatever its case; empty: any.
  std::string region;  ///< That region and all below; empty: any.
  bool with_removed = false;
  ObjectId after;  ///< Cursor: greater ones only.
  std::size_t limit = 1000;
};

/// Which changes, newest commit first.
struct HistoryQuery {
  ObjectId object;                        ///< 0: of all of the kind.
  std::string kind;                       ///< Needed where `object` is 0; empty: any.
  std::string field;                      ///< Empty: any.
  std::optional<Instant> effective_from;  ///< Inclusive.
  std::optional<Instant> effective_to;    ///< Exclusive.
  CommitNumber after;                     ///< Greater commits only.
  CommitNumber before;                    ///< Cursor: lesser commits only; 0: from the newest.
  std::size_t limit = 1000;  ///< Of changes; a commit is never cut in two, so there may be more.
};

/// A state of a kind at the end of a period, published: never edited, only followed by a version.
struct Freeze {
  std::string kind;
  std::string period;         ///< Month: "2026-06".
  std::uint32_t version = 1;  ///< 2 and more: restated.
  Instant at;
  Instant effective;    ///< End of the period.
  CommitNumber commit;  ///< What it knows.
  std::string sha256;   ///< Of the state's canonical bytes.
  std::uint64_t objects = 0;
  Author author;  ///< Of a restatement, with its reason.
};

/// Rule of the `conflict` that says so: read again, then decide. Other conflicts have other rules.
inline constexpr std::string_view kMovedOn = "somebody else changed it meanwhile";

/// Where the registry is kept. Safe from any thread. Every call is bounded by a scope: what lies
/// outside is as if it were not there (`not_found`), and writing to it is `forbidden`.
class ObjectStore {
 public:
  virtual ~ObjectStore() = default;

  /// All edits in one transaction, with their changes and the receipt; after `kill -9` either all
  /// or nothing is there. `conflict` names each object whose version moved on, and each key that
  /// two objects of the kind would have at the same time, today or in the past; `forbidden` each
  /// that is out of scope before or after the change, or sets a sensitive field it may not see.
  /// Values are taken as they are: validation came before. A commit that is effective in the past
  /// leaves alone what changed later.
  virtual Result<Committed> commit(const Commit& commit, const Scope& scope) = 0;

  [[nodiscard]] virtual Result<Object> read(ObjectId id, const AsOf& as_of,
                                            const Scope& scope) const = 0;
  [[nodiscard]] virtual Result<std::vector<Object>> list(const Listing& listing,
                                                         const Scope& scope) const = 0;
  /// How many objects of a kind are there now, removed ones not counted.
  [[nodiscard]] virtual Result<std::uint64_t> count(std::string_view kind,
                                                    const Scope& scope) const = 0;
  /// Keys of the objects of a kind that are there now, removed ones not among them.
  [[nodiscard]] virtual Result<std::vector<std::string>> keys(std::string_view kind,
                                                              const Scope& scope) const = 0;
  /// Who has held which key of a kind, by object and time; for the checks of an edit, whoever makes
  /// it: what lies outside its scope may be told as taken, and no more.
  [[nodiscard]] virtual Result<std::vector<KeyTenure>> tenures(std::string_view kind) const = 0;
  /// Each change is bounded by where its object stood when it was made: of one that brought it into
  /// the scope, what was before is not there, and of one that took it out, what came to be. An
  /// account that no longer sees an object keeps what it saw.
  [[nodiscard]] virtual Result<std::vector<Change>> history(const HistoryQuery& query,
                                                            const Scope& scope) const = 0;
  /// Number of the newest commit.
  [[nodiscard]] virtual Result<CommitNumber> newest_commit() const = 0;

  [[nodiscard]] virtual Result<Receipt> receipt(std::string_view id, const Scope& scope) const = 0;
  /// Those of a sender (empty: all in scope), newest first.
  [[nodiscard]] virtual Result<std::vector<Receipt>> receipts(std::string_view sender,
                                                              std::size_t limit,
                                                              const Scope& scope) const = 0;

  /// Column titles of a sender's sheets. Replaces what was there.
  virtual Result<void> remember_columns(std::string_view sender, std::string_view kind,
                                        const ColumnTitles& columns) = 0;
  [[nodiscard]] virtual Result<ColumnTitles> columns_of(std::string_view sender,
                                                        std::string_view kind) const = 0;

  /// Records a frozen state; `conflict` if that version is there. Needs scope `all` and writing.
  virtual Result<void> freeze(const Freeze& freeze, const Scope& scope) = 0;
  /// Of a kind, by period and version ascending.
  [[nodiscard]] virtual Result<std::vector<Freeze>> freezes(std::string_view kind) const = 0;
};

}  // namespace sixscope::registry
