#pragma once

namespace planekeeper::plan {

/// Whether planekeeper has done a thing before, such as making a key or writing at a path.
enum class Turn { first, again };

}  // namespace planekeeper::plan
