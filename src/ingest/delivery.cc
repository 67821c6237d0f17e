#include "ingest/delivery.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/whole_file.h"

namespace sixscope::ingest {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kSpoolRetry{500};
constexpr milliseconds kStoreRetryFirst{200};
constexpr milliseconds kStoreRetryMost{5000};
constexpr milliseconds kLook{100};
// The decoders' state: templates, in short.
const WholeFile kState{.rule = "the decoders' state cannot be kept", .mode = 0600};

std::int64_t steady_ms() {
  return std::chrono::duration_cast<milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

Delivery::Delivery(Spool& spool, store::VolumeStore& store, store::FlowStore* flows,
                   std::vector<Journal*> journals, std::vector<std::string> state_paths,
                   milliseconds gather, Notice notice)
    : spool_(spool),
      store_(store),
      flows_(flows),
      journals_(std::move(journals)),
      state_paths_(std::move(state_paths)),
      gather_(gather),
      notice_(std::move(notice)),
      waiting_(kWaitingMax + journals_.size() + 1) {}

Delivery::~Delivery() { stop(milliseconds(0)); }

void Delivery::start() {
  spooler_ = std::thread([this] {
    spool_parcels();
    all_spooled_ = true;
  });
  sender_ = std::thread([this] { send_parcels(); });
}

void Delivery::stop(milliseconds patience) {
  if (!spooler_.joinable()) {
    return;
  }
  send_until_ = steady_ms() + patience.count();
  stopping_ = true;
  waiting_.close();
  spooler_.join();
  sender_.join();
}

void Delivery::take(Parcel parcel) {
  parcel.id = spool_.next_id();
  const auto shared = std::make_shared<const Parcel>(std::move(parcel));
  if (!shared->rows.empty()) {
    at_hand_.with([&](AtHand& at_hand) {
      at_hand.parcels.push_back(shared);
      if (at_hand.parcels.size() > kAtHandMax) {
        at_hand.parcels.pop_front();
      }
    });
  }
  ++taken_;
  // Refused only after `stop`: then the journal still holds what the parcel was made of.
  static_cast<void>(waiting_.push(shared));
}

void Delivery::spool_parcels() {
  bool told = false;
  while (const auto parcel = waiting_.pop()) {
    keep_state(**parcel);
    while (!keep(**parcel)) {
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

void Delivery::keep_state(const Parcel& parcel) {
  const std::string& path = state_paths_[parcel.worker];
  if (parcel.decoder_state.empty() || path.empty()) {
    return;
  }
  // Before the parcel is safe: a restart takes the state that is not ahead of the checkpoint.
  const std::string text =
      fmt::format("{} {}\n", parcel.cover.generation, parcel.cover.position) + parcel.decoder_state;
  if (const auto old = read_whole(path)) {
    static_cast<void>(write_whole(path + ".previous", *old, kState).has_value());
  }
  static_cast<void>(write_whole(path, text, kState).has_value());
}

bool Delivery::keep(const Parcel& parcel) {
  Journal& journal = *journals_[parcel.worker];
  const auto safe = [&] {
    journal.set_checkpoint(parcel.cover.position);
    journal.release(parcel.cover.position);
  };
  if (parcel.empty()) {
    safe();
    return true;
  }
  return spool_.put(parcel, safe).has_value();
}

bool Delivery::due() const { return stopping_ || steady_ms() >= send_after_ || spool_.inherited(); }

void Delivery::send_parcels() {
  milliseconds pause = kStoreRetryFirst;
  for (;;) {
    if (stopping_ && steady_ms() >= send_until_) {
      return;
    }
    if (!sending_) {
      if (!spool_.wait(kLook)) {
        // In this order: a parcel is nowhere to be seen between the queue and the spool.
        if (all_spooled_ && spool_.parcels() == 0) {
          return;
        }
        continue;
      }
      if (!due()) {
        std::this_thread::sleep_for(kLook);
        continue;
      }
      auto shipment = spool_.next(kShipmentRowsMax);
      if (!shipment) {
        continue;
      }
      begin(*std::move(shipment));
    }
    if (send()) {
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

void Delivery::begin(Shipment shipment) {
  const std::string& id = shipment.id;
  const bool flows = flows_ != nullptr;
  sending_ = Sending{
      .volumes = std::make_shared<const store::VolumeBatch>(volume_batch(id, shipment.parcels)),
      .ledger = ledger_batch(id, shipment.parcels),
      .flows = flows ? flow_batch(id, shipment.parcels) : store::FlowBatch{}};
  send_after_ = shipment.more ? 0 : steady_ms() + gather_.count();
  at_hand_.with([&](AtHand& at_hand) {
    std::erase_if(at_hand.parcels, [&](const auto& parcel) {
      return std::ranges::find(shipment.parcels, parcel->id, &Parcel::id) != shipment.parcels.end();
    });
    at_hand.unsettled = sending_->volumes;
    ++at_hand.turn;
  });
}

void Delivery::settle() {
  sending_.reset();
  refusals_ = 0;
  at_hand_.with([](AtHand& at_hand) {
    at_hand.unsettled = nullptr;
    ++at_hand.turn;
  });
}

bool Delivery::send() {
  Result<void> stored;
  if (!sending_->volumes->rows.empty()) {
    stored = store_.append(*sending_->volumes);
  }
  if (stored && !sending_->ledger.rows.empty()) {
    stored = store_.append(sending_->ledger);
  }
  if (stored && !sending_->flows.rows.empty()) {
    stored = flows_->append(sending_->flows);
  }
  if (!stored) {
    ++store_failures_;
    if (failing_since_ == 0) {
      failing_since_ = steady_ms();
      notice_("the store does not take rows, they wait in the spool: " + describe(stored.error()));
    }
    if (stored.error().code == Errc::unavailable || ++refusals_ < kRefusalsMax) {
      return false;
    }
    notice_(fmt::format("batch {} is set aside in rejected/: {}", sending_->volumes->id,
                        describe(stored.error())));
    spool_.reject();
    settle();
    return true;
  }
  if (failing_since_.exchange(0) != 0) {
    notice_("the store takes rows again");
  }
  ++batches_stored_;
  rows_stored_ += sending_->volumes->rows.size();
  flows_stored_ += sending_->flows.rows.size();
  spool_.remove();
  settle();
  return true;
}

store::Unstored Delivery::unstored(std::size_t rows_max) const {
  const AtHand at_hand = at_hand_.with([](const AtHand& all) { return all; });
  store::Unstored unstored{.turn = at_hand.turn, .rows = {}, .unsettled = at_hand.unsettled};
  for (const auto& parcel : at_hand.parcels) {
    for (const RolledRow& row : parcel->rows) {
      if (unstored.rows.size() == rows_max) {
        return unstored;
      }
      unstored.rows.push_back(volume_row(row, parcel->names));
    }
  }
  return unstored;
}

std::uint64_t Delivery::turn() const {
  return at_hand_.with([](const AtHand& at_hand) { return at_hand.turn; });
}

std::int64_t Delivery::store_age_seconds() const {
  const std::int64_t since = failing_since_;
  return since == 0 ? 0 : (steady_ms() - since) / 1000;
}

}  // namespace sixscope::ingest
