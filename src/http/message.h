#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace sixscope::http {

/// Request methods we tell apart; anything else is `other` and answered 405 or 501.
enum class Method : std::uint8_t { get, head, post, put, patch, delete_, options, other };
/// The method as it stands on the wire; "OTHER" for what we do not know.
[[nodiscard]] std::string_view to_string(Method method);
/// Of the text on the wire, where case counts (RFC 9110 s.9.1).
[[nodiscard]] Method method_of(std::string_view name);

/// Header fields in order of arrival; names compare without case (RFC 9110 s.5.1).
class Headers {
 public:
  void add(std::string name, std::string value);
  /// Replaces every field of that name.
  void set(std::string_view name, std::string value);
  /// The first field of that name.
  [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const;
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& all() const {
    return fields_;
  }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

/// Most parameters in one query, and the longest request target: past them 400 and 414.
inline constexpr std::size_t kParametersMax = 64;
inline constexpr std::size_t kTargetBytesMax = 16 * 1024;

/// A request target taken apart: path as sent (still percent-encoded), parameters decoded.
struct Target {
  std::string path;
  std::vector<std::pair<std::string, std::string>> parameters;
  friend bool operator==(const Target&, const Target&) = default;
};

/// Reads an origin-form target (RFC 9112 s.3.2.1). `malformed` for anything else, for a broken
/// percent-encoding or a NUL; `out_of_range` past the limits above.
[[nodiscard]] Result<Target> parse_target(std::string_view target);

/// `text` with %XX undone, and `+` as a space where `plus_is_space`. `malformed` if broken.
enum class Plus : std::uint8_t { literal, is_space };
[[nodiscard]] Result<std::string> percent_decode(std::string_view text, Plus plus);
/// `text` with everything but RFC 3986 unreserved characters as %XX.
[[nodiscard]] std::string percent_encode(std::string_view text);

/// One request, whole. Plain values; lives as long as the handler runs.
struct Request {
  Method method = Method::get;
  Target target;
  Headers headers = {};
  std::string body = {};
  std::string peer;  ///< Address text of the client, for logs.
  std::vector<std::pair<std::string, std::string>> captures;  ///< `{name}` parts of the path.

  /// The first query parameter of that name.
  [[nodiscard]] std::optional<std::string_view> parameter(std::string_view name) const;
  /// The part of the path that a `{name}` matched; empty if the pattern has none.
  [[nodiscard]] std::string_view capture(std::string_view name) const;
};

/// True if the client's Accept header ranks `type` ("text/csv") above `other`. A client that says
/// nothing prefers neither.
[[nodiscard]] bool prefers(const Request& request, std::string_view type, std::string_view other);
/// True if the client takes gzip (RFC 9110 s.12.5.3), q=0 counted as refusal.
[[nodiscard]] bool accepts_gzip(const Request& request);

/// A body that goes on, such as server-sent events: the server calls `next` at once and then every
/// `period`, sends what it returns, and stops when it returns nothing or the client leaves. `next`
/// runs on one handler thread at a time and dies with the connection.
struct BodyStream {
  std::chrono::milliseconds period{1000};
  std::function<std::optional<std::string>()> next;
};

/// How long an answer may be kept.
enum class Caching : std::uint8_t {
  no_store,    ///< Live figures.
  revalidate,  ///< Keep, but ask with the ETag each time.
  immutable,   ///< The name carries a hash of the content.
};

/// One answer. `stream`, where set, replaces `body`.
struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::string body = {};
  Headers headers = {};
  Caching caching = Caching::no_store;
  std::shared_ptr<BodyStream> stream = {};
};

/// From request to answer. Called from several threads.
using Handler = std::function<Response(const Request&)>;

/// The strong entity tag of `body`, quotes included.
[[nodiscard]] std::string entity_tag(std::string_view body);
/// The tag of the same content packed: "9" becomes "9-gzip"; and back, whichever it is.
[[nodiscard]] std::string packed_tag(std::string_view tag);
[[nodiscard]] std::string unpacked_tag(std::string_view tag);
/// What every answer of ours carries: security headers, Cache-Control, and for GET and HEAD an ETag
/// and 304 where If-None-Match names it.
void finish(const Request& request, Response& response);

}  // namespace sixscope::http
