#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "registry/kind.h"
#include "registry/scope.h"

namespace sixscope::registry {

inline constexpr std::size_t kViewsMax = 200;  ///< Of one account, of all pages together.
inline constexpr std::size_t kViewNameMax = 80;
inline constexpr std::size_t kViewContentBytesMax = 4096;

/// A filter, its columns and its order, kept by an account under a name.
struct SavedView {
  std::string account;  ///< Whose it is.
  std::string page;     ///< What it is a view of: a kind of objects. Letters, digits, '-', '_'.
  std::string name;     ///< As `view_name` makes it; at most kViewNameMax characters.
  /// As the page's address has it: application/x-www-form-urlencoded, without '?'. May be empty.
  std::string content = {};
  bool shared = false;  ///< Shown to those of `is_shown_shared` too.
  Instant created = {};
  Instant changed = {};
};

/// A name as it is kept: in normal form C, without characters that are not seen, without blanks at
/// the ends or two together, so that names that look alike are one.
[[nodiscard]] std::string view_name(std::string_view typed);

/// What of a view cannot be kept, and why; empty: all can. The name is judged as `view_name` makes
/// it, but what turns or hides its text is refused.
struct ViewFault {
  std::string_view member;  ///< "page", "name" or "content".
  Words what;               ///< What is wrong and what to do.
};
[[nodiscard]] std::vector<ViewFault> faults_of(const SavedView& view);

/// What an account that shares a view may see.
struct ViewAuthor {
  bool all = false;
  std::vector<std::string> owners = {};
};
/// Whether `reader` may delete views of `kLocalAccount`, and is shown those that are not shared:
/// once there are accounts nobody else could.
[[nodiscard]] bool inherits_local(const Scope& reader);
/// Whether `reader` is shown what `author` shares: both are of the same organisations, or one of
/// them sees everything. No author: the account is not there (any more), and only who sees
/// everything is shown it.
[[nodiscard]] bool is_shown_shared(const Scope& reader, const std::optional<ViewAuthor>& author);

/// Views of accounts. Who asks is an argument of every call. Safe from any thread.
class SavedViewStore {
 public:
  virtual ~SavedViewStore() = default;

  /// What came of keeping a view, and how it is kept now.
  struct Kept {
    enum class Outcome : std::uint8_t {
      made,      ///< There was none of that page and name.
      replaced,  ///< It took the place of the one before.
      left,      ///< There is one, which was not to be replaced.
    };
    Outcome outcome = Outcome::made;
    SavedView view;
  };

  /// Views of a page (of all where it is empty) that are the asker's own, by page and name, then
  /// those that others share with it and those of `inherits_local`, by page, name and account.
  [[nodiscard]] virtual Result<std::vector<SavedView>> list(std::string_view page,
                                                            const Scope& scope) const = 0;
  /// Keeps page, name (of `view_name`), content and `shared` of `view` for the asker, in the place
  /// of one of that page and name unless `only_new`. `malformed` as `faults_of`; `forbidden` for a
  /// token that only reads, and for sharing by an account that may not write; `out_of_range` if the
  /// account has kViewsMax.
  virtual Result<Kept> put(const SavedView& view, bool only_new, Instant now,
                           const Scope& scope) = 0;
  /// The view of that page and name of `account`: the asker's own, or kLocalAccount for who
  /// `inherits_local`. `not_found` if there is none; `forbidden` for a token that only reads.
  virtual Result<void> remove(std::string_view account, std::string_view page,
                              std::string_view name, const Scope& scope) = 0;
};

}  // namespace sixscope::registry
