#include "ingest/spool.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <filesystem>
#include <random>
#include <sstream>

#include "base/whole_file.h"

namespace sixscope::ingest {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSuffix = ".parcel";
constexpr std::string_view kPartial = ".partial";
// The list of a shipment: begun, and stored but perhaps not deleted yet.
constexpr std::string_view kBegun = "/shipment";
constexpr std::string_view kStored = "/shipment.stored";

Result<void> keep(const std::string& path, ByteView bytes, bool forced) {
  return write_whole(path, bytes,
                     {.rule = "the spool cannot write",
                      .beside = path + std::string(kPartial),
                      .mode = 0600,
                      .forced = forced});
}

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (wrong != std::errc{} || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

}  // namespace

Result<std::unique_ptr<Spool>> Spool::open(SpoolOptions options) {
  std::unique_ptr<Spool> spool(new Spool(std::move(options)));
  if (const auto started = spool->start(); !started) {
    return fail_like(started);
  }
  return spool;
}

Result<void> Spool::start() {
  std::error_code wrong;
  fs::create_directories(fs::path(options_.directory) / "rejected", wrong);
  if (wrong) {
    return fail_because(options_.directory + ": " + wrong.message(), Errc::unavailable,
                        "the spool directory cannot be used");
  }
  const std::string identity = options_.directory + "/collector";
  std::uint64_t epoch = 0;
  if (const auto text = read_whole(identity)) {
    const auto space = text->find(' ');
    collector_ = text->substr(0, space);
    epoch = space == std::string::npos ? 0 : number(text->substr(space + 1)).value_or(0);
  }
  if (collector_.size() != 16 || epoch == 0) {  // A new name: old numbers cannot collide with it.
    std::random_device random;
    collector_ = fmt::format("{:08x}{:08x}", random(), random());
    epoch = 0;
  }
  epoch_ = epoch + 1;
  const std::string named = fmt::format("{} {}", collector_, epoch_);
  if (const auto kept = keep(identity, std::as_bytes(std::span(named)), true); !kept) {
    return kept;
  }
  for (const auto& file : fs::directory_iterator(options_.directory, wrong)) {
    const std::string name = file.path().filename().string();
    if (name.ends_with(kPartial)) {
      fs::remove(file.path(), wrong);
      continue;
    }
    if (name.size() != 41 + kSuffix.size() || !name.ends_with(kSuffix)) {
      continue;
    }
    const auto high = number(std::string_view(name).substr(0, 20));
    const auto low = number(std::string_view(name).substr(21, 20));
    if (high && low) {
      files_[{*high, *low}] = file.file_size(wrong);
      bytes_ += file.file_size(wrong);
    }
  }
  recover_begun();
  return {};
}

void Spool::recover_begun() {
  const auto listed = [this](std::string_view list) {
    std::vector<Number> numbers;
    std::istringstream text(read_whole(options_.directory + std::string(list)).value_or(""));
    Number place;
    while (text >> place.first >> place.second) {
      numbers.push_back(place);
    }
    return numbers;
  };
  begun_ = listed(kStored);
  forget_begun();
  begun_ = listed(kBegun);
}

std::string Spool::next_id() { return fmt::format("{}/{}/{}", collector_, epoch_, next_++); }

std::string Spool::path_of(const Number& number) const {
  return fmt::format("{}/{:020}-{:020}{}", options_.directory, number.first, number.second,
                     kSuffix);
}

std::optional<Spool::Number> Spool::number_of(const std::string& id) const {
  const auto first = id.find('/');
  const auto second = id.find('/', first + 1);
  if (first == std::string::npos || second == std::string::npos) {
    return std::nullopt;
  }
  const auto epoch = number(std::string_view(id).substr(first + 1, second - first - 1));
  const auto low = number(std::string_view(id).substr(second + 1));
  if (!epoch || !low) {
    return std::nullopt;
  }
  return Number{*epoch, *low};
}

Result<void> Spool::put(const Parcel& parcel, const std::function<void()>& safe) {
  const auto place = number_of(parcel.id);
  if (!place) {
    return fail_because(parcel.id, Errc::malformed, "a parcel's id is collector/epoch/number");
  }
  const std::vector<std::byte> bytes = encode(parcel);
  if (bytes_ + bytes.size() > options_.bytes_max) {
    ++refused_;
    full_ = true;
    return fail_because(
        fmt::format("{} bytes wait, the limit is {}", bytes_.load(), options_.bytes_max),
        Errc::unavailable, "the spool is full (spool.bytes_max)");
  }
  if (const auto kept = keep(path_of(*place), bytes, options_.fsync); !kept) {
    ::unlink(path_of(*place).c_str());  // What is refused is not there: its rows come again.
    ++refused_;
    full_ = true;
    return kept;
  }
  full_ = false;
  if (safe) {
    safe();
  }
  {
    const std::scoped_lock lock(mutex_);
    files_[*place] = bytes.size();
    bytes_ += bytes.size();
  }
  arrived_.notify_all();
  return {};
}

std::vector<Spool::Number> Spool::waiting() const {
  const std::scoped_lock lock(mutex_);
  std::vector<Number> numbers;
  for (const auto& [number, size] : files_) {
    if (numbers.size() > kShipmentMax || (!numbers.empty() && number.first != epoch_)) {
      break;
    }
    numbers.push_back(number);
    if (number.first != epoch_) {
      break;  // It may have been sent alone: it goes alone.
    }
  }
  return numbers;
}

std::optional<Parcel> Spool::load(const Number& number) const {
  const auto text = read_whole(path_of(number));
  if (!text) {
    return std::nullopt;
  }
  auto parcel = decode_parcel(std::as_bytes(std::span(*text)));
  return parcel ? std::optional(*std::move(parcel)) : std::nullopt;
}

std::optional<Shipment> Spool::next(std::size_t rows_max) {
  while (parcels() > 0) {  // Ends: a turn without a shipment has set a file aside.
    auto shipment = begun_.empty() ? begin(rows_max) : begin_again();
    if (shipment) {
      shipment->id = shipment->parcels.front().id;
      if (shipment->parcels.size() > 1) {
        shipment->id += fmt::format("+{}", shipment->parcels.size());
      }
      return shipment;
    }
  }
  return std::nullopt;
}

std::optional<Shipment> Spool::begin(std::size_t rows_max) {
  Shipment shipment;
  std::size_t rows = 0;
  for (const Number& number : waiting()) {
    auto parcel = load(number);
    if (!parcel) {
      set_aside(number);
      continue;
    }
    rows += parcel->rows.size() + parcel->flows.size();
    if (!begun_.empty() && (rows > rows_max || begun_.size() == kShipmentMax)) {
      shipment.more = true;
      break;
    }
    begun_.push_back(number);
    shipment.parcels.push_back(*std::move(parcel));
  }
  if (begun_.size() > 1 && !list_begun()) {
    begun_.resize(1);  // The disk is full: without a list each goes alone.
    shipment.parcels.resize(1);
    shipment.more = true;
  }
  return begun_.empty() ? std::nullopt : std::optional(std::move(shipment));
}

std::optional<Shipment> Spool::begin_again() {
  Shipment shipment;
  for (const Number& number : begun_) {
    auto parcel = load(number);
    if (!parcel) {
      reject();  // The store may have some of it: without this file the rest cannot be settled.
      return std::nullopt;
    }
    shipment.parcels.push_back(*std::move(parcel));
  }
  return shipment;
}

bool Spool::list_begun() const {
  std::string text;
  for (const Number& number : begun_) {
    text += fmt::format("{} {}\n", number.first, number.second);
  }
  const std::string path = options_.directory + std::string(kBegun);
  return keep(path, std::as_bytes(std::span(text)), options_.fsync).has_value();
}

bool Spool::wait(std::chrono::milliseconds longest) {
  std::unique_lock lock(mutex_);
  return arrived_.wait_for(lock, longest, [this] { return !files_.empty(); });
}

void Spool::take_out(const Number& number) {
  const std::scoped_lock lock(mutex_);
  if (const auto found = files_.find(number); found != files_.end()) {
    bytes_ -= found->second;
    files_.erase(found);
  }
}

bool Spool::inherited() const {
  const std::scoped_lock lock(mutex_);
  return !files_.empty() && files_.begin()->first.first != epoch_;
}

void Spool::remove() {
  const std::string stored = options_.directory + std::string(kStored);
  if (begun_.size() > 1) {
    ::rename((options_.directory + std::string(kBegun)).c_str(), stored.c_str());
    if (options_.fsync) {
      (void)force_folder(options_.directory);
    }
  }
  forget_begun();
}

void Spool::forget_begun() {
  for (const Number& number : begun_) {
    ::unlink(path_of(number).c_str());
    take_out(number);
  }
  ::unlink((options_.directory + std::string(kStored)).c_str());
  begun_.clear();
}

void Spool::reject() {
  for (const Number& number : begun_) {
    set_aside(number);
  }
  ::unlink((options_.directory + std::string(kBegun)).c_str());
  begun_.clear();
}

void Spool::set_aside(const Number& number) {
  std::error_code wrong;
  const fs::path from = path_of(number);
  fs::rename(from, fs::path(options_.directory) / "rejected" / from.filename(), wrong);
  ++rejected_;
  take_out(number);
}

std::map<std::uint64_t, JournalPosition> Spool::covers() {
  std::vector<Number> numbers;
  {
    const std::scoped_lock lock(mutex_);
    for (const auto& [place, size] : files_) {
      numbers.push_back(place);
    }
  }
  std::map<std::uint64_t, JournalPosition> farthest;
  for (const Number& place : numbers) {
    const auto text = read_whole(path_of(place));
    if (!text) {
      continue;
    }
    if (const auto parcel = decode_parcel(std::as_bytes(std::span(*text)))) {
      JournalPosition& position = farthest[parcel->cover.generation];
      position = std::max(position, parcel->cover.position);
    }
  }
  return farthest;
}

std::size_t Spool::parcels() const {
  const std::scoped_lock lock(mutex_);
  return files_.size();
}

}  // namespace sixscope::ingest
