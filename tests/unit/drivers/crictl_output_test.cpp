#include "drivers/crictl_output.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

// crictl printed the files of tests/golden/crictl on a real node (inspect.json has lost most of its "info"). Texts in
// the tests are made up.

namespace planekeeper::drivers::crictl_output_test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

std::string sample(const std::string& name) {
    std::ifstream file(std::string{PLANEKEEPER_SOURCE_DIR} + "/tests/golden/crictl/" + name);
    std::ostringstream text;
    text << file.rdbuf();
    EXPECT_FALSE(text.str().empty()) << name;
    return text.str();
}

TEST(CrictlPs, TellsWhatRunsOfEachStaticPodOfTheNode) {
    const auto running = parse_running(sample("ps.json"), "pk-node");
    ASSERT_TRUE(running);
    EXPECT_EQ(*running,
              (std::map<std::string, std::set<std::string>>{{"kube-system/kube-apiserver", {"kube-apiserver"}}}));
    EXPECT_TRUE(parse_running(sample("ps.json"), "other")->empty());
    EXPECT_FALSE(parse_running("[", "pk-node"));
}

TEST(CrictlPs, FindsTheApiServersContainerOfThisNode) {
    const auto containers = parse_containers(sample("ps.json"), model::ComponentId::api_server, "pk-node");

    ASSERT_TRUE(containers) << containers.error().text();
    ASSERT_THAT(*containers, SizeIs(1));
    const auto& container = containers->front();
    EXPECT_THAT(container.id, StartsWith("a0b7e21596ec"));
    EXPECT_THAT(container.pod_id, StartsWith("dc5b89f7b073"));
    EXPECT_EQ(container.pod_uid, "ac6b8c553f1642644c9f4c963ad406db");
    EXPECT_EQ(container.state, model::ContainerState::running);
    EXPECT_EQ(container.attempt, 0U);
    EXPECT_EQ(container.created_ns, 1'795'483'304'775'781'139);
    EXPECT_THAT(container.image, StartsWith("sha256:091f32d3"));
}

TEST(CrictlPs, LeavesOtherPodsAlone) {
    const auto containers = parse_containers(sample("ps.json"), model::ComponentId::api_server, "other");

    ASSERT_TRUE(containers);
    EXPECT_THAT(*containers, IsEmpty());
}

TEST(CrictlPs, SortsTheNewestFirstAndReadsEveryState) {
    const auto entry = [](const std::string& id, const std::string& state, const std::string& created) {
        return R"({"id":")" + id + R"(","metadata":{"attempt":3},"state":")" + state + R"(","createdAt":)" + created +
               R"(,"labels":{"io.kubernetes.container.name":"kube-apiserver","io.kubernetes.pod.name":"kube-apiserver-p"}})";
    };
    const std::string text = "{\"containers\":[" + entry("a", "CONTAINER_EXITED", "\"1\"") + "," +
                             entry("b", "CONTAINER_CREATED", "3") + "," + entry("c", "CONTAINER_UNKNOWN", "\"2\"") +
                             "]}";

    const auto containers = parse_containers(text, model::ComponentId::api_server, "p");

    ASSERT_TRUE(containers) << containers.error().text();
    ASSERT_THAT(*containers, SizeIs(3));
    EXPECT_EQ((*containers)[0].id, "b");
    EXPECT_EQ((*containers)[0].state, model::ContainerState::created);
    EXPECT_EQ((*containers)[1].state, model::ContainerState::unknown);
    EXPECT_EQ((*containers)[2].state, model::ContainerState::exited);
    EXPECT_EQ((*containers)[2].attempt, 3U);
}

TEST(CrictlPs, WithoutContainersIsAnEmptyList) {
    for (const char* text : {"{}", R"({"containers": []})"}) {
        const auto containers = parse_containers(text, model::ComponentId::api_server, "p");
        ASSERT_TRUE(containers) << text;
        EXPECT_THAT(*containers, IsEmpty());
    }
}

TEST(CrictlPs, ThatPrintsSomethingElseIsTransient) {
    for (const char* text : {"", "nonsense", "[]", "null", "42", R"({"containers": 3})", R"({"containers": [{}]})",
                             R"({"containers": null})", R"({"containers": [{"id": 1, "labels": {}}]})"}) {
        const auto containers = parse_containers(text, model::ComponentId::api_server, "p");
        if (containers) {
            EXPECT_THAT(*containers, IsEmpty()) << text;
        } else {
            EXPECT_EQ(containers.error().kind(), ErrorKind::transient) << text;
        }
    }
}

TEST(CrictlInspect, GivesExitCodeReasonAndPid) {
    const auto running = parse_inspect(sample("inspect.json"));

    ASSERT_TRUE(running) << running.error().text();
    EXPECT_EQ(running->exit_code, 0);
    EXPECT_EQ(running->reason, "");
    EXPECT_FALSE(running->out_of_memory);
    EXPECT_EQ(running->pid, 176);

    const auto ended = parse_inspect(R"({"status":{"exitCode":137,"reason":"OOMKilled"}})");
    ASSERT_TRUE(ended);
    EXPECT_EQ(ended->exit_code, 137);
    EXPECT_EQ(ended->reason, "OOMKilled");
    EXPECT_TRUE(ended->out_of_memory);
    EXPECT_EQ(ended->pid, 0);
}

TEST(CrictlImages, AreListedWithTheirNames) {
    const auto images = parse_images(sample("images.json"));

    ASSERT_TRUE(images);
    ASSERT_THAT(*images, SizeIs(2));
    EXPECT_THAT(images->front().id, StartsWith("sha256:091f32d3"));
    EXPECT_THAT(images->front().tags, ::testing::ElementsAre("localhost/kube-apiserver:bench"));
    EXPECT_FALSE(images->front().pinned);
    EXPECT_TRUE(parse_images(R"({"images":[{"id":"a","repoTags":[],"pinned":true}]})")->front().pinned);
    EXPECT_THAT(*parse_images("{}"), IsEmpty());
    EXPECT_FALSE(parse_images("nonsense"));
}

TEST(CrictlPs, TellsWhetherAnImageIsUsed) {
    const auto text = sample("ps.json");
    const std::string id = "sha256:091f32d36b98f0c9b94f910c8cb59bf934d2846678570c51c4df3cbca449b45c";
    EXPECT_EQ(uses_image(text, id, "localhost/a:1"), true);
    EXPECT_EQ(uses_image(text, "sha256:other", "localhost/a:1"), false);
    EXPECT_EQ(uses_image(R"({"containers":[{"image":{"image":"localhost/a:1"}}]})", "x", "localhost/a:1"), true)
        << "CRI-O";
    EXPECT_FALSE(uses_image("nonsense", id, "localhost/a:1"));
}

TEST(CrictlVersion, NamesTheRuntime) {
    EXPECT_EQ(runtime_name("Version:  0.1.0\nRuntimeName:  containerd\nRuntimeVersion:  1.6.20\n"), "containerd");
    EXPECT_EQ(runtime_name("RuntimeName:  cri-o\r\n"), "cri-o");
    EXPECT_EQ(runtime_name("RuntimeName:  \n"), std::nullopt);
    EXPECT_EQ(runtime_name(""), std::nullopt);
}

TEST(CrictlError, IsTheLastLineForPeople) {
    const auto error = crictl_error(sample("inspect-error.txt"));

    EXPECT_THAT(error, StartsWith("crictl: get the status of containers"));
    EXPECT_THAT(error, HasSubstr("not found"));
    EXPECT_THAT(error, Not(HasSubstr("level=fatal")));
    EXPECT_THAT(error, HasSubstr("container \"deadbeef\": not found"));
    EXPECT_THAT(error, Not(HasSubstr("\\")));
    EXPECT_EQ(crictl_error(""), "crictl: ");
    EXPECT_EQ(crictl_error(R"(level=fatal msg="a\tb \\ \q")"), "crictl: a b \\ q") << "one line, whatever was escaped";
    EXPECT_EQ(crictl_error(R"(level=fatal msg="cut off\)"), "crictl: cut off\\");
}

}  // namespace
}  // namespace planekeeper::drivers::crictl_output_test
