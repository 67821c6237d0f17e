#include "apps/report_service.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "apps/run_program.h"
#include "base/whole_file.h"

namespace sixscope::apps {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kFirstLook{5};
constexpr std::chrono::minutes kLook{1};
constexpr std::chrono::hours kRetry{1};
constexpr std::chrono::seconds kMailPatience{60};
/// Who makes them, for the shelf's history; no account can have this name.
constexpr const char* kBuilder = "schedule";

bool is_built(const report::Definition& one, const ReportSchedule& schedule) {
  return schedule.kinds.empty() ||
         std::ranges::find(schedule.kinds, one.id) != schedule.kinds.end();
}

}  // namespace

std::size_t DraftBuilder::look(Instant now) {
  std::size_t built = 0;
  const model::Day today = model::day_in_china(now);
  for (const report::Definition& one : press_.workshop().definitions->reports) {
    const auto due =
        is_built(one, schedule_) ? report::last_due(one, today) : std::optional<report::DueDay>();
    for (std::size_t i = 0; due && i < schedule_.places.size(); ++i) {
      const ReportSchedule::Place& place = schedule_.places[i];
      const std::string name = fmt::format("{} {} {} {}", one.id, due->period.name(one.period),
                                           place.region, place.operator_);
      const auto failed = failures_.find(name);
      if (failed != failures_.end() && now < failed->second.again) {
        continue;
      }
      const auto done = build(*due, place, today);
      if (!done) {
        Failure& failure = failures_[name];
        failure.again = now + kRetry;
        if (std::string words = describe(done.error()); words != failure.words) {
          failure.words = std::move(words);
          notice_(fmt::format("the report {} cannot be built: {}", name, failure.words));
        }
        continue;
      }
      failures_.erase(name);
      built += *done ? 1 : 0;
    }
  }
  return built;
}

Result<bool> DraftBuilder::build(const report::DueDay& due, const ReportSchedule::Place& place,
                                 model::Day today) {
  const report::Order order{.definition = due.definition->id,
                            .period = due.period.name(due.definition->period),
                            .region = place.region,
                            .operator_ = place.operator_,
                            .language = schedule_.language,
                            .issuer = schedule_.issuer};
  const registry::Scope scope = registry::Scope::everything(kBuilder);
  const auto there = press_.store().get(report::issue_id(order), std::nullopt, scope);
  if (there || there.error().code != Errc::not_found) {
    return there ? Result<bool>(false) : fail_like(there);
  }
  const auto assignment =
      report::assign(order, *press_.workshop().definitions, press_.workshop().figures.kinds, today);
  if (!assignment) {
    return fail_like(assignment);
  }
  // Files first: a crash between writes them once more, and forgets none.
  const auto files = drop(order, *assignment);
  if (!files) {
    return fail_like(files);
  }
  const auto draft = press_.draft(order, scope);
  if (!draft) {
    return fail_like(draft);
  }
  const std::string& title = draft->composition.document.title;
  notice_(fmt::format("the draft of {} was built", draft->issue.id));
  if (const auto told = tell(draft->issue, title, *files); !told) {
    notice_(fmt::format("nobody was told of {}: {}", draft->issue.id, describe(told.error())));
  }
  return true;
}

Result<std::vector<std::string>> DraftBuilder::drop(const report::Order& order,
                                                    report::Assignment assignment) {
  std::vector<std::string> paths;
  if (schedule_.drop_folder.empty()) {
    return paths;
  }
  const auto made = report::compose(press_.workshop(), order.definition, assignment,
                                    registry::Scope::everything(kBuilder));
  if (!made) {
    return fail_like(made);
  }
  std::error_code ignored;
  fs::create_directories(schedule_.drop_folder, ignored);
  for (const std::string& format : schedule_.formats) {
    const auto bytes = report::print(made->document, format, press_.workshop().printers);
    if (!bytes) {
      return fail_like(bytes);
    }
    const fs::path path =
        fs::path(schedule_.drop_folder) / (report::issue_id(order) + "." + format);
    if (const auto written = write_whole(path, *bytes); !written) {
      return fail_like(written);
    }
    paths.push_back(path.string());
  }
  return paths;
}

Result<void> DraftBuilder::tell(const report::Issue& issue, const std::string& title,
                                const std::vector<std::string>& files) {
  if (schedule_.mail_command.empty()) {
    return {};
  }
  const bool zh = issue.language == "zh";
  const std::string message = fmt::format(
      "Subject: {}\n\n{}\n{}\n{}\n", title,
      zh ? "报告草稿已生成，请在报告页核对后发布。" : "A draft was built; check it and publish it.",
      issue.id, fmt::join(files, "\n"));
  return run_program(schedule_.mail_command, message, kMailPatience);
}

ReportService::ReportService(std::unique_ptr<ReportSetup> setup, ReportSchedule schedule,
                             registry::SqlDatabase& database, const Clock& clock,
                             DraftBuilder::Notice notice,
                             std::function<Result<registry::Scope>(const http::Request&)> scope_of)
    : setup_(std::move(setup)),
      shelf_(database),
      clock_(clock),
      press_(setup_->workshop(), shelf_, clock),
      schedule_(std::move(schedule)),
      builder_(schedule_, press_, std::move(notice)),
      scope_of_(std::move(scope_of)) {}

Result<std::unique_ptr<ReportService>> ReportService::make(const settings::Settings& settings,
                                                           api::IndicatorDependencies indicators,
                                                           registry::SqlDatabase& database,
                                                           const Clock& clock,
                                                           DraftBuilder::Notice notice) {
  auto schedule = report_schedule(settings);
  if (!schedule) {
    return fail_like(schedule);
  }
  auto scope_of = indicators.registry.scope_of;
  auto setup = ReportSetup::make(std::move(indicators), database);
  if (!setup) {
    return fail_like(setup);
  }
  return std::unique_ptr<ReportService>(new ReportService(*std::move(setup), *std::move(schedule),
                                                          database, clock, std::move(notice),
                                                          std::move(scope_of)));
}

void ReportService::start() {
  if (!schedule_.places.empty()) {
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  }
}

void ReportService::stop() {
  thread_.request_stop();
  if (thread_.joinable()) {
    thread_.join();
  }
}

void ReportService::run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  // Nobody notifies but the end: that is what is waited for.
  ended_.wait_for(lock, stop, kFirstLook, [] { return false; });
  while (!stop.stop_requested()) {
    builder_.look(clock_.now());
    ended_.wait_for(lock, stop, kLook, [] { return false; });
  }
}

api::ReportDependencies ReportService::dependencies() {
  return {.press = press_,
          .clock = clock_,
          .scope_of = scope_of_,
          .find_marker = find_report_marker,
          .issuer = schedule_.issuer};
}

}  // namespace sixscope::apps
