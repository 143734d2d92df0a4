#include "cli/commands.hpp"

#include "cli/judging.hpp"
#include "cli/real_gpu.hpp"
#include "cli/real_ranks.hpp"
#include "cli/render.hpp"
#include "cli/text.hpp"
#include "cli/verdict_json.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace gemmlings {

namespace {

struct CheckOptions {
    std::vector<std::string> exercises;
    bool all = false, json = false, gpu = false;
    int mpi = 0;
    std::string submission;
    JudgeOptions judging;
};

void declare(Arguments& arguments, CheckOptions& options) {
    arguments.words("EXERCISE", options.exercises,
                    "Names, numbers or paths; without any the current exercise");
    arguments.flag("--all", options.all, "Every exercise, one line each");
    arguments.option("--submission", "FILE", options.submission, "Judge this file instead of the stub");
    arguments.flag("--json", options.json, "For programs (docs/json.md)");
    arguments.number("--seed", options.judging.seed, "Of the random data (1 unless you say otherwise)");
    arguments.number("--mpi", options.mpi, "On N real ranks, where the exercise is about messages");
    arguments.flag("--gpu", options.gpu, "On a real GPU only, where the exercise is in CUDA C++");
    arguments.flag("--in-process", options.judging.in_process, "No process of its own: for a debugger");
    arguments.flag("--debug", options.judging.debug, "Start gdb on it");
}

std::vector<const Exercise*> chosen(Workspace& workspace, const CheckOptions& options) {
    std::vector<const Exercise*> exercises;
    if (options.all)
        for (const auto& exercise : workspace.repository().exercises) exercises.push_back(&exercise);
    else if (options.exercises.empty())
        exercises.push_back(&workspace.exercise(""));
    for (const auto& name : options.exercises) exercises.push_back(&workspace.exercise(name));
    return exercises;
}

void refuse_contradictions(const CheckOptions& options) {
    if (options.all && !options.exercises.empty())
        throw UsageError("Either name exercises or say --all, not both.");
    if (options.judging.debug && (options.all || options.exercises.size() > 1))
        throw UsageError("--debug takes one exercise.");
    if (options.mpi > 0 && (options.all || options.exercises.size() > 1 || options.json))
        throw UsageError("--mpi takes one exercise, and prints a table for people.");
    if (options.mpi > most_real_ranks)
        throw UsageError(fmt::format("--mpi: {} ranks are {} processes; {} are the most. `./gemmlings check` "
                                     "without it simulates thousands.",
                                     options.mpi, options.mpi, most_real_ranks));
    if (options.gpu && (options.all || options.exercises.size() > 1 || options.json || options.mpi > 0))
        throw UsageError("--gpu takes one exercise, and prints for people; --json without it has the same.");
    if (options.gpu && (options.judging.debug || options.judging.in_process))
        throw UsageError("On a real GPU there is no debugging: leave --debug and --in-process away.");
    if (options.submission.empty()) return;
    if (options.exercises.size() != 1)
        throw UsageError("--submission needs the one exercise that it answers.");
    if (!fs::is_regular_file(options.submission))
        throw UsageError(fmt::format("There is no file {}.", options.submission));
}

/// A stub that is gone is the learner's to bring back, and no reason to stop.
Verdict missing_stub(const Exercise& exercise) {
    Verdict verdict;
    verdict.outcome = Outcome::failed;
    verdict.of = exercise.points;
    verdict.reason = fmt::format("{} is gone; `./gemmlings reset {}` brings the stub back.",
                                 exercise.stub().string(), exercise.name());
    return verdict;
}

/// Only the learner's own file counts as progress.
Verdict judge(Workspace& workspace, const Exercise& exercise, const CheckOptions& options) {
    const auto& repository = workspace.repository();
    if (!options.submission.empty())
        return judge_file(repository, exercise, fs::absolute(options.submission), options.judging);
    const auto stub = repository.root / exercise.stub();
    if (!fs::exists(stub)) return missing_stub(exercise);
    auto verdict = judge_file(repository, exercise, stub, options.judging);
    if (const auto problem = workspace.progress().record(exercise, verdict); !problem.empty())
        fmt::print(stderr, "{}\n", problem);
    return verdict;
}

/// How many ended how.
struct Tally {
    int passed = 0, failed = 0, not_started = 0, not_judged = 0;
    int points = 0, of = 0;

    void count(const Verdict& verdict) {
        if (verdict.outcome == Outcome::passed)
            ++passed;
        else if (verdict.outcome == Outcome::not_judged)
            ++not_judged;
        else
            ++(verdict.untouched ? not_started : failed);
        points += verdict.points;
        of += verdict.of;
    }

    /// What could not be judged leaves the answer open, so it comes first.
    int exit_code() const { return not_judged > 0 ? 3 : failed + not_started > 0 ? 1 : 0; }
};

std::string summary_of(const Tally& tally) {
    auto text =
        fmt::format("{} passed, {} failed, {} not started", tally.passed, tally.failed, tally.not_started);
    if (tally.not_judged > 0) text += fmt::format(", {} not judged", tally.not_judged);
    return text + fmt::format("; {} of {} points", tally.points, tally.of);
}

std::string line_of(const Exercise& exercise, const Verdict& verdict, const Terminal& terminal) {
    std::string status = status_of(verdict);
    std::replace(status.begin(), status.end(), '_', ' ');
    const auto mark = verdict.outcome == Outcome::passed ? Mark::good
                      : verdict.untouched                ? Mark::faint
                                                         : Mark::bad;
    auto line = fmt::format("{:<44} {:>5} points  {}", exercise.id(),
                            fmt::format("{}/{}", verdict.points, verdict.of), terminal.paint(mark, status));
    return verdict.reason.empty() || verdict.untouched ? line : line + ": " + harmless(verdict.reason);
}

/// The exercise, the file that was judged, the verdict.
std::string report_of(const Repository& repository, const Exercise& exercise, const Verdict& verdict,
                      const fs::path& file, const Terminal& terminal) {
    const auto head = fmt::format("{}: {}", exercise.id(), exercise.title);
    const bool gone = !fs::exists(repository.root / file);
    const auto text = gone ? verdict.reason : verdict_text(repository, exercise, verdict, terminal);
    return fmt::format("{}\n{}\n\n{}\n", terminal.paint(Mark::strong, head), file.string(),
                       trimmed_right(text));
}

void print_one(const Repository& repository, const Exercise& exercise, const Verdict& verdict,
               const CheckOptions& options) {
    const auto& terminal = Terminal::out();
    const auto file = options.submission.empty() ? exercise.stub() : fs::absolute(options.submission);
    fmt::print("{}\n", options.all ? line_of(exercise, verdict, terminal)
                                   : report_of(repository, exercise, verdict, file, terminal));
    std::fflush(stdout); // one line as soon as it is known
}

void print_json(const nlohmann::ordered_json& exercises, const Tally& tally) {
    const nlohmann::ordered_json report = {{"exercises", exercises},
                                           {"summary",
                                            {{"passed", tally.passed},
                                             {"failed", tally.failed},
                                             {"not_started", tally.not_started},
                                             {"not_judged", tally.not_judged},
                                             {"points", tally.points},
                                             {"of", tally.of}}}};
    fmt::print("{}\n", dumped(report));
}

fs::path file_to_judge(const Repository& repository, const Exercise& exercise, const CheckOptions& options) {
    return options.submission.empty() ? repository.root / exercise.stub() : fs::absolute(options.submission);
}

int on_real_ranks(Workspace& workspace, const Exercise& exercise, const CheckOptions& options) {
    const auto& repository = workspace.repository();
    const auto file = file_to_judge(repository, exercise, options);
    if (!fs::exists(file)) throw UsageError(missing_stub(exercise).reason);
    const auto result = try_on_real_ranks(repository, exercise, file, options.mpi);
    fmt::print("{}", result.text);
    return result.code;
}

/// @throws UsageError that names the GPU variant, if there is one
void require_cuda(const Repository& repository, const Exercise& exercise) {
    if (exercise.gpu) return;
    for (const auto& other : repository.exercises)
        if (other.variant && other.slug == exercise.slug)
            throw UsageError(
                fmt::format("{} is in C++; its GPU variant is called {}.", exercise.name(), other.name()));
    throw UsageError(fmt::format("{} is in C++, and runs on no GPU.", exercise.name()));
}

/// On the GPU, and nowhere else. Progress is not touched.
int on_real_gpu(Workspace& workspace, const Exercise& exercise, const CheckOptions& options) {
    const auto& repository = workspace.repository();
    require_cuda(repository, exercise);
    const auto file = file_to_judge(repository, exercise, options);
    if (!fs::exists(file)) throw UsageError(missing_stub(exercise).reason);
    const auto gpu = find_gpu(repository);
    if (!gpu.missing.empty()) {
        fmt::print("skipped: {}; see `./gemmlings doctor`.\n", gpu.missing);
        return 3;
    }
    const auto report = judge_on_gpu(repository, exercise, file, gpu, options.judging.seed);
    fmt::print("{}\n\n{}", exercise.id(), gpu_text(repository, report, Terminal::out()));
    return report.exit_code();
}

/// What a GPU says of a file that the simulator has judged: only where somebody looks at this one file, and
/// there is something to run.
std::optional<GpuReport> also_on_gpu(const Repository& repository, const Exercise& exercise,
                                     const Verdict& verdict, const CheckOptions& options) {
    const bool in_debugger = options.judging.in_process || options.judging.debug;
    if (!exercise.gpu || options.all || in_debugger || !verdict.compiled || verdict.untouched) return {};
    return judge_on_gpu(repository, exercise, file_to_judge(repository, exercise, options),
                        find_gpu(repository), options.judging.seed);
}

int check(Workspace& workspace, const CheckOptions& options) {
    refuse_contradictions(options);
    const auto exercises = chosen(workspace, options);
    if (options.mpi > 0) return on_real_ranks(workspace, *exercises.front(), options);
    if (options.gpu) return on_real_gpu(workspace, *exercises.front(), options);
    std::map<const Exercise*, std::string> broken;
    if (exercises.size() == 1)
        build_for(workspace.repository(), exercises);
    else
        broken = build_what_can_be_built(workspace.repository(), exercises);
    Tally tally;
    auto json = nlohmann::ordered_json::array();
    for (const auto* exercise : exercises) {
        const auto unbuilt = broken.find(exercise);
        const auto verdict = unbuilt == broken.end() ? judge(workspace, *exercise, options)
                                                     : not_judged(*exercise, unbuilt->second);
        tally.count(verdict);
        if (!options.json) print_one(workspace.repository(), *exercise, verdict, options);
        const auto on_gpu = also_on_gpu(workspace.repository(), *exercise, verdict, options);
        if (options.json) {
            json.push_back(to_json(*exercise, verdict));
            if (on_gpu) json.back()["on_gpu"] = to_json(*on_gpu);
        } else if (on_gpu) {
            fmt::print("{}\n", gpu_text(workspace.repository(), *on_gpu, Terminal::out()));
        }
    }
    if (options.json)
        print_json(json, tally);
    else if (exercises.size() > 1)
        fmt::print("{}\n", summary_of(tally));
    return tally.exit_code();
}

} // namespace

void add_check(CommandLine& line) { line.add("check", "Judge exercises", declare, check); }

} // namespace gemmlings
