#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_writer.h"
#include "report/calendar.h"
#include "report/press.h"
#include "report/verification.h"

namespace sixscope::api {

/// One issue as a JSON object, without its snapshot; `more` is called before it ends.
void write_issue(JsonWriter& out, const report::Issue& issue,
                 const std::function<void(JsonWriter&)>& more = {});
/// The member `name`: [{"where", "before", "after"}], at most 1000, and `name`_all: how many.
void write_differences(JsonWriter& out, std::string_view name,
                       const std::vector<report::Difference>& all);
/// The members of a draft: remarks, moved, change, facts, texts.
void write_proof(JsonWriter& out, const report::Proof& proof, const report::Workshop& workshop);
void write_verification(JsonWriter& out, const report::Verification& made);
/// A kind of report, with the next day that it is due on.
void write_kind(JsonWriter& out, const report::Definition& definition, model::Day today);
void write_due(JsonWriter& out, const report::DueDay& due, model::Day today);
/// What the columns of every table mean.
void write_dictionary(JsonWriter& out, const report::Issue& issue,
                      const document::Document& document);

}  // namespace sixscope::api
