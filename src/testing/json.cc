#include "testing/json.h"

#include <algorithm>
#include <ostream>
#include <stdexcept>

#include <nlohmann/json.hpp>

namespace sixscope::testing {
namespace {

using Library = nlohmann::ordered_json;

Json from_library(const Library& value) {
  switch (value.type()) {
    case Library::value_t::boolean:
      return value.get<bool>();
    case Library::value_t::number_integer:
      return value.get<std::int64_t>();
    case Library::value_t::number_unsigned:
      return value.get<std::uint64_t>();
    case Library::value_t::number_float:
      return value.get<double>();
    case Library::value_t::string:
      return value.get_ref<const std::string&>();
    case Library::value_t::array: {
      Json all = Json::array();
      for (const Library& item : value) {
        all.push_back(from_library(item));
      }
      return all;
    }
    case Library::value_t::object: {
      Json all = Json::object();
      for (const auto& [name, member] : value.items()) {
        all[name] = from_library(member);
      }
      return all;
    }
    default:
      return {};
  }
}

Library to_library(const Json& value) {
  if (value.is_object()) {
    Library all = Library::object();
    for (const auto& [name, member] : value.items()) {
      all.emplace(name, to_library(member));
    }
    return all;
  }
  if (value.is_array()) {
    Library all = Library::array();
    for (const Json& item : value) {
      all.push_back(to_library(item));
    }
    return all;
  }
  if (value.is_string()) {
    return value.get<std::string>();
  }
  if (value.is_boolean()) {
    return value.get<bool>();
  }
  if (!value.is_number()) {
    return nullptr;
  }
  if (!value.is_number_integer()) {
    return value.get<double>();
  }
  return value.is_negative() ? Library(value.get<std::int64_t>())
                             : Library(value.get<std::uint64_t>());
}

}  // namespace

Json::Json() = default;
Json::~Json() = default;
Json::Json(const Json&) = default;
Json::Json(Json&&) noexcept = default;
Json& Json::operator=(const Json&) = default;
Json& Json::operator=(Json&&) noexcept = default;

Json::Json(Type type) : type_(type) {}
Json::Json(std::nullptr_t) {}
Json::Json(bool truth) : type_(Type::boolean), whole_(truth ? 1 : 0) {}
Json::Json(int number) : Json(std::int64_t{number}) {}
Json::Json(std::int64_t number)
    : type_(number < 0 ? Type::negative : Type::natural),
      whole_(static_cast<std::uint64_t>(number)) {}
Json::Json(unsigned number) : Json(std::uint64_t{number}) {}
Json::Json(std::uint64_t number) : type_(Type::natural), whole_(number) {}
Json::Json(double number) : type_(Type::real), real_(number) {}
Json::Json(const char* text) : Json(std::string(text)) {}
Json::Json(std::string text) : type_(Type::text), text_(std::move(text)) {}
Json::Json(std::string_view text) : Json(std::string(text)) {}
Json::Json(std::vector<Json> items) : type_(Type::array), items_(std::move(items)) {}
Json::Json(const std::vector<std::string>& texts)
    : type_(Type::array), items_(texts.begin(), texts.end()) {}
Json::Json(const std::map<std::string, Json>& members) : type_(Type::object) {
  for (const auto& [name, member] : members) {
    (*this)[name] = member;
  }
}
Json::Json(std::initializer_list<Json> list) : type_(Type::array) {
  const bool is_object = std::ranges::all_of(list, [](const Json& one) {
    return one.is_array() && one.size() == 2 && one.front().is_string();
  });
  if (!is_object) {
    items_.assign(list.begin(), list.end());
    return;
  }
  type_ = Type::object;
  for (const Json& one : list) {
    (*this)[one.front().text_] = one.back();
  }
}

Json Json::array(std::vector<Json> items) { return Json(std::move(items)); }
Json Json::object() { return Json(Type::object); }

Json Json::parse(std::string_view text) {
  const Library read = Library::parse(text, nullptr, false);
  if (read.is_discarded()) {
    throw std::invalid_argument("not a JSON text: " + std::string(text));
  }
  return from_library(read);
}

std::string Json::dump(int indent) const { return to_library(*this).dump(indent); }

template <>
std::string Json::get() const {
  want(is_string(), "a text");
  return text_;
}
template <>
bool Json::get() const {
  want(is_boolean(), "a boolean");
  return whole_ != 0;
}
template <>
std::int64_t Json::get() const {
  want(is_number(), "a number");
  return type_ == Type::real ? static_cast<std::int64_t>(real_) : static_cast<std::int64_t>(whole_);
}
template <>
std::uint64_t Json::get() const {
  return static_cast<std::uint64_t>(get<std::int64_t>());
}
template <>
int Json::get() const {
  return static_cast<int>(get<std::int64_t>());
}
template <>
unsigned Json::get() const {
  return static_cast<unsigned>(get<std::int64_t>());
}
template <>
double Json::get() const {
  want(is_number(), "a number");
  return type_ == Type::real       ? real_
         : type_ == Type::negative ? static_cast<double>(static_cast<std::int64_t>(whole_))
                                   : static_cast<double>(whole_);
}
template <>
Json Json::get() const {
  return *this;
}
template <>
std::vector<std::string> Json::get() const {
  want(is_array(), "an array");
  std::vector<std::string> texts;
  for (const Json& item : items_) {
    texts.push_back(item.get<std::string>());
  }
  return texts;
}

Json& Json::operator[](std::string_view name) {
  if (is_null()) {
    type_ = Type::object;
  }
  want(is_object(), "an object");
  if (const Json* const member = find(name)) {
    return const_cast<Json&>(*member);
  }
  names_.emplace_back(name);
  return items_.emplace_back();
}
const Json& Json::at(std::string_view name) const {
  const Json* const member = find(name);
  want(member != nullptr, std::string(name).c_str());
  return *member;
}
std::string Json::value(std::string_view name, const char* otherwise) const {
  return value(name, std::string(otherwise));
}

std::size_t Json::size() const {
  return is_array() || is_object() ? items_.size() : is_null() ? 0 : 1;
}
std::vector<std::pair<const std::string&, const Json&>> Json::items() const {
  std::vector<std::pair<const std::string&, const Json&>> all;
  all.reserve(names_.size());
  for (std::size_t i = 0; i < names_.size(); ++i) {
    all.emplace_back(names_[i], items_[i]);
  }
  return all;
}

void Json::push_back(Json item) {
  if (is_null()) {
    type_ = Type::array;
  }
  want(is_array(), "an array");
  items_.push_back(std::move(item));
}
void Json::erase(std::string_view name) {
  if (const Json* const member = find(name)) {
    const auto at = member - items_.data();
    names_.erase(names_.begin() + at);
    items_.erase(items_.begin() + at);
  }
}

bool operator==(const Json& a, const Json& b) {
  if (a.is_number() && b.is_number()) {
    const bool is_exact = a.type_ != Json::Type::real && b.type_ != Json::Type::real;
    return is_exact ? a.type_ == b.type_ && a.whole_ == b.whole_
                    : a.get<double>() == b.get<double>();
  }
  return a.type_ == b.type_ && a.whole_ == b.whole_ && a.text_ == b.text_ && a.names_ == b.names_ &&
         a.items_ == b.items_;
}
std::partial_ordering operator<=>(const Json& a, const Json& b) {
  if (a.is_number() && b.is_number()) {
    return a.get<double>() <=> b.get<double>();
  }
  return a.is_string() && b.is_string() ? a.text_ <=> b.text_ : std::partial_ordering::unordered;
}
std::ostream& operator<<(std::ostream& out, const Json& json) { return out << json.dump(); }
void PrintTo(const Json& json, std::ostream* out) { *out << json; }

const Json* Json::find(std::string_view name) const {
  const auto found = std::ranges::find(names_, name);
  return found == names_.end() ? nullptr
                               : &items_[static_cast<std::size_t>(found - names_.begin())];
}
const Json& Json::at_index(std::size_t index) const {
  want(index < items_.size(), "an item more");
  return items_[index];
}
void Json::want(bool is_so, const char* what) const {
  if (!is_so) {
    throw std::logic_error(std::string(what) + " is wanted of " + dump());
  }
}

}  // namespace sixscope::testing
