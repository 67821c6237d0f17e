#include "flow/meter.h"

#include <algorithm>
#include <array>
#include <deque>
#include <unordered_map>
#include <utility>
#include <vector>

#include "flow/server_name.h"

namespace sixscope::flow {
namespace {

using model::Adjustment;
using model::Flow;

constexpr std::uint8_t kTcp = 6;
constexpr std::uint8_t kUdp = 17;
constexpr std::uint16_t kDnsPort = 53;
constexpr std::uint8_t kFin = 0x01;
constexpr std::uint8_t kSyn = 0x02;
constexpr std::uint8_t kRst = 0x04;
constexpr std::uint8_t kAck = 0x10;

/// Packets with payload in which a name is looked for, per flow.
constexpr std::uint8_t kNamePacketsMax = 4;
/// Hellos that are begun and not whole, kept at once.
constexpr std::size_t kSearchesMax = 4096;

constexpr std::uint32_t kNobody = ~std::uint32_t{0};

struct Key {
  net::IpAddress source;
  net::IpAddress destination;
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
  std::uint8_t protocol = 0;
  net::Family family = net::Family::none;
  friend bool operator==(const Key&, const Key&) = default;

  [[nodiscard]] Key reversed() const {
    return {.source = destination,
            .destination = source,
            .source_port = destination_port,
            .destination_port = source_port,
            .protocol = protocol,
            .family = family};
  }
};

struct KeyHash {
  std::size_t operator()(const Key& key) const {
    constexpr std::size_t kOdd = 0x9e3779b97f4a7c15U;
    const std::hash<net::IpAddress> address;
    std::size_t mixed = address(key.source) * 3 + address(key.destination);
    mixed ^= (std::size_t{key.source_port} << 32U | std::size_t{key.destination_port} << 16U |
              key.protocol) *
             kOdd;
    return mixed ^ mixed >> 31U;
  }
};

/// Packets of one datagram share these.
struct FragmentKey {
  net::IpAddress source;
  net::IpAddress destination;
  std::uint32_t id = 0;
  std::uint8_t protocol = 0;
  friend bool operator==(const FragmentKey&, const FragmentKey&) = default;
};
struct FragmentHash {
  std::size_t operator()(const FragmentKey& key) const {
    const std::hash<net::IpAddress> address;
    return address(key.source) * 5 + address(key.destination) * 3 + key.id * 131U + key.protocol;
  }
};
struct Ports {
  std::uint16_t source = 0;
  std::uint16_t destination = 0;
};

/// Which queue a flow waits in for its end; each is ordered by last packet.
enum class Queue : std::uint8_t { open, ended };

struct Entry {
  Key key;
  Flow flow;
  std::uint32_t previous = kNobody;
  std::uint32_t next = kNobody;
  Queue queue = Queue::open;
  std::uint8_t name_packets_left = 0;
  wire::HostName name;
  std::unique_ptr<ServerNameSearch> search;  ///< Where a hello was begun and is not whole.
};

struct Ends {
  std::uint32_t first = kNobody;
  std::uint32_t last = kNobody;
};

/// Remembers ports of first fragments, the newest `max` of them.
class FragmentTable {
 public:
  explicit FragmentTable(std::size_t max) : max_(max) {}

  /// Notes a first fragment, or gives a later one its ports.
  void resolve(wire::Packet& packet) {
    const FragmentKey key{.source = packet.source,
                          .destination = packet.destination,
                          .id = packet.fragment_id,
                          .protocol = packet.protocol};
    if (packet.part == wire::FragmentPart::first) {
      remember(key, {.source = packet.source_port, .destination = packet.destination_port});
      return;
    }
    if (const auto known = ports_.find(key); known != ports_.end()) {
      packet.source_port = known->second.source;
      packet.destination_port = known->second.destination;
      packet.adjustments =
          static_cast<Adjustment>(static_cast<std::uint32_t>(packet.adjustments) &
                                  ~static_cast<std::uint32_t>(Adjustment::fragment));
    }
  }

 private:
  void remember(const FragmentKey& key, Ports ports) {
    if (max_ == 0) {
      return;
    }
    if (!ports_.insert_or_assign(key, ports).second) {
      return;
    }
    order_.push_back(key);
    if (order_.size() > max_) {
      ports_.erase(order_.front());
      order_.pop_front();
    }
  }

  std::size_t max_;
  std::unordered_map<FragmentKey, Ports, FragmentHash> ports_;
  std::deque<FragmentKey> order_;
};

}  // namespace

class Meter::Impl {
 public:
  explicit Impl(const MeterOptions& options)
      : options_(options), fragments_(options.fragments_max) {
    options_.flows_max = std::max<std::size_t>(options_.flows_max, 1);
  }

  void add(wire::LinkType link, ByteView captured, std::size_t wire_length, Instant at,
           FlowSink& flows, DnsSink* dns) {
    ++counters_.packets;
    expire(at, flows);
    auto packet = wire::dissect(link, captured, wire_length);
    if (!packet) {
      count_refusal(packet.error().code);
      return;
    }
    if (packet->part != wire::FragmentPart::whole) {
      fragments_.resolve(*packet);
    }
    const ByteView payload = captured.subspan(packet->payload_offset, packet->payload_size);
    Entry& entry = find_or_open(*packet, at, flows);
    count_packet(*packet, at, entry);
    if (options_.read_names && entry.name_packets_left > 0 && !payload.empty() &&
        packet->part == wire::FragmentPart::whole) {
      look_for_name(*packet, payload, entry);
    }
    if (dns != nullptr && packet->source_port == kDnsPort &&
        packet->part == wire::FragmentPart::whole) {
      read_dns(*packet, payload, at, *dns);
    }
  }

  void expire(Instant now, FlowSink& flows) {
    now_ = std::max(now_, now);
    while (ends(Queue::ended).first != kNobody &&
           entries_[ends(Queue::ended).first].flow.end + options_.tcp_end_timeout < now_) {
      close(ends(Queue::ended).first, flows);
    }
    while (ends(Queue::open).first != kNobody &&
           entries_[ends(Queue::open).first].flow.end + options_.idle_timeout < now_) {
      close(ends(Queue::open).first, flows);
    }
  }

  void finish(FlowSink& flows) {
    for (const Queue queue : {Queue::ended, Queue::open}) {
      while (ends(queue).first != kNobody) {
        close(ends(queue).first, flows);
      }
    }
  }

  [[nodiscard]] const MeterCounters& counters() const { return counters_; }
  [[nodiscard]] std::size_t open_flows() const { return index_.size(); }

 private:
  Ends& ends(Queue queue) { return queues_[static_cast<std::size_t>(queue)]; }

  void count_refusal(Errc code) {
    if (code == Errc::not_found) {
      ++counters_.not_ip;
    } else if (code == Errc::truncated) {
      ++counters_.truncated;
    } else {
      ++counters_.malformed;
    }
  }

  void unlink(std::uint32_t at) {
    Entry& entry = entries_[at];
    Ends& queue = ends(entry.queue);
    (entry.previous == kNobody ? queue.first : entries_[entry.previous].next) = entry.next;
    (entry.next == kNobody ? queue.last : entries_[entry.next].previous) = entry.previous;
  }

  void append(std::uint32_t at, Queue where) {
    Entry& entry = entries_[at];
    Ends& queue = ends(where);
    entry.queue = where;
    entry.previous = queue.last;
    entry.next = kNobody;
    (queue.last == kNobody ? queue.first : entries_[queue.last].next) = at;
    queue.last = at;
  }

  void report(const Entry& entry, FlowSink& flows) {
    Flow flow = entry.flow;
    flow.server_name = entry.name.view();
    ++counters_.flows;
    flows.flows(std::span<const Flow>(&flow, 1));
  }

  void close(std::uint32_t at, FlowSink& flows) {
    unlink(at);
    index_.erase(entries_[at].key);
    report(entries_[at], flows);
    take_search(entries_[at]);
    free_.push_back(at);
  }

  std::uint32_t take_slot(FlowSink& flows) {
    if (free_.empty() && entries_.size() >= options_.flows_max) {
      const Queue queue = ends(Queue::ended).first != kNobody ? Queue::ended : Queue::open;
      close(ends(queue).first, flows);
      ++counters_.evicted;
    }
    if (free_.empty()) {
      entries_.emplace_back();
      return static_cast<std::uint32_t>(entries_.size() - 1);
    }
    const std::uint32_t at = free_.back();
    free_.pop_back();
    return at;
  }

  /// The packet's flow. One that is over, or was reported long ago, ends here and starts anew.
  Entry& find_or_open(const wire::Packet& packet, Instant at, FlowSink& flows) {
    const Key key{.source = packet.source,
                  .destination = packet.destination,
                  .source_port = packet.source_port,
                  .destination_port = packet.destination_port,
                  .protocol = packet.protocol,
                  .family = packet.family};
    wire::HostName name;
    if (const auto known = index_.find(key); known != index_.end()) {
      Entry& entry = entries_[known->second];
      const bool new_connection = entry.queue == Queue::ended && packet.protocol == kTcp &&
                                  (packet.tcp_flags & (kSyn | kAck)) == kSyn;
      const bool too_long = at - entry.flow.start >= options_.active_timeout;
      if (!new_connection && !too_long) {
        return entry;
      }
      if (!new_connection) {
        name = entry.name;
      }
      close(known->second, flows);
    } else if (const auto back = index_.find(key.reversed()); back != index_.end()) {
      name = entries_[back->second].name;
    }
    const std::uint32_t slot = take_slot(flows);
    Entry& entry = entries_[slot];
    entry = Entry{};
    entry.key = key;
    entry.name = name;
    entry.name_packets_left = name.empty() ? kNamePacketsMax : 0;
    start_flow(packet, at, entry.flow);
    index_.emplace(key, slot);
    append(slot, Queue::open);
    return entry;
  }

  void start_flow(const wire::Packet& packet, Instant at, Flow& flow) const {
    wire::describe_packet(packet, flow);
    flow.start = at;
    flow.end = at;
    flow.rate = options_.rate;
    flow.exporter = options_.exporter;
    flow.observation_domain = options_.observation_domain;
  }

  void count_packet(const wire::Packet& packet, Instant at, Entry& entry) {
    Flow& flow = entry.flow;
    flow.start = std::min(flow.start, at);
    flow.end = std::max(flow.end, at);
    flow.bytes += packet.ip_length;
    ++flow.packets;
    flow.tcp_flags = static_cast<std::uint8_t>(flow.tcp_flags | packet.tcp_flags);
    flow.adjustments |= packet.adjustments;
    const bool over = packet.protocol == kTcp && (packet.tcp_flags & (kFin | kRst)) != 0;
    const std::uint32_t at_slot = index_.find(entry.key)->second;
    unlink(at_slot);
    append(at_slot, over ? Queue::ended : entry.queue);
  }

  void look_for_name(const wire::Packet& packet, ByteView payload, Entry& entry) {
    --entry.name_packets_left;
    std::unique_ptr<ServerNameSearch> search = entry.search ? take_search(entry) : new_search();
    const auto name = search->add(packet.protocol, packet.tcp_sequence, payload);
    if (name) {
      give_name(*name, entry);
    } else if (name.error().code == Errc::truncated) {
      keep_search(std::move(search), entry);
    } else if (packet.protocol == kTcp) {
      entry.name_packets_left = 0;
    }
    spare_search_ = std::move(search);  // Null where it was kept.
  }

  /// Nearly every hello is whole in its first packet, and leaves its search to the next one.
  std::unique_ptr<ServerNameSearch> new_search() {
    if (!spare_search_) {
      return std::make_unique<ServerNameSearch>();
    }
    spare_search_->clear();
    return std::move(spare_search_);
  }

  /// Begun hellos take some kilobytes each: beyond kSearchesMax they are not waited for.
  void keep_search(std::unique_ptr<ServerNameSearch>&& search, Entry& entry) {
    if (entry.name_packets_left > 0 && searches_ < kSearchesMax) {
      entry.search = std::move(search);
      ++searches_;
    }
  }
  std::unique_ptr<ServerNameSearch> take_search(Entry& entry) {
    searches_ -= entry.search ? 1 : 0;
    return std::move(entry.search);
  }

  void give_name(const wire::HostName& name, Entry& entry) {
    ++counters_.names;
    entry.name = name;
    entry.name_packets_left = 0;
    if (const auto back = index_.find(entry.key.reversed()); back != index_.end()) {
      entries_[back->second].name = name;
      entries_[back->second].name_packets_left = 0;
      take_search(entries_[back->second]);
    }
  }

  void read_dns(const wire::Packet& packet, ByteView payload, Instant at, DnsSink& dns) {
    if (packet.protocol == kTcp && payload.size() > 2) {
      payload = payload.subspan(2);  // RFC 1035 s.4.2.2: a length of two bytes.
    } else if (packet.protocol != kUdp) {
      return;
    }
    if (!read_dns_answer(payload, answer_)) {
      return;
    }
    answer_.at = at;
    answer_.client = client_prefix(packet.destination, packet.family);
    ++counters_.dns_answers;
    dns.answer(answer_);
  }

  MeterOptions options_;
  std::size_t searches_ = 0;
  std::unique_ptr<ServerNameSearch> spare_search_;
  MeterCounters counters_;
  Instant now_;
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> free_;
  std::unordered_map<Key, std::uint32_t, KeyHash> index_;
  std::array<Ends, 2> queues_;
  FragmentTable fragments_;
  DnsAnswer answer_;
};

Meter::Meter(MeterOptions options) : impl_(std::make_unique<Impl>(options)) {}
Meter::~Meter() = default;
Meter::Meter(Meter&&) noexcept = default;
Meter& Meter::operator=(Meter&&) noexcept = default;

void Meter::add(wire::LinkType link, ByteView captured, std::size_t wire_length, Instant at,
                FlowSink& flows, DnsSink* dns) {
  impl_->add(link, captured, wire_length, at, flows, dns);
}
void Meter::expire(Instant now, FlowSink& flows) { impl_->expire(now, flows); }
void Meter::finish(FlowSink& flows) { impl_->finish(flows); }
const MeterCounters& Meter::counters() const { return impl_->counters(); }
std::size_t Meter::open_flows() const { return impl_->open_flows(); }

}  // namespace sixscope::flow
