#include "adapters/http_client/http_get.h"

#include <curl/curl.h>

#include <memory>

namespace sixscope::adapters {
namespace {

// libcurl hands over each piece; returning less than it offered ends the transfer.
std::size_t keep(const char* piece, std::size_t size, std::size_t count, void* to) {
  auto& body = *static_cast<std::string*>(to);
  const std::size_t bytes = size * count;
  if (body.size() + bytes > kAnswerBytesMax) {
    return 0;
  }
  body.append(piece, bytes);
  return bytes;
}

struct CloseHandle {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};

}  // namespace

Result<HttpAnswer> http_get(const std::string& url, std::chrono::seconds timeout) {
  const std::unique_ptr<CURL, CloseHandle> handle(curl_easy_init());
  if (!handle) {
    return fail(Errc::unavailable, "libcurl cannot start");
  }
  HttpAnswer answer;
  curl_easy_setopt(handle.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle.get(), CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle.get(), CURLOPT_ACCEPT_ENCODING, "gzip");
  curl_easy_setopt(handle.get(), CURLOPT_CONNECTTIMEOUT, 5L);
  curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT, static_cast<long>(timeout.count()));
  curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, keep);
  curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &answer.body);
  const CURLcode code = curl_easy_perform(handle.get());
  if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL) {
    return fail_because(url, Errc::malformed, "not an http or https address");
  }
  if (code == CURLE_WRITE_ERROR) {
    return fail_because(url, Errc::out_of_range, "the answer is too large");
  }
  if (code != CURLE_OK) {
    return fail_because(url + ": " + curl_easy_strerror(code), Errc::unavailable,
                        "the server does not answer");
  }
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &answer.status);
  const char* type = nullptr;
  curl_easy_getinfo(handle.get(), CURLINFO_CONTENT_TYPE, &type);
  answer.content_type = type == nullptr ? "" : type;
  return answer;
}

}  // namespace sixscope::adapters
