#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>

#include "base/byte_reader.h"
#include "base/clock.h"
#include "base/result.h"
#include "flow/decoder.h"
#include "net/ip_address.h"

namespace sixscope::ingest {

/// What an entry of the journal says.
enum class EntryKind : std::uint8_t {
  datagrams = 1,    ///< One datagram, or several of one sender glued by the kernel (UDP GRO).
  session_end = 2,  ///< A TCP connection ended: its templates end with it.
  queue_drops = 3,  ///< `count` datagrams of `exporter` found no room here.
  kernel_drops =
      4,        ///< `count` datagrams the kernel dropped, charged to the sender that came next.
  refused = 5,  ///< `count` datagrams of `exporter`, which is not on the allow-list.
};

/// One entry: received bytes and where they came from, or a fact the receiving side counted.
struct Entry {
  EntryKind kind = EntryKind::datagrams;
  flow::Transport transport = flow::Transport::udp;
  std::uint16_t source_port = 0;
  std::uint16_t segment_size = 0;  ///< Bytes of each glued datagram but the last; 0: there is one.
  net::IpAddress exporter;
  std::uint64_t session = 0;
  std::uint64_t count = 0;
  Instant received;
  ByteView payload;  ///< Borrowed: from the caller on `append`, from the ring on reading.
};

/// A place in a journal: grows for ever, also over restarts.
using JournalPosition = std::uint64_t;

/// A ring of received datagrams between the receiving threads and one worker, which is also the
/// record that a killed process leaves behind.
///
/// The ring lies in a file that is mapped: what was appended is in the page cache, so it outlives
/// the process (not a power cut). Blocks are reused in turn. An entry stays until `release` has
/// passed it, so between the checkpoint and the head everything can be read again after a crash; in
/// front of the checkpoint lies older traffic, which a restart decodes to remember templates,
/// sequence numbers and duplicates. Without a path the ring is plain memory.
///
/// `append` is safe from several threads; `read`, `wait` and `read_again` belong to one; `release`
/// and `set_checkpoint` may be called by another.
class Journal {
 public:
  /// Bytes of a block; the largest entry is a datagram of 64 KB.
  static constexpr std::size_t kBlockBytes = std::size_t{1} << 20U;
  static constexpr std::size_t kBlocksMin = 4;

  /// Opens or creates the ring at `path` (empty: memory only) with room for `bytes`. A file of
  /// another size or format is `malformed`; no room on the disk is `unavailable`.
  static Result<std::unique_ptr<Journal>> open(const std::string& path, std::size_t bytes);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  /// Copies the entries in, in order, and wakes the reader. Returns how many found room: the rest
  /// is dropped, and the caller counts it. Never blocks on the reader.
  std::size_t append(std::span<const Entry> entries);

  /// Walks the entries from a position on. What it gives out is valid until it is released.
  class Reader {
   public:
    /// The next entry, or nothing at the present end.
    [[nodiscard]] std::optional<Entry> next();
    [[nodiscard]] JournalPosition position() const { return position_; }

   private:
    friend class Journal;
    Reader(Journal& journal, JournalPosition from) : journal_(&journal), position_(from) {}
    Journal* journal_;
    JournalPosition position_;
  };
  /// Reads from `from`, which must be a position this journal gave out and still holds.
  [[nodiscard]] Reader read_from(JournalPosition from) { return Reader(*this, from); }

  /// Waits until something was appended behind `position`, at most `longest`. False on timeout.
  bool wait(JournalPosition position, std::chrono::milliseconds longest);

  /// Random number of this ring: positions are comparable within one only.
  [[nodiscard]] std::uint64_t generation() const;
  /// Oldest entry still held; where reading after a restart begins.
  [[nodiscard]] JournalPosition oldest() const;
  /// Behind the newest entry.
  [[nodiscard]] JournalPosition head() const;
  /// Everything before it is counted in a batch that is safe.
  [[nodiscard]] JournalPosition checkpoint() const;
  /// Moves the checkpoint; kept in the file.
  void set_checkpoint(JournalPosition position);
  /// Entries before `position` may be overwritten.
  void release(JournalPosition position);
  /// Notes which entry is being decoded (0: none), so that one that kills the process is known.
  void set_decoding(JournalPosition position);
  /// An entry on which the process died twice in a row; 0 if there is none. Fixed at opening.
  [[nodiscard]] JournalPosition poisoned() const { return poisoned_; }
  /// Bytes that are not released.
  [[nodiscard]] std::size_t used() const;
  [[nodiscard]] std::size_t capacity() const { return blocks_ * kBlockBytes; }

 private:
  struct FileHeader;
  struct BlockHeader;
  Journal() = default;
  void start_empty();
  void recover();
  [[nodiscard]] std::byte* block(std::uint64_t sequence) const;
  [[nodiscard]] BlockHeader& block_header(std::uint64_t sequence) const;
  [[nodiscard]] bool append_one(const Entry& entry);
  [[nodiscard]] bool open_next_block();
  [[nodiscard]] std::optional<Entry> read_at(JournalPosition& position);

  int file_ = -1;
  std::byte* memory_ = nullptr;
  std::size_t mapped_ = 0;
  std::uint64_t blocks_ = 0;
  FileHeader* header_ = nullptr;
  JournalPosition poisoned_ = 0;

  std::mutex appending_;
  std::uint64_t writing_ = 1;  ///< Sequence number of the block being filled; under `appending_`.
  std::size_t used_in_block_ = 0;
  std::atomic<JournalPosition> head_{0};
  std::atomic<JournalPosition> released_{0};

  std::mutex waiting_;
  std::condition_variable appended_;
  std::atomic<bool> sleeping_{false};
};

}  // namespace sixscope::ingest
