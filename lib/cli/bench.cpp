#include "cli/commands.hpp"

#include "cli/bench_plot.hpp"
#include "cli/bench_results.hpp"
#include "cli/bench_text.hpp"
#include "cli/judging.hpp"
#include "cli/pristine.hpp"
#include "cli/submission.hpp"
#include "cli/verdict_json.hpp"
#include "judge/in_words.hpp"

#include <csignal>
#include <fmt/format.h>

namespace gemmlings {

namespace {

struct BenchOptions {
    std::string exercise, submission, plot;
    bool quick = false, json = false;
};

void declare(Arguments& arguments, BenchOptions& options) {
    arguments.word("EXERCISE", options.exercise, "Name, number or path; without it the current exercise");
    arguments.option("--submission", "FILE", options.submission, "Time this file instead of the stub");
    arguments.option("--plot", "FILE", options.plot,
                     "Draw into FILE, an .svg or .png; else both, in build/bench");
    arguments.flag("--quick", options.quick, "Two small problems only: a first look, in seconds");
    arguments.flag("--json", options.json, "For programs (docs/json.md)");
    arguments.more("One thread of your code beside one of the best library here. Shown, never graded.");
}

// ---- what can be timed -----------------------------------------------------------------------------------

bool has_series(const Repository& repository, const Exercise& exercise) {
    return !exercise.gpu && fs::exists(repository.root / exercise.tests() / (exercise.slug + "_bench.cpp"));
}

void require_series(const Repository& repository, const Exercise& exercise) {
    if (has_series(repository, exercise)) return;
    std::string others;
    for (const auto& other : repository.exercises)
        if (has_series(repository, other)) others += (others.empty() ? "" : ", ") + other.slug;
    throw UsageError(fmt::format("Nothing is timed in {}; there are measurements for: {}.", exercise.slug,
                                 others.empty() ? "no exercise yet" : others));
}

fs::path file_to_time(const Repository& repository, const Exercise& exercise, const std::string& submission) {
    const auto file = submission.empty() ? repository.root / exercise.stub() : fs::absolute(submission);
    if (fs::is_regular_file(file)) return file;
    if (!submission.empty()) throw UsageError(fmt::format("There is no file {}.", submission));
    throw UsageError(fmt::format("{} is gone; `./gemmlings reset {}` brings the stub back.",
                                 exercise.stub().string(), exercise.slug));
}

std::vector<fs::path> pictures_of(const Repository& repository, const Exercise& exercise,
                                  const std::string& plot) {
    if (plot.empty()) {
        const auto stem = Toolchain::read(repository.root).build / "bench" / exercise.slug;
        return {stem.string() + ".svg", stem.string() + ".png"};
    }
    const auto extension = fs::path(plot).extension();
    if (extension != ".svg" && extension != ".png")
        throw UsageError("--plot takes the name of a file that ends in .svg or .png.");
    return {fs::absolute(plot)};
}

// ---- measuring -------------------------------------------------------------------------------------------

/// Why the program that holds a submission did not come to its end, in a sentence; empty if it did.
std::string why_unfinished(const Finished& finished, const BenchResults& results) {
    if (results.done) return "";
    if (results.begun == 0 && !results.trouble.empty()) return judge::why_not_loaded(results.trouble);
    const auto when = results.begun > 0 ? fmt::format("With n = {} your code", results.begun)
                                        : "While it was being loaded your code";
    if (!results.trouble.empty()) return fmt::format("{} threw: {}", when, results.trouble);
    if (finished.timed_out || finished.code == 128 + SIGXCPU)
        return when + " did not return: a loop without end?";
    if (finished.code > 128)
        return fmt::format("{} ended in {}.", when, judge::signal_in_words(finished.code - 128));
    return fmt::format("{} ended the whole program (exit code {}).", when, finished.code);
}

/// One exercise, one file, and what is measured of it.
class Measuring {
  public:
    Measuring(const Repository& repository, const Exercise& exercise, fs::path file, bool quick)
        : repository(repository), exercise(exercise), file(std::move(file)), quick(quick) {}

    BenchResults measure() {
        results.compiler = toolchain.name();
        for (const auto& flag : toolchain.optimization) results.compiler += " " + flag;
        if (is_pristine(repository, exercise, file)) {
            results.complaint = "This is still the stub, which computes nothing yet.";
            return results;
        }
        series = build_series(repository, exercise);
        fmt::print(stderr, "Measuring {}, {} …\n", exercise.slug, quick ? "a few seconds" : "about 15 s");
        results.complaint = with_build({.optimized = true}, {});
        if (!results.complaint.empty()) return results;
        const auto why = with_build({.instrumented = true}, {"--traffic"});
        if (!why.empty())
            results.no_traffic = why + " (Here its stack is no larger than the smallest cache.)";
        return results;
    }

  private:
    const Repository& repository;
    const Exercise& exercise;
    const fs::path file;
    const bool quick;
    const Toolchain toolchain = Toolchain::read(repository.root);
    const Workbench bench{toolchain};
    fs::path series;
    BenchResults results;

    /// Builds the submission, and runs the program bench on it. Returns why it was not possible.
    std::string with_build(const CompileOptions& how, const std::vector<std::string>& options) {
        const auto compiled = compile(repository, toolchain, exercise, file, bench, how);
        if (compiled.our_fault) throw MachineError(compiled.complaint);
        if (!compiled.complaint.empty()) {
            results.compiler_messages = compiled.messages;
            return compiled.complaint;
        }
        std::vector<std::string> command{(toolchain.build / "bin/bench").string(), series.string(),
                                         compiled.object.string()};
        command.insert(command.end(), options.begin(), options.end());
        if (quick) command.emplace_back("--quick");
        return run_bench(command);
    }

    std::string run_bench(const std::vector<std::string>& command) {
        // One thread beside one thread; and the kernel that the library itself chooses: what is left over in
        // the environment from an experiment would slow it down. The program limits its own CPU time; who
        // waits for something that never comes uses none.
        const auto finished = run(command, {.environment = {"OPENBLAS_NUM_THREADS=1", "OMP_NUM_THREADS=1",
                                                            "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"},
                                            .seconds = quick ? 60.0 : 300.0});
        if (finished.code == 127 && finished.out.empty())
            throw MachineError("The program that measures could not be started: " + finished.err);
        results.read(finished.out);
        return why_unfinished(finished, results);
    }
};

// ---- the command -----------------------------------------------------------------------------------------

void print_json(const Exercise& exercise, const BenchResults& results, const std::vector<fs::path>& drawn) {
    nlohmann::ordered_json json = {{"id", exercise.id()}, {"title", exercise.title}};
    json.update(results.in_json());
    json["pictures"] = nlohmann::ordered_json::array();
    for (const auto& picture : drawn) json["pictures"].push_back(picture.string());
    fmt::print("{}\n", dumped(json));
}

void print_text(const Exercise& exercise, const fs::path& file, const BenchResults& results,
                const std::vector<fs::path>& drawn) {
    const auto& terminal = Terminal::out();
    fmt::print("{}\n{}\n\n{}", terminal.paint(Mark::strong, exercise.id() + ": " + exercise.title),
               file.string(), bench_text(results, terminal));
    for (const auto& picture : drawn) fmt::print("{}\n", picture.string());
}

/// Draws what there is to draw. What hinders it is said, and hinders nothing else.
std::vector<fs::path> draw(const Repository& repository, const Exercise& exercise,
                           const BenchResults& results, std::vector<fs::path> pictures) {
    if (results.timings.empty()) return {};
    const auto hindrance = draw_bench(repository, exercise, results, pictures);
    if (hindrance.empty()) return pictures;
    fmt::print(stderr, "{}\n", hindrance);
    return {};
}

int bench(Workspace& workspace, const BenchOptions& options) {
    const auto& repository = workspace.repository();
    const auto& exercise = workspace.exercise(options.exercise);
    require_series(repository, exercise);
    const auto file = file_to_time(repository, exercise, options.submission);
    const auto pictures = pictures_of(repository, exercise, options.plot);
    const auto results = Measuring(repository, exercise, file, options.quick).measure();
    const auto drawn = draw(repository, exercise, results, pictures);
    if (options.json)
        print_json(exercise, results, drawn);
    else
        print_text(exercise, options.submission.empty() ? exercise.stub() : file, results, drawn);
    return results.complaint.empty() && !results.wrong() ? 0 : 1;
}

} // namespace

void add_bench(CommandLine& line) {
    line.add("bench", "Speed beside the best library's, and why", declare, bench);
}

} // namespace gemmlings
