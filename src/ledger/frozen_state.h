#pragma once

#include <span>
#include <string>
#include <vector>

#include "model/month.h"
#include "registry/object_store.h"

namespace sixscope::ledger {

/// The bytes that a frozen month is hashed over; the same state gives the same bytes for ever.
///
/// UTF-8, each line ended by a line feed. The first is `sixscope ledger 1 2026-06`: format and
/// month. Then a line an object, devices before pools, each by identifier ascending, removed ones
/// left out: `{"fields":{…},"id":17,"kind":"nat44_device"}`, where the fields are as
/// `registry::to_json` writes a document: by name, no blanks, numbers in as few digits as say them.
/// What nobody typed is not there, so that a field that a kind gains later changes no hash.
[[nodiscard]] std::string canonical_bytes(model::Month month,
                                          std::span<const registry::Object> devices,
                                          std::span<const registry::Object> pools);

/// One field that is another in a restated month.
struct Restated {
  registry::ObjectId object;
  std::string kind;
  std::string key;  ///< As the later version has it; if it is not there, the earlier.
  std::string field;
  registry::Value before;  ///< Nothing: the field, or the object, was not there.
  registry::Value after;
};
/// What differs between two states of one kind, both by identifier; objects that are in one alone
/// with all their fields.
[[nodiscard]] std::vector<Restated> restated(std::span<const registry::Object> before,
                                             std::span<const registry::Object> after);

}  // namespace sixscope::ledger
