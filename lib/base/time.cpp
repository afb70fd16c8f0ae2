#include "base/time.hpp"

#include <array>
#include <charconv>
#include <cstdio>

namespace planekeeper {

using namespace std::chrono;

std::string to_rfc3339(SystemTime time) {
    const auto day = floor<days>(time);
    const year_month_day date{day};
    const hh_mm_ss clock{time - day};
    std::array<char, 40> text{};
    const int length = std::snprintf(
        text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
        static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()));
    return {text.data(), static_cast<std::size_t>(length)};
}

namespace {

std::optional<int> number_at(std::string_view text, std::size_t offset, std::size_t length) {
    if (offset + length > text.size()) return std::nullopt;
    int value = 0;
    const char* begin = text.data() + offset;
    const auto [end, error] = std::from_chars(begin, begin + length, value);
    if (error != std::errc{} || end != begin + length) return std::nullopt;
    return value;
}

}  // namespace

std::optional<SystemTime> from_rfc3339(std::string_view text) {
    const auto y = number_at(text, 0, 4);
    const auto mo = number_at(text, 5, 2);
    const auto d = number_at(text, 8, 2);
    const auto h = number_at(text, 11, 2);
    const auto mi = number_at(text, 14, 2);
    const auto s = number_at(text, 17, 2);
    if (!y || !mo || !d || !h || !mi || !s) return std::nullopt;
    const year_month_day date{year{*y}, month{static_cast<unsigned>(*mo)}, day{static_cast<unsigned>(*d)}};
    const SystemTime time = sys_days{date} + hours{*h} + minutes{*mi} + seconds{*s};
    // The text differs for other separators, for 99:99:99 and for text after the Z.
    if (!date.ok() || to_rfc3339(time) != text) return std::nullopt;
    return time;
}

std::string short_duration(milliseconds duration) {
    const auto total = duration.count() < 0 ? 0 : duration.count();
    const auto s = total / 1000;
    const auto two = [](long long big, const char* big_unit, long long small, const char* small_unit) {
        auto text = std::to_string(big) + big_unit;
        if (small != 0) text += std::to_string(small) + small_unit;
        return text;
    };
    if (s == 0) return std::to_string(total) + "ms";
    if (s < 60) return std::to_string(s) + "s";
    if (s < 3600) return two(s / 60, "m", s % 60, "s");
    if (s < 86400) return two(s / 3600, "h", s % 3600 / 60, "m");
    return two(s / 86400, "d", s % 86400 / 3600, "h");
}

}  // namespace planekeeper
