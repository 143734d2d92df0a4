/// @file
/// `gemmlings bench` of kernels: what it counts against closed forms, the roofs that follow, and the
/// sentences for what goes wrong.

#include "bench_runs.hpp"

#include <nlohmann/json.hpp>

namespace {

using nlohmann::json;

const std::string chapter = "ch16_matrix_products/";

/// Measures the file, and draws into the folder.
Finished bench(const Folder& folder, const std::string& exercise, const std::string& file,
               std::vector<std::string> more = {}, const std::vector<std::string>& environment = {}) {
    more.insert(more.begin(),
                {exercise, "--submission", file, "--plot", (folder.path / "picture.svg").string()});
    return gemmlings_bench(more, environment);
}

/// The only kernel of the report on a right answer.
json counted(const std::string& exercise, const std::string& file,
             const std::vector<std::string>& more = {}) {
    const Folder folder;
    auto options = more;
    options.emplace_back("--json");
    const auto finished = bench(folder, exercise, file, options);
    INFO(finished.out + finished.err);
    REQUIRE(finished.code == 0);
    const auto report = json::parse(finished.out);
    REQUIRE(report["kernels"].size() == 1);
    return report["kernels"][0];
}

constexpr std::int64_t n = 128, product = n * n * n; // of all rungs of the matrix product

/// A product that is right but for what `line` does to its sum.
std::string kernel_with(const Folder& folder, const std::string& line) {
    return folder.file(
        "submission.cu",
        "#include \"sgemm_naive.cuh\"\n"
        "__global__ void multiply(int n, int k, const float* A, const float* B, float* C) {\n"
        "    const int column = threadIdx.x, row = blockIdx.x;\n"
        "    float sum = 0;\n"
        "    for (int p = 0; p < k; ++p) sum += A[row * k + p] * B[p * n + column];\n" +
            line +
            "\n    C[row * n + column] = sum;\n}\n"
            "void sgemm_naive(int m, int n, int k, const float* A, int, const float* B, int, float* C, int,\n"
            "                 cudaStream_t stream) { multiply<<<m, n, 0, stream>>>(n, k, A, B, C); }\n");
}

} // namespace

TEST_CASE("bench: of a coalesced product every request and every sector is counted") {
    const auto kernel =
        counted("sgemm_coalesced", solution(chapter + "820_sgemm_coalesced/sgemm_coalesced.cu"));
    CHECK(kernel["wrong"] == "");
    CHECK(kernel["flops"] == 2 * product);
    CHECK(kernel["bytes"] == 3 * 4 * n * n);
    CHECK(kernel["launches"] == 1);
    CHECK(kernel["barriers"] == 0);
    // A warp has 32 neighbouring columns of a row: a step is a broadcast from A, 1 sector, and 4 of B.
    CHECK(kernel["global_loads"]["requests"] == 2 * product / 32);
    CHECK(kernel["global_loads"]["sectors"] == 5 * product / 32);
    CHECK(kernel["global_loads"]["requests_of_1_2_4_8_16_bytes"] == json({0, 0, 2 * product / 32, 0, 0}));
    CHECK(kernel["global_stores"]["sectors"] == n * n / 8);
    CHECK(kernel["shared_loads"]["requests"] == 0);
    CHECK(kernel["global_bytes"] == 32 * (5 * product / 32 + n * n / 8));
    CHECK(kernel["limit"] == "global memory");
    CHECK(kernel["lines"][0]["sectors"] == 5 * product / 32);
    CHECK(contains(kernel["lines"][0]["line"], "sum += A["));
}

TEST_CASE("bench: of a tiled product barriers and passes of shared memory are counted, too") {
    const auto file = solution(chapter + "830_sgemm_shared/sgemm_shared.cu");
    const auto kernel = counted("sgemm_shared", file);
    constexpr std::int64_t tile = 16, blocks = (n / tile) * (n / tile);
    CHECK(kernel["barriers"] == 2 * (n / tile) * blocks);
    CHECK(kernel["global_loads"]["sectors"] == 2 * product / tile / 8);
    CHECK(kernel["shared_loads"]["passes"] == 2 * product / 32);
    CHECK(kernel["shared_stores"]["passes"] == 2 * product / tile / 32);
    CHECK(kernel["shared_loads"]["conflicts"] == 0);
    CHECK(kernel["shared_bytes"] == 128 * (2 * product / 32 + 2 * product / tile / 32));
    CHECK(kernel["limit"] == "shared memory");

    const auto conflicts =
        counted("sgemm_shared", answer(chapter + "830_sgemm_shared/wrong/column_of_tile.cu"));
    CHECK(conflicts["shared_loads"]["conflicts"] > 0);
    CHECK(conflicts["seconds"] > kernel["seconds"]);
}

TEST_CASE("bench: the roofs are those of the GPU that is asked for") {
    const auto file = solution(chapter + "820_sgemm_coalesced/sgemm_coalesced.cu");
    const double bytes = 32 * (5 * product / 32 + n * n / 8);
    CHECK(agree(counted("sgemm_coalesced", file)["seconds"], bytes / 320e9));
    CHECK(agree(counted("sgemm_coalesced", file, {"--device", "h100"})["seconds"], bytes / 3350e9));
    check_refused(gemmlings_bench({"sgemm_coalesced", "--submission", file, "--device", "Z80"}),
                  "T4, A100, H100");
}

TEST_CASE("bench: the report of a kernel has the counts, the roofs and where the picture lies") {
    const Folder folder;
    const auto finished =
        bench(folder, "roofline.cu", solution(chapter + "210_roofline/roofline.cu"), {"--device", "A100"});
    INFO(finished.out + finished.err);
    CHECK(finished.code == 0);
    for (const char* part : {"saxpy: y ← ax + y", "sgemv: y = Ax", "global loads", "Roofs of the A100",
                             "The limit is global memory", "roofline.cu:", "nothing was timed"})
        CHECK(contains(finished.out, part));
    CHECK_FALSE(contains(finished.out, "shared loads")); // there are none
    if (!find_program("gnuplot")) return;
    const auto picture = read_text(folder.path / "picture.svg").value_or("");
    CHECK(contains(picture, "Under the roofs of the A100"));
    CHECK(contains(picture, "every operand once"));
}

TEST_CASE("bench: a kernel with a fault is one sentence with its line, and no picture") {
    const Folder folder;
    const auto finished =
        bench(folder, "sgemm_shared", answer(chapter + "830_sgemm_shared/wrong/no_barrier_before_refill.cu"));
    INFO(finished.out + finished.err);
    CHECK(finished.code == 1);
    CHECK(contains(finished.out, "As["));
    CHECK(contains(finished.out, "  no_barrier_before_refill.cu:"));
    CHECK_FALSE(contains(finished.out, "global loads"));
    CHECK_FALSE(fs::exists(folder.path / "picture.svg"));
}

TEST_CASE("bench: a kernel with a wrong result is not counted") {
    const Folder folder;
    const auto file = kernel_with(folder, "    if (row == 3 && column == 5) sum += 1;");
    const auto finished = bench(folder, "sgemm_naive", file);
    INFO(finished.out + finished.err);
    CHECK(finished.code == 1);
    CHECK(contains(finished.out, "The result is wrong: in sgemm, C(3, 5) is "));
    CHECK_FALSE(contains(finished.out, "global loads"));
    CHECK_FALSE(fs::exists(folder.path / "picture.svg"));
    CHECK(bench(folder, "sgemm_naive", kernel_with(folder, "")).code == 0);
}

TEST_CASE("bench: what ends a CUDA submission is one sentence") {
    const Folder folder;
    const auto complaint = [&](const std::string& body) {
        const auto file = folder.file("submission.cu", "#include \"sgemm_naive.cuh\"\n#include <cstdlib>\n"
                                                       "__global__ void nothing() {}\n"
                                                       "void sgemm_naive(int, int, int, const float*, int, "
                                                       "const float*, int, float*, int, cudaStream_t) {\n" +
                                                           body + "\n}\n");
        const auto finished = bench(folder, "sgemm_naive", file, {"--json"});
        CHECK(finished.code == 1);
        CHECK_FALSE(fs::exists(folder.path / "picture.svg"));
        return json::parse(finished.out).at("complaint").get<std::string>();
    };
    CHECK(contains(complaint("nothing<<<1, 4000>>>();"),
                   " your code threw: The launch: invalid configuration"));
    CHECK(contains(complaint("std::exit(0);"), "your code ended the whole program (exit code 0)."));
    CHECK(contains(complaint("*static_cast<volatile float*>(nullptr) = 1;"), "a segmentation fault"));
    CHECK(complaint("return nothing;") == "Your file does not compile.");
}

TEST_CASE("bench: what a library moves is not counted, and not drawn") {
    const Folder folder;
    const auto finished = bench(folder, "mixed_gemm.cu", solution(chapter + "520_mixed_gemm/mixed_gemm.cu"));
    INFO(finished.out + finished.err);
    CHECK(finished.code == 0);
    CHECK(contains(finished.out, "Your code calls cublasGemmEx and launches no kernel."));
    CHECK_FALSE(contains(finished.out, "Roofs of"));
    CHECK_FALSE(fs::exists(folder.path / "picture.svg"));
}

TEST_CASE("bench: without gnuplot a kernel is counted all the same, and what brings the picture is said") {
    const Folder folder;
    const auto finished = bench(folder, "sgemm_naive", solution(chapter + "810_sgemm_naive/sgemm_naive.cu"),
                                {}, {without_gnuplot(folder)});
    INFO(finished.out + finished.err);
    CHECK(finished.code == 0);
    CHECK(contains(finished.out, "global loads"));
    CHECK(contains(finished.err, "gnuplot is not installed"));
    CHECK_FALSE(fs::exists(folder.path / "picture.svg"));
}
