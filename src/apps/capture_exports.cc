#include "apps/capture_exports.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "decode/export_guess.h"

namespace sixscope::apps {
namespace {

constexpr std::uint8_t kUdp = 17;

}  // namespace

Result<std::unique_ptr<FileBytes>> FileBytes::open(const std::string& path) {
  const int file = path == "-" ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    return fail_because(path + ": " + std::strerror(errno), Errc::not_found,
                        "the file cannot be opened");
  }
  return std::unique_ptr<FileBytes>(new FileBytes(file));
}

FileBytes::~FileBytes() { ::close(file_); }

Result<std::size_t> FileBytes::read(std::span<std::byte> into) {
  for (;;) {
    const ssize_t got = ::read(file_, into.data(), into.size());
    if (got >= 0) {
      return static_cast<std::size_t>(got);
    }
    if (errno != EINTR) {
      return fail_because(std::strerror(errno), Errc::unavailable, "the file cannot be read");
    }
  }
}

std::optional<flow::Datagram> datagram_of(const wire::CapturedPacket& captured) {
  const auto link = wire::link_type_of_pcap(captured.linktype);
  if (!link) {
    return std::nullopt;
  }
  const auto packet = wire::dissect(*link, captured.bytes, captured.wire_length);
  if (!packet || packet->protocol != kUdp || packet->part != wire::FragmentPart::whole) {
    return std::nullopt;
  }
  flow::Datagram datagram;
  datagram.payload = captured.bytes.subspan(packet->payload_offset, packet->payload_size);
  datagram.exporter = packet->source;
  datagram.source_port = packet->source_port;
  datagram.received = captured.at;
  return datagram;
}

Result<bool> holds_exports(const std::string& path) {
  constexpr int kPacketsLookedAt = 256;
  auto source = FileBytes::open(path);
  if (!source) {
    return fail_like(source);
  }
  wire::CaptureReader reader(**source);
  for (int i = 0; i < kPacketsLookedAt; ++i) {
    const auto packet = reader.next();
    if (!packet) {
      return fail_like(packet);
    }
    if (!*packet) {
      break;
    }
    const auto datagram = datagram_of(**packet);
    if (datagram && decode::looks_like_export(datagram->payload)) {
      return true;
    }
  }
  return false;
}

}  // namespace sixscope::apps
