#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "drivers/image_driver.hpp"
#include "drivers/image_store.hpp"
#include "drivers/runtime_driver.hpp"
#include "fakes/event_loop.hpp"
#include "fakes/fake_file_system.hpp"
#include "fakes/fake_process_runner.hpp"

// Output of crictl 1.37 when nobody answered its first question. crictl connects before it knows the runtime, so the
// words are the same for containerd and CRI-O. In tests/golden/crictl-errors only the socket's path and the times were
// changed.

namespace planekeeper::drivers::runtime_unreachable_test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

struct Trouble {
    const char* name;
    const char* file;
    const char* words;
};

class RuntimeThatDoesNotAnswer : public ::testing::TestWithParam<Trouble> {
protected:
    static edges::ProcessOutcome said() {
        std::ifstream file(std::string{PLANEKEEPER_SOURCE_DIR} + "/tests/golden/crictl-errors/" + GetParam().file);
        std::ostringstream text;
        text << file.rdbuf();
        EXPECT_FALSE(text.str().empty()) << GetParam().file;
        return {.exit_code = 1, .errors = text.str()};
    }
    static auto tells() {
        return AllOf(HasSubstr("endpoint \"unix:///run/crio/crio.sock\""), HasSubstr(GetParam().words),
                     Not(HasSubstr("level=")), Not(HasSubstr("\\")));
    }

    model::DesiredState desired;
    fakes::EventLoop loop;
    fakes::FakeFileSystem files;
    fakes::FakeProcessRunner processes{[](const edges::ProcessSpec&) { return Result<edges::ProcessOutcome>{said()}; }};
    FileDriver file_driver{files};
    RuntimeDriver runtime{files, processes};
    ImageDriver images{files, processes, file_driver, {.architecture = "arm64"}};
};

TEST_P(RuntimeThatDoesNotAnswer, IsNotOneWithoutContainers) {
    const auto seen = loop.await(runtime.look(desired, Now{})).runtime;
    EXPECT_FALSE(seen.known);
    EXPECT_THAT(seen.error, tells());
}

TEST_P(RuntimeThatDoesNotAnswer, HasNotLostItsImage) {
    const auto seen = loop.await(images.look(desired, "localhost/a:1"));
    EXPECT_EQ(seen.presence, model::ImagePresence::unknown);
    EXPECT_THAT(seen.error, tells());
}

TEST_P(RuntimeThatDoesNotAnswer, HasNotRemovedAnything) {
    const auto sandbox = loop.await(runtime.remove(model::RemoveSandbox{.id = "s1"}, desired.runtime));
    ASSERT_FALSE(sandbox);
    EXPECT_EQ(sandbox.error().kind(), ErrorKind::transient);
    EXPECT_THAT(sandbox.error().text(), tells());

    const auto image =
        loop.await(images.remove_image(model::RemoveImage{.reference = "localhost/a:1"}, desired.runtime));
    ASSERT_FALSE(image);
    EXPECT_EQ(image.error().kind(), ErrorKind::transient);
}

TEST_P(RuntimeThatDoesNotAnswer, IsNotTakenForAnother) {
    const auto store = loop.await(image_store(&processes, desired.runtime));
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().kind(), ErrorKind::transient);
    EXPECT_THAT(store.error().text(), tells());
}

INSTANTIATE_TEST_SUITE_P(Words, RuntimeThatDoesNotAnswer,
                         ::testing::Values(Trouble{"NoSocket", "no-socket.txt", "no such file or directory"},
                                           Trouble{"NoListener", "no-listener.txt", "connection refused"},
                                           Trouble{"NotPermitted", "not-permitted.txt", "permission denied"},
                                           Trouble{"NoService", "no-service.txt",
                                                   "unknown service runtime.v1.RuntimeService"}),
                         [](const auto& tested) { return std::string{tested.param.name}; });

}  // namespace
}  // namespace planekeeper::drivers::runtime_unreachable_test
