#include "quantiles.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace planekeeper::bench {

namespace {

std::string with_digits(double value, int digits, const char* unit) {
    std::string text(32, '\0');
    const int size = std::snprintf(text.data(), text.size(), "%.*f%s", digits, value, unit);
    text.resize(static_cast<std::size_t>(std::max(size, 0)));
    return text;
}

}  // namespace

Duration quantile(std::vector<Duration> values, double part) {
    if (values.empty()) return {};
    std::ranges::sort(values);
    const double rank = std::ceil(part * static_cast<double>(values.size()));
    const auto index = static_cast<std::size_t>(std::max(rank, 1.0)) - 1;
    return values[std::min(index, values.size() - 1)];
}

std::string milliseconds_text(Duration duration) {
    return with_digits(std::chrono::duration<double, std::milli>(duration).count(), 3, " ms");
}

std::string ratio_text(Duration measured, Duration floor) {
    if (floor.count() <= 0) return "-";
    return with_digits(static_cast<double>(measured.count()) / static_cast<double>(floor.count()), 1, "x");
}

}  // namespace planekeeper::bench
