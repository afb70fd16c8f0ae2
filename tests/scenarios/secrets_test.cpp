#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/digest.hpp"
#include "daemon.hpp"
#include "ledger/custody.hpp"
#include "secrets.hpp"
#include "status/router.hpp"

// The secrets of a whole node, compared with everything that a daemon reports, passes on or writes during an eventful
// run.

namespace planekeeper::scenarios::secrets_test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using namespace std::chrono_literals;

const std::string pki = "/var/lib/kubernetes/";
const std::string kubeconfig = "/etc/planekeeper/admin.kubeconfig";
const std::string tokens = "/etc/tokens/tokens.csv";
const std::string second_key = base64("fedcba9876543210fedcba9876543210");

/// A daemon's whole run on a node, with all its output.
class Life {
public:
    Life() {
        node.files.put(tokens, "a4t8Kd02mQz7Lw5RkQe1,admin,1\n", {.mode = 0600});
        node.desire(FakeNode::text("  apiserver: {flags: {token-auth-file: " + tokens + "}}\n"));
        testing::internal::CaptureStdout();
        testing::internal::CaptureStderr();
        daemon.emplace(node);
    }
    Life(const Life&) = delete;
    Life& operator=(const Life&) = delete;
    ~Life() { (void)all_said(); }

    void passes(int count, std::chrono::milliseconds apart = 1s) {
        for (int i = 0; i < count; ++i) {
            daemon->passes(1, apart);
            listen();
        }
    }

    /// Includes the arguments of all programs, the requests to the API and the log. The first call ends the capture.
    std::string all_said() {
        if (is_over_) return said_;
        is_over_ = true;
        const auto log = testing::internal::GetCapturedStdout() + testing::internal::GetCapturedStderr();
        if (testing::Test::HasFailure()) std::cout << log;  // the log also has gtest's messages
        EXPECT_THAT(log, AllOf(HasSubstr("event=Repaired"), HasSubstr("event=Created"))) << "the log is caught";
        said_ += log;
        for (const auto& argv : node.processes.calls()) {
            for (const auto& word : argv) said_ += word + "\n";
        }
        for (const auto& variable : node.processes.environment()) said_ += variable + "\n";
        for (const auto& request : node.http.requests()) said_ += request.target + "\n" + request.body + "\n";
        for (const auto& call : daemon->notifier().calls()) said_ += call + "\n";
        return said_;
    }

    void learn_secrets() {
        ledger::Custody custody(node.files);
        const auto items = node.files.list(ledger::Custody::directory());
        ASSERT_TRUE(items);
        for (const auto& item : *items) {
            const auto kept = custody.load(item);
            ASSERT_TRUE(kept && *kept) << item;
            for (const auto& [role, bytes] : **kept)
                secrets.add_text(item + "/" + std::string{to_string(role)}, std::string{bytes.reveal()});
        }
        for (const auto& peer : node.http.peers()) secrets.add_text("client key", std::string{peer.key_pem.reveal()});
        std::istringstream lines(node.files.content(tokens));
        for (std::string token; std::getline(lines, token, ',') && lines.ignore(100, '\n');) {
            secrets.add_word("token", token);
        }
    }

    FakeNode node;
    std::optional<Daemon> daemon;
    Secrets secrets;

private:
    void listen() {
        const status::StatusRouter router(
            {.snapshot = [this]() -> const model::Snapshot& { return daemon->snapshot(); },
             .recent_events =
                 [this] { return std::vector(daemon->events().recent().begin(), daemon->events().recent().end()); },
             .passes_happen = [] { return true; }});
        for (const char* target : {"/v1/status", "/v1/plan", "/v1/events?follow=false", "/healthz"}) {
            const auto response = router.route({.method = "GET", .target = target}, {});
            EXPECT_EQ(response.status, 200) << target << response.body;
            said_ += response.body;
        }
    }

    std::string said_;
    bool is_over_ = false;
};

/// Cuts published keys and the kubeconfig to half their size, and removes the encryption config.
void damage_secrets(Life& life) {
    for (const auto& path :
         {pki + "ca-key.pem", pki + "kubernetes-key.pem", pki + "service-account-key.pem", kubeconfig}) {
        ASSERT_TRUE(life.node.files.exists(path)) << path;
        const auto bytes = life.node.files.content(path);
        life.node.files.put(path, bytes.substr(0, bytes.size() / 2));
    }
    life.node.files.erase(pki + "encryption-config.yaml");
    life.passes(10);
}

void add_encryption_key(Life& life) {
    const auto path = pki + "encryption-config.yaml";
    auto text = life.node.files.content(path);
    const auto keys = text.find("keys:\n") + 6;
    const auto indent = text.substr(keys, text.find('-', keys) - keys);
    text.insert(text.rfind('\n', text.find("- identity")) + 1,
                indent + "- name: key2\n" + indent + "  secret: " + second_key + "\n");
    life.node.files.put(path, text, {.mode = 0600});
    life.passes(40);
    EXPECT_THAT(life.node.files.content(path), HasSubstr(second_key));
}

/// A server that logs secrets and ends.
void fail_with_secrets_in_the_log(Life& life) {
    auto& node = life.node;
    const auto log = "E0101 cannot parse secret: " + second_key + "\n" + node.files.content(pki + "ca-key.pem") +
                     "E0101 Authorization: Bearer a4t8Kd02mQz7Lw5RkQe1\nE0101 the last line\n";
    node.fate = [log](const std::string&) {
        return Fate{.running = false, .exit_code = 1, .reason = "Error", .log = log};
    };
    node.files.put(tokens, "Zx81pLmK3vB6nHt5Ye9s,admin,1\n", {.mode = 0600});
    life.passes(40);
    node.fate = [](const std::string&) { return Fate{}; };
    life.passes(120);
}

void live(Life& life) {
    life.passes(60);
    EXPECT_TRUE(life.daemon->is_converged()) << life.daemon->unready();
    life.passes(2, 5min);
    life.learn_secrets();
    damage_secrets(life);
    add_encryption_key(life);
    fail_with_secrets_in_the_log(life);
    life.passes(30, 24h * 20);
    life.passes(60);
    life.learn_secrets();
}

/// True when others than the owner may read the file and enter all directories above.
bool is_open(const fakes::FakeFileSystem& files, const std::string& path) {
    if ((files.node(path).metadata.mode & 0077U) == 0) return false;
    for (auto end = path.rfind('/'); end != 0 && end != std::string::npos; end = path.rfind('/', end - 1)) {
        if ((files.node(path.substr(0, end)).metadata.mode & 0011U) == 0) return false;
    }
    return true;
}

/// Paths of the files that hold a secret.
std::vector<std::string> files_with_secrets(const Life& life) {
    std::vector<std::string> paths;
    for (const auto& [path, file] : life.node.files.nodes()) {
        const auto found = life.secrets.in(file.bytes);
        if (found.empty()) continue;
        EXPECT_FALSE(is_open(life.node.files, path)) << path << " has " << found.front();
        paths.push_back(path);
    }
    return paths;
}

/// All tests share one run, because it is long.
class SecretsOfALife : public testing::Test {
protected:
    static void SetUpTestSuite() {
        life_ = std::make_unique<Life>();
        live(*life_);
        said_ = life_->all_said();
    }
    static void TearDownTestSuite() { life_.reset(); }

    static inline std::unique_ptr<Life> life_;
    static inline std::string said_;
};

TEST_F(SecretsOfALife, AreInNoArgumentEnvironmentLogEventStatusPlanOrRequest) {
    EXPECT_GT(life_->secrets.count(), 25U) << "keys of the authority and of what it issued, of encryption, tokens";
    EXPECT_THAT(said_, HasSubstr("the last line")) << "the log of the server that failed was told";
    EXPECT_THAT(life_->secrets.in(said_), IsEmpty());
}

TEST_F(SecretsOfALife, AreInNoFileThatOthersCanReadNorWhereNobodyExpectsThem) {
    const auto paths = files_with_secrets(*life_);

    EXPECT_THAT(paths, IsSupersetOf({pki + "ca-key.pem", pki + "kubernetes-key.pem", pki + "service-account-key.pem",
                                     pki + "encryption-config.yaml", kubeconfig, tokens, ledger::Custody::path("ca")}));
    for (const auto& path : paths) {
        const bool is_expected = path.starts_with(pki) || path == kubeconfig || path == tokens ||
                                 path.starts_with(ledger::Custody::directory() + "/") ||
                                 path.starts_with(std::string{model::replaced_directory} + "/");
        EXPECT_TRUE(is_expected) << path;
    }
}

}  // namespace
}  // namespace planekeeper::scenarios::secrets_test
