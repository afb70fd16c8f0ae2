#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

// Flags of kube-apiserver whose value names files of the node.

namespace planekeeper::kubernetes {

enum class FileShape {
    one,              ///< the value is a path
    certificate_key,  ///< "CERTIFICATE,KEY" or "CERTIFICATE,KEY:DOMAINS" (component-base cli/flag, NamedCertKey)
};

struct FileFlag {
    std::string_view name;
    bool secret = false;  ///< a private key, or a document with credentials in it
    FileShape shape = FileShape::one;
};

/// In alphabetical order, of every supported minor.
[[nodiscard]] std::span<const FileFlag> file_flags();

/// nullptr: the flag names no file. `name` is without dashes in front; "_" counts as "-".
[[nodiscard]] const FileFlag* find_file_flag(std::string_view name);

struct ApiServerFile {
    std::string path;
    bool secret = false;  ///< a private key, or a document that holds one
    friend bool operator==(const ApiServerFile&, const ApiServerFile&) = default;
};

/// The files that a value of this flag names, as they are written there; empty for a value of another shape.
[[nodiscard]] std::vector<ApiServerFile> named_files(const FileFlag& flag, std::string_view value);

}  // namespace planekeeper::kubernetes
