#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "registry/check_value.h"
#include "registry/kind.h"
#include "registry/object_store.h"
#include "registry/scope.h"
#include "registry/value.h"

namespace sixscope::registry {

/// Bytes that a reason and an explanation may have each.
inline constexpr std::size_t kReasonBytesMax = 2000;

/// Whether a text that says why says anything: blanks and what shows nothing are no words.
[[nodiscard]] bool has_words(std::string_view text);

/// What is to become of objects that somebody names one by one, at whatever door.
struct EditRequest {
  Document set;  ///< As typed: not checked yet.
  std::optional<bool> removed;
  std::string reason;
  std::string explanation;  ///< Lets open soft rules pass; kept with the reason.
  std::string request_id;
  Nature nature = Nature::change;
  Instant at;
  /// Since when it holds. Where that is earlier than `at`, the edit is compared with what held
  /// then.
  Instant effective;
  bool dry_run = false;  ///< All is checked, and nothing kept.
};

/// One object of an edit.
struct EditedObject {
  Object found;  ///< As the edit finds it; identifier 0 and no version: to be created.
  Document set;  ///< What differs from it; one that holds nothing is cleared.
  std::optional<bool> removed;     ///< Only where that differs.
  std::vector<FieldFault> faults;  ///< All: hard, soft and remarks.

  [[nodiscard]] bool differs() const;
};

/// What an edit would do or has done.
struct Edited {
  std::vector<EditedObject> objects;
  std::optional<Committed> committed;  ///< Only where it was done.
  /// The rest is well, but the account may not change some of them as of that time.
  bool is_outside_then = false;
};

/// Whether a fault is in the way: hard, or soft and not explained.
[[nodiscard]] bool blocks(const FieldFault& found, bool is_explained);
[[nodiscard]] bool is_in_the_way(const std::vector<EditedObject>& objects, bool is_explained);

/// Checks one new object by the rules a sheet's row is checked by and, unless something is in the
/// way or it is a dry run, creates it.
[[nodiscard]] Result<Edited> create_object(ObjectStore& store, const Kinds& kinds, const Kind& kind,
                                           const EditRequest& request, const Scope& scope);

/// The same of objects that are there: `objects` as they are today, whose versions guard against
/// writing over somebody. All of them in one commit, or none. `malformed` where they are several
/// and the request has no reason.
[[nodiscard]] Result<Edited> edit_objects(ObjectStore& store, const Kinds& kinds, const Kind& kind,
                                          std::vector<Object> objects, const EditRequest& request,
                                          const Scope& scope);

}  // namespace sixscope::registry
