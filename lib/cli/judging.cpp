#include "cli/judging.hpp"

#include "cli/nvcc.hpp"
#include "cli/pristine.hpp"
#include "cli/real_gpu.hpp"
#include "cli/submission.hpp"
#include "cli/waiting_compiler.hpp"

#include <chrono>
#include <cstdio>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gemmlings {

namespace {

using Clock = std::chrono::steady_clock;
using nlohmann::json;

/// The judge lets a submission run 60 s in all, and 300 s on a real GPU; that is long over when this is.
double judge_seconds(const JudgeOptions& options) { return options.gpu ? 400 : 120; }

fs::path module(const Toolchain& toolchain, const Exercise& exercise, const char* name) {
    const auto folder = toolchain.build / "modules" / exercise.chapter / exercise.folder;
    return (exercise.gpu ? folder / "gpu" : folder) / name;
}

// ---- building --------------------------------------------------------------------------------------------

/// When the newest of what a build depends on was written.
fs::file_time_type newest_source(const Repository& repository, const Exercise& exercise) {
    auto newest = fs::last_write_time(repository.root / "CMakeLists.txt");
    const auto consider = [&](const fs::path& file) {
        std::error_code ignored;
        const auto time = fs::last_write_time(file, ignored);
        if (!ignored && time > newest) newest = time;
    };
    for (const char* library :
         {"lib/judge", "lib/matrix", "lib/trace", "lib/fibers", "lib/gpu", "lib/cluster"})
        for (const auto& entry : fs::directory_iterator(repository.root / library)) consider(entry.path());
    consider(repository.root / exercise.header());
    for (const auto& entry : fs::directory_iterator(repository.root / exercise.tests()))
        consider(entry.path());
    return newest;
}

/// A file whose time says when the exercise was last found up to date.
fs::path stamp(const Toolchain& toolchain, const Exercise& exercise) {
    return module(toolchain, exercise, "built");
}

bool up_to_date(const Repository& repository, const Toolchain& toolchain, const Exercise& exercise) {
    std::error_code missing;
    const auto built = fs::last_write_time(stamp(toolchain, exercise), missing);
    return !missing && newest_source(repository, exercise) < built;
}

/// Only one gemmlings builds at a time; a second one says so and waits.
class BuildLock {
  public:
    BuildLock(const fs::path& build, Haste haste)
        : descriptor(::open((build / "lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0644)) {
        if (descriptor < 0) throw MachineError("The build folder " + build.string() + " cannot be written.");
        if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return;
        if (haste == Haste::now) std::fputs("Waiting for a build that is under way …\n", stderr);
        ::flock(descriptor, LOCK_EX);
    }
    ~BuildLock() { ::close(descriptor); }
    BuildLock(const BuildLock&) = delete;
    BuildLock& operator=(const BuildLock&) = delete;

  private:
    int descriptor;
};

/// The lines of a build's output that say what went wrong, or its end.
std::string reason_in(const std::string& output) {
    const auto at = output.find("error");
    const auto start = at == std::string::npos ? std::string::npos : output.rfind('\n', at);
    const auto text = output.substr(start == std::string::npos ? 0 : start + 1);
    return text.substr(0, 1500);
}

/// Builds targets while the lock is held. `subject` begins the sentence that says it was not possible.
void build(const Toolchain& toolchain, const std::vector<std::string>& targets, Haste haste,
           const std::string& subject) {
    std::vector<std::string> command{"cmake", "--build", toolchain.build.string(), "--target"};
    command.insert(command.end(), targets.begin(), targets.end());
    if (haste == Haste::ahead) {
        command.insert(command.begin(), {"nice", "-n", "19"});
        command.insert(command.end(), {"--parallel", "1"});
    }
    const auto built = run(command, {.seconds = 3600});
    if (!built.ok())
        throw MachineError(subject + " could not be built:\n" + reason_in(built.out + built.err));
}

// ---- the verdict -----------------------------------------------------------------------------------------

std::vector<std::string> judge_command(const Repository& repository, const Toolchain& toolchain,
                                       const Exercise& exercise, const fs::path& file,
                                       const JudgeOptions& options) {
    std::vector<std::string> command{
        (toolchain.build / "bin" / "judge").string(),
        "--tests",
        module(toolchain, exercise, "test.so").string(),
        "--calls",
        module(toolchain, exercise, options.gpu ? "device.so" : "calls.so").string(),
        "--data",
        (repository.root / "data").string(),
        "--seed",
        std::to_string(options.seed),
        "--limit",
        std::to_string(exercise.cpu_seconds)};
    const auto add = [&](const char* name, const std::string& value) {
        command.insert(command.end(), {name, value});
    };
    const auto runner = toolchain.build / "bin" / (options.gpu ? "device_runner" : "runner");
    if (!options.in_process && !options.debug) add("--runner", runner.string());
    if (!options.answers.empty()) add("--answers", options.answers);
    add("--source", file.string());
    if (exercise.gpu) add("--backend", options.gpu ? "gpu" : "simulated_gpu");
    for (const auto& family : repository.chapter_of(exercise).forbids) add("--forbids", family);
    for (const auto& family : exercise.forbids) add("--forbids", family);
    for (const auto& tool : exercise.tools) add("--tools", tool);
    return command;
}

CaseResult case_from(const json& line) {
    CaseResult result{line.at("case"), line.at("points"), line.at("passed"), {}, {}};
    for (const auto& finding : line.at("findings"))
        result.failures.push_back({finding.at("sentence"), finding.at("detail"), finding.at("diagnosis"),
                                   finding.at("hint"), finding.at("out_of_time")});
    if (line.contains("remarks")) line.at("remarks").get_to(result.remarks);
    result.open = line.value("open", "");
    return result;
}

/// Cases whose verdict is open count neither way; where all are, nothing was judged.
void conclude_cases(Verdict& verdict) {
    int judged = 0, passed = 0;
    for (const auto& one : verdict.cases) {
        judged += one.open.empty() ? 1 : 0;
        passed += one.passed ? 1 : 0;
        verdict.points += one.passed ? one.points : 0;
    }
    if (judged > 0)
        verdict.outcome = passed == judged ? Outcome::passed : Outcome::failed;
    else
        verdict.reason = verdict.cases.empty() ? "The exercise has no cases." : verdict.cases.front().open;
}

/// Reads the judge's lines into the verdict; it counts only if the judge came to its end.
void read_report(const Finished& finished, Verdict& verdict) {
    bool done = false;
    std::istringstream lines(finished.out);
    for (std::string line; std::getline(lines, line);) {
        const auto report = json::parse(line, nullptr, false);
        if (report.is_discarded()) break;
        if (report.contains("case")) verdict.cases.push_back(case_from(report));
        if (!report.contains("done")) continue;
        done = true;
        verdict.printed = report.value("printed", "");
        verdict.reason = report.value("trouble", "");
    }
    if (!done && verdict.reason.empty())
        verdict.reason = "The judge itself ended early (exit code " + std::to_string(finished.code) +
                         "); the exercise was not judged. Try again, and report it if it happens twice.";
    if (!verdict.reason.empty()) return; // not judged
    conclude_cases(verdict);
}

Verdict begin_verdict(const Exercise& exercise, const Toolchain& toolchain, const JudgeOptions& options) {
    Verdict verdict;
    verdict.of = exercise.points;
    verdict.backend = options.gpu ? options.gpu->name : exercise.gpu ? "simulated GPU" : "cpu";
    verdict.compiler = options.gpu ? "nvcc " + toolchain.nvcc_version : toolchain.name();
    verdict.seed = options.seed;
    return verdict;
}

/// The second build of a submission, where its memory traffic is graded.
class Instrumented {
  public:
    Instrumented(const Repository& repository, const Toolchain& toolchain, const Exercise& exercise,
                 const fs::path& file) {
        if (!exercise.traffic) return;
        bench.emplace(toolchain);
        const auto compiled = compile(repository, toolchain, exercise, file, *bench, {.instrumented = true});
        if (compiled.our_fault) throw MachineError(compiled.complaint);
        line = compiled.complaint.empty() ? compiled.object.string()
                                          : "!" + compiled.complaint + first_error(compiled.messages);
    }

    std::string line; ///< for the judge: its path, or "!" and why there is none

  private:
    std::optional<Workbench> bench;

    /// The plain build has gone well: what is wrong with this one the learner sees nowhere else.
    static std::string first_error(const std::string& messages) {
        std::istringstream lines(messages);
        for (std::string text; std::getline(lines, text);)
            if (text.find("error:") != std::string::npos) return " " + text;
        return "";
    }
};

/// Lets a judge that waits have the submission, or takes note that there is none.
void conclude(const Repository& repository, const Toolchain& toolchain, const Exercise& exercise,
              const fs::path& file, const Compiled& compiled, const JudgeOptions& options, Child& judge,
              Verdict& verdict) {
    verdict.compiler_messages = compiled.messages;
    verdict.compiled = compiled.complaint.empty();
    if (verdict.compiled) {
        judge.write(compiled.object.string() + "\n");
        // The plain build is being judged while the second one is compiled.
        const Instrumented second(repository, toolchain, exercise, file);
        judge.write(second.line + "\n");
        read_report(judge.finish(judge_seconds(options)), verdict);
    } else {
        judge.kill();
        verdict.reason = compiled.complaint;
        verdict.outcome = compiled.our_fault ? Outcome::not_judged : Outcome::failed;
    }
    if (verdict.outcome == Outcome::failed && verdict.points == 0)
        verdict.untouched = is_pristine(repository, exercise, file);
}

/// By nvcc for a real GPU, and otherwise as the exercise demands.
Compiled compile_as_asked(const Repository& repository, const Toolchain& toolchain, const Exercise& exercise,
                          const fs::path& file, const Workbench& bench, const JudgeOptions& options) {
    if (options.gpu)
        return compile_with_nvcc(repository, toolchain, exercise, file, options.gpu->architecture, bench);
    return compile(repository, toolchain, exercise, file, bench, {.debug = options.in_process});
}

double milliseconds_since(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

/// Leaves what was judged where an editor's debugger looks for it (.vscode/launch.json): build/debug.
void leave_for_debugger(const Toolchain& toolchain, const Exercise& exercise, const Compiled& compiled) {
    const auto folder = toolchain.build / "debug";
    fs::create_directories(folder);
    const auto copy = [&](const fs::path& from, const char* name) {
        fs::copy_file(from, folder / name, fs::copy_options::overwrite_existing);
    };
    for (const char* name : {"test.so", "calls.so"}) copy(module(toolchain, exercise, name), name);
    copy(compiled.object, "submission.so");
}

/// Runs the judge with the terminal as its own, under gdb where that is asked for.
Verdict judge_at_terminal(const Repository& repository, const Toolchain& toolchain, const Exercise& exercise,
                          const fs::path& file, const Compiled& compiled, const JudgeOptions& options) {
    auto command = judge_command(repository, toolchain, exercise, file, options);
    command.insert(command.end(), {"--submission", compiled.object.string()});
    // The debugger stops where a check fails, with the test's stack above it.
    const std::vector<std::string> gdb{
        "gdb", "-q",  "-ex",   "set breakpoint pending on", "-ex", "break judge::record",
        "-ex", "run", "--args"};
    command.insert(command.begin(), gdb.begin(), gdb.end());
    const auto finished = run(command, {.seconds = 1e6, .inherit = true});
    return not_judged(exercise, finished.code == 127
                                    ? "gdb could not be started: install it, see `./gemmlings doctor`."
                                    : "The debugger has ended; nothing was judged.");
}

} // namespace

Verdict not_judged(const Exercise& exercise, const std::string& reason) {
    Verdict verdict;
    verdict.of = exercise.points;
    verdict.reason = reason;
    return verdict;
}

void build_for(const Repository& repository, const std::vector<const Exercise*>& exercises, Haste haste) {
    const auto toolchain = Toolchain::read(repository.root);
    std::vector<const Exercise*> stale;
    for (const auto* exercise : exercises)
        if (!up_to_date(repository, toolchain, *exercise)) stale.push_back(exercise);
    if (stale.empty()) return;
    const BuildLock lock(toolchain.build, haste);
    // Who held the lock before us may have built the same.
    std::erase_if(stale, [&](const auto* exercise) { return up_to_date(repository, toolchain, *exercise); });
    if (stale.empty()) return;
    std::vector<std::string> targets;
    for (const auto* exercise : stale) targets.push_back(exercise->stem());
    if (haste == Haste::now)
        std::fprintf(
            stderr, stale.size() == 1 ? "Building what %s needs …\n" : "Building what %s and others need …\n",
            stale[0]->name().c_str());
    const auto begun = fs::file_time_type::clock::now();
    build(toolchain, targets, haste, "The judge of " + stale[0]->id());
    for (const auto* exercise : stale) {
        const auto file = stamp(toolchain, *exercise);
        ::close(::open(file.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0644));
        fs::last_write_time(file, begun);
    }
}

namespace {

/// Why these judges cannot be built; empty if they are.
std::string why_not_built(const Repository& repository, const std::vector<const Exercise*>& exercises) try {
    build_for(repository, exercises);
    return "";
} catch (const MachineError& error) {
    return error.what();
}

} // namespace

std::map<const Exercise*, std::string>
build_what_can_be_built(const Repository& repository, const std::vector<const Exercise*>& exercises) {
    std::map<const Exercise*, std::string> broken;
    if (why_not_built(repository, exercises).empty()) return broken; // all at once is fastest
    for (const auto* exercise : exercises)
        if (const auto why = why_not_built(repository, {exercise}); !why.empty()) {
            std::fprintf(stderr, "%s\n", why.c_str());
            broken.emplace(exercise, why);
        }
    return broken;
}

namespace {

/// Builds `file`, and says so if it is the first time.
void build_file(const Toolchain& toolchain, const fs::path& file, const std::string& target,
                const std::string& what, const std::string& subject) {
    const BuildLock lock(toolchain.build, Haste::now);
    if (!fs::exists(file))
        std::fprintf(stderr, "Building what the %s needs, which happens once …\n", what.c_str());
    build(toolchain, {target}, Haste::now, subject);
}

/// Builds a module beside those that judge.
fs::path build_module(const Repository& repository, const Exercise& exercise, const std::string& kind,
                      const std::string& what) {
    const auto toolchain = Toolchain::read(repository.root);
    const auto file = module(toolchain, exercise, (kind + ".so").c_str());
    build_file(toolchain, file, exercise.stem() + "_" + kind, what, "The " + what + " of " + exercise.id());
    return file;
}

} // namespace

fs::path build_series(const Repository& repository, const Exercise& exercise) {
    return build_module(repository, exercise, "bench", "measurement");
}

fs::path build_trials(const Repository& repository, const Exercise& exercise) {
    return build_module(repository, exercise, "mpi", "trial on real ranks");
}

fs::path build_device_runner(const Repository& repository) {
    const auto toolchain = Toolchain::read(repository.root);
    const auto program = toolchain.build / "bin" / "device_runner";
    build_file(toolchain, program, "device_runner", "run on the GPU", "The runner for the GPU");
    return program;
}

void build_for_gpu(const Repository& repository, const Exercise& exercise) {
    build_for(repository, {&exercise});
    build_module(repository, exercise, "device", "run on the GPU");
}

Verdict judge_file(const Repository& repository, const Exercise& exercise, const fs::path& file,
                   const JudgeOptions& options) try {
    const auto start = Clock::now();
    const auto toolchain = Toolchain::read(repository.root);
    Verdict verdict = begin_verdict(exercise, toolchain, options);
    if (!fs::exists(file)) {
        verdict.reason = file.string() + " does not exist.";
        return verdict;
    }
    const Workbench bench(toolchain);
    if (options.debug) {
        const auto compiled = compile(repository, toolchain, exercise, file, bench, {.debug = true});
        if (compiled.complaint.empty())
            return judge_at_terminal(repository, toolchain, exercise, file, compiled, options);
        verdict.reason = compiled.complaint;
        verdict.compiler_messages = compiled.messages;
        return verdict;
    }
    // The judge and its runner start while the compiler works.
    Child judge(judge_command(repository, toolchain, exercise, file, options));
    if (!judge.running()) return not_judged(exercise, "The judge is not built: run `./gemmlings doctor`.");
    auto compiled = compile_as_asked(repository, toolchain, exercise, file, bench, options);
    if (compiled.stale_headers) { // a package was upgraded under them
        fs::remove(stamp(toolchain, exercise));
        build_for(repository, {&exercise});
        compiled = compile_as_asked(repository, toolchain, exercise, file, bench, options);
    }
    if (options.in_process && compiled.complaint.empty()) leave_for_debugger(toolchain, exercise, compiled);
    conclude(repository, toolchain, exercise, file, compiled, options, judge, verdict);
    verdict.milliseconds = milliseconds_since(start);
    return verdict;
} catch (const std::exception& error) {
    return not_judged(exercise, error.what());
}

struct WarmJudge::State {
    const Repository& repository;
    const Exercise& exercise;
    JudgeOptions options;
    Toolchain toolchain;
    std::unique_ptr<WaitingCompiler> compiler;
    Child judge;
    fs::file_time_type built; ///< what they have read
};

WarmJudge::WarmJudge(const Repository& repository, const Exercise& exercise, JudgeOptions options)
    : state(new State{
          repository, exercise, std::move(options), Toolchain::read(repository.root), nullptr, {}, {}}) {
    prepare();
}

void WarmJudge::prepare() {
    std::error_code missing;
    const auto built = fs::last_write_time(stamp(state->toolchain, state->exercise), missing);
    if (state->compiler && built == state->built) return;
    state->built = built;
    state->compiler = std::make_unique<WaitingCompiler>(state->repository, state->toolchain, state->exercise);
    state->judge = Child(judge_command(state->repository, state->toolchain, state->exercise,
                                       state->repository.root / state->exercise.stub(), state->options));
}

WarmJudge::~WarmJudge() = default;
WarmJudge::WarmJudge(WarmJudge&&) noexcept = default;
WarmJudge& WarmJudge::operator=(WarmJudge&&) noexcept = default;

Verdict WarmJudge::judge(const fs::path& file) try {
    const auto start = Clock::now();
    prepare();
    const auto compiler = std::move(state->compiler); // good for one file
    Child judge = std::move(state->judge);
    const auto compiled = compiler->finish(file);
    if (compiled.stale_headers) return judge_file(state->repository, state->exercise, file, state->options);
    Verdict verdict = begin_verdict(state->exercise, state->toolchain, state->options);
    conclude(state->repository, state->toolchain, state->exercise, file, compiled, state->options, judge,
             verdict);
    verdict.milliseconds = milliseconds_since(start);
    return verdict;
} catch (const std::exception& error) {
    return not_judged(state->exercise, error.what());
}

} // namespace gemmlings
