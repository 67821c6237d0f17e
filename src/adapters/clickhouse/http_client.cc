#include "adapters/clickhouse/http_client.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <new>

#include "base/guarded.h"

namespace sixscope::adapters {
namespace {

constexpr long kHttpOk = 200;
constexpr std::size_t kErrorTextMax = 600;

/// Codes of ClickHouse that say "not now": timeouts 159 209 210, query still running 216, memory
/// 241, read-only replica 242, disk 243, too many parts 252, unreachable shard 279, unfinished
/// quorum 285 286, unknown fate of an insert 319, Keeper 999.
constexpr std::array kPassingErrors = {159, 198, 202, 203, 209, 210, 216, 225, 236,
                                       241, 242, 243, 252, 279, 285, 286, 319, 999};

struct Freer {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Handle = std::unique_ptr<CURL, Freer>;
using Headers = std::unique_ptr<curl_slist, Freer>;

struct Answer {
  std::string body;
  std::size_t bytes_max;
};

std::size_t take_bytes(char* bytes, std::size_t size, std::size_t count, void* user) {
  auto* const answer = static_cast<Answer*>(user);
  if (answer->body.size() + size * count > answer->bytes_max) {
    return 0;  // Makes libcurl end the transfer.
  }
  answer->body.append(bytes, size * count);
  return size * count;
}

Headers headers_of(const HttpClientOptions& options) {
  curl_slist* list = nullptr;
  const auto add = [&list](const std::string& line) {
    curl_slist* const longer = curl_slist_append(list, line.c_str());
    list = longer == nullptr ? list : longer;
  };
  add("Expect:");  // Or libcurl waits for "100 Continue" before each batch.
  add("Content-Type: application/octet-stream");
  if (!options.user.empty()) {
    add("X-ClickHouse-User: " + options.user);
    add("X-ClickHouse-Key: " + options.password);
  }
  return Headers(list);
}

std::string target_of(CURL* handle, const std::string& url, const HttpParameters& parameters) {
  std::string target = url + "/";
  char mark = '?';
  for (const auto& [name, value] : parameters) {
    char* const escaped = curl_easy_escape(handle, value.data(), static_cast<int>(value.size()));
    target += mark + name + "=" + (escaped == nullptr ? "" : escaped);
    curl_free(escaped);
    mark = '&';
  }
  return target;
}

}  // namespace

/// Idle libcurl handles, each with its open connection.
class HttpClient::Connections {
 public:
  [[nodiscard]] Handle take() {
    return idle_.with([](auto& idle) {
      if (idle.empty()) {
        return Handle(curl_easy_init());
      }
      Handle handle = std::move(idle.back());
      idle.pop_back();
      return handle;
    });
  }

  void put(Handle handle) {
    constexpr std::size_t kIdleMax = 8;
    idle_.with([&](auto& idle) {
      if (idle.size() < kIdleMax) {
        idle.push_back(std::move(handle));
      }
    });
  }

 private:
  Guarded<std::vector<Handle>> idle_;
};

HttpClient::HttpClient(HttpClientOptions options)
    : options_(std::move(options)), connections_(std::make_unique<Connections>()) {}
HttpClient::~HttpClient() = default;

Result<std::string> HttpClient::post(const HttpParameters& parameters,
                                     std::string_view body) const {
  Handle handle = connections_->take();
  if (handle == nullptr) {
    return fail(Errc::unavailable, "libcurl: no handle");
  }
  CURL* const curl = handle.get();
  const Headers headers = headers_of(options_);
  const std::string target = target_of(curl, options_.url, parameters);
  Answer answer{{}, options_.answer_bytes_max};
  curl_easy_reset(curl);  // Keeps the connection.
  curl_easy_setopt(curl, CURLOPT_URL, target.c_str());
  if (!options_.unix_socket.empty()) {
    curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, options_.unix_socket.c_str());
  }
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_PROXY, "");  // The store is ours: the environment has no say.
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(options_.connect_timeout.count()));
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(options_.timeout.count()));
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.data());
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &take_bytes);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
  const CURLcode done = curl_easy_perform(curl);
  if (done != CURLE_OK) {
    return fail_because(options_.url + ": " + curl_easy_strerror(done), Errc::unavailable,
                        "ClickHouse: the server does not answer");
  }
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  connections_->put(std::move(handle));
  if (status == kHttpOk) {
    return std::move(answer.body);
  }
  const int code = server_error_code(answer.body);
  return fail_because(answer.body.substr(0, kErrorTextMax),
                      code == 0 || is_passing_error(code) ? Errc::unavailable : Errc::malformed,
                      "ClickHouse: the server refused the statement");
}

int server_error_code(std::string_view body) {
  constexpr std::string_view kMark = "Code: ";
  const std::size_t at = body.find(kMark);
  int code = 0;
  if (at != std::string_view::npos) {
    const std::string_view rest = body.substr(at + kMark.size());
    std::from_chars(rest.data(), rest.data() + rest.size(), code);
  }
  return code;
}

bool is_passing_error(int code) {
  return std::ranges::find(kPassingErrors, code) != kPassingErrors.end();
}

}  // namespace sixscope::adapters
