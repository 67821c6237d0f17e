#include "apps/import_ticker.h"

#include <fmt/format.h>

#include <utility>

namespace sixscope::apps {

ImportTicker::ImportTicker(std::string file, std::FILE* out, std::chrono::milliseconds patience,
                           std::chrono::milliseconds period)
    : file_(std::move(file)),
      out_(out),
      patience_(patience),
      period_(period),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

void ImportTicker::tell(const registry::ImportProgress& progress) {
  const std::scoped_lock lock(mutex_);
  progress_ = progress;
}

void ImportTicker::run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  const auto ends_within = [&](std::chrono::milliseconds time) {
    ended_.wait_for(lock, stop, time, [] { return false; });
    return stop.stop_requested();
  };
  if (ends_within(patience_)) {
    return;
  }
  do {
    fmt::print(out_, "sixscope: {}\n", progress_line(file_, progress_));
    std::fflush(out_);
  } while (!ends_within(period_));
}

std::string progress_line(const std::string& file, const registry::ImportProgress& progress) {
  if (progress.rows == 0) {
    return file + ": reading";
  }
  return fmt::format("{}: {} rows read, {} checked, {} written", file, progress.rows,
                     progress.checked, progress.written);
}

}  // namespace sixscope::apps
