#include "cli/judging.hpp"
#include "cli/pristine.hpp"
#include "corpus.hpp"
#include "temporary_folder.hpp"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <functional>
#include <set>
#include <thread>
#include <vector>

namespace {

using gemmlings::CaseResult;
using gemmlings::JudgeOptions;
using gemmlings::Outcome;
using gemmlings::Verdict;

/// A file to judge, and what must be said of it.
struct Job {
    const Exercise* exercise;
    fs::path file;
    JudgeOptions options;
    std::string subject;
    std::function<void(const Verdict&, const std::string& subject)> check;
};

bool scores_zero(const CaseResult& one) { return !one.passed || one.points == 0; }

std::string first_complaint(const Verdict& verdict) {
    if (!verdict.reason.empty()) return verdict.reason + "\n" + verdict.compiler_messages;
    for (const auto& one : verdict.cases)
        for (const auto& failure : one.failures) return failure.sentence + "\n" + failure.detail;
    return "no reason is given";
}

std::string joined(const std::set<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
    return text.empty() ? "none" : text;
}

std::set<std::string> diagnoses(const Verdict& verdict) {
    std::set<std::string> found;
    for (const auto& one : verdict.cases)
        for (const auto& failure : one.failures)
            if (!failure.diagnosis.empty()) found.insert(failure.diagnosis);
    return found;
}

std::string first_line(const fs::path& file) {
    std::ifstream text(file);
    std::string line;
    std::getline(text, line);
    return line;
}

/// The answers of one exercise: CUDA files are those of its GPU variant.
std::vector<fs::path> answers_in(const fs::path& folder, const Exercise& exercise) {
    std::vector<fs::path> files;
    if (fs::is_directory(folder))
        for (const auto& entry : fs::directory_iterator(folder))
            if (entry.path().extension() == exercise.extension()) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

class AnswerJobs {
  public:
    AnswerJobs(const Repository& repository, Checks& checks) : repository(repository), checks(checks) {
        for (const auto& exercise : repository.exercises) add(exercise);
    }

    /// As many at once as there are cores.
    void run() {
        std::atomic<std::size_t> next = 0;
        std::vector<std::thread> threads;
        for (unsigned i = 0; i < std::max(1u, std::thread::hardware_concurrency()); ++i)
            threads.emplace_back([&] {
                for (std::size_t job; (job = next++) < jobs.size();) {
                    const auto& [exercise, file, options, subject, check] = jobs[job];
                    check(judge_file(repository, *exercise, file, options), subject);
                }
            });
        for (auto& thread : threads) thread.join();
    }

  private:
    const Repository& repository;
    Checks& checks;
    TemporaryFolder stubs;
    std::vector<Job> jobs;

    void add(const Exercise& exercise) {
        const auto stub = stubs.path / exercise.file_name();
        std::ofstream(stub) << gemmlings::pristine_stub(repository, exercise).value_or("");
        const auto solution = repository.root / exercise.solution(),
                   tests = repository.root / exercise.tests();
        const auto name = [&](const char* what) { return exercise.id() + ": " + what; };
        jobs.push_back({&exercise, stub, {}, name("stub"), [&](auto& v, auto& s) { check_stub(v, s); }});
        jobs.push_back({&exercise, solution, {}, name("solution"), [&exercise, this](auto& v, auto& s) {
                            check_right(v, s);
                            check_points(exercise, v, s);
                        }});
        for (const char* answers : {"zeros", "constant", "nan", "echo", "untouched"})
            jobs.push_back({&exercise, solution, {.answers = answers}, name(answers), [&](auto& v, auto& s) {
                                check_universal(v, s);
                            }});
        for (const auto& file : answers_in(tests / "right", exercise))
            jobs.push_back(
                {&exercise, file, {}, fs::relative(file, repository.root).string(), [&](auto& v, auto& s) {
                     check_right(v, s);
                 }});
        const auto wrong = answers_in(tests / "wrong", exercise);
        checks.that(!wrong.empty(), exercise.id(), "no wrong answer is kept for it");
        for (const auto& file : wrong)
            jobs.push_back({&exercise,
                            file,
                            {},
                            fs::relative(file, repository.root).string(),
                            [file, this](auto& v, auto& s) { check_wrong(file, v, s); }});
    }

    void check_stub(const Verdict& verdict, const std::string& subject) {
        checks.that(verdict.outcome == Outcome::failed && verdict.compiled, subject,
                    "must compile and fail: " + first_complaint(verdict));
        checks.that(verdict.compiler_messages.empty(), subject,
                    "compiles with warnings: " + verdict.compiler_messages);
        checks.that(std::all_of(verdict.cases.begin(), verdict.cases.end(), scores_zero), subject,
                    "earns points");
        checks.that(diagnoses(verdict).empty(), subject, "is diagnosed as " + joined(diagnoses(verdict)));
        for (const auto& one : verdict.cases)
            for (const auto& failure : one.failures)
                checks.that(failure.sentence.find("ended in") == std::string::npos, subject,
                            "crashes: " + failure.sentence);
    }

    void check_right(const Verdict& verdict, const std::string& subject) {
        checks.that(verdict.outcome == Outcome::passed && verdict.points == verdict.of, subject,
                    "must pass: " + first_complaint(verdict));
    }

    void check_points(const Exercise& exercise, const Verdict& verdict, const std::string& subject) {
        int sum = 0;
        for (const auto& one : verdict.cases) sum += one.points;
        checks.that(sum == exercise.points, subject,
                    "its cases have " + std::to_string(sum) + " points, its header says " +
                        std::to_string(exercise.points));
    }

    void check_universal(const Verdict& verdict, const std::string& subject) {
        checks.that(verdict.outcome == Outcome::failed, subject, "must fail: " + first_complaint(verdict));
        for (const auto& one : verdict.cases)
            checks.that(scores_zero(one), subject, "earns the points of \"" + one.name + "\"");
    }

    void check_wrong(const fs::path& file, const Verdict& verdict, const std::string& subject) {
        const auto id = file.stem().string();
        checks.that(first_line(file) == "// @diagnosis " + id, subject, "must open with // @diagnosis " + id);
        checks.that(verdict.outcome == Outcome::failed && verdict.compiled && verdict.points < verdict.of,
                    subject, "must compile and fail: " + first_complaint(verdict));
        const auto found = diagnoses(verdict);
        checks.that(found == std::set{id}, subject, "is diagnosed as " + joined(found) + ", not as " + id);
    }
};

} // namespace

void check_answers(const Repository& repository, Checks& checks) {
    std::vector<const Exercise*> all;
    for (const auto& exercise : repository.exercises) all.push_back(&exercise);
    build_for(repository, all);
    AnswerJobs(repository, checks).run();
}
