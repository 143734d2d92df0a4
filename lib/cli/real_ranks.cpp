#include "cli/real_ranks.hpp"

#include "cli/files.hpp"
#include "cli/judging.hpp"
#include "cli/parts.hpp"
#include "cli/process.hpp"
#include "cli/submission.hpp"
#include "cli/terminal.hpp"
#include "cli/text.hpp"
#include "cli/toolchain.hpp"
#include "judge/in_words.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace gemmlings {

namespace {

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

/// MPI may have been installed after the build was set up.
Toolchain find_mpi(const fs::path& root) {
    auto toolchain = Toolchain::read(root);
    if (!toolchain.mpirun.empty() || !find_program("mpirun")) return toolchain;
    run({"cmake", toolchain.build.string()});
    return Toolchain::read(root);
}

OnRealRanks skipped(const Repository& repository) {
    return {unjudged, fmt::format("skipped: MPI is not installed, and this brings it: {}\n",
                                  command_that_brings("MPI", repository.root))};
}

/// More ranks than cores are allowed, and root where only root is (a container). Open MPI wants to be told.
std::vector<std::string> mpirun(const Toolchain& toolchain, int ranks) {
    std::vector<std::string> words{toolchain.mpirun, "-n", std::to_string(ranks)};
    const auto version = run({toolchain.mpirun, "--version"}).out;
    if (version.find("Open MPI") == std::string::npos && version.find("OpenRTE") == std::string::npos)
        return words;
    words.emplace_back("--oversubscribe");
    if (::geteuid() == 0) words.emplace_back("--allow-run-as-root");
    return words;
}

/// All ranks are on this machine, also inside of a job of Slurm's, and where memory of other processes may
/// not be read (a container). Ranks that wait leave the core to others.
const std::vector<std::string> environment{
    "OMPI_MCA_mpi_yield_when_idle=1", "OMPI_MCA_btl_base_warn_component_unused=0",
    "OMPI_MCA_btl_vader_single_copy_mechanism=none", "OMPI_MCA_plm=isolated", "HYDRA_LAUNCHER=fork"};

using Json = nlohmann::json;

/// What the ranks have left (lib/mpi/ranks.cpp).
struct Report {
    std::vector<Json> rows;
    std::vector<std::string> words; ///< of ranks that met a mistake, in the order in which they said them
    Json begun;                     ///< the length that has no row; null if none

    explicit Report(const std::string& text) {
        for (const auto& line : lines_of(text)) {
            const auto json = Json::parse(line, nullptr, false);
            if (!json.is_object())
                words.push_back(line);
            else if (json.contains("share"))
                rows.push_back(json), begun = nullptr;
            else
                begun = json;
        }
    }
};

/// Of a rank, for people.
std::string in_words(const std::string& words) {
    constexpr std::string_view by_signal = " ended by signal ";
    if (!words.starts_with("Rank ")) return judge::why_not_loaded(words);
    const auto at = words.find(by_signal);
    if (at == std::string::npos) return words;
    const int signal = std::atoi(words.c_str() + at + by_signal.size());
    return words.substr(0, at) + " ended in " + judge::signal_in_words(signal) + ".";
}

bool right(const Json& row) { return row.at("share") <= 1.0 && row.at("same"); }

std::string table(const std::vector<Json>& rows, int ranks) {
    std::string text, function;
    for (const auto& row : rows) {
        if (row.at("function") != function) {
            function = row.at("function");
            text += fmt::format("\n{}, beside {}\n{:>10}   {:<7} {:<5} {:>10} {:>10} {:>7}\n", function,
                                row.at("library").get<std::string>(), "numbers", "error", "same", "yours, ms",
                                "MPI's, ms", "ratio");
        }
        const double ours = row.at("ms"), library = row.at("library_ms"), share = row.at("share");
        const int numbers = row.at("numbers");
        const bool comparable = numbers > 0 && ranks > 1; // or there is nothing to send
        text += fmt::format("{:>10}   {:<7} {:<5} {:>10.3f} {:>10.3f} {:>7}\n", numbers,
                            share > 1 ? "wrong" : fmt::format("{:.2f}", share), row.at("same") ? "yes" : "no",
                            ours, library, comparable ? fmt::format("{:.1f}", ours / library) : "");
    }
    return text;
}

bool waits(const std::string& words) {
    for (const char* what : {" waits ", " has returned.", " neither sends nor receives"})
        if (words.find(what) != std::string::npos) return true;
    return false;
}

/// Why the ranks have not come to their end: what a rank said first, or what each of them waits for.
std::string complaint(Report report, const Finished& finished, int seconds) {
    std::string text;
    if (!report.begun.is_null()) {
        const int numbers = report.begun.at("numbers");
        text = fmt::format("{} with {} {}: ", report.begun.at("function").get<std::string>(), numbers,
                           numbers == 1 ? "number" : "numbers");
    }
    auto& words = report.words;
    if (words.empty() && finished.timed_out) return text + "The ranks did not come to an end.\n";
    if (words.empty()) // mpirun's own report is long
        return text + fmt::format("The ranks ended early (exit code {}).\n{}\n", finished.code,
                                  harmless(finished.err.substr(0, 1000)));
    if (!waits(words.front())) return text + harmless(in_words(words.front())) + "\n";
    constexpr std::size_t shown = 8;
    const auto rank = [](const std::string& line) { return std::atoi(line.c_str() + line.find(' ')); };
    std::sort(words.begin(), words.end(), [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
    text += fmt::format("After {} s not all ranks have returned.\n", seconds);
    for (std::size_t i = 0; i < std::min(shown, words.size()); ++i) text += "  " + harmless(words[i]) + "\n";
    if (words.size() > shown) text += fmt::format("  And {} more.\n", words.size() - shown);
    return text;
}

std::string libraries(const std::vector<Json>& rows) {
    std::vector<std::string> names;
    for (const auto& row : rows)
        if (const std::string name = row.at("library");
            std::find(names.begin(), names.end(), name) == names.end())
            names.push_back(name);
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i)
        text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
    return text;
}

} // namespace

OnRealRanks try_on_real_ranks(const Repository& repository, const Exercise& exercise, const fs::path& file,
                              int ranks, int seconds) {
    require_trials(repository, exercise);
    const auto toolchain = find_mpi(repository.root);
    if (toolchain.mpirun.empty()) return skipped(repository);
    const auto trials = build_trials(repository, exercise);
    const Workbench bench(toolchain);
    const auto compiled = compile(repository, toolchain, exercise, file, bench, {.optimized = true});
    if (!compiled.complaint.empty())
        return {compiled.our_fault ? unjudged : 1,
                fmt::format("{}\n{}", compiled.complaint, compiled.messages)};

    const auto report_file = bench.folder / "report";
    auto command = mpirun(toolchain, ranks);
    command.insert(command.end(), {(toolchain.build / "bin" / "ranks").string(), trials.string(),
                                   compiled.object.string(), report_file.string(), std::to_string(seconds)});
    const auto finished = run(command, {.environment = environment, .seconds = 300});
    const Report report(read_text(report_file).value_or(""));

    if (report.rows.empty() && report.words.empty() && report.begun.is_null())
        return {unjudged, fmt::format("The ranks could not be started, and {} says why:\n{}\n",
                                      toolchain.mpirun, harmless(finished.err.substr(0, 1000)))};

    const bool ended = finished.ok() && report.words.empty() && report.begun.is_null();
    const bool all =
        ended && !report.rows.empty() && std::all_of(report.rows.begin(), report.rows.end(), right);
    std::string text = fmt::format("{} on {} real {}\n{}", exercise.id(), ranks,
                                   ranks == 1 ? "rank" : "ranks", table(report.rows, ranks));
    if (!ended) text += "\n" + complaint(report, finished, seconds);
    if (!finished.out.empty()) text += "\nYour ranks printed:\n" + harmless(finished.out.substr(0, 2000));
    text +=
        all ? fmt::format("\nRight on real ranks, and in agreement with {}.\n", libraries(report.rows))
            : fmt::format("\nNot right on real ranks. `./gemmlings check {}` runs the same in the simulator, "
                          "which says more.\n",
                          exercise.name());
    if (!report.rows.empty())
        text += "error: the largest, as a share of what rounding explains. same: whether all ranks have the "
                "same bits.\nTimes are medians, and never graded.\n";
    return {all ? 0 : 1, text};
}

} // namespace gemmlings
