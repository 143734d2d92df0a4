/// @file
/// ./gemmlings on its way to a program: what it installs, builds, says and refuses. It runs in a copy whose
/// build is one step, on a machine whose apt-get only notes what it is asked for.

#include "cli/files.hpp"
#include "cli/process.hpp"
#include "judge/catch_seam.hpp"

#include <cstdlib>
#include <unistd.h>

using namespace gemmlings;

namespace {

fs::path source() {
    const char* root = std::getenv("GEMMLINGS_ROOT");
    return root ? fs::path(root) : fs::current_path();
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

class Machine {
  public:
    Machine() {
        fs::remove_all(top);
        fs::create_directories(root / "lib" / "cli");
        fs::copy_file(source() / "gemmlings", root / "gemmlings");
        needs("");
        write_text(root / "CMakeLists.txt", build);
        write_text(root / "lib/program.cpp", "");
        write_text(root / "program.sh", "#!/bin/sh\nprintf '<%s>' \"$GEMMLINGS_ROOT\" \"$@\"\n");
        script("sudo", "exec \"$@\"");
        script("apt-get", "echo \"$*\" >>\"${0%/*}/asked\"\n"
                          "case $* in *unknown*) echo 'E: no such package'; exit 100 ;; esac");
    }
    ~Machine() { fs::remove_all(top); }
    Machine(const Machine&) = delete;
    Machine& operator=(const Machine&) = delete;

    /// The list of parts: one that no machine has and nobody needs, and a required one in `package`.
    void needs(const std::string& package) const {
        std::string list = "# level | name | probe | apt | dnf | brew | purpose\n"
                           "optional | Never | cmd:no-such-program | never | - | - | nothing\n";
        if (!package.empty())
            list += "required | Thing | header:no/such.h,no/other.h | " + package + " | - | - | testing\n";
        write_text(root / "lib/cli/parts.txt", list);
    }

    /// Without a terminal.
    Finished launch(std::vector<std::string> words) const {
        words.insert(words.begin(), {"sh", (root / "gemmlings").string()});
        RunOptions options;
        options.folder = "/";
        options.environment = {"PATH=" + tools.string() + ":" + std::getenv("PATH"),
                               "CMAKE_PREFIX_PATH=" + (top / "prefix").string()};
        return run(words, options);
    }

    void script(const std::string& name, const std::string& body) const {
        write_text(tools / name, "#!/bin/sh\n" + body + "\n");
        fs::permissions(tools / name, fs::perms::owner_all);
    }

    std::string asked() const { return read_text(tools / "asked").value_or(""); }
    std::string handed_over(const std::string& words) const { return "<" + root.string() + ">" + words; }

    fs::path top = fs::temp_directory_path() / ("gemmlings launcher " + std::to_string(::getpid()));
    fs::path root = top / "a copy", tools = top / "tools";

  private:
    static constexpr const char* build = R"(cmake_minimum_required(VERSION 3.22)
project(small NONE)
set(program ${CMAKE_BINARY_DIR}/bin/gemmlings)
add_custom_command(OUTPUT ${program} DEPENDS lib/program.cpp
    COMMAND ${CMAKE_COMMAND} -E copy ${CMAKE_SOURCE_DIR}/program.sh ${program} COMMAND chmod +x ${program})
add_custom_target(gemmlings DEPENDS ${program})
)";
};

/// As apt-get would: what it brings lies under the prefix that the probe searches.
void brings_the_header(const Machine& machine) {
    machine.script("apt-get", "echo \"$*\" >>\"${0%/*}/asked\"\n"
                              "[ \"$1\" = install ] || exit 0\n"
                              "mkdir -p \"${0%/*}/../prefix/include/no\"\n"
                              ": >\"${0%/*}/../prefix/include/no/other.h\"");
}

} // namespace

TEST_CASE("the first run builds, later runs hand over at once") {
    const Machine machine;
    const auto first = machine.launch({"--yes", "check", "a b", "--yes"});
    INFO(first.err);
    CHECK(first.code == 0);
    CHECK(first.out == machine.handed_over("<check><a b><--yes>")); // only the launcher's own --yes is gone
    CHECK(contains(first.err, "Setting Gemmlings up"));
    CHECK(machine.asked().empty());
    const auto times = read_text(machine.root / ".gemmlings/setup.txt").value_or("");
    CHECK(contains(times, "packages 0."));
    CHECK(contains(times, "build 0."));

    const auto second = machine.launch({"list"});
    CHECK(second.out == machine.handed_over("<list>"));
    CHECK(second.err.empty());
}

TEST_CASE("a change in lib/ builds again, with one line said") {
    const Machine machine;
    machine.launch({});
    write_text(machine.root / "lib/notes.txt", "no source\n");
    CHECK(machine.launch({}).err.empty());
    const auto later = fs::file_time_type::clock::now() + std::chrono::seconds(1);
    fs::last_write_time(machine.root / "lib/program.cpp", later);
    const auto again = machine.launch({"list"});
    CHECK(again.out == machine.handed_over("<list>"));
    CHECK(contains(again.err, "lib/program.cpp has changed"));
    CHECK(std::count(again.err.begin(), again.err.end(), '\n') == 1);
}

TEST_CASE("a copy of the folder builds for its new place") {
    Machine machine;
    machine.launch({});
    const auto moved = machine.top / "moved copy";
    fs::rename(machine.root, moved);
    machine.root = moved;
    CHECK(machine.launch({"list"}).out == machine.handed_over("<list>"));
}

TEST_CASE("missing packages are installed, or the command is said") {
    const Machine machine;
    machine.needs("package");
    brings_the_header(machine);
    const auto quiet = machine.launch({"list"}); // no terminal to ask at
    if (::geteuid() == 0) {
        CHECK(quiet.code == 0);
    } else {
        CHECK(quiet.code == 3);
        CHECK(machine.asked().empty());
        CHECK(contains(quiet.err, "Please run: sudo apt-get install -y --no-install-recommends package"));
    }
    const auto told = machine.launch({"--yes", "list"});
    CHECK(told.out == machine.handed_over("<list>"));
    CHECK(contains(machine.asked(), "install -y --no-install-recommends package\n"));
}

TEST_CASE("an installation that fails ends with the command to run") {
    const Machine machine;
    machine.needs("unknown");
    const auto failed = machine.launch({"--yes"});
    CHECK(failed.code == 3);
    CHECK(contains(failed.err, "apt-get install -y --no-install-recommends unknown\n"));
    CHECK(contains(failed.err, "E: no such package"));
    CHECK(contains(machine.asked(), "update\n")); // tried, in case the lists were old
}

TEST_CASE("an installation that brings nothing is noticed") {
    const Machine machine;
    machine.needs("package");
    const auto failed = machine.launch({"--yes"});
    CHECK(failed.code == 3);
    CHECK(contains(failed.err, "still missing after the installation: Thing."));
}

TEST_CASE("questions install nothing") {
    const Machine machine;
    machine.needs("package");
    CHECK(machine.launch({"--help"}).code == 0);
    CHECK(machine.launch({"complete", "check"}).code == 0);
    const auto doctor = machine.launch({"doctor"});
    CHECK(doctor.code == 3);
    CHECK(contains(doctor.err, "Missing: Thing."));
    CHECK(machine.asked().empty());
    CHECK_FALSE(fs::exists(machine.root / "build"));
}

TEST_CASE("a build that fails shows its last lines and its log") {
    const Machine machine;
    write_text(machine.root / "CMakeLists.txt", "message(FATAL_ERROR \"out of luck\")\n");
    const auto failed = machine.launch({});
    CHECK(failed.code == 3);
    CHECK(contains(failed.err, "out of luck"));
    CHECK(contains(failed.err, (machine.root / "build/setup.log").string()));
}

TEST_CASE("a folder that cannot be written is said, and an older program still serves") {
    const Machine machine;
    write_text(machine.root / "build", "a file where a folder should be\n"); // stops root, too
    const auto refused = machine.launch({});
    CHECK(refused.code == 3);
    CHECK(contains(refused.err, "Nothing can be written"));
    fs::remove(machine.root / "build");
    machine.launch({});
    fs::remove_all(machine.root / ".gemmlings");
    write_text(machine.root / ".gemmlings", "likewise\n");
    fs::last_write_time(machine.root / "lib/program.cpp",
                        fs::file_time_type::clock::now() + std::chrono::seconds(1));
    const auto served = machine.launch({"list"});
    CHECK(served.out == machine.handed_over("<list>"));
    CHECK(contains(served.err, "as it was built last"));
}

TEST_CASE("the launcher may be called through a link") {
    const Machine machine;
    fs::create_symlink(machine.root / "gemmlings", machine.tools / "gemmlings");
    RunOptions options;
    options.folder = machine.tools;
    CHECK(run({"sh", "gemmlings", "list"}, options).out == machine.handed_over("<list>"));
    CHECK(run({(machine.tools / "gemmlings").string(), "list"}, options).out ==
          machine.handed_over("<list>"));
}
