#pragma once

#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sixscope::testing {

/// A JSON value as tests write, read and compare it: {{"name", "a"}, {"rows", {1, 2}}}.
///
/// Its words are those of nlohmann::ordered_json, which reads and writes its text. It is no
/// template and its code stands once, in json.cc: nlohmann's own class costs every file that uses
/// it five seconds of compiling. Who asks for what is not there, or for a value of another type,
/// gets a std::logic_error, so that the test fails.
class Json {
 public:
  using value_type = Json;
  using const_iterator = std::vector<Json>::const_iterator;
  using iterator = const_iterator;

  Json();  ///< null.
  ~Json();
  Json(const Json&);
  Json(Json&&) noexcept;
  Json& operator=(const Json&);
  Json& operator=(Json&&) noexcept;

  // None is explicit: a list of values is written as JSON has it.
  Json(std::nullptr_t);
  Json(bool truth);
  Json(int number);
  Json(std::int64_t number);
  Json(unsigned number);
  Json(std::uint64_t number);
  Json(double number);
  Json(const char* text);
  Json(std::string text);
  Json(std::string_view text);
  Json(std::vector<Json> items);
  Json(const std::vector<std::string>& texts);
  Json(const std::map<std::string, Json>& members);
  /// An object if each is a pair that begins with a text, else an array.
  Json(std::initializer_list<Json> list);

  /// Always an array, also of pairs.
  static Json array(std::vector<Json> items = {});
  static Json object();
  /// Of one JSON text; throws std::invalid_argument where it is none.
  static Json parse(std::string_view text);
  /// Its text; with line breaks, each level `indent` further in, unless that is below 0.
  [[nodiscard]] std::string dump(int indent = -1) const;

  [[nodiscard]] bool is_null() const { return type_ == Type::null; }
  [[nodiscard]] bool is_boolean() const { return type_ == Type::boolean; }
  [[nodiscard]] bool is_string() const { return type_ == Type::text; }
  [[nodiscard]] bool is_array() const { return type_ == Type::array; }
  [[nodiscard]] bool is_object() const { return type_ == Type::object; }
  [[nodiscard]] bool is_number() const { return is_number_integer() || type_ == Type::real; }
  [[nodiscard]] bool is_number_integer() const {
    return type_ == Type::natural || type_ == Type::negative;
  }
  [[nodiscard]] bool is_negative() const { return type_ == Type::negative; }  ///< An integer.

  /// As std::string, bool, a number, a list of texts, or as it is.
  template <class T>
  [[nodiscard]] T get() const;

  [[nodiscard]] bool contains(std::string_view name) const { return find(name) != nullptr; }
  /// A member; where it may be changed, a null is put there if there is none.
  const Json& operator[](std::string_view name) const { return at(name); }
  Json& operator[](std::string_view name);
  [[nodiscard]] const Json& at(std::string_view name) const;
  const Json& operator[](std::integral auto index) const {
    return at_index(static_cast<std::size_t>(index));
  }
  Json& operator[](std::integral auto index) {
    return const_cast<Json&>(at_index(static_cast<std::size_t>(index)));
  }
  /// A member, or `otherwise` if there is none.
  template <class T>
  [[nodiscard]] T value(std::string_view name, T otherwise) const {
    const Json* const member = find(name);
    return member != nullptr ? member->get<T>() : std::move(otherwise);
  }
  [[nodiscard]] std::string value(std::string_view name, const char* otherwise) const;

  /// Values of an array's items or an object's members; 1 of what is neither, 0 of null.
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] bool empty() const { return size() == 0; }
  [[nodiscard]] const_iterator begin() const { return items_.begin(); }
  [[nodiscard]] const_iterator end() const { return items_.end(); }
  [[nodiscard]] const Json& front() const { return at_index(0); }
  [[nodiscard]] const Json& back() const { return at_index(items_.size() - 1); }
  /// Names and values of an object's members, borrowed from this.
  [[nodiscard]] std::vector<std::pair<const std::string&, const Json&>> items() const;

  void push_back(Json item);  ///< To an array, or to what is null.
  void erase(std::string_view name);

  /// The same text, but for how a number is written: 1 is 1.0.
  friend bool operator==(const Json& a, const Json& b);
  /// Of two numbers or two texts; anything else is in no order.
  friend std::partial_ordering operator<=>(const Json& a, const Json& b);
  friend std::ostream& operator<<(std::ostream& out, const Json& json);
  friend void PrintTo(const Json& json, std::ostream* out);  ///< What GoogleTest calls.

 private:
  enum class Type : std::uint8_t { null, boolean, natural, negative, real, text, array, object };

  explicit Json(Type type);
  [[nodiscard]] const Json* find(std::string_view name) const;
  [[nodiscard]] const Json& at_index(std::size_t index) const;
  void want(bool is_so, const char* what) const;

  Type type_ = Type::null;
  std::uint64_t whole_ = 0;  // A boolean or an integer, a negative one in two's complement.
  double real_ = 0;
  std::string text_;
  std::vector<std::string> names_;  // Of an object's members; their values are in items_.
  std::vector<Json> items_;
};

template <>
std::string Json::get() const;
template <>
bool Json::get() const;
template <>
int Json::get() const;
template <>
unsigned Json::get() const;
template <>
std::int64_t Json::get() const;
template <>
std::uint64_t Json::get() const;
template <>
double Json::get() const;
template <>
Json Json::get() const;
template <>
std::vector<std::string> Json::get() const;

}  // namespace sixscope::testing
