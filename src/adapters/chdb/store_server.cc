#include "adapters/chdb/store_server.h"

#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <optional>
#include <span>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include "adapters/chdb/store_request.h"

namespace sixscope::adapters {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Local = asio::local::stream_protocol;
using Request = http::request<http::string_body>;
using Response = http::response<http::string_body>;

constexpr int kConnectionsMax = 32;
constexpr std::size_t kBodyBytesMax = std::size_t{512} << 20U;
constexpr std::uint32_t kHeaderBytesMax = 1U << 20U;

/// One client: its socket and, from the first statement on, its session with the engine.
class Client {
 public:
  Client(const Engine& engine, Local::socket socket)
      : engine_(engine), socket_(std::move(socket)) {}

  /// Answers one request after another until the client leaves or a statement fails.
  void serve() {
    boost::beast::flat_buffer buffer;
    for (;;) {
      http::request_parser<http::string_body> parser;
      parser.body_limit(kBodyBytesMax);
      parser.header_limit(kHeaderBytesMax);
      boost::system::error_code failed;
      http::read(socket_, buffer, parser, failed);
      if (failed) {
        return;
      }
      const Request request = parser.release();
      Response response = answer(request);
      response.version(request.version());
      response.keep_alive(request.keep_alive() && response.result() == http::status::ok);
      response.prepare_payload();
      http::write(socket_, response, failed);
      if (failed || !response.keep_alive()) {
        socket_.shutdown(Local::socket::shutdown_both, failed);
        return;
      }
    }
  }

 private:
  static Response say(http::status status, std::string text) {
    Response response;
    response.result(status);
    response.set(http::field::content_type, "application/octet-stream");
    response.body() = std::move(text);
    return response;
  }

  Response answer(const Request& request) {
    const auto asked = parse_target({request.target().data(), request.target().size()});
    if (!asked) {
      return say(http::status::bad_request, describe(asked.error()));
    }
    if (asked->path == "/ping") {
      return say(http::status::ok, "Ok.\n");
    }
    if (asked->path != "/") {
      return say(http::status::not_found, "there is / and /ping");
    }
    auto done = run(*asked, request.body());
    if (!done) {
      session_.reset();  // It is spoilt: see EngineSession.
      const bool ours = done.error().code == Errc::out_of_range;
      return say(ours ? http::status::bad_request : http::status::internal_server_error,
                 done.error().detail.empty() ? describe(done.error()) : done.error().detail);
    }
    return say(http::status::ok, std::move(*done));
  }

  Result<std::string> run(const StoreRequest& asked, const std::string& body) {
    const std::string& sql = asked.sql.empty() ? body : asked.sql;
    const auto insert = asked.sql.empty() ? std::nullopt : parse_insert(sql);
    const bool has_rows = !asked.sql.empty() && !body.empty();
    if (has_rows && (!insert || insert->format != "Native")) {
      return fail(Errc::out_of_range, "embedded store: rows come as INSERT ... FORMAT Native");
    }
    if (!session_ || !asked.settings.empty()) {
      session_.reset();  // Settings of a request must not reach the next one.
      auto fresh = engine_.connect();
      if (!fresh) {
        return fail_like(fresh);
      }
      session_.emplace(std::move(*fresh));
    }
    if (const auto set = session_->set(asked.settings); !set) {
      return fail_like(set);
    }
    Result<std::string> done = std::string();
    if (insert) {
      const auto stored =
          session_->insert(insert->head, insert->format, std::as_bytes(std::span(body)));
      if (!stored) {
        return fail_like(stored);
      }
    } else {
      done = session_->query(sql, "TabSeparated");
    }
    if (!asked.settings.empty()) {
      session_.reset();
    }
    return done;
  }

  const Engine& engine_;
  Local::socket socket_;
  std::optional<EngineSession> session_;
};

class Server final : public StoreServer {
 public:
  Server(const Engine& engine, const std::string& path)
      : engine_(engine), acceptor_(context_, Local::endpoint(path)) {}

  void run() override {
    while (!stopped_) {
      boost::system::error_code failed;
      Local::socket socket = acceptor_.accept(failed);
      if (failed || stopped_) {
        continue;
      }
      if (open_ >= kConnectionsMax) {
        socket.close(failed);  // Our own client has fewer: whoever this is may come back.
        continue;
      }
      ++open_;
      // Detached, since the process ends with _exit: a statement in the engine cannot be joined.
      std::thread([this, peer = std::move(socket)]() mutable {
        Client(engine_, std::move(peer)).serve();
        --open_;
      }).detach();
    }
  }

  void stop() override {
    stopped_ = true;
    boost::system::error_code ignored;
    Local::socket wake(context_);
    wake.connect(acceptor_.local_endpoint(ignored), ignored);  // Ends a blocked accept.
  }

 private:
  const Engine& engine_;
  asio::io_context context_;
  Local::acceptor acceptor_;
  std::atomic<bool> stopped_{false};
  std::atomic<int> open_{0};
};

}  // namespace

Result<std::unique_ptr<StoreServer>> StoreServer::listen(const Engine& engine,
                                                         const std::string& path) {
  std::error_code ignored;
  std::filesystem::remove(path, ignored);
  const mode_t before = ::umask(0077);
  try {
    auto server = std::make_unique<Server>(engine, path);
    ::umask(before);
    return server;
  } catch (const std::exception& broken) {
    ::umask(before);
    return fail_because(path + ": " + broken.what(), Errc::unavailable,
                        "embedded store: the socket cannot be made");
  }
}

}  // namespace sixscope::adapters
