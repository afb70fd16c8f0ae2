// What planekeeper relies on in crictl's answers. containerd's answers were recorded on a real node
// (tests/golden/crictl; of an ended container only state, exit code, reason and pid are made up). CRI-O's follow its
// sources (tests/golden/crictl-cri-o), because no reachable registry had it. The third are those of the scenarios'
// node.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <memory>
#include <sstream>

#include "daemon.hpp"
#include "drivers/image_driver.hpp"
#include "drivers/image_store.hpp"
#include "drivers/runtime_driver.hpp"
#include "fakes/event_loop.hpp"

namespace planekeeper::scenarios::runtime_contract_test {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

/// A node with its API server in this runtime.
class World {
public:
    World() = default;
    World(const World&) = delete;
    World& operator=(const World&) = delete;
    virtual ~World() = default;
    [[nodiscard]] virtual edges::ProcessRunner& processes() = 0;
    [[nodiscard]] virtual edges::FileSystem& files() = 0;
    [[nodiscard]] virtual std::string node_name() = 0;
    [[nodiscard]] virtual std::string image() = 0;
    [[nodiscard]] virtual model::ImageStore store() = 0;
    /// The kernel ends the server because of its memory.
    virtual void end_container() = 0;
    /// Removes images as `crictl rmi` does, or CRI-O after an upgrade to another minor.
    virtual void wipe_images() = 0;
};

/// Answers from files.
class RecordedWorld final : public World {
public:
    RecordedWorld(std::string folder, std::string name, model::ImageStore store)
        : folder_(std::move(folder)), name_(std::move(name)), store_(store) {
        files_.put("/proc/176/status", "VmRSS:\t  300000 kB\n");
    }
    edges::ProcessRunner& processes() override { return processes_; }
    edges::FileSystem& files() override { return files_; }
    std::string node_name() override { return "pk-node"; }
    std::string image() override { return "localhost/kube-apiserver:bench"; }
    model::ImageStore store() override { return store_; }
    void end_container() override { ended_ = "-ended"; }
    void wipe_images() override { wiped_ = true; }

private:
    [[nodiscard]] std::string recorded(const std::string& name) const {
        std::ifstream file(std::string{PLANEKEEPER_SOURCE_DIR} + "/tests/golden/" + folder_ + "/" + name);
        std::ostringstream text;
        text << file.rdbuf();
        EXPECT_FALSE(text.str().empty()) << name;
        return text.str();
    }
    /// The runtime filters by id. Here crictl prints what it receives.
    [[nodiscard]] std::string sandboxes_of(const std::string& id) const {
        const auto all = recorded("pods.json");
        return all.contains("\"" + id + "\"") ? all : R"({"items":[]})";
    }
    Result<edges::ProcessOutcome> answer(const edges::ProcessSpec& spec) {
        if (spec.argv.front() != "crictl") return edges::ProcessOutcome{};
        const auto& verb = spec.argv.at(1);
        if (verb == "version") return edges::ProcessOutcome{.output = "Version:  0.1.0\nRuntimeName:  " + name_ + "\n"};
        if (verb == "ps" || verb == "inspect")
            return edges::ProcessOutcome{.output = recorded(verb + ended_ + ".json")};
        if (verb == "images")
            return edges::ProcessOutcome{.output = wiped_ ? R"({"images":[]})" : recorded("images.json")};
        if (verb == "pods") return edges::ProcessOutcome{.output = sandboxes_of(spec.argv.at(3))};
        return edges::ProcessOutcome{};
    }

    std::string folder_;
    std::string name_;
    model::ImageStore store_;
    std::string ended_;
    bool wiped_ = false;
    fakes::FakeFileSystem files_;
    fakes::FakeProcessRunner processes_{[this](const edges::ProcessSpec& spec) { return answer(spec); }};
};

class ScenarioWorld final : public World {
public:
    ScenarioWorld() {
        node_.desire(FakeNode::text());
        Daemon daemon{node_};
        EXPECT_TRUE(daemon.converge()) << daemon.unready();
    }
    edges::ProcessRunner& processes() override { return node_.processes; }
    edges::FileSystem& files() override { return node_.files; }
    std::string node_name() override { return "k8s-master"; }
    std::string image() override { return *node_.images.begin(); }
    model::ImageStore store() override { return model::ImageStore::containerd; }
    void end_container() override { node_.end_container(); }
    void wipe_images() override { node_.images.clear(); }

private:
    FakeNode node_;
};

struct Kind {
    const char* name;
    std::function<std::unique_ptr<World>()> make;
};

class Runtime : public testing::TestWithParam<Kind> {
protected:
    Runtime() {
        desired_.node_name = world_->node_name();
        desired_.components[model::ComponentId::api_server];
    }

    struct Seen : model::ObservedRuntime, drivers::ComponentContainers {};
    Seen look() {
        auto answers = loop_.await(runtime_.look(desired_, Now{}));
        return {std::move(answers.runtime), std::move(answers.components[model::ComponentId::api_server])};
    }
    drivers::ImageDriver::Look image(std::string reference) {
        return loop_.await(images_.look(desired_, std::move(reference)));
    }

    std::unique_ptr<World> world_ = GetParam().make();
    model::DesiredState desired_;
    fakes::EventLoop loop_;
    drivers::RuntimeDriver runtime_{world_->files(), world_->processes()};
    drivers::FileDriver file_driver_{world_->files()};
    drivers::ImageDriver images_{world_->files(), world_->processes(), file_driver_, {.architecture = "arm64"}};
};

TEST_P(Runtime, TellsOfTheServersContainer) {
    const auto seen = look();
    ASSERT_TRUE(seen.known) << seen.error;
    ASSERT_THAT(seen.containers, SizeIs(1));
    const auto& container = seen.containers.front();
    EXPECT_EQ(container.state, model::ContainerState::running);
    EXPECT_FALSE(container.id.empty());
    EXPECT_FALSE(container.pod_id.empty());
    EXPECT_FALSE(container.pod_uid.empty());
    EXPECT_FALSE(container.image.empty());
    EXPECT_GT(container.created_ns, 0);
    EXPECT_EQ(seen.running, (decltype(seen.running){{"kube-system/kube-apiserver", {"kube-apiserver"}}}));
}

TEST_P(Runtime, TellsWhyAContainerEnded) {
    world_->end_container();
    const auto seen = look();
    ASSERT_THAT(seen.containers, SizeIs(1));
    EXPECT_EQ(seen.containers.front().state, model::ContainerState::exited);
    EXPECT_EQ(seen.containers.front().exit_code, 137);
    EXPECT_EQ(seen.containers.front().reason, "OOMKilled");
    EXPECT_TRUE(seen.running.empty());
}

TEST_P(Runtime, ListsAnImageByItsReference) {
    EXPECT_EQ(image(world_->image()).presence, model::ImagePresence::present);
    EXPECT_EQ(image(world_->image() + "-other").presence, model::ImagePresence::absent);
}

TEST_P(Runtime, SaysThatAContainerWasMadeOfAnImage) {
    for (const bool ended : {false, true}) {
        if (ended) world_->end_container();
        const auto removed =
            loop_.await(images_.remove_image(model::RemoveImage{.reference = world_->image()}, desired_.runtime));
        ASSERT_FALSE(removed.has_value());
        EXPECT_EQ(removed.error().kind(), ErrorKind::conflict);
        EXPECT_THAT(removed.error().text(), HasSubstr("a container was made from"));
    }
}

TEST_P(Runtime, DoesNotKnowASandboxThatIsGone) {
    for (const char* id : {"plost", "nosuch"}) {
        const auto removed = loop_.await(runtime_.remove(model::RemoveSandbox{.id = id}, desired_.runtime));
        ASSERT_TRUE(removed.has_value()) << removed.error().text();
        EXPECT_EQ(*removed, drivers::Removed::was_gone) << id;
    }
}

TEST_P(Runtime, RemovesTheSandboxOfAContainerThatItListed) {
    const auto seen = look();
    ASSERT_THAT(seen.containers, SizeIs(1));
    const auto removed =
        loop_.await(runtime_.remove(model::RemoveSandbox{.id = seen.containers.front().pod_id}, desired_.runtime));
    ASSERT_TRUE(removed.has_value()) << removed.error().text();
    EXPECT_EQ(*removed, drivers::Removed::now);
}

TEST_P(Runtime, TellsThatAnImageHasGone) {
    const auto reference = world_->image();
    ASSERT_EQ(image(reference).presence, model::ImagePresence::present);
    world_->wipe_images();
    const auto gone = image(reference);
    EXPECT_EQ(gone.presence, model::ImagePresence::absent);
    EXPECT_TRUE(gone.error.empty()) << gone.error;
}

TEST_P(Runtime, IsKnownByItsName) {
    const auto store = loop_.await(drivers::image_store(&world_->processes(), desired_.runtime));
    ASSERT_TRUE(store.has_value()) << store.error().text();
    EXPECT_EQ(*store, world_->store());
}

INSTANTIATE_TEST_SUITE_P(Contract, Runtime,
                         testing::Values(Kind{"containerd",
                                              [] {
                                                  return std::make_unique<RecordedWorld>("crictl", "containerd",
                                                                                         model::ImageStore::containerd);
                                              }},
                                         Kind{"crio",
                                              [] {
                                                  return std::make_unique<RecordedWorld>(
                                                      "crictl-cri-o", "cri-o", model::ImageStore::containers_storage);
                                              }},
                                         Kind{"scenarios", [] { return std::make_unique<ScenarioWorld>(); }}),
                         [](const auto& instance) { return instance.param.name; });

}  // namespace
}  // namespace planekeeper::scenarios::runtime_contract_test
