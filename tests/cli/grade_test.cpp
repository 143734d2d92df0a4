/// @file
/// Grading: classes are made in a temporary folder, and judged with the exercises of this repository.

#include "cli/class_folder.hpp"
#include "cli/files.hpp"
#include "cli/process.hpp"
#include "cli/repository.hpp"
#include "cli/toolchain.hpp"
#include "judge/catch_seam.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace gemmlings;
using Json = nlohmann::ordered_json;

namespace {

const fs::path home = "chapters/ch04_linear_maps/110_is_linear";
const fs::path place = home / "is_linear.cpp";
const std::string id = "ch04_linear_maps/110_is_linear";

fs::path root() {
    const char* said = std::getenv("GEMMLINGS_ROOT");
    REQUIRE(said != nullptr);
    return said;
}

std::string text_of(const fs::path& file) {
    const auto text = read_text(root() / file);
    REQUIRE(text.has_value());
    return *text;
}

std::string stub() { return text_of(place); }
std::string solution() { return text_of("solutions/ch04_linear_maps/110_is_linear/is_linear.cpp"); }
std::string wrong(const std::string& name) {
    return text_of("tests/ch04_linear_maps/110_is_linear/wrong/" + name + ".cpp");
}

/// An answer whose function does this.
std::string answer(const std::string& body) {
    return "#include \"is_linear.hpp\"\n#include <cstdlib>\n"
           "LinReport is_linear(const Map&, arma::uword, double, arma::uword) { " +
           body + " }\n";
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// A class in a folder of its own, which is removed at the end of the test.
class Class {
  public:
    Class() {
        base = fs::temp_directory_path() / ("gemmlings class " + std::to_string(::getpid()));
        fs::remove_all(base);
        fs::create_directories(folder());
    }
    ~Class() { fs::remove_all(base); }
    Class(const Class&) = delete;
    Class& operator=(const Class&) = delete;

    fs::path folder() const { return base / "submissions"; }
    fs::path results() const { return base / "results"; }

    void put(const std::string& student, const fs::path& file, const std::string& text) const {
        write_text(folder() / student / file, text);
    }

    std::vector<std::string> command(const fs::path& out, const std::vector<std::string>& more = {}) const {
        const char* program = std::getenv("GEMMLINGS_PROGRAM");
        REQUIRE(program != nullptr);
        std::vector<std::string> words{program, "grade", folder().string(), "--out", out.string()};
        words.insert(words.end(), more.begin(), more.end());
        return words;
    }

    RunOptions surroundings() const {
        RunOptions options;
        options.folder = base;
        options.environment = environment;
        options.environment.push_back("LC_ALL=C.UTF-8");
        return options;
    }

    Finished grade(const fs::path& out, const std::vector<std::string>& more = {}) const {
        auto finished = run(command(out, more), surroundings());
        INFO(finished.err);
        CHECK(contains(finished.err, "No cage is in force"));
        return finished;
    }
    Finished grade() const { return grade(results()); }

    fs::path base;
    std::vector<std::string> environment; ///< of the program
};

/// How many files a run found that it had to judge.
int judged(const Finished& finished) {
    const auto at = finished.err.find(" students, ");
    REQUIRE(at != std::string::npos);
    return std::atoi(finished.err.c_str() + at + 11);
}

Json result(const fs::path& out, const std::string& student) {
    const auto text = read_text(out / "students" / (student + ".json"));
    REQUIRE(text.has_value());
    return Json::parse(*text);
}

/// What a student got for an exercise.
Json entry(const fs::path& out, const std::string& student, const std::string& exercise = id) {
    const auto all = result(out, student);
    for (const auto& one : all.at("exercises"))
        if (one.at("id") == exercise) return one;
    FAIL("no entry for " << exercise);
    return {};
}

/// All files of a folder of results, without the times.
std::map<std::string, std::string> contents(const fs::path& out) {
    std::map<std::string, std::string> files{{"grades.csv", read_text(out / "grades.csv").value_or("")}};
    for (const auto& file : fs::directory_iterator(out / "students")) {
        auto json = Json::parse(read_text(file.path()).value_or(""));
        for (auto& one : json.at("exercises")) one.erase("milliseconds");
        files[file.path().filename().string()] = json.dump(1);
    }
    return files;
}

/// A build folder like the real one, but with a judge of our own; it counts as up to date.
class OtherJudge {
  public:
    OtherJudge(const fs::path& folder, const std::string& script) : folder(folder) {
        const auto real = Toolchain::read(root()).build;
        const auto modules = folder / "modules" / id;
        fs::create_directories(modules);
        fs::create_directories(folder / "bin");
        fs::copy_file(real / "flags.txt", folder / "flags.txt");
        fs::create_symlink(real / "pch", folder / "pch");
        fs::create_symlink(real / "bin" / "runner", folder / "bin" / "runner");
        for (const char* name : {"test.so", "calls.so"})
            fs::create_symlink(real / "modules" / id / name, modules / name);
        write_text(modules / "built", "");
        fs::last_write_time(modules / "built", fs::file_time_type::clock::now() + std::chrono::hours(1));
        const auto judge = folder / "bin" / "judge";
        write_text(judge, "#!/bin/sh\nreal='" + (real / "bin" / "judge").string() + "'\n" + script + "\n");
        fs::permissions(judge, fs::perms::owner_all);
    }
    std::string variable() const { return "GEMMLINGS_BUILD=" + folder.string(); }
    fs::path folder;
};

HandIn is_linear_of(const Class& all, const std::string& student) {
    const auto repository = Repository::read(root());
    const auto found = hand_ins(all.folder() / student, repository.exercises);
    REQUIRE(found.size() == repository.exercises.size());
    for (std::size_t i = 0; i < found.size(); ++i)
        if (repository.exercises[i].id() == id) return found[i];
    FAIL("no is_linear");
    return {};
}

} // namespace

TEST_CASE("a student's files are found in three places, the repository's first") {
    const Class all;
    all.put("deep", "homework 1/gemmlings" / place, "deep");
    all.put("folder", "110_is_linear/is_linear.cpp", "folder");
    all.put("top", "is_linear.cpp", "top");
    for (const char* file : {"is_linear.cpp", "110_is_linear/is_linear.cpp"}) all.put("many", file, "later");
    all.put("many", place, "first");
    all.put("elsewhere", "src/is_linear.cpp", "lost");
    fs::create_directories(all.folder() / "nothing");

    CHECK(is_linear_of(all, "deep").text == "deep");
    CHECK(is_linear_of(all, "folder").text == "folder");
    CHECK(is_linear_of(all, "top").text == "top");
    const auto many = is_linear_of(all, "many");
    CHECK(many.text == "first");
    CHECK(many.file == place);
    CHECK(many.others == std::vector<fs::path>{"110_is_linear/is_linear.cpp", "is_linear.cpp"});
    const auto elsewhere = is_linear_of(all, "elsewhere");
    CHECK_FALSE(elsewhere.text.has_value());
    CHECK(contains(elsewhere.complaint, "src/is_linear.cpp"));
    const auto nothing = is_linear_of(all, "nothing");
    CHECK(nothing.file.empty());
    CHECK(nothing.complaint == "Not handed in.");
    CHECK_FALSE(nothing.our_fault);
}

TEST_CASE("only ordinary files are taken, and no link is followed") {
    const Class all;
    all.put("honest", place, solution());
    for (const char* student : {"link", "dangling", "folder", "pipe", "huge", "through_a_link"})
        fs::create_directories(all.folder() / student);
    fs::create_symlink("/etc/passwd", all.folder() / "link/is_linear.cpp");
    fs::create_symlink("nowhere", all.folder() / "dangling/is_linear.cpp");
    fs::create_directories(all.folder() / "folder/is_linear.cpp");
    REQUIRE(::mkfifo((all.folder() / "pipe/is_linear.cpp").c_str(), 0600) == 0);
    all.put("huge", "is_linear.cpp", "");
    fs::resize_file(all.folder() / "huge/is_linear.cpp", std::uintmax_t(1) << 30);
    fs::create_directory_symlink("../honest/chapters", all.folder() / "through_a_link/chapters");

    const std::map<std::string, std::string> complaints{
        {"link", "a link"},          {"dangling", "a link"}, {"folder", "a folder"},
        {"pipe", "not an ordinary"}, {"huge", "1 MB"},       {"through_a_link", "Not handed in"}};
    for (const auto& [student, complaint] : complaints) {
        const auto found = is_linear_of(all, student);
        INFO(student);
        CHECK_FALSE(found.text.has_value());
        CHECK_FALSE(found.our_fault);
        CHECK(contains(found.complaint, complaint));
    }
}

TEST_CASE("a class is judged; whoever crashes, loops or does not compile loses nobody else's points") {
    const Class all;
    const std::map<std::string, std::pair<std::string, int>> students{
        {"alice", {solution(), 4}},
        {"bob, the \"+&' one", {solution() + "// bob\n", 4}},
        {"new\nline", {wrong("positive_alpha"), 2}},
        {"žlutý kůň", {stub(), 0}},
        {"untouched too", {stub(), 0}},
        {"crash", {answer("volatile int* nowhere = nullptr; *nowhere = 1; return {};"), 0}},
        {"loop", {answer("for (volatile int i = 0;; ) i = i;"), 0}},
        {"exit", {answer("std::exit(0);"), 0}},
        {"no compile", {answer("return 7 +;"), 0}},
        {"empty", {"", 0}}};
    for (const auto& [student, work] : students) all.put(student, place, work.first);
    fs::create_directories(all.folder() / "link");
    fs::create_symlink("/etc/passwd", all.folder() / "link/is_linear.cpp");
    write_text(all.folder() / "late.zip", "");

    const auto finished = all.grade();
    INFO(finished.err);
    CHECK(finished.code == 0);
    CHECK(judged(finished) == 9); // the stub once
    CHECK(contains(finished.err, "late.zip"));
    CHECK(contains(finished.err, "alice: 4 of "));
    for (const auto& [student, work] : students) {
        INFO(student);
        CHECK(entry(all.results(), student).at("points") == work.second);
        CHECK(entry(all.results(), student).at("of") == 4);
        CHECK(entry(all.results(), student).at("seed") == 1);
        CHECK(result(all.results(), student).at("points") == work.second);
        CHECK(result(all.results(), student).at("not_judged") == 0);
        CHECK(contains(result(all.results(), student).at("cage"), "No cage"));
    }
    CHECK(entry(all.results(), "žlutý kůň").at("status") == "not_started");
    CHECK(entry(all.results(), "link").at("points") == 0);
    CHECK(contains(entry(all.results(), "link").at("reason"), "a link"));
    const std::string messages = entry(all.results(), "no compile").at("compiler_messages");
    CHECK(contains(messages, place.string() + ":3:"));
    CHECK_FALSE(contains(messages, all.base.string()));
    for (const auto& exercise : Repository::read(root()).exercises)
        if (exercise.id() != id)
            CHECK(entry(all.results(), "alice", exercise.id()).at("status") == "not_handed_in");

    const auto table = read_text(all.results() / "grades.csv").value_or("");
    CHECK(table.starts_with("student," + id + ","));
    CHECK(contains(table, ",total,of,not_judged\r\n"));
    CHECK(contains(table, "\r\nalice,4,"));
    CHECK(contains(table, "\"bob, the \"\"+&' one\",4,"));
    CHECK(contains(table, "\"new\nline\",2,"));
    CHECK_FALSE(fs::exists(all.results() / ".work"));

    const auto before = contents(all.results());
    const auto again = all.grade();
    CHECK(judged(again) == 0);
    CHECK(again.code == 0);
    CHECK(contents(all.results()) == before);

    all.put("alice", place, wrong("positive_alpha") + "\n");
    write_text(all.results() / "students/exit.json", "{ torn");
    CHECK(judged(all.grade()) == 2);
    CHECK(entry(all.results(), "alice").at("points") == 2);
}

TEST_CASE("a run that was killed or interrupted is continued where it stopped") {
    const Class all;
    const std::vector<std::string> students{"a", "b", "c", "d"};
    for (const auto& student : students) all.put(student, place, solution() + "// " + student + "\n");
    REQUIRE(all.grade().code == 0);
    const auto expected = contents(all.results());

    for (const int signal : {SIGKILL, SIGTERM}) {
        const auto out = all.base / std::to_string(signal);
        Child grading(all.command(out, {"--jobs", "1"}), all.surroundings());
        REQUIRE(grading.running());
        for (int i = 0; i < 3000 && !fs::exists(out / "students/a.json"); ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        ::kill(grading.pid, signal);
        const auto stopped = grading.finish(60);
        INFO(stopped.err);
        CHECK(stopped.code == (signal == SIGKILL ? 128 + SIGKILL : 3));
        if (signal == SIGTERM) {
            CHECK(contains(stopped.err, "Stopped."));
            CHECK(entry(out, "d").at("status") == "not_judged");
            CHECK(contains(read_text(out / "grades.csv").value_or(""), "\r\nd,,"));
        }
        const auto continued = all.grade(out);
        INFO(continued.err);
        CHECK(continued.code == 0);
        CHECK(judged(continued) < 4);
        CHECK(contents(out) == expected);
    }
}

TEST_CASE("what could not be judged is tried once more, is never 0, and replaces no verdict") {
    Class all;
    all.put("alice", place, solution());
    CHECK(all.grade(all.base / "warm").code == 0); // builds what the other judges borrow

    const OtherJudge flaky(all.base / "flaky",
                           "mkdir \"$0.once\" 2>/dev/null && exit 1\nexec \"$real\" \"$@\"");
    all.environment = {flaky.variable()};
    CHECK(all.grade(all.base / "second chance").code == 0);
    CHECK(entry(all.base / "second chance", "alice").at("points") == 4);

    const OtherJudge broken(all.base / "broken", "exit 1");
    all.environment = {broken.variable()};
    const auto finished = all.grade();
    CHECK(finished.code == 3);
    CHECK(contains(finished.err, "Not everything is judged of: alice."));
    CHECK(entry(all.results(), "alice").at("status") == "not_judged");
    const auto whole = result(all.results(), "alice");
    CHECK(whole.at("not_judged") == 1);
    int possible = 0;
    for (const auto& exercise : Repository::read(root()).exercises) possible += exercise.points;
    CHECK(whole.at("of") == possible - 4);
    CHECK(contains(read_text(all.results() / "grades.csv").value_or(""), "\r\nalice,,"));

    all.environment.clear();
    CHECK(all.grade().code == 0);
    CHECK(entry(all.results(), "alice").at("points") == 4);
    all.environment = {broken.variable()};
    CHECK(all.grade().code == 0); // known, so not judged again
    CHECK(entry(all.results(), "alice").at("points") == 4);
}

TEST_CASE("what ran out of time is judged once more, alone, before it counts") {
    Class all;
    all.put("alice", place, solution());
    CHECK(all.grade(all.base / "warm").code == 0); // builds what the other judges borrow
    const std::string late = R"(read submission
cat <<'EOF'
{"case":"late","points":4,"passed":false,"findings":[{"sentence":"Late.","detail":"","diagnosis":"","hint":0,"out_of_time":true}]}
{"done":true}
EOF)";

    const OtherJudge busy(all.base / "busy",
                          "mkdir \"$0.once\" 2>/dev/null || exec \"$real\" \"$@\"\n" + late);
    all.environment = {busy.variable()};
    CHECK(all.grade(all.base / "second chance").code == 0);
    CHECK(entry(all.base / "second chance", "alice").at("points") == 4);

    const OtherJudge slow(all.base / "slow", "echo >> \"$0.count\"\n" + late);
    all.environment = {slow.variable()};
    CHECK(all.grade().code == 0);
    const auto verdict = entry(all.results(), "alice");
    CHECK(verdict.at("status") == "failed");
    CHECK(verdict.at("cases").at(0).at("failures").at(0).at("out_of_time") == true);
    CHECK(read_text(slow.folder / "bin/judge.count") == "\n\n");
    CHECK(judged(all.grade()) == 0); // that was its second chance
}

TEST_CASE("an exercise whose tests do not compile is judged for nobody, and the others are") {
    Class all;
    all.put("alice", place, solution());
    all.put("alice", "numerical_rank.cpp",
            text_of("solutions/ch04_linear_maps/210_numerical_rank/"
                    "numerical_rank.cpp"));
    all.put("bob", place, wrong("positive_alpha"));
    const OtherJudge partly(all.base / "partly", "exec \"$real\" \"$@\""); // has the modules of one exercise
    write_text(all.base / "tools/cmake", "#!/bin/sh\necho 'x.cpp:1:1: error: nonsense'\nexit 1\n");
    fs::permissions(all.base / "tools/cmake", fs::perms::owner_all);
    all.environment = {partly.variable(),
                       "PATH=" + (all.base / "tools").string() + ":" + std::getenv("PATH")};

    const auto finished = all.grade();
    INFO(finished.err);
    CHECK(finished.code == 3);
    CHECK(contains(finished.err, "Not everything is judged of: alice."));
    CHECK(entry(all.results(), "alice").at("points") == 4);
    CHECK(entry(all.results(), "bob").at("points") == 2);
    const auto open = entry(all.results(), "alice", "ch04_linear_maps/210_numerical_rank");
    CHECK(open.at("status") == "not_judged");
    CHECK(contains(open.at("reason"), "210_numerical_rank could not be built"));
    CHECK(contains(open.at("reason"), "error: nonsense"));

    all.environment.clear();
    CHECK(all.grade().code == 0);
    CHECK(entry(all.results(), "alice", "ch04_linear_maps/210_numerical_rank").at("status") == "passed");
}

TEST_CASE("after a mended test only its exercise is judged again, with another seed everything") {
    Class all;
    all.put("alice", place, solution());
    CHECK(all.grade().code == 0);
    const auto copy = all.base / "copy";
    fs::create_directories(copy);
    for (const char* part : {"chapters", "tests"})
        fs::copy(root() / part, copy / part, fs::copy_options::recursive);
    for (const char* part : {"CMakeLists.txt", "data", "lib"}) fs::create_symlink(root() / part, copy / part);
    const OtherJudge same(all.base / "same", "exec \"$real\" \"$@\"");
    all.environment = {"GEMMLINGS_ROOT=" + copy.string(), same.variable()};
    CHECK(judged(all.grade()) == 0);

    const auto mend = [&](const fs::path& file) {
        write_text(copy / file, read_text(copy / file).value_or("") + "// mended\n");
    };
    mend("tests/ch04_linear_maps/210_numerical_rank/numerical_rank_test.cpp");
    mend("tests/ch04_linear_maps/110_is_linear/wrong/doubling.cpp");
    CHECK(judged(all.grade()) == 0);
    mend("tests/ch04_linear_maps/110_is_linear/is_linear_test.cpp");
    CHECK(judged(all.grade()) == 1);
    CHECK(judged(all.grade(all.results(), {"--seed", "7"})) == 1);
    CHECK(entry(all.results(), "alice").at("points") == 4);
    CHECK(entry(all.results(), "alice").at("seed") == 7);
}

TEST_CASE("folders that cannot be meant are refused in a sentence") {
    const Class all;
    const auto refused = [&](const fs::path& out, const std::string& part) {
        const auto finished = run(all.command(out), all.surroundings());
        INFO(finished.err);
        CHECK(finished.code == 2);
        CHECK(finished.out.empty());
        CHECK(contains(finished.err, part));
        CHECK(std::count(finished.err.begin(), finished.err.end(), '\n') == 1);
    };
    refused(all.results(), "no student");
    all.put("alice", place, stub());
    refused(all.folder(), "different folders");
    refused(all.folder() / "out", "different folders");
    refused(all.base, "different folders");
    write_text(all.base / "file", "");
    refused(all.base / "file", "not a folder");
    fs::create_directories(all.folder() / "chapters");
    refused(all.results(), "one copy of Gemmlings");
    fs::remove_all(all.folder());
    refused(all.results(), "submissions");
    CHECK_FALSE(fs::exists(all.results()));
}
