#include "cli/commands.hpp"

#include "cli/bench/gnuplot.hpp"
#include "cli/bench/kernels.hpp"
#include "cli/bench/messages.hpp"
#include "cli/bench/program.hpp"
#include "cli/bench/times.hpp"
#include "cli/pristine.hpp"
#include "cli/toolchain.hpp"
#include "cli/verdict_json.hpp"

#include <fmt/format.h>
#include <memory>

namespace gemmlings {

namespace {

struct BenchOptions {
    std::string exercise, submission, plot, device;
    bool quick = false, json = false;
};

void declare(Arguments& arguments, BenchOptions& options) {
    arguments.word("EXERCISE", options.exercise, "Name, number or path; without it the current exercise");
    arguments.option("--submission", "FILE", options.submission, "Measure this file instead of the stub");
    arguments.option("--plot", "FILE", options.plot,
                     "Draw into FILE, an .svg or .png; else both, in build/bench");
    arguments.option("--device", "GPU", options.device,
                     "Whose roofs a kernel is drawn under: T4, A100 or H100");
    arguments.flag("--quick", options.quick, "Small problems only: a first look, in seconds");
    arguments.flag("--json", options.json, "For programs (docs/json.md)");
    arguments.more(
        "Times one thread of your code beside one of the best library here; counts what a kernel asks "
        "of the memory of a simulated GPU; or follows the messages of a simulated cluster. Shown, never "
        "graded.");
}

// ---- what can be measured --------------------------------------------------------------------------------

/// The exercises of which this is measured, as a part of a sentence; empty if there are none.
std::string measured_ones(const Repository& repository, Measured what, const char* words) {
    std::string names;
    for (const auto& exercise : repository.exercises)
        if (what_is_measured(repository, exercise) == what)
            names += (names.empty() ? "" : ", ") + exercise.name();
    return names.empty() ? "" : fmt::format(" {}: {}.", words, names);
}

Measured required_measurement(const Repository& repository, const Exercise& exercise) {
    if (const auto what = what_is_measured(repository, exercise)) return *what;
    throw UsageError(fmt::format(
        "Nothing is measured in {}.{}{}{}", exercise.name(),
        measured_ones(repository, Measured::times, "Timed beside the best library here"),
        measured_ones(repository, Measured::kernels, "Counted on the simulated GPU"),
        measured_ones(repository, Measured::messages, "Followed in the time of a simulated cluster")));
}

fs::path file_to_measure(const Repository& repository, const Exercise& exercise,
                         const std::string& submission) {
    const auto file = submission.empty() ? repository.root / exercise.stub() : fs::absolute(submission);
    if (fs::is_regular_file(file)) return file;
    if (!submission.empty()) throw UsageError(fmt::format("There is no file {}.", submission));
    throw UsageError(fmt::format("{} is gone; `./gemmlings reset {}` brings the stub back.",
                                 exercise.stub().string(), exercise.name()));
}

/// Where pictures go: the beginnings of their names, and the ends.
struct Place {
    fs::path stem;
    std::vector<std::string> extensions;
};

Place place_of_pictures(const Repository& repository, const Exercise& exercise, const std::string& plot) {
    if (plot.empty())
        return {Toolchain::read(repository.root).build / "bench" / exercise.name(), {".svg", ".png"}};
    const auto extension = fs::path(plot).extension();
    if (extension != ".svg" && extension != ".png")
        throw UsageError("--plot takes the name of a file that ends in .svg or .png.");
    return {fs::absolute(plot).replace_extension(), {extension.string()}};
}

// ---- measuring -------------------------------------------------------------------------------------------

std::unique_ptr<BenchResults> results_for(Measured what, const BenchOptions& options) {
    switch (what) {
    case Measured::kernels:
        return std::make_unique<BenchKernels>(options.device.empty() ? devices().front()
                                                                     : device_named(options.device));
    case Measured::messages:
        return std::make_unique<BenchMessages>();
    default:
        return std::make_unique<BenchTimes>();
    }
}

/// Compiler and flags. Kernels are not optimised.
std::string compiler_for(const Repository& repository, Measured what) {
    const auto toolchain = Toolchain::read(repository.root);
    auto text = toolchain.name();
    if (what != Measured::kernels)
        for (const auto& flag : toolchain.optimization) text += " " + flag;
    return text;
}

void measure(BenchResults& results, Measured what, const Repository& repository, const Exercise& exercise,
             const fs::path& file, bool quick) {
    results.compiler = compiler_for(repository, what);
    if (is_pristine(repository, exercise, file)) {
        results.complaint = "This is still the stub, which computes nothing yet.";
        return;
    }
    fmt::print(stderr, "Measuring {}, {} …\n", exercise.name(),
               quick || what != Measured::times ? "a few seconds" : "about 15 s");
    results.measure(repository, exercise, file, quick);
}

// ---- the command -----------------------------------------------------------------------------------------

void print_json(const Exercise& exercise, const BenchResults& results, const Drawn& drawn) {
    nlohmann::ordered_json json = {{"id", exercise.id()}, {"title", exercise.title}};
    json.update(results.in_json());
    json["pictures"] = nlohmann::ordered_json::array();
    for (const auto& picture : drawn.files) json["pictures"].push_back(picture.string());
    fmt::print("{}\n", dumped(json));
}

void print_text(const Exercise& exercise, const fs::path& file, const BenchResults& results,
                const Drawn& drawn) {
    const auto& terminal = Terminal::out();
    fmt::print("{}\n{}\n\n{}", terminal.paint(Mark::strong, exercise.id() + ": " + exercise.title),
               file.string(), results.text(terminal));
    for (const auto& picture : drawn.files) fmt::print("{}\n", picture.string());
}

int bench(Workspace& workspace, const BenchOptions& options) {
    const auto& repository = workspace.repository();
    const auto& exercise = workspace.exercise(options.exercise);
    const auto what = required_measurement(repository, exercise);
    const auto file = file_to_measure(repository, exercise, options.submission);
    const auto place = place_of_pictures(repository, exercise, options.plot);
    const auto results = results_for(what, options);
    measure(*results, what, repository, exercise, file, options.quick);
    const auto drawn = draw(repository, results->pictures(exercise), place.stem, place.extensions);
    if (!drawn.hindrance.empty()) fmt::print(stderr, "{}\n", drawn.hindrance);
    if (options.json)
        print_json(exercise, *results, drawn);
    else
        print_text(exercise, options.submission.empty() ? exercise.stub() : file, *results, drawn);
    return results->right() ? 0 : 1;
}

} // namespace

void add_bench(CommandLine& line) {
    line.add("bench", "Speed, traffic or messages of your code, and what limits it", declare, bench);
}

} // namespace gemmlings
