#pragma once

#include <string>

namespace planekeeper::edges {

/// The service supervisor (sd_notify(3)), who hears each call once and in order. Without one every call does nothing.
/// No call blocks or fails.
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
    /// Something got done: whoever is silent for longer than the supervisor's interval is taken for stuck.
    virtual void watchdog() = 0;
};

}  // namespace planekeeper::edges
