#include "adapters/toml_files/toml_entry.h"

#include <toml++/toml.h>

#include <algorithm>

namespace sixscope::adapters {
namespace {

std::string quoted(std::string_view key) { return "'" + std::string(key) + "'"; }

}  // namespace

std::string CatalogueFault::describe() const {
  return file + (line == 0 ? "" : " line " + std::to_string(line)) + ": " + what;
}

bool TomlEntry::has(std::string_view key) const { return table_.contains(key); }

std::size_t TomlEntry::line() const { return table_.source().begin.line; }

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
      fault("key " + quoted(key) + " is missing");
    }
    return {};
  }
  const auto value = node->value_exact<std::string>();
  if (!value || (needed && value->empty())) {
    fault(key, quoted(key) + " has to be a text" + (value ? " that is not empty" : ""));
  }
  return value.value_or(std::string());
}

std::pair<std::string, std::string> TomlEntry::both_languages(std::string_view key, bool needed) {
  const toml::table* const inner = table(key);
  if (inner == nullptr) {
    if (needed && table_.get(key) == nullptr) {
      fault("key " + quoted(key) + " is missing");
    }
    return {};
  }
  TomlEntry entry(*inner, file_, faults_);
  std::pair<std::string, std::string> both{entry.text("zh", true), entry.text("en", true)};
  entry.finish();
  return both;
}

std::string TomlEntry::name(std::string_view key) {
  std::string given = text(key, true);
  const bool is_name = std::ranges::all_of(given, [](char one) {
    return (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') || (one >= '0' && one <= '9') ||
           one == '_';
  });
  if (!is_name) {
    fault(key, quoted(key) + " has letters, digits and _ only: '" + given + "'");
  }
  return given;
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
      fault_at(array->get(i)->source().begin.line, quoted(key) + " has texts only");
      continue;
    }
    list.push_back(std::move(*one));
  }
  if (array == nullptr) {
    fault(key, quoted(key) + " has to be a list of texts");
  }
  return list;
}

bool TomlEntry::boolean(std::string_view key, bool absent) {
  const toml::node* const node = find(key);
  if (node != nullptr && !node->is_boolean()) {
    fault(key, quoted(key) + " has to be true or false");
  }
  return node == nullptr ? absent : node->value_or(absent);
}

std::optional<std::int64_t> TomlEntry::integer(std::string_view key, std::int64_t least,
                                               std::int64_t most) {
  const toml::node* const node = find(key);
  if (node == nullptr) {
    return std::nullopt;
  }
  const auto value = node->value_exact<std::int64_t>();
  if (!value || *value < least || *value > most) {
    fault(key, quoted(key) + " has to be a whole number from " + std::to_string(least) + " to " +
                   std::to_string(most));
    return std::nullopt;
  }
  return value;
}

std::vector<std::int64_t> TomlEntry::integers(std::string_view key, std::int64_t least,
                                              std::int64_t most) {
  const toml::node* const node = find(key);
  std::vector<std::int64_t> list;
  const toml::array* const array = node == nullptr ? nullptr : node->as_array();
  for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
    const auto one = array->get(i)->value_exact<std::int64_t>();
    if (!one || *one < least || *one > most) {
      fault_at(array->get(i)->source().begin.line, quoted(key) + " has whole numbers from " +
                                                       std::to_string(least) + " to " +
                                                       std::to_string(most) + " only");
      continue;
    }
    list.push_back(*one);
  }
  if (node != nullptr && array == nullptr) {
    fault(key, quoted(key) + " has to be a list of whole numbers");
  }
  return list;
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
    fault(key, quoted(key) + " has to be a whole number, or a text such as \"0.5\"");
    return std::nullopt;
  }
  return *parsed;
}

std::optional<double> TomlEntry::number(std::string_view key, bool needed) {
  const toml::node* const node = find(key);
  if (node == nullptr) {
    if (needed) {
      fault("key " + quoted(key) + " is missing");
    }
    return std::nullopt;
  }
  if (!node->is_number()) {
    fault(key, quoted(key) + " has to be a number");
    return std::nullopt;
  }
  return node->value<double>();
}

const toml::table* TomlEntry::table(std::string_view key) {
  const toml::node* const node = find(key);
  if (node != nullptr && !node->is_table()) {
    fault(key, quoted(key) + " has to be a table, such as { zh = \"\", en = \"\" }");
  }
  return node == nullptr ? nullptr : node->as_table();
}

std::vector<std::pair<std::string, std::string>> TomlEntry::pairs(std::string_view key) {
  std::vector<std::pair<std::string, std::string>> all;
  const toml::table* const inner = table(key);
  if (inner == nullptr) {
    return all;
  }
  for (const auto& [name, node] : *inner) {  // In order of names.
    const auto value = node.value_exact<std::string>();
    if (value && !value->empty()) {
      all.emplace_back(name.str(), *value);
    } else {
      fault_at(node.source().begin.line, quoted(name.str()) + " has to be a text");
    }
  }
  return all;
}

std::vector<std::pair<std::string, std::vector<std::string>>> TomlEntry::lists(
    std::string_view key) {
  std::vector<std::pair<std::string, std::vector<std::string>>> all;
  const toml::table* const inner = table(key);
  if (inner == nullptr) {
    return all;
  }
  TomlEntry entry(*inner, file_, faults_);
  for (const auto& [name, node] : *inner) {
    const std::string_view one = name.str();
    all.emplace_back(
        one, node.is_array() ? entry.texts(one) : std::vector<std::string>{entry.text(one, true)});
  }
  return all;
}

std::vector<const toml::table*> TomlEntry::tables(std::string_view key) {
  std::vector<const toml::table*> list;
  const toml::node* const node = find(key);
  const toml::array* const array = node == nullptr ? nullptr : node->as_array();
  for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
    if (const toml::table* const one = array->get(i)->as_table()) {
      list.push_back(one);
    } else {
      fault_at(array->get(i)->source().begin.line, quoted(key) + " has tables only");
    }
  }
  if (node != nullptr && array == nullptr) {
    fault(key, "write [[" + std::string(key) + "]], once for each");
  }
  return list;
}

void TomlEntry::unknown(std::string_view key, const std::string& given,
                        std::span<const std::string_view> names) {
  std::string known;
  for (const std::string_view name : names) {
    known += (known.empty() ? "" : ", ") + std::string(name);
  }
  fault(key, "unknown " + std::string(key) + " '" + given + "'; there are " + known);
}

void TomlEntry::finish() {
  for (const auto& [key, node] : table_) {
    if (!known_.contains(key.str())) {
      fault_at(key.source().begin.line, "unknown key " + quoted(key.str()));
    }
  }
}

}  // namespace sixscope::adapters
