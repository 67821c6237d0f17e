#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "adapters/sql_reports/sql_report_store.h"
#include "api/report_calls.h"
#include "apps/report_schedule.h"
#include "apps/report_setup.h"
#include "base/clock.h"
#include "base/result.h"
#include "report/calendar.h"
#include "settings/settings.h"

namespace sixscope::apps {

/// Builds the drafts that are due, each once: what is on the shelf already is not built again,
/// however often the server starts. For one thread.
class DraftBuilder {
 public:
  using Notice = std::function<void(const std::string&)>;
  /// What is borrowed outlives it.
  DraftBuilder(ReportSchedule schedule, report::Press& press, Notice notice)
      : schedule_(std::move(schedule)), press_(press), notice_(std::move(notice)) {}

  /// Builds what is due on that day or was before it; how many. What failed is tried again when an
  /// hour has passed, and said once.
  std::size_t look(Instant now);

 private:
  /// Whether it was built.
  Result<bool> build(const report::DueDay& due, const ReportSchedule::Place& place,
                     model::Day today);
  Result<std::vector<std::string>> drop(const report::Order& order, report::Assignment assignment);
  Result<void> tell(const report::Issue& issue, const std::string& title,
                    const std::vector<std::string>& files);

  ReportSchedule schedule_;
  report::Press& press_;
  Notice notice_;
  struct Failure {
    Instant again;
    std::string words;
  };
  std::map<std::string, Failure> failures_;  // By issue.
};

/// Reports inside a server: their calls, and a thread that builds the drafts that are due.
class ReportService {
 public:
  /// `database`, `clock` and what `indicators` borrows outlive it. `malformed` with every fault of
  /// the catalogue's reports or of the settings.
  [[nodiscard]] static Result<std::unique_ptr<ReportService>> make(
      const settings::Settings& settings, api::IndicatorDependencies indicators,
      registry::SqlDatabase& database, const Clock& clock, DraftBuilder::Notice notice);
  ReportService(const ReportService&) = delete;
  ReportService& operator=(const ReportService&) = delete;

  void start();
  void stop();
  /// For the calls; borrowed from this.
  [[nodiscard]] api::ReportDependencies dependencies();

 private:
  ReportService(std::unique_ptr<ReportSetup> setup, ReportSchedule schedule,
                registry::SqlDatabase& database, const Clock& clock, DraftBuilder::Notice notice,
                std::function<Result<registry::Scope>(const http::Request&)> scope_of);
  void run(const std::stop_token& stop);

  std::unique_ptr<ReportSetup> setup_;
  adapters::SqlReportStore shelf_;
  const Clock& clock_;
  report::Press press_;
  ReportSchedule schedule_;
  DraftBuilder builder_;
  std::function<Result<registry::Scope>(const http::Request&)> scope_of_;
  std::mutex mutex_;
  std::condition_variable_any ended_;
  std::jthread thread_;
};

}  // namespace sixscope::apps
