#pragma once

#include <string>

#include "plan/file_plan.hpp"
#include "plan/turn.hpp"

// Nothing that a person wrote is replaced or removed without a copy. These functions decide who wrote the bytes at a
// path, and where their copy goes.

namespace planekeeper::plan {

/// Bytes of others that are kept.
enum class CopyOf {
    found,  ///< what was there before planekeeper
    edit,   ///< what was written over planekeeper's own
};

/// Call this before a path is written. A file that is there before the first turn belongs to somebody else.
void meet(Draft& draft, const DesiredFile& file, Turn turn);

/// Forgets copies that do not exist: somebody has removed them, or a crash has prevented them.
void forget_lost_copies(const Draft& draft, model::PathHistory& history);

/// True: what was at the path before planekeeper may be there still and nowhere else.
[[nodiscard]] bool holds_what_was_found(const Draft& draft, const DesiredFile& file);

/// Why no copy can be made of what is at a path, whoever wrote it, and what to do about it. Empty: a copy can be made,
/// or nothing is there.
[[nodiscard]] std::string cannot_be_kept(const Draft& draft, const std::string& path);

/// What to do so that it can be copied.
[[nodiscard]] std::string way_to_read(const std::string& path, const model::ObservedFile& unreadable);

/// Adds a change that writes `next` to a file (empty: that removes it). What stands there and is not planekeeper's is
/// copied first, and the change says where to.
void change_keeping(Draft& draft, model::Change change, const Digest& next);

/// True when `text`, which others wrote at a place of the API, is kept already. Else a change keeps it, in this pass or
/// as soon as possible.
[[nodiscard]] bool keep_object(Draft& draft, const model::ResourceId& id, const std::string& place,
                               const std::string& text, CopyOf what);

/// Where what others wrote at a path is kept, for people; empty: there is none.
[[nodiscard]] std::string kept_copies_note(const Draft& draft, const std::string& path);

}  // namespace planekeeper::plan
