#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "ingest/journal.h"
#include "net/ip_address.h"
#include "net/prefix.h"

namespace sixscope::ingest {

/// What all receiving threads counted together. Each is monotonic.
struct IntakeCounters {
  std::atomic<std::uint64_t> datagrams{0};
  std::atomic<std::uint64_t> bytes{0};
  std::atomic<std::uint64_t> calls{0};
  std::atomic<std::uint64_t> refused{0};
  std::atomic<std::uint64_t> stream_connections{0};
  std::atomic<std::uint64_t> stream_refused{0};
  std::atomic<std::uint64_t> stream_malformed{0};
};

/// The way from sockets to workers: checks the allow-list, sends all datagrams of one exporter to
/// the same worker, and counts what finds no room. Never blocks.
///
/// SO_REUSEPORT spreads by address and port, so an exporter may come in on several sockets; the
/// worker is therefore chosen here, by a hash of its address alone.
class Intake {
 public:
  /// `journals`: one for each worker; they outlive the intake. `allowed`: empty means everybody on
  /// loopback sockets and nobody elsewhere.
  Intake(std::vector<Journal*> journals, std::vector<net::Prefix> allowed);

  /// The entrance of one receiving thread; not thread safe itself.
  class Port {
   public:
    /// Hands `entries` of kind `datagrams` on. What is not taken is counted here.
    void take(std::span<const Entry> entries);
    /// One message of a stream; false if there is no room: the caller keeps it and stops reading.
    [[nodiscard]] bool offer(const Entry& entry);
    /// The kernel dropped `count` datagrams before the one of `exporter`.
    void kernel_dropped(const net::IpAddress& exporter, std::uint64_t count, Instant now);
    /// Writes down counts that wait. Call about once a second where nothing arrives.
    void tick(Instant now);
    /// Writes down all that waits: before the thread ends.
    void finish(Instant now);
    [[nodiscard]] bool allows(const net::IpAddress& exporter);

   private:
    friend class Intake;
    struct Remembered {
      net::IpAddress address;
      bool known = false;
      bool allowed = false;
    };
    using Counts = std::unordered_map<net::IpAddress, std::uint64_t>;
    Port(Intake& intake, bool loopback) : intake_(&intake), loopback_(loopback) {}
    void hand_on(std::size_t worker, std::span<const Entry> entries);
    void note(Counts& counts, const net::IpAddress& exporter, std::uint64_t count);
    void write_down(Counts& counts, EntryKind kind, Instant now);

    Intake* intake_;
    bool loopback_;
    std::array<Remembered, 1024> seen_{};
    std::vector<std::vector<Entry>> by_worker_;
    Counts queue_drops_;
    Counts kernel_drops_;
    Counts refused_;
    Instant written_down_;
  };

  /// `loopback`: the socket listens on loopback only.
  [[nodiscard]] std::unique_ptr<Port> open_port(bool loopback);
  [[nodiscard]] IntakeCounters& counters() { return counters_; }
  [[nodiscard]] const IntakeCounters& counters() const { return counters_; }

 private:
  [[nodiscard]] std::size_t worker_of(const net::IpAddress& exporter) const;

  std::vector<Journal*> journals_;
  std::vector<net::Prefix> allowed_;
  IntakeCounters counters_;
};

/// Datagrams in one entry: the kernel may have glued several.
[[nodiscard]] std::uint64_t datagrams_in(const Entry& entry);

}  // namespace sixscope::ingest
