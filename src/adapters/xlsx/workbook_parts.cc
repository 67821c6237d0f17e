#include "adapters/xlsx/workbook_parts.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <utility>

#include "adapters/xlsx/xml_part.h"
#include "table/refusal.h"

namespace sixscope::adapters {
namespace {

using table::refuse;
using table::Refused;

constexpr std::size_t kSheetsMax = 1024;
constexpr std::size_t kStylesMax = 65'536;  // As Excel has it.
constexpr std::size_t kRelationshipsMax = 8192;
constexpr std::string_view kPackageRelationships = "_rels/.rels";

struct Relationship {
  std::string type;  // Its last word: "worksheet".
  std::string part;
};
using Relationships = std::map<std::string, Relationship, std::less<>>;

// A target as seen from the part at `source`, as a part's name.
std::string resolve(std::string_view source, std::string_view target) {
  std::string path(target.starts_with('/') ? "" : source.substr(0, source.rfind('/') + 1));
  if (source.find('/') == std::string_view::npos) {
    path.clear();
  }
  while (!target.empty()) {
    const std::size_t end = std::min(target.find('/'), target.size());
    const std::string_view step = target.substr(0, end);
    if (step == "..") {
      path.erase(path.empty() ? 0 : path.rfind('/', path.size() - 2) + 1);
    } else if (!step.empty() && step != ".") {
      path += step;
      path += end < target.size() ? "/" : "";
    }
    target.remove_prefix(std::min(end + 1, target.size()));
  }
  return path;
}

std::string relationships_of(std::string_view part) {
  const std::size_t slash = part.rfind('/');
  const std::size_t name = slash == std::string_view::npos ? 0 : slash + 1;
  return std::string(part.substr(0, name)) + "_rels/" + std::string(part.substr(name)) + ".rels";
}

class RelationshipsHandler final : public XmlHandler {
 public:
  explicit RelationshipsHandler(std::string_view source) : source_(source) {}
  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name != "Relationship" || attributes.value("TargetMode") == "External") {
      return;
    }
    if (found.size() == kRelationshipsMax) {
      stop(refuse(Refused::too_many_entries, relationships_of(source_)));
      return;
    }
    const std::string_view type = attributes.value("Type");
    found.emplace(attributes.value("Id"),
                  Relationship{.type = std::string(type.substr(type.rfind('/') + 1)),
                               .part = resolve(source_, attributes.value("Target"))});
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}

  Relationships found;

 private:
  std::string_view source_;
};

class WorkbookHandler final : public XmlHandler {
 public:
  explicit WorkbookHandler(const Relationships& relationships) : relationships_(relationships) {}
  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "workbookPr" && attributes.is_true("date1904")) {
      dates = table::DateSystem::from_1904;
    } else if (name == "sheet") {
      add(attributes);
    }
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}

  table::DateSystem dates = table::DateSystem::from_1900;
  std::vector<SheetEntry> sheets;

 private:
  void add(const XmlAttributes& attributes) {
    const auto found = relationships_.find(attributes.relationship_id());
    const std::string name(attributes.value("name"));
    if (found == relationships_.end()) {
      stop(refuse(Refused::missing_part, name));
    } else if (sheets.size() == kSheetsMax) {
      stop(refuse(Refused::too_many_entries, std::to_string(kSheetsMax)));
    } else if (found->second.type == "worksheet") {  // Charts and macros have sheets too.
      const std::string_view state = attributes.value("state");
      sheets.push_back({.name = name,
                        .part = found->second.part,
                        .hidden = state == "hidden" || state == "veryHidden"});
    }
  }

  const Relationships& relationships_;
};

// Which cell formats show dates: formats by number in numFmts, then used in cellXfs.
class StylesHandler final : public XmlHandler {
 public:
  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "numFmts" || name == "cellXfs") {
      inside_ = name;
    } else if (inside_ == "numFmts" && name == "numFmt") {
      formats_[number(attributes)] = table::is_date_format(attributes.value("formatCode"));
    } else if (inside_ == "cellXfs" && name == "xf") {
      const unsigned format = number(attributes);
      const auto found = formats_.find(format);
      date_styles.push_back(found == formats_.end() ? table::is_date_format(format)
                                                    : found->second);
    }
    if (formats_.size() > kStylesMax || date_styles.size() > kStylesMax) {
      stop(refuse(Refused::too_many_entries, std::to_string(kStylesMax)));
    }
  }
  void end(std::string_view name) override {
    if (name == inside_) {
      inside_.clear();
    }
  }
  void text(std::string_view) override {}

  std::vector<bool> date_styles;

 private:
  static unsigned number(const XmlAttributes& attributes) {
    const std::string_view text = attributes.value("numFmtId");
    unsigned number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
  }

  std::string inside_;
  std::map<unsigned, bool> formats_;
};

class StringsHandler final : public XmlHandler {
 public:
  explicit StringsHandler(std::size_t most) : most_(most) {}
  void start(std::string_view name, const XmlAttributes&) override {
    if (name == "rPh") {
      ++phonetic_;
    }
    in_text_ = name == "t" && phonetic_ == 0;
  }
  void end(std::string_view name) override {
    in_text_ = false;
    if (name == "rPh" && phonetic_ > 0) {
      --phonetic_;
    } else if (name == "si") {
      undo_escapes(text_);
      strings.append(text_);
      strings.end_one();
      text_.clear();
      if (strings.size() > most_) {
        stop(refuse(Refused::too_many_entries, std::to_string(most_)));
      }
    }
  }
  void text(std::string_view piece) override {
    if (in_text_) {
      text_ += piece;
    }
  }

  SharedStrings strings;

 private:
  std::size_t most_;
  std::size_t phonetic_ = 0;
  bool in_text_ = false;
  std::string text_;
};

// The part of the only relationship of a type; empty if there is none.
std::string_view part_of_type(const Relationships& relationships, std::string_view type) {
  for (const auto& [id, one] : relationships) {
    if (one.type == type) {
      return one.part;
    }
  }
  return {};
}

Result<Relationships> read_relationships(Container& container, std::string_view source) {
  RelationshipsHandler handler(source);
  const std::string part =
      source.empty() ? std::string(kPackageRelationships) : relationships_of(source);
  const auto done = parse_part(container, part, handler);
  if (!done) {
    return fail_like(done);
  }
  return std::move(handler.found);
}

// The part that holds the workbook.
Result<std::string> find_workbook(Container& container) {
  if (!container.has(kPackageRelationships)) {
    return refuse(container.has("content.xml") ? Refused::other_spreadsheet
                                               : Refused::not_a_spreadsheet);
  }
  const auto package = read_relationships(container, "");
  if (!package) {
    return fail_like(package);
  }
  std::string part(part_of_type(*package, "officeDocument"));
  if (part.empty()) {
    return refuse(Refused::not_a_spreadsheet);
  }
  if (part.ends_with(".bin")) {
    return refuse(Refused::other_spreadsheet);
  }
  return part;
}

// One digit of an escape; nothing for another character.
std::optional<unsigned> hexadecimal(char c) {
  if (c >= '0' && c <= '9') {
    return static_cast<unsigned>(c - '0');
  }
  const char small = static_cast<char>(c | 0x20);
  if (small >= 'a' && small <= 'f') {
    return static_cast<unsigned>(small - 'a') + 10;
  }
  return std::nullopt;
}

constexpr std::size_t kEscapeSize = 7;  // _x000D_

// The UTF-16 unit of the escape at `at`; nothing if there is none.
std::optional<unsigned> escape_at(std::string_view text, std::size_t at) {
  if (at + kEscapeSize > text.size() || text[at] != '_' || text[at + 1] != 'x' ||
      text[at + kEscapeSize - 1] != '_') {
    return std::nullopt;
  }
  unsigned unit = 0;
  for (std::size_t i = at + 2; i < at + kEscapeSize - 1; ++i) {
    const auto digit = hexadecimal(text[i]);
    if (!digit) {
      return std::nullopt;
    }
    unit = unit << 4U | *digit;
  }
  return unit;
}

void append_utf8(unsigned point, std::string& text) {
  const auto tail = [&](unsigned shift) {
    text += static_cast<char>(0x80U | (point >> shift & 0x3FU));
  };
  if (point < 0x80) {
    text += static_cast<char>(point);
  } else if (point < 0x800) {
    text += static_cast<char>(0xC0U | point >> 6U);
    tail(0);
  } else {
    text += static_cast<char>(0xE0U | point >> 12U);
    tail(6);
    tail(0);
  }
}

}  // namespace

void undo_escapes(std::string& text) {
  if (text.find("_x") == std::string::npos) {
    return;
  }
  std::string plain;
  for (std::size_t at = 0; at < text.size();) {
    const auto unit = escape_at(text, at);
    // NUL is no text, and halves of pairs never need an escape: they stay as they are written.
    if (unit && *unit != 0 && (*unit < 0xD800 || *unit > 0xDFFF)) {
      append_utf8(*unit, plain);
      at += kEscapeSize;
    } else {
      plain += text[at++];
    }
  }
  text = std::move(plain);
}

std::string with_escapes(std::string_view text) {
  std::string escaped;
  for (std::size_t at = 0; at < text.size(); ++at) {
    escaped += text[at];
    if (escape_at(text, at)) {
      escaped += "x005F_";  // The escape of the underscore before it.
    }
  }
  return escaped;
}

Result<WorkbookParts> read_workbook_parts(Container& container, const table::Limits& limits) {
  const auto workbook = find_workbook(container);
  if (!workbook) {
    return fail_like(workbook);
  }
  const auto relationships = read_relationships(container, *workbook);
  if (!relationships) {
    return fail_like(relationships);
  }
  WorkbookHandler entries(*relationships);
  StylesHandler styles;
  StringsHandler strings(limits.cells);
  const std::pair<std::string_view, XmlHandler*> steps[] = {
      {*workbook, &entries},
      {part_of_type(*relationships, "styles"), &styles},
      {part_of_type(*relationships, "sharedStrings"), &strings},
  };
  for (const auto& [part, handler] : steps) {
    const auto done = part.empty() ? Result<void>() : parse_part(container, part, *handler);
    if (!done) {
      return fail_like(done);
    }
  }
  if (entries.sheets.empty()) {
    return refuse(Refused::not_a_spreadsheet);
  }
  return WorkbookParts{.sheets = std::move(entries.sheets),
                       .dates = entries.dates,
                       .date_styles = std::move(styles.date_styles),
                       .strings = std::move(strings.strings)};
}

}  // namespace sixscope::adapters
