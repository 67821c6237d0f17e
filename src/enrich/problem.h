#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sixscope::enrich {

/// Whether a snapshot may be built in spite of a problem.
enum class Severity : std::uint8_t {
  warning,  ///< The row is left out or decided by a stated rule.
  error,    ///< Nothing of this load is used: the old snapshot stays.
};

/// What is wrong with one row of one file, and what to do about it.
struct Problem {
  std::string file;
  std::uint32_t line = 0;  ///< 1-based; 0: the file as a whole.
  Severity severity = Severity::error;
  std::string what;
  std::string remedy;
};

/// "FILE:LINE: error: what; remedy".
[[nodiscard]] std::string describe(const Problem& problem);

/// All problems of one load, in the order they were met. Past `kProblemsMax` they are only counted.
class Problems {
 public:
  static constexpr std::size_t kProblemsMax = 10'000;

  void add(Problem problem);
  /// Adds all of `other`.
  void add(const Problems& other);
  [[nodiscard]] const std::vector<Problem>& list() const { return list_; }
  [[nodiscard]] std::size_t errors() const { return errors_; }
  [[nodiscard]] std::size_t warnings() const { return warnings_; }

 private:
  std::vector<Problem> list_;
  std::size_t errors_ = 0;
  std::size_t warnings_ = 0;
};

}  // namespace sixscope::enrich
