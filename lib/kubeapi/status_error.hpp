#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "edges/http_client.hpp"

namespace planekeeper::kubeapi {

/// The error of an answer outside 200..299: permission for 401 and 403, not_found for 404, transient for 408, 409, 429
/// and 5xx. Other 4xx are terminal with a Kubernetes Status object, and transient without one (then something else than
/// the API server refused). The message is the Status object's, with the causes that it leaves out and the wait that it
/// asks for.
[[nodiscard]] Error status_error(const edges::HttpResponse& response);

/// Text from the network as one short line: control characters and bytes outside ASCII become '?'.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace planekeeper::kubeapi
