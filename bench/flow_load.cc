// Sends NetFlow v9 or IPFIX datagrams at a chosen rate, from memory and in large segments, so that
// the sender never is the limit; or writes them to a capture for offline comparisons.
//
//   flow_load --to ::1:9995 --flows-per-second 3000000 --seconds 5 [--protocol ipfix] [--single]
//   flow_load --write flows.pcap --flows 10000000
//
// 24 flows of 58 bytes a datagram, half IPv4, half IPv6, 100,000 hosts. Prints the flows sent.
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "base/byte_writer.h"
#include "ingest/endpoint.h"

namespace {

using sixscope::ByteView;
using sixscope::ByteWriter;
using std::chrono::steady_clock;

constexpr std::size_t kFlows = 24;
constexpr std::size_t kPool = 4096;    // Different datagrams; sequence numbers are set on sending.
constexpr std::size_t kSegments = 40;  // Of one system call: under 64 KB.
constexpr std::uint32_t kHosts = 100'000;

struct Field {
  std::uint16_t element;
  std::uint16_t length;
};
// A record of 58 bytes for IPv6, 34 for IPv4.
constexpr Field kTail[] = {{1, 4},  {2, 4}, {22, 4}, {21, 4}, {7, 2},
                           {11, 2}, {4, 1}, {6, 1},  {10, 2}, {14, 2}};

struct Options {
  std::string to;
  std::string write;
  bool ipfix = false;
  bool single = false;
  double rate = 1e6;
  double seconds = 5;
  std::uint64_t flows = 1'000'000;
};

void add_template(ByteWriter& out, std::uint16_t id, bool v6) {
  out.u16(id).u16(2 + std::size(kTail));
  out.u16(v6 ? 27 : 8).u16(v6 ? 16 : 4).u16(v6 ? 28 : 12).u16(v6 ? 16 : 4);
  for (const Field& field : kTail) {
    out.u16(field.element).u16(field.length);
  }
}

void header(ByteWriter& out, const Options& options, std::uint16_t records) {
  const auto now = static_cast<std::uint64_t>(std::time(nullptr));
  if (options.ipfix) {
    out.u16(10).u16(0).u32(now).u32(0).u32(1);
  } else {
    out.u16(9).u16(records).u32(3'600'000).u32(now).u32(0).u32(1);
  }
}

std::size_t sequence_offset(const Options& options) { return options.ipfix ? 8 : 12; }

std::vector<std::byte> templates(const Options& options) {
  ByteWriter out;
  header(out, options, 2);
  const std::size_t set = out.size();
  out.u16(options.ipfix ? 2 : 0).u16(0);
  add_template(out, 256, false);
  add_template(out, 257, true);
  out.set_u16(set + 2, static_cast<std::uint16_t>(out.size() - set));
  if (options.ipfix) {
    out.set_u16(2, static_cast<std::uint16_t>(out.size()));
  }
  return out.take();
}

// All datagrams have one size, as one segmented send needs: 12 flows of each family.
std::vector<std::byte> datagram(const Options& options, std::mt19937& random) {
  ByteWriter out;
  header(out, options, kFlows);
  for (const bool v6 : {false, true}) {
    const std::size_t set = out.size();
    out.u16(v6 ? 257 : 256).u16(0);
    for (std::size_t i = 0; i < kFlows / 2; ++i) {
      const auto source = static_cast<std::uint32_t>(random() % kHosts);
      const auto destination = static_cast<std::uint32_t>(random() % kHosts);
      if (v6) {
        out.u32(0x240e0000).u32(source).u64(1).u32(0x24080000).u32(destination).u64(1);
      } else {
        out.u32(0x0A000000 + source).u32(0x65000000 + destination);
      }
      out.u32(100 + random() % 60000).u32(1 + random() % 50).u32(3'590'000).u32(3'595'000);
      out.u16(random() % 2 == 0 ? 443 : 40000 + random() % 1000).u16(443).u8(6).u8(0x18);
      out.u16(1).u16(2);
    }
    out.set_u16(set + 2, static_cast<std::uint16_t>(out.size() - set));
  }
  if (options.ipfix) {
    out.set_u16(2, static_cast<std::uint16_t>(out.size()));
  }
  return out.take();
}

class Load {
 public:
  explicit Load(const Options& options) : options_(options) {
    std::mt19937 random(1);
    for (std::size_t i = 0; i < kPool; ++i) {
      pool_.push_back(datagram(options, random));
    }
  }

  // The next datagram with its sequence number, appended to `into`.
  void append_next(std::vector<std::byte>& into) {
    const auto& next = pool_[number_ % kPool];
    const std::size_t at = into.size();
    into.insert(into.end(), next.begin(), next.end());
    set_sequence(into.data() + at);
    ++number_;
  }
  std::vector<std::byte> template_datagram() {
    auto bytes = templates(options_);
    set_sequence(bytes.data());
    ++messages_;
    return bytes;
  }
  [[nodiscard]] std::size_t size() const { return pool_[0].size(); }
  [[nodiscard]] std::uint64_t flows() const { return number_ * kFlows; }

 private:
  void set_sequence(std::byte* message) {
    // NetFlow v9 counts messages, IPFIX data records.
    const std::uint64_t sequence = options_.ipfix ? number_ * kFlows : number_ + messages_;
    for (std::size_t i = 0; i < 4; ++i) {
      message[sequence_offset(options_) + i] = static_cast<std::byte>(sequence >> (24 - 8 * i));
    }
  }

  const Options& options_;
  std::vector<std::vector<std::byte>> pool_;
  std::uint64_t number_ = 0;
  std::uint64_t messages_ = 0;
};

int send_load(const Options& options) {
  const auto endpoint = sixscope::ingest::Endpoint::parse(options.to);
  const int socket = ::socket(AF_INET6, SOCK_DGRAM, 0);
  const int off = 0;
  ::setsockopt(socket, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  const int buffer = 8 << 20;
  ::setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer);
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  if (!endpoint) {
    std::fprintf(stderr, "--to is ADDRESS:PORT\n");
    return 2;
  }
  address.sin6_port = htons(endpoint->port);
  std::memcpy(&address.sin6_addr, endpoint->address.bytes().data(), 16);
  if (::connect(socket, static_cast<const sockaddr*>(static_cast<const void*>(&address)),
                sizeof address) != 0) {
    std::perror("connect");
    return 1;
  }
  Load load(options);
  const auto first = load.template_datagram();
  static_cast<void>(::send(socket, first.data(), first.size(), 0));
  const int size = static_cast<int>(load.size());
  if (!options.single) {
    ::setsockopt(socket, IPPROTO_UDP, 103 /* UDP_SEGMENT */, &size, sizeof size);
  }
  const std::size_t at_once = options.single ? 1 : kSegments;
  std::vector<std::byte> bytes;
  const auto begun = steady_clock::now();
  double worst_late = 0;
  for (;;) {
    const double passed = std::chrono::duration<double>(steady_clock::now() - begun).count();
    if (passed >= options.seconds) {
      break;
    }
    const double due = passed * options.rate;
    if (static_cast<double>(load.flows()) >= due) {
      std::this_thread::sleep_for(std::chrono::microseconds(100));
      continue;
    }
    worst_late = std::max(worst_late, due - static_cast<double>(load.flows()));
    bytes.clear();
    for (std::size_t i = 0; i < at_once; ++i) {
      load.append_next(bytes);
    }
    while (::send(socket, bytes.data(), bytes.size(), 0) < 0) {
      if (errno != ENOBUFS && errno != EINTR && errno != ECONNREFUSED) {
        std::perror("send");
        return 1;
      }
    }
  }
  const double took = std::chrono::duration<double>(steady_clock::now() - begun).count();
  std::printf("{\"flows\": %llu, \"seconds\": %.3f, \"flows_per_second\": %.0f}\n",
              static_cast<unsigned long long>(load.flows()), took,
              static_cast<double>(load.flows()) / took);
  ::close(socket);
  return 0;
}

void put_packet(std::FILE* file, ByteView payload, std::uint64_t micros) {
  const auto u32 = [file](std::uint64_t value) {  // pcap in host order: little-endian here.
    const auto narrow = static_cast<std::uint32_t>(value);
    std::fwrite(&narrow, sizeof narrow, 1, file);
  };
  u32(micros / 1'000'000);
  u32(micros % 1'000'000);
  u32(payload.size() + 42);
  u32(payload.size() + 42);
  ByteWriter frame;
  frame.u64(0).u32(0).u16(0x0800);
  frame.u8(0x45).u8(0).u16(payload.size() + 28).u32(0).u8(64).u8(17).u16(0);
  frame.u32(0x7F000001).u32(0x7F000001);
  frame.u16(40000).u16(2055).u16(payload.size() + 8).u16(0);
  std::fwrite(frame.view().data(), 1, frame.size(), file);
  std::fwrite(payload.data(), 1, payload.size(), file);
}

int write_capture(const Options& options) {
  std::FILE* const file = std::fopen(options.write.c_str(), "wb");
  if (file == nullptr) {
    std::perror(options.write.c_str());
    return 1;
  }
  const std::array<std::uint32_t, 6> head = {0xa1b2c3d4, 0x00040002, 0, 0, 262144, 1};
  std::fwrite(head.data(), sizeof head, 1, file);
  Load load(options);
  const std::uint64_t begin = static_cast<std::uint64_t>(std::time(nullptr)) * 1'000'000;
  put_packet(file, load.template_datagram(), begin);
  std::vector<std::byte> bytes;
  while (load.flows() < options.flows) {
    bytes.clear();
    load.append_next(bytes);
    put_packet(file, bytes, begin + load.flows() / 3);  // As if at 3 million flows a second.
  }
  std::fclose(file);
  std::printf("{\"flows\": %llu}\n", static_cast<unsigned long long>(load.flows()));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    const std::string value = i + 1 < argc ? argv[i + 1] : "";
    if (name == "--single") {
      options.single = true;
      continue;
    }
    ++i;
    if (name == "--to") {
      options.to = value;
    } else if (name == "--write") {
      options.write = value;
    } else if (name == "--protocol") {
      options.ipfix = value == "ipfix";
    } else if (name == "--flows-per-second") {
      options.rate = std::atof(value.c_str());
    } else if (name == "--seconds") {
      options.seconds = std::atof(value.c_str());
    } else if (name == "--flows") {
      options.flows = static_cast<std::uint64_t>(std::atoll(value.c_str()));
    } else {
      std::fprintf(stderr, "flow_load: unknown option %s\n", name.c_str());
      return 2;
    }
  }
  return options.write.empty() ? send_load(options) : write_capture(options);
}
