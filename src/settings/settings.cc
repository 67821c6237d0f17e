#include "settings/settings.h"

#include <toml++/toml.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <functional>
#include <set>

#include "base/check.h"

namespace sixscope::settings {
namespace {

constexpr std::size_t kFileBytesMax = 1 << 20;
constexpr std::string_view kPrefix = "SIXSCOPE_";

const Definition* find(std::string_view key) {
  const auto all = definitions();
  const auto found = std::ranges::find(all, key, &Definition::key);
  return found == all.end() ? nullptr : &*found;
}

std::string upper_name(std::string_view key) {
  std::string name(kPrefix);
  for (const char c : key) {
    name += c == '.' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return name;
}

// The name of a key that differs least from a mistyped one, by shared leading and trailing letters.
std::string closest(std::string_view wrong,
                    const std::function<std::string(std::string_view key)>& name_of) {
  std::size_t best = 0;
  std::string closest_name;
  for (const Definition& definition : definitions()) {
    const std::string name = name_of(definition.key);
    const auto head = std::ranges::mismatch(wrong, name).in1 - wrong.begin();
    std::size_t tail = 0;
    while (tail < wrong.size() && tail < name.size() &&
           wrong[wrong.size() - 1 - tail] == name[name.size() - 1 - tail]) {
      ++tail;
    }
    const std::size_t score = static_cast<std::size_t>(head) + tail;
    if (score > best) {
      best = score;
      closest_name = name;
    }
  }
  return best * 2 >= wrong.size() ? "; did you mean `" + closest_name + "`?" : std::string();
}

bool is_other_variable(std::string_view name) {
  return std::ranges::any_of(other_variables(), [name](std::string_view known) {
    return known.ends_with('*') ? name.starts_with(known.substr(0, known.size() - 1))
                                : name == known;
  });
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
    }
    out += c;
  }
  return out + "\"";
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const auto end = text.find(separator);
    std::string_view part = text.substr(0, end);
    while (!part.empty() && part.front() == ' ') {
      part.remove_prefix(1);
    }
    while (!part.empty() && part.back() == ' ') {
      part.remove_suffix(1);
    }
    parts.emplace_back(part);
    if (end == std::string_view::npos) {
      break;
    }
    text.remove_prefix(end + 1);
  }
  return parts;
}

// Nothing if `value` is fine for `definition`, else what is wrong.
std::optional<std::string> refuse(const Definition& definition, const Settings::Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    if (*number < definition.least || *number > definition.most) {
      return "must be " + std::to_string(definition.least) + " to " +
             std::to_string(definition.most) + " " + std::string(definition.unit) + ", is " +
             std::to_string(*number);
    }
  }
  if (const auto* text = std::get_if<std::string>(&value);
      text != nullptr && !definition.choices.empty()) {
    const auto choices = split(definition.choices, '|');
    if (std::ranges::find(choices, *text) == choices.end()) {
      std::string said = "must be one of";
      for (const auto& choice : choices) {
        said += " " + choice;
      }
      return said + ", is '" + *text + "'";
    }
  }
  return std::nullopt;
}

// A value of the right type from a word of the environment or the command line.
std::optional<Settings::Value> from_word(const Definition& definition, std::string_view word) {
  if (definition.type == "text") {
    return std::string(word);
  }
  if (definition.type == "list") {
    return split(word, ',');
  }
  if (definition.type == "flag") {
    if (word == "true" || word == "1") {
      return true;
    }
    if (word == "false" || word == "0") {
      return false;
    }
    return std::nullopt;
  }
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (error != std::errc() || end != word.data() + word.size()) {
    return std::nullopt;
  }
  return number;
}

std::optional<Settings::Value> from_toml(const Definition& definition, const toml::node& node) {
  if (definition.type == "text" && node.is_string()) {
    return node.as_string()->get();
  }
  if (definition.type == "integer" && node.is_integer()) {
    return node.as_integer()->get();
  }
  if (definition.type == "flag" && node.is_boolean()) {
    return node.as_boolean()->get();
  }
  if (definition.type == "list" && node.is_array()) {
    std::vector<std::string> list;
    for (const toml::node& element : *node.as_array()) {
      if (!element.is_string()) {
        return std::nullopt;
      }
      list.push_back(element.as_string()->get());
    }
    return list;
  }
  return std::nullopt;
}

struct Loading {
  std::string_view name;
  std::map<std::string, Settings::Value, std::less<>>& values;
  std::map<std::string, std::string, std::less<>>& origins;
  std::vector<Fault>& faults;

  void take(const Definition& definition, std::optional<Settings::Value> value, std::string where) {
    if (!value) {
      faults.push_back({std::move(where), std::string(definition.key) + ": must be of type " +
                                              std::string(definition.type) + ", for instance " +
                                              std::string(definition.example)});
    } else if (const auto wrong = refuse(definition, *value)) {
      faults.push_back({std::move(where), std::string(definition.key) + ": " + *wrong});
    } else {
      values.insert_or_assign(std::string(definition.key), std::move(*value));
      origins.insert_or_assign(std::string(definition.key), std::move(where));
    }
  }

  void walk(const toml::table& table, const std::string& prefix) {
    for (const auto& [name_part, node] : table) {
      const std::string key = prefix + std::string(name_part.str());
      const std::string where = std::string(name) + ":" + std::to_string(node.source().begin.line);
      if (const Definition* definition = find(key)) {
        take(*definition, from_toml(*definition, node), where);
      } else if (node.is_table()) {
        walk(*node.as_table(), key + ".");
      } else {
        faults.push_back(
            {where, "unknown key `" + key + "`" +
                        closest(key, [](std::string_view known) { return std::string(known); })});
      }
    }
  }
};

// A JSON default of the catalogue is TOML as well: texts, integers, booleans and lists of texts.
Settings::Value default_of(const Definition& definition) {
  toml::table table = toml::parse("v = " + std::string(definition.default_value));
  auto value = from_toml(definition, *table.get("v"));
  SIXSCOPE_CHECK(value.has_value());
  return *value;
}

}  // namespace

Environment process_environment() {
  Environment all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    if (text.starts_with(kPrefix)) {
      const std::size_t equals = std::min(text.find('='), text.size());
      all.emplace(text.substr(0, equals), text.substr(std::min(equals + 1, text.size())));
    }
  }
  return all;
}

Settings::Settings() {
  for (const Definition& definition : definitions()) {
    values_.emplace(definition.key, default_of(definition));
  }
}

Loaded Settings::load(std::string_view toml, std::string_view name,
                      const Environment& environment) {
  Loaded loaded;
  Loading loading{name, loaded.settings.values_, loaded.settings.origins_, loaded.faults};
  try {
    loading.walk(toml::parse(toml, name), "");
  } catch (const toml::parse_error& broken) {
    loaded.faults.push_back({std::string(name) + ":" + std::to_string(broken.source().begin.line),
                             "not TOML: " + std::string(broken.description())});
  }
  std::set<std::string> known;
  for (const Definition& definition : definitions()) {
    const std::string variable = upper_name(definition.key);
    if (const auto word = environment.find(variable); word != environment.end()) {
      loading.take(definition, from_word(definition, word->second), variable);
    }
    known.insert(variable);
  }
  for (const auto& [variable, word] : environment) {
    if (!known.contains(variable) && !is_other_variable(variable)) {
      const std::string_view wrong = std::string_view(variable).substr(kPrefix.size());
      loaded.faults.push_back(
          {variable, "no setting has this variable" + closest(wrong, [](std::string_view key) {
                       return upper_name(key).substr(kPrefix.size());
                     })});
    }
  }
  return loaded;
}

std::optional<Fault> Settings::override_with(std::string_view key, std::string_view text,
                                             std::string_view where) {
  const Definition* definition = find(key);
  SIXSCOPE_CHECK(definition != nullptr);
  std::vector<Fault> faults;
  Loading loading{where, values_, origins_, faults};
  loading.take(*definition, from_word(*definition, text), std::string(where));
  return faults.empty() ? std::nullopt : std::optional<Fault>(faults.front());
}

const Settings::Value& Settings::at(std::string_view key) const {
  const auto found = values_.find(key);
  SIXSCOPE_CHECK(found != values_.end());
  return found->second;
}

const std::string& Settings::text(std::string_view key) const {
  const auto* value = std::get_if<std::string>(&at(key));
  SIXSCOPE_CHECK(value != nullptr);
  return *value;
}

std::int64_t Settings::integer(std::string_view key) const {
  const auto* value = std::get_if<std::int64_t>(&at(key));
  SIXSCOPE_CHECK(value != nullptr);
  return *value;
}

bool Settings::flag(std::string_view key) const {
  const auto* value = std::get_if<bool>(&at(key));
  SIXSCOPE_CHECK(value != nullptr);
  return *value;
}

const std::vector<std::string>& Settings::list(std::string_view key) const {
  const auto* value = std::get_if<std::vector<std::string>>(&at(key));
  SIXSCOPE_CHECK(value != nullptr);
  return *value;
}

std::string Settings::where(std::string_view key) const {
  const auto found = origins_.find(key);
  return found == origins_.end() ? "default" : found->second;
}

std::string Settings::shown(const Definition& definition) const {
  const Value& value = at(definition.key);
  if (const auto* text = std::get_if<std::string>(&value)) {
    return definition.secret && !text->empty() ? "\"***\"" : quoted(*text);
  }
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    return std::to_string(*number);
  }
  if (const auto* on = std::get_if<bool>(&value)) {
    return *on ? "true" : "false";
  }
  std::string out = "[";
  for (const auto& element : std::get<std::vector<std::string>>(value)) {
    out += (out.size() > 1 ? ", " : "") + quoted(element);
  }
  return out + "]";
}

std::string Settings::show() const {
  std::string out;
  for (const Definition& definition : definitions()) {
    out += std::string(definition.key) + " = " + shown(definition) + "\n";
  }
  return out;
}

Result<std::string> read_settings_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return fail_because(path + "; does it exist, and may this user read it?", Errc::not_found,
                        "cannot open the settings file");
  }
  std::string content(kFileBytesMax + 1, '\0');
  file.read(content.data(), static_cast<std::streamsize>(content.size()));
  content.resize(static_cast<std::size_t>(file.gcount()));
  if (content.size() > kFileBytesMax) {
    return fail_because(path, Errc::out_of_range, "a settings file has at most 1 MiB");
  }
  return content;
}

}  // namespace sixscope::settings
