#include "apps/late_database.h"

#include <utility>

namespace sixscope::apps {

LateDatabase::LateDatabase(Open open, std::chrono::milliseconds pause,
                           std::function<void(const std::string&)> notice)
    : open_(std::move(open)), pause_(pause), notice_(std::move(notice)) {}

LateDatabase::~LateDatabase() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) {
    thread_.join();
  }
}

void LateDatabase::start(std::chrono::milliseconds patience) {
  thread_ = std::thread([this] { try_until_open(); });
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, patience, [this] { return tried_; });
}

void LateDatabase::try_until_open() {
  std::string said;
  for (;;) {  // Ends when it is open, or with the server.
    auto opened = open_();
    std::string why = opened ? std::string() : describe(opened.error());
    std::unique_lock lock(mutex_);
    tried_ = true;
    database_ = opened ? *std::move(opened) : nullptr;
    changed_.notify_all();
    if (database_ || stopping_) {
      break;
    }
    if (why != said) {
      notice_("the registry cannot be opened, its calls answer 503: " + why);
      said = std::move(why);
    }
    if (changed_.wait_for(lock, pause_, [this] { return stopping_; })) {
      break;
    }
  }
  if (!said.empty() && database_) {
    notice_("the registry is open now");
  }
}

Result<std::unique_ptr<registry::SqlConnection>> LateDatabase::connect() {
  registry::SqlDatabase* database = nullptr;
  {
    const std::scoped_lock lock(mutex_);
    database = database_.get();
  }
  if (database == nullptr) {
    return fail(Errc::unavailable, "the registry is not open yet; the server's log says why");
  }
  return database->connect();
}

}  // namespace sixscope::apps
