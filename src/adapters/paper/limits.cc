#include "adapters/paper/limits.h"

#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <variant>

namespace sixscope::adapters {
namespace {

constexpr std::size_t kBlocksMost = 20'000;
constexpr std::size_t kColumnsMost = 60;
constexpr std::size_t kRowsMost = 50'000;
constexpr std::size_t kLineMost = 1000;  // Of what is not broken over pages, in bytes.
constexpr std::size_t kTextMost = 64 * 1024;
constexpr std::size_t kTextsMost = 64 * 1024 * 1024;
constexpr std::string_view kRule = "paper: what fits on it";

// Counts what a document has, up to the first thing that is too much.
class Counter {
 public:
  Result<void> operator()(const document::Table& table) {
    const std::size_t columns = table.columns.size();
    if (columns == 0 || columns > kColumnsMost) {
      return too_much(
          fmt::format("table \"{}\" has {} columns; 1 to {} fit", table.id, columns, kColumnsMost));
    }
    rows_ += table.rows.size();
    if (rows_ > kRowsMost) {
      return too_much(fmt::format(
          "more than {} rows up to table \"{}\": print it for fewer objects", kRowsMost, table.id));
    }
    for (std::size_t n = 0; n < table.rows.size(); ++n) {
      if (table.rows[n].size() != columns) {
        return fail_because(fmt::format("table \"{}\", row {}: {} cells under {} columns", table.id,
                                        n + 1, table.rows[n].size(), columns),
                            Errc::malformed, "document: as many cells as columns");
      }
      for (const document::Cell& cell : table.rows[n]) {
        if (!fits(cell.text)) {
          return too_long(fmt::format("table \"{}\", row {}", table.id, n + 1));
        }
      }
    }
    for (const document::Column& column : table.columns) {
      if (!is_line(column.title) || !is_line(column.unit) || !is_line(column.group)) {
        return too_long(fmt::format("a head of table \"{}\"", table.id));
      }
    }
    return is_line(table.caption) && fits(table.note) ? Result<void>()
                                                      : too_long("caption or note of a table");
  }
  Result<void> operator()(const document::Paragraph& paragraph) {
    std::size_t bytes = 0;
    for (const document::Run& run : paragraph.runs) {
      bytes += run.text.size();
    }
    texts_ += bytes;
    return bytes <= kTextMost && texts_ <= kTextsMost ? Result<void>() : too_long("a paragraph");
  }
  Result<void> operator()(const document::Heading& heading) {
    return is_line(heading.text) ? Result<void>() : too_long("a heading");
  }
  Result<void> operator()(const document::Figure& figure) {
    return is_line(figure.caption) ? Result<void>() : too_long("caption of a figure");
  }
  Result<void> operator()(const document::Signature& signature) {
    return is_line(signature.issuer) && is_line(signature.date) ? Result<void>()
                                                                : too_long("signature");
  }
  Result<void> operator()(const document::PageBreak& /*none*/) { return {}; }

  bool fits(const std::string& text) {
    texts_ += text.size();
    return text.size() <= kTextMost && texts_ <= kTextsMost;
  }
  bool is_line(const std::string& text) { return fits(text) && text.size() <= kLineMost; }
  static Result<void> too_much(std::string detail) {
    return fail_because(std::move(detail), Errc::out_of_range, kRule);
  }
  static Result<void> too_long(const std::string& where) {
    return too_much(
        fmt::format("{}: a title, caption or head has at most {} bytes, another text {}, "
                    "all together {}",
                    where, kLineMost, kTextMost, kTextsMost));
  }

 private:
  std::size_t rows_ = 0;
  std::size_t texts_ = 0;
};

}  // namespace

Result<void> check_printable(const document::Document& document) {
  Counter counter;
  if (document.blocks.size() > kBlocksMost) {
    return Counter::too_much(
        fmt::format("{} blocks; at most {}", document.blocks.size(), kBlocksMost));
  }
  for (const std::string* text :
       {&document.title, &document.number, &document.red_head, &document.status,
        &document.addressees, &document.subject, &document.author, &document.marker}) {
    if (!counter.is_line(*text)) {
      return Counter::too_long("head of the document");
    }
  }
  for (const auto& [name, value] : document.facts) {
    if (!counter.is_line(name) || !counter.is_line(value)) {
      return Counter::too_long("facts of the document");
    }
  }
  for (const document::Block& block : document.blocks) {
    if (auto done = std::visit(counter, block); !done) {
      return done;
    }
  }
  return {};
}

}  // namespace sixscope::adapters
