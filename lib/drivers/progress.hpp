#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace planekeeper::drivers {

/// Receives the progress of a long step: "downloading", "41 MB".
using ProgressSink = std::function<void(std::string_view step, std::string detail)>;

}  // namespace planekeeper::drivers
