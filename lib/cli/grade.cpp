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
#include <map>
#include <set>
#include <string_view>
#include <thread>
#include <unistd.h>

namespace gemmlings {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* no_cage = "No cage is in force yet: submissions run with the rights of whoever grades, "
                                "so grade only a class that you trust.";

/// A name as it may be shown: folders are called as strangers like.
std::string one_line(const std::string& name) {
    auto text = harmless(name);
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
}

// ---- where it may be done --------------------------------------------------------------------------------

bool lies_in(const fs::path& path, const fs::path& folder) {
    const auto relative = path.lexically_relative(folder);
    return !relative.empty() && *relative.begin() != "..";
}

/// Results among the submissions would be taken for a student, and the other way round.
void refuse_bad_folders(const fs::path& folder, const fs::path& out) {
    if (!fs::is_directory(folder)) throw UsageError(fmt::format("There is no folder {}.", folder.string()));
    if (fs::is_directory(folder / "chapters"))
        throw UsageError(
            fmt::format("{} holds chapters/, so it is one copy of Gemmlings; what is needed is a "
                        "folder with a folder for each student.",
                        folder.string()));
    if (fs::exists(out) && !fs::is_directory(out))
        throw UsageError(fmt::format("{} is not a folder.", out.string()));
    const auto submissions = fs::weakly_canonical(folder), results = fs::weakly_canonical(out);
    if (lies_in(results, submissions) || lies_in(submissions, results))
        throw UsageError(
            "The results and the submissions must lie in different folders, neither in the other: "
            "choose another --out.");
}

ClassFolder read_class(const fs::path& folder) {
    auto result = ClassFolder::read(folder);
    if (result.students.empty())
        throw UsageError(
            fmt::format("There is no student in {}: it should hold a folder for each.", folder.string()));
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

void want_stop(int) {
    stop_wanted = 1;
    constexpr std::string_view text = "\nFinishing what is being judged; Ctrl-C again ends at once.\n";
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), text.size());
}

/// The first Ctrl-C lets the judgings that run come to their end, the second ends us where we are.
void stop_on_signals() {
    struct sigaction action {};
    action.sa_handler = want_stop;
    action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
    for (const int signal : {SIGINT, SIGTERM}) ::sigaction(signal, &action, nullptr);
}

// ---- verdicts --------------------------------------------------------------------------------------------

/// What the tests of an exercise are at present: when they change, verdicts no longer hold.
std::string hash_of_tests(const Repository& repository, const Exercise& exercise) {
    std::set<fs::path> files{repository.root / exercise.header()};
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(repository.root / exercise.tests(), none))
        files.insert(entry.path()); // those in wrong/ and right/ judge nobody
    std::string all;
    for (const auto& file : files) all += read_text(file).value_or("") + '\0';
    for (const auto& family : repository.chapter_of(exercise).forbids) all += family + '\0';
    return hash_of(all);
}

/// Until it is judged, and for good if there is nothing to judge.
Json first_verdict(const Exercise& exercise, const HandIn& hand_in) {
    const bool open = hand_in.text || hand_in.our_fault;
    Verdict verdict;
    verdict.outcome = open ? Outcome::not_judged : Outcome::failed;
    verdict.reason = hand_in.text ? "Not judged yet." : hand_in.complaint;
    verdict.of = exercise.points;
    auto json = to_json(exercise, verdict);
    if (hand_in.file.empty() && !open) json["status"] = "not_handed_in";
    return json;
}

Json entry_of(Json verdict, const HandIn& hand_in, const std::string& key) {
    auto others = Json::array();
    for (const auto& file : hand_in.others) others.push_back(file.string());
    verdict["file"] = hand_in.file.string();
    verdict["also_found"] = others;
    verdict["key"] = key;
    return verdict;
}

/// Whether the judging should be repeated with nothing beside it, before it counts: what could not be judged,
/// and what ran out of time, may have met a machine that was too busy.
bool deserves_another(const Json& verdict) {
    if (!is_judged(verdict)) return true;
    for (const auto& one : verdict.at("cases"))
        for (const auto& failure : one.at("failures"))
            if (failure.at("out_of_time")) return true;
    return false;
}

// ---- the class -------------------------------------------------------------------------------------------

class Grading {
  public:
    Grading(const Repository& repository, const fs::path& out, const GradeOptions& options)
        : repository(repository), results(out), options(options),
          compiler(Toolchain::read(repository.root).name()) {}

    /// Reads what is known from earlier runs.
    void remember() {
        results.sweep();
        fs::remove_all(work());
        std::vector<std::string> damaged;
        for (auto& result : results.read_all(damaged))
            for (auto& entry : result.entries)
                if (is_judged(entry)) known.emplace(entry.at("key"), entry);
        known.erase(""); // nothing that was judged
        for (const auto& file : damaged)
            fmt::print(stderr, "students/{} is damaged, and counts as missing.\n", one_line(file));
    }

    /// Takes a copy of all that has to be judged.
    void take_in(const fs::path& folder, const std::vector<std::string>& names) {
        std::vector<std::string> tests;
        for (const auto& exercise : repository.exercises)
            tests.push_back(hash_of_tests(repository, exercise));
        for (const auto& name : names) students.push_back({{name, {}}});
        for (auto& student : students) {
            const auto all = hand_ins(folder / student.result.student, repository.exercises);
            for (std::size_t i = 0; i < all.size(); ++i)
                add(student, repository.exercises[i], tests[i], all[i]);
        }
    }

    void judge() {
        fmt::print(stderr, "{} students, {} files to judge.\n", students.size(), tasks.size());
        for (auto& student : students)
            if (student.waiting == 0) finish(student);
        const auto doubtful = judge(build(), options.jobs > 0 ? options.jobs : cores(), false);
        judge(doubtful, 1, true);
        fs::remove_all(work());
    }

    /// Returns the exit code.
    int conclude() {
        std::string open;
        for (auto& student : students) {
            if (student.waiting > 0) save(student.result);
            if (student.result.not_judged() > 0)
                open += (open.empty() ? "" : ", ") + one_line(student.result.student);
        }
        results.write_table();
        if (!open.empty())
            fmt::print(
                stderr,
                "{} Not everything is judged of: {}. Nobody loses points by that; the same command goes "
                "on from here.\n",
                stop_wanted ? "Stopped." : "Done.", open);
        fmt::print("{}\n", (results.out / "grades.csv").string());
        return open.empty() ? 0 : 3;
    }

  private:
    struct Student {
        StudentResult result;
        std::size_t waiting = 0; ///< entries that have no verdict yet
    };

    /// One text, and the entries of all students who handed it in: a stub that nobody touched costs one
    /// judging a class.
    struct Task {
        const Exercise* exercise;
        fs::path file;
        std::vector<std::pair<Student*, std::size_t>> entries;
    };

    fs::path work() const { return results.out / ".work"; }

    static int cores() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

    /// All that a verdict depends on, and that changes in the life of a class.
    std::string key_of(const Exercise& exercise, const std::string& tests, const std::string& text) const {
        return fmt::format("{} file {} tests {} {} seed {}", exercise.id(), hash_of(text), tests, compiler,
                           options.seed);
    }

    void add(Student& student, const Exercise& exercise, const std::string& tests, const HandIn& hand_in) {
        const auto key = hand_in.text ? key_of(exercise, tests, *hand_in.text) : "";
        const auto verdict = known.find(key);
        if (hand_in.text && verdict == known.end()) wait_for(key, student, exercise, *hand_in.text);
        student.result.entries.push_back(entry_of(
            verdict == known.end() ? first_verdict(exercise, hand_in) : verdict->second, hand_in, key));
    }

    /// The student's next entry waits for the verdict on this text.
    void wait_for(const std::string& key, Student& student, const Exercise& exercise,
                  const std::string& text) {
        const auto [place, is_new] = task_of_key.emplace(key, tasks.size());
        if (is_new) {
            const auto file = work() / hash_of(text) / exercise.stub().filename();
            write_text(file, text);
            tasks.push_back({&exercise, file, {}});
        }
        tasks[place->second].entries.emplace_back(&student, student.result.entries.size());
        ++student.waiting;
    }

    /// Builds what is needed, and returns the tasks that can be judged. An exercise that cannot be built is
    /// judged for nobody.
    std::vector<Task> build() {
        std::vector<const Exercise*> needed;
        for (const auto& exercise : repository.exercises)
            if (std::any_of(tasks.begin(), tasks.end(),
                            [&](const Task& task) { return task.exercise == &exercise; }))
                needed.push_back(&exercise);
        const auto broken = build_what_can_be_built(repository, needed);
        std::vector<Task> possible;
        for (const auto& task : tasks)
            if (const auto why = broken.find(task.exercise); why == broken.end())
                possible.push_back(task);
            else
                settle(task, not_judged_json(*task.exercise, why->second));
        return possible;
    }

    /// Returns the tasks that deserve another judging, unless this is their last chance.
    std::vector<Task> judge(const std::vector<Task>& now, int jobs, bool last) {
        std::vector<Task> doubtful;
        std::vector<JudgingTask> files;
        for (const auto& task : now) files.push_back({task.exercise, task.file});
        judge_all(repository, files, options.seed, jobs, stop_wanted,
                  [&](std::size_t number, const Json& verdict) {
                      if (last || !deserves_another(verdict))
                          settle(now[number], verdict);
                      else
                          doubtful.push_back(now[number]);
                  });
        return doubtful;
    }

    /// After a crash a verdict is known if one of the students' files holds it, so one is written at once.
    void settle(const Task& task, const Json& verdict) {
        for (const auto& [student, place] : task.entries) {
            student->result.entries[place].update(verdict);
            if (--student->waiting == 0)
                finish(*student);
            else if (student == task.entries.front().first)
                save(student->result);
        }
    }

    void finish(const Student& student) {
        const auto& result = student.result;
        save(result);
        auto line = fmt::format("[{}/{}] {}: {} of {} points", ++finished, students.size(),
                                one_line(result.student), result.points(), result.of());
        if (const int open = result.not_judged()) line += fmt::format(", {} not judged", open);
        fmt::print(stderr, "{}\n", line);
    }

    void save(const StudentResult& result) const {
        const auto file = results.file_of(result.student);
        const auto text = result.text({{"seed", options.seed}, {"compiler", compiler}, {"cage", no_cage}});
        if (read_text(file) != text) write_text(file, text);
    }

    const Repository& repository;
    ResultFolder results;
    GradeOptions options;
    std::string compiler;
    std::map<std::string, Json> known; ///< verdicts by key
    std::vector<Student> students;
    std::vector<Task> tasks;
    std::map<std::string, std::size_t> task_of_key;
    std::size_t finished = 0;
};

void say_left_out(const std::vector<std::string>& names) {
    std::string list;
    for (const auto& name : names) list += (list.empty() ? "" : ", ") + one_line(name);
    if (!names.empty()) fmt::print(stderr, "Left out, for they are no students' folders: {}\n", list);
}

} // namespace

int grade(const Repository& repository, const fs::path& folder, const fs::path& out_given,
          const GradeOptions& options) {
    const auto out = fs::absolute(out_given).lexically_normal();
    refuse_bad_folders(folder, out);
    const auto class_folder = read_class(folder);
    const ResultLock lock(out);
    fmt::print(stderr, "{}\n", no_cage);
    say_left_out(class_folder.left_out);
    stop_on_signals();
    Grading grading(repository, out, options);
    grading.remember();
    grading.take_in(folder, class_folder.students);
    grading.judge();
    return grading.conclude();
}

} // namespace gemmlings
