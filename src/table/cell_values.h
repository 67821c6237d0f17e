#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sixscope::table {

/// What a spreadsheet shows of a stored number: at most 15 significant digits, so that the double
/// nearest 0.1 + 0.2 is 0.3; whole numbers below 2^53 with all digits. Plain decimals, with an
/// exponent only past 10^21 or below 10^-15.
[[nodiscard]] std::string number_text(double number);

/// Whether a number format (ECMA-376 part 1, 18.8.31) shows a date or a time of day: yyyy-mm-dd,
/// yyyy"年"m"月", h:mm. Elapsed times such as [h]:mm are numbers.
[[nodiscard]] bool is_date_format(std::string_view format);
/// The same for formats that are known by number, those of East Asian Excel among them.
[[nodiscard]] bool is_date_format(unsigned built_in);

/// Which day is number 0 or 1: a setting of each workbook.
enum class DateSystem : bool { from_1900, from_1904 };

/// The date of a serial day number, as in `CellType::date`; rounded to seconds. In the 1900 system
/// day 60 is 1900-02-29, which never was, as spreadsheets show it. Nothing outside 0 to 9999-12-31.
[[nodiscard]] std::optional<std::string> date_of_serial(double serial, DateSystem system);
/// The inverse in the 1900 system, for dates from 1900-03-01 on and for times.
[[nodiscard]] std::optional<double> serial_of_date(std::string_view date);

}  // namespace sixscope::table
