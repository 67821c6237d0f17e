#include "decode/carried_exports.h"

#include <algorithm>
#include <list>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "decode/export_guess.h"
#include "wire/packet.h"

namespace sixscope::decode {
namespace {

constexpr std::uint8_t kTcp = 6;
constexpr std::uint8_t kUdp = 17;
constexpr std::uint8_t kFin = 0x01;
constexpr std::uint8_t kSyn = 0x02;
constexpr std::uint8_t kRst = 0x04;
constexpr std::size_t kUdpHead = 8;
constexpr std::size_t kMessageHead = 16;
constexpr std::size_t kFragmentUnit = 8;
constexpr std::size_t kDatagramMax = 65535;
constexpr std::size_t kSegmentsMax = 1024;  ///< Kept out of order, whatever their size.

/// A UDP datagram of which some fragments are there.
struct PartialDatagram {
  net::IpAddress source;
  net::IpAddress destination;
  std::uint32_t id = 0;
  std::uint16_t source_port = 0;
  std::size_t size = 0;           ///< UDP header and payload; 0 until the first fragment is there.
  std::vector<std::byte> octets;  ///< From the UDP header on.
  std::vector<bool> there;        ///< One for each unit of eight octets.

  [[nodiscard]] bool complete() const {
    const std::size_t units = (size + kFragmentUnit - 1) / kFragmentUnit;
    return size >= kUdpHead && there.size() >= units &&
           std::all_of(there.begin(), there.begin() + static_cast<std::ptrdiff_t>(units),
                       [](bool is) { return is; });
  }

  void put(std::size_t at, ByteView part) {
    const std::size_t end = at + part.size();
    if (end > kDatagramMax) {
      return;  // No datagram is that long (RFC 768): the rest of it will be missing.
    }
    if (end > octets.size()) {
      octets.resize(end);
      there.resize((end + kFragmentUnit - 1) / kFragmentUnit);
    }
    std::ranges::copy(part, octets.begin() + static_cast<std::ptrdiff_t>(at));
    for (std::size_t unit = at / kFragmentUnit; unit * kFragmentUnit < end; ++unit) {
      there[unit] = true;
    }
  }
};

/// One direction of a TCP connection, as far as it could be put together.
struct Stream {
  using Key = std::tuple<net::IpAddress, net::IpAddress, std::uint16_t, std::uint16_t>;
  Key key;
  std::uint64_t session = 0;
  std::uint32_t next = 0;                                        ///< Sequence number awaited.
  std::vector<std::byte> octets;                                 ///< In order, not yet a message.
  std::map<std::uint32_t, std::vector<std::byte>> out_of_order;  ///< By distance from `origin`.
  std::uint32_t origin = 0;
  std::size_t waiting = 0;  ///< Octets in `out_of_order`.
};

/// True if `octets` may be the head of an IPFIX message, as far as they go.
bool begins_message(ByteView octets) {
  return octets.size() >= 4 && version_of(octets) == flow::ExportProtocol::ipfix &&
         load_big_endian<std::uint16_t>(octets.data() + 2) >= kMessageHead;
}

}  // namespace

class CarriedExports::Impl {
 public:
  explicit Impl(std::uint64_t& sessions) : sessions_(&sessions) {}

  std::span<const flow::Datagram> add(const wire::CapturedPacket& captured) {
    found_.clear();
    ended_.clear();
    held_.clear();
    kept_ = false;
    const auto link = wire::link_type_of_pcap(captured.linktype);
    if (!link) {
      return {};
    }
    const auto packet = wire::dissect(*link, captured.bytes, captured.wire_length);
    if (!packet) {
      return {};
    }
    const ByteView payload = captured.bytes.subspan(packet->payload_offset, packet->payload_size);
    if (packet->protocol == kTcp && packet->part == wire::FragmentPart::whole) {
      add_segment(*packet, payload, captured.at);
    } else if (packet->protocol == kUdp) {
      add_datagram(*packet, payload, captured);
    }
    return found_;
  }

  [[nodiscard]] std::span<const std::uint64_t> ended_sessions() const { return ended_; }
  [[nodiscard]] bool kept() const { return kept_; }

  std::uint64_t finish() {
    ended_.clear();
    while (!streams_.empty()) {
      end(streams_.begin());
    }
    incomplete_ += partials_.size();
    partials_.clear();
    return incomplete_;
  }

 private:
  void add_datagram(const wire::Packet& packet, ByteView payload,
                    const wire::CapturedPacket& captured) {
    if (packet.part == wire::FragmentPart::whole) {
      found_.push_back({.payload = payload,
                        .exporter = packet.source,
                        .source_port = packet.source_port,
                        .received = captured.at});
      return;
    }
    const auto partial = partial_of(packet);
    if (packet.part == wire::FragmentPart::first && packet.payload_offset >= kUdpHead) {
      const ByteView head = captured.bytes.subspan(packet.payload_offset - kUdpHead, kUdpHead);
      partial->size = load_big_endian<std::uint16_t>(head.data() + 4);
      partial->source_port = packet.source_port;
      partial->put(
          0, captured.bytes.subspan(packet.payload_offset - kUdpHead, kUdpHead + payload.size()));
    } else if (packet.part == wire::FragmentPart::later) {
      partial->put(packet.fragment_offset, payload);
    }
    if (partial->complete()) {
      held_ = std::move(partial->octets);
      found_.push_back({.payload = ByteView(held_).subspan(kUdpHead, partial->size - kUdpHead),
                        .exporter = partial->source,
                        .source_port = partial->source_port,
                        .received = captured.at});
      partials_.erase(partial);
    } else {
      kept_ = true;
    }
  }

  std::list<PartialDatagram>::iterator partial_of(const wire::Packet& packet) {
    const auto known = std::ranges::find_if(partials_, [&](const PartialDatagram& one) {
      return one.id == packet.fragment_id && one.source == packet.source &&
             one.destination == packet.destination;
    });
    if (known != partials_.end()) {
      return known;
    }
    if (partials_.size() == kUnfinishedMax) {
      partials_.pop_front();
      ++incomplete_;
    }
    partials_.push_back({.source = packet.source,
                         .destination = packet.destination,
                         .id = packet.fragment_id,
                         .octets = {},
                         .there = {}});
    return std::prev(partials_.end());
  }

  void add_segment(const wire::Packet& packet, ByteView payload, Instant at) {
    const Stream::Key key{packet.source, packet.destination, packet.source_port,
                          packet.destination_port};
    auto stream = std::ranges::find(streams_, key, &Stream::key);
    const bool opens = (packet.tcp_flags & kSyn) != 0;
    if (stream != streams_.end() && opens) {
      end(stream);
      stream = streams_.end();
    }
    if (stream == streams_.end()) {
      if (opens || !begins_message(payload)) {
        return;  // A connection is followed from its first message on.
      }
      stream = begin(key, packet.tcp_sequence);
    }
    append(*stream, packet.tcp_sequence, payload);
    take_messages(*stream, at);
    kept_ = found_.empty() && !payload.empty();
    if ((packet.tcp_flags & (kFin | kRst)) != 0) {
      end(stream);
    }
  }

  std::list<Stream>::iterator begin(const Stream::Key& key, std::uint32_t sequence) {
    if (streams_.size() == kUnfinishedMax) {
      end(streams_.begin());
    }
    streams_.push_back({.key = key,
                        .session = ++*sessions_,
                        .next = sequence,
                        .octets = {},
                        .out_of_order = {},
                        .origin = sequence});
    return std::prev(streams_.end());
  }

  void end(std::list<Stream>::iterator stream) {
    ended_.push_back(stream->session);
    incomplete_ += stream->out_of_order.empty() && stream->octets.empty() ? 0 : 1;
    streams_.erase(stream);
  }

  void append(Stream& stream, std::uint32_t sequence, ByteView payload) {
    constexpr std::uint32_t kHalf = std::uint32_t{1} << 31U;
    const std::uint32_t ahead = sequence - stream.next;  // Sequence numbers wrap (RFC 9293 s.3.4).
    if (payload.empty()) {
      return;
    }
    if (ahead >= kHalf) {  // Sent before; perhaps the end of it is new.
      const std::size_t known = stream.next - sequence;
      if (known < payload.size()) {
        append(stream, stream.next, payload.subspan(known));
      }
      return;
    }
    if (ahead == 0) {
      stream.octets.insert(stream.octets.end(), payload.begin(), payload.end());
      stream.next += static_cast<std::uint32_t>(payload.size());
      append_waiting(stream);
      return;
    }
    auto& place = stream.out_of_order[sequence - stream.origin];
    if (place.size() < payload.size()) {
      stream.waiting += payload.size() - place.size();
      place.assign(payload.begin(), payload.end());
    }
    if (stream.waiting > kOutOfOrderBytesMax || stream.out_of_order.size() > kSegmentsMax) {
      step_over_gap(stream);
    }
  }

  /// Segments that came early, as far as they now join.
  static void append_waiting(Stream& stream) {
    while (!stream.out_of_order.empty()) {
      const auto first = stream.out_of_order.begin();
      const std::uint32_t reached = stream.next - stream.origin;
      if (first->first > reached) {
        return;
      }
      const std::size_t known = reached - first->first;
      if (known < first->second.size()) {
        const auto fresh = first->second.begin() + static_cast<std::ptrdiff_t>(known);
        stream.octets.insert(stream.octets.end(), fresh, first->second.end());
        stream.next += static_cast<std::uint32_t>(first->second.size() - known);
      }
      stream.waiting -= first->second.size();
      stream.out_of_order.erase(first);
    }
    stream.origin = stream.next;  // Nothing waits: distances start anew, and never wrap.
  }

  /// A segment that will not come: go on where the next message begins with a segment.
  void step_over_gap(Stream& stream) {
    ++incomplete_;
    stream.octets.clear();
    while (!stream.out_of_order.empty()) {
      const auto first = stream.out_of_order.begin();
      if (begins_message(first->second)) {
        stream.next = stream.origin + first->first;
        append_waiting(stream);
        return;
      }
      stream.waiting -= first->second.size();
      stream.next = stream.origin + first->first + static_cast<std::uint32_t>(first->second.size());
      stream.out_of_order.erase(first);
    }
    stream.origin = stream.next;
  }

  void take_messages(Stream& stream, Instant at) {
    std::size_t done = 0;
    const ByteView octets = stream.octets;
    std::vector<std::size_t> lengths;
    for (;;) {  // Ends: each turn takes a message of 16 octets at least.
      const ByteView rest = octets.subspan(done);
      if (rest.size() >= 4 && !begins_message(rest)) {
        done = octets.size();  // Lost: wait for a segment that begins with a message.
        break;
      }
      const std::size_t length =
          rest.size() < 4 ? 0 : load_big_endian<std::uint16_t>(rest.data() + 2);
      if (length == 0 || rest.size() < length) {
        break;
      }
      lengths.push_back(length);
      done += length;
    }
    held_.assign(octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(done));
    std::size_t from = 0;
    for (const std::size_t length : lengths) {
      found_.push_back({.payload = ByteView(held_).subspan(from, length),
                        .exporter = std::get<0>(stream.key),
                        .source_port = std::get<2>(stream.key),
                        .session = stream.session,
                        .transport = flow::Transport::tcp,
                        .received = at});
      from += length;
    }
    stream.octets.erase(stream.octets.begin(),
                        stream.octets.begin() + static_cast<std::ptrdiff_t>(done));
  }

  std::list<PartialDatagram> partials_;
  std::list<Stream> streams_;
  std::vector<flow::Datagram> found_;
  std::vector<std::uint64_t> ended_;
  std::vector<std::byte> held_;  ///< What `found_` borrows, where not from the packet.
  std::uint64_t* sessions_;
  std::uint64_t incomplete_ = 0;
  bool kept_ = false;
};

CarriedExports::CarriedExports(std::uint64_t& sessions) : impl_(std::make_unique<Impl>(sessions)) {}
CarriedExports::~CarriedExports() = default;
std::span<const flow::Datagram> CarriedExports::add(const wire::CapturedPacket& captured) {
  return impl_->add(captured);
}
std::span<const std::uint64_t> CarriedExports::ended_sessions() const {
  return impl_->ended_sessions();
}
bool CarriedExports::kept() const { return impl_->kept(); }
std::uint64_t CarriedExports::finish() { return impl_->finish(); }

}  // namespace sixscope::decode
