/// @file
/// What it costs to see every access: calls of the instrumented build beside calls of the plain one, and from
/// the saved file to the verdict where traffic is graded. `build/bin/traffic [ROUNDS]` prints the tables of
/// docs/performance.md.

#include "judge/traffic.hpp"
#include "bench/clock.hpp"
#include "cli/files.hpp"
#include "cli/judging.hpp"
#include "cli/submission.hpp"
#include "cli/toolchain.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "../../chapters/ch16_matrix_products/220_loop_order/loop_order.hpp"

namespace {

using namespace gemmlings;

using bench::median, bench::milliseconds;

fs::path compiled(const Repository& repository, const Toolchain& toolchain, const Exercise& exercise,
                  const Workbench& bench, bool instrumented) {
    const auto result = compile(repository, toolchain, exercise, repository.root / exercise.solution(), bench,
                                {.instrumented = instrumented});
    if (result.complaint.empty()) return result.object;
    std::fprintf(stderr, "%s\n%s", result.complaint.c_str(), result.messages.c_str());
    std::exit(1);
}

/// Products of n x n matrices, plain and then instrumented, in turns.
void print_slowdown(std::int64_t n, int rounds) {
    judge::Buffer<double> A("A", n, n, n), B("B", n, n, n), C("C", n, n, n);
    for (auto* buffer : {&A, &B, &C})
        buffer->fill([](std::int64_t i, std::int64_t j) { return double((3 * i + 5 * j) % 7); });
    const trace::Caches caches{.line = 64, .capacity = {8 << 10, 32 << 10}};
    std::vector<double> plain, both;
    for (int round = 0; round < rounds; ++round) {
        plain.push_back(
            milliseconds([&] { judge::submit(CALL(gemm_ikj<double>), A.view(), B.view(), C.view()); }));
        both.push_back(milliseconds(
            [&] { judge::measure(caches, CALL(gemm_ikj<double>), A.view(), B.view(), C.view()); }));
    }
    const double once = median(plain), again = median(both) - once;
    std::printf("| gemm_ikj, n = %lld, two caches | %.0f | %.0f | %.1f |\n", static_cast<long long>(n), once,
                again, again / once);
}

} // namespace

int main(int argc, char** argv) {
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 5;
    const auto repository = Repository::read(fs::current_path());
    const auto toolchain = Toolchain::read(repository.root);
    const auto& loop_order = repository.find("loop_order");
    std::vector<const Exercise*> measured;
    for (const auto& exercise : repository.exercises)
        if (exercise.traffic) measured.push_back(&exercise);
    build_for(repository, measured);

    const Workbench bench(toolchain);
    auto& session = judge::Session::current();
    session.settings.runner = (toolchain.build / "bin/runner").string();
    session.settings.calls =
        (toolchain.build / "modules" / loop_order.chapter / loop_order.folder / "calls.so").string();
    session.settings.submission = compiled(repository, toolchain, loop_order, bench, false).string();
    const auto instrumented = compiled(repository, toolchain, loop_order, bench, true).string();
    session.settings.instrumented = [&] { return instrumented; };
    session.settings.cpu_seconds = 60;
    std::printf("| %s | plain, ms | instrumented, ms | ratio |\n|---|---|---|---|\n",
                toolchain.name().c_str());
    for (const std::int64_t n : {128, 256}) print_slowdown(n, rounds);
    session.stop();

    std::printf("\n| from the saved file to the verdict | ms |\n|---|---|\n");
    for (const auto* exercise : measured) {
        WarmJudge warm(repository, *exercise);
        std::vector<double> times;
        for (int round = 0; round < rounds; ++round) {
            warm.prepare();
            times.push_back(milliseconds([&] { warm.judge(repository.root / exercise->solution()); }));
        }
        std::printf("| %s | %.0f |\n", exercise->slug.c_str(), median(times));
    }
}
