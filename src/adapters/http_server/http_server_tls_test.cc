#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>

#include "adapters/http_server/http_server.h"

namespace sixscope::adapters {
namespace {

namespace asio = boost::asio;

// A throw-away certificate for ::1 and localhost, made by the openssl program.
class HttpServerTlsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    directory_ = std::filesystem::path(::testing::TempDir()) / ("tls_" + std::to_string(getpid()));
    std::filesystem::create_directories(directory_);
    const std::string command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 "
        "-subj /CN=localhost -keyout " +
        (directory_ / "key.pem").string() + " -out " + (directory_ / "cert.pem").string() +
        " 2>/dev/null";
    if (std::system(command.c_str()) != 0) {
      GTEST_SKIP() << "the openssl program is not there to make a certificate";
    }
    options_.tls_certificate = (directory_ / "cert.pem").string();
    options_.tls_key = (directory_ / "key.pem").string();
  }
  ~HttpServerTlsTest() override { std::filesystem::remove_all(directory_); }

  std::filesystem::path directory_;
  HttpServerOptions options_;
  http::ServerCounters counters_;
};

http::Response hello(const http::Request& request) {
  http::Response response{.status = 200, .content_type = "text/plain"};
  response.body = "hello " + request.target.path;
  return response;
}

TEST_F(HttpServerTlsTest, AnswersOverTlsAndNothingElse) {
  HttpServer server(options_, hello, counters_);
  const auto started = server.start();
  ASSERT_TRUE(started) << describe(started.error());
  const asio::ip::tcp::endpoint endpoint(asio::ip::address_v4::loopback(), server.port());
  asio::io_context io;
  asio::ssl::context context(asio::ssl::context::tls_client);
  context.load_verify_file(options_.tls_certificate);
  asio::ssl::stream<asio::ip::tcp::socket> stream(io, context);
  stream.set_verify_mode(asio::ssl::verify_peer);
  stream.lowest_layer().connect(endpoint);
  stream.handshake(asio::ssl::stream_base::client);
  for (const std::string path : {"/a", "/b"}) {
    asio::write(stream, asio::buffer("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    asio::streambuf buffer;
    asio::read_until(stream, buffer, "hello " + path);
  }
  EXPECT_EQ(counters_.responses_2xx, 2U);

  asio::ip::tcp::socket plain(io);
  plain.connect(endpoint);
  asio::write(plain, asio::buffer(std::string("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")));
  asio::streambuf buffer;
  boost::system::error_code error;
  asio::read_until(plain, buffer, "hello", error);
  EXPECT_TRUE(error);
  EXPECT_EQ(counters_.requests, 2U);
  server.stop();
}

TEST_F(HttpServerTlsTest, RefusesAKeyOfAnotherCertificate) {
  options_.tls_key = options_.tls_certificate;
  HttpServer server(options_, hello, counters_);
  EXPECT_EQ(server.start().error().code, Errc::malformed);
}

}  // namespace
}  // namespace sixscope::adapters
