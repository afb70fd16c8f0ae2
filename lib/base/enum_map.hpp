#pragma once

#include <array>
#include <cstddef>

namespace planekeeper {

/// How many enumerators there are, from 0 on without a gap: specialised beside the enum.
template <class Key>
inline constexpr std::size_t enum_count = 0;

/// One value for each enumerator. Total: nothing is looked for, and nothing is missing.
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
