#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <tl/expected.hpp>

namespace sixscope {

/// What went wrong, coarse enough for code to branch on.
enum class Errc : std::uint8_t {
  truncated,        ///< The input ends before the structure it announces.
  malformed,        ///< The input breaks a rule of its format.
  out_of_range,     ///< A well-formed value lies outside a limit of ours.
  not_found,        ///< The thing asked for does not exist.
  unavailable,      ///< A dependency did not answer; the same call may succeed later.
  conflict,         ///< Somebody else changed it meanwhile, or it collides with what is there.
  forbidden,        ///< This account may not.
  unauthenticated,  ///< Nobody we know is asking, or what they showed does not count (any more).
};

/// The identifier of `code`, for instance "truncated"; static text.
[[nodiscard]] std::string_view to_string(Errc code);

/// Why a value is missing. Cheap to copy on the hot path: `detail` is empty there.
struct Error {
  Errc code{};
  std::string_view rule;   ///< Which rule was broken, with its source: "RFC 8200 s.3: ...". Static.
  std::size_t offset = 0;  ///< Byte at which it was noticed; 0 if the error is not about bytes.
  std::string detail =
      {};  ///< What, where and what to do, or a library's words. At the edges only.
};

/// One line for a person: the rule, then the detail and the offset where they say something.
[[nodiscard]] std::string describe(const Error& error);

/// A T, or the Error that explains its absence.
///
/// Every function that can fail because of the world outside the process returns one. The class is
/// [[nodiscard]], so a result nobody looks at is a warning, and warnings are errors here. No other
/// header names the library behind it: when every compiler we use has std::expected, this changes.
template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using Base = tl::expected<T, Error>;
  using Base::Base;
  Result(Base base) : Base(std::move(base)) {}  // NOLINT(google-explicit-constructor): a rename.
};

/// The failing side of any Result. `fail_at` adds the byte, `fail_because` what, where and remedy.
[[nodiscard]] tl::unexpected<Error> fail(Errc code, std::string_view rule);
[[nodiscard]] tl::unexpected<Error> fail_at(std::size_t offset, Errc code, std::string_view rule);
[[nodiscard]] tl::unexpected<Error> fail_because(std::string detail, Errc code,
                                                 std::string_view rule);
/// Hands on the error of a failed Result of another type.
template <class T>
[[nodiscard]] tl::unexpected<Error> fail_like(const Result<T>& failed) {
  return tl::unexpected<Error>(failed.error());
}

}  // namespace sixscope
