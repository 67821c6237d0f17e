#include "rounds/row_check.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "registry/import_desk.h"

namespace sixscope::rounds {
namespace {

using registry::Document;
using registry::Field;
using registry::Object;
using registry::Value;

bool is_key(const FormShape& shape, const std::string& field) {
  return std::ranges::find(shape.kind->key, field) != shape.kind->key.end();
}

bool is_empty(const Value& value) { return std::holds_alternative<std::monostate>(value); }

// The key's other fields: what makes two rows of two periods the same.
std::string key_without_month(const FormShape& shape, const Document& row) {
  std::string key;
  for (const std::string& field : shape.kind->key) {
    if (field != shape.month) {
      key += (key.empty() ? "" : " / ") + registry::text_of(registry::value_of(row, field));
    }
  }
  return key;
}

/// Compares the rows of two periods.
class Comparison {
 public:
  Comparison(const FormShape& shape, const std::vector<const Object*>& before) : shape_(shape) {
    for (const Object* const row : before) {  // In order of keys: a later month counts.
      before_[key_without_month(shape, row->fields)] = row;
    }
    for (const Field& field : shape.kind->fields) {
      if (!is_key(shape, field.name) && !field.deprecated) {
        fields_.push_back(&field);
      }
    }
  }

  void look(const Object& row, RowCheck& check) {
    const std::string key = key_without_month(shape_, row.fields);
    const auto was = before_.find(key);
    seen_.insert(key);
    for (const Field* const field : fields_) {
      const Value& value = registry::value_of(row.fields, field->name);
      check.cells += is_empty(value) ? 0U : 1U;
      if (was != before_.end()) {
        const Value& old = registry::value_of(was->second->fields, field->name);
        if (old != value && check.differences.size() < kDifferencesListed) {
          check.differences.push_back(
              {.key = key, .field = field->name, .before = old, .after = value});
        }
      }
    }
    remark(row, was == before_.end() ? nullptr : &was->second->fields, check);
  }

  void finish(RowCheck& check) const {
    for (const auto& [key, row] : before_) {
      if (!seen_.contains(key)) {
        check.missing.push_back(key);
      }
    }
    check.cells_expected = (check.rows + check.missing.size()) * fields_.size();
  }

 private:
  // Rules between fields ask as of a new row; those against what was, of the period before.
  void remark(const Object& row, const Document* was, RowCheck& check) const {
    std::vector<registry::FieldFault> found =
        registry::check_document(*shape_.kind, row.fields, nullptr);
    if (was != nullptr) {
      for (registry::FieldFault& fault : registry::check_document(*shape_.kind, row.fields, was)) {
        const bool is_said = std::ranges::any_of(found, [&](const registry::FieldFault& other) {
          return other.field == fault.field && other.fault.rule == fault.fault.rule;
        });
        if (!is_said) {
          found.push_back(std::move(fault));
        }
      }
    }
    for (registry::FieldFault& fault : found) {
      if (fault.fault.severity == registry::Severity::note) {
        continue;
      }
      ++(fault.fault.severity == registry::Severity::hard ? check.hard : check.soft);
      if (check.remarks.size() < kRemarksListed) {
        check.remarks.push_back({.key = row.key, .found = std::move(fault)});
      }
    }
  }

  const FormShape& shape_;
  std::map<std::string, const Object*> before_;
  std::set<std::string> seen_;
  std::vector<const Field*> fields_;
};

}  // namespace

Result<PeriodRows> read_rows(const registry::ObjectStore& store, const FormShape& shape,
                             const Period& period, registry::CommitNumber commit) {
  PeriodRows all{.commit = commit, .rows = {}};
  if (commit == registry::CommitNumber()) {
    return all;  // Nothing was ever recorded.
  }
  for (model::Month month = period.first; month <= period.last; month = month + 1) {
    registry::Listing listing;
    listing.kind = shape.kind->id;
    listing.as_of.commit = commit;
    listing.where = {{shape.month, month.to_string()}};
    auto rows = registry::list_all(store, listing, registry::Scope::everything("rounds"));
    if (!rows) {
      return fail_like(rows);
    }
    std::ranges::move(*rows, std::back_inserter(all.rows));
  }
  std::ranges::sort(all.rows, {}, &Object::key);
  return all;
}

std::vector<const Object*> rows_of(const FormShape& shape, const PeriodRows& all,
                                   const Respondent& unit) {
  std::vector<const Object*> own;
  for (const Object& row : all.rows) {
    if (is_row_of(shape, row.fields, unit)) {
      own.push_back(&row);
    }
  }
  return own;
}

std::string canonical_bytes(const std::vector<const Object*>& rows) {
  std::string bytes;
  for (const Object* const row : rows) {
    bytes += row->key + "\t" + registry::to_json(row->fields) + "\n";
  }
  return bytes;
}

RowCheck check_rows(const FormShape& shape, const std::vector<const Object*>& rows,
                    const std::vector<const Object*>& rows_before, const Sha256& sha256) {
  RowCheck check;
  check.rows = rows.size();
  check.rows_before = rows_before.size();
  check.sha256 = sha256(canonical_bytes(rows));
  Comparison comparison(shape, rows_before);
  for (const Object* const row : rows) {
    comparison.look(*row, check);
  }
  comparison.finish(check);
  return check;
}

Result<std::vector<Conflict>> conflicts_of(const registry::ObjectStore& store,
                                           const FormShape& shape,
                                           const std::vector<const Object*>& rows) {
  std::vector<Conflict> conflicts;
  for (std::size_t i = 0; i < std::min(rows.size(), kConflictRowsMax); ++i) {
    registry::HistoryQuery query;
    query.object = rows[i]->id;
    const auto changes = store.history(query, registry::Scope::everything("rounds"));
    if (!changes) {
      return fail_like(changes);
    }
    std::map<std::string, std::vector<Said>> by_field;  // Newest first, as the log comes.
    for (const registry::Change& change : *changes) {
      const Field* const field = shape.kind->field(change.field);
      std::vector<Said>& said = by_field[change.field];
      if (field != nullptr &&
          std::ranges::find(said, change.author.who, &Said::who) == said.end()) {
        said.push_back({.who = change.author.who,
                        .at = change.at,
                        .commit = change.commit,
                        .value = change.after});
      }
    }
    for (auto& [field, said] : by_field) {
      const bool differs = std::ranges::any_of(
          said, [&](const Said& one) { return one.value != said.front().value; });
      if (differs) {
        std::ranges::reverse(said);
        conflicts.push_back({.key = rows[i]->key, .field = field, .said = std::move(said)});
      }
    }
  }
  return conflicts;
}

}  // namespace sixscope::rounds
