#pragma once

#include <gtest/gtest.h>

#include <optional>

#include "daemon.hpp"

namespace planekeeper::scenarios {

/// A converged node with the daemon that made it.
struct ConvergedNode : FakeNode {
    ConvergedNode() {
        desire(text());
        daemon.emplace(*this);
        EXPECT_TRUE(daemon->converge()) << daemon->unready();
        daemon->passes(3);
        daemon->passes(2, std::chrono::minutes{5});  // until the generation counts as soaked
        files.forget_effects();
        processes.forget_calls();
    }
    std::optional<Daemon> daemon;
};

}  // namespace planekeeper::scenarios
