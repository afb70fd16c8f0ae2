#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

// Checks of single values, as apimachinery and the API's validation make them. Each returns the flaw, or an empty text.
// A value of the wrong type passes, because the schema reports it.

namespace planekeeper::schemas {

[[nodiscard]] std::string not_empty(const nlohmann::json& value);      ///< text or list
[[nodiscard]] std::string dns_label(const nlohmann::json& value);      ///< RFC 1123, 63 characters; empty passes
[[nodiscard]] std::string dns_subdomain(const nlohmann::json& value);  ///< RFC 1123, 253 characters; empty passes
[[nodiscard]] std::string port_name(const nlohmann::json& value);      ///< IANA_SVC_NAME, 15 characters
[[nodiscard]] std::string port(const nlohmann::json& value);           ///< 1 to 65535
[[nodiscard]] std::string port_or_zero(const nlohmann::json& value);   ///< 0 means none
[[nodiscard]] std::string port_or_name(const nlohmann::json& value);
[[nodiscard]] std::string variable_name(const nlohmann::json& value);  ///< of an environment
[[nodiscard]] std::string not_negative(const nlohmann::json& value);
[[nodiscard]] std::string positive(const nlohmann::json& value);
[[nodiscard]] std::string user_id(const nlohmann::json& value);        ///< 0 to 2^31-1
[[nodiscard]] std::string no_backsteps(const nlohmann::json& value);   ///< not empty, no ".." between slashes
[[nodiscard]] std::string relative_path(const nlohmann::json& value);  ///< no '/' in front, no ".."
[[nodiscard]] std::string ip_address(const nlohmann::json& value);
[[nodiscard]] std::string label_key(const nlohmann::json& value);  ///< "name" or "example.org/name"; empty passes
[[nodiscard]] std::string label_value(const nlohmann::json& value);
[[nodiscard]] std::string quantity_text(const nlohmann::json& value);  ///< "500m", "1Gi", 2; not negative
[[nodiscard]] std::string https_url(
    const nlohmann::json& value);  ///< of an issuer: no user, query or fragment; empty passes
[[nodiscard]] std::string go_duration(const nlohmann::json& value);           ///< "1h30m", "250ms", "0"; not negative
[[nodiscard]] std::string short_duration(const nlohmann::json& value);        ///< more than 0, at most 30 s
[[nodiscard]] std::string pod_security_version(const nlohmann::json& value);  ///< "latest" or "v1.25"; empty passes

}  // namespace planekeeper::schemas
