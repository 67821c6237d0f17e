#pragma once

#include <string>

#include "base/json_writer.h"
#include "registry/attachment_store.h"
#include "registry/edit_desk.h"
#include "registry/import_plan.h"
#include "registry/kind.h"
#include "registry/value.h"

namespace sixscope::api {

/// Writes the member `faults`: those of an edit as the import desk has them, without row and
/// column, each with its object (null: to be created); 10,000 at most. `set`: as typed.
void write_edit_faults(JsonWriter& out, const registry::Kind& kind, const registry::Document& set,
                       const registry::Edited& edited, bool is_explained);

/// What an edit would do or has done, for programs: one JSON text without a line end. Objects have
/// `outcome` (created, changed, unchanged, refused) and `fields` with what differs.
[[nodiscard]] std::string edit_json(const registry::Kind& kind,
                                    const registry::EditRequest& request,
                                    const registry::Edited& edited);

/// What becomes of one of its objects.
[[nodiscard]] registry::RowOutcome outcome_of(const registry::EditedObject& object,
                                              bool is_explained);

/// One attachment as a JSON object.
void write_attachment(JsonWriter& out, const registry::Attachment& one);

}  // namespace sixscope::api
