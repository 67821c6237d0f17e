#include "ingest/delivery.h"

#include <fmt/format.h>

#include <algorithm>

namespace sixscope::ingest {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kSpoolRetry{500};
constexpr milliseconds kStoreRetryFirst{200};
constexpr milliseconds kStoreRetryMost{5000};
constexpr milliseconds kLook{100};

std::int64_t steady_ms() {
  return std::chrono::duration_cast<milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

Delivery::Delivery(Spool& spool, store::VolumeStore& store, store::FlowStore* flows,
                   std::vector<Journal*> journals, std::vector<std::string> state_paths,
                   Notice notice)
    : spool_(spool),
      store_(store),
      flows_(flows),
      journals_(std::move(journals)),
      state_paths_(std::move(state_paths)),
      notice_(std::move(notice)),
      waiting_(kWaitingMax + journals_.size() + 1) {}

Delivery::~Delivery() { stop(milliseconds(0)); }

void Delivery::start() {
  spooling_ = std::thread([this] { spool_parcels(); });
  sending_ = std::thread([this] { send_parcels(); });
}

void Delivery::stop(milliseconds patience) {
  if (!spooling_.joinable()) {
    return;
  }
  send_until_ = steady_ms() + patience.count();
  stopping_ = true;
  waiting_.close();
  spooling_.join();
  sending_.join();
}

void Delivery::take(Parcel parcel) {
  parcel.id = spool_.next_id();
  // Refused only after `stop`: then the journal still holds what the parcel was made of.
  static_cast<void>(waiting_.push(std::move(parcel)));
}

void Delivery::spool_parcels() {
  bool told = false;
  while (auto parcel = waiting_.pop()) {
    while (!keep(*parcel)) {
      if (!told) {
        notice_(
            "the spool takes nothing: is the disk full, or spool.bytes_max reached? Rows wait "
            "in memory, and it is tried again");
        told = true;
      }
      if (stopping_) {
        return;
      }
      std::this_thread::sleep_for(kSpoolRetry);
    }
    if (told) {
      notice_("the spool accepts again");
      told = false;
    }
  }
}

bool Delivery::keep(Parcel& parcel) {
  const std::uint32_t worker = parcel.worker;
  if (!parcel.decoder_state.empty() && !state_paths_[worker].empty()) {
    // Before the parcel is safe: a restart takes the state that is not ahead of the checkpoint.
    const std::string& path = state_paths_[worker];
    const std::string text =
        fmt::format("{} {}\n", parcel.cover.generation, parcel.cover.position) +
        parcel.decoder_state;
    if (const auto old = read_whole_file(path)) {
      static_cast<void>(replace_file(path + ".previous", *old).has_value());
    }
    static_cast<void>(replace_file(path, text).has_value());
    parcel.decoder_state.clear();
  }
  const auto safe = [&] {
    journals_[worker]->set_checkpoint(parcel.cover.position);
    journals_[worker]->release(parcel.cover.position);
  };
  if (parcel.empty()) {
    safe();
    return true;
  }
  const auto shared = std::make_shared<const Parcel>(parcel);
  const auto kept = spool_.put(*shared, [&] {
    safe();
    at_hand_.with([&](auto& parcels) {
      parcels.push_back(shared);
      if (parcels.size() > kAtHandMax) {
        parcels.pop_front();
      }
    });
  });
  return kept.has_value();
}

void Delivery::send_parcels() {
  milliseconds pause = kStoreRetryFirst;
  for (;;) {
    if (stopping_ && steady_ms() >= send_until_) {
      return;
    }
    if (!spool_.wait(kLook)) {
      if (stopping_ && spool_.parcels() == 0 && waiting_.size() == 0) {
        return;
      }
      continue;
    }
    const auto parcel = spool_.oldest();
    if (!parcel) {
      continue;
    }
    if (send(*parcel)) {
      pause = kStoreRetryFirst;
      continue;
    }
    for (milliseconds slept{0}; slept < pause && !stopping_; slept += kLook) {
      std::this_thread::sleep_for(kLook);
    }
    pause = std::min(pause * 2, kStoreRetryMost);
    if (stopping_) {
      std::this_thread::sleep_for(kLook);
    }
  }
}

bool Delivery::send(const Parcel& parcel) {
  Result<void> stored;
  if (!parcel.rows.empty()) {
    stored = store_.append(volume_batch(parcel));
  }
  if (stored && !parcel.ledger.empty()) {
    stored = store_.append(ledger_batch(parcel));
  }
  if (stored && flows_ != nullptr && !parcel.flows.empty()) {
    stored = flows_->append(flow_batch(parcel));
  }
  if (!stored) {
    ++store_failures_;
    if (failing_since_ == 0) {
      failing_since_ = steady_ms();
      notice_("the store does not take rows, they wait in the spool: " + describe(stored.error()));
    }
    if (stored.error().code != Errc::unavailable && ++refusals_ >= kRefusalsMax) {
      notice_(fmt::format("batch {} is set aside in rejected/: {}", parcel.id,
                          describe(stored.error())));
      spool_.reject(parcel.id);
      forget(parcel.id);
      refusals_ = 0;
    }
    return false;
  }
  refusals_ = 0;
  if (failing_since_.exchange(0) != 0) {
    notice_("the store takes rows again");
  }
  spool_.remove(parcel.id);
  forget(parcel.id);
  ++batches_stored_;
  rows_stored_ += parcel.rows.size();
  flows_stored_ += flows_ != nullptr ? parcel.flows.size() : 0;
  return true;
}

void Delivery::forget(const std::string& id) {
  at_hand_.with([&](auto& parcels) {
    std::erase_if(parcels, [&](const auto& parcel) { return parcel->id == id; });
  });
}

std::vector<store::VolumeRow> Delivery::pending(std::size_t rows_max) const {
  const auto parcels = at_hand_.with([](const auto& all) { return all; });
  std::vector<store::VolumeRow> rows;
  for (const auto& parcel : parcels) {
    for (const RolledRow& row : parcel->rows) {
      if (rows.size() == rows_max) {
        return rows;
      }
      rows.push_back(volume_row(row, parcel->names));
    }
  }
  return rows;
}

std::int64_t Delivery::store_age_seconds() const {
  const std::int64_t since = failing_since_;
  return since == 0 ? 0 : (steady_ms() - since) / 1000;
}

}  // namespace sixscope::ingest
