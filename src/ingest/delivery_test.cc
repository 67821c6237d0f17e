#include "ingest/delivery.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "ingest/journal.h"
#include "store/memory_volume_store.h"
#include "testing/temporary_folder.h"

namespace sixscope::ingest {
namespace {

using std::chrono::milliseconds;

Parcel parcel() {
  Parcel parcel;
  parcel.cover = {.generation = 1, .position = 0};
  parcel.decoder_state = "templates";
  parcel.rows.push_back(
      {VolumeKey::of(enrich::Labels{}, 1, model::Coverage::measurable).at(28'000'000),
       {.v4 = {}, .v6 = {.bytes = 700, .packets = 7, .flows = 1}}});
  parcel.names[name_key(store::Dimension::exporter, 1)] = "2001:db8::1";
  return parcel;
}

// Between the queue and the spool a parcel is in neither; stopping must not take that for the end.
TEST(Delivery, StoppingWaitsForTheParcelThatIsBeingSpooled) {
  const ::sixscope::testing::TemporaryFolder folder;
  auto spool =
      Spool::open({.directory = folder.file("spool"), .bytes_max = 1U << 20U, .fsync = false})
          .value();
  auto journal = Journal::open(folder.file("0.ring"), 1U << 20U).value();
  store::MemoryVolumeStore store;
  // Reading a pipe takes until somebody writes to it, so spooling takes as long as the test likes.
  const std::string state = folder.file("state");
  ASSERT_EQ(::mkfifo(state.c_str(), 0600), 0);
  Delivery delivery(*spool, store, nullptr, {journal.get()}, {state}, milliseconds(0),
                    [](const std::string&) {});
  delivery.start();
  delivery.take(parcel());
  std::thread slow([&] {
    std::this_thread::sleep_for(milliseconds(400));  // Several looks of the sender.
    std::ofstream(state) << "0 0\n";
  });
  delivery.stop(std::chrono::seconds(20));
  slow.join();
  EXPECT_EQ(delivery.batches_stored(), 1U);
}

}  // namespace
}  // namespace sixscope::ingest
