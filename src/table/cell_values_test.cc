#include "table/cell_values.h"

#include <gtest/gtest.h>

#include <limits>

namespace sixscope::table {
namespace {

TEST(NumberText, SaysWhatASpreadsheetShows) {
  struct Case {
    double number;
    const char* text;
  };
  const Case cases[] = {
      {0, "0"},
      {-0.0, "0"},
      {1, "1"},
      {-12.5, "-12.5"},
      {0.1 + 0.2, "0.3"},
      {1.1 * 3, "3.3"},
      {0.07 * 100, "7"},
      {1.0 / 3, "0.333333333333333"},
      {440000, "440000"},
      {9'007'199'254'740'991, "9007199254740991"},
      {1e15 + 0.5, "1000000000000000"},
      {1e20, "100000000000000000000"},
      {1e21, "1e21"},
      {-1.5e300, "-1.5e300"},
      {0.000001, "0.000001"},
      {-1.25e-15, "-0.00000000000000125"},
      {1.25e-16, "1.25e-16"},
      {std::numeric_limits<double>::infinity(), "inf"},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(number_text(one.number), one.text);
  }
}

TEST(IsDateFormat, TellsDatesFromNumbers) {
  struct Case {
    const char* format;
    bool date;
  };
  const Case cases[] = {
      {"General", false},
      {"G/通用格式", false},
      {"0.00E+00", false},
      {"#,##0.00;[Red]-#,##0.00", false},
      {"0.00\"days\"", false},
      {"0\\d", false},
      {"_-* #,##0_-;[Magenta]0", false},
      {"[Magenta]0", false},
      {"@", false},
      {"", false},
      {"\"open", false},
      {"[open", false},
      {"[h]:mm:ss", false},
      {"[mm]:ss", false},
      {"yyyy-mm-dd", true},
      {"YYYY/M/D", true},
      {"yyyy\"年\"m\"月\"d\"日\"", true},
      {"[$-804]yyyy\"年\"m\"月\";@", true},
      {"h:mm AM/PM", true},
      {"mmm-yy", true},
      {"0;\"y\"@", false},
      {"[Magenta]yyyy", true},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(is_date_format(std::string_view(one.format)), one.date) << one.format;
  }
  for (const unsigned date : {14U, 22U, 27U, 31U, 36U, 45U, 47U, 50U, 57U, 58U}) {
    EXPECT_TRUE(is_date_format(date)) << date;
  }
  for (const unsigned number : {0U, 1U, 13U, 23U, 26U, 37U, 44U, 46U, 48U, 49U, 59U, 164U}) {
    EXPECT_FALSE(is_date_format(number)) << number;
  }
}

TEST(DateOfSerial, KnowsBothSystemsAndTheDayThatNeverWas) {
  struct Case {
    double serial;
    DateSystem system;
    const char* date;  // Null: none.
  };
  constexpr auto k1900 = DateSystem::from_1900;
  constexpr auto k1904 = DateSystem::from_1904;
  const Case cases[] = {
      {1, k1900, "1900-01-01"},
      {59, k1900, "1900-02-28"},
      {60, k1900, "1900-02-29"},
      {61, k1900, "1900-03-01"},
      {25569, k1900, "1970-01-01"},
      {46203, k1900, "2026-06-30"},
      {46203 + 1.0 / 3, k1900, "2026-06-30T08:00:00"},
      {46203.9999999, k1900, "2026-07-01"},
      {0, k1900, "00:00:00"},
      {0.5, k1900, "12:00:00"},
      {0.99999999, k1900, "1900-01-01"},
      {2'958'465, k1900, "9999-12-31"},
      {2'958'466, k1900, nullptr},
      {1e300, k1900, nullptr},
      {-1, k1900, nullptr},
      {std::numeric_limits<double>::quiet_NaN(), k1900, nullptr},
      {0, k1904, "1904-01-01"},
      {0.25, k1904, "06:00:00"},
      {44741, k1904, "2026-06-30"},
      {2'957'003, k1904, "9999-12-31"},
      {2'957'004, k1904, nullptr},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.serial);
    const auto date = date_of_serial(one.serial, one.system);
    EXPECT_EQ(date.value_or("none"), one.date == nullptr ? "none" : one.date);
  }
}

TEST(SerialOfDate, IsTheInverse) {
  for (const char* date : {"1900-03-01", "1970-01-01", "2024-02-29", "2026-06-30",
                           "2026-06-30T08:00:01", "9999-12-31T23:59:59", "00:00:00", "23:59:59"}) {
    const auto serial = serial_of_date(date);
    ASSERT_TRUE(serial) << date;
    EXPECT_EQ(date_of_serial(*serial, DateSystem::from_1900), date);
  }
  for (const char* none : {"", "2026-06", "2026-02-30", "2026-13-01", "1900-02-29", "1899-12-31",
                           "2026-6-30", "2026/06/30", "2026-06-30 08:00:00", "2026-06-30T24:00:00",
                           "2026-06-30T08:00", "08:00", "8:00:00", "08:60:00"}) {
    EXPECT_FALSE(serial_of_date(none)) << none;
  }
}

}  // namespace
}  // namespace sixscope::table
