#include "registry/commit_writer.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <utility>

#include "model/month.h"
#include "registry/key_tenure.h"
#include "registry/sql_key_tenures.h"
#include "registry/sql_rows.h"

namespace sixscope::registry {
namespace {

/// A message names so many objects, and says that there are more.
constexpr std::size_t kNamedMax = 20;
constexpr std::size_t kObjectsAtOnce = 2000;

/// Objects of which something is wrong, for a message.
class Names {
 public:
  void add(std::string name) {
    if (names_.size() < kNamedMax) {
      names_.push_back(std::move(name));
    } else {
      ++more_;
    }
  }
  /// Fails with all that was added; well if nothing was.
  [[nodiscard]] Result<void> refuse(Errc code, std::string_view rule) const {
    if (names_.empty()) {
      return {};
    }
    std::string text;
    for (const std::string& name : names_) {
      text += (text.empty() ? "" : "; ") + name;
    }
    if (more_ > 0) {
      text += "; and " + std::to_string(more_) + " more";
    }
    return fail_because(std::move(text), code, rule);
  }

 private:
  std::vector<std::string> names_;
  std::size_t more_ = 0;
};

bool holds_nothing(const Value& value) {
  const auto* const text = std::get_if<std::string>(&value);
  const auto* const codes = std::get_if<std::vector<std::string>>(&value);
  return std::holds_alternative<std::monostate>(value) || (text != nullptr && text->empty()) ||
         (codes != nullptr && codes->empty());
}

// Notes in `entry` that `field` goes from one value to another, unless they are the same.
void note(LogEntry& entry, std::string_view field, const Value& from, const Value& to) {
  if (from == to || (holds_nothing(from) && holds_nothing(to))) {
    return;
  }
  if (!holds_nothing(from)) {
    entry.before.emplace(field, from);
  }
  if (!holds_nothing(to)) {
    entry.after.emplace(field, to);
  }
}

// Behind the last entry that is effective by then: where a new one goes.
std::vector<LogEntry>::iterator behind(std::vector<LogEntry>& log, Instant effective) {
  return std::ranges::upper_bound(log, effective, {}, &LogEntry::effective);
}

}  // namespace

Result<Committed> CommitWriter::write() {
  using Step = Result<void> (CommitWriter::*)();
  for (const Step step :
       {&CommitWriter::check_edits, &CommitWriter::read_objects, &CommitWriter::read_logs,
        &CommitWriter::check_before, &CommitWriter::apply_edits, &CommitWriter::check_after,
        &CommitWriter::write_commit, &CommitWriter::pass_gate, &CommitWriter::write_objects,
        &CommitWriter::check_keys, &CommitWriter::write_receipt, &CommitWriter::remember_columns}) {
    if (const auto done = (this->*step)(); !done) {
      return fail_like(done);
    }
  }
  Committed committed{.number = number_, .objects = {}};
  for (const Target& target : targets_) {
    committed.objects.push_back(target.id);
  }
  return committed;
}

Result<void> CommitWriter::check_edits() {
  if (commit_.effective > commit_.at) {
    return fail(Errc::malformed, "a commit cannot be effective later than it is made");
  }
  std::set<ObjectId> seen;
  for (const Edit& edit : commit_.edits) {
    const bool fresh = edit.id == ObjectId();
    if (!fresh && !seen.insert(edit.id).second) {
      return fail_because("object " + std::to_string(edit.id.value()), Errc::malformed,
                          "an object stands twice in one commit");
    }
    Target target;
    target.edit = &edit;
    target.id = edit.id;
    target.kind = fresh ? kinds_.kind(edit.kind) : nullptr;  // Of the others, when they are read.
    targets_.push_back(std::move(target));
    if (fresh && targets_.back().kind == nullptr) {
      return fail_because(edit.kind, Errc::not_found, "no such kind");
    }
  }
  return {};
}

Result<void> CommitWriter::read_objects() {
  std::map<ObjectId, Target*> wanted;
  std::vector<ObjectId> ids;
  for (Target& target : targets_) {
    if (target.id != ObjectId()) {
      wanted[target.id] = &target;
      ids.push_back(target.id);
    }
  }
  const auto rows = select_in(connection_,
                              "SELECT id, kind, version, removed, last_effective_ms, document "
                              "FROM registry_object WHERE id IN",
                              "", ids);
  if (!rows) {
    return fail_like(rows);
  }
  for (const SqlRow& row : *rows) {
    Target& target = *wanted.at(id_at<ObjectId>(row, 0));
    target.kind = kinds_.kind(text_at(row, 1));
    auto fields = document_at(row, 5);
    if (!fields) {
      return fail_like(fields);
    }
    target.now = {.fields = std::move(*fields),
                  .removed = number_at(row, 3) != 0,
                  .version = static_cast<std::uint64_t>(number_at(row, 2))};
    target.last_effective = instant_at(row, 4);
  }
  Names unknown;
  for (const auto& [id, target] : wanted) {
    if (target->kind == nullptr) {
      unknown.add("object " + std::to_string(id.value()));
    }
  }
  return unknown.refuse(Errc::not_found, "no such object, or one of a kind that is gone");
}

Result<void> CommitWriter::read_logs() {
  std::map<ObjectId, Target*> late;
  std::vector<ObjectId> ids;
  for (Target& target : targets_) {
    if (target.now.version == 0) {
      continue;
    }
    target.is_late = commit_.effective < target.last_effective;
    target.may_rekey = target.edit->removed.has_value() ||
                       std::ranges::any_of(target.kind->key, [&](const std::string& field) {
                         return target.edit->set.contains(field);
                       });
    if (target.is_late || target.may_rekey) {
      late[target.id] = &target;
      ids.push_back(target.id);
    }
  }
  const auto rows = select_in(connection_,
                              "SELECT object, effective_ms, version, before_fields, after_fields "
                              "FROM registry_change WHERE object IN",
                              " ORDER BY object, effective_ms, commit_number", ids);
  if (!rows) {
    return fail_like(rows);
  }
  for (const SqlRow& row : *rows) {
    auto before = document_at(row, 3);
    auto after = document_at(row, 4);
    if (!before || !after) {
      return fail_like(before ? after : before);
    }
    late.at(id_at<ObjectId>(row, 0))
        ->log.push_back({.effective = instant_at(row, 1),
                         .version = static_cast<std::uint64_t>(number_at(row, 2)),
                         .before = std::move(*before),
                         .after = std::move(*after)});
  }
  for (Target& target : targets_) {
    target.then = target.is_late
                      ? fold(std::span(target.log.begin(), behind(target.log, commit_.effective)))
                      : target.now;
  }
  return {};
}

Result<void> CommitWriter::check_before() {
  Names outside;
  Names secret;
  Names unknown;
  Names stale;
  for (const Target& target : targets_) {
    const bool fresh = target.now.version == 0;
    const bool was_there = target.then.version > 0;
    const bool is_outside_then = was_there && !may_change(target, target.then);
    if (!fresh && (is_outside_then || !may_change(target, target.now))) {
      outside.add(name_of(target));
      if (commit_.outside_then && may_change(target, target.now)) {
        commit_.outside_then(target.id);
      }
      continue;
    }
    for (const auto& [field, value] : target.edit->set) {
      if (target.kind->field(field) == nullptr || field == kRemovedField) {
        unknown.add(target.kind->id + "." + field);
      } else if (!sees_field(scope_, target.kind, field)) {
        secret.add(name_of(target) + ": " + field);
      }
    }
    if (!fresh && target.edit->version && *target.edit->version != target.now.version) {
      stale.add(name_of(target) + " is at version " + std::to_string(target.now.version));
    }
  }
  for (const auto& refused :
       {outside.refuse(Errc::forbidden, "this account may not change it"),
        secret.refuse(Errc::forbidden, "this account may not set sensitive fields"),
        unknown.refuse(Errc::malformed, "no such field"), stale.refuse(Errc::conflict, kMovedOn)}) {
    if (!refused) {
      return refused;
    }
  }
  return {};
}

Result<void> CommitWriter::apply_edits() {
  for (Target& target : targets_) {
    apply_edit(target);
  }
  return {};
}

void CommitWriter::apply_edit(Target& target) const {
  const Document* set = &target.edit->set;
  Document completed;
  if (target.is_late && target.then.version == 0) {
    // It was there earlier than was known: then with the key, region and owner that it first had.
    const ObjectState first =
        fold(std::span(target.log.begin(), behind(target.log, target.log.front().effective)));
    completed = *set;
    for (const auto& field : target.kind->key) {
      completed.try_emplace(field, value_of(first.fields, field));
    }
    for (const auto& field : {target.kind->region_field, target.kind->owner_field}) {
      completed.try_emplace(field, value_of(first.fields, field));
    }
    set = &completed;
  }
  target.entry.effective = commit_.effective;
  target.entry.version = target.now.version + 1;
  for (const auto& [field, value] : *set) {
    note(target.entry, field, value_of(target.then.fields, field), value);
  }
  if (target.edit->removed && *target.edit->removed != target.then.removed) {
    note(target.entry, kRemovedField, target.then.removed, *target.edit->removed);
  }
  target.differs =
      target.then.version == 0 || !target.entry.before.empty() || !target.entry.after.empty();
  if (!target.differs) {
    return;
  }
  if (gate_ != nullptr && target.kind->form) {
    target.before = target.now.fields;
  }
  apply(target.then, target.entry);
  renew_tenures(target);
  if (target.is_late) {
    target.now = fold(target.log);
  } else {
    target.now = std::move(target.then);  // A hundred thousand objects are large enough once.
  }
}

// Tenures that stay as they were are not written, and so not judged: an edit of something else is
// no place to be told of them.
void CommitWriter::renew_tenures(Target& target) const {
  if (target.now.version == 0) {
    target.tenures = tenures_of(*target.kind, target.id, std::span(&target.entry, 1));
  } else if (target.is_late || target.may_rekey) {
    auto before = tenures_of(*target.kind, target.id, target.log);
    target.log.insert(behind(target.log, commit_.effective), target.entry);
    auto after = tenures_of(*target.kind, target.id, target.log);
    if (after != before) {
      target.tenures = std::move(after);
      target.tenures_before = std::move(before);
    }
  }
}

Result<void> CommitWriter::check_after() {
  Names outside;
  for (const Target& target : targets_) {
    // Where nothing is later, what holds then is what holds now.
    if (!may_change(target, target.now) || (target.is_late && !may_change(target, target.then))) {
      outside.add(name_of(target));
    }
  }
  return outside.refuse(Errc::forbidden, "this account may not change it, or not to that");
}

Result<void> CommitWriter::write_commit() {
  if (std::ranges::none_of(targets_, &Target::differs)) {
    return {};
  }
  const auto newest = connection_.run(
      "SELECT (SELECT COALESCE(MAX(number), 0) FROM registry_commit), "
      "(SELECT COALESCE(MAX(id), 0) FROM registry_object)");
  if (!newest) {
    return fail_like(newest);
  }
  number_ = CommitNumber(id_at<CommitNumber>(newest->front(), 0).value() + 1);
  std::uint64_t last = id_at<ObjectId>(newest->front(), 1).value();
  for (Target& target : targets_) {
    if (target.id == ObjectId()) {
      target.id = ObjectId(++last);
    }
  }
  const std::vector<SqlRow> row = {{sql_of(number_), sql_of(commit_.at), sql_of(commit_.effective),
                                    static_cast<std::int64_t>(commit_.nature), commit_.author.who,
                                    commit_.author.reason, commit_.author.request_id}};
  return insert_rows(
      connection_,
      "INSERT INTO registry_commit (number, at_ms, effective_ms, nature, who, reason, request_id)",
      "", row);
}

// Some thousand at a time, and what is written is let go: the texts of a large import, all at once
// beside its objects, would be most of its memory.
Result<void> CommitWriter::write_objects() {
  std::span<Target> rest(targets_);
  std::size_t written = 0;
  const auto tell = [&](std::size_t more) {
    if (commit_.progress) {
      commit_.progress(written + more);
    }
  };
  while (!rest.empty()) {
    const auto some = rest.first(std::min(rest.size(), kObjectsAtOnce));
    rest = rest.subspan(some.size());
    const auto count = write_some(some, tell);
    if (!count) {
      return fail_like(count);
    }
    written += *count;
  }
  return {};
}

Result<std::size_t> CommitWriter::write_some(std::span<Target> targets,
                                             const std::function<void(std::size_t)>& tell) {
  std::vector<SqlRow> objects;
  std::vector<SqlRow> changes;
  struct Tenures {
    std::vector<ObjectId> renewed;
    std::vector<KeyTenure> kept;     ///< What was there before, or a part of it.
    std::vector<KeyTenure> tenures;  ///< What is to be judged.
  };
  std::map<std::string, Tenures> tenures;  // By kind.
  for (Target& target : targets) {
    if (!target.differs) {
      continue;
    }
    const Place place = place_of(*target.kind, target.now.fields);
    objects.push_back(
        {sql_of(target.id), target.kind->id, key_of(*target.kind, target.now.fields), place.region,
         place.owner, sql_of(target.now.version), std::int64_t{target.now.removed ? 1 : 0},
         sql_of(std::max(target.last_effective, commit_.effective)), to_json(target.now.fields)});
    changes.push_back({sql_of(target.id), sql_of(commit_.effective), sql_of(number_),
                       sql_of(target.entry.version), to_json(target.entry.before),
                       to_json(target.entry.after)});
    if (target.tenures) {
      Tenures& of_kind = tenures[target.kind->id];
      if (target.edit->id != ObjectId()) {
        of_kind.renewed.push_back(target.id);
      }
      for (KeyTenure& tenure : *target.tenures) {
        tenure.object = target.id;  // A new one has it since `write_commit`.
        const bool old = is_old(tenure, target.tenures_before);
        (old ? of_kind.kept : of_kind.tenures).push_back(std::move(tenure));
      }
    }
    target.now.fields.clear();
    target.entry = {};
  }
  auto written =
      insert_rows(connection_,
                  "INSERT INTO registry_object (id, kind, key, region, owner, version, removed, "
                  "last_effective_ms, document)",
                  " ON CONFLICT (id) DO UPDATE SET key = excluded.key, region = excluded.region, "
                  "owner = excluded.owner, version = excluded.version, removed = excluded.removed, "
                  "last_effective_ms = excluded.last_effective_ms, document = excluded.document",
                  objects, tell);
  if (written) {
    written = insert_rows(connection_,
                          "INSERT INTO registry_change (object, effective_ms, commit_number, "
                          "version, before_fields, after_fields)",
                          "", changes);
  }
  for (const auto& [kind, of_kind] : tenures) {
    if (written) {
      written =
          write_tenures(connection_, kind, number_, of_kind.renewed, of_kind.tenures, of_kind.kept);
    }
  }
  return written ? Result<std::size_t>(objects.size()) : fail_like(written);
}

Result<void> CommitWriter::check_keys() {
  if (number_ == CommitNumber()) {
    return {};
  }
  const auto twice = held_twice(connection_, number_);
  if (!twice) {
    return fail_like(twice);
  }
  Names taken;
  for (const HeldTwice& one : *twice) {
    if (!may_see(scope_, one.region, one.owner)) {
      taken.add(one.key);  // That it is taken has to be said, and no more.
      continue;
    }
    const bool is_ended = one.to < kEver;
    taken.add(one.key + " from " + model::to_string(model::day_in_china(one.from)) +
              (is_ended ? " to " + model::to_string(model::day_in_china(one.to)) : " on"));
  }
  return taken.refuse(Errc::conflict, "another object of the kind has this key");
}

Result<void> CommitWriter::write_receipt() {
  if (!commit_.receipt) {
    return {};
  }
  const Receipt& receipt = *commit_.receipt;
  const std::vector<SqlRow> row = {{receipt.id, scope_.account, sql_of(receipt.at), receipt.kind,
                                    receipt.door, receipt.sender, receipt.file, receipt.sha256,
                                    sql_of(receipt.rows), sql_of(receipt.created),
                                    sql_of(receipt.changed), sql_of(receipt.unchanged),
                                    sql_of(receipt.mended), sql_of(number_)}};
  auto done = insert_rows(
      connection_,
      "INSERT INTO registry_receipt (id, account, at_ms, kind, door, sender, file_name, sha256, "
      "rows_read, created, changed, unchanged, mended, commit_number)",
      "", row);
  if (!done && done.error().code == Errc::conflict) {
    return fail_because(receipt.id, Errc::conflict, "a receipt has this identifier already");
  }
  return done;
}

Result<void> CommitWriter::remember_columns() {
  return commit_.receipt && !commit_.columns.empty()
             ? insert_columns(connection_, commit_.receipt->sender, commit_.receipt->kind,
                              commit_.columns)
             : Result<void>();
}

bool CommitWriter::may_change(const Target& target, const ObjectState& state) const {
  const Place place = place_of(*target.kind, state.fields);
  return registry::may_change(scope_, place.region, place.owner);
}

// Of an object it may not see, an account learns no more than the number it gave.
std::string CommitWriter::name_of(const Target& target) const {
  if (target.now.version == 0 || target.edit->id == ObjectId()) {
    return "new " + target.kind->id + " " + key_of(*target.kind, target.edit->set);
  }
  const std::string number = "object " + std::to_string(target.id.value());
  const Place place = place_of(*target.kind, target.now.fields);
  return may_see(scope_, place.region, place.owner)
             ? number + " (" + key_of(*target.kind, target.now.fields) + ")"
             : number;
}

}  // namespace sixscope::registry
