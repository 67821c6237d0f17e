#include "adapters/http_server/http_server.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace sixscope::adapters {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// A client that says exactly the bytes it is told to, and reads until it has what it waits for.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port, std::uint32_t own_address = INADDR_LOOPBACK)
      : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(own_address);
    ::bind(socket_, static_cast<sockaddr*>(static_cast<void*>(&address)), sizeof address);
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{.tv_sec = 20, .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    connected_ = ::connect(socket_, static_cast<sockaddr*>(static_cast<void*>(&address)),
                           sizeof address) == 0;
  }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  ~RawClient() { ::close(socket_); }

  // False: the server has closed.
  bool say(std::string_view text) {
    while (!text.empty()) {
      const auto sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) {
        return false;
      }
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  // All that comes up to and with `end`; what came so far if the server closes first.
  std::string until(std::string_view end) {
    while (got_.find(end) == std::string::npos && more()) {
    }
    const auto found = got_.find(end);
    const auto size = found == std::string::npos ? got_.size() : found + end.size();
    std::string text = got_.substr(0, size);
    got_.erase(0, size);
    return text;
  }

  // All that comes until the server closes.
  std::string rest() {
    while (more()) {
    }
    return std::exchange(got_, {});
  }

  // One answer with a Content-Length.
  std::string answer() {
    std::string text = until("\r\n\r\n");
    const auto at = text.find("Content-Length: ");
    const std::size_t length = at == std::string::npos ? 0 : std::stoul(text.substr(at + 16));
    while (got_.size() < length && more()) {
    }
    text += got_.substr(0, length);
    got_.erase(0, std::min(length, got_.size()));
    return text;
  }

  [[nodiscard]] bool connected() const { return connected_; }

 private:
  bool more() {
    std::array<char, 4096> piece{};
    const auto size = ::recv(socket_, piece.data(), piece.size(), 0);
    if (size <= 0) {
      return false;
    }
    got_.append(piece.data(), static_cast<std::size_t>(size));
    return true;
  }

  int socket_;
  bool connected_ = false;
  std::string got_;
};

// A gate that a handler waits at until the test opens it.
class Gate {
 public:
  void wait() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void wait_for_guest() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_ > 0; });
  }
  void open() {
    const std::scoped_lock lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int waiting_ = 0;
  bool open_ = false;
};

class HttpServerTest : public ::testing::Test {
 protected:
  http::Response handle(const http::Request& request) {
    http::Response response{.status = 200, .content_type = "text/plain"};
    if (request.target.path == "/slow") {
      gate_.wait();
    } else if (request.target.path == "/throw") {
      throw std::runtime_error("secret");
    } else if (request.target.path == "/large") {
      response.body = std::string(5000, 'x');
      return response;
    } else if (request.target.path == "/events") {
      response.content_type = "text/event-stream";
      response.stream = std::make_shared<http::BodyStream>();
      response.stream->period = std::chrono::milliseconds(1);
      response.stream->next = [count = 0]() mutable {
        return std::optional("data: " + std::to_string(++count) + "\n\n");
      };
      return response;
    } else if (request.target.path == "/three") {
      response.stream = std::make_shared<http::BodyStream>();
      response.stream->period = std::chrono::milliseconds(1);
      response.stream->next = [count = 0]() mutable {
        return ++count > 3 ? std::nullopt : std::optional(std::to_string(count));
      };
      return response;
    }
    response.body = std::string(http::to_string(request.method)) + " " + request.target.path + " " +
                    request.body;
    return response;
  }

  void serve(HttpServerOptions options = {}) {
    server_ = std::make_unique<HttpServer>(
        std::move(options), [this](const http::Request& request) { return handle(request); },
        counters_);
    const auto started = server_->start();
    ASSERT_TRUE(started) << describe(started.error());
    ASSERT_NE(server_->port(), 0);
  }

  void TearDown() override { gate_.open(); }

  Gate gate_;
  http::ServerCounters counters_;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpServerTest, KeepsAConnectionForSeveralRequests) {
  serve();
  RawClient client(server_->port());
  client.say("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(client.answer(), HasSubstr("\r\n\r\nGET /a "));
  client.say("POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody");
  EXPECT_THAT(client.answer(), HasSubstr("POST /b body"));
  client.say("GET /c HTTP/1.1\r\nHost: x\r\n\r\nGET /d HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(client.answer(), HasSubstr("GET /c "));
  EXPECT_THAT(client.answer(), HasSubstr("GET /d "));
  EXPECT_EQ(counters_.connections_accepted, 1U);
  EXPECT_EQ(counters_.requests, 4U);
  EXPECT_EQ(counters_.responses_2xx, 4U);
}

TEST_F(HttpServerTest, ClosesWhereTheClientAsksForIt) {
  serve();
  RawClient client(server_->port());
  client.say("GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(client.rest(), HasSubstr("Connection: close"));
  RawClient old(server_->port());
  old.say("GET /a HTTP/1.0\r\n\r\n");
  EXPECT_THAT(old.rest(), HasSubstr("HTTP/1.0 200"));
}

TEST_F(HttpServerTest, AnswersHeadWithoutABody) {
  serve();
  RawClient client(server_->port());
  client.say("HEAD /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  const std::string answer = client.rest();
  EXPECT_THAT(answer, HasSubstr("Content-Length: 5000"));
  EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
}

TEST_F(HttpServerTest, PacksTextForWhoTakesIt) {
  serve();
  RawClient client(server_->port());
  client.say("GET /large HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n");
  const std::string answer = client.answer();
  EXPECT_THAT(answer, HasSubstr("Content-Encoding: gzip"));
  EXPECT_LT(answer.size(), 2000U);
  client.say("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(client.answer(), Not(HasSubstr("Content-Encoding")));
}

TEST_F(HttpServerTest, RefusesWhatBreaksItsLimitsOrTheProtocol) {
  struct Row {
    const char* name;
    std::string request;
    const char* status;
  };
  const Row rows[] = {
      {"no HTTP at all", "GARBAGE\r\n\r\n", "HTTP/1.1 400"},
      {"header too large", "GET / HTTP/1.1\r\nX: " + std::string(3000, 'a') + "\r\n\r\n",
       "HTTP/1.1 431"},
      {"body too large", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2000\r\n\r\n",
       "HTTP/1.1 413"},
      {"two lengths", "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na",
       "HTTP/1.1 400"},
      {"broken escape", "GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
       "HTTP/1.1 400"},
      {"absolute form", "GET http://x/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
       "HTTP/1.1 400"},
  };
  serve({.header_bytes_max = 2048, .body_bytes_max = 1024});
  for (const auto& [name, request, status] : rows) {
    SCOPED_TRACE(name);
    RawClient client(server_->port());
    client.say(request);
    const std::string answer = client.rest();
    EXPECT_TRUE(answer.starts_with(status)) << answer;
    EXPECT_THAT(answer, HasSubstr("application/problem+json"));
  }
  EXPECT_EQ(counters_.responses_4xx, std::size(rows));
}

TEST_F(HttpServerTest, ACallMayTakeALargerBodyOrASmallerOne) {
  serve({.body_bytes_max = 100,
         .body_bytes_max_of = [](http::Method method, std::string_view path) -> std::size_t {
           return method == http::Method::put && path == "/file" ? 5000 : path == "/tiny" ? 3 : 0;
         }});
  const struct {
    const char* name;
    std::string begin;
    std::size_t length;
    const char* status;
  } rows[] = {
      {"usual", "POST /a", 100, "HTTP/1.1 200"},
      {"beyond it", "POST /a", 101, "HTTP/1.1 413"},
      {"large", "PUT /file?name=x", 5000, "HTTP/1.1 200"},
      {"larger", "PUT /file?name=x", 5001, "HTTP/1.1 413"},
      {"another method", "POST /file", 101, "HTTP/1.1 413"},
      {"small", "POST /tiny", 4, "HTTP/1.1 413"},
  };
  for (const auto& [name, begin, length, status] : rows) {
    SCOPED_TRACE(name);
    RawClient client(server_->port());
    client.say(begin + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(length) +
               "\r\n\r\n");
    if (status == std::string_view("HTTP/1.1 200")) {
      client.say(std::string(length, 'b'));
    }
    EXPECT_TRUE(client.answer().starts_with(status));
  }
  RawClient chunked(server_->port());
  chunked.say("PUT /file HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1389\r\n");
  EXPECT_TRUE(chunked.answer().starts_with("HTTP/1.1 413")) << "5001 bytes in a chunk";
}

TEST_F(HttpServerTest, LargeBodiesComeInAFewAtATime) {
  serve({.body_bytes_max = 100,
         .body_bytes_max_of = [](http::Method, std::string_view) -> std::size_t { return 5000; },
         .large_bodies_max = 1});
  const std::string head = "PUT /f HTTP/1.1\r\nHost: x\r\nContent-Length: 200\r\n";
  RawClient first(server_->port());
  first.say(head + "Expect: 100-continue\r\n\r\n");
  EXPECT_THAT(first.until("\r\n\r\n"), HasSubstr("100 Continue")) << "it has its place by now";
  RawClient second(server_->port());
  second.say(head + "\r\n");
  EXPECT_TRUE(second.answer().starts_with("HTTP/1.1 503"));
  RawClient small(server_->port());
  small.say("PUT /f HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
  EXPECT_THAT(small.answer(), HasSubstr("PUT /f abc")) << "small ones wait for nobody";
  first.say(std::string(200, 'b'));
  EXPECT_TRUE(first.answer().starts_with("HTTP/1.1 200"));
  RawClient third(server_->port());
  third.say(head + "\r\n" + std::string(200, 'c'));
  EXPECT_TRUE(third.answer().starts_with("HTTP/1.1 200")) << "the place is free again";
}

TEST_F(HttpServerTest, OutlivesAHandlerThatThrows) {
  serve();
  RawClient client(server_->port());
  client.say("GET /throw HTTP/1.1\r\nHost: x\r\n\r\n");
  const std::string answer = client.answer();
  EXPECT_THAT(answer, HasSubstr("HTTP/1.1 500"));
  EXPECT_THAT(answer, Not(HasSubstr("secret")));
  client.say("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(client.answer(), HasSubstr("GET /a"));
}

TEST_F(HttpServerTest, ASlowHandlerBlocksNobodyElse) {
  serve({.workers = 2});
  RawClient slow(server_->port());
  slow.say("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  gate_.wait_for_guest();
  RawClient events(server_->port());
  events.say("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(events.until("data: 3\n\n"), HasSubstr("data: 1"));
  RawClient quick(server_->port());
  quick.say("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(quick.answer(), HasSubstr("GET /a"));
  gate_.open();
  EXPECT_THAT(slow.answer(), HasSubstr("GET /slow"));
}

TEST_F(HttpServerTest, StreamsInChunksAndEndsThem) {
  serve();
  RawClient client(server_->port());
  client.say("GET /three HTTP/1.1\r\nHost: x\r\n\r\n");
  const std::string answer = client.rest();
  EXPECT_THAT(answer, HasSubstr("Transfer-Encoding: chunked"));
  EXPECT_TRUE(answer.ends_with("1\r\n1\r\n1\r\n2\r\n1\r\n3\r\n0\r\n\r\n")) << answer;
  RawClient old(server_->port());
  old.say("GET /three HTTP/1.0\r\n\r\n");
  EXPECT_TRUE(old.rest().ends_with("\r\n\r\n123"));
}

TEST_F(HttpServerTest, GivesARequestThatHasBegunLessTimeThanOneThatHasNot) {
  struct Row {
    const char* name;
    const char* begun;
  };
  const Row rows[] = {
      {"half a header", "GET /a HTT"},
      {"all but the last line", "GET /a HTTP/1.1\r\nHost: x\r\n"},
      {"a header without its body", "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbo"},
      {"a second request, after one that was whole", "GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b"}};
  // Were the idle time that of a half-sent request, the client would lose patience before it.
  serve({.request_timeout = std::chrono::milliseconds(50), .idle_timeout = std::chrono::hours(1)});
  for (const auto& [name, begun] : rows) {
    SCOPED_TRACE(name);
    RawClient client(server_->port());
    client.say(begun);
    EXPECT_THAT(client.rest(), Not(HasSubstr("/b")));
  }
  server_->stop();  // A connection closes before it is counted.
  EXPECT_EQ(counters_.requests_timed_out, std::size(rows));
}

TEST_F(HttpServerTest, GivesNoMoreTimeToWhoSendsByteByByte) {
  serve({.request_timeout = std::chrono::milliseconds(200), .idle_timeout = std::chrono::hours(1)});
  RawClient client(server_->port());
  // Far more bytes than fit into the time, each of them early enough by itself.
  constexpr int kBytesMax = 20'000;
  client.say("GET /a HTTP/1.1\r\nX: ");
  int sent = 0;
  while (sent < kBytesMax && client.say("x")) {
    ++sent;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  EXPECT_LT(sent, kBytesMax);
  server_->stop();
  EXPECT_EQ(counters_.requests_timed_out, 1U);
}

TEST_F(HttpServerTest, KeepsNoClientFromTheOthers) {
  // An IPv6 socket that takes IPv4 too must not take all of that for one client.
  serve({.address = "::ffff:127.0.0.1", .connections_max = 4, .client_part_max = 0.5});
  const auto held = [this](std::uint32_t address) {
    auto client = std::make_unique<RawClient>(server_->port(), address);
    client->say("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
    return client;
  };
  const auto first = held(INADDR_LOOPBACK);
  const auto second = held(INADDR_LOOPBACK);
  EXPECT_THAT(first->answer(), HasSubstr("GET /a"));
  EXPECT_THAT(second->answer(), HasSubstr("GET /a"));
  EXPECT_EQ(held(INADDR_LOOPBACK)->rest(), "") << "half of all is its part";
  EXPECT_EQ(counters_.connections_refused, 1U);
  const auto other = held(INADDR_LOOPBACK + 1);
  EXPECT_THAT(other->answer(), HasSubstr("GET /a"));
  EXPECT_EQ(counters_.connections_refused, 1U);
}

TEST_F(HttpServerTest, LimitsConnectionsAndStreams) {
  serve({.connections_max = 2, .client_part_max = 1, .streams_max = 1});
  RawClient first(server_->port());
  first.say("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
  first.until("data: 1\n\n");
  RawClient second(server_->port());
  second.say("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(second.answer(), HasSubstr("HTTP/1.1 503"));
  RawClient third(server_->port());
  third.say("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(third.rest(), "");
  EXPECT_EQ(counters_.connections_refused, 1U);
}

TEST_F(HttpServerTest, StopsWithIdleConnectionsAndStreamsOpen) {
  serve();
  RawClient idle(server_->port());
  idle.say("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
  idle.answer();
  RawClient events(server_->port());
  events.say("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
  events.until("data: 1\n\n");
  const std::uint16_t port = server_->port();
  server_->stop();
  EXPECT_EQ(idle.rest(), "");
  EXPECT_TRUE(events.rest().ends_with("0\r\n\r\n"));
  EXPECT_FALSE(RawClient(port).connected());
  server_->stop();  // Twice is once.
}

TEST_F(HttpServerTest, LetsARunningHandlerEndBeforeItStops) {
  serve({.stop_timeout = std::chrono::seconds(20)});
  RawClient slow(server_->port());
  slow.say("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  gate_.wait_for_guest();
  std::jthread stopper([this] { server_->stop(); });
  gate_.open();
  EXPECT_THAT(slow.answer(), HasSubstr("GET /slow"));
}

TEST_F(HttpServerTest, SaysWhyItCannotStart) {
  serve();
  HttpServer second(
      {.port = server_->port()}, [](const http::Request&) { return http::Response{}; }, counters_);
  EXPECT_EQ(second.start().error().code, Errc::unavailable);
  HttpServer nowhere(
      {.address = "not an address"}, [](const http::Request&) { return http::Response{}; },
      counters_);
  EXPECT_EQ(nowhere.start().error().code, Errc::malformed);
  HttpServer half(
      {.tls_certificate = "only.pem"}, [](const http::Request&) { return http::Response{}; },
      counters_);
  EXPECT_EQ(half.start().error().code, Errc::malformed);
  HttpServer absent(
      {.tls_certificate = "/no/such.pem", .tls_key = "/no/such.key"},
      [](const http::Request&) { return http::Response{}; }, counters_);
  EXPECT_THAT(describe(absent.start().error()), HasSubstr("/no/such.pem"));
}

}  // namespace
}  // namespace sixscope::adapters
