#include "adapters/http_client/http_get.h"

#include <curl/curl.h>

#include <algorithm>
#include <memory>

namespace sixscope::adapters {
namespace {

struct CloseHandle {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using Handle = std::unique_ptr<CURL, CloseHandle>;

struct Receiver {
  const std::function<bool(std::string_view)>& take;
  bool refused = false;  ///< `take` wants no more.
};

// libcurl hands over each piece; returning less than it offered ends the transfer.
std::size_t hand_over(const char* piece, std::size_t size, std::size_t count, void* to) {
  Receiver& receiver = *static_cast<Receiver*>(to);
  receiver.refused = !receiver.take(std::string_view(piece, size * count));
  return receiver.refused ? 0 : size * count;
}

Error error_of(CURLcode code, const std::string& url) {
  const std::string said = url + ": " + curl_easy_strerror(code);
  switch (code) {
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return {Errc::malformed, "not an http or https address", 0, said};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
      return {Errc::unavailable, kCertificateRefused, 0, said};
    default:
      return {Errc::unavailable, "the server does not answer", 0, said};
  }
}

// Performs the request; true if `take` ended it.
Result<bool> perform(CURL* handle, const std::string& url, const HttpOptions& options,
                     const std::function<bool(std::string_view)>& take) {
  Receiver receiver{.take = take};
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, 5L);
  curl_easy_setopt(handle, CURLOPT_TIMEOUT, static_cast<long>(options.timeout.count()));
  if (!options.authorities.empty()) {
    curl_easy_setopt(handle, CURLOPT_CAINFO, options.authorities.c_str());
  }
  curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, options.verify ? 1L : 0L);
  curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, options.verify ? 2L : 0L);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, hand_over);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &receiver);
  const CURLcode code = curl_easy_perform(handle);
  if (code != CURLE_OK && !receiver.refused) {
    return tl::unexpected<Error>(error_of(code, url));
  }
  return receiver.refused;
}

std::map<std::string, std::string> headers_of(CURL* handle) {
  std::map<std::string, std::string> headers;
  curl_header* header = nullptr;
  while ((header = curl_easy_nextheader(handle, CURLH_HEADER, -1, header)) != nullptr) {
    std::string name = header->name;
    std::ranges::transform(name, name.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    headers[name] = header->value;
  }
  return headers;
}

}  // namespace

Result<HttpAnswer> http_get(const std::string& url, const HttpOptions& options) {
  const Handle handle(curl_easy_init());
  if (!handle) {
    return fail(Errc::unavailable, "libcurl cannot start");
  }
  curl_easy_setopt(handle.get(), CURLOPT_ACCEPT_ENCODING, "gzip");
  HttpAnswer answer;
  const auto refused = perform(handle.get(), url, options, [&answer](std::string_view piece) {
    answer.body.append(piece);
    return answer.body.size() <= kAnswerBytesMax;
  });
  if (!refused) {
    return fail_like(refused);
  }
  if (*refused) {
    return fail_because(url, Errc::out_of_range, "the answer is too large");
  }
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &answer.status);
  answer.headers = headers_of(handle.get());
  return answer;
}

Result<long> http_stream(const std::string& url, const HttpOptions& options,
                         const std::function<bool(std::string_view)>& take) {
  const Handle handle(curl_easy_init());
  if (!handle) {
    return fail(Errc::unavailable, "libcurl cannot start");
  }
  long status = 0;
  const auto done = perform(handle.get(), url, options, [&](std::string_view piece) {
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
    return status == 200 && take(piece);
  });
  if (!done) {
    return fail_like(done);
  }
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
  return status;
}

}  // namespace sixscope::adapters
