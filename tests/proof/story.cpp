#include "story.hpp"

#include <algorithm>
#include <charconv>
#include <sstream>

#include "kinds.hpp"
#include "random.hpp"
#include "world.hpp"

namespace planekeeper::proof {

namespace {

constexpr std::size_t most_steps = 12;

bool is_kind(std::string_view name) { return std::ranges::find(kinds(), name, &Kind::name) != kinds().end(); }

}  // namespace

std::string to_string(const Story& story) {
    std::ostringstream text;
    text << story.beginning << std::hex;
    for (const auto& step : story.steps) text << " " << step.kind << ":" << step.number;
    return text.str();
}

std::optional<Story> story_from(std::string_view text) {
    std::istringstream words{std::string{text}};
    Story story;
    words >> story.beginning;
    if (std::ranges::find(beginnings(), story.beginning) == beginnings().end()) return std::nullopt;
    for (std::string word; words >> word;) {
        const auto colon = word.find(':');
        if (colon == std::string::npos) return std::nullopt;
        Step step{.kind = word.substr(0, colon)};
        const char* end = word.data() + word.size();
        const auto read = std::from_chars(word.data() + colon + 1, end, step.number, 16);
        if (!is_kind(step.kind) || read.ec != std::errc{} || read.ptr != end) return std::nullopt;
        story.steps.push_back(std::move(step));
    }
    return story;
}

Story story_of(std::uint64_t seed) {
    Random random{seed};
    Story story{.beginning = std::string{random.one_of(beginnings())}, .steps = {}};
    std::vector<std::string_view> allowed;
    for (const auto& kind : kinds()) {
        if (random.one_in(2)) allowed.push_back(kind.name);
    }
    if (allowed.empty()) return story;
    const auto count = 1 + random.below(most_steps);
    for (std::size_t i = 0; i < count; ++i) {
        story.steps.push_back({.kind = std::string{random.one_of(allowed)}, .number = random.next() >> 48U});
    }
    return story;
}

}  // namespace planekeeper::proof
