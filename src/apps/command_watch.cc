#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "apps/ask_server.h"
#include "apps/commands.h"
#include "apps/options.h"
#include "apps/text_table.h"

namespace sixscope::apps {
namespace {

using nlohmann::json;

/// Largest event that is waited for; more without an end is not our server.
constexpr std::size_t kEventBytesMax = std::size_t{1} << 20U;
constexpr int kBarWidth = 40;

struct WatchWishes {
  Connection connection;
  std::string format = "table";
  bool once = false;
};

/// What arrives from the server, cut into events.
struct Stream {
  const WatchWishes& wishes;
  std::string text = {};
  std::uint64_t events = 0;
  bool done = false;
};

double number(const json& value, const char* key) {
  return value.contains(key) && value[key].is_number() ? value[key].get<double>() : 0.0;
}

std::string rate_text(double bits) {
  const char* const units[] = {"bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s"};
  std::size_t unit = 0;
  while (bits >= 1000 && unit + 1 < std::size(units)) {
    bits /= 1000;
    ++unit;
  }
  return fmt::format("{:.1f} {}", bits, units[unit]);
}

// The published share: withheld where it would stand on too little.
const json& share_of(const json& value) {
  static const json kNone;
  const auto share = value.find("share");
  return share == value.end() || !share->is_object() || !share->contains("value")
             ? kNone
             : share->at("value");
}

std::string share_text(const json& share) {
  return share.is_number() ? fmt::format("{:5.1f} %", 100 * share.get<double>()) : "    –  ";
}

// What the share is of, and why there is none.
std::string share_grounds(const json& overview) {
  const double seconds = number(overview, "share_seconds");
  const std::string of =
      seconds > 1 ? fmt::format("last {:.0f} seconds", seconds) : std::string("last second");
  const json share = overview.value("share", json::object());
  return share.contains("gap") && share["gap"].is_string()
             ? of + ", " + share["gap"].get<std::string>()
             : of;
}

std::string bar(const json& share) {
  const double part = share.is_number() ? share.get<double>() : 0;
  const long full = std::lround(std::clamp(part, 0.0, 1.0) * kBarWidth);
  std::string text = {};
  for (int i = 0; i < kBarWidth; ++i) {
    text += i < full ? "█" : "░";
  }
  return text;
}

void draw(const json& overview, bool terminal) {
  const double v4 = number(overview, "v4_bps");
  const double v6 = number(overview, "v6_bps");
  std::string page = terminal ? "\033[H\033[J" : "";
  page += fmt::format("sixscope   {}\n\n", overview.value("at", ""));
  page += fmt::format("IPv6 share {}  {}  {}\n", share_text(share_of(overview)),
                      bar(share_of(overview)), share_grounds(overview));
  page += fmt::format("IPv6 {:>16}   IPv4 {:>16}   last second\n\n", rate_text(v6), rate_text(v4));
  const json by_access = overview.value("by_access", json::object());
  for (const auto& [name, value] : by_access.items()) {
    page += fmt::format("  {:<12} {}  {}  {:>14}\n", name, share_text(share_of(value)),
                        bar(share_of(value)),
                        rate_text(number(value, "v4_bps") + number(value, "v6_bps")));
  }
  const json lost = overview.value("lost", json::object());
  const json exporters = overview.value("exporters", json::object());
  page +=
      fmt::format("\n{:.0f} flows/s, {:.0f} datagrams/s, {:.0f} of {:.0f} exporters healthy\n",
                  number(overview, "flows_per_second"), number(overview, "datagrams_per_second"),
                  number(exporters, "healthy"), number(exporters, "all"));
  page += fmt::format("lost since start: kernel {:.0f}, queue {:.0f}, on the way {:.0f}\n",
                      number(lost, "kernel"), number(lost, "queue"), number(lost, "sequence"));
  fmt::print("{}", page);
}

// The whole and each access as one row; "all" is the whole.
void print_csv(const json& overview, bool first) {
  if (first) {
    fmt::print("at,access,v4_bps,v6_bps,share,share_seconds\n");
  }
  const auto print_row = [&overview](const std::string& access, const json& value) {
    const json& share = share_of(value);
    fmt::print("{}\n", csv_line({overview.value("at", ""), access, number(value, "v4_bps"),
                                 number(value, "v6_bps"),
                                 share.is_number() ? Value(share.get<double>()) : Value(),
                                 number(overview, "share_seconds")}));
  };
  print_row("all", overview);
  const json by_access = overview.value("by_access", json::object());
  for (const auto& [name, value] : by_access.items()) {
    print_row(name, value);
  }
}

void show(Stream& stream, std::string_view event) {
  std::string data;
  for (std::size_t at = 0; at < event.size();) {
    const std::size_t end = std::min(event.find('\n', at), event.size());
    std::string_view line = event.substr(at, end - at);
    at = end + 1;
    if (line.starts_with("data:")) {
      line.remove_prefix(line.starts_with("data: ") ? 6 : 5);
      data += line;
    }
  }
  const json overview = json::parse(data, nullptr, false);
  if (!overview.is_object()) {
    return;  // A comment that keeps the connection open, or an event of another kind.
  }
  ++stream.events;
  const std::string& format = stream.wishes.format;
  if (format == "table") {
    draw(overview, !stream.wishes.once && ::isatty(STDOUT_FILENO) == 1);
  } else if (format == "csv") {
    print_csv(overview, stream.events == 1);
  } else {
    fmt::print("{}\n", overview.dump(format == "json" ? 2 : -1));
  }
  std::fflush(stdout);
  stream.done = stream.wishes.once;
}

// Takes a piece of the stream; false once enough was seen.
bool take(Stream& stream, std::string_view piece) {
  stream.text.append(piece);
  std::erase(stream.text, '\r');
  for (std::size_t end; (end = stream.text.find("\n\n")) != std::string::npos && !stream.done;) {
    show(stream, std::string_view(stream.text).substr(0, end));
    stream.text.erase(0, end + 2);
  }
  return !stream.done && stream.text.size() <= kEventBytesMax;
}

int watch(const WatchWishes& wishes) {
  if (wishes.format == "json" && !wishes.once) {
    fmt::print(stderr, "sixscope watch: json is one document: add --once, or take jsonl\n");
    return kUsage;
  }
  Stream stream{.wishes = wishes};
  const std::string url = wishes.connection.url("/api/v1/live");
  const auto status = adapters::http_stream(
      url, wishes.connection.http(), [&](std::string_view piece) { return take(stream, piece); });
  if (stream.done) {
    return kOk;
  }
  if (!status) {
    return explain_unreached(status.error());
  }
  if (*status != 200) {
    fmt::print(stderr, "sixscope watch: {} answered {}\n", url, *status);
    return *status == 503 ? kUnavailable : kFailed;
  }
  fmt::print(stderr, "sixscope watch: {}: the server ended the stream\n", url);
  return kUnavailable;
}

}  // namespace

void add_watch(Command app, int& status) {
  const Command command =
      app.add_subcommand("watch", "Watch the IPv6 share live in this terminal; Ctrl-C ends it");
  command.footer(
      "Examples:\n"
      "  sixscope watch\n"
      "  sixscope watch --server http://192.0.2.10:8666\n"
      "  sixscope watch --once --format json      one look, for scripts\n"
      "  sixscope watch --format csv              rows every second: the whole, and each access\n"
      "Rates are those of the last second, shares those of the last minute at most.");
  const auto wishes = std::make_shared<WatchWishes>();
  add_connection(command, wishes->connection);
  add_format(command, wishes->format);
  command.add_flag("--once", wishes->once, "Print one overview and end");
  command.callback([&status, wishes] { status = watch(*wishes); });
}

}  // namespace sixscope::apps
