#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"
#include "http/problem.h"
#include "model/month.h"
#include "registry/object_store.h"

namespace sixscope::api {

/// The parts of "a,b,c"; none of an empty text.
[[nodiscard]] std::vector<std::string> split(std::string_view text);

/// Takes the parameters of a question about months one by one, and keeps what is wrong with them.
class QuestionReader {
 public:
  /// `request` outlives it.
  explicit QuestionReader(const http::Request& request) : request_(request) {}

  /// Empty where it is not given.
  [[nodiscard]] std::string_view text(std::string_view name) const {
    return request_.parameter(name).value_or("");
  }
  void fault(std::string_view name, std::string detail) {
    faults_.push_back({std::string(name), std::move(detail)});
  }
  [[nodiscard]] http::Faults take_faults() { return std::move(faults_); }

  [[nodiscard]] model::Month month(std::string_view name, model::Month otherwise);
  /// `months` as "2025-01..2025-12" or one month, or `month`; leaves both as they are where neither
  /// is given. At most `most` months.
  void months(model::Month& first, model::Month& last, std::int32_t most);
  /// Codes of six digits, or "unknown".
  [[nodiscard]] std::vector<std::string> regions(std::string_view name);
  /// 0 where it is not given.
  [[nodiscard]] registry::CommitNumber commit(std::string_view name);
  /// The place of `word` among `words`; a fault where it is none of them.
  template <std::size_t kWords>
  std::optional<std::size_t> in(std::string_view name, std::string_view word,
                                const std::array<std::string_view, kWords>& words) {
    const auto found = std::ranges::find(words, word);
    if (found == words.end()) {
      fault(name, fmt::format("'{}' is none of {}", word, fmt::join(words, ", ")));
      return std::nullopt;
    }
    return static_cast<std::size_t>(found - words.begin());
  }

 private:
  std::optional<model::Month> month_in(std::string_view name, std::string_view given);

  const http::Request& request_;
  http::Faults faults_;
};

}  // namespace sixscope::api
