#include <nlohmann/json.hpp>

#include "fake_node.hpp"

// The part of the node's API server that planekeeper talks to.

namespace planekeeper::scenarios {

using nlohmann::json;

namespace {

constexpr const char* node_path = "/api/v1/nodes/k8s-master";

edges::HttpResponse forbidden() {
    return {
        403,
        R"({"kind":"Status","status":"Failure","reason":"Forbidden","message":"User \"kubernetes\" cannot get","code":403})"};
}

}  // namespace

bool FakeNode::forbids(const std::string& target) const {
    const bool is_public = target == "/livez" || target == "/readyz" || target == "/version";
    return forbids_server_pair && !is_public &&
           http.peers().back().certificate_pem == files.content("/var/lib/kubernetes/kubernetes.pem");
}

nlohmann::json FakeNode::labels_json() const {
    auto object = json::object();
    for (const auto& label : labels) object[label] = "";
    return object;
}

edges::HttpResponse FakeNode::read(const edges::HttpRequest& request) {
    const auto& target = request.target;
    const auto path = target.substr(0, target.find('?'));
    if (path == "/livez" || path == "/readyz" || path == "/healthz") return {200, "ok"};
    if (target == "/version") return {200, R"({"major":"1","minor":"20","gitVersion":")" + api_version + "\"}"};
    if (target == node_path) {
        const json node{{"kind", "Node"},
                        {"metadata",
                         {{"name", "k8s-master"},
                          {"labels", labels_json()},
                          {"resourceVersion", std::to_string(resource_version)}}},
                        {"spec", {{"taints", json::parse(taints)}}},
                        {"status",
                         {{"conditions", {{{"type", "Ready"}, {"status", "True"}}}},
                          {"nodeInfo", {{"kubeletVersion", kubelet_version}}}}}};
        return {200, node.dump()};
    }
    if (target.ends_with("/pods/kube-apiserver-k8s-master")) {
        return {200, R"({"kind":"Pod","metadata":{"annotations":{"kubernetes.io/config.hash":"x"}},)"
                     R"("status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}})"};
    }
    return objects.serve(request);
}

edges::HttpResponse FakeNode::patch_node(const edges::HttpRequest& request) {
    const auto body = json::parse(request.body);
    if (body.at("metadata").at("resourceVersion") != std::to_string(resource_version)) {
        return {409, R"({"kind":"Status","reason":"Conflict","message":"the object has been modified","code":409})"};
    }
    if (body.contains("spec")) taints = body.at("spec").at("taints").dump();
    const auto added = body.at("metadata").value("labels", json::object());
    for (const auto& [label, value] : added.items()) labels.insert(label);
    ++resource_version;
    return read({.target = node_path});
}

Result<edges::HttpResponse> FakeNode::serve(const edges::HttpRequest& request) {
    if (etcd && request.target == "/v3/kv/range") return etcd();
    const auto asked = http.peers().back().port;
    if (!(api_is_up() && container_->port == asked) && other_server != asked)
        return fail(fakes::FakeHttpClient::refused());
    if (api_trouble) {
        if (auto trouble = api_trouble(request)) return std::move(*trouble);
    }
    if (forbids(request.target)) return forbidden();
    if (request.method == "GET") return read(request);
    edges::HttpResponse response{500, "etcdserver: mvcc: database space exceeded"};
    effect([&] {
        response = request.target.starts_with(node_path) ? patch_node(request) : objects.serve(request);
        return true;
    });
    if (loses_answers) return fail(ErrorKind::transient, "connection reset by peer");
    return response;
}

}  // namespace planekeeper::scenarios
