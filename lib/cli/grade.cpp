#include "cli/grade.hpp"

#include "cli/class_folder.hpp"
#include "cli/files.hpp"
#include "cli/hash.hpp"
#include "cli/judging_processes.hpp"
#include "cli/result_file.hpp"
#include "cli/text.hpp"
#include "cli/toolchain.hpp"
#include "cli/verdict_json.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <fmt/format.h>
#include <set>
#include <thread>
#include <unistd.h>

namespace gemmlings {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* no_cage = "No cage is in force yet: submissions run with the rights of whoever grades, so "
                                "grade only a class that you trust.";

// ---- where it may be done --------------------------------------------------------------------------------

bool lies_in(const fs::path& path, const fs::path& folder) {
    const auto relative = path.lexically_relative(folder);
    return !relative.empty() && *relative.begin() != "..";
}

/// Results among the submissions would be taken for a student, and the other way round.
void refuse_bad_folders(const fs::path& folder, const fs::path& out) {
    if (!fs::is_directory(folder))
        throw UsageError(fmt::format("There is no folder {}.", folder.string()));
    if (fs::is_directory(folder / "chapters"))
        throw UsageError(fmt::format("{} holds chapters/, so it is one copy of Gemmlings; what is needed is a "
                                     "folder with a folder for each student.",
                                     folder.string()));
    if (fs::exists(out) && !fs::is_directory(out))
        throw UsageError(fmt::format("{} is not a folder.", out.string()));
    const auto submissions = fs::weakly_canonical(folder), results = fs::weakly_canonical(out);
    if (lies_in(results, submissions) || lies_in(submissions, results))
        throw UsageError("The results and the submissions must lie in different folders, neither in the other: "
                         "choose another --out.");
}

ClassFolder read_class(const fs::path& folder) {
    auto result = ClassFolder::read(folder);
    if (result.students.empty())
        throw UsageError(fmt::format("There is no student in {}: it should hold a folder for each.",
                                     folder.string()));
    return result;
}

/// Two gradings into one folder would undo each other. The processes that judge do not inherit this lock, so
/// it is free as soon as we are gone.
class ResultLock {
  public:
    explicit ResultLock(const fs::path& out) {
        std::error_code error;
        fs::create_directories(out, error);
        descriptor = ::open((out / ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (descriptor < 0) throw MachineError(fmt::format("{} cannot be written.", out.string()));
        struct flock whole {};
        whole.l_type = F_WRLCK;
        whole.l_whence = SEEK_SET;
        if (::fcntl(descriptor, F_SETLK, &whole) == 0) return;
        if (errno != EACCES && errno != EAGAIN) return; // a file system without locks
        ::close(descriptor);
        throw UsageError(fmt::format("Another gemmlings is grading into {}.", out.string()));
    }
    ~ResultLock() { ::close(descriptor); }
    ResultLock(const ResultLock&) = delete;
    ResultLock& operator=(const ResultLock&) = delete;

  private:
    int descriptor;
};

// ---- stopping --------------------------------------------------------------------------------------------

volatile std::sig_atomic_t stop_wanted = 0;

/// The first Ctrl-C lets the judgings that run come to their end, the second ends us where we are.
void stop_on_signals() {
    struct sigaction action {};
    action.sa_handler = [](int) { stop_wanted = 1; };
    action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) ::sigaction(signal, &action, nullptr);
}

// ---- grading ---------------------------------------------------------------------------------------------

/// What the tests of an exercise are at present: after a change its verdicts no longer hold.
std::string hash_of_tests(const Repository& repository, const Exercise& exercise) {
    std::string all;
    for (const auto& file : {exercise.header(), exercise.tests() / (exercise.slug + "_test.cpp"),
                             exercise.tests() / (exercise.slug + "_calls.cpp")})
        all += read_text(repository.root / file).value_or("") + '\0';
    for (const auto& family : repository.chapter_of(exercise).forbids) all += family + '\0';
    return hash_of(all);
}

Json verdict_without_judging(const Exercise& exercise, const std::string& reason, bool our_fault) {
    Verdict verdict;
    verdict.outcome = our_fault ? Outcome::not_judged : Outcome::failed;
    verdict.reason = reason;
    verdict.of = exercise.points;
    return to_json(exercise, verdict);
}

class Grading {
  public:
    Grading(const Repository& repository, const fs::path& folder, const fs::path& out,
            const GradeOptions& options)
        : repository(repository), folder(folder), results(out), options(options),
          compiler(Toolchain::read(repository.root).name()) {
        for (const auto& exercise : repository.exercises)
            tests.push_back(hash_of_tests(repository, exercise));
    }

    /// Reads what is known from earlier runs.
    void remember() {
        results.sweep();
        fs::remove_all(work());
        std::vector<std::string> damaged;
        for (auto& result : results.read_all(damaged))
            for (auto& entry : result.entries)
                if (is_judged(entry) && entry.at("key") != "") known.emplace(entry.at("key"), std::move(entry));
        for (const auto& file : damaged)
            fmt::print(stderr, "{} is damaged and counts as missing.\n", harmless(file));
    }

    /// Takes a copy of every file that has to be judged.
    void take_in(const std::vector<std::string>& names) {
        for (const auto& name : names) students.push_back({{name, {}}, 0});
        for (auto& student : students) {
            const auto handed_in = hand_ins(folder / student.result.student, repository.exercises);
            for (std::size_t i = 0; i < handed_in.size(); ++i)
                take_in(student, repository.exercises[i], tests[i], handed_in[i]);
        }
    }

    void judge() {
        fmt::print(stderr, "{} students, {} files to judge.\n", students.size(), tasks.size());
        for (auto& student : students)
            if (student.waiting == 0) finish(student);
        if (tasks.empty()) return;
        build();
        auto failed = judge(all_tasks(), options.jobs > 0 ? options.jobs : cores());
        // Perhaps the machine was too busy: once more, with nothing beside it.
        judge(std::move(failed), 1, true);
        fs::remove_all(work());
    }

    int conclude() {
        for (auto& student : students)
            if (student.waiting > 0) save(student.result);
        results.write_table();
        std::string open;
        for (const auto& student : students)
            if (student.result.not_judged() > 0) open += (open.empty() ? "" : ", ") + student.result.student;
        if (stop_wanted) fmt::print(stderr, "Stopped. The same command goes on from here.\n");
        if (!open.empty())
            fmt::print(stderr, "Not everything could be judged of: {}. Nobody has lost points by that; the same "
                               "command tries again.\n",
                       harmless(open));
        fmt::print("{}\n", (results.out / "grades.csv").string());
        return open.empty() ? 0 : 3;
    }

  private:
    struct Student {
        StudentResult result;
        std::size_t waiting; ///< entries that are not judged yet
    };

    /// One text for one exercise, and all entries that hang on it: a stub that nobody touched costs one
    /// judging a class.
    struct Task {
        const Exercise* exercise;
        fs::path file;
        std::vector<std::pair<Student*, std::size_t>> entries;
    };

    fs::path work() const { return results.out / ".work"; }

    static int cores() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

    /// What a verdict depends on, besides what never changes between two versions of Gemmlings.
    std::string key_of(const Exercise& exercise, const std::string& tests_hash, const std::string& text) const {
        return fmt::format("{} file {} tests {} {} seed {}", exercise.id(), hash_of(text), tests_hash, compiler,
                           options.seed);
    }
};

} // namespace

} // namespace gemmlings
