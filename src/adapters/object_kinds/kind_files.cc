#include "adapters/object_kinds/kind_files.h"

#include <toml++/toml.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <tuple>
#include <utility>

#include "adapters/object_kinds/check_kinds.h"
#include "base/csv_rows.h"
#include "model/decimal.h"

namespace sixscope::adapters {
namespace {

namespace fs = std::filesystem;
using registry::Code;
using registry::CodeList;
using registry::Field;
using registry::FieldType;
using registry::Kind;

constexpr std::int64_t kTextMax = 4000;

// One TOML table under reading. Every key that is asked for is known; `finish` faults the others.
class TomlEntry {
 public:
  TomlEntry(const toml::table& table, std::string file, std::vector<KindFault>& faults)
      : table_(table), file_(std::move(file)), faults_(faults) {}

  // Empty if absent. A fault if it is no text, or `needed` and absent or empty.
  std::string text(std::string_view key, bool needed = false);
  // `{ zh = "", en = "" }`, both not empty; a fault if `needed` and absent.
  registry::Words words(std::string_view key, bool needed = false);
  std::vector<std::string> texts(std::string_view key);
  bool boolean(std::string_view key);
  std::optional<std::int64_t> integer(std::string_view key, std::int64_t least, std::int64_t most);
  // A whole number, or a text such as "0.5": a binary float has no exact decimal.
  std::optional<model::Decimal> decimal(std::string_view key);
  // Null if absent; a fault if it is no table.
  const toml::table* table(std::string_view key);
  // The tables of `[[key]]`; a fault for each that is something else.
  std::vector<const toml::table*> tables(std::string_view key);
  // Faults every key that was not asked for.
  void finish();

  void fault(std::string what) { fault_at(line(), std::move(what)); }
  // A fault at a key's line, or at the table's where the key is absent.
  void fault(std::string_view key, std::string what);
  [[nodiscard]] std::size_t line() const { return table_.source().begin.line; }
  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] std::vector<KindFault>& faults() const { return faults_; }

 private:
  const toml::node* find(std::string_view key);
  void fault_at(std::size_t line, std::string what) {
    faults_.push_back({file_, line, std::move(what)});
  }

  const toml::table& table_;
  std::string file_;
  std::vector<KindFault>& faults_;
  std::set<std::string, std::less<>> known_;
};

const toml::node* TomlEntry::find(std::string_view key) {
  known_.emplace(key);
  return table_.get(key);
}

void TomlEntry::fault(std::string_view key, std::string what) {
  const toml::node* const node = table_.get(key);
  fault_at(node == nullptr ? line() : node->source().begin.line, std::move(what));
}

std::string TomlEntry::text(std::string_view key, bool needed) {
  const toml::node* const node = find(key);
  if (node == nullptr) {
    if (needed) {
      fault("key '" + std::string(key) + "' is missing");
    }
    return {};
  }
  const auto value = node->value_exact<std::string>();
  if (!value || (needed && value->empty())) {
    fault(key, "'" + std::string(key) + "' has to be a text" + (value ? " that is not empty" : ""));
  }
  return value.value_or(std::string());
}

registry::Words TomlEntry::words(std::string_view key, bool needed) {
  const toml::table* const inner = table(key);
  if (inner == nullptr) {
    if (needed && table_.get(key) == nullptr) {
      fault("key '" + std::string(key) + "' is missing");
    }
    return {};
  }
  TomlEntry entry(*inner, file_, faults_);
  registry::Words words{entry.text("zh", true), entry.text("en", true)};
  entry.finish();
  return words;
}

std::vector<std::string> TomlEntry::texts(std::string_view key) {
  const toml::node* const node = find(key);
  std::vector<std::string> list;
  if (node == nullptr) {
    return list;
  }
  const toml::array* const array = node->as_array();
  for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
    auto one = array->get(i)->value_exact<std::string>();
    if (!one || one->empty()) {
      fault_at(array->get(i)->source().begin.line, "'" + std::string(key) + "' has texts only");
      continue;
    }
    list.push_back(std::move(*one));
  }
  if (array == nullptr) {
    fault(key, "'" + std::string(key) + "' has to be a list of texts");
  }
  return list;
}

bool TomlEntry::boolean(std::string_view key) {
  const toml::node* const node = find(key);
  if (node != nullptr && !node->is_boolean()) {
    fault(key, "'" + std::string(key) + "' has to be true or false");
  }
  return node != nullptr && node->value_or(false);
}

std::optional<std::int64_t> TomlEntry::integer(std::string_view key, std::int64_t least,
                                               std::int64_t most) {
  const toml::node* const node = find(key);
  if (node == nullptr) {
    return std::nullopt;
  }
  const auto value = node->value_exact<std::int64_t>();
  if (!value || *value < least || *value > most) {
    fault(key, "'" + std::string(key) + "' has to be a whole number from " + std::to_string(least) +
                   " to " + std::to_string(most));
    return std::nullopt;
  }
  return value;
}

std::optional<model::Decimal> TomlEntry::decimal(std::string_view key) {
  const toml::node* const node = find(key);
  if (node == nullptr) {
    return std::nullopt;
  }
  if (const auto whole = node->value_exact<std::int64_t>()) {
    return model::Decimal::whole(*whole);
  }
  const auto parsed = model::Decimal::parse(node->value_exact<std::string>().value_or(""));
  if (!parsed) {
    fault(key, "'" + std::string(key) + "' has to be a whole number, or a text such as \"0.5\"");
    return std::nullopt;
  }
  return *parsed;
}

const toml::table* TomlEntry::table(std::string_view key) {
  const toml::node* const node = find(key);
  if (node != nullptr && !node->is_table()) {
    fault(key, "'" + std::string(key) + "' has to be a table, such as { zh = \"\", en = \"\" }");
  }
  return node == nullptr ? nullptr : node->as_table();
}

std::vector<const toml::table*> TomlEntry::tables(std::string_view key) {
  std::vector<const toml::table*> list;
  const toml::node* const node = find(key);
  const toml::array* const array = node == nullptr ? nullptr : node->as_array();
  for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
    if (const toml::table* const one = array->get(i)->as_table()) {
      list.push_back(one);
    } else {
      fault_at(array->get(i)->source().begin.line, "'" + std::string(key) + "' has tables only");
    }
  }
  if (node != nullptr && array == nullptr) {
    fault(key, "write [[" + std::string(key) + "]], once for each");
  }
  return list;
}

void TomlEntry::finish() {
  for (const auto& [key, node] : table_) {
    if (!known_.contains(key.str())) {
      fault_at(key.source().begin.line, "unknown key '" + std::string(key.str()) + "'");
    }
  }
}

// Reads the folder file by file and gathers what is wrong.
class Loader {
 public:
  explicit Loader(fs::path directory) : directory_(std::move(directory)) {}

  ReadKinds read() {
    each_file("codes", [this](TomlEntry& entry, const std::string& stem) { codes(entry, stem); });
    each_file("objects", [this](TomlEntry& entry, const std::string& stem) { kind(entry, stem); });
    check_kinds(read_.kinds, lines_, read_.faults);
    std::ranges::stable_sort(read_.faults, {}, [](const KindFault& fault) {
      return std::tuple(fault.file, fault.line);
    });
    return std::move(read_);
  }

 private:
  void fault(std::string file, std::string what, std::size_t line = 0) {
    read_.faults.push_back({std::move(file), line, std::move(what)});
  }

  std::optional<std::string> content(const std::string& file) {
    std::ifstream in(directory_ / file, std::ios::binary);
    if (!in) {
      fault(file, "cannot be opened");
      return std::nullopt;
    }
    return std::string(std::istreambuf_iterator<char>(in), {});
  }

  template <class Visit>
  void each_file(const std::string& folder, Visit visit) {
    std::set<std::string> stems;  // In order: that of a directory is nobody's promise.
    std::error_code error;
    for (fs::directory_iterator entry(directory_ / folder, error), end; !error && entry != end;
         entry.increment(error)) {
      if (entry->path().extension() == ".toml") {
        stems.insert(entry->path().stem().string());
      }
    }
    if (error || stems.empty()) {
      fault(folder, error ? error.message() : "has no file");
    }
    for (const std::string& stem : stems) {
      const std::string file = folder + "/" + stem + ".toml";
      const auto text = content(file);
      if (!text) {
        continue;
      }
      try {
        const toml::table table = toml::parse(*text, file);
        TomlEntry entry(table, file, read_.faults);
        visit(entry, stem);
        entry.finish();
      } catch (const toml::parse_error& wrong) {
        fault(file, std::string(wrong.description()), wrong.source().begin.line);
      }
    }
  }

  void id(TomlEntry& entry, const std::string& stem) {
    if (entry.text("id", true) != stem) {
      entry.fault("id", "'id' has to be the name of the file, '" + stem + "'");
    }
  }

  void codes(TomlEntry& entry, const std::string& stem) {
    id(entry, stem);
    entry.words("title", true);
    entry.words("source");
    CodeList list;
    const std::vector<std::string> skip = entry.texts("skip");
    for (const std::string& from : entry.texts("from")) {
      from_csv(from, skip, list);
    }
    std::set<std::string> told;
    for (const toml::table* const table : entry.tables("codes")) {
      TomlEntry one(*table, entry.file(), read_.faults);
      const std::string name = one.text("code", true);
      auto known = std::ranges::find(list, name, &Code::code);
      const bool is_new = known == list.end();
      if (is_new) {
        told.insert(name);
        known = list.insert(list.end(), Code{name, {}, {}, {}, {}, {}, {}});
      } else if (!told.insert(name).second || table->contains("title")) {
        one.fault("code '" + name + "' is there already; another entry only adds aliases");
      }
      fill(one, *known, is_new);
    }
    if (const auto step = entry.integer("prefix_step", 1, 20)) {
      for (Code& code : list) {
        const bool own = own_prefix_.contains({stem, code.code});
        code.prefix = own ? "" : prefix_of(code.code, static_cast<std::size_t>(*step));
      }
    }
    lines_.codes[stem] = {entry.file(), entry.line()};
    read_.kinds.codes.emplace(stem, std::move(list));
  }

  // What codes below begin with: the code without the groups of zeros at its end, as GB/T 2260 has
  // two digits a level.
  static std::string prefix_of(std::string code, std::size_t step) {
    while (code.size() > step && code.ends_with(std::string(step, '0'))) {
      code.resize(code.size() - step);
    }
    return code;
  }

  void fill(TomlEntry& one, Code& code, bool is_new) {
    if (is_new) {
      code.title = one.words("title", true);
    } else {
      one.words("title");
    }
    std::ranges::move(one.texts("aliases"), std::back_inserter(code.aliases));
    code.valid_from = one.text("valid_from");
    code.valid_to = one.text("valid_to");
    code.successor = one.text("successor");
    if (one.boolean("stands_alone")) {
      own_prefix_.emplace(fs::path(one.file()).stem().string(), code.code);
    }
    one.finish();
  }

  // Codes of a file that the rest of the program may read too: column `code` or `id`, `zh`, `en`,
  // and `full` for the name that stands in papers.
  void from_csv(const std::string& file, const std::vector<std::string>& skip, CodeList& list) {
    const auto text = content(file);
    if (!text) {
      return;
    }
    auto rows = csv_rows(*text);
    if (!rows) {
      fault(file, describe(rows.error()));
      return;
    }
    for (auto& row : *rows) {
      const std::string& code = row[row.contains("code") ? "code" : "id"];
      if (std::ranges::find(skip, code) == skip.end()) {
        list.push_back({code, {row["zh"], row["en"]}, {}, {}, {}, {}, {}});
        if (!row["full"].empty()) {
          list.back().aliases.push_back(row["full"]);
        }
      }
    }
  }

  void kind(TomlEntry& entry, const std::string& stem) {
    id(entry, stem);
    Kind kind{.id = stem,
              .title = entry.words("title", true),
              .description = entry.words("description", true),
              .source = entry.words("source", true),
              .key = entry.texts("key"),
              .region_field = entry.text("region_field"),
              .owner_field = entry.text("owner_field"),
              .fields = {}};
    lines_.kinds[stem] = {entry.file(), entry.line()};
    for (const toml::table* const table : entry.tables("fields")) {
      TomlEntry one(*table, entry.file(), read_.faults);
      kind.fields.push_back(field(one));
      lines_.fields[stem].push_back(one.line());
      one.finish();
    }
    read_.kinds.kinds.push_back(std::move(kind));
  }

  static FieldType type_of(TomlEntry& one) {
    const std::string name = one.text("type", true);
    const auto found = std::ranges::find(registry::kFieldTypeNames, name);
    if (found == registry::kFieldTypeNames.end()) {
      one.fault("type", "unknown type '" + name + "'");
      return FieldType::text;
    }
    return static_cast<FieldType>(found - registry::kFieldTypeNames.begin());
  }

  static Field field(TomlEntry& one) {
    Field field;
    field.name = one.text("name", true);
    field.type = type_of(one);
    field.title = one.words("title", true);
    field.help = one.words("help");
    field.group = one.text("group", true);
    field.unit = one.text("unit");
    field.codes = one.text("codes");
    field.refers = one.text("refers");
    field.required = one.boolean("required");
    field.sensitive = one.boolean("sensitive");
    field.deprecated = one.boolean("deprecated");
    field.least = one.decimal("least");
    field.most = one.decimal("most");
    field.length_max =
        static_cast<std::size_t>(one.integer("length_max", 1, kTextMax)
                                     .value_or(static_cast<std::int64_t>(field.length_max)));
    field.pattern = one.text("pattern");
    field.check = one.text("check");
    field.example = one.text("example");
    if (const toml::table* const table = one.table("soft")) {
      TomlEntry soft(*table, one.file(), one.faults());
      field.soft.jump_percent = soft.decimal("jump_percent");
      field.soft.zero_after_more = soft.boolean("zero_after_more");
      field.soft.at_most_field = soft.text("at_most_field");
      field.soft.not_before_field = soft.text("not_before_field");
      field.soft.needed_with = soft.text("needed_with");
      soft.finish();
    }
    return field;
  }

  const fs::path directory_;
  ReadKinds read_;
  KindLines lines_;
  std::set<std::pair<std::string, std::string>> own_prefix_;
};

}  // namespace

std::string KindFault::describe() const {
  return file + (line == 0 ? "" : " line " + std::to_string(line)) + ": " + what;
}

ReadKinds read_kinds(const fs::path& catalogue) { return Loader(catalogue).read(); }

Result<std::shared_ptr<const registry::Kinds>> load_kinds(const fs::path& catalogue) {
  ReadKinds read = read_kinds(catalogue);
  if (read.faults.empty()) {
    return std::make_shared<const registry::Kinds>(std::move(read.kinds));
  }
  std::string detail;
  for (const KindFault& fault : read.faults) {
    detail += (detail.empty() ? "" : "\n") + (catalogue / fault.file).string() +
              fault.describe().substr(fault.file.size());
  }
  return fail_because(std::move(detail), Errc::malformed, "catalogue: kinds of objects");
}

}  // namespace sixscope::adapters
