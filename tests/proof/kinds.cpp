#include "kinds.hpp"

#include <array>
#include <cerrno>
#include <string>

#include "world.hpp"

namespace planekeeper::proof {

namespace {

using namespace std::chrono_literals;
using scenarios::FakeNode;
using scenarios::Fate;
using std::chrono::days;
using std::chrono::hours;

// ---- the operator's hands on files ---------------------------------------------------------------------------------

/// A file that planekeeper keeps; before there is any, the program.
std::string a_file(World& world, Random& random) {
    const auto files = world.kept_files();
    return files.empty() ? FakeNode::binary : random.one_of(files);
}

void edit(World& world, const std::string& path, const std::string& bytes) {
    const auto metadata = world.node.files.node(path).metadata;
    world.node.files.put(path, bytes, metadata);
}

void edit_file(World& world, Random& random) {
    const auto path = a_file(world, random);
    auto bytes = world.node.files.content(path);
    const auto at = random.below(bytes.size() + 1);
    switch (random.below(4)) {
        case 0: bytes += "# a note\n"; break;
        case 1: bytes.resize(at); break;
        case 2: bytes.insert(at, "x"); break;
        default: bytes = "garbage " + std::to_string(random.next()) + "\n";
    }
    edit(world, path, bytes);
    const bool is_config = path.ends_with("audit-policy.yaml") || path.starts_with("/etc/kubelet.d/");
    if (is_config) world.invariants.edited(path, bytes);
}
void empty_file(World& world, Random& random) { edit(world, a_file(world, random), ""); }
void delete_file(World& world, Random& random) { world.node.files.erase(a_file(world, random)); }
void delete_directory(World& world, Random& random) {
    static constexpr std::array places{"/var/lib/kubernetes",  "/etc/kubernetes/config", "/var/lib/planekeeper/custody",
                                       "/var/lib/planekeeper", "/etc/kubelet.d",         "/var/log/kube-apiserver"};
    world.node.files.erase(random.one_of(places));
}
void change_mode(World& world, Random& random) {
    static constexpr std::array<std::uint32_t, 5> modes{0644, 0666, 0400, 0000, 0755};
    const auto path = a_file(world, random);
    auto metadata = world.node.files.node(path).metadata;
    metadata.mode = random.one_of(modes);
    world.node.files.put_metadata(path, metadata);
}
void change_owner(World& world, Random& random) {
    const auto path = a_file(world, random);
    auto metadata = world.node.files.node(path).metadata;
    metadata.uid = 1000;
    world.node.files.put_metadata(path, metadata);
}
void replace_by_link(World& world, Random& random) {
    const auto path = a_file(world, random);
    world.node.files.put_symlink(path, "/srv/elsewhere");
}
void replace_by_directory(World& world, Random& random) {
    const auto path = a_file(world, random);
    world.node.files.erase(path);
    world.put_theirs(path + "/somebodys-notes", "mine\n");
}
void copy_beside(World& world, Random& random) {
    const auto path = a_file(world, random);
    world.put_theirs(path + ".bak" + std::to_string(random.below(3)), "somebody's copy\n");
}
void swap_two_files(World& world, Random& random) {
    const auto one = a_file(world, random);
    const auto other = a_file(world, random);
    const auto bytes = world.node.files.content(one);
    edit(world, one, world.node.files.content(other));
    edit(world, other, bytes);
}
void half_written(World& world, Random& random) {
    const auto path = a_file(world, random);
    world.node.files.open_to_write(path);
    const auto bytes = world.node.files.content(path);
    edit(world, path, bytes.substr(0, bytes.size() / 2));
    world.live(std::chrono::seconds{1 + random.below(30)});
    world.node.files.close(path);
}
void second_writer(World& world, Random& random) {
    const auto path = a_file(world, random);
    for (std::size_t i = 0; i < 10 && world.node.files.exists(path); ++i) {
        edit(world, path, "somebody else's\n");
        world.invariants.take_in();
        world.live(std::chrono::milliseconds{200 + random.below(2000)});
    }
}
void remember_card(World& world, Random& /*random*/) { world.remember_card(); }
void restore_card(World& world, Random& /*random*/) { world.restore_card(); }
void remains_of_writes(World& world, Random& random) {
    const auto path = a_file(world, random);
    const auto slash = path.rfind('/');
    world.node.files.put(path.substr(0, slash) + "/." + path.substr(slash + 1) + ".planekeeper-tmp", "half");
}

// ---- the desired state ---------------------------------------------------------------------------------------------

void desire(World& world, Random& random) {
    static constexpr std::array<const char*, 9> fields{
        "",
        "  apiserver: {flags: {v: 4}}\n",
        "  apiserver: {audit: {policyFile: /etc/kubernetes/other.yaml}}\n",
        "  apiserver: {audit: {enabled: false}}\n",
        "  apiserver: {port: 7443}\n",
        "  pki: {extraSANs: [cluster.example.com, 10.9.8.7]}\n",
        "  adminKubeconfig: {file: /etc/planekeeper/admin.kubeconfig}\n",
        "  apiserver: {serviceClusterIPRange: 10.40.0.0/16}\n",
        "  taints: []\n",
    };
    world.desire(random.one_of(fields));
}
void desire_nonsense(World& world, Random& random) {
    static constexpr std::array<const char*, 5> texts{"spec: [", "", "\xff\xfe", "kind: Pod\n", "# only a comment\n"};
    world.node.desire(random.one_of(texts));
}
void upgrade(World& world, Random& /*random*/) { world.upgrade(); }
void lose_desired_state(World& world, Random& /*random*/) { world.node.files.erase(FakeNode::desired_state_file); }

// ---- time ----------------------------------------------------------------------------------------------------------

void clock_of_1970(World& world, Random& random) {
    world.node.clock.set_trusted(false);
    world.node.clock.set_system(SystemTime{std::chrono::seconds{random.below(100'000)}});
}
void clock_jumps(World& world, Random& random) {
    const auto by = hours{static_cast<int>(random.below(24UL * 800)) - 24 * 400};
    world.node.clock.set_system(world.node.clock.now().system + by);
    world.node.clock.set_synchronised(random.one_in(2));
}
void clock_is_right(World& world, Random& /*random*/) {
    world.node.clock.set_system(world.true_time());
    world.node.clock.set_synchronised(true);
}
void time_passes(World& world, Random& random) { world.node.clock.advance(hours{random.below(24UL * 100)}); }

// ---- the daemon and its disk ---------------------------------------------------------------------------------------

void crash(World& world, Random& random) { world.node.faults().crash_after(1 + random.below(40)); }
void power_cut(World& world, Random& random) {
    world.arm_power_cut(random.next());
    world.node.faults().crash_after(1 + random.below(40));
}
void restart_daemon(World& world, Random& random) {
    world.stop_daemon();
    world.node.clock.advance(std::chrono::seconds{random.below(600)});
}
int an_errno(Random& random) {
    static constexpr std::array errors{ENOSPC, EIO, EROFS, EDQUOT, ENOMEM, EACCES, EMFILE};
    return random.one_of(errors);
}
void one_effect_fails(World& world, Random& random) {
    world.node.faults().fail_nth(1 + random.below(20), an_errno(random));
}
void all_effects_fail(World& world, Random& random) {
    world.node.faults().fail_from(1 + random.below(20), an_errno(random));
}
void effects_succeed(World& world, Random& /*random*/) { world.node.faults().clear(); }
void reads_fail(World& world, Random& random) { world.node.files.fail_reads(a_file(world, random), an_errno(random)); }
void reads_succeed(World& world, Random& /*random*/) {
    for (const auto& path : world.kept_files()) world.node.files.fail_reads(path, 0);
}
void writes_fail(World& world, Random& random) {
    world.node.files.fail_writes(a_file(world, random), an_errno(random));
}

// ---- the container runtime, the kubelet and the API server ----------------------------------------------------------

void container_ends(World& world, Random& /*random*/) { world.node.end_container(); }
void container_hangs(World& world, Random& random) {
    world.node.set_answers(false);
    world.live(std::chrono::seconds{1 + random.below(300)});
    world.node.set_answers(true);
}
void images_are_lost(World& world, Random& random) {
    world.node.images.clear();
    world.node.pins.clear();
    if (random.one_in(2)) world.node.end_container();
}
void pin_is_lost(World& world, Random& /*random*/) { world.node.pins.clear(); }
void kubelet_stops(World& world, Random& random) {
    world.node.kubelet_runs = false;
    world.live(std::chrono::seconds{1 + random.below(600)});
    world.node.kubelet_runs = true;
}
void kubelet_restarts(World& world, Random& /*random*/) { world.node.restart_kubelet(); }
void kubelet_holds_pods(World& world, Random& random) { world.node.kubelet_holds_pods = random.one_in(2); }
void boots_slowly(World& world, Random& random) { world.node.boot_time = std::chrono::seconds{1 + random.below(200)}; }
void next_one_fails(World& world, Random& random) {
    const auto running = world.node.running_manifest();
    const bool for_good = random.one_in(2);
    world.node.fate = [running, for_good](const std::string& text) {
        if (text == running) return Fate{};
        if (for_good)
            return Fate{.running = false, .exit_code = 1, .reason = "Error", .log = "Error: unknown flag: --v\n"};
        return Fate{.answers = false};
    };
}
void next_rehearsal_fails(World& world, Random& /*random*/) {
    world.node.rehearsal = [&world] {
        world.node.rehearsal = nullptr;
        return edges::ProcessOutcome{.exit_code = 1, .errors = "Error: unknown flag: --nonsense\n"};
    };
}
void programs_fail(World& world, Random& random) {
    static constexpr std::array<const char*, 4> words{"", "{", "<html>",
                                                      "level=fatal msg=\"context deadline exceeded\"\n"};
    const auto count = 1 + random.below(30);
    switch (random.below(3)) {
        case 0: return world.trouble_programs(count, fail(ErrorKind::transient, "no answer within 30 s"));
        case 1: return world.trouble_programs(count, edges::ProcessOutcome{.output = random.one_of(words)});
        default:
            return world.trouble_programs(count, edges::ProcessOutcome{.exit_code = 1, .errors = random.one_of(words)});
    }
}
void api_answers_otherwise(World& world, Random& random) {
    static constexpr std::array statuses{401, 403, 404, 409, 410, 422, 429, 500, 503, 504, 200};
    static constexpr std::array<const char*, 5> bodies{"", "{", "[]", "<html>nginx</html>",
                                                       R"({"kind":"Status","code":1})"};
    const auto count = 1 + random.below(30);
    if (random.one_in(4)) return world.trouble_api(count, fail(ErrorKind::transient, "connection reset by peer"));
    world.trouble_api(count, edges::HttpResponse{.status = random.one_of(statuses), .body = random.one_of(bodies)});
}
void api_loses_answers(World& world, Random& random) {
    world.node.loses_answers = true;
    world.live(std::chrono::seconds{1 + random.below(60)});
    world.node.loses_answers = false;
}
void objects_are_lost(World& world, Random& random) {
    const auto written = world.node.objects.written();
    for (const auto& [path, object] : written) {
        if (random.one_in(2)) world.node.objects.erase(path);
    }
}
void node_marks_are_lost(World& world, Random& random) {
    if (random.one_in(2)) world.node.taints = "[]";
    if (random.one_in(2)) world.node.labels.clear();
    ++world.node.resource_version;
}

constexpr std::array all{
    Kind{"edit-file", edit_file},
    Kind{"empty-file", empty_file},
    Kind{"delete-file", delete_file},
    Kind{"delete-directory", delete_directory},
    Kind{"change-mode", change_mode},
    Kind{"change-owner", change_owner},
    Kind{"replace-by-link", replace_by_link},
    Kind{"replace-by-directory", replace_by_directory},
    Kind{"copy-beside", copy_beside},
    Kind{"swap-two-files", swap_two_files},
    Kind{"half-written", half_written},
    Kind{"second-writer", second_writer},
    Kind{"remember-card", remember_card},
    Kind{"restore-card", restore_card},
    Kind{"remains-of-writes", remains_of_writes},
    Kind{"desire", desire},
    Kind{"desire-nonsense", desire_nonsense},
    Kind{"lose-desired-state", lose_desired_state},
    Kind{"upgrade", upgrade},
    Kind{"clock-of-1970", clock_of_1970},
    Kind{"clock-jumps", clock_jumps},
    Kind{"clock-is-right", clock_is_right},
    Kind{"time-passes", time_passes},
    Kind{"crash", crash},
    Kind{"power-cut", power_cut},
    Kind{"restart-daemon", restart_daemon},
    Kind{"one-effect-fails", one_effect_fails},
    Kind{"all-effects-fail", all_effects_fail},
    Kind{"effects-succeed", effects_succeed},
    Kind{"reads-fail", reads_fail},
    Kind{"reads-succeed", reads_succeed},
    Kind{"writes-fail", writes_fail},
    Kind{"container-ends", container_ends},
    Kind{"container-hangs", container_hangs},
    Kind{"images-are-lost", images_are_lost},
    Kind{"pin-is-lost", pin_is_lost},
    Kind{"kubelet-stops", kubelet_stops},
    Kind{"kubelet-restarts", kubelet_restarts},
    Kind{"kubelet-holds-pods", kubelet_holds_pods},
    Kind{"boots-slowly", boots_slowly},
    Kind{"next-one-fails", next_one_fails},
    Kind{"next-rehearsal-fails", next_rehearsal_fails},
    Kind{"programs-fail", programs_fail},
    Kind{"api-answers-otherwise", api_answers_otherwise},
    Kind{"api-loses-answers", api_loses_answers},
    Kind{"objects-are-lost", objects_are_lost},
    Kind{"node-marks-are-lost", node_marks_are_lost},
};

}  // namespace

std::span<const Kind> kinds() { return all; }

}  // namespace planekeeper::proof
