#include "drivers/crictl_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

namespace planekeeper::drivers {

using nlohmann::json;

namespace {

/// protojson writes 64-bit numbers as strings; older crictl wrote numbers.
std::int64_t integer(const json& value) {
    if (value.is_number_integer()) return value.get<std::int64_t>();
    if (!value.is_string()) return 0;
    const auto& text = value.get_ref<const std::string&>();
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

std::string text_at(const json& object, const char* key) {
    const auto it = object.find(key);
    return it != object.end() && it->is_string() ? it->get<std::string>() : std::string{};
}

model::ContainerState state_of(const std::string& text) {
    if (text == "CONTAINER_RUNNING") return model::ContainerState::running;
    if (text == "CONTAINER_EXITED") return model::ContainerState::exited;
    if (text == "CONTAINER_CREATED") return model::ContainerState::created;
    return model::ContainerState::unknown;
}

model::ObservedContainer container_from(const json& value, const json& labels) {
    model::ObservedContainer container;
    container.id = value.at("id");
    container.pod_id = text_at(value, "podSandboxId");
    container.pod_uid = text_at(labels, "io.kubernetes.pod.uid");
    container.state = state_of(text_at(value, "state"));
    container.attempt = static_cast<std::uint32_t>(integer(value.at("metadata").value("attempt", json(0))));
    if (const auto image = value.find("image"); image != value.end()) container.image = text_at(*image, "image");
    container.created_ns = integer(value.value("createdAt", json(0)));
    return container;
}

/// Undoes logrus's quotes, which are those of Go's %q. A line break becomes a space, so that a message is one line.
std::string unquoted(std::string_view text) {
    constexpr std::string_view white = "ntr";
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escaped = text[i] == '\\' && i + 1 < text.size();
        if (escaped) ++i;
        plain += escaped && white.contains(text[i]) ? ' ' : text[i];
    }
    return plain;
}

template <class T, class Parse>
Result<T> guarded(std::string_view text, const char* what, Parse parse) {
    try {
        return parse(json::parse(text));
    } catch (const json::exception& error) {
        return fail(ErrorKind::transient, fmt::format("{} printed something unexpected: {}", what, error.what()));
    }
}

}  // namespace

Result<std::vector<model::ObservedContainer>> parse_containers(std::string_view text, model::ComponentId id,
                                                               const std::string& node_name) {
    using Containers = std::vector<model::ObservedContainer>;
    return guarded<Containers>(text, "crictl ps", [&](const json& document) {
        const auto pod_name = fmt::format("{}-{}", to_string(id), node_name);
        Containers containers;
        for (const auto& value : document.value("containers", json::array())) {
            const auto& labels = value.at("labels");
            if (text_at(labels, "io.kubernetes.container.name") != to_string(id)) continue;
            if (text_at(labels, "io.kubernetes.pod.name") != pod_name) continue;
            containers.push_back(container_from(value, labels));
        }
        std::ranges::sort(containers, std::greater{}, &model::ObservedContainer::created_ns);
        return containers;
    });
}

Result<std::map<std::string, std::set<std::string>>> parse_running(std::string_view text,
                                                                   const std::string& node_name) {
    using Running = std::map<std::string, std::set<std::string>>;
    return guarded<Running>(text, "crictl ps", [&](const json& document) {
        // The kubelet appends the node's name to the name of a static pod.
        const auto of_node = fmt::format("-{}", node_name);
        Running running;
        for (const auto& value : document.value("containers", json::array())) {
            const auto& labels = value.at("labels");
            auto pod = text_at(labels, "io.kubernetes.pod.name");
            if (!pod.ends_with(of_node) || state_of(text_at(value, "state")) != model::ContainerState::running)
                continue;
            pod.resize(pod.size() - of_node.size());
            running[fmt::format("{}/{}", text_at(labels, "io.kubernetes.pod.namespace"), pod)].insert(
                text_at(labels, "io.kubernetes.container.name"));
        }
        return running;
    });
}

Result<ContainerDetail> parse_inspect(std::string_view text) {
    return guarded<ContainerDetail>(text, "crictl inspect", [](const json& document) {
        ContainerDetail detail;
        const auto& status = document.at("status");
        detail.exit_code = static_cast<int>(integer(status.value("exitCode", json(0))));
        detail.reason = text_at(status, "reason");
        detail.out_of_memory = detail.reason == "OOMKilled";
        detail.message = text_at(status, "message");
        if (const auto info = document.find("info"); info != document.end() && info->is_object()) {
            detail.pid = integer(info->value("pid", json(0)));
        }
        return detail;
    });
}

Result<std::vector<ListedImage>> parse_images(std::string_view text) {
    using Images = std::vector<ListedImage>;
    return guarded<Images>(text, "crictl images", [](const json& document) {
        Images images;
        for (const auto& value : document.value("images", json::array())) {
            ListedImage image{.id = text_at(value, "id")};
            for (const auto& tag : value.value("repoTags", json::array())) image.tags.push_back(tag.get<std::string>());
            image.pinned = value.value("pinned", false);
            images.push_back(std::move(image));
        }
        return images;
    });
}

Result<bool> uses_image(std::string_view text, const std::string& id, const std::string& reference) {
    return guarded<bool>(text, "crictl ps", [&](const json& document) {
        for (const auto& container : document.value("containers", json::array())) {
            const auto asked_for = container.value("image", json::object());
            for (const auto& name :
                 {text_at(asked_for, "image"), text_at(container, "imageRef"), text_at(container, "imageId")}) {
                if (name == id || name == reference) return true;
            }
        }
        return false;
    });
}

Result<bool> has_sandboxes(std::string_view text) {
    return guarded<bool>(text, "crictl pods",
                         [](const json& document) { return !document.value("items", json::array()).empty(); });
}

std::optional<std::string> runtime_name(std::string_view text) {
    constexpr std::string_view field = "RuntimeName:";
    const auto at = text.find(field);
    if (at == std::string_view::npos) return std::nullopt;
    auto value = text.substr(at + field.size());
    value = value.substr(0, value.find('\n'));
    const auto begin = value.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return std::nullopt;
    const auto end = value.find_last_not_of(" \t\r");
    return std::string{value.substr(begin, end - begin + 1)};
}

std::string crictl_error(std::string_view errors) {
    while (!errors.empty() && (errors.back() == '\n' || errors.back() == '\r')) errors.remove_suffix(1);
    auto line = errors.substr(errors.rfind('\n') + 1);
    constexpr std::size_t kept = 500;
    // time="…" level=fatal msg="…": people need only the message.
    constexpr std::string_view message = "msg=\"";
    const auto at = line.find(message);
    if (at == std::string_view::npos) return fmt::format("crictl: {}", line.substr(0, kept));
    line = line.substr(at + message.size());
    if (line.ends_with('"')) line.remove_suffix(1);
    return fmt::format("crictl: {}", unquoted(line).substr(0, kept));
}

}  // namespace planekeeper::drivers
