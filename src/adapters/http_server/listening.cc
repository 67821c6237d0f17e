#include <utility>

#include "adapters/http_server/listening_internal.h"

namespace sixscope::adapters {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

Result<asio::ssl::context> tls_context(const std::string& certificate, const std::string& key) {
  asio::ssl::context tls(asio::ssl::context::tls_server);
  tls.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                  asio::ssl::context::no_tlsv1_1);
  error_code error;
  tls.use_certificate_chain_file(certificate, error);
  if (error) {
    return fail_because(certificate + ": " + error.message(), Errc::malformed,
                        "the TLS certificate cannot be read as a PEM chain");
  }
  tls.use_private_key_file(key, asio::ssl::context::pem, error);
  if (error) {
    return fail_because(key + ": " + error.message(), Errc::malformed,
                        "the TLS key cannot be read, or is not the certificate's");
  }
  return tls;
}

Result<tcp::acceptor> listen_on(asio::io_context& network, const std::string& text,
                                std::uint16_t port) {
  error_code error;
  const auto address = asio::ip::make_address(text, error);
  if (error) {
    return fail_because("'" + text + "'", Errc::malformed,
                        "the address to listen on is not IPv4 or IPv6 text");
  }
  const tcp::endpoint endpoint(address, port);
  tcp::acceptor acceptor(network);
  acceptor.open(endpoint.protocol(), error);
  if (!error) {
    acceptor.set_option(asio::socket_base::reuse_address(true), error);
  }
  if (!error) {
    acceptor.bind(endpoint, error);
  }
  if (!error) {
    acceptor.listen(asio::socket_base::max_listen_connections, error);
  }
  if (error) {
    return fail_because(text + " port " + std::to_string(port) + ": " + error.message() +
                            "; choose another with http.listen",
                        Errc::unavailable, "cannot listen for HTTP");
  }
  return acceptor;
}

}  // namespace sixscope::adapters
