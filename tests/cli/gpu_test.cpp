/// @file
/// `gemmlings check` where there is a real GPU, and where there is none. No GPU is needed: a stand-in
/// (stand_in/gpu.cpp) takes its place, and everything else is as it would be: nvcc compiles the submission,
/// the device runner loads it, and each call has a process of its own.

#include "cli/files.hpp"
#include "cli/nvcc.hpp"
#include "cli/process.hpp"
#include "cli/text.hpp"
#include "judge/catch_seam.hpp"

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <unistd.h>

using namespace gemmlings;

namespace {

using nlohmann::json;

const Repository& repository() {
    static const char* root = std::getenv("GEMMLINGS_ROOT");
    static const auto found = Repository::read(root ? fs::path(root) : fs::current_path());
    return found;
}

const Exercise& exercise() { return repository().find("sgemm_coalesced"); }
Toolchain toolchain() { return Toolchain::read(repository().root); }

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// A folder of a test's own, removed at the end.
class Folder {
  public:
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    const fs::path path = fs::temp_directory_path() / ("gemmlings gpu " + std::to_string(::getpid()));
};

/// A product by the host, which reaches the memory of the stand-in, and of nothing else. `first` comes before
/// it.
std::string on_host(const std::string& first = "") {
    return R"(#include "sgemm_coalesced.cuh"
#include <cstdlib>
__global__ void nothing() {}
void sgemm_coalesced(int m, int n, int k, const float* A, int lda, const float* B, int ldb, float* C, int ldc,
                     cudaStream_t) {
)" + first +
           R"(
    for (int i = 0; i < m; ++i)
        for (int j = 0; j < n; ++j) {
            float sum = 0;
            for (int p = 0; p < k; ++p) sum += A[i * lda + p] * B[p * ldb + j];
            C[i * ldc + j] = sum;
        }
}
)";
}

Finished command(std::vector<std::string> words, const std::vector<std::string>& environment) {
    words.insert(words.begin(), std::getenv("GEMMLINGS_PROGRAM"));
    RunOptions options;
    options.folder = repository().root;
    options.environment = {"NO_COLOR=1", "LC_ALL=C.UTF-8"};
    options.environment.insert(options.environment.end(), environment.begin(), environment.end());
    return run(words, options);
}

/// Judges a submission where the stand-in takes the place of a GPU.
Finished check(const std::string& submission, std::vector<std::string> more = {"--gpu"},
               const std::string& state = "") {
    const Folder folder;
    const auto file = folder.path / "sgemm_coalesced.cu";
    write_text(file, submission);
    more.insert(more.begin(), {"check", "sgemm_coalesced", "--submission", file.string()});
    // What is preloaded is named without its folder, whose name may have spaces.
    const auto stand_in = (toolchain().build / "stand_in").string();
    return command(more, {"LD_LIBRARY_PATH=" + stand_in, "LD_PRELOAD=libcuda.so.1", "STAND_IN_GPU=" + state});
}

bool without_toolkit() {
    if (toolchain().nvcc.empty()) judge::skip("there is no CUDA toolkit here");
    return toolchain().nvcc.empty();
}

std::string solution() { return read_text(repository().root / exercise().solution()).value(); }

} // namespace

TEST_CASE("without a CUDA toolkit a GPU is skipped, and the reason is said") {
    const Folder build;
    std::string flags;
    for (const auto& line : lines_of(read_text(toolchain().build / "flags.txt").value()))
        if (!line.starts_with("nvcc")) flags += line + "\n";
    write_text(build.path / "flags.txt", flags);
    const auto asked =
        command({"check", "sgemm_coalesced", "--gpu"}, {"GEMMLINGS_BUILD=" + build.path.string()});
    CHECK(asked.code == 3);
    CHECK(contains(asked.out, "skipped: there is no CUDA toolkit here"));
}

TEST_CASE("with a driver and no GPU the reason is in the words of CUDA") {
    if (without_toolkit()) return;
    const auto asked = check(solution(), {"--gpu"}, "none");
    CHECK(asked.code == 3);
    CHECK(contains(asked.out, "skipped: CUDA finds no GPU: no CUDA-capable device is detected"));

    const auto judged = check(solution(), {"--json"}, "none");
    CHECK(judged.code == 0);
    const auto report = json::parse(judged.out).at("exercises").at(0);
    CHECK(report.at("status") == "passed");
    CHECK(report.at("on_gpu").at("status") == "skipped");
    CHECK(contains(report.at("on_gpu").at("reason"), "no CUDA-capable device"));
}

TEST_CASE("cases that need the simulator are named, and neither passed nor failed") {
    if (without_toolkit()) return;
    const auto judged = check(on_host());
    CHECK(judged.code == 0);
    CHECK(contains(judged.out, "On the GPU: Stand-in GPU, 3 of 5 cases passed, 2 need the simulator"));
    CHECK(contains(judged.out, "open    stores move each sector of C once\n            needs the simulator"));
    CHECK(contains(judged.out, "Stand-in GPU, nvcc " + toolchain().nvcc_version));
}

TEST_CASE("a kernel that faults costs the call that launched it, and no other") {
    if (without_toolkit()) return;
    const auto judged = check(on_host("if (k == 0) nothing<<<1, 1>>>();"));
    CHECK(judged.code == 1);
    CHECK(contains(judged.out, "2 of 5 cases passed, 2 need the simulator"));
    CHECK(contains(judged.out, "failed  rounding stays within its bound, and empty products are right"));
    CHECK(contains(judged.out, "The kernel: an illegal"));
}

TEST_CASE("a submission that crashes or exits on the way costs one call") {
    if (without_toolkit()) return;
    const auto crashed = check(on_host("if (k == 0) std::abort();"));
    CHECK(crashed.code == 1);
    CHECK(contains(crashed.out, "2 of 5 cases passed, 2 need the simulator"));
    const auto exited = check(on_host("if (ldb == n + 5) std::exit(7);"));
    CHECK(contains(exited.out, "2 of 5 cases passed, 2 need the simulator"));
    CHECK(contains(exited.out, "exit code 7"));
}

TEST_CASE("each call has a process that was started for it") {
    if (without_toolkit()) return;
    CHECK(check(on_host("static int calls = 0; if (++calls > 1) std::abort();")).code == 0);
}

TEST_CASE("what goes wrong while a submission is loaded is told") {
    if (without_toolkit()) return;
    const auto judged = check(on_host() + "static const int ended = (std::exit(5), 0);\n");
    CHECK(judged.code == 1);
    CHECK(contains(judged.out, "While it was being loaded"));
    CHECK(contains(judged.out, "exit code 5"));
}

TEST_CASE("a GPU that cannot be used is nobody's mistake") {
    if (without_toolkit()) return;
    const auto judged = check(on_host(), {"--gpu"}, "busy");
    CHECK(judged.code == 3);
    CHECK(contains(judged.out, "The GPU cannot be used: CUDA-capable device(s) is/are busy or unavailable."));
}

TEST_CASE("what nvcc does not compile fails there, with its message") {
    if (without_toolkit()) return;
    const auto judged = check(on_host() + "#ifdef __CUDACC__\n#error of nvcc only\n#endif\n");
    CHECK(judged.code == 1);
    CHECK(contains(judged.out, "Your file does not compile."));
    CHECK(contains(judged.out, "of nvcc only"));
}

TEST_CASE("the points are the simulator's, whatever the GPU says") {
    if (without_toolkit()) return;
    const auto judged = check(solution(), {}); // each of its kernels faults on the stand-in
    CHECK(judged.code == 0);
    CHECK(contains(judged.out, "passed, 6 of 6 points"));
    CHECK(contains(judged.out, "simulated GPU, "));
    CHECK(contains(judged.out, "On the GPU: Stand-in GPU, 0 of 5 cases passed"));

    const auto report = json::parse(check(solution(), {"--json"}).out).at("exercises").at(0);
    CHECK(report.at("status") == "passed");
    CHECK(report.at("points") == 6);
    CHECK(report.at("backend") == "simulated GPU");
    CHECK(report.at("on_gpu").at("status") == "failed");
    CHECK(report.at("on_gpu").at("backend") == "Stand-in GPU");
}

TEST_CASE("--json tells the cases on the GPU that need the simulator") {
    if (without_toolkit()) return;
    const auto report = json::parse(check(on_host("if (ldb == n + 5) std::exit(7);"), {"--json"}).out);
    const auto on_gpu = report.at("exercises").at(0).at("on_gpu");
    CHECK(on_gpu.at("cases").at(0).at("passed") == true);
    CHECK(on_gpu.at("cases").at(0).at("not_judged") == "");
    CHECK(on_gpu.at("cases").at(1).at("passed") == false);
    CHECK(on_gpu.at("cases").at(1).at("failures").size() == 1);
    CHECK(on_gpu.at("cases").at(3).at("not_judged") == "needs the simulator");
    CHECK(on_gpu.at("cases").at(3).at("failures").empty());
}

TEST_CASE("--gpu takes one exercise in CUDA C++") {
    CHECK(contains(command({"check", "--all", "--gpu"}, {}).err, "--gpu takes one exercise"));
    CHECK(contains(command({"check", "roofline", "--gpu"}, {}).err, "its GPU variant is called roofline.cu"));
    CHECK(command({"check", "is_linear", "--gpu"}, {}).code == 2);
}

TEST_CASE("CUDA itself, where no GPU can be seen, leaves a submission not judged") {
    if (without_toolkit()) return;
    const Folder folder;
    write_text(folder.path / "sgemm_coalesced.cu", solution());
    const Workbench bench(toolchain());
    const auto compiled = compile_with_nvcc(repository(), toolchain(), exercise(),
                                            folder.path / "sgemm_coalesced.cu", "sm_75", bench);
    REQUIRE(compiled.complaint.empty());
    const auto modules = toolchain().build / "modules/ch16_matrix_products/820_sgemm_coalesced/gpu";
    const auto judged =
        run({(toolchain().build / "bin/judge").string(), "--tests", (modules / "test.so").string(), "--calls",
             (modules / "device.so").string(), "--runner", (toolchain().build / "bin/device_runner").string(),
             "--backend", "gpu", "--submission", compiled.object.string()},
            {.environment = {"CUDA_VISIBLE_DEVICES="}});
    CHECK(contains(judged.out, "The GPU cannot be used: "));
    CHECK(!contains(judged.out, "\"passed\":true"));
}
