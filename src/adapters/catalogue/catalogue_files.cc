#include "adapters/catalogue/catalogue_files.h"

#include <toml++/toml.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <utility>
#include <vector>

#include "base/csv_rows.h"

namespace sixscope::adapters {
namespace {

namespace fs = std::filesystem;
using store::Dimension;

Result<std::string> read_text(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    return fail_because(path.string() + ": is --catalogue right?", Errc::not_found,
                        "catalogue: a file cannot be opened");
  }
  return std::string(std::istreambuf_iterator<char>(in), {});
}

std::string text(const toml::table& table, std::string_view key) {
  return table[key].value_or(std::string());
}

// `key = {zh = "", en = ""}`, or `zh` and `en` in the table itself.
api::Label label(const toml::table& table, std::string_view key) {
  const toml::table* inner = table[key].as_table();
  return inner != nullptr ? api::Label{text(*inner, "zh"), text(*inner, "en")}
                          : api::Label{text(table, "zh"), text(table, "en")};
}

std::vector<std::string> texts(const toml::table& table, std::string_view key) {
  std::vector<std::string> list;
  if (const toml::array* array = table[key].as_array()) {
    for (const toml::node& node : *array) {
      list.push_back(node.value_or(std::string()));
    }
  }
  return list;
}

// Coverage is given of the 31 divisions that the official papers report on; Taiwan (71), Hong Kong
// (81) and Macao (82) are shown apart.
bool is_counted(std::string_view code) {
  return !code.starts_with("71") && !code.starts_with("81") && !code.starts_with("82");
}

// Reads the catalogue file by file; keeps the first fault.
class Loader {
 public:
  explicit Loader(fs::path directory) : directory_(std::move(directory)) {}

  Result<std::shared_ptr<const api::Catalogue>> load() {
    regions();
    names_from_csv("operators.csv", Dimension::operator_);
    names_from_toml("applications.toml", Dimension::application);
    names_from_toml("cdns.toml", Dimension::cdn);
    dimensions();
    metrics();
    each_file("measures", [this](const toml::table& table) { measure(table); });
    each_file("targets", [this](const toml::table& table) { targets(table); });
    each_file("advice", [this](const toml::table& table) { advice(table); });
    if (const auto openapi = keep(read_text(directory_ / "api" / "openapi.json"))) {
      catalogue_.openapi = *openapi;
    }
    if (fault_) {
      return tl::unexpected<Error>(*fault_);
    }
    return std::make_shared<const api::Catalogue>(std::move(catalogue_));
  }

 private:
  template <class T>
  std::optional<T> keep(Result<T> result) {
    if (result) {
      return std::move(*result);
    }
    if (!fault_) {
      fault_ = result.error();
    }
    return std::nullopt;
  }

  std::optional<toml::table> parse(const fs::path& path) {
    const auto content = keep(read_text(path));
    if (!content) {
      return std::nullopt;
    }
    try {
      return toml::parse(*content, path.string());
    } catch (const toml::parse_error& wrong) {
      std::ostringstream where;
      where << path.string() << " line " << wrong.source().begin.line << ": "
            << wrong.description();
      keep(Result<int>(fail_because(where.str(), Errc::malformed, "catalogue: not TOML")));
      return std::nullopt;
    }
  }

  template <class Visit>
  void each_file(const char* folder, Visit visit) {
    std::vector<fs::path> paths;
    std::error_code error;
    for (fs::directory_iterator entry(directory_ / folder, error), end; !error && entry != end;
         entry.increment(error)) {
      if (entry->path().extension() == ".toml") {
        paths.push_back(entry->path());
      }
    }
    if (error) {
      keep(Result<int>(fail_because((directory_ / folder).string() + ": " + error.message(),
                                    Errc::not_found, "catalogue: a folder cannot be read")));
    }
    std::ranges::sort(paths);  // The order of a directory is nobody's promise.
    for (const fs::path& path : paths) {
      if (const auto table = parse(path)) {
        visit(*table);
      }
    }
  }

  std::vector<std::map<std::string, std::string>> csv(const char* name) {
    const auto content = keep(read_text(directory_ / name));
    if (!content) {
      return {};
    }
    auto rows = csv_rows(*content);
    if (!rows) {
      rows.error().detail = std::string(name) + " " + rows.error().detail;
    }
    return keep(std::move(rows)).value_or(std::vector<std::map<std::string, std::string>>{});
  }

  std::map<std::string, api::Label, std::less<>>& labels(Dimension dimension) {
    return catalogue_.labels[static_cast<std::size_t>(dimension)];
  }

  int number(const char* file, std::map<std::string, std::string>& row, const char* column) {
    const std::string& field = row[column];
    int value = 0;
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
    if (error != std::errc{} || end != field.data() + field.size()) {
      keep(Result<int>(fail_because(std::string(file) + ": " + column + " '" + field + "'",
                                    Errc::malformed, "catalogue: a whole number is expected")));
    }
    return value;
  }

  void regions() {
    for (auto& row : csv("regions.csv")) {
      const api::Label name{row["zh"], row["en"]};
      labels(Dimension::region)[row["code"]] = name;
      if (row["tile_column"].empty()) {
        continue;  // "Unknown" has a name and no place on the map.
      }
      catalogue_.regions.push_back({.code = row["code"],
                                    .name = name,
                                    .tile_column = number("regions.csv", row, "tile_column"),
                                    .tile_row = number("regions.csv", row, "tile_row"),
                                    .counted = is_counted(row["code"]),
                                    .iso = row["iso"]});
    }
  }

  // Names that an installation may do without: then pages show identifiers.
  [[nodiscard]] bool is_there(const char* file) const {
    std::error_code error;
    return fs::exists(directory_ / file, error);
  }

  void names_from_csv(const char* file, Dimension dimension) {
    if (!is_there(file)) {
      return;
    }
    for (auto& row : csv(file)) {
      labels(dimension)[row[row.contains("id") ? "id" : "code"]] = {row["zh"], row["en"]};
    }
  }

  void names_from_toml(const char* file, Dimension dimension) {
    if (!is_there(file)) {
      return;
    }
    const auto table = parse(directory_ / file);
    if (!table) {
      return;
    }
    for (const auto& [key, node] : *table) {
      const toml::array* const entries = node.as_array();
      if (entries == nullptr) {
        continue;
      }
      for (const toml::node& entry : *entries) {
        if (const toml::table* one = entry.as_table()) {
          labels(dimension)[text(*one, "id")] = label(*one, "title");
        }
      }
    }
  }

  void dimensions() {
    const auto table = parse(directory_ / "dimensions.toml");
    if (!table) {
      return;
    }
    for (std::size_t i = 0; i < store::kDimensions; ++i) {
      const toml::table* const entry = (*table)[store::kDimensionNames[i]].as_table();
      if (entry == nullptr) {
        keep(Result<int>(fail_because("dimensions.toml: " + std::string(store::kDimensionNames[i]),
                                      Errc::malformed, "catalogue: a dimension has no entry")));
        continue;
      }
      catalogue_.dimension_titles[i] = label(*entry, "title");
      if (const toml::table* const values = (*entry)["values"].as_table()) {
        for (const auto& [value, node] : *values) {
          if (const toml::table* const names = node.as_table()) {
            catalogue_.labels[i][std::string(value.str())] = label(*names, "title");
          }
        }
      }
    }
  }

  void metrics() {
    const auto table = parse(directory_ / "metrics.toml");
    const toml::array* const entries = table ? (*table)["metric"].as_array() : nullptr;
    for (std::size_t i = 0; entries != nullptr && i < entries->size(); ++i) {
      if (const toml::table* const one = entries->get(i)->as_table()) {
        catalogue_.metrics.push_back({.name = text(*one, "name"),
                                      .scope = text(*one, "scope"),
                                      .kind = text(*one, "kind"),
                                      .unit = text(*one, "unit"),
                                      .text = label(*one, "text")});
      }
    }
  }

  void measure(const toml::table& table) {
    catalogue_.methods.push_back({.id = text(table, "id"),
                                  .version = text(table, "version"),
                                  .title = label(table, "title"),
                                  .unit = text(table, "unit"),
                                  .formula = text(table, "formula"),
                                  .description = label(table, "description"),
                                  .gaps = texts(table, "gaps"),
                                  .source = text(table, "source")});
  }

  void targets(const toml::table& table) {
    const api::Label paper_title = label(table, "title");
    const api::Label source = label(table, "source");
    const toml::array* const entries = table["target"].as_array();
    for (std::size_t i = 0; entries != nullptr && i < entries->size(); ++i) {
      const toml::table* const one = entries->get(i)->as_table();
      if (one != nullptr && one->contains("measure")) {  // Others are of indicators alone.
        catalogue_.targets.push_back({.id = text(*one, "id"),
                                      .measure = text(*one, "measure"),
                                      .access = text(*one, "access"),
                                      .object = text(*one, "object"),
                                      .due = text(*one, "due"),
                                      .comparison = text(*one, "comparison"),
                                      .value = (*one)["value"].value_or(0.0),
                                      .paper = text(table, "paper"),
                                      .paper_title = paper_title,
                                      .source = source,
                                      .scope = text(*one, "scope")});
      }
    }
  }

  void advice(const toml::table& table) {
    api::Advice advice{.code = text(table, "code"),
                       .severity = text(table, "severity"),
                       .title = label(table, "title"),
                       .detail = label(table, "detail"),
                       .remedies = {}};
    const toml::array* const entries = table["remedy"].as_array();
    for (std::size_t i = 0; entries != nullptr && i < entries->size(); ++i) {
      if (const toml::table* const one = entries->get(i)->as_table()) {
        advice.remedies.push_back({text(*one, "vendor"), texts(*one, "lines")});
      }
    }
    catalogue_.advice[advice.code] = std::move(advice);
  }

  const fs::path directory_;
  api::Catalogue catalogue_;
  std::optional<Error> fault_;
};

}  // namespace

Result<std::shared_ptr<const api::Catalogue>> load_catalogue(const fs::path& directory) {
  return Loader(directory).load();
}

}  // namespace sixscope::adapters
