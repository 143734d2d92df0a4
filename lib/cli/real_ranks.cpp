#include "cli/real_ranks.hpp"

#include "cli/judging.hpp"
#include "cli/process.hpp"
#include "cli/submission.hpp"
#include "cli/terminal.hpp"
#include "cli/text.hpp"
#include "cli/toolchain.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace gemmlings {

namespace {

constexpr double seconds = 60;
constexpr int unjudged = 3;

bool has_trials(const Repository& repository, const Exercise& exercise) {
    return !exercise.gpu && fs::exists(repository.root / exercise.tests() / (exercise.slug + "_mpi.cpp"));
}

void require_trials(const Repository& repository, const Exercise& exercise) {
    if (has_trials(repository, exercise)) return;
    std::string others;
    for (const auto& other : repository.exercises)
        if (has_trials(repository, other)) others += (others.empty() ? "" : ", ") + other.name();
    throw UsageError(fmt::format("Nothing of {} runs on real ranks; these do: {}.", exercise.name(), others));
}

/// More ranks than cores are allowed, and root where only root is (a container).
std::vector<std::string> command(const Toolchain& toolchain, int ranks, const fs::path& trials,
                                 const fs::path& submission) {
    std::vector<std::string> words{toolchain.mpirun, "-n", std::to_string(ranks)};
    const bool open_mpi = run({toolchain.mpirun, "--version"}).out.find("Open MPI") != std::string::npos ||
                          run({toolchain.mpirun, "--version"}).out.find("OpenRTE") != std::string::npos;
    if (open_mpi) words.emplace_back("--oversubscribe");
    if (open_mpi && ::geteuid() == 0) words.emplace_back("--allow-run-as-root");
    words.insert(words.end(),
                 {(toolchain.build / "bin" / "ranks").string(), trials.string(), submission.string()});
    return words;
}

bool right(const nlohmann::json& line) { return line.at("share") <= 1.0 && line.at("same"); }

std::string row(const nlohmann::json& line) {
    const double ours = line.at("ms"), library = line.at("library_ms"), share = line.at("share");
    const int numbers = line.at("numbers");
    const auto ratio =
        numbers > 0 ? fmt::format("{:.1f}", ours / library) : ""; // nothing to send: nothing to compare
    return fmt::format("{:>10}   {:<8} {:<8} {:>10.3f} {:>14.3f} {:>8}\n", numbers,
                       share > 1 ? "wrong" : fmt::format("{:.2f}", share), line.at("same") ? "yes" : "no",
                       ours, library, ratio);
}

/// What was printed, as far as it came; whether all of it is right.
bool print_table(const std::string& output) {
    bool all = false;
    fmt::print("{:>10}   {:<8} {:<8} {:>10} {:>14} {:>8}\n", "numbers", "error", "same", "yours, ms",
               "MPI's own, ms", "ratio");
    for (const auto& text : lines_of(output)) {
        const auto line = nlohmann::json::parse(text, nullptr, false);
        if (!line.is_object()) continue;
        all = (all || line.at("numbers") == 0) && right(line);
        fmt::print("{}", row(line));
    }
    return all;
}

/// The first line that a rank has left, in place of mpirun's long report.
std::string complaint(const Finished& finished) {
    if (finished.timed_out)
        return fmt::format(
            "It did not end within {} s: ranks that wait for each other? `./gemmlings check` runs the same "
            "in the simulator, with rendezvous sends, and says who waits for whom.",
            seconds);
    for (const auto& line : lines_of(finished.err))
        if (line.starts_with("rank ")) return line;
    return fmt::format("The ranks ended early (exit code {}).\n{}", finished.code,
                       finished.err.substr(0, 1000));
}

} // namespace

int check_on_real_ranks(const Repository& repository, const Exercise& exercise, const fs::path& file,
                        int ranks) {
    require_trials(repository, exercise);
    const auto toolchain = Toolchain::read(repository.root);
    if (toolchain.mpirun.empty()) {
        fmt::print("skipped: there is no MPI here, or it was installed after the build was set up; see "
                   "`./gemmlings doctor`.\n");
        return unjudged;
    }
    const auto trials = build_trials(repository, exercise);
    const Workbench bench(toolchain);
    const auto compiled = compile(repository, toolchain, exercise, file, bench, {.optimized = true});
    if (!compiled.complaint.empty()) {
        fmt::print("{}\n{}", compiled.complaint, compiled.messages);
        return compiled.our_fault ? unjudged : 1;
    }
    const auto finished =
        run(command(toolchain, ranks, trials, compiled.object),
            {.environment = {"OMPI_MCA_mpi_yield_when_idle=1", "OMPI_MCA_btl_base_warn_component_unused=0"},
             .seconds = seconds});
    fmt::print("{} on {} real ranks\n\n", exercise.id(), ranks);
    bool all = print_table(finished.out);
    if (!finished.ok()) fmt::print("\n{}\n", complaint(finished));
    all = all && finished.ok();
    fmt::print("\n{}\nerror: the largest, as a share of gamma_(D-1) sum |x|. same: whether all ranks have "
               "the same bits. "
               "Times are medians, and never graded.\n",
               all ? "Right on real ranks, and in agreement with MPI_Allreduce."
                   : "Not right on real ranks.");
    return all ? 0 : 1;
}

} // namespace gemmlings
