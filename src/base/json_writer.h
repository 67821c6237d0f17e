#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace sixscope {

/// Writes one JSON text (RFC 8259) front to back, without building a tree: ten thousand cells cost
/// one string. The caller nests begin and end correctly; commas, escapes and numbers are ours.
///
/// A double that is not finite is written as null. Bytes that are not UTF-8 become U+FFFD, so the
/// text is always valid whatever an exporter called itself.
class JsonWriter {
 public:
  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  /// The name of the member that the next value belongs to.
  JsonWriter& key(std::string_view name);

  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(double number);
  JsonWriter& value(bool truth);
  template <std::integral T>
    requires(!std::same_as<T, bool>)
  JsonWriter& value(T number) {
    if constexpr (std::signed_integral<T>) {
      return number_signed(static_cast<std::int64_t>(number));
    } else {
      return number_unsigned(static_cast<std::uint64_t>(number));
    }
  }
  JsonWriter& null();
  /// `json` is a JSON text already.
  JsonWriter& raw(std::string_view json);

  template <class T>
  JsonWriter& member(std::string_view name, const T& content) {
    return key(name).value(content);
  }

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  JsonWriter& number_signed(std::int64_t number);
  JsonWriter& number_unsigned(std::uint64_t number);
  void separate();

  std::string text_;
  bool first_ = true;  ///< Nothing stands before us in this object or array.
};

}  // namespace sixscope
