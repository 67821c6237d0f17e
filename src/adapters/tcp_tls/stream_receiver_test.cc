#include "adapters/tcp_tls/stream_receiver.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "base/byte_writer.h"

namespace sixscope::adapters {
namespace {

using ingest::EntryKind;
using ingest::Intake;
using ingest::Journal;

std::string message(const std::string& body) {
  ByteWriter out;
  out.u16(10).u16(16 + body.size()).u32(0).u32(0).u32(1).text(body);
  std::string text;
  for (const std::byte byte : out.view()) {
    text.push_back(static_cast<char>(byte));
  }
  return text;
}

int connect_to(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(
      ::connect(socket, static_cast<const sockaddr*>(static_cast<const void*>(&to)), sizeof to), 0);
  return socket;
}

void send_text(int socket, const std::string& text) {
  EXPECT_EQ(::send(socket, text.data(), text.size(), MSG_NOSIGNAL),
            static_cast<ssize_t>(text.size()));
}

struct Fixture {
  explicit Fixture(StreamOptions options = {})
      : journal(Journal::open("", std::size_t{8} << 20U).value()), intake({journal.get()}, {}) {
    options.listen = ingest::Endpoint::parse("127.0.0.1:0").value();
    auto opened = StreamReceiver::open(options, intake, clock);
    EXPECT_TRUE(opened) << (opened ? "" : describe(opened.error()));
    receiver = opened ? *std::move(opened) : nullptr;
    if (receiver) {
      receiver->start();
    }
  }
  /// The next entry, waiting for it.
  std::optional<ingest::Entry> next() {
    for (int turn = 0; turn < 200; ++turn) {
      auto reader = journal->read_from(position);
      const auto entry = reader.next();
      if (entry) {
        position = reader.position();
        return entry;
      }
      static_cast<void>(journal->wait(position, std::chrono::milliseconds(50)));
    }
    return std::nullopt;
  }
  SystemClock clock;
  std::unique_ptr<Journal> journal;
  Intake intake;
  std::unique_ptr<StreamReceiver> receiver;
  ingest::JournalPosition position = journal->oldest();
};

TEST(StreamReceiver, FramesMessagesHoweverTheyArriveAndEndsTheSession) {
  Fixture fixture;
  const int socket = connect_to(fixture.receiver->port());
  const std::string both = message("first") + message("second");
  for (const char byte : both) {
    send_text(socket, std::string(1, byte));
  }
  const auto first = fixture.next();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->payload.size(), 21U);
  EXPECT_EQ(first->transport, flow::Transport::tcp);
  EXPECT_EQ(first->exporter.to_string(), "127.0.0.1");
  const auto second = fixture.next();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->payload.size(), 22U);
  EXPECT_EQ(second->session, first->session);
  ::close(socket);
  const auto end = fixture.next();
  ASSERT_TRUE(end);
  EXPECT_EQ(end->kind, EntryKind::session_end);
  EXPECT_EQ(end->session, first->session);
}

TEST(StreamReceiver, GivesEachConnectionASessionOfItsOwn) {
  Fixture fixture;
  const int one = connect_to(fixture.receiver->port());
  const int two = connect_to(fixture.receiver->port());
  send_text(one, message("a"));
  const auto first = fixture.next();
  send_text(two, message("b"));
  const auto second = fixture.next();
  ASSERT_TRUE(first && second);
  EXPECT_NE(first->session, second->session);
  ::close(one);
  ::close(two);
}

TEST(StreamReceiver, ClosesWhatIsNoIpfix) {
  struct Case {
    const char* name;
    std::string text;
  };
  const Case cases[] = {
      {"HTTP", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"},
      {"length below the header", std::string("\0\x0a\0\x0f", 4) + std::string(12, '\0')}};
  for (const auto& [name, text] : cases) {
    SCOPED_TRACE(name);
    Fixture fixture;
    const int socket = connect_to(fixture.receiver->port());
    send_text(socket, text);
    char byte = 0;
    EXPECT_LE(::recv(socket, &byte, 1, 0), 0) << "the connection should be closed";
    const auto end = fixture.next();
    ASSERT_TRUE(end);
    EXPECT_EQ(end->kind, EntryKind::session_end);
    EXPECT_EQ(fixture.intake.counters().stream_malformed, 1U);
    ::close(socket);
  }
}

TEST(StreamReceiver, RefusesConnectionsOverTheLimit) {
  StreamOptions options;
  options.connections_max = 1;
  Fixture fixture(options);
  const int one = connect_to(fixture.receiver->port());
  send_text(one, message("a"));
  ASSERT_TRUE(fixture.next());
  const int two = connect_to(fixture.receiver->port());
  char byte = 0;
  EXPECT_LE(::recv(two, &byte, 1, 0), 0);
  EXPECT_EQ(fixture.intake.counters().stream_refused, 1U);
  ::close(one);
  ::close(two);
}

/// A self-signed certificate in two files.
struct Certificate {
  Certificate() {
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"),
                                                                  &EVP_PKEY_free);
    const std::unique_ptr<X509, decltype(&X509_free)> own(X509_new(), &X509_free);
    ASN1_INTEGER_set(X509_get_serialNumber(own.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(own.get()), -60);
    X509_gmtime_adj(X509_getm_notAfter(own.get()), 3600);
    X509_set_pubkey(own.get(), key.get());
    X509_sign(own.get(), key.get(), EVP_sha256());
    std::FILE* file = std::fopen(certificate.c_str(), "w");
    PEM_write_X509(file, own.get());
    std::fclose(file);
    file = std::fopen(secret.c_str(), "w");
    PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(file);
  }
  ~Certificate() {
    ::unlink(certificate.c_str());
    ::unlink(secret.c_str());
  }
  std::string base = testing::TempDir() + "stream_receiver_" + std::to_string(::getpid());
  std::string certificate = base + ".pem";
  std::string secret = base + ".key";
};

TEST(StreamReceiver, TakesIpfixOverTls) {
  const Certificate files;
  StreamOptions options;
  options.tls = true;
  options.files = {.certificate = files.certificate, .key = files.secret, .client_authority = {}};
  Fixture fixture(options);
  const int socket = connect_to(fixture.receiver->port());
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()),
                                                                  &SSL_CTX_free);
  const std::unique_ptr<SSL, decltype(&SSL_free)> tls(SSL_new(context.get()), &SSL_free);
  SSL_set_fd(tls.get(), socket);
  ASSERT_EQ(SSL_connect(tls.get()), 1);
  const std::string text = message("over tls");
  ASSERT_EQ(SSL_write(tls.get(), text.data(), static_cast<int>(text.size())),
            static_cast<int>(text.size()));
  const auto entry = fixture.next();
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->payload.size(), text.size());
  ::close(socket);
}

TEST(StreamReceiver, SaysWhichCertificateDoesNotLoad) {
  SystemClock clock;
  const auto journal = Journal::open("", std::size_t{8} << 20U).value();
  Intake intake({journal.get()}, {});
  StreamOptions options;
  options.listen = ingest::Endpoint::parse("127.0.0.1:0").value();
  options.tls = true;
  options.files.certificate = "/nowhere.pem";
  const auto opened = StreamReceiver::open(options, intake, clock);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Errc::malformed);
  EXPECT_NE(opened.error().detail.find("/nowhere.pem"), std::string::npos);
}

}  // namespace
}  // namespace sixscope::adapters
