#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "apps/commands.h"
#include "apps/options.h"
#include "base/clock.h"
#include "decode/session.h"

namespace sixscope::apps {
namespace {

using decode::Format;
using decode::Treatment;

const std::map<std::string, Format> kFormats = {{"table", Format::table},
                                                {"json", Format::json},
                                                {"jsonl", Format::jsonl},
                                                {"csv", Format::csv}};
const std::map<std::string, Treatment> kTreatments = {{"auto", Treatment::automatic},
                                                      {"exports", Treatment::exports},
                                                      {"packets", Treatment::packets}};

struct DecodeArguments {
  std::vector<std::string> files;
  std::string format = "table";
  std::string treatment = "auto";
  std::string exporter;
  bool all = false;
  unsigned active_seconds = 60;
  unsigned idle_seconds = 15;
};

/// A file or standard input. Says on a terminal how far it is, once that takes a while.
class FileSource final : public wire::ByteSource {
 public:
  FileSource(std::FILE* file, std::string name, std::uint64_t size)
      : file_(file), name_(std::move(name)), size_(size) {}
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;
  ~FileSource() override {
    if (shown_) {
      fmt::print(stderr, "\r\033[K");
    }
    if (file_ != stdin) {
      static_cast<void>(std::fclose(file_));
    }
  }

  Result<std::size_t> read(std::span<std::byte> into) override {
    show_progress();
    const std::size_t count = std::fread(into.data(), 1, into.size(), file_);
    if (count == 0 && std::ferror(file_) != 0) {
      return fail_because(std::strerror(errno), Errc::unavailable, "the file cannot be read");
    }
    read_ += count;
    return count;
  }

 private:
  void show_progress() {
    using std::chrono::steady_clock;
    const auto now = steady_clock::now();
    if (now < next_report_ || isatty(STDERR_FILENO) == 0) {
      return;
    }
    shown_ = true;
    next_report_ = now + std::chrono::milliseconds(500);
    const double mega = static_cast<double>(read_) / 1e6;
    if (size_ != 0) {
      fmt::print(stderr, "\r{}: {:.0f} of {:.0f} MB", name_, mega,
                 static_cast<double>(size_) / 1e6);
    } else {
      fmt::print(stderr, "\r{}: {:.0f} MB", name_, mega);
    }
  }

  std::FILE* file_;
  std::string name_;
  std::uint64_t size_;
  std::uint64_t read_ = 0;
  bool shown_ = false;
  std::chrono::steady_clock::time_point next_report_ =
      std::chrono::steady_clock::now() + std::chrono::seconds(2);
};

class StandardOutput final : public decode::TextSink {
 public:
  void write(std::string_view text) override {
    static_cast<void>(std::fwrite(text.data(), 1, text.size(), stdout));
  }
};

Instant modified_at(const std::string& path) {
  std::error_code error;
  const auto time = std::filesystem::last_write_time(path, error);
  return error
             ? SystemClock().now()
             : std::chrono::floor<std::chrono::milliseconds>(std::chrono::file_clock::to_sys(time));
}

/// How far an input was read.
enum class Reading : std::uint8_t { whole, in_part, not_begun };

/// Reads one input; prints what is wrong with it, if something is.
Reading read_input(const std::string& path, decode::Session& session) {
  const bool standard_input = path == "-";
  std::error_code error;
  if (!standard_input && std::filesystem::is_directory(path, error)) {
    fmt::print(stderr, "sixscope decode: {}: is a directory; name the files in it\n", path);
    return Reading::not_begun;
  }
  std::FILE* file = standard_input ? stdin : std::fopen(path.c_str(), "rb");
  if (file == nullptr) {
    fmt::print(stderr, "sixscope decode: {}: cannot be opened: {}; check path and permissions\n",
               path, std::strerror(errno));
    return Reading::not_begun;
  }
  const std::string name = standard_input ? "standard input" : path;
  const auto size = standard_input ? 0 : std::filesystem::file_size(path, error);
  FileSource source(file, name, error ? 0 : size);
  const auto done =
      session.read(name, source, standard_input ? SystemClock().now() : modified_at(path));
  if (done) {
    return Reading::whole;
  }
  const bool begun = done.error().offset != 0;
  const bool cut = done.error().code == Errc::truncated;
  fmt::print(stderr, "sixscope decode: {}: {}; {}{}\n", name, describe(done.error()),
             begun ? "what came before was used, " : "",
             cut ? "fetch the file again" : "check that this is the file you meant");
  return begun ? Reading::in_part : Reading::not_begun;
}

int run_decode(const DecodeArguments& arguments) {
  decode::SessionOptions options;
  options.format = kFormats.at(arguments.format);
  options.treatment = kTreatments.at(arguments.treatment);
  options.all_records = arguments.all;
  if (!arguments.exporter.empty()) {
    const auto address = net::IpAddress::parse(arguments.exporter);
    if (!address) {
      fmt::print(stderr, "sixscope decode: --exporter {}: not an IP address\n", arguments.exporter);
      return kUsage;
    }
    options.exporter = *address;
  }
  // Files are read long after they were made: their own clocks are all there is.
  options.decoder.clock_skew_max = std::chrono::hours(24 * 365 * 1000);
  options.meter.active_timeout = std::chrono::seconds(arguments.active_seconds);
  options.meter.idle_timeout = std::chrono::seconds(arguments.idle_seconds);
  StandardOutput out;
  decode::Session session(std::move(options), out);
  bool good = true;
  bool begun = false;
  for (const std::string& file : arguments.files) {
    const Reading reading = read_input(file, session);
    good = good && reading == Reading::whole;
    begun = begun || reading != Reading::not_begun;
  }
  const bool for_people = arguments.format == "table";
  if (!begun && for_people) {
    return kBadInput;  // An empty table would only hide what was said above.
  }
  session.finish();
  static_cast<void>(std::fflush(stdout));
  if (for_people || arguments.format == "csv") {
    fmt::print(for_people ? stdout : stderr, "{}", session.summary_text());
  }
  return good ? kOk : kBadInput;
}

}  // namespace

void add_decode(Command app, int& status) {
  const Command decode =
      app.add_subcommand("decode", "Print the flow records of files, with a summary");
  decode.footer(
      "A file may hold one UDP payload (NetFlow 5 or 9, IPFIX, sFlow 5), IPFIX messages one "
      "behind\n"
      "the other, or a pcap or pcapng capture; which one is found out by its content. Templates "
      "of\n"
      "one file serve the next. Exit code 4 if an input could not be read to its end.\n"
      "In the summary, templatesMissing counts templates that never came, and templateMisses the\n"
      "data sets that came before theirs: setsReplayed of those were read once it had come.\n"
      "\n"
      "Examples:\n"
      "  sixscope decode exports.pcap                       a table, and what was lost\n"
      "  sixscope decode template.dat data.dat --format jsonl\n"
      "  sixscope decode traffic.pcapng --as packets        meter packets into flows\n"
      "  tcpdump -i eth0 -w - udp port 2055 | sixscope decode - --format jsonl");
  const auto arguments = std::make_shared<DecodeArguments>();
  decode.add_option("FILE", arguments->files, "Files to read; - is standard input")
      .suggest(Suggested::file)
      .required();
  add_format(decode, arguments->format);
  decode
      .add_option("--as", arguments->treatment,
                  "Take captured packets as exports, as packets to meter, or auto")
      .only({"auto", "exports", "packets"})
      .capture_default_str();
  decode.add_option("--exporter", arguments->exporter,
                    "Address of the exporter, where a file does not say it");
  decode.add_flag("--all", arguments->all, "Print options records, NAT events and counters too");
  decode.add_option("--active-timeout", arguments->active_seconds,
                    "Metering: report a flow that goes on every so many seconds (default 60)");
  decode.add_option("--idle-timeout", arguments->idle_seconds,
                    "Metering: end a flow after so many seconds without a packet (default 15)");
  decode.callback([&status, arguments] { status = run_decode(*arguments); });
}

}  // namespace sixscope::apps
