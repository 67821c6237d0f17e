#include "registry/value.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>

#include "base/json_writer.h"
#include "base/utf8.h"

namespace sixscope::registry {
namespace {

constexpr std::size_t kJsonBytesMax = std::size_t{1} << 20U;

void write(JsonWriter& writer, const Value& value) {
  std::visit(
      [&writer](const auto& held) {
        using T = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<T, std::monostate>) {
          writer.null();
        } else if constexpr (std::is_same_v<T, model::Decimal>) {
          writer.raw(held.to_string());
        } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
          writer.begin_array();
          for (const std::string& code : held) {
            writer.value(code);
          }
          writer.end_array();
        } else {
          writer.value(held);
        }
      },
      value);
}

void append_utf8(std::string& out, std::uint32_t point) {
  const auto tail = [&out, point](unsigned shift) {
    out += static_cast<char>(0x80U | ((point >> shift) & 0x3FU));
  };
  if (point < 0x80U) {
    out += static_cast<char>(point);
  } else if (point < 0x800U) {
    out += static_cast<char>(0xC0U | (point >> 6U));
    tail(0);
  } else if (point < 0x10000U) {
    out += static_cast<char>(0xE0U | (point >> 12U));
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0U | (point >> 18U));
    tail(12);
    tail(6);
    tail(0);
  }
}

// Reads the JSON that values and documents are made of (RFC 8259, without nesting). Each method
// reads one thing at the cursor, or says what is wrong there.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Result<Document> document() {
    Document document;
    if (!take('{')) {
      return wrong("an object is expected");
    }
    if (take('}')) {
      return document;
    }
    do {
      skip_blanks();
      auto name = string();
      if (!name) {
        return fail_like(name);
      }
      if (!take(':')) {
        return wrong("a colon is expected");
      }
      auto held = value();
      if (!held) {
        return fail_like(held);
      }
      if (!document.try_emplace(std::move(*name), std::move(*held)).second) {
        return wrong("a member stands twice");
      }
    } while (take(','));
    if (!take('}')) {
      return wrong("a comma or the object's end is expected");
    }
    return document;
  }

  Result<Value> value() {
    skip_blanks();
    switch (peek()) {
      case '"': {
        auto text = string();
        return text ? Result<Value>(std::move(*text)) : fail_like(text);
      }
      case '[':
        return array();
      case '{':
        return wrong("an object within a value is not a value");
      case 't':
        return word("true", true);
      case 'f':
        return word("false", false);
      case 'n':
        return word("null", std::monostate{});
      default:
        return number();
    }
  }

  /// Whether nothing but blanks is left.
  [[nodiscard]] Result<void> end() {
    skip_blanks();
    return at_ == text_.size() ? Result<void>() : wrong("nothing may follow");
  }

 private:
  [[nodiscard]] tl::unexpected<Error> wrong(std::string_view rule) const {
    return fail_at(at_, Errc::malformed, rule);
  }
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void skip_blanks() {
    while (at_ < text_.size() &&
           std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) {
      ++at_;
    }
  }
  bool take(char c) {
    skip_blanks();
    const bool here = peek() == c;
    at_ += here ? 1 : 0;
    return here;
  }

  Result<Value> word(std::string_view spelt, Value meaning) {
    if (!text_.substr(at_).starts_with(spelt)) {
      return wrong("a value is expected");
    }
    at_ += spelt.size();
    return meaning;
  }

  std::size_t digits() {
    const std::size_t begin = at_;
    while (peek() >= '0' && peek() <= '9') {
      ++at_;
    }
    return at_ - begin;
  }

  Result<Value> number() {
    const std::size_t begin = at_;
    at_ += peek() == '-' ? 1 : 0;
    const bool zero = peek() == '0';
    const std::size_t whole = digits();
    if (whole == 0 || (zero && whole > 1)) {
      return wrong("a value is expected");
    }
    if (peek() == '.') {
      ++at_;
      if (digits() == 0) {
        return wrong("digits are expected behind the point");
      }
    }
    if (peek() == 'e' || peek() == 'E') {
      return wrong("a number is written without an exponent");
    }
    const auto number = model::Decimal::parse(text_.substr(begin, at_ - begin));
    return number ? Result<Value>(*number)
                  : fail_at(begin, number.error().code, number.error().rule);
  }

  Result<Value> array() {
    ++at_;
    std::vector<std::string> codes;
    if (take(']')) {
      return codes;
    }
    do {
      skip_blanks();
      auto code = string();
      if (!code) {
        return fail_like(code);
      }
      codes.push_back(std::move(*code));
    } while (take(','));
    if (!take(']')) {
      return wrong("a comma or the array's end is expected");
    }
    return codes;
  }

  Result<std::string> string() {
    if (peek() != '"') {
      return wrong("a string is expected");
    }
    ++at_;
    std::string out;
    while (peek() != '"') {
      const std::size_t length = utf8_sequence(text_, at_);
      if (at_ >= text_.size() || length == 0 || static_cast<unsigned char>(peek()) < 0x20U) {
        return wrong("a string is UTF-8, without control characters, and ends with a quote");
      }
      if (peek() == '\\') {
        ++at_;
        if (const auto escaped = escape(out); !escaped) {
          return fail_like(escaped);
        }
        continue;
      }
      out.append(text_, at_, length);
      at_ += length;
    }
    ++at_;
    return out;
  }

  Result<void> escape(std::string& out) {
    constexpr std::string_view kEscapes = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    const char c = peek();
    if (c == 'u') {
      return unicode_escape(out);
    }
    const std::size_t which = kEscapes.find(c);
    if (c == '\0' || which == std::string_view::npos) {
      return wrong("no such escape");
    }
    out += kMeanings[which];
    ++at_;
    return {};
  }

  Result<void> unicode_escape(std::string& out) {
    auto point = hex();
    if (point && *point >= 0xD800U && *point <= 0xDBFFU && text_.substr(at_).starts_with("\\u")) {
      ++at_;
      const auto low = hex();
      const bool pair = low && *low >= 0xDC00U && *low <= 0xDFFFU;
      point = pair ? std::optional(0x10000U + ((*point - 0xD800U) << 10U) + (*low - 0xDC00U))
                   : std::nullopt;
    }
    if (!point || *point == 0 || (*point >= 0xD800U && *point <= 0xDFFFU)) {
      return wrong("\\u wants four hexadecimal digits of a character that is not U+0000");
    }
    append_utf8(out, *point);
    return {};
  }

  // The four digits behind the `u` at the cursor.
  std::optional<std::uint32_t> hex() {
    constexpr std::size_t kDigits = 4;
    ++at_;
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < kDigits; ++i, ++at_) {
      const char c = peek();
      const bool digit = c >= '0' && c <= '9';
      const char lower = static_cast<char>(c | 0x20);
      if (!digit && (lower < 'a' || lower > 'f')) {
        return std::nullopt;
      }
      number = number * 16 + static_cast<std::uint32_t>(digit ? c - '0' : lower - 'a' + 10);
    }
    return number;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

template <class T>
Result<T> read_whole(std::string_view json, Result<T> (Reader::*what)()) {
  if (json.size() > kJsonBytesMax) {
    return fail(Errc::out_of_range, "a document is at most 1 MiB");
  }
  Reader reader(json);
  auto read = (reader.*what)();
  if (!read) {
    return read;
  }
  const auto ended = reader.end();
  return ended ? std::move(read) : fail_like(ended);
}

}  // namespace

const Value& value_of(const Document& document, std::string_view field) {
  static const Value nothing;
  const auto found = document.find(field);
  return found == document.end() ? nothing : found->second;
}

std::string text_of(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    return *text;
  }
  if (const auto* number = std::get_if<model::Decimal>(&value)) {
    return number->to_string();
  }
  if (const auto* truth = std::get_if<bool>(&value)) {
    return *truth ? "true" : "false";
  }
  std::string joined;
  if (const auto* codes = std::get_if<std::vector<std::string>>(&value)) {
    for (const std::string& code : *codes) {
      joined += joined.empty() ? "" : ", ";
      joined += code;
    }
  }
  return joined;
}

std::string to_json(const Value& value) {
  JsonWriter writer;
  write(writer, value);
  return writer.take();
}

std::string to_json(const Document& document) {
  JsonWriter writer;
  writer.begin_object();
  for (const auto& [name, value] : document) {
    writer.key(name);
    write(writer, value);
  }
  writer.end_object();
  return writer.take();
}

Result<Value> value_from_json(std::string_view json) { return read_whole(json, &Reader::value); }

Result<Document> document_from_json(std::string_view json) {
  return read_whole(json, &Reader::document);
}

}  // namespace sixscope::registry
