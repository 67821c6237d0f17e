#include "ingest/journal.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <functional>
#include <new>
#include <random>

#include "base/check.h"

namespace sixscope::ingest {
namespace {

constexpr std::uint64_t kFileMagic = 0x31304c4e524a5336;   // "6SJRNL01", little-endian.
constexpr std::uint64_t kBlockMagic = 0x31304b4c424a5336;  // "6SJBLK01".
constexpr std::size_t kPage = 4096;
constexpr std::size_t kPayloadMax = 65535;

// An entry as it lies in a block; the payload follows, padded to 8 bytes. Only this machine reads
// it, so it is in host order.
struct EntryHeader {
  std::uint32_t payload = 0;
  std::uint16_t source_port = 0;
  std::uint16_t segment_size = 0;
  std::uint8_t kind = 0;
  std::uint8_t transport = 0;
  std::array<std::uint8_t, 6> reserved{};
  std::array<std::byte, 16> exporter{};
  std::uint64_t session_or_count = 0;
  std::int64_t received = 0;
};
static_assert(sizeof(EntryHeader) == 48);

constexpr std::size_t padded(std::size_t size) { return (size + 7) & ~std::size_t{7}; }

tl::unexpected<Error> no_disk(const std::string& path, std::string_view rule) {
  return fail_because(path + ": " + std::strerror(errno), Errc::unavailable, rule);
}

// What a power cut leaves of a mapped file is anybody's guess, so a ring of another boot is not
// read. 0 where the kernel does not tell.
std::uint64_t this_boot() {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string text;
  std::getline(file, text);
  return std::hash<std::string>{}(text);
}

}  // namespace

struct Journal::FileHeader {
  std::uint64_t magic;
  std::uint64_t block_bytes;
  std::uint64_t blocks;
  std::uint64_t generation;  ///< Random: positions of another generation mean nothing here.
  std::uint64_t boot;        ///< Hash of the boot in which it was written.
  std::atomic<std::uint64_t> checkpoint;
  std::atomic<std::uint64_t> decoding;  ///< Entry in work; 0: none.
  std::uint64_t suspect;                ///< Entry in work when the process died last; 0: none.
};

struct Journal::BlockHeader {
  std::uint64_t magic;
  std::atomic<std::uint64_t> sequence;   ///< 0 while the block is being taken into use.
  std::atomic<std::uint32_t> committed;  ///< Bytes valid from the start of the block.
};

namespace {
constexpr std::size_t kBlockStart = 64;  // First entry of a block; its header is shorter.
}

Result<std::unique_ptr<Journal>> Journal::open(const std::string& path, std::size_t bytes) {
  std::unique_ptr<Journal> journal(new Journal);
  journal->blocks_ = std::max(kBlocksMin, bytes / kBlockBytes);
  journal->mapped_ = kPage + journal->blocks_ * kBlockBytes;
  int flags = MAP_PRIVATE | MAP_ANONYMOUS;
  bool fresh = true;
  if (!path.empty()) {
    journal->file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    struct stat status{};
    if (journal->file_ < 0 || ::fstat(journal->file_, &status) != 0) {
      return no_disk(path, "the journal cannot be opened");
    }
    fresh = status.st_size == 0;
    if (!fresh && static_cast<std::size_t>(status.st_size) != journal->mapped_) {
      return fail_because(path, Errc::malformed, "the journal has another size");
    }
    if (const int wrong =
            ::posix_fallocate(journal->file_, 0, static_cast<off_t>(journal->mapped_))) {
      static_cast<void>(fresh ? ::ftruncate(journal->file_, 0) : 0);
      errno = wrong;
      return no_disk(path, "no room for the journal");
    }
    flags = MAP_SHARED;
  }
  void* const memory =
      ::mmap(nullptr, journal->mapped_, PROT_READ | PROT_WRITE, flags, journal->file_, 0);
  if (memory == MAP_FAILED) {
    return no_disk(path, "the journal cannot be mapped");
  }
  journal->memory_ = static_cast<std::byte*>(memory);
  if (fresh) {
    journal->start_empty();
    return journal;
  }
  journal->header_ = std::launder(static_cast<FileHeader*>(memory));
  if (journal->header_->magic != kFileMagic || journal->header_->block_bytes != kBlockBytes ||
      journal->header_->blocks != journal->blocks_) {
    return fail_because(path, Errc::malformed, "this is no journal of ours");
  }
  if (journal->header_->boot == this_boot()) {
    journal->recover();
  } else {
    journal->start_empty();
  }
  return journal;
}

Journal::~Journal() {
  if (memory_ != nullptr) {
    ::munmap(memory_, mapped_);
  }
  if (file_ >= 0) {
    ::close(file_);
  }
}

void Journal::start_empty() {
  std::random_device random;
  const std::uint64_t generation = std::uint64_t{random()} << 32U | random();
  header_ = new (memory_) FileHeader{
      kFileMagic, kBlockBytes, blocks_, generation, this_boot(), {kBlockBytes + kBlockStart}, {0},
      0};
  for (std::uint64_t i = 0; i < blocks_; ++i) {
    block_header(i).magic = 0;
  }
  writing_ = 0;
  const bool opened = open_next_block();
  SIXSCOPE_CHECK(opened);
  released_ = head_.load();
}

void Journal::recover() {
  std::uint64_t newest = 0;
  for (std::uint64_t i = 0; i < blocks_; ++i) {
    const BlockHeader& found = block_header(i);
    if (found.magic == kBlockMagic && found.sequence % blocks_ == i) {
      newest = std::max(newest, found.sequence.load());
    }
  }
  if (newest == 0) {  // Killed before the first block: nothing can have been received.
    start_empty();
    return;
  }
  writing_ = newest;
  released_ = std::min(checkpoint(), newest * kBlockBytes);
  used_in_block_ = block_header(newest).committed;
  const std::uint64_t died_on = header_->decoding;
  poisoned_ = died_on != 0 && died_on == header_->suspect ? died_on : 0;
  header_->suspect = died_on;
  header_->decoding = 0;
  head_ = newest * kBlockBytes + used_in_block_;
}

std::byte* Journal::block(std::uint64_t sequence) const {
  return memory_ + kPage + (sequence % blocks_) * kBlockBytes;
}

Journal::BlockHeader& Journal::block_header(std::uint64_t sequence) const {
  return *std::launder(static_cast<BlockHeader*>(static_cast<void*>(block(sequence))));
}

bool Journal::open_next_block() {
  const std::uint64_t next = writing_ + 1;
  if (next >= released_.load(std::memory_order_acquire) / kBlockBytes + blocks_ && writing_ != 0) {
    return false;
  }
  BlockHeader& header = block_header(next);
  header.sequence.store(0, std::memory_order_release);
  header.magic = kBlockMagic;
  header.committed.store(kBlockStart, std::memory_order_release);
  header.sequence.store(next, std::memory_order_release);
  writing_ = next;
  used_in_block_ = kBlockStart;
  head_.store(next * kBlockBytes + kBlockStart, std::memory_order_release);
  return true;
}

bool Journal::append_one(const Entry& entry) {
  const std::size_t needed = sizeof(EntryHeader) + padded(entry.payload.size());
  if (entry.payload.size() > kPayloadMax) {
    return false;
  }
  if (used_in_block_ + needed > kBlockBytes && !open_next_block()) {
    return false;
  }
  EntryHeader header;
  header.payload = static_cast<std::uint32_t>(entry.payload.size());
  header.source_port = entry.source_port;
  header.segment_size = entry.segment_size;
  header.kind = static_cast<std::uint8_t>(entry.kind);
  header.transport = static_cast<std::uint8_t>(entry.transport);
  header.exporter = entry.exporter.bytes();
  header.session_or_count =
      entry.kind == EntryKind::datagrams || entry.kind == EntryKind::session_end ? entry.session
                                                                                 : entry.count;
  header.received = entry.received.time_since_epoch().count();
  std::byte* const place = block(writing_) + used_in_block_;
  std::memcpy(place, &header, sizeof header);
  if (!entry.payload.empty()) {
    std::memcpy(place + sizeof header, entry.payload.data(), entry.payload.size());
  }
  used_in_block_ += needed;
  // Only now can a reader, or the next process, see it: whole or not at all.
  block_header(writing_).committed.store(static_cast<std::uint32_t>(used_in_block_),
                                         std::memory_order_release);
  return true;
}

std::size_t Journal::append(std::span<const Entry> entries) {
  std::size_t taken = 0;
  {
    const std::scoped_lock lock(appending_);
    while (taken < entries.size() && append_one(entries[taken])) {
      ++taken;
    }
    head_.store(writing_ * kBlockBytes + used_in_block_, std::memory_order_seq_cst);
  }
  if (taken != 0 && sleeping_.load(std::memory_order_seq_cst)) {
    {
      const std::scoped_lock lock(waiting_);
    }
    appended_.notify_one();
  }
  return taken;
}

bool Journal::wait(JournalPosition position, std::chrono::milliseconds longest) {
  std::unique_lock lock(waiting_);
  sleeping_.store(true, std::memory_order_seq_cst);
  const bool more = appended_.wait_for(
      lock, longest, [&] { return head_.load(std::memory_order_seq_cst) > position; });
  sleeping_.store(false, std::memory_order_seq_cst);
  return more;
}

std::optional<Entry> Journal::Reader::next() { return journal_->read_at(position_); }

std::optional<Entry> Journal::read_at(JournalPosition& position) {
  const JournalPosition end = head_.load(std::memory_order_acquire);
  if (position >= end) {
    return std::nullopt;
  }
  std::uint64_t sequence = position / kBlockBytes;
  std::size_t offset = position % kBlockBytes;
  if (offset >= block_header(sequence).committed.load(std::memory_order_acquire)) {
    // The block is closed, as the head is past it: what follows is in the next one.
    ++sequence;
    offset = kBlockStart;
  }
  // An entry that filled its block to the last byte leaves the position at the header of the next.
  offset = std::max(offset, kBlockStart);
  position = sequence * kBlockBytes + offset;
  if (position >= end) {
    return std::nullopt;
  }
  const std::byte* const place = block(sequence) + offset;
  EntryHeader header;
  std::memcpy(&header, place, sizeof header);
  SIXSCOPE_CHECK(offset + sizeof header + header.payload <= kBlockBytes);
  position += sizeof header + padded(header.payload);
  Entry entry;
  entry.kind = static_cast<EntryKind>(header.kind);
  entry.transport = static_cast<flow::Transport>(header.transport);
  entry.source_port = header.source_port;
  entry.segment_size = header.segment_size;
  entry.exporter = net::IpAddress::v6(header.exporter.data());
  entry.session = header.session_or_count;
  entry.count = header.session_or_count;
  entry.received = Instant(std::chrono::milliseconds(header.received));
  entry.payload = ByteView(place + sizeof header, header.payload);
  return entry;
}

JournalPosition Journal::oldest() const {
  const std::uint64_t newest = head() / kBlockBytes;
  std::uint64_t first = newest;
  while (first > 1 && newest - (first - 1) < blocks_) {
    const BlockHeader& older = block_header(first - 1);
    if (older.magic != kBlockMagic || older.sequence != first - 1) {
      break;
    }
    --first;
  }
  return first * kBlockBytes + kBlockStart;
}

std::uint64_t Journal::generation() const { return header_->generation; }

JournalPosition Journal::head() const { return head_.load(std::memory_order_acquire); }

JournalPosition Journal::checkpoint() const {
  return header_->checkpoint.load(std::memory_order_acquire);
}

void Journal::set_checkpoint(JournalPosition position) {
  header_->checkpoint.store(position, std::memory_order_release);
}

void Journal::set_decoding(JournalPosition position) {
  header_->decoding.store(position, std::memory_order_relaxed);
}

void Journal::release(JournalPosition position) {
  JournalPosition now = released_.load(std::memory_order_relaxed);
  while (now < position &&
         !released_.compare_exchange_weak(now, position, std::memory_order_acq_rel)) {
  }
}

std::size_t Journal::used() const {
  const JournalPosition end = head();
  const JournalPosition from = released_.load(std::memory_order_acquire);
  return end > from ? end - from : 0;
}

}  // namespace sixscope::ingest
