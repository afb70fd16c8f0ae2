#include "model/plan.hpp"

namespace planekeeper::model {

namespace {

template <class... Ts>
struct Overloaded : Ts... {
    using Ts::operator()...;
};

}  // namespace

Lane lane_of(const Change& change) noexcept {
    return std::visit(Overloaded{
                          [](const MakeDirectory&) { return Lane::files; },
                          [](const WriteFile&) { return Lane::files; },
                          [](const SetMetadata&) { return Lane::files; },
                          [](const RemoveFile&) { return Lane::files; },
                          [](const KeepText&) { return Lane::files; },
                          [](const MintMaterial&) { return Lane::files; },
                          [](const AdoptMaterial&) { return Lane::files; },
                          [](const ResolveBinary&) { return Lane::image; },
                          [](const BuildImage&) { return Lane::image; },
                          [](const PinImage&) { return Lane::image; },
                          [](const RemoveImage&) { return Lane::image; },
                          [](const ReadProgram&) { return Lane::image; },
                          [](const Rehearse&) { return Lane::image; },
                          [](const RemoveSandbox&) { return Lane::runtime; },
                          [](const RestartKubelet&) { return Lane::runtime; },
                          [](const ApplyObject&) { return Lane::api; },
                          [](const DeleteObject&) { return Lane::api; },
                          [](const SetLabels&) { return Lane::api; },
                          [](const SetTaints&) { return Lane::api; },
                      },
                      change.action);
}

}  // namespace planekeeper::model
