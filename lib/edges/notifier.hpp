#pragma once

#include <string>

namespace planekeeper::edges {

/// The service supervisor (sd_notify(3)). Without one every call does nothing.
class Notifier {
public:
    Notifier() = default;
    Notifier(const Notifier&) = delete;
    Notifier& operator=(const Notifier&) = delete;
    virtual ~Notifier() = default;

    virtual void ready() = 0;
    virtual void reloading() = 0;
    virtual void stopping() = 0;
    virtual void status(const std::string& line) = 0;
    virtual void watchdog() = 0;
};

}  // namespace planekeeper::edges
