#pragma once

#include <cstddef>
#include <cstdint>

namespace planekeeper::proof {

/// The same numbers from the same seed on every machine (splitmix64, Steele et al. 2014).
class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        state_ += 0x9e3779b97f4a7c15U;
        auto mixed = state_;
        mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
        return mixed ^ (mixed >> 31U);
    }
    /// Below `bound`, which is not 0.
    std::size_t below(std::size_t bound) { return static_cast<std::size_t>(next() % bound); }
    bool one_in(std::size_t times) { return below(times) == 0; }
    template <class Range>
    const auto& one_of(const Range& range) {
        return range[below(range.size())];
    }

private:
    std::uint64_t state_;
};

}  // namespace planekeeper::proof
