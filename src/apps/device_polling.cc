#include "apps/device_polling.h"

#include <filesystem>
#include <map>
#include <numeric>
#include <thread>
#include <utility>

#include "apps/places.h"
#include "base/bounded_queue.h"
#include "net/ip_address.h"
#include "registry/import_desk.h"

namespace sixscope::apps {
namespace {

namespace fs = std::filesystem;
using polling::Polled;
using polling::PollState;
using polling::PollTarget;
using polling::Words;

constexpr std::chrono::seconds kRoundPatience{10};
constexpr const char* kKind = "nat44_device";

registry::Scope everything() { return registry::Scope::everything("polling"); }

std::string text_in(const registry::Object& object, std::string_view field) {
  return registry::text_of(registry::value_of(object.fields, field));
}

PolledDevice device_of(const registry::Object& object) {
  return {.id = object.id,
          .key = object.key,
          .address = text_in(object, "management_address"),
          .credential = text_in(object, "polling_credential")};
}

// Keeps polls on a thread of its own, so that a slow disk makes no device seem silent.
class Keeper {
 public:
  Keeper(polling::ReadingStore& store, std::size_t capacity)
      : store_(store), queue_(capacity), thread_([this] { run(); }) {}
  ~Keeper() { finish(); }
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;

  void put(polling::DeviceId device, Instant at, Polled polled) {
    if (!queue_.push({device, at, std::move(polled)})) {
      ++lost_;  // Cannot happen: it has room for all of the round.
    }
  }
  // Waits until everything is kept.
  void finish() {
    queue_.close();
    if (thread_.joinable()) {
      thread_.join();
    }
  }
  [[nodiscard]] std::size_t unkept() const { return unkept_ + lost_; }
  [[nodiscard]] const std::optional<Error>& why() const { return why_; }

 private:
  struct Item {
    polling::DeviceId device = 0;
    Instant at;
    Polled polled;
  };
  void run() {
    while (auto item = queue_.pop()) {
      const auto kept = store_.record(item->device, item->at, item->polled);
      if (!kept) {
        ++unkept_;
        why_ = why_ ? why_ : kept.error();
      }
    }
  }

  polling::ReadingStore& store_;
  BoundedQueue<Item> queue_;
  std::size_t lost_ = 0;
  std::size_t unkept_ = 0;  // Of the thread, until it is joined; as `why_`.
  std::optional<Error> why_;
  std::thread thread_;
};

}  // namespace

PollingOptions polling_options(const settings::Settings& settings) {
  PollingOptions options;
  const auto number = [&](const char* key) { return settings.integer(key); };
  options.snmp.patience.timeout = std::chrono::milliseconds(number("polling.timeout_ms"));
  options.snmp.patience.retries = static_cast<int>(number("polling.retries"));
  options.snmp.devices_at_once = static_cast<std::size_t>(number("polling.devices_at_once"));
  options.snmp.device_time_max = std::chrono::seconds(number("polling.device_seconds_max"));
  options.snmp.bounds.rows = static_cast<std::size_t>(number("polling.rows_max"));
  options.port = static_cast<std::uint16_t>(number("polling.port"));
  options.credential = settings.text("polling.credential");
  const fs::path folder = settings.text("data_dir");
  const std::string& key = settings.text("polling.key_file");
  options.credentials = {.sealed = folder / "credentials.sealed",
                         .key = key.empty() ? folder / "polling.key" : fs::path(key)};
  return options;
}

Result<std::shared_ptr<const adapters::Profiles>> load_polling_profiles() {
  const auto catalogue = find_directory("catalogue");
  if (!catalogue) {
    return fail_because("set SIXSCOPE_HOME to the folder that has it", Errc::not_found,
                        "the catalogue is not there");
  }
  return adapters::load_profiles(*catalogue);
}

std::size_t DevicePolling::Tally::all() const {
  return std::accumulate(states.begin(), states.end(), std::size_t{0});
}

DevicePolling::DevicePolling(PollingOptions options,
                             std::shared_ptr<const adapters::Profiles> profiles,
                             const registry::ObjectStore& objects, polling::ReadingStore& readings,
                             const Clock& clock)
    : options_(std::move(options)),
      profiles_(std::move(profiles)),
      objects_(objects),
      readings_(readings),
      clock_(clock),
      credentials_(options_.credentials),
      poller_(options_.snmp) {}

Result<std::vector<PolledDevice>> DevicePolling::devices(const std::string& key) const {
  registry::Listing listing;
  listing.kind = kKind;
  const auto objects = registry::list_all(objects_, listing, everything());
  if (!objects) {
    return fail_like(objects);
  }
  std::vector<PolledDevice> all;
  for (const registry::Object& object : *objects) {
    PolledDevice one = device_of(object);
    if (!one.address.empty() && (key.empty() || key == one.key)) {
      all.push_back(std::move(one));
    }
  }
  return all;
}

Result<PolledDevice> DevicePolling::device(registry::ObjectId id) const {
  const auto object = objects_.read(id, {}, everything());
  if (!object) {
    return fail_like(object);
  }
  PolledDevice one = device_of(*object);
  if (object->kind != kKind || object->removed || one.address.empty()) {
    return fail_because(object->key, Errc::not_found,
                        "it has no management address to be asked at");
  }
  return one;
}

std::optional<Words> DevicePolling::prepare(const PolledDevice& device, PollTarget& target,
                                            Tally& tally) const {
  const auto address = net::IpAddress::parse(device.address);
  if (!address) {
    return Words{"管理地址不是 IP 地址", "the management address is no IP address"};
  }
  if (auto why = polling::why_not_asked(*address)) {
    return why;
  }
  const std::string& name = device.credential.empty() ? options_.credential : device.credential;
  if (name.empty()) {
    return Words{"没有凭据：填写字段“轮询凭据”，或设置 polling.credential",
                 "it has no credential: fill in its polling credential, or set "
                 "polling.credential"};
  }
  auto credential = credentials_.read(name);
  if (!credential) {
    tally.credentials_unfit.emplace(name, credential.error());
    return Words{"凭据不可用：原因见服务端日志",
                 "its credential cannot be used: the server's log says why"};
  }
  target = {.device = device.id.value(),
            .address = *address,
            .port = options_.port,
            .credential = *std::move(credential)};
  return std::nullopt;
}

Result<DevicePolling::Tally> DevicePolling::poll(const std::vector<PolledDevice>& devices,
                                                 const std::atomic<bool>& stop) {
  {
    std::unique_lock lock(mutex_);
    if (!ended_.wait_for(lock, kRoundPatience, [this] { return !is_asking_; })) {
      return fail(Errc::unavailable, "devices are being polled; try again in a minute");
    }
    is_asking_ = true;
  }
  Tally tally = ask(devices, stop);
  {
    const std::scoped_lock lock(mutex_);
    is_asking_ = false;
  }
  ended_.notify_one();
  return tally;
}

DevicePolling::Tally DevicePolling::ask(const std::vector<PolledDevice>& devices,
                                        const std::atomic<bool>& stop) {
  Tally tally;
  Keeper keeper(readings_, devices.size());
  const auto keep = [&](polling::DeviceId device, Polled polled) {
    ++tally.states.at(static_cast<std::size_t>(polled.state));
    keeper.put(device, clock_.now(), std::move(polled));
  };
  std::vector<PollTarget> targets;
  for (const PolledDevice& device : devices) {
    PollTarget target;
    if (auto why = prepare(device, target, tally)) {
      keep(device.id.value(), {.state = PollState::not_asked, .words = *std::move(why)});
    } else {
      targets.push_back(std::move(target));
    }
  }
  poller_.poll(
      targets, *profiles_,
      [&](std::size_t place, Polled polled) { keep(targets[place].device, std::move(polled)); },
      stop);
  keeper.finish();
  tally.unkept = keeper.unkept();
  tally.why_unkept = keeper.why();
  return tally;
}

}  // namespace sixscope::apps
