#pragma once

#include <string>

namespace planekeeper::edges {

/// Talks to the service supervisor (sd_notify(3)): each call is sent once and in order. Without a supervisor every call
/// does nothing. No call blocks or fails.
class Notifier {
public:
    Notifier() = default;
    Notifier(const Notifier&) = delete;
    Notifier& operator=(const Notifier&) = delete;
    virtual ~Notifier() = default;

    virtual void ready() = 0;
    virtual void reloading() = 0;
    virtual void stopping() = 0;
    /// One line for people; a line break in it becomes a space.
    virtual void status(const std::string& line) = 0;
    /// Says that the daemon makes progress. Without this call for longer than its interval, the supervisor takes the
    /// daemon for stuck.
    virtual void watchdog() = 0;
};

}  // namespace planekeeper::edges
