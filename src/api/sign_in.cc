#include "api/sign_in.h"

#include <algorithm>
#include <array>
#include <optional>

#include "api/host_name.h"

namespace sixscope::api {
namespace {

using registry::Credential;
using registry::Scope;

constexpr std::string_view kCookie = "sixscope_session";
constexpr std::string_view kBearer = "bearer ";
/// Clients whose wrong attempts are remembered at one time.
constexpr std::size_t kClientsMax = 4096;
constexpr std::chrono::minutes kAttemptSpan{1};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) {
    text.remove_prefix(1);
  }
  while (text.ends_with(' ')) {
    text.remove_suffix(1);
  }
  return text;
}

std::optional<std::string> session_of(const http::Request& request) {
  std::string_view rest = request.headers.get("Cookie").value_or("");
  while (!rest.empty()) {
    const auto end = std::min(rest.find(';'), rest.size());
    const std::string_view pair = trimmed(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (pair.starts_with(kCookie) && pair.substr(kCookie.size()).starts_with('=')) {
      return std::string(pair.substr(kCookie.size() + 1));
    }
  }
  return std::nullopt;
}

// A proxy in front would make the whole world look like this machine.
bool is_forwarded(const http::Request& request) {
  return std::ranges::any_of(
      std::array{"Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"},
      [&](const char* name) { return request.headers.get(name).has_value(); });
}

tl::unexpected<Error> unknown_token() {
  return fail(Errc::unauthenticated, "no account has this token, or it was revoked");
}

}  // namespace

std::string hexadecimal(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text.append({kDigits[byte >> 4U], kDigits[byte & 15U]});
  }
  return text;
}

Result<std::string> make_token(const Secrets& secrets) {
  const auto bytes = secrets.random(kTokenBytes);
  return bytes ? Result<std::string>(std::string(kTokenBegin) + hexadecimal(*bytes))
               : fail_like(bytes);
}

Result<Asker> SignIn::asker_of(const http::Request& request) {
  if (const auto given = request.headers.get("Authorization")) {
    const std::string_view text = trimmed(*given);
    if (text.size() <= kBearer.size() ||
        !std::ranges::equal(text.substr(0, kBearer.size()), kBearer, {}, lower)) {
      return fail(Errc::unauthenticated, "`Authorization: Bearer TOKEN` is what is taken here");
    }
    return by_token(std::string(trimmed(text.substr(kBearer.size()))), request);
  }
  if (const auto session = session_of(request)) {
    const auto found = accounts_.by_session(secrets_.sha256(*session), clock_.now());
    if (!found) {
      return fail_like(found);
    }
    if (*found) {
      return enter(**found, request);
    }
    const auto otherwise = without_credential(request);
    return otherwise
               ? otherwise
               : Result<Asker>(fail(Errc::unauthenticated, "the session is over; sign in again"));
  }
  return without_credential(request);
}

Result<Asker> SignIn::by_token(const std::string& token, const http::Request& request) {
  const auto found = accounts_.by_token(secrets_.sha256(token));
  if (!found) {
    return fail_like(found);
  }
  return *found ? enter(**found, request) : Result<Asker>(unknown_token());
}

Result<Asker> SignIn::enter(const Credential& credential, const http::Request& request) {
  const Instant now = clock_.now();
  auto scope = registry::scope_of(credential, now, request.peer);
  if (!scope) {
    return fail_like(scope);
  }
  const auto day = std::chrono::floor<std::chrono::days>(now);
  const bool noted = credential.token.last_used == day || used_.with([&](auto& used) {
    std::erase_if(used, [&](const auto& one) { return one.second != day; });
    return !used.emplace(credential.token.id, day).second;
  });
  if (!noted) {
    // For people who look which tokens are still in use: nothing depends on it.
    static_cast<void>(accounts_.note_use(credential.token.id, day));
  }
  return Asker{.scope = *std::move(scope), .title = credential.account.title};
}

Result<Asker> SignIn::without_credential(const http::Request& request) const {
  const auto any = accounts_.any();
  if (!any) {
    return fail_like(any);
  }
  if (*any) {
    return fail(Errc::unauthenticated, "sign in, or send `Authorization: Bearer TOKEN`");
  }
  if (!options_.only_loopback || is_forwarded(request) || !is_loopback_address(request.peer)) {
    return fail(Errc::forbidden,
                "there is no account yet; on the server's machine, `sixscope account add` makes "
                "one and `sixscope account token` its token");
  }
  if (!is_loopback_host(host_of(request))) {
    return fail(Errc::forbidden,
                "without accounts, the registry answers to the names localhost, 127.0.0.1 and "
                "[::1] alone");
  }
  return Asker{.scope = Scope::everything(std::string(registry::kLocalAccount)),
               .title = "",
               .is_local = true};
}

std::string SignIn::cookie(std::string_view value, std::chrono::seconds age) const {
  return std::string(kCookie) + "=" + std::string(value) +
         "; Path=/; Max-Age=" + std::to_string(age.count()) + "; HttpOnly; SameSite=Strict" +
         (options_.secure ? "; Secure" : "");
}

bool SignIn::has_attempts_left(const std::string& client) {
  return attempts_.with([&](const auto& attempts) {
    const auto known = attempts.find(client);
    return known == attempts.end() || clock_.now() >= known->second.begin + kAttemptSpan ||
           known->second.wrong < options_.attempts_max;
  });
}

void SignIn::count_attempt(const std::string& client) {
  const Instant now = clock_.now();
  attempts_.with([&](auto& attempts) {
    if (attempts.size() >= kClientsMax) {
      std::erase_if(attempts,
                    [&](const auto& one) { return now >= one.second.begin + kAttemptSpan; });
    }
    if (attempts.size() >= kClientsMax) {
      attempts.clear();
    }
    Attempts& mine = attempts[client];
    if (now >= mine.begin + kAttemptSpan) {
      mine = {.begin = now};
    }
    ++mine.wrong;
  });
}

Result<Opened> SignIn::open(const http::Request& request, const std::string& token) {
  const std::string client = client_of(request.peer);
  if (!has_attempts_left(client)) {
    return fail(Errc::out_of_range, "too many wrong tokens from there; wait a minute");
  }
  const auto found = accounts_.by_token(secrets_.sha256(token));
  if (!found) {
    return fail_like(found);
  }
  auto asker = *found ? enter(**found, request) : Result<Asker>(unknown_token());
  if (!asker) {
    count_attempt(client);
    return fail_like(asker);
  }
  const auto bytes = secrets_.random(kTokenBytes);
  if (!bytes) {
    return fail_like(bytes);
  }
  const std::string value = hexadecimal(*bytes);
  const Instant now = clock_.now();
  const auto kept = accounts_.add_session(secrets_.sha256(value), (*found)->token.id, now,
                                          now + options_.session);
  if (!kept) {
    return fail_like(kept);
  }
  return Opened{.asker = *std::move(asker), .cookie = cookie(value, options_.session)};
}

Result<std::string> SignIn::close(const http::Request& request) {
  if (const auto session = session_of(request)) {
    const auto ended = accounts_.end_session(secrets_.sha256(*session));
    if (!ended) {
      return fail_like(ended);
    }
  }
  return cookie("", std::chrono::seconds(0));
}

}  // namespace sixscope::api
