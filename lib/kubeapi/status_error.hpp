#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "edges/http_client.hpp"

namespace planekeeper::kubeapi {

/// What an answer outside 200..299 means: 401 and 403 permission, 404 not_found, 408, 409, 429 and 5xx transient, other
/// 4xx terminal when a Kubernetes Status object explains them and transient when not (then it was not the API server
/// that refused). The message is the Status object's with the causes it leaves out and the wait it asks for.
[[nodiscard]] Error status_error(const edges::HttpResponse& response);

/// Text from the network as one short line: control characters and bytes outside ASCII become '?'.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace planekeeper::kubeapi
