#include "registry/import_plan.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "registry/cell_text.h"
#include "registry/code_validity.h"
#include "registry/column_match.h"
#include "registry/example_row.h"
#include "registry/object_match.h"
#include "registry/object_state.h"
#include "registry/sheet_columns.h"
#include "registry/two_line_head.h"

namespace sixscope::registry {
namespace {

constexpr std::size_t kClearingMax = 32;  // Bytes: longer is no word that empties.
constexpr std::size_t kToldEvery = 1000;

// A row that is being planned.
struct Work {
  const table::Row* row = nullptr;
  Document set = {};                                 // What its cells say; nothing: emptied.
  std::map<std::string, std::string> clearing = {};  // The words that ask for it, by field.
  std::vector<CellFault> soft = {};  // Of its values: only for those that turn out to change.
  std::unordered_set<std::string> wrong = {};  // Fields whose cells were refused.
  bool is_explained = false;
  std::string key = {};
};

class Planner {
 public:
  Planner(const table::Sheet& sheet, const Kind& kind, const Kinds& kinds,
          std::span<const Object> present, const ImportOptions& options)
      : sheet_(sheet), kind_(kind), present_(kind, present), options_(options) {
    checkers_.reserve(kind.fields.size());
    for (const Field& field : kind.fields) {
      checkers_.emplace_back(field, kinds);
    }
    kinds_ = &kinds;
  }

  /// `found`: what was found before, of the sheet as it was.
  ImportPlan plan(std::vector<CellFault> found = {}) {
    for (CellFault& fault : found) {
      report(std::move(fault), false);
    }
    const TitleMatcher matcher(kind_, checkers_, options_);
    const auto header = matcher.header_of(sheet_);
    if (!header) {
      report({.fault = fault_of(Rule::header_missing,
                                {same(std::to_string(kHeaderRowsMax)), kind_.title})},
             false);
      return std::move(plan_);
    }
    plan_.header_row = sheet_.rows[*header].number;
    columns_ = match_columns(matcher, sheet_, sheet_.rows[*header], kind_, options_);
    plan_.columns = std::move(columns_.columns);
    for (CellFault& fault : columns_.faults) {
      report(std::move(fault), false);
    }
    std::vector<Work> works;
    works.reserve(sheet_.rows.size() - *header);
    for (std::size_t i = *header + 1; i < sheet_.rows.size(); ++i) {
      read_row(sheet_.rows[i], works);
    }
    for (Work& work : works) {
      work.key = key_of(kind_, work.set);
      keys_.insert(work.key);
    }
    for (Work& work : works) {
      tell(plan_.rows.size());
      plan_row(work);
    }
    finish();
    return std::move(plan_);
  }

 private:
  void tell(std::size_t checked) const {
    if (options_.progress && checked % kToldEvery == 0) {
      options_.progress(checked);
    }
  }

  // ---- faults
  void report(CellFault fault, bool is_explained) {
    const Severity severity = fault.fault.severity;
    if (severity == Severity::note) {
      ++plan_.notes_all;
      if (plan_.notes.size() < kNotesListed) {
        plan_.notes.push_back(std::move(fault));
      }
      return;
    }
    fault.is_explained =
        severity == Severity::soft && (is_explained || !options_.explanation.empty());
    ++(severity == Severity::hard ? plan_.hard
       : fault.is_explained       ? plan_.soft_explained
                                  : plan_.soft_open);
    if (plan_.faults.size() < options_.faults_listed) {
      plan_.faults.push_back(std::move(fault));
    }
  }

  CellFault at(const table::Row& row, const ColumnMatch& column, Fault fault) const {
    const bool is_there = column.column < row.cells.size();
    return {.row = row.number,
            .column = column.column,
            .title = column.title,
            .field = kind_.fields[column.field].name,
            .value = is_there ? shown(row.cells[column.column].text) : "",
            .fault = std::move(fault)};
  }

  // A fault of a field, in its column if the sheet has one.
  CellFault at(const table::Row& row, const std::string& field, Fault fault) const {
    const auto place = static_cast<std::size_t>(
        std::ranges::find(kind_.fields, field, &Field::name) - kind_.fields.begin());
    const auto known = columns_.of_field.find(place);
    if (known != columns_.of_field.end()) {
      return at(row, plan_.columns[known->second], std::move(fault));
    }
    return {.row = row.number, .field = field, .fault = std::move(fault)};
  }

  // A fault of a field that the account does not see is none of its faults.
  [[nodiscard]] bool sees(const std::string& field) const {
    return options_.scope == nullptr || sees_field(*options_.scope, &kind_, field);
  }

  // ---- rows, one by one
  [[nodiscard]] std::string explanation_of(const table::Row& row) const {
    return columns_.explanation && *columns_.explanation < row.cells.size()
               ? clean_text(row.cells[*columns_.explanation].text, false).text
               : std::string();
  }

  void read_row(const table::Row& row, std::vector<Work>& works) {
    const std::string explanation = explanation_of(row);
    const bool is_marked = is_example_mark(explanation);
    if (is_marked && is_example(row, plan_.columns, kind_, checkers_)) {
      return;
    }
    if (is_marked) {
      report_example(row);
    }
    Work work{.row = &row, .is_explained = !explanation.empty() && !is_marked};
    bool is_empty = true;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const table::Cell& cell = row.cells[i];
      if (cell.type == table::CellType::empty && !cell.merged && !cell.formula) {
        continue;
      }
      if (i >= plan_.columns.size() || (plan_.columns[i].use == ColumnMatch::Use::unknown)) {
        flag_untitled(row, cell, i);
      } else if (plan_.columns[i].use == ColumnMatch::Use::field) {
        is_empty &= !read_cell(cell, plan_.columns[i], work);
      } else {
        flag_unseen(cell, i);
      }
    }
    if (!is_empty) {
      works.push_back(std::move(work));
    }
  }

  // The mark may have been left when somebody typed over the example.
  void report_example(const table::Row& row) {
    const ColumnMatch& column = plan_.columns[*columns_.explanation];
    report({.row = row.number,
            .column = column.column,
            .title = column.title,
            .value = shown(row.cells[column.column].text),
            .fault = fault_of(Rule::example_filled)},
           false);
  }

  // A column that the account may not fill in is in the way once something stands in it.
  void flag_unseen(const table::Cell& cell, std::size_t column) {
    const auto unseen = columns_.unseen.find(column);
    if (unseen != columns_.unseen.end() && !clean_text(cell.text, false).text.empty()) {
      CellFault fault{.row = plan_.header_row,
                      .column = column,
                      .title = plan_.columns[column].title,
                      .field = unseen->second->name,
                      .value = plan_.columns[column].title,
                      .fault = fault_of(Rule::column_sensitive, {unseen->second->title})};
      columns_.unseen.erase(unseen);
      report(std::move(fault), false);
    }
  }

  // Something stands below no title: once a column.
  void flag_untitled(const table::Row& row, const table::Cell& cell, std::size_t column) {
    if (!clean_text(cell.text, false).text.empty() && columns_.flagged.insert(column).second) {
      report({.row = row.number,
              .column = column,
              .value = shown(cell.text),
              .fault = fault_of(Rule::column_unknown, {same(table::column_letters(column))})},
             false);
    }
  }

  // Whether the cell holds anything.
  bool read_cell(const table::Cell& cell, const ColumnMatch& column, Work& work) {
    const std::string& field = kind_.fields[column.field].name;
    if (cell.merged) {
      report(at(*work.row, column, fault_of(Rule::merged_cell)), false);
      work.wrong.insert(field);
      return true;
    }
    if (cell.text.size() <= kClearingMax) {
      std::string clean = clean_text(cell.text, false).text;
      if (is_clearing(clean)) {
        work.set[field] = Value{};
        work.clearing[field] = std::move(clean);
        return true;
      }
    }
    Checked checked = checkers_[column.field].check(cell, column.scale);
    const bool is_refused = checked.is_refused();
    for (Fault& fault : checked.faults) {
      CellFault placed = at(*work.row, column, std::move(fault));
      if (placed.fault.severity == Severity::hard) {
        report(std::move(placed), false);
      } else {
        work.soft.push_back(std::move(placed));
      }
    }
    if (is_refused) {
      work.wrong.insert(field);
      return true;
    }
    if (std::holds_alternative<std::monostate>(checked.value)) {
      return false;
    }
    work.set[field] = std::move(checked.value);
    return true;
  }

  // ---- rows against what is there
  void plan_row(Work& work) {
    PlannedRow planned{.row = work.row->number, .key = std::move(work.key)};
    bool has_key = true;
    for (const std::string& name : kind_.key) {
      if (text_of(value_of(work.set, name)).empty()) {
        has_key = false;
        key_is_missing(work, name);
      }
    }
    const Object* const object = has_key ? present_.find(planned.key) : nullptr;
    const bool is_its_own = has_key && takes_key(work, planned.key, object);
    against_present(work, planned, object);
    if (!is_its_own || !work.wrong.empty()) {
      planned.outcome = RowOutcome::refused;
    }
    plan_.rows.push_back(std::move(planned));
  }

  void key_is_missing(Work& work, const std::string& name) {
    const auto place = static_cast<std::size_t>(kind_.field(name) - kind_.fields.data());
    if (columns_.of_field.contains(place) && work.wrong.insert(name).second) {
      report(at(*work.row, name, fault_of(Rule::required, {kind_.fields[place].title})), false);
    }
  }

  // Whether the row is the first with its key and of its object, and nobody else has the key.
  bool takes_key(const Work& work, const std::string& key, const Object* object) {
    const std::size_t row = work.row->number;
    std::size_t first = rows_.emplace(key, row).first->second;
    if (first == row && object != nullptr) {  // Two keys mean it: that of then and today's.
      first = rows_of_objects_.emplace(object->id, row).first->second;
    }
    if (first != row) {
      report(at(*work.row, kind_.key.back(),
                fault_of(Rule::key_twice, {same(key), same(std::to_string(first))})),
             false);
      return false;
    }
    const bool is_new_there = object == nullptr || object->removed || object->absent;
    if (is_new_there && options_.taken &&
        options_.taken(key, object == nullptr ? ObjectId() : object->id)) {
      report(at(*work.row, kind_.key.back(), fault_of(Rule::key_taken, {same(key)})), false);
      return false;
    }
    return true;
  }

  void against_present(Work& work, PlannedRow& planned, const Object* object) {
    static const Document kNothing;
    const Document& before = object == nullptr ? kNothing : object->fields;
    Document changes;
    for (auto& [field, value] : work.set) {
      // What an object was found by is no news of it, be it another than it had then.
      const bool is_key =
          object != nullptr && std::ranges::find(kind_.key, field) != kind_.key.end();
      if (!is_key && value_of(before, field) != value && !stands_there(work, before, field)) {
        changes.emplace(field, std::move(value));
      }
    }
    const bool returns = object != nullptr && object->removed;
    if (object != nullptr && changes.empty() && !returns) {
      planned.outcome = RowOutcome::unchanged;
      return;
    }
    planned.outcome = object == nullptr ? RowOutcome::created : RowOutcome::changed;
    check_changes(work, object, changes);
    if (returns) {
      report({.row = work.row->number, .fault = fault_of(Rule::returns)}, false);
    }
    if (object != nullptr) {
      for (const auto& [field, value] : changes) {
        planned.fields.push_back({field, value_of(before, field), value});
      }
    }
    planned.edit = plan_.edits.size();
    Edit edit{.id = object == nullptr ? ObjectId{} : object->id,
              .kind = kind_.id,
              .version = object == nullptr ? std::nullopt : std::optional(object->version),
              .set = std::move(changes),
              .removed = returns ? std::optional(false) : std::nullopt};
    plan_.edits.push_back(std::move(edit));
  }

  // A text that is just the word that would empty it: what was exported comes back as it was.
  static bool stands_there(const Work& work, const Document& before, const std::string& field) {
    const auto word = work.clearing.find(field);
    const auto* const text = std::get_if<std::string>(&value_of(before, field));
    return word != work.clearing.end() && text != nullptr && *text == word->second;
  }

  void check_changes(Work& work, const Object* object, const Document& changes) {
    static const Document kNothing;
    const Document& before = object == nullptr ? kNothing : object->fields;
    for (CellFault& fault : work.soft) {
      if (changes.contains(fault.field) && !is_listed_below(fault, changes) &&
          !held_then(fault.fault, kinds_->list(kind_.field(fault.field)->codes),
                     value_of(changes, fault.field), options_.effective)) {
        report(std::move(fault), work.is_explained);
      }
    }
    Document after = before;
    for (const auto& [field, value] : changes) {
      if (std::holds_alternative<std::monostate>(value)) {
        after.erase(field);
      } else {
        after.insert_or_assign(field, value);
      }
    }
    std::vector<FieldFault> faults =
        check_document(kind_, after, object == nullptr ? nullptr : &before);
    if (object != nullptr && options_.later) {
      std::ranges::move(check_later(kind_, before, after, options_.later(object->id)),
                        std::back_inserter(faults));
    }
    for (FieldFault& found : faults) {
      const bool is_required = found.fault.severity == Severity::hard;
      const bool is_said = work.wrong.contains(found.field) ||
                           (is_required && !has_column(found.field));  // Of its cell or column.
      if (is_said || !sees(found.field)) {
        continue;
      }
      if (is_required) {
        work.wrong.insert(found.field);
      }
      report(at(*work.row, found.field, std::move(found.fault)), work.is_explained);
    }
    references(work, changes);
    within_scope(work, after);
    if (work.row->hidden) {
      report({.row = work.row->number, .fault = fault_of(Rule::hidden_row)}, work.is_explained);
    }
  }

  // What the account sees is among `present`; so what counts is where the object would be.
  void within_scope(Work& work, const Document& after) {
    const Place place = place_of(kind_, after);
    if (options_.scope == nullptr || may_change(*options_.scope, place.region, place.owner)) {
      return;
    }
    const Words everybodys = {"公共对象", "everybody's"};
    const bool both = !place.region.empty() && !place.owner.empty();
    const std::string where = place.region + (both ? " / " : "") + place.owner;
    const std::string& field = kind_.region_field.empty() ? kind_.owner_field : kind_.region_field;
    const std::string& shown_at = field.empty() ? kind_.key.front() : field;
    if (work.wrong.insert(shown_at).second) {
      report(at(*work.row, shown_at,
                fault_of(Rule::out_of_scope, {where.empty() ? everybodys : same(where)})),
             false);
    }
  }

  [[nodiscard]] bool has_column(const std::string& field) const {
    return columns_.of_field.contains(
        static_cast<std::size_t>(kind_.field(field) - kind_.fields.data()));
  }

  // A code that the list does not have, but the registry: an object of the kind of that name.
  [[nodiscard]] bool is_listed_below(const CellFault& fault, const Document& changes) const {
    const Field& field = *kind_.field(fault.field);
    const auto* const code = std::get_if<std::string>(&value_of(changes, field.name));
    return fault.fault.rule == fault_of(Rule::code_below).rule && code != nullptr &&
           options_.exists && options_.exists(field.codes, *code);
  }

  void references(Work& work, const Document& changes) {
    if (!options_.exists) {
      return;
    }
    for (const auto& [name, value] : changes) {
      const Field& field = *kind_.field(name);
      if (field.refers.empty()) {
        continue;
      }
      const auto* const one = std::get_if<std::string>(&value);
      const auto* const several = std::get_if<std::vector<std::string>>(&value);
      if (one != nullptr) {
        reference(work, field, *one);
      }
      for (std::size_t i = 0; several != nullptr && i < several->size(); ++i) {
        reference(work, field, (*several)[i]);
      }
    }
  }

  void reference(Work& work, const Field& field, const std::string& key) {
    // Rows of the same sheet may refer to each other, whichever comes first.
    const bool is_here = field.refers == kind_.id && keys_.contains(key);
    if (is_here || options_.exists(field.refers, key)) {
      return;
    }
    const Kind* const kind = kinds_->kind(field.refers);
    report(at(*work.row, field.name,
              fault_of(Rule::reference_unknown,
                       {same(key), kind == nullptr ? same(field.refers) : kind->title})),
           false);
    work.wrong.insert(field.name);
  }

  void finish() {
    for (const PlannedRow& row : plan_.rows) {
      ++(row.outcome == RowOutcome::created     ? plan_.created
         : row.outcome == RowOutcome::changed   ? plan_.changed
         : row.outcome == RowOutcome::unchanged ? plan_.unchanged
                                                : plan_.refused);
    }
    if (!plan_.can_apply()) {
      plan_.edits = {};
      for (PlannedRow& row : plan_.rows) {
        row.edit.reset();
      }
    }
    std::ranges::stable_sort(plan_.faults, {}, [](const CellFault& fault) {
      return std::tuple(fault.row, fault.column);
    });
  }

  const table::Sheet& sheet_;
  const Kind& kind_;
  const Kinds* kinds_ = nullptr;
  const ObjectMatcher present_;
  const ImportOptions& options_;
  std::vector<ValueChecker> checkers_;
  SheetColumns columns_;                               // Without `columns`, which are the plan's.
  std::unordered_map<std::string, std::size_t> rows_;  // Key to the row that had it first.
  std::unordered_map<ObjectId, std::size_t> rows_of_objects_;
  std::unordered_set<std::string> keys_;  // Of all rows.
  ImportPlan plan_;
};

}  // namespace

std::string_view to_string(RowOutcome outcome) {
  constexpr std::array<std::string_view, 4> kNames = {"created", "changed", "unchanged", "refused"};
  return kNames[static_cast<std::size_t>(outcome)];
}

ImportPlan plan_import(const table::Sheet& sheet, const Kind& kind, const Kinds& kinds,
                       std::span<const Object> present, const ImportOptions& options) {
  auto plain = plain_sheet(sheet, kind, kinds);
  if (!plain) {
    return Planner(sheet, kind, kinds, present, options).plan();
  }
  ImportOptions more = options;
  more.columns.insert(more.columns.end(), plain->left_out.begin(), plain->left_out.end());
  return Planner(plain->sheet, kind, kinds, present, more).plan(std::move(plain->faults));
}

}  // namespace sixscope::registry
