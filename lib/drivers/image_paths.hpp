#pragma once

namespace planekeeper::drivers {

/// Emptied before each build, and removed after it.
inline constexpr const char* image_build_directory = "/var/lib/planekeeper/build";
/// Verified downloads, named by their digest. A deleted image is rebuilt from here without a network.
inline constexpr const char* download_directory = "/var/lib/planekeeper/downloads";

}  // namespace planekeeper::drivers
