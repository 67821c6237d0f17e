#include "enrich/csv.h"

namespace sixscope::enrich {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) {
    return {};
  }
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

CsvReader::CsvReader(std::string_view text, char separator) : text_(text), separator_(separator) {
  if (text_.starts_with("\xef\xbb\xbf")) {
    text_.remove_prefix(3);
  }
  unquoted_.reserve(kFieldsMax);  // Views into its strings must not move.
}

void CsvReader::skip_line() {
  const auto end = text_.find('\n', at_);
  at_ = end == std::string_view::npos ? text_.size() : end + 1;
  ++line_;
}

std::optional<std::span<const std::string_view>> CsvReader::next() {
  fields_.clear();
  unquoted_.clear();
  overlong_ = false;
  while (at_ < text_.size() && (text_[at_] == '#' || text_[at_] == '\n' || text_[at_] == '\r')) {
    skip_line();
  }
  if (at_ >= text_.size()) {
    return std::nullopt;
  }
  record_line_ = line_;
  while (true) {  // Each turn takes a field; ends with the line or the text.
    const std::string_view taken = field();
    if (fields_.size() < kFieldsMax) {
      fields_.push_back(taken);
    } else {
      overlong_ = true;
    }
    if (at_ >= text_.size() || text_[at_] != separator_) {
      break;
    }
    ++at_;
  }
  skip_line();
  return fields_;
}

std::string_view CsvReader::field() {
  std::size_t begin = at_;
  while (begin < text_.size() && text_[begin] == ' ') {
    ++begin;
  }
  if (begin < text_.size() && text_[begin] == '"') {
    at_ = begin + 1;
    return quoted_field();
  }
  const char ends[] = {separator_, '\n'};
  const auto end = text_.find_first_of(std::string_view(ends, 2), at_);
  const std::size_t stop = end == std::string_view::npos ? text_.size() : end;
  std::string_view taken = text_.substr(at_, stop - at_);
  at_ = stop;
  if (taken.ends_with('\r')) {
    taken.remove_suffix(1);
  }
  return trimmed(taken);
}

std::string_view CsvReader::quoted_field() {
  const std::size_t begin = at_;
  std::string kept;
  std::size_t part = begin;
  bool doubled = false;
  std::string_view taken;
  while (true) {
    const auto quote = text_.find('"', at_);
    if (quote == std::string_view::npos) {
      quote_open_ = true;
      taken = text_.substr(part);
      at_ = text_.size();
      break;
    }
    if (quote + 1 < text_.size() && text_[quote + 1] == '"') {
      doubled = true;
      kept += text_.substr(part, quote + 1 - part);
      at_ = part = quote + 2;
      continue;
    }
    taken = text_.substr(part, quote - part);
    at_ = quote + 1;
    break;
  }
  for (std::size_t i = begin; i < at_ && i < text_.size(); ++i) {
    line_ += static_cast<std::uint32_t>(text_[i] == '\n');
  }
  // What stands between the closing quote and the separator is no part of the field.
  while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\n') {
    ++at_;
  }
  if (!doubled || unquoted_.size() >= kFieldsMax) {
    return taken;
  }
  unquoted_.push_back(kept + std::string(taken));
  return unquoted_.back();
}

}  // namespace sixscope::enrich
