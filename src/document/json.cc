#include <cmath>
#include <string_view>
#include <variant>

#include "base/json_writer.h"
#include "document/cell_text.h"
#include "document/skins.h"
#include "document/table_shape.h"

namespace sixscope::document {
namespace {

void write_optional(JsonWriter& out, std::string_view name, const std::string& text) {
  if (!text.empty()) {
    out.member(name, text);
  }
}

// What a block says; tables stand apart, each at its place by name.
class Blocks {
 public:
  explicit Blocks(JsonWriter& out) : out_(out) {}

  void operator()(const Heading& heading) {
    out_.member("kind", "heading").member("level", heading.level).member("text", heading.text);
  }
  void operator()(const Paragraph& paragraph) {
    out_.member("kind", "paragraph").member("small", paragraph.small).key("runs").begin_array();
    for (const Run& run : paragraph.runs) {
      out_.begin_object().member("text", run.text);
      write_optional(out_, "fact", run.fact);
      if (run.strong) {
        out_.member("strong", true);
      }
      out_.end_object();
    }
    out_.end_array();
  }
  void operator()(const Table& table) { out_.member("kind", "table").member("table", table.id); }
  void operator()(const Figure& figure) {
    out_.member("kind", "figure")
        .member("id", figure.id)
        .member("caption", figure.caption)
        .member("alt", figure.alt)
        .member("table", figure.table);
  }
  void operator()(const PageBreak&) { out_.member("kind", "page_break"); }
  void operator()(const Signature& signature) {
    out_.member("kind", "signature")
        .member("issuer", signature.issuer)
        .member("date", signature.date);
  }

 private:
  JsonWriter& out_;
};

void write_columns(JsonWriter& out, const Table& table) {
  out.key("columns").begin_array();
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const Column& column = table.columns[i];
    out.begin_object().member("id", column.id).member("title", column.title);
    write_optional(out, "unit", column.unit);
    write_optional(out, "group", column.group);
    out.member("form", form_of(table, i)).end_object();
  }
  out.end_array();
}

// A number in full, a text, or null where there is none: a dash is none.
void write_value(JsonWriter& out, const Cell& cell) {
  if (cell.number && std::isfinite(*cell.number)) {
    out.value(*cell.number);
  } else if (cell.text.empty() || is_dash(cell.text)) {
    out.null();
  } else {
    out.value(cell.text);
  }
}

void write_rows(JsonWriter& out, const Table& table) {
  out.key("rows").begin_array();
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    out.begin_object();
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      write_value(out.key(table.columns[i].id), cell_at(table, row, i));
    }
    out.end_object();
  }
  out.end_array();
}

// What cells say beside their values: marks and facts.
void write_remarks(JsonWriter& out, const Table& table) {
  out.key("remarks").begin_array();
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const Cell& cell = cell_at(table, row, i);
      if (cell.mark == Mark::none && cell.fact.empty()) {
        continue;
      }
      out.begin_object().member("row", row).member("column", table.columns[i].id);
      if (cell.mark != Mark::none) {
        out.member("mark", to_string(cell.mark));
      }
      write_optional(out, "fact", cell.fact);
      out.end_object();
    }
  }
  out.end_array();
}

void write_table(JsonWriter& out, const Table& table) {
  out.begin_object().member("id", table.id).member("caption", table.caption);
  write_optional(out, "note", table.note);
  write_columns(out, table);
  write_rows(out, table);
  out.key("totals").begin_array();
  for (const std::size_t row : table.totals) {
    out.value(row);
  }
  out.end_array();
  write_remarks(out, table);
  out.end_object();
}

}  // namespace

std::string json(const Document& document) {
  JsonWriter out;
  out.begin_object()
      .member("language", document.language == Language::zh ? "zh" : "en")
      .member("title", document.title);
  write_optional(out, "number", document.number);
  write_optional(out, "red_head", document.red_head);
  write_optional(out, "status", document.status);
  write_optional(out, "addressees", document.addressees);
  write_optional(out, "subject", document.subject);
  write_optional(out, "author", document.author);
  write_optional(out, "date", document.date);
  write_optional(out, "marker", document.marker);
  out.key("facts").begin_array();
  for (const auto& [name, text] : document.facts) {
    out.begin_object().member("name", name).member("text", text).end_object();
  }
  out.end_array().key("blocks").begin_array();
  for (const Block& block : document.blocks) {
    out.begin_object();
    std::visit(Blocks(out), block);
    out.end_object();
  }
  out.end_array().key("tables").begin_array();
  for (const Block& block : document.blocks) {
    if (const auto* table = std::get_if<Table>(&block)) {
      write_table(out, *table);
    }
  }
  return out.end_array().end_object().take();
}

}  // namespace sixscope::document
