/// @file
/// `gemmlings bench` of messages: virtual times against closed forms, timelines, and the sentences for what
/// goes wrong.

#include "bench_runs.hpp"

#include <nlohmann/json.hpp>

namespace {

using nlohmann::json;

const std::string chapter = "ch16_matrix_products/";
const std::string ring = solution(chapter + "630_allreduce_ring/allreduce_ring.cpp"),
                  doubling = solution(chapter + "620_allreduce_doubling/allreduce_doubling.cpp");

constexpr double alpha = 10e-6, beta = 1 / 25e9;
constexpr double words = 250'000; // of each rank
constexpr double word = 4;

Finished bench(const Folder& folder, const std::string& exercise, const std::string& file,
               std::vector<std::string> more = {}, const std::vector<std::string>& environment = {}) {
    more.insert(more.begin(), {exercise, "--submission", file, "--plot", (folder.path / "run.svg").string()});
    return gemmlings_bench(more, environment);
}

json report_on(const Folder& folder, const std::string& exercise, const std::string& file,
               std::vector<std::string> more = {"--quick"}) {
    more.emplace_back("--json");
    const auto finished = bench(folder, exercise, file, more);
    INFO(finished.out + finished.err);
    REQUIRE(finished.code == 0);
    return json::parse(finished.out);
}

std::string picture(const Folder& folder, const std::string& name) {
    return read_text(folder.path / name).value_or("");
}

} // namespace

TEST_CASE("bench: a ring takes the time that its messages take, and is drawn") {
    const Folder folder;
    const auto report = report_on(folder, "allreduce_ring", ring);
    REQUIRE(report["runs"].size() == 2);
    for (const auto& run : report["runs"]) {
        const double D = run["ranks"];
        CHECK(run["wrong"] == "");
        CHECK(run["rounds"] == 2 * (D - 1));
        CHECK(run["sent"] == 2 * (D - 1) / D * words);
        CHECK(agree(run["seconds"], 2 * (D - 1) * (alpha + beta * word * words / D)));
        CHECK(run["least_rounds"] == std::log2(D));
        CHECK(run["least_sent"] == run["sent"]);
        CHECK(agree(run["least_seconds"], 2 * (D - 1) / D * beta * word * words));
    }
    const auto svg = picture(folder, "run.svg");
    CHECK(contains(svg, "<svg"));
    CHECK(times_in(svg, "rank 7 to rank 0: 125000 bytes") == 14);
    CHECK(times_in(svg, "marker-end") == 8 * 14);
    CHECK(report["pictures"] == json::array({(folder.path / "run.svg").string()}));
}

TEST_CASE("bench: where a ring overtakes doubling is seen in the sizes") {
    const Folder folder;
    const auto ring_report = report_on(folder, "allreduce_ring", ring, {}),
               doubling_report = report_on(folder, "allreduce_doubling", doubling, {});
    const auto &ring_sizes = ring_report["sizes"], &doubling_sizes = doubling_report["sizes"];
    REQUIRE(ring_sizes.size() == doubling_sizes.size());
    REQUIRE(ring_sizes.size() > 5);
    // 14 alpha + 14/8 b = 3 (alpha + b) for b = beta bytes
    const double crossover = 11 * alpha / (1.25 * word * beta);
    for (std::size_t i = 0; i < ring_sizes.size(); ++i) {
        const double n = ring_sizes[i]["words"];
        CHECK(agree(doubling_sizes[i]["seconds"], 3 * (alpha + beta * word * n)));
        CHECK((ring_sizes[i]["seconds"] < doubling_sizes[i]["seconds"]) == (n > crossover));
    }
    if (find_program("gnuplot")) CHECK(contains(picture(folder, "run_sizes.svg"), "crossover, 550,000"));
}

TEST_CASE("bench: each collective of an exercise has a timeline of its own") {
    const Folder folder;
    const auto finished =
        bench(folder, "collectives", solution(chapter + "610_collectives/collectives.cpp"), {"--quick"});
    INFO(finished.out + finished.err);
    CHECK(finished.code == 0);
    CHECK(contains(finished.out, "reduce-scatter, 250,000 numbers on each rank"));
    CHECK(times_in(picture(folder, "run_broadcast.svg"), "marker-end") == 7);
    for (const char* name : {"run_reduce-scatter.svg", "run_all-gather.svg"})
        CHECK(times_in(picture(folder, name), "marker-end") == 8 * 7);
    // Each of the seven others receives once, in three rounds.
    CHECK(contains(finished.out, "      8      150.0       40.0         3          3"));
}

TEST_CASE("bench: a step of training is followed through its sums") {
    const Folder folder;
    const auto run = report_on(folder, "data_parallel",
                               solution(chapter + "710_data_parallel/data_parallel.cpp"))["runs"][1];
    CHECK(run["wrong"] == "");
    CHECK(run["seconds"] > run["least_seconds"]);
    CHECK(times_in(picture(folder, "run.svg"), "marker-end") >= 7 + 14); // a broadcast, there and back again
}

TEST_CASE("bench: ranks that wait for each other are one sentence, and no picture") {
    const Folder folder;
    const auto finished =
        bench(folder, "allreduce_ring", answer(chapter + "630_allreduce_ring/wrong/recv_first.cpp"));
    INFO(finished.out + finished.err);
    CHECK(finished.code == 1);
    CHECK(contains(finished.out, "Deadlock: rank 0 waits for rank "));
    CHECK(contains(finished.out, "recv_first.cpp:"));
    CHECK_FALSE(contains(finished.out, "at least"));
    CHECK_FALSE(fs::exists(folder.path / "run.svg"));
}

TEST_CASE("bench: a wrong sum is one sentence, and no picture") {
    const Folder folder;
    const auto finished =
        bench(folder, "allreduce_ring", answer(chapter + "630_allreduce_ring/wrong/average.cpp"));
    INFO(finished.out + finished.err);
    CHECK(finished.code == 1);
    CHECK(contains(finished.out, "rank 0 has 1.5 in place 0, not 6"));
    CHECK_FALSE(fs::exists(folder.path / "run.svg"));
}

TEST_CASE("bench: a timeline needs no gnuplot") {
    const Folder folder;
    const auto finished = bench(folder, "allreduce_ring", ring, {}, {without_gnuplot(folder)});
    INFO(finished.out + finished.err);
    CHECK(finished.code == 0);
    CHECK(contains(picture(folder, "run.svg"), "<svg"));
    CHECK(contains(finished.err, "gnuplot is not installed"));
    CHECK_FALSE(fs::exists(folder.path / "run_sizes.svg"));
}
