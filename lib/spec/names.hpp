#pragma once

#include <string>

#include "spec/complaint.hpp"

// Names and paths: what Kubernetes, Linux and the OCI accept. Each check gives the value in its final form.

namespace planekeeper::spec {

/// RFC 1123 subdomain, as Kubernetes wants node names.
[[nodiscard]] Checked<std::string> node_name(const std::string& text);
/// RFC 1123 subdomain, or the same below a wildcard ("*.example.org").
[[nodiscard]] Checked<std::string> dns_name(const std::string& text);
[[nodiscard]] bool valid_dns_name(const std::string& text);

/// Absolute, no "..", no characters that a manifest, a Containerfile or a shell would read as something else.
[[nodiscard]] Checked<std::string> absolute_path(const std::string& text);
/// A file that planekeeper writes: not in a home directory, because the daemon's unit hides those.
[[nodiscard]] Checked<std::string> written_file(const std::string& text);
/// A directory that a pod may mount: not a system directory ("/", "/etc", "/usr/bin", ...), and not in a home directory.
[[nodiscard]] Checked<std::string> own_directory(const std::string& text);
/// A file whose directory is mounted into the pod: not a system directory.
[[nodiscard]] Checked<std::string> mounted_file(const std::string& text);
/// A file whose directory is mounted into the pod: not a system directory, and not in a home directory.
[[nodiscard]] Checked<std::string> file_in_own_directory(const std::string& text);
/// File name of a static pod: no '/', no dot in front, ".yaml" or ".yml".
[[nodiscard]] Checked<std::string> manifest_file_name(const std::string& text);
/// Program name or absolute path.
[[nodiscard]] Checked<std::string> program(const std::string& text);

/// Image repository without tag and digest.
[[nodiscard]] Checked<std::string> image_repository(const std::string& text);
/// "scratch", or an image with an optional tag or digest.
[[nodiscard]] Checked<std::string> image_reference(const std::string& text);

/// Name of a command-line flag without its dashes.
[[nodiscard]] Checked<std::string> flag_name(const std::string& text);
/// "--name" or "--name=value".
[[nodiscard]] Checked<std::string> extra_flag(const std::string& text);
/// Admission plugin or feature gate.
[[nodiscard]] Checked<std::string> camel_case_name(const std::string& text);
/// Key of --runtime-config: "api/all", "authentication.k8s.io/v1beta1".
[[nodiscard]] Checked<std::string> api_group_version(const std::string& text);

/// Key of a label or taint: "name" or "example.org/name".
[[nodiscard]] Checked<std::string> qualified_name(const std::string& text);
/// Value of a label or taint; may be empty.
[[nodiscard]] Checked<std::string> label_value(const std::string& text);

/// Not empty, no blank and no comma (these words are joined with commas for a flag).
[[nodiscard]] Checked<std::string> list_word(const std::string& text);

}  // namespace planekeeper::spec
