#include "api/import_answer.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>
#include <vector>

#include "api/registry_route.h"
#include "api/time_text.h"

namespace sixscope::api {
namespace {

using registry::CellFault;
using registry::ColumnMatch;
using registry::ImportPlan;
using registry::Kind;

void write_fault(JsonWriter& out, const CellFault& fault) {
  out.begin_object()
      .member("row", fault.row)
      .member("column", fault.column ? table::column_letters(*fault.column) : "")
      .member("title", fault.title)
      .member("field", fault.field)
      .member("value", fault.value)
      .member("rule", fault.fault.rule)
      .member("severity", registry::to_string(fault.fault.severity))
      .member("explained", fault.is_explained);
  write_words(out.key("what"), fault.fault.what);
  write_words(out.key("remedy"), fault.fault.remedy);
  out.end_object();
}

void write_faults(JsonWriter& out, const char* name, const std::vector<CellFault>& faults) {
  out.key(name).begin_array();
  for (std::size_t i = 0; i < std::min(faults.size(), registry::kFaultsListed); ++i) {
    write_fault(out, faults[i]);
  }
  out.end_array();
}

// Columns without a title are none that could be named.
void write_columns(JsonWriter& out, const ImportPlan& plan, const Kind& kind) {
  constexpr std::array<const char*, 4> kUses = {"field", "explanation", "left_out", "unknown"};
  out.key("columns").begin_array();
  for (const ColumnMatch& column : plan.columns) {
    if (column.title.empty()) {
      continue;
    }
    const bool is_field = column.use == ColumnMatch::Use::field;
    out.begin_object()
        .member("column", table::column_letters(column.column))
        .member("title", column.title)
        .member("use", kUses.at(static_cast<std::size_t>(column.use)))
        .member("field", is_field ? kind.fields[column.field].name : "")
        .end_object();
  }
  out.end_array();
}

void write_changes(JsonWriter& out, const ImportPlan& plan) {
  out.key("changes").begin_array();
  std::size_t written = 0;
  for (const registry::PlannedRow& row : plan.rows) {
    if (row.outcome != registry::RowOutcome::changed || written++ >= kChangesShown) {
      continue;
    }
    out.begin_object().member("row", row.row).member("key", row.key);
    out.key("fields").begin_array();
    for (const registry::FieldDiff& field : row.fields) {
      out.begin_object().member("field", field.field);
      out.key("before").raw(registry::to_json(field.before));
      out.key("after").raw(registry::to_json(field.after)).end_object();
    }
    out.end_array().end_object();
  }
  out.end_array();
}

void write_sheet(JsonWriter& out, const table::Sheet& sheet) {
  out.key("sheet");
  if (sheet.rows.size() > kSheetRowsShown) {
    out.null();
    return;
  }
  out.begin_object().member("name", sheet.name).key("rows").begin_array();
  for (const table::Row& row : sheet.rows) {
    out.begin_object().member("number", row.number).key("cells").begin_array();
    for (const table::Cell& cell : row.cells) {
      out.value(cell.text);
    }
    out.end_array().end_object();
  }
  out.end_array().end_object();
}

}  // namespace

std::string import_json(const ImportAnswer& answer) {
  const ImportPlan& plan = answer.imported.plan;
  JsonWriter out;
  out.begin_object()
      .member("file", answer.file)
      .member("sha256", answer.sha256)
      .member("kind", answer.kind.id)
      .member("dry_run", answer.dry_run)
      .member("can_apply", plan.can_apply())
      .member("header_row", plan.header_row)
      .member("rows", plan.rows.size())
      .member("created", plan.created)
      .member("changed", plan.changed)
      .member("unchanged", plan.unchanged)
      .member("refused", plan.refused)
      .member("faults_all", plan.faults_all())
      .member("hard", plan.hard)
      .member("soft_open", plan.soft_open)
      .member("soft_explained", plan.soft_explained);
  write_columns(out, plan, answer.kind);
  write_faults(out, "faults", plan.faults);
  write_faults(out, "notes", plan.notes);
  write_changes(out, plan);
  out.key("receipt");
  if (answer.imported.receipt) {
    write_receipt(out, *answer.imported.receipt);
  } else {
    out.null();
  }
  if (answer.sheet != nullptr) {
    write_sheet(out, *answer.sheet);
  }
  out.end_object();
  return std::move(out).take();
}

void write_receipt(JsonWriter& out, const registry::Receipt& receipt) {
  out.begin_object()
      .member("id", receipt.id)
      .member("at", format_instant(receipt.at))
      .member("kind", receipt.kind)
      .member("door", receipt.door)
      .member("sender", receipt.sender)
      .member("file", receipt.file)
      .member("sha256", receipt.sha256)
      .member("rows", receipt.rows)
      .member("created", receipt.created)
      .member("changed", receipt.changed)
      .member("unchanged", receipt.unchanged)
      .member("mended", receipt.mended)
      .member("commit", receipt.commit.value())
      .end_object();
}

std::string columns_json(const std::vector<std::pair<std::string, std::string>>& columns) {
  JsonWriter out;
  out.begin_object();
  for (const auto& [title, field] : columns) {
    out.member(title, field);
  }
  out.end_object();
  return std::move(out).take();
}

}  // namespace sixscope::api
