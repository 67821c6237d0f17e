#include "adapters/object_kinds/kind_files.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "adapters/object_kinds/check_kinds.h"
#include "adapters/toml_files/toml_folder.h"
#include "base/csv_rows.h"

namespace sixscope::adapters {
namespace {

namespace fs = std::filesystem;
using registry::Code;
using registry::CodeList;
using registry::Field;
using registry::FieldType;
using registry::Kind;

constexpr std::int64_t kTextMax = 4000;

// Reads the folder file by file and gathers what is wrong.
class Loader {
 public:
  explicit Loader(const fs::path& directory) : folder_(directory, read_.faults) {}

  ReadKinds read() {
    folder_.each("codes",
                 [this](TomlEntry& entry, const std::string& stem) { codes(entry, stem); });
    folder_.each("objects",
                 [this](TomlEntry& entry, const std::string& stem) { kind(entry, stem); });
    if (folder_.has("forms")) {  // A platform may ask for nothing.
      folder_.each("forms",
                   [this](TomlEntry& entry, const std::string& stem) { form(entry, stem); });
    }
    check_kinds(read_.kinds, lines_, read_.faults);
    std::ranges::stable_sort(read_.faults, {}, [](const CatalogueFault& fault) {
      return std::tuple(fault.file, fault.line);
    });
    return std::move(read_);
  }

 private:
  void id(TomlEntry& entry, const std::string& stem) {
    if (entry.text("id", true) != stem) {
      entry.fault("id", "'id' has to be the name of the file, '" + stem + "'");
    }
  }

  void codes(TomlEntry& entry, const std::string& stem) {
    id(entry, stem);
    entry.words<registry::Words>("title", true);
    entry.words<registry::Words>("source");
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
      } else if (!told.insert(name).second || one.has("title")) {
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
      code.title = one.words<registry::Words>("title", true);
    } else {
      one.words<registry::Words>("title");
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
    const auto text = folder_.content(file);
    if (!text) {
      return;
    }
    auto rows = csv_rows(*text);
    if (!rows) {
      read_.faults.push_back({file, 0, describe(rows.error())});
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
              .title = entry.words<registry::Words>("title", true),
              .description = entry.words<registry::Words>("description", true),
              .source = entry.words<registry::Words>("source", true),
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

  // A kind that is handed in again and again.
  void form(TomlEntry& entry, const std::string& stem) {
    constexpr std::array<std::string_view, 3> kAnswers = {"operator", "region", "enterprise"};
    constexpr std::array<std::string_view, 2> kCadences = {"month", "half_year"};
    constexpr std::int64_t kDayMax = 28;  // Every month has it.
    registry::FormRules rules;
    if (const toml::table* const table = entry.table("form")) {
      TomlEntry one(*table, entry.file(), read_.faults);
      rules.cadence = kCadences.at(one.one_of<std::size_t>("cadence", kCadences));
      rules.due_day = static_cast<int>(one.integer("due_day", 0, kDayMax).value_or(1));
      rules.answers = kAnswers.at(one.one_of<std::size_t>("answers", kAnswers));
      rules.country = one.boolean("country");
      one.finish();
    } else {
      entry.fault("a form needs [form]");
    }
    std::vector<registry::GroupHead> groups;
    for (const toml::table* const table : entry.tables("group")) {
      TomlEntry one(*table, entry.file(), read_.faults);
      groups.push_back({.titles = one.texts("titles"),
                        .total = one.text("total", true),
                        .part = one.text("part", true)});
      one.finish();
    }
    kind(entry, stem);
    registry::Kind& made = read_.kinds.kinds.back();
    made.form = rules;
    for (const registry::GroupHead& group : groups) {
      if (made.field(group.total) == nullptr || made.field(group.part) == nullptr) {
        entry.fault("a [[group]] names two fields: '" + group.total + "', '" + group.part + "'");
      }
    }
    made.groups = std::move(groups);
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
    field.title = one.words<registry::Words>("title", true);
    field.help = one.words<registry::Words>("help");
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

  ReadKinds read_;
  TomlFolder folder_;
  KindLines lines_;
  std::set<std::pair<std::string, std::string>> own_prefix_;
};

}  // namespace

ReadKinds read_kinds(const fs::path& catalogue) { return Loader(catalogue).read(); }

Result<std::shared_ptr<const registry::Kinds>> load_kinds(const fs::path& catalogue) {
  ReadKinds read = read_kinds(catalogue);
  if (read.faults.empty()) {
    return std::make_shared<const registry::Kinds>(std::move(read.kinds));
  }
  std::string detail;
  for (const CatalogueFault& fault : read.faults) {
    detail += (detail.empty() ? "" : "\n") + (catalogue / fault.file).string() +
              fault.describe().substr(fault.file.size());
  }
  return fail_because(std::move(detail), Errc::malformed, "catalogue: kinds of objects");
}

}  // namespace sixscope::adapters
