#include "apps/polling_service.h"

#include <algorithm>
#include <utility>

#include "model/month.h"

namespace sixscope::apps {
namespace {

using std::chrono::steady_clock;

/// How long a list of devices is good: what the ledger gains is asked a minute later at most.
constexpr std::chrono::seconds kListAge{60};
constexpr std::chrono::hours kForgetEvery{6};
constexpr std::chrono::seconds kSlot{1};

}  // namespace

std::chrono::seconds polling_slot(registry::ObjectId device, std::chrono::seconds interval) {
  // Fibonacci hashing: identifiers that follow one another lie far apart.
  const std::uint64_t mixed = device.value() * 0x9e3779b97f4a7c15U >> 32U;
  return std::chrono::seconds(mixed % static_cast<std::uint64_t>(interval.count()));
}

Result<std::unique_ptr<PollingService>> PollingService::make(
    const settings::Settings& settings, const registry::ObjectStore& objects,
    registry::SqlDatabase& database, const Clock& clock,
    std::function<void(const std::string&)> notice) {
  auto profiles = load_polling_profiles();
  if (!profiles) {
    return fail_like(profiles);
  }
  return std::unique_ptr<PollingService>(new PollingService(settings, *std::move(profiles), objects,
                                                            database, clock, std::move(notice)));
}

PollingService::PollingService(const settings::Settings& settings,
                               std::shared_ptr<const adapters::Profiles> profiles,
                               const registry::ObjectStore& objects,
                               registry::SqlDatabase& database, const Clock& clock,
                               std::function<void(const std::string&)> notice)
    : interval_(settings.integer("polling.interval")),
      retention_days_(settings.integer("polling.retention_days")),
      clock_(clock),
      notice_(std::move(notice)),
      readings_(database),
      polling_(polling_options(settings), std::move(profiles), objects, readings_, clock) {}

PollingService::~PollingService() { stop(); }

void PollingService::start() {
  if (interval_.count() > 0 && !thread_.joinable()) {
    thread_ = std::thread([this] { run(); });
  }
}

void PollingService::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) {
    thread_.join();
  }
}

void PollingService::run() {
  const auto began = steady_clock::now();
  std::int64_t done = -1;
  while (!stopping_) {
    const auto now = steady_clock::now();
    if (now >= devices_until_) {
      if (auto listed = polling_.devices()) {
        devices_ = *std::move(listed);
        devices_until_ = now + kListAge;
      } else {
        say_once("devices are not polled: " + describe(listed.error()));
      }
    }
    const std::int64_t second =
        std::chrono::duration_cast<std::chrono::seconds>(now - began).count();
    // A slice that took longer than an interval leaves out none, and asks none twice.
    poll_slots(std::max(done, second - interval_.count()), second);
    done = second;
    if (now >= days_until_) {
      days_until_ = now + kForgetEvery;
      forget_old_days();
    }
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, kSlot, [this] { return stopping_.load(); });
  }
}

void PollingService::poll_slots(std::int64_t from, std::int64_t to) {
  std::vector<PolledDevice> due;
  for (const PolledDevice& device : devices_) {
    const std::int64_t slot = polling_slot(device.id, interval_).count();
    // The first second at or after from + 1 that has this slot.
    const std::int64_t ahead = (slot - (from + 1)) % interval_.count();
    const std::int64_t next = from + 1 + (ahead < 0 ? ahead + interval_.count() : ahead);
    if (next <= to) {
      due.push_back(device);
    }
  }
  if (due.empty()) {
    return;
  }
  const auto tally = polling_.poll(due, stopping_);
  if (!tally) {
    say_once("devices are not polled: " + describe(tally.error()));
  } else if (tally->why_unkept) {
    say_once("polls cannot be kept: " + describe(*tally->why_unkept));
  } else if (!tally->credentials_unfit.empty()) {
    const auto& [name, why] = *tally->credentials_unfit.begin();
    say_once("credential '" + name + "' cannot be used: " + describe(why));
  } else {
    said_.clear();
  }
}

void PollingService::forget_old_days() {
  if (retention_days_ == 0) {
    return;
  }
  const auto today = model::day_in_china(clock_.now());
  const auto done = readings_.forget_days_before(today - std::chrono::days(retention_days_));
  if (!done) {
    say_once("old days of readings are not dropped: " + describe(done.error()));
  }
}

void PollingService::say_once(const std::string& words) {
  if (words != said_) {
    said_ = words;
    notice_(words);
  }
}

api::PollNow PollingService::poll_now() {
  return [this](registry::ObjectId id) -> Result<void> {
    const auto device = polling_.device(id);
    if (!device) {
      return fail_like(device);
    }
    const auto tally = polling_.poll({*device}, stopping_);
    if (!tally) {
      return fail_like(tally);
    }
    if (tally->why_unkept) {
      return tl::unexpected<Error>(*tally->why_unkept);
    }
    return {};
  };
}

}  // namespace sixscope::apps
