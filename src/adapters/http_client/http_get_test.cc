#include "adapters/http_client/http_get.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>

namespace sixscope::adapters {
namespace {

const HttpOptions kPatience{.timeout = std::chrono::seconds(20)};

// A socket on loopback that answers one connection with given bytes.
class OneAnswer {
 public:
  explicit OneAnswer(std::string text) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const raw = static_cast<sockaddr*>(static_cast<void*>(&address));
    ::bind(socket_, raw, size);
    ::listen(socket_, 1);
    ::getsockname(socket_, raw, &size);
    url_ = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    thread_ = std::jthread([this, answer = std::move(text)] {
      const int client = ::accept(socket_, nullptr, nullptr);
      std::array<char, 4096> request{};
      const auto read = ::recv(client, request.data(), request.size(), 0);
      const auto sent = ::send(client, answer.data(), answer.size(), MSG_NOSIGNAL);
      static_cast<void>(read + sent);
      ::close(client);
    });
  }
  ~OneAnswer() {
    thread_.join();
    ::close(socket_);
  }
  [[nodiscard]] const std::string& url() const { return url_; }

 private:
  int socket_;
  std::string url_;
  std::jthread thread_;
};

TEST(HttpGet, HandsOverStatusTypeAndBody) {
  const OneAnswer server(
      "HTTP/1.1 404 Not Found\r\nContent-Type: application/problem+json\r\n"
      "Content-Length: 2\r\n\r\n{}");
  const auto answer = http_get(server.url() + "/x", kPatience);
  ASSERT_TRUE(answer) << describe(answer.error());
  EXPECT_EQ(answer->status, 404);
  EXPECT_EQ(answer->headers.at("content-type"), "application/problem+json");
  EXPECT_EQ(answer->body, "{}");
}

TEST(HttpGet, DoesNotTakeACutAnswerForAWhole) {
  const OneAnswer server("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
  EXPECT_EQ(http_get(server.url(), kPatience).error().code, Errc::unavailable);
}

TEST(HttpGet, FollowsNoRedirect) {
  const OneAnswer server(
      "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(http_get(server.url(), kPatience)->status, 302);
}

TEST(HttpGet, SaysWhoDoesNotAnswerAndWhatIsNoAddress) {
  const auto closed = http_get("http://127.0.0.1:1/", kPatience);
  EXPECT_EQ(closed.error().code, Errc::unavailable);
  EXPECT_EQ(http_get("file:///etc/hosts", kPatience).error().code, Errc::malformed);
  EXPECT_EQ(http_get("http://[", kPatience).error().code, Errc::malformed);
}

TEST(HttpStream, HandsOverPiecesUntilNoMoreAreWanted) {
  const OneAnswer server("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nenough");
  std::string got;
  const auto status = http_stream(server.url(), kPatience, [&](std::string_view piece) {
    got += piece;
    return got != "enough";
  });
  ASSERT_TRUE(status) << describe(status.error());
  EXPECT_EQ(*status, 200);
  EXPECT_EQ(got, "enough");
}

TEST(HttpStream, KeepsTheBodyOfAnErrorToItself) {
  const OneAnswer server("HTTP/1.1 503 Unavailable\r\nContent-Length: 3\r\n\r\nbad");
  const auto status = http_stream(server.url(), kPatience, [](std::string_view) {
    ADD_FAILURE() << "handed over";
    return true;
  });
  EXPECT_EQ(status.value(), 503);
}

}  // namespace
}  // namespace sixscope::adapters
