#include <gtest/gtest.h>

#include <thread>

#include "base/bounded_queue.h"
#include "base/byte_reader.h"
#include "base/byte_writer.h"
#include "base/latest.h"
#include "base/quantity.h"
#include "base/result.h"
#include "base/utf8.h"

namespace sixscope {
namespace {

TEST(ByteReader, ReadsWhatTheWriterWrote) {
  ByteWriter out;
  out.u8(0x12).u16(0x3456).u32(0x789abcde).u64(0x0102030405060708).uint(0xaabbcc, 3);
  ByteReader in(out.view());
  EXPECT_EQ(in.u8(), 0x12);
  EXPECT_EQ(in.u16(), 0x3456);
  EXPECT_EQ(in.u32(), 0x789abcdeU);
  EXPECT_EQ(in.u64(), 0x0102030405060708U);
  EXPECT_EQ(in.uint(3), 0xaabbccU);
  EXPECT_TRUE(in.ok());
  EXPECT_EQ(in.remaining(), 0U);
}

TEST(ByteReader, StaysFailedPastTheEnd) {
  ByteWriter out;
  out.u16(7);
  ByteReader in(out.view());
  EXPECT_EQ(in.u32(), 0U);
  EXPECT_FALSE(in.ok());
  EXPECT_EQ(in.u8(), 0U);
  EXPECT_FALSE(in.ok());
  EXPECT_TRUE(in.take(std::size_t(-1)).empty());
}

TEST(BoundedQueue, RefusesWhenFullAndDrainsAfterClose) {
  BoundedQueue<int> queue(2);
  EXPECT_TRUE(queue.push(1));
  EXPECT_TRUE(queue.push(2));
  EXPECT_FALSE(queue.push(3));
  queue.close();
  EXPECT_FALSE(queue.push(4));
  EXPECT_EQ(queue.pop(), 1);
  EXPECT_EQ(queue.pop(), 2);
  EXPECT_EQ(queue.pop(), std::nullopt);
}

TEST(Latest, KeepsTheVersionAReaderHolds) {
  Latest<int> table(1);
  const auto held = table.get();
  std::jthread([&] { table.replace(2); }).join();
  EXPECT_EQ(*held, 1);
  EXPECT_EQ(*table.get(), 2);
}

TEST(Result, DescribesWhatWhereAndRemedy) {
  const Result<int> failed = fail_because("line 3: 'x'", Errc::malformed, "not a number");
  ASSERT_FALSE(failed);
  EXPECT_EQ(describe(failed.error()), "not a number: line 3: 'x'");
}

TEST(Utf8, NobodysTextMovesACursor) {
  EXPECT_EQ(printable("a\nb\x1b[31m\t\x7f"), "a b [31m  ");
  EXPECT_EQ(printable("\xc2\x9b"
                      "31m \xc2\xa0"),
            " 31m \xc2\xa0")
      << "C1 has an escape of its own";
  EXPECT_EQ(printable("\xe5\xb9\xbf\xe5\xb7\x9e \xff\xe5"), "\xe5\xb9\xbf\xe5\xb7\x9e ??");
  EXPECT_EQ(printable(""), "");
}

}  // namespace
}  // namespace sixscope
