#pragma once

#include <array>
#include <cstddef>

namespace planekeeper {

/// The number of enumerators of Key, which count from 0 without a gap. Specialised beside each enum.
template <class Key>
inline constexpr std::size_t enum_count = 0;

/// One value for each enumerator. Access never fails: every enumerator has a value.
template <class Key, class Value>
class EnumMap {
public:
    [[nodiscard]] constexpr Value& operator[](Key key) noexcept { return values_[static_cast<std::size_t>(key)]; }
    [[nodiscard]] constexpr const Value& operator[](Key key) const noexcept {
        return values_[static_cast<std::size_t>(key)];
    }
    [[nodiscard]] constexpr auto begin() noexcept { return values_.begin(); }
    [[nodiscard]] constexpr auto end() noexcept { return values_.end(); }
    [[nodiscard]] constexpr auto begin() const noexcept { return values_.begin(); }
    [[nodiscard]] constexpr auto end() const noexcept { return values_.end(); }
    friend bool operator==(const EnumMap&, const EnumMap&) = default;

private:
    static_assert(enum_count<Key> > 0, "how many enumerators are there?");
    std::array<Value, enum_count<Key>> values_{};
};

}  // namespace planekeeper
