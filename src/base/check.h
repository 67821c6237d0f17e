#pragma once

namespace sixscope {

/// Prints where and what, then aborts. Called by SIXSCOPE_CHECK only.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace sixscope

/// Ends the program if `condition` is false: a bug of ours, never a fault of the input. On in
/// release builds too.
#define SIXSCOPE_CHECK(condition)                               \
  do {                                                          \
    if (!(condition)) [[unlikely]] {                            \
      ::sixscope::check_failed(#condition, __FILE__, __LINE__); \
    }                                                           \
  } while (false)
