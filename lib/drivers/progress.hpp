#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace planekeeper::drivers {

/// Told what a long step is doing: "downloading", "41 of 110 MB".
using ProgressSink = std::function<void(std::string_view step, std::string detail)>;

}  // namespace planekeeper::drivers
