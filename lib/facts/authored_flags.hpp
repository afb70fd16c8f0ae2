#pragma once

#include "facts/authored.hpp"
#include "facts/flag_rows.hpp"

// What planekeeper makes of flags. Private to this room.

namespace planekeeper::kubernetes {

/// The members are those of FlagRow.
struct AuthoredFlag {
    std::string_view name;
    std::string_view field = {};
    std::string_view instead = {};
    std::optional<Written> written = {};
    bool only_with_value = false;
    std::optional<std::string> (*value)(const model::DesiredState&) = nullptr;
    std::string_view asked_by = {};
    std::string_view constant = {};
    std::string_view reason = {};

    constexpr void add_to(FlagRow& row) const {
        row.field = field;
        row.instead = instead;
        row.written = written;
        row.only_with_value = only_with_value;
        row.value = value;
        row.asked_by = asked_by;
        row.constant = constant;
        row.reason = reason;
    }
};

inline constexpr std::string_view klog =
    "delete it: klog's own flags are gone, the log goes to standard error (KEP-2845)";

/// The same in every component of Kubernetes.
inline constexpr auto common_flags = std::to_array<AuthoredFlag>({
    {.name = "add-dir-header", .instead = klog},
    {.name = "alsologtostderr", .instead = klog},
    {.name = "log-backtrace-at", .instead = klog},
    {.name = "log-dir", .instead = klog},
    {.name = "log-file", .instead = klog},
    {.name = "log-file-max-size", .instead = klog},
    {.name = "logtostderr", .instead = klog},
    {.name = "one-output", .instead = klog},
    {.name = "skip-headers", .instead = klog},
    {.name = "skip-log-headers", .instead = klog},
    {.name = "stderrthreshold", .instead = klog},
});

}  // namespace planekeeper::kubernetes
