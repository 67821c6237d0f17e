#include "adapters/files/toml_entries.h"

#include <toml++/toml.h>

#include <algorithm>
#include <deque>
#include <initializer_list>
#include <optional>

namespace sixscope::adapters {
namespace {

// Reads tables of one TOML text; complains about everything that is not expected.
class TomlReader {
 public:
  TomlReader(std::string_view file, enrich::ReadContext& context)
      : file_(file), context_(context) {}

  // The whole text; nothing, and a problem, if it is no TOML.
  std::optional<toml::table> parse(std::string_view text) {
    try {
      return toml::parse(text);
    } catch (const toml::parse_error& wrong) {
      complain(wrong.source().begin.line, std::string(wrong.description()), "correct the syntax");
      return std::nullopt;
    }
  }

  void complain(std::uint32_t line, std::string what, std::string remedy) {
    context_.builder.problems().add({.file = std::string(file_),
                                     .line = line,
                                     .severity = enrich::Severity::error,
                                     .what = std::move(what),
                                     .remedy = std::move(remedy)});
  }

  // Calls `take` with each table of the array `key` after its keys were checked.
  template <class Take>
  void each(const toml::table& whole, std::string_view key,
            std::initializer_list<std::string_view> keys, Take take) {
    const toml::node* node = whole.get(key);
    if (node == nullptr) {
      return;
    }
    const toml::array* array = node->as_array();
    if (array == nullptr) {
      complain(line(*node), "'" + std::string(key) + "' is no list of tables",
               "write [[" + std::string(key) + "]]");
      return;
    }
    for (const toml::node& entry : *array) {
      const toml::table* table = entry.as_table();
      if (table == nullptr) {
        complain(line(entry), "an entry of '" + std::string(key) + "' is no table",
                 "write [[" + std::string(key) + "]]");
        continue;
      }
      refuse_others(*table, keys);
      take(*table);
    }
  }

  void refuse_others(const toml::table& table, std::initializer_list<std::string_view> keys) {
    for (const auto& [name, value] : table) {
      if (std::find(keys.begin(), keys.end(), name.str()) == keys.end()) {
        std::string known;
        for (const std::string_view key : keys) {
          known += (known.empty() ? "" : ", ") + std::string(key);
        }
        complain(line(value), "key '" + std::string(name.str()) + "' is unknown",
                 "the keys here are " + known);
      }
    }
  }

  // The text under `key`, kept for the life of the reader; empty if it is not there.
  std::string_view text(const toml::table& table, std::string_view key) {
    const toml::node* node = table.get(key);
    if (node == nullptr) {
      return {};
    }
    if (const auto* value = node->as_string()) {
      return texts_.emplace_back(value->get());
    }
    if (const auto* value = node->as_integer()) {  // region = 440000
      return texts_.emplace_back(std::to_string(value->get()));
    }
    if (const auto* value = node->as_date()) {
      std::string date = std::to_string(value->get().year);
      date.insert(0, date.size() < 4 ? 4 - date.size() : 0, '0');
      for (const unsigned part : {unsigned{value->get().month}, unsigned{value->get().day}}) {
        date += part < 10 ? "-0" : "-";
        date += std::to_string(part);
      }
      return texts_.emplace_back(std::move(date));
    }
    complain(line(*node), "'" + std::string(key) + "' is no text", "write it in quotes");
    return {};
  }

  std::vector<std::string> text_list(const toml::table& table, std::string_view key) {
    std::vector<std::string> list;
    each_of(table, key, [&](const toml::node& node) {
      if (const auto* value = node.as_string()) {
        list.push_back(value->get());
      } else {
        complain(line(node), "an entry of '" + std::string(key) + "' is no text",
                 "write it in quotes");
      }
    });
    return list;
  }

  std::vector<std::uint32_t> number_list(const toml::table& table, std::string_view key,
                                         std::int64_t most) {
    std::vector<std::uint32_t> list;
    each_of(table, key, [&](const toml::node& node) {
      const auto* value = node.as_integer();
      if (value != nullptr && value->get() >= 1 && value->get() <= most) {
        list.push_back(static_cast<std::uint32_t>(value->get()));
      } else {
        complain(
            line(node),
            "an entry of '" + std::string(key) + "' is no number up to " + std::to_string(most),
            "write a whole number");
      }
    });
    return list;
  }

  static std::uint32_t line(const toml::node& node) { return node.source().begin.line; }

 private:
  template <class Take>
  void each_of(const toml::table& table, std::string_view key, Take take) {
    const toml::node* node = table.get(key);
    if (node == nullptr) {
      return;
    }
    if (const toml::array* array = node->as_array()) {
      for (const toml::node& entry : *array) {
        take(entry);
      }
    } else {
      take(*node);  // One value without brackets.
    }
  }

  std::string_view file_;
  enrich::ReadContext& context_;
  std::deque<std::string> texts_;
};

std::vector<enrich::CatalogueEntry> entries(TomlReader& reader, std::string_view text,
                                            std::string_view kind, std::string_view domains) {
  constexpr std::int64_t kAsnMax = 0xffffffff;
  std::vector<enrich::CatalogueEntry> list;
  const auto whole = reader.parse(text);
  if (!whole) {
    return list;
  }
  reader.refuse_others(*whole, {kind});
  reader.each(*whole, kind, {"id", "title", domains, "asns", "prefixes"},
              [&](const toml::table& table) {
                enrich::CatalogueEntry entry;
                entry.line = TomlReader::line(table);
                entry.id = reader.text(table, "id");
                if (const toml::table* title = table["title"].as_table()) {
                  reader.refuse_others(*title, {"zh", "en"});
                  entry.title = {.zh = std::string(reader.text(*title, "zh")),
                                 .en = std::string(reader.text(*title, "en"))};
                }
                entry.domains = reader.text_list(table, domains);
                entry.asns = reader.number_list(table, "asns", kAsnMax);
                entry.prefixes = reader.text_list(table, "prefixes");
                list.push_back(std::move(entry));
              });
  return list;
}

}  // namespace

void read_applications_toml(std::string_view file, std::string_view text,
                            enrich::CatalogueReader& catalogue, enrich::ReadContext& context) {
  TomlReader reader(file, context);
  catalogue.add_applications(file, entries(reader, text, "application", "domains"));
}

void read_cdns_toml(std::string_view file, std::string_view text,
                    enrich::CatalogueReader& catalogue, enrich::ReadContext& context) {
  TomlReader reader(file, context);
  catalogue.add_cdns(file, entries(reader, text, "cdn", "cnames"));
}

void read_dictionary_toml(std::string_view file, std::string_view text,
                          enrich::ReadContext& context) {
  TomlReader reader(file, context);
  const auto whole = reader.parse(text);
  if (!whole) {
    return;
  }
  reader.refuse_others(*whole, {"network", "rule"});
  std::vector<enrich::NetworkText> networks;
  reader.each(*whole, "network",
              {"prefix", "region", "operator", "access", "role", "name", "application", "cdn",
               "valid_from", "valid_to"},
              [&](const toml::table& table) {
                networks.push_back({.prefix = reader.text(table, "prefix"),
                                    .region = reader.text(table, "region"),
                                    .operator_ = reader.text(table, "operator"),
                                    .access = reader.text(table, "access"),
                                    .role = reader.text(table, "role"),
                                    .name = reader.text(table, "name"),
                                    .application = reader.text(table, "application"),
                                    .cdn = reader.text(table, "cdn"),
                                    .valid_from = reader.text(table, "valid_from"),
                                    .valid_to = reader.text(table, "valid_to"),
                                    .line = TomlReader::line(table)});
              });
  std::vector<enrich::RuleText> rules;
  reader.each(*whole, "rule", {"prefix", "protocol", "port", "ports", "application", "cdn"},
              [&](const toml::table& table) {
                enrich::RuleText rule{.prefix = reader.text(table, "prefix"),
                                      .protocol = reader.text(table, "protocol"),
                                      .application = reader.text(table, "application"),
                                      .cdn = reader.text(table, "cdn"),
                                      .line = TomlReader::line(table)};
                auto ports = reader.number_list(table, "ports", 65'535);
                if (ports.empty()) {
                  ports = reader.number_list(table, "port", 65'535);
                }
                if (!ports.empty()) {
                  rule.port_first = ports.front();
                  rule.port_last = ports.back();
                }
                rules.push_back(rule);
              });
  enrich::read_networks(file, networks, context);
  enrich::read_rules(file, rules, context);
}

}  // namespace sixscope::adapters
