#include "cli/bench/program.hpp"

#include "cli/submission.hpp"
#include "cli/text.hpp"
#include "judge/in_words.hpp"

#include <csignal>
#include <fmt/format.h>

namespace gemmlings {

namespace {

/// How far the program came.
struct Progress {
    std::string begun;   ///< "With n = 64": the latest that was begun; empty: nothing
    std::string trouble; ///< what was thrown
    bool done = false;
};

/// Why the program that holds a submission did not come to its end, in a sentence; empty if it did.
std::string why_unfinished(const Finished& finished, const Progress& progress) {
    if (progress.done) return "";
    if (progress.begun.empty() && !progress.trouble.empty()) return judge::why_not_loaded(progress.trouble);
    const auto when =
        progress.begun.empty() ? "While it was being loaded your code" : progress.begun + " your code";
    if (!progress.trouble.empty()) return fmt::format("{} threw: {}", when, progress.trouble);
    if (finished.timed_out || finished.code == 128 + SIGXCPU)
        return when + " did not return: a loop without end?";
    if (finished.code > 128)
        return fmt::format("{} ended in {}.", when, judge::signal_in_words(finished.code - 128));
    return fmt::format("{} ended the whole program (exit code {}).", when, finished.code);
}

void read(const Finished& finished, BenchRun& run) {
    Progress progress;
    for (const auto& text : lines_of(finished.out)) {
        auto said = nlohmann::ordered_json::parse(text, nullptr, false);
        if (!said.is_object()) break; // a line that was cut off
        if (said.contains("begin")) said["begin"].get_to(progress.begun);
        if (said.contains("trouble")) said["trouble"].get_to(progress.trouble);
        progress.done |= said.contains("done");
        if (said.contains("fault")) {
            said["fault"].at("sentence").get_to(run.complaint);
            said["fault"].at("detail").get_to(run.detail);
        }
        run.lines.push_back(std::move(said));
    }
    if (run.complaint.empty()) run.complaint = why_unfinished(finished, progress);
}

} // namespace

std::optional<Measured> what_is_measured(const Repository& repository, const Exercise& exercise) {
    const auto has = [&](const char* end) {
        return fs::exists(repository.root / exercise.tests() / (exercise.slug + end));
    };
    if (exercise.gpu) return has("_gpu_bench.cpp") ? std::optional(Measured::kernels) : std::nullopt;
    if (has("_messages_bench.cpp")) return Measured::messages;
    return has("_bench.cpp") ? std::optional(Measured::times) : std::nullopt;
}

BenchRun run_bench(const Repository& repository, const Exercise& exercise, const fs::path& file,
                   const fs::path& bench_file, const std::string& way, bool quick) {
    const auto toolchain = Toolchain::read(repository.root);
    const Workbench workbench(toolchain);
    const CompileOptions how{.instrumented = way == "traffic", .optimized = way != "traffic"};
    const auto compiled = compile(repository, toolchain, exercise, file, workbench, how);
    if (compiled.our_fault) throw MachineError(compiled.complaint);
    BenchRun result{{}, compiled.complaint, {}, {}};
    if (!compiled.complaint.empty()) {
        result.compiler_messages = compiled.messages;
        return result;
    }
    std::vector<std::string> command{(toolchain.build / "bin/bench").string(),
                                     way,
                                     bench_file.string(),
                                     compiled.object.string(),
                                     "--source",
                                     file.string()};
    if (quick) command.emplace_back("--quick");
    // One thread beside one thread; and the kernel that the library itself chooses: what is left over in the
    // environment from an experiment would slow it down. The program limits its own CPU time; who waits for
    // something that never comes uses none.
    const auto finished = run(command, {.environment = {"OPENBLAS_NUM_THREADS=1", "OMP_NUM_THREADS=1",
                                                        "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"},
                                        .seconds = quick ? 60.0 : 300.0});
    if (finished.code == 127 && finished.out.empty())
        throw MachineError("The program that measures could not be started: " + finished.err);
    read(finished, result);
    return result;
}

} // namespace gemmlings
