/// @file
/// Starting other programs, and what becomes of those that do not behave.

#include "judge/catch_seam.hpp"

#include "cli/process.hpp"
#include "workplace.hpp"

#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <thread>
#include <unistd.h>

using namespace gemmlings;
using namespace workplace;
using Clock = std::chrono::steady_clock;

namespace {

Finished shell(const std::string& script, const RunOptions& options = {}) {
    return run({"sh", "-c", script}, options);
}

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Whether a process that a script has printed the number of still runs.
bool runs(const std::string& number) { return ::kill(std::stoi(number), 0) == 0; }

} // namespace

TEST_CASE("a program's output, complaints and exit code are kept apart") {
    const auto finished = shell("echo out; echo err >&2; exit 3");
    CHECK((finished.out == "out\n" && finished.err == "err\n" && finished.code == 3));
    CHECK_FALSE(finished.ok());
    CHECK(shell("exit 0").ok());
}

TEST_CASE("a program that a signal ends has 128 and its number as its code") {
    CHECK(shell("kill -SEGV $$").code == 128 + SIGSEGV);
}

TEST_CASE("arguments, folder, environment and input arrive as they are") {
    const Folder folder;
    CHECK(run({"printf", "%s|", "a b", "$HOME", "*", ""}).out == "a b|$HOME|*||");
    CHECK(fs::equivalent(shell("pwd -P", {.folder = folder.path}).out.substr(0, folder.path.string().size()),
                         folder.path));
    CHECK(shell("echo $GEMMLINGS_PROBE", {.environment = {"GEMMLINGS_PROBE=1 2"}}).out == "1 2\n");
    CHECK(run({"cat"}, {.input = "line\nno end"}).out == "line\nno end");
    CHECK(run({"cat"}).out.empty()); // its input ends at once
}

TEST_CASE("a variable of the environment that is named alone is taken away, and only that one") {
    CHECK(shell("echo ${HOME-gone} $HOME2", {.environment = {"HOME", "HOME2=kept"}}).out == "gone kept\n");
}

TEST_CASE("a variable of the environment is replaced, not doubled") {
    CHECK(shell("env | grep -c '^PATH='", {.environment = {"PATH=/usr/bin:/bin"}}).out == "1\n");
}

TEST_CASE("a program that is not there, or cannot be started, ends with 127 and a reason") {
    const auto missing = run({"no-such-program-anywhere"});
    CHECK((missing.code == 127 && missing.err == "no-such-program-anywhere could not be started"));
    const Folder folder;
    const auto script = folder.write("script", "#!/no/such/interpreter\n");
    fs::permissions(script, fs::perms::owner_all);
    CHECK(run({script.string()}).code == 127);
    CHECK(run({"true"}, {.folder = folder.path / "missing"}).code == 127);
    CHECK_FALSE(Child().running());
}

TEST_CASE("a program that never ends is killed with all that it started") {
    const auto start = Clock::now();
    const auto finished = shell("sleep 60 & echo $!; sleep 60", {.seconds = 0.3});
    CHECK((finished.timed_out && finished.code == 128 + SIGKILL));
    CHECK(seconds_since(start) < 10);
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    CHECK_FALSE((runs(finished.out) && children() > 0));
}

TEST_CASE("a program that closes its streams and goes on is killed at its limit, too") {
    const auto start = Clock::now();
    const auto finished = shell("exec >&- 2>&-; sleep 60", {.seconds = 0.3});
    CHECK(finished.timed_out);
    CHECK(seconds_since(start) < 10);
}

TEST_CASE("a program that ends while another holds its streams is waited for until the limit") {
    const auto finished = shell("sleep 60 & echo done", {.seconds = 0.3});
    CHECK((finished.timed_out && finished.out == "done\n"));
}

TEST_CASE("more output than is kept does not stop the program that writes it") {
    const auto finished = shell("head -c 6000000 /dev/zero; head -c 5000000 /dev/zero >&2; exit 5");
    CHECK(finished.code == 5);
    CHECK((finished.out.size() == 4 << 20 && finished.err.size() == 4 << 20));
}

TEST_CASE("input that nobody reads ends nothing of ours") {
    CHECK(run({"true"}, {.input = std::string(1 << 20, 'x')}).ok());
    Child child({"true"});
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    child.write("too late\n");
    child.write("still too late\n");
    CHECK(child.finish(10).ok());
}

TEST_CASE("programs started side by side do not inherit each other's pipes") {
    std::vector<Finished> finished(32);
    const auto start = Clock::now();
    side_by_side(finished.size(), [&](std::size_t i) {
        finished[i] = i % 8 == 0 ? shell("sleep 1; echo slow") : shell("echo fast", {.seconds = 0.9});
    });
    for (std::size_t i = 0; i < finished.size(); ++i)
        CHECK((finished[i].ok() && finished[i].out == (i % 8 == 0 ? "slow\n" : "fast\n")));
    CHECK(seconds_since(start) < 20);
}

TEST_CASE("a child that is let go is killed") {
    pid_t pid = -1;
    {
        Child child({"sleep", "60"});
        REQUIRE(child.running());
        pid = child.pid;
        Child other = std::move(child);
        CHECK((other.running() && !child.running()));
    }
    CHECK(::kill(pid, 0) != 0);
}

TEST_CASE("programs are found on PATH, or where their path says") {
    CHECK(find_program("sh"));
    CHECK(find_program("/bin/sh"));
    CHECK_FALSE(find_program("no-such-program-anywhere"));
    CHECK_FALSE(find_program("/etc/passwd")); // not executable
    CHECK_FALSE(find_program("/no/such/program"));
}
