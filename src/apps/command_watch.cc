#include <curl/curl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "apps/commands.h"
#include "apps/options.h"

namespace sixscope::apps {
namespace {

using nlohmann::json;

/// Largest event that is waited for; more without an end is not our server.
constexpr std::size_t kEventBytesMax = std::size_t{1} << 20U;
constexpr int kBarWidth = 40;

struct WatchWishes {
  std::string server = kServerDefault;
  std::string format = "table";
  bool once = false;
  bool insecure = false;
};

/// What arrives from the server, cut into events.
struct Stream {
  const WatchWishes* wishes = nullptr;
  std::string text;
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

std::string share_of(double v4, double v6) {
  return v4 + v6 > 0 ? fmt::format("{:5.1f} %", 100 * v6 / (v4 + v6)) : "    –  ";
}

std::string bar(double part) {
  const long full = std::lround(std::clamp(part, 0.0, 1.0) * kBarWidth);
  std::string text;
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
  page +=
      fmt::format("IPv6 share {}  {}\n", share_of(v4, v6), bar(v4 + v6 > 0 ? v6 / (v4 + v6) : 0));
  page += fmt::format("IPv6 {:>16}   IPv4 {:>16}\n\n", rate_text(v6), rate_text(v4));
  const json by_access = overview.value("by_access", json::object());
  for (const auto& [name, value] : by_access.items()) {
    const double some4 = number(value, "v4_bps");
    const double some6 = number(value, "v6_bps");
    page +=
        fmt::format("  {:<12} {}  {}  {:>14}\n", name, share_of(some4, some6),
                    bar(some4 + some6 > 0 ? some6 / (some4 + some6) : 0), rate_text(some4 + some6));
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
  std::fflush(stdout);
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
  if (stream.wishes->format == "jsonl") {
    fmt::print("{}\n", overview.dump());
    std::fflush(stdout);
  } else {
    draw(overview, !stream.wishes->once && ::isatty(STDOUT_FILENO) == 1);
  }
  stream.done = stream.wishes->once;
}

std::size_t take(char* bytes, std::size_t size, std::size_t count, void* where) {
  Stream& stream = *static_cast<Stream*>(where);
  stream.text.append(bytes, size * count);
  std::erase(stream.text, '\r');
  for (std::size_t end; (end = stream.text.find("\n\n")) != std::string::npos && !stream.done;) {
    show(stream, std::string_view(stream.text).substr(0, end));
    stream.text.erase(0, end + 2);
  }
  // Taking less than was given ends the transfer.
  return stream.done || stream.text.size() > kEventBytesMax ? 0 : size * count;
}

int watch(const WatchWishes& wishes) {
  Stream stream;
  stream.wishes = &wishes;
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(),
                                                                 &curl_easy_cleanup);
  if (!curl) {
    return kBug;
  }
  const std::string url = wishes.server + (wishes.server.ends_with('/') ? "" : "/") + "api/v1/live";
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &stream);
  curl_easy_setopt(curl.get(), CURLOPT_CONNECTTIMEOUT_MS, 3000L);
  curl_easy_setopt(curl.get(), CURLOPT_FAILONERROR, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_NOPROXY, "*");
  if (wishes.insecure) {
    curl_easy_setopt(curl.get(), CURLOPT_SSL_VERIFYPEER, 0L);
  }
  const CURLcode code = curl_easy_perform(curl.get());
  if (stream.done || code == CURLE_OK) {
    return kOk;
  }
  fmt::print(stderr, "sixscope watch: {}: {}. Is `sixscope serve` running there?\n", url,
             curl_easy_strerror(code));
  return kUnavailable;
}

}  // namespace

void add_watch(CLI::App& app, int& status) {
  CLI::App* command =
      app.add_subcommand("watch", "Watch the IPv6 share live in this terminal; Ctrl-C ends it");
  command->footer(
      "Examples:\n"
      "  sixscope watch\n"
      "  sixscope watch --server http://192.0.2.10:8666\n"
      "  sixscope watch --once --format jsonl     one look, for scripts");
  const auto wishes = std::make_shared<WatchWishes>();
  command->add_option("--server", wishes->server, "Address of the server")
      ->capture_default_str()
      ->envname("SIXSCOPE_SERVER");
  add_format(*command, wishes->format, {"table", "jsonl"});
  command->add_flag("--once", wishes->once, "Print one overview and end");
  command->add_flag("--insecure", wishes->insecure, "Do not check the server's certificate");
  command->callback([&status, wishes] { status = watch(*wishes); });
}

}  // namespace sixscope::apps
