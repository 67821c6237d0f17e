#include "registry/import_desk.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "registry/column_match.h"
#include "registry/key_tenure.h"
#include "registry/list_each.h"
#include "registry/object_lookup.h"
#include "registry/object_state.h"
#include "registry/out_of_scope_then.h"
#include "registry/registered_codes.h"
#include "registry/two_line_head.h"

namespace sixscope::registry {
namespace {

constexpr int kTriesMax = 3;

/// Whose keys are whose, read when first asked.
class Tenures {
 public:
  Tenures(const ObjectStore& store, const Kind& kind, Instant from)
      : store_(store), kind_(kind), from_(from) {}

  bool taken(std::string_view key, ObjectId object) {
    if (!read_) {
      read();
    }
    const auto of_key = by_key_.find(std::string(key));
    const auto own = by_object_.find(object);
    return of_key != by_key_.end() &&
           is_taken(of_key->second,
                    own == by_object_.end() ? std::span<const KeyTenure>() : own->second, object,
                    from_);
  }
  [[nodiscard]] const std::optional<Error>& failed() const { return failed_; }

 private:
  void read() {
    read_ = true;
    auto all = store_.tenures(kind_.id);
    if (!all) {
      failed_ = all.error();
      return;
    }
    for (KeyTenure& tenure : *all) {
      by_object_[tenure.object].push_back(tenure);
      by_key_[tenure.key].push_back(std::move(tenure));
    }
  }

  const ObjectStore& store_;
  const Kind& kind_;
  const Instant from_;
  bool read_ = false;
  std::unordered_map<std::string, std::vector<KeyTenure>> by_key_;
  std::unordered_map<ObjectId, std::vector<KeyTenure>> by_object_;
  std::optional<Error> failed_;
};

/// The objects of the kind as an import finds them that is effective `then`, or now.
Result<std::vector<Object>> found_objects(const ObjectStore& store, const Kind& kind,
                                          std::optional<Instant> then, const LaterChanges& later,
                                          const Scope& scope) {
  Listing listing;
  listing.kind = kind.id;
  listing.with_removed = true;
  auto today = list_all(store, listing, scope);
  if (!today || !then) {
    return today;
  }
  listing.as_of.effective = then;
  const auto past = list_all(store, std::move(listing), scope);
  if (!past) {
    return fail_like(past);
  }
  std::unordered_map<ObjectId, const Object*> by_id;
  for (const Object& object : *past) {
    by_id.emplace(object.id, &object);
  }
  for (Object& object : *today) {
    const auto known = by_id.find(object.id);
    const auto changes = later.find(object.id);
    object = as_found(std::move(object), known == by_id.end() ? nullptr : known->second, kind,
                      changes == later.end() ? std::span<const LaterChange>() : changes->second);
  }
  return today;
}

Result<ImportPlan> plan(const ObjectStore& store, const Kinds& kinds, const Kind& kind,
                        const table::Sheet& sheet, const ImportRequest& request,
                        const Scope& scope) {
  ImportOptions options = request.options;
  auto remembered = store.columns_of(request.sender, kind.id);
  if (!remembered) {
    return fail_like(remembered);
  }
  // The later of two wins: what is said now goes before what was said once.
  options.columns.insert(options.columns.begin(), remembered->begin(), remembered->end());
  const auto then =
      request.effective < request.at ? std::optional(request.effective) : std::nullopt;
  LaterChanges later;
  if (then) {
    auto changed = later_changes(store, kind, {}, *then, scope);
    if (!changed) {
      return fail_like(changed);
    }
    later = *std::move(changed);
    options.later = [&later](ObjectId object) -> std::span<const LaterChange> {
      const auto found = later.find(object);
      return found == later.end() ? std::span<const LaterChange>() : found->second;
    };
  }
  auto present = found_objects(store, kind, then, later, scope);
  if (!present) {
    return fail_like(present);
  }
  options.effective = model::day_in_china(request.effective);
  PresentKeys keys(store, scope, then);
  options.exists = keys.lookup();
  // Of objects outside the scope no more is told than that their key is taken.
  Tenures tenures(store, kind, request.effective);
  options.taken = [&tenures](std::string_view key, ObjectId object) {
    return tenures.taken(key, object);
  };
  Scope writing = scope;  // Who may not write at all is told so once, by the commit.
  writing.may_write = true;
  options.scope = &writing;
  if (request.progress) {
    options.progress = [&](std::size_t checked) {
      request.progress({.rows = sheet.rows.size(), .checked = checked});
    };
  }
  std::vector<const Field*> fields;
  std::ranges::transform(kind.fields, std::back_inserter(fields),
                         [](const Field& field) { return &field; });
  const auto registered = with_registered_codes(store, kinds, fields, scope);
  if (!registered) {
    return fail_like(registered);
  }
  ImportPlan planned =
      plan_import(sheet, kind, *registered ? **registered : kinds, *present, options);
  for (const auto* const failed : {&keys.failed(), &tenures.failed()}) {
    if (*failed) {
      return tl::unexpected<Error>(**failed);
    }
  }
  return planned;
}

// The plan as it is where some of its objects were not within the scope when it is to hold.
void refuse_outside(ImportPlan& plan, const Kind& kind, const std::vector<Edit>& edits,
                    const std::unordered_set<ObjectId>& outside, Instant effective) {
  for (PlannedRow& row : plan.rows) {
    if (row.edit && outside.contains(edits[*row.edit].id)) {
      FieldFault found = out_of_scope_then(kind, row.key, effective);
      const auto at = std::ranges::find_if(plan.columns, [&](const ColumnMatch& column) {
        return column.use == ColumnMatch::Use::field &&
               kind.fields[column.field].name == found.field;
      });
      const bool is_shown = at != plan.columns.end();
      plan.faults.push_back({.row = row.row,
                             .column = is_shown ? std::optional(at->column) : std::nullopt,
                             .title = is_shown ? at->title : "",
                             .field = std::move(found.field),
                             .fault = std::move(found.fault)});
      ++plan.hard;
      --(row.outcome == RowOutcome::created ? plan.created : plan.changed);
      ++plan.refused;
      row.outcome = RowOutcome::refused;
    }
    row.edit.reset();
  }
  plan.edits.clear();
}

// What a round says of an edit, by its place.
using ByRound = std::map<std::size_t, std::pair<Rule, std::string>>;

// The plan as it is where rounds do not let some of its rows in.
void refuse_closed(ImportPlan& plan, const ByRound& closed) {
  for (PlannedRow& row : plan.rows) {
    const auto found = row.edit ? closed.find(*row.edit) : closed.end();
    if (found != closed.end()) {
      plan.faults.push_back(
          {.row = row.row,
           .fault = fault_of(found->second.first, {same(row.key), same(found->second.second)})});
      ++plan.hard;
      --(row.outcome == RowOutcome::created ? plan.created : plan.changed);
      ++plan.refused;
      row.outcome = RowOutcome::refused;
    }
    row.edit.reset();
  }
  plan.edits.clear();
}

Receipt receipt_of(const ImportRequest& request, const Kind& kind, const ImportPlan& plan) {
  Receipt receipt;
  receipt.id = request.receipt_id;
  receipt.at = request.at;
  receipt.kind = kind.id;
  receipt.door = request.door;
  receipt.sender = request.sender;
  receipt.file = request.file;
  receipt.sha256 = request.sha256;
  receipt.rows = plan.rows.size();
  receipt.created = plan.created;
  receipt.changed = plan.changed;
  receipt.unchanged = plan.unchanged;
  receipt.mended = request.mended;
  return receipt;
}

}  // namespace

Result<Imported> import_sheet(ObjectStore& store, const Kinds& kinds, const Kind& kind,
                              const table::Sheet& sheet, const ImportRequest& request,
                              const Scope& scope) {
  for (int tries = 1;; ++tries) {
    auto planned = plan(store, kinds, kind, sheet, request, scope);
    if (!planned) {
      return fail_like(planned);
    }
    Imported imported{.plan = *std::move(planned), .receipt = std::nullopt};
    // What an account may not change as of that time, and what is frozen, only the store knows: it
    // is asked, so that a dry run promises nothing that the import refuses.
    const bool is_asked =
        scope.may_write && (kind.form || (!scope.all && request.effective < request.at));
    if ((request.dry_run && !is_asked) || !imported.plan.can_apply()) {
      return imported;
    }
    Commit commit;
    commit.author = {
        .who = scope.account, .reason = request.reason, .request_id = request.receipt_id};
    commit.nature = request.nature;
    commit.at = request.at;
    commit.effective = request.effective;
    commit.edits = std::move(imported.plan.edits);  // Planned anew where it is tried again.
    commit.receipt = receipt_of(request, kind, imported.plan);
    commit.columns = request.options.columns;
    if (request.progress && !request.dry_run) {
      commit.progress = [&](std::size_t written) {
        request.progress(
            {.rows = sheet.rows.size(), .checked = imported.plan.rows.size(), .written = written});
      };
    }
    std::unordered_set<ObjectId> outside;
    commit.outside_then = [&outside](ObjectId id) { outside.insert(id); };
    ByRound closed;
    commit.closed = [&closed](std::size_t edit, std::string_view round) {
      closed.emplace(edit, std::pair(Rule::round_frozen, round));
    };
    commit.unasked = [&closed](std::size_t edit, std::string_view round) {
      closed.emplace(edit, std::pair(Rule::round_unasked, round));
    };
    commit.rehearsal = request.dry_run;
    const auto committed = store.commit(commit, scope);
    if (!committed && !outside.empty()) {
      refuse_outside(imported.plan, kind, commit.edits, outside, request.effective);
      return imported;
    }
    if (!committed && !closed.empty()) {
      refuse_closed(imported.plan, closed);
      return imported;
    }
    if (!committed && committed.error().code == Errc::conflict && tries < kTriesMax) {
      continue;
    }
    if (!committed) {
      return fail_like(committed);
    }
    if (request.dry_run) {
      imported.plan.edits = std::move(commit.edits);
      return imported;
    }
    commit.receipt->commit = committed->number;
    imported.receipt = std::move(commit.receipt);
    return imported;
  }
}

Result<const Kind*> kind_of_sheet(const ObjectStore& store, const Kinds& kinds,
                                  const table::Sheet& sheet, std::string_view sender,
                                  const ColumnTitles& said) {
  const Kind* best = nullptr;
  std::size_t most = 0;
  bool alone = false;
  for (const Kind& kind : kinds.kinds) {
    std::vector<ValueChecker> checkers;
    checkers.reserve(kind.fields.size());
    for (const Field& field : kind.fields) {
      checkers.emplace_back(field, kinds);
    }
    auto remembered = store.columns_of(sender, kind.id);
    if (!remembered) {
      return fail_like(remembered);
    }
    ImportOptions options{.columns = *std::move(remembered)};
    options.columns.insert(options.columns.end(), said.begin(), said.end());
    const TitleMatcher matcher(kind, checkers, options);
    const auto plain = plain_sheet(sheet, kind, kinds);
    const table::Sheet& read = plain ? plain->sheet : sheet;
    const auto header = matcher.header_of(read);
    if (!header) {
      continue;
    }
    const auto named = static_cast<std::size_t>(
        std::ranges::count_if(read.rows[*header].cells, [&](const table::Cell& cell) {
          return matcher.match(cell.text).column.use == ColumnMatch::Use::field;
        }));
    alone = named == most ? false : named > most ? true : alone;
    best = named > most ? &kind : best;
    most = std::max(most, named);
  }
  return alone ? best : nullptr;
}

Result<std::vector<Object>> list_all(const ObjectStore& store, Listing listing,
                                     const Scope& scope) {
  std::vector<Object> all;
  const auto done = list_each(store, std::move(listing), scope,
                              [&all](Object&& one) { all.push_back(std::move(one)); });
  return done ? Result<std::vector<Object>>(std::move(all)) : fail_like(done);
}

}  // namespace sixscope::registry
