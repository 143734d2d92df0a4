/// @file
/// The commands, as a user meets them: the program is run in a small copy of its own, whose path has a space.
/// Judging is not part of it; that is tested with real exercises.

#include "cli/files.hpp"
#include "cli/nearest.hpp"
#include "cli/parts.hpp"
#include "cli/process.hpp"
#include "cli/progress.hpp"
#include "cli/repository.hpp"
#include "judge/catch_seam.hpp"

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <unistd.h>

using namespace gemmlings;

namespace {

const std::string stub = "int answer() { return 0; } // TODO\n";
const std::string attempt = "int answer() { return 41; } // getting there\n";

/// A copy of Gemmlings with three exercises, removed at the end of the test.
class Copy {
  public:
    explicit Copy(bool with_git = true) {
        root = fs::temp_directory_path() / ("gemmlings test " + std::to_string(::getpid()));
        fs::remove_all(root);
        fs::create_directories(root / "lib" / "judge");
        add("ch04_linear_maps", "110_is_linear", "Linearity\\, oracle");
        add("ch04_linear_maps", "210_numerical_rank", "Rank and nullity");
        add("ch16_matrix_products", "110_gemm_naive", "Products by definition");
        write("chapters/ch04_linear_maps/chapter.md", map);
        if (with_git) commit();
    }
    ~Copy() { fs::remove_all(root); }
    Copy(const Copy&) = delete;
    Copy& operator=(const Copy&) = delete;

    void write(const fs::path& file, const std::string& text) const { write_text(root / file, text); }
    std::string read(const fs::path& file) const { return read_text(root / file).value_or("(no such file)"); }

    Finished gemmlings(std::vector<std::string> words, const fs::path& folder = "") const {
        const char* program = std::getenv("GEMMLINGS_PROGRAM");
        REQUIRE(program != nullptr);
        words.insert(words.begin(), program);
        RunOptions options;
        options.folder = root / folder;
        options.environment = {"GEMMLINGS_ROOT=" + root.string(), "NO_COLOR=1", "LC_ALL=C.UTF-8"};
        options.seconds = 60;
        return run(words, options);
    }

    /// Names of the backups of is_linear, oldest first.
    std::vector<fs::path> backups() const {
        std::vector<fs::path> found;
        std::error_code none;
        for (const auto& entry :
             fs::directory_iterator(root / ".gemmlings/backups/ch04_linear_maps/110_is_linear", none))
            found.push_back(entry.path());
        std::sort(found.begin(), found.end());
        return found;
    }

    fs::path root;
    fs::path is_linear = "chapters/ch04_linear_maps/110_is_linear/is_linear.cpp";
    fs::path rank = "chapters/ch04_linear_maps/210_numerical_rank/numerical_rank.cpp";

  private:
    static constexpr const char* map = R"(# Linear Maps & Matrices

@forbids{LAPACK}

## 100 Maps and matrices

| Exercise | Title | Builds on |
|---|---|---|
| 110_is_linear | Linearity oracle | – |
| 120_matrix_of_map | Columns are images | 110_is_linear, ch16_matrix_products/110_gemm_naive |

## 200 Rank

| Exercise | Title | Builds on |
|---|---|---|
| 210_numerical_rank | Rank and nullity | 4/120 |

## Further reading

| not | an exercise |
|---|---|
)";

    void add(const std::string& chapter, const std::string& folder, const std::string& title) const {
        const auto slug = folder.substr(4);
        const auto home = fs::path("chapters") / chapter / folder;
        write(home / (slug + ".hpp"),
              "#pragma once\n/// @exercise{" + slug + ", " + title + "}  @chapter{" + chapter +
                  "}\n/// @stars{1} @points{4} @forbids{SVD} @limit{3}\n/// Answer.\nint answer();\n");
        write(home / (slug + ".cpp"), stub);
        write(home / "hints.md",
              "## 1 nudge\n\nThink.\n\n## 2 idea\n\nThink harder.\n\n## 3 plan\n\nWrite 42.\n");
        write(fs::path("solutions") / chapter / folder / (slug + ".cpp"), "int answer() { return 42; }\n");
    }

    void commit() const {
        for (const std::vector<std::string>& command :
             {std::vector<std::string>{"git", "init", "--quiet"},
              {"git", "add", "chapters"},
              {"git", "-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "-m", "stubs"}}) {
            RunOptions options;
            options.folder = root;
            REQUIRE(run(command, options).ok());
        }
    }
};

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// A mistake of the user: exit code 2, nothing on stdout, one line on stderr that holds `part`.
void check_refused(const Finished& finished, const std::string& part) {
    INFO(finished.err);
    CHECK(finished.code == 2);
    CHECK(finished.out.empty());
    CHECK(contains(finished.err, part));
    CHECK(std::count(finished.err.begin(), finished.err.end(), '\n') == 1);
}

Verdict verdict(Outcome outcome, int points) {
    Verdict verdict;
    verdict.outcome = outcome;
    verdict.points = points;
    verdict.of = 4;
    return verdict;
}

} // namespace

TEST_CASE("every command explains itself") {
    const Copy copy;
    for (const char* command : {"list", "show", "check", "watch", "hint", "reset", "solution", "bench",
                                "docs", "grade", "test", "doctor", "completion"}) {
        const auto help = copy.gemmlings({command, "--help"});
        INFO(command);
        CHECK(help.code == 0);
        CHECK(contains(help.out, "--help"));
        CHECK(contains(copy.gemmlings({"--help"}).out, std::string("\n  ") + command));
    }
    CHECK(copy.gemmlings({"--version"}).out.starts_with("gemmlings "));
}

TEST_CASE("wrong usage is one sentence and exit code 2") {
    const Copy copy;
    check_refused(copy.gemmlings({"chekc"}), "Did you mean check?");
    check_refused(copy.gemmlings({"xyzzy"}), "gemmlings --help");
    check_refused(copy.gemmlings({"check", "--jsn"}), "gemmlings check --help");
    check_refused(copy.gemmlings({"check", "--seed", "pi"}), "--seed");
    check_refused(copy.gemmlings({"check", "is_linear", "--all"}), "not both");
    check_refused(copy.gemmlings({"check", "is_linear", "--submission", "nowhere.cpp"}), "nowhere.cpp");
    check_refused(copy.gemmlings({"check", "--submission", copy.is_linear.string()}), "--submission needs");
    check_refused(copy.gemmlings({"reset"}), "--all");
    check_refused(copy.gemmlings({"check", "--all", "--debug"}), "one exercise");
    check_refused(copy.gemmlings({"reset", "--all", "--undo"}), "not both");
    check_refused(copy.gemmlings({"grade"}), "required");
    check_refused(copy.gemmlings({"grade", "nowhere", "--out", "there"}), "nowhere");
    check_refused(copy.gemmlings({"completion"}), "bash, zsh or fish");
    check_refused(copy.gemmlings({"test", "lob"}), "lob");
    check_refused(copy.gemmlings({"hint", "is_linear", "1", "2"}), "no more");
    check_refused(copy.gemmlings({"completion", "tcsh"}), "tcsh");
    check_refused(copy.gemmlings({"hint", "is_linear", "4"}), "hints 1 to 3");
}

TEST_CASE("outside of a copy the program says where to go") {
    const Copy copy;
    RunOptions options;
    options.folder = "/";
    options.environment = {"GEMMLINGS_ROOT="};
    check_refused(run({std::getenv("GEMMLINGS_PROGRAM"), "list"}, options), "GEMMLINGS_ROOT");
    options.folder = copy.root / "chapters" / "ch04_linear_maps"; // below one, it is found
    CHECK(run({std::getenv("GEMMLINGS_PROGRAM"), "list"}, options).code == 0);
}

TEST_CASE("an exercise has many names") {
    const Copy copy;
    const auto repository = Repository::read(copy.root);
    for (const std::string name : {"is_linear", "110_is_linear", "ch04/110", "4/110", "04/is_linear",
                                   "ch04_linear_maps/110_is_linear", "ch04_linear_maps/110"})
        CHECK(repository.find(name).slug == "is_linear");
    CHECK(repository.find("210").slug == "numerical_rank");
    for (const std::string folder : {"chapters", "solutions", "tests"})
        CHECK(
            repository.find((copy.root / folder / "ch04_linear_maps/110_is_linear/gone.cpp").string()).slug ==
            "is_linear");
    CHECK(copy.gemmlings({"hint", "."}, "chapters/ch16_matrix_products/110_gemm_naive")
              .out.starts_with("ch16"));
    check_refused(copy.gemmlings({"hint", "is_linaer"}), "Did you mean is_linear?");
    check_refused(copy.gemmlings({"hint", "110"}), "ch04/110");
    check_refused(copy.gemmlings({"hint", "120_matrix_of_map"}), "planned");
    check_refused(copy.gemmlings({"hint", "4/120"}), "planned");
    check_refused(copy.gemmlings({"hint", "qqq"}), "gemmlings list");
}

TEST_CASE("metadata comes from the headers, the map from chapter.md") {
    const Copy copy;
    const auto repository = Repository::read(copy.root);
    REQUIRE(repository.exercises.size() == 3);
    const auto& exercise = repository.exercises.front();
    CHECK(exercise.title == "Linearity, oracle");
    CHECK(exercise.points == 4);
    CHECK(exercise.cpu_seconds == 3);
    CHECK(exercise.forbids == std::vector<std::string>{"SVD"});
    const auto& chapter = repository.chapter_of(exercise);
    CHECK(chapter.title == "Linear Maps & Matrices");
    CHECK(chapter.forbids == std::vector<std::string>{"LAPACK"});
    CHECK(chapter.sections.size() == 2);
    REQUIRE(chapter.map.size() == 3);
    CHECK(chapter.map[0].requires_.empty());
    CHECK(chapter.map[1].requires_ ==
          std::vector<std::string>{"ch04_linear_maps/110_is_linear", "ch16_matrix_products/110_gemm_naive"});
    CHECK(chapter.map[2].requires_ == std::vector<std::string>{"ch04_linear_maps/120_matrix_of_map"});
}

TEST_CASE("a mistake in an exercise is named with file and line") {
    const Copy copy;
    const fs::path header = "chapters/ch04_linear_maps/110_is_linear/is_linear.hpp";
    copy.write(header, "#pragma once\n/// @exercise{is_linear, Linearity}\n/// @stars{1} @points{four}\n");
    check_refused(copy.gemmlings({"list"}), header.string() + ":3: @points{four}");
    copy.write(header, "#pragma once\n/// @exercise{is_line, Linearity}\n");
    check_refused(copy.gemmlings({"list"}), header.string() + ":2: ");
    copy.write(header, "#pragma once\n/// @stars{1} @points{4}\n");
    check_refused(copy.gemmlings({"list"}), "@exercise{slug, Title}");
    copy.write(header, "#pragma once\n/// @exercise{is_linear, Linearity\n");
    check_refused(copy.gemmlings({"list"}), header.string() + ":2: @exercise{ has no closing brace");
}

TEST_CASE("list shows the exercises, for people and for programs") {
    const Copy copy;
    const auto text = copy.gemmlings({"list"});
    CHECK(text.code == 0);
    CHECK(contains(text.out, "> 110_is_linear"));
    CHECK(contains(text.out, "0/4 points"));
    CHECK(contains(text.out, "100 Maps and matrices"));
    CHECK(contains(text.out, "not started"));
    CHECK_FALSE(contains(text.out, "\x1b"));
    CHECK_FALSE(contains(copy.gemmlings({"list", "RANK"}).out, "is_linear"));
    check_refused(copy.gemmlings({"list", "qqq"}), "qqq");

    const auto json = nlohmann::json::parse(copy.gemmlings({"list", "--json"}).out);
    REQUIRE(json["exercises"].size() == 3);
    const auto& first = json["exercises"][0];
    CHECK(first["id"] == "ch04_linear_maps/110_is_linear");
    CHECK(first["status"] == "not started");
    CHECK(first["of"] == 4);
    CHECK(first["file"] == copy.is_linear.string());
    CHECK(nlohmann::json::parse(copy.gemmlings({"list", "qqq", "--json"}).out)["exercises"].empty());
}

TEST_CASE("hints come one after the other") {
    const Copy copy;
    CHECK(contains(copy.gemmlings({"hint"}).out, "Think."));
    CHECK(contains(copy.gemmlings({"hint", "is_linear"}).out, "Think harder."));
    CHECK(contains(copy.gemmlings({"hint", "numerical_rank"}).out, "Think."));
    CHECK(contains(copy.gemmlings({"hint", "1"}).out, "Think."));
    CHECK(contains(copy.gemmlings({"hint"}).out, "Write 42."));
    CHECK(contains(copy.gemmlings({"hint"}).out, "Write 42."));
}

TEST_CASE("the solution waits until the exercise is passed") {
    const Copy copy;
    check_refused(copy.gemmlings({"solution"}), "--anyway");
    CHECK(copy.gemmlings({"solution", "--anyway"}).out == "int answer() { return 42; }\n");
    copy.write(".gemmlings/progress.txt", "ch04_linear_maps/110_is_linear cpu passed 4/4 2026-03-14\n");
    const auto shown = copy.gemmlings({"solution", "is_linear"});
    CHECK(shown.code == 0);
    CHECK(contains(shown.err, "git diff --no-index"));
    fs::remove_all(copy.root / "solutions");
    check_refused(copy.gemmlings({"solution", "is_linear"}), "no solution");
}

TEST_CASE("reset brings the stub back, and undo the attempt") {
    const bool with_git = GENERATE(true, false);
    const Copy copy(with_git);
    copy.gemmlings({"list"}); // without git the first start takes the snapshot
    CHECK(contains(copy.gemmlings({"reset", "is_linear"}).out, "already"));
    CHECK(copy.backups().empty());

    copy.write(copy.is_linear, attempt);
    copy.gemmlings({"list"}); // a later start does not
    CHECK(copy.gemmlings({"reset", "is_linear"}).code == 0);
    CHECK(copy.read(copy.is_linear) == stub);
    REQUIRE(copy.backups().size() == 1);
    CHECK(read_text(copy.backups().front()) == attempt);

    CHECK(copy.gemmlings({"reset", "--undo"}).code == 0);
    CHECK(copy.read(copy.is_linear) == attempt);
    copy.write(copy.is_linear, attempt + attempt);
    CHECK(copy.gemmlings({"reset", "--undo", "is_linear"}).code == 0); // keeps what it replaces, too
    CHECK(copy.read(copy.is_linear) == stub);
    CHECK(read_text(copy.backups().back()) == attempt + attempt);
    check_refused(copy.gemmlings({"reset", "--undo", "numerical_rank"}), "never reset");
}

TEST_CASE("reset --all asks, and is undone as a whole") {
    const Copy copy;
    CHECK(contains(copy.gemmlings({"reset", "--all", "--yes"}).out, "already"));
    copy.write(copy.is_linear, attempt);
    copy.write(copy.rank, attempt);
    check_refused(copy.gemmlings({"reset", "--all"}), "--all --yes");
    CHECK(copy.read(copy.rank) == attempt);
    CHECK(copy.gemmlings({"reset", "--all", "--yes"}).code == 0);
    CHECK(copy.read(copy.is_linear) == stub);
    CHECK(copy.read(copy.rank) == stub);
    CHECK(copy.gemmlings({"reset", "--undo"}).code == 0);
    CHECK(copy.read(copy.is_linear) == attempt);
    CHECK(copy.read(copy.rank) == attempt);
}

TEST_CASE("a deleted stub comes back") {
    const bool with_git = GENERATE(true, false);
    const Copy copy(with_git);
    copy.gemmlings({"list"});
    fs::remove(copy.root / copy.is_linear);
    CHECK(copy.gemmlings({"reset", copy.is_linear.string()}).code == 0);
    CHECK(copy.read(copy.is_linear) == stub);
}

TEST_CASE("what cannot be written is said, and changes nothing") {
    const Copy copy;
    copy.write(copy.is_linear, attempt);
    copy.write(".gemmlings", "a file where the state folder should be\n"); // stops root, too
    const auto reset = copy.gemmlings({"reset", "is_linear"});
    CHECK(reset.code == 3);
    CHECK(contains(reset.err, ".gemmlings"));
    CHECK(copy.read(copy.is_linear) == attempt);
    CHECK(copy.gemmlings({"list"}).code == 0);
    const auto hint = copy.gemmlings({"hint", "is_linear"});
    CHECK(hint.code == 0);
    CHECK(contains(hint.err, "not remembered"));
}

TEST_CASE("a read-only folder is no obstacle to reading") {
    const Copy copy;
    if (::geteuid() == 0) return judge::skip("root may write everywhere");
    fs::permissions(copy.root, fs::perms::owner_write, fs::perm_options::remove);
    CHECK(copy.gemmlings({"list"}).code == 0);
    CHECK(copy.gemmlings({"hint", "1"}).code == 0);
    fs::permissions(copy.root, fs::perms::owner_write, fs::perm_options::add);
}

TEST_CASE("the better verdict counts") {
    const Copy copy;
    const auto repository = Repository::read(copy.root);
    const auto& exercise = repository.exercises.front();
    auto progress = Progress::load(copy.root);
    CHECK(progress.current(repository) == &exercise);
    auto untouched = verdict(Outcome::failed, 0);
    untouched.untouched = true;
    CHECK(progress.record(exercise, untouched).empty());
    CHECK(progress.record(exercise, verdict(Outcome::not_judged, 0)).empty());
    CHECK(progress.of(exercise).status == Status::untouched);

    CHECK(progress.record(exercise, verdict(Outcome::failed, 2)).empty());
    CHECK(progress.record(exercise, verdict(Outcome::failed, 1)).empty());
    CHECK(Progress::load(copy.root).of(exercise).points == 2);
    CHECK(progress.record(exercise, verdict(Outcome::passed, 4)).empty());
    CHECK(progress.record(exercise, verdict(Outcome::failed, 3)).empty());
    CHECK(Progress::load(copy.root).of(exercise).status == Status::passed);
    CHECK(progress.current(repository) == &repository.exercises[1]);
}

TEST_CASE("two programs and two machines do not forget each other's progress") {
    const Copy copy;
    const auto repository = Repository::read(copy.root);
    auto one = Progress::load(copy.root), other = Progress::load(copy.root);
    CHECK(one.record(repository.exercises[0], verdict(Outcome::passed, 4)).empty());
    CHECK(other.record(repository.exercises[1], verdict(Outcome::passed, 4)).empty());
    const auto both = copy.read(".gemmlings/progress.txt");
    copy.write(".gemmlings/progress.txt", both + "ch04_linear_maps/110_is_linear cpu tried 1/4 2026-03-15\n" +
                                              "ch04_linear_maps/110_is_linear gpu passed 2/2 2026-03-15\n");
    auto merged = Progress::load(copy.root);
    CHECK(merged.warning().empty());
    CHECK(merged.of(repository.exercises[0]).points == 4);
    CHECK(merged.of(repository.exercises[1]).points == 4);
    CHECK(merged.record(repository.exercises[2], verdict(Outcome::failed, 0)).empty());
    CHECK(contains(copy.read(".gemmlings/progress.txt"), "gpu passed 2/2")); // of a version that knows more
}

TEST_CASE("a damaged progress file is kept aside, never overwritten") {
    const Copy copy;
    const std::string damaged = "ch04_linear_maps/110_is_linear cpu passed 4/4 2026-03-14\n<<<<<<< mine\n";
    copy.write(".gemmlings/progress.txt", damaged);
    const auto list = copy.gemmlings({"list"});
    CHECK(list.code == 0);
    CHECK(contains(list.err, "progress.txt:2"));
    CHECK(contains(list.out, "passed"));
    CHECK(copy.read(".gemmlings/progress.txt") == damaged);

    const auto repository = Repository::read(copy.root);
    auto progress = Progress::load(copy.root);
    CHECK(progress.record(repository.exercises[1], verdict(Outcome::passed, 4)).empty());
    int kept = 0;
    for (const auto& entry : fs::directory_iterator(copy.root / ".gemmlings"))
        if (entry.path().filename().string().starts_with("progress.damaged-")) {
            ++kept;
            CHECK(read_text(entry.path()) == damaged);
        }
    CHECK(kept == 1);
    CHECK(Progress::load(copy.root).warning().empty());
    CHECK(Progress::load(copy.root).of(repository.exercises[0]).points == 4);
}

TEST_CASE("progress that cannot be saved is said in a sentence") {
    const Copy copy;
    copy.write(".gemmlings", "a file where the state folder should be\n");
    const auto repository = Repository::read(copy.root);
    auto progress = Progress::load(copy.root);
    CHECK(contains(progress.record(repository.exercises[0], verdict(Outcome::passed, 4)), "not saved"));
    CHECK(progress.of(repository.exercises[0]).status == Status::passed);
}

TEST_CASE("the shell completes commands, options and exercises") {
    const Copy copy;
    CHECK(copy.gemmlings({"complete", "che"}).out == "check\n");
    CHECK(copy.gemmlings({"complete", "check", "--su"}).out == "--submission\n");
    CHECK(copy.gemmlings({"complete", "check", "is_linear", "num"}).out == "numerical_rank\n");
    CHECK(copy.gemmlings({"complete", "completion", ""}).out == "bash\nzsh\nfish\n");
    CHECK(copy.gemmlings({"complete", "test", "l"}).out == "lib\n");
    CHECK(copy.gemmlings({"complete", "--v"}).out == "--version\n");
    CHECK(copy.gemmlings({"complete", "check", "--submission", ""}).out.empty());
    CHECK(copy.gemmlings({"complete", "list", "is"}).out.empty());
    for (const char* shell : {"bash", "zsh", "fish"})
        CHECK(contains(copy.gemmlings({"completion", shell}).out, "complete"));
}

TEST_CASE("names that are near") {
    CHECK(edit_distance("rank", "rank") == 0);
    CHECK(edit_distance("rnak", "rank") == 1);
    CHECK(edit_distance("", "rank") == 4);
    CHECK(nearest("chekc", {"list", "check", "hint"}) == std::vector<std::string>{"check"});
    CHECK(nearest("zzzzzz", {"list", "check", "hint"}).empty());
    CHECK(did_you_mean({"a", "b", "c"}) == "Did you mean a, b or c?");
}

TEST_CASE("versions compare as numbers") {
    CHECK(version_in("GNU gdb (Debian 13.1-3) 13.1") == "13.1");
    CHECK(version_in("no number here") == "");
    CHECK(at_least("3.25.1", "3.22"));
    CHECK(at_least("14", "14"));
    CHECK(at_least("2.13.10", "2.9"));
    CHECK_FALSE(at_least("2.9", "2.13"));
    CHECK_FALSE(at_least("1.8.17", "1.9.1"));
}
