/// @file
/// `gemmlings check --mpi`, as its users meet it: right and wrong answers on real ranks, and the sentences
/// for what goes wrong there.

#include "cli/files.hpp"
#include "cli/process.hpp"
#include "cli/real_ranks.hpp"
#include "cli/toolchain.hpp"
#include "judge/catch_seam.hpp"

#include <algorithm>
#include <cstdlib>
#include <unistd.h>

using namespace gemmlings;

namespace {

const fs::path chapter = "ch16_matrix_products";

fs::path root() {
    const char* root = std::getenv("GEMMLINGS_ROOT");
    return root ? fs::path(root) : fs::current_path();
}

/// Says that the test is skipped where there is no MPI.
bool has_mpi() {
    if (!Toolchain::read(root()).mpirun.empty()) return true;
    judge::skip("MPI is not installed");
    return false;
}

/// A folder of a test's own, removed at the end.
class Folder {
  public:
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    /// A submission to allreduce_ring with this body.
    std::string ring(const std::string& body) const {
        const auto file = path / "ring.cpp";
        write_text(file, "#include \"allreduce_ring.hpp\"\n"
                         "#include <cstdio>\n#include <cstdlib>\n#include <stdexcept>\n#include <vector>\n"
                         "void allreduce_ring(Comm& comm, std::span<float> x) {\n"
                         "const int D = comm.size(), rank = comm.rank();\n"
                         "const int next = (rank + 1) % D, previous = (rank + D - 1) % D;\n"
                         "std::vector<float> y(x.begin(), x.end());\n" // line 10 is the body's first
                             + body + "\n(void)next, (void)previous;\n}\n");
        return file.string();
    }

    const fs::path path = fs::temp_directory_path() / ("gemmlings ranks " + std::to_string(::getpid()));
};

Finished on_ranks(const std::string& ranks, const std::string& exercise, const std::string& file,
                  const std::vector<std::string>& environment = {}) {
    RunOptions options;
    options.folder = root();
    options.environment = {"NO_COLOR=1", "LC_ALL=C.UTF-8"};
    options.environment.insert(options.environment.end(), environment.begin(), environment.end());
    return run({std::getenv("GEMMLINGS_PROGRAM"), "check", exercise, "--mpi", ranks, "--submission", file},
               options);
}

std::string solution(const fs::path& exercise, const std::string& name) {
    return (root() / "solutions" / chapter / exercise / (name + ".cpp")).string();
}

std::string ring_solution() { return solution("630_allreduce_ring", "allreduce_ring"); }

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

int count(const std::string& text, const std::string& part) {
    int found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
}

void check_says(const std::string& text, const std::string& part) {
    INFO(text);
    CHECK(contains(text, part));
}

/// One sentence on stderr and nothing started.
void check_refused(const Finished& finished, const std::string& part) {
    INFO(finished.err);
    CHECK(finished.code == 2);
    CHECK(finished.out.empty());
    CHECK(contains(finished.err, part));
    CHECK(std::count(finished.err.begin(), finished.err.end(), '\n') == 1);
}

} // namespace

TEST_CASE("check --mpi: wrong usage is one sentence") {
    for (const std::string ranks : {"0", "-4", "x", "1.5", "", "99999999999"})
        check_refused(on_ranks(ranks, "allreduce_ring", ring_solution()),
                      "--mpi: " + ranks + " is not a whole number from 1 on.");
    check_refused(on_ranks("1000", "allreduce_ring", ring_solution()),
                  "1000 ranks are 1000 processes; 64 are the most");
    check_refused(on_ranks("4", "comm_model", ring_solution()),
                  "Nothing of comm_model runs on real ranks; these do: collectives, allreduce_doubling, "
                  "allreduce_ring, data_parallel.");
    check_refused(run({std::getenv("GEMMLINGS_PROGRAM"), "check", "--all", "--mpi", "4"}, {.folder = root()}),
                  "--mpi takes one exercise");
}

TEST_CASE("check --mpi: without MPI it is skipped, and what brings it is said") {
    const Folder folder;
    write_text(folder.path / "flags.txt", "compiler c++\nmpirun \n");
    const auto finished =
        on_ranks("4", "allreduce_ring", ring_solution(),
                 {"GEMMLINGS_BUILD=" + folder.path.string(), "PATH=" + folder.path.string()});
    INFO(finished.out + finished.err);
    CHECK(finished.code == 3);
    CHECK(finished.out.starts_with("skipped: MPI is not installed, and this brings it: "));
    CHECK(std::count(finished.out.begin(), finished.out.end(), '\n') == 1);
}

TEST_CASE("check --mpi: solutions are right on four ranks, beside what the MPI library has for the same") {
    if (!has_mpi()) return;
    struct Trial {
        const char *exercise, *name, *libraries;
        int rows;
    };
    for (const auto& [exercise, name, libraries, rows] :
         {Trial{"610_collectives", "collectives", "MPI_Bcast, MPI_Reduce_scatter and MPI_Allgatherv", 18},
          Trial{"620_allreduce_doubling", "allreduce_doubling", "MPI_Allreduce", 6},
          Trial{"630_allreduce_ring", "allreduce_ring", "MPI_Allreduce", 6},
          Trial{"710_data_parallel", "data_parallel", "MPI_Allreduce", 6}}) {
        const auto finished = on_ranks("4", name, solution(exercise, name));
        INFO(finished.out + finished.err);
        CHECK(finished.code == 0);
        CHECK(contains(finished.out, std::string(name) + " on 4 real ranks\n"));
        CHECK(contains(finished.out,
                       "\nRight on real ranks, and in agreement with " + std::string(libraries) + ".\n"));
        CHECK(count(finished.out, " yes ") == rows);
        CHECK_FALSE(contains(finished.out, "wrong"));
    }
}

TEST_CASE("check --mpi: one rank is enough, and any number is right") {
    if (!has_mpi()) return;
    for (const std::string ranks : {"1", "3"}) {
        const auto finished =
            on_ranks(ranks, "allreduce_doubling", solution("620_allreduce_doubling", "allreduce_doubling"));
        INFO(finished.out + finished.err);
        CHECK(finished.code == 0);
    }
}

TEST_CASE("check --mpi: wrong answers are told so") {
    if (!has_mpi()) return;
    for (const auto& [exercise, file] :
         {std::pair{"610_collectives", "root_zero"}, std::pair{"620_allreduce_doubling", "average"},
          std::pair{"630_allreduce_ring", "lost_remainder"}, std::pair{"710_data_parallel", "mean_of_means"},
          std::pair{"710_data_parallel", "unsynchronised"}}) {
        const auto wrong = root() / "tests" / chapter / exercise / "wrong" / (std::string(file) + ".cpp");
        const auto finished = on_ranks("4", std::string(exercise).substr(4), wrong.string());
        INFO(file << "\n" << finished.out + finished.err);
        CHECK(finished.code == 1);
        CHECK(contains(finished.out, " wrong "));
        CHECK(contains(finished.out, "\nNot right on real ranks. `./gemmlings check "));
    }
}

TEST_CASE("check --mpi: sums that differ in a bit are near enough, and not the same") {
    if (!has_mpi()) return;
    const Folder folder; // each rank adds in an order of its own
    const auto finished = on_ranks("4", "allreduce_ring",
                                   folder.ring("for (int step = 1; step < D; ++step) {\n"
                                               "std::vector<float> z(x.size());\n"
                                               "const int to = (rank + step) % D;\n"
                                               "const int from = (rank + D - step) % D;\n"
                                               "comm.sendrecv(to, y, from, z);\n"
                                               "for (auto& one : x) one += z[&one - &x[0]];\n"
                                               "}"));
    INFO(finished.out + finished.err);
    CHECK(finished.code == 1);
    CHECK_FALSE(contains(finished.out, "wrong"));
    CHECK(contains(finished.out, "    no "));
}

TEST_CASE("check --mpi: what ends a rank is one sentence that names it") {
    if (!has_mpi()) return;
    const Folder folder;
    const auto sentence = [&](const std::string& body) {
        const auto finished = on_ranks("4", "allreduce_ring", folder.ring(body));
        CHECK(finished.code == 1);
        CHECK(contains(finished.out, "\nNot right on real ranks."));
        CHECK_FALSE(contains(finished.out, "mpirun"));
        return finished.out + finished.err;
    };
    const std::string others_wait = "\nif (rank == 0) comm.recv(2, x);";
    check_says(sentence("if (rank == 2) throw std::runtime_error(\"no idea\");" + others_wait),
               "\nallreduce_ring with 0 numbers: Rank 2 threw std::runtime_error: no "
               "idea.\n");
    check_says(sentence("if (rank == 2) throw 2;" + others_wait), ": Rank 2 threw int.\n");
    check_says(sentence("if (rank == 2) std::exit(0);" + others_wait),
               ": Rank 2 ended the whole program, with exit().\n");
    check_says(sentence("if (rank == 2) *(volatile int*)16 = 1;" + others_wait),
               ": Rank 2 ended in a segmentation fault: ");
    check_says(sentence("if (rank == 2) std::abort();" + others_wait), ": Rank 2 ended in abort(): ");
}

TEST_CASE("check --mpi: a call that no program may make is the sentence of the simulator") {
    if (!has_mpi()) return;
    const Folder folder;
    const auto sentence = [&](const std::string& body) {
        return on_ranks("4", "allreduce_ring", folder.ring("if (rank == 2) {" + body + "}")).out;
    };
    check_says(sentence("comm.send(2, y);"), ": Rank 2 sends to itself (ring.cpp:10).\n");
    check_says(sentence("comm.recv(4, x);"), ": Rank 2 receives from rank 4 "
                                             "(ring.cpp:10), but there are ranks 0 to "
                                             "3 only.\n");
    check_says(
        sentence("if (x.size() > 0) comm.sendrecv(0, x, 0, x);"),

        "with 1 number: Rank 2 receives into memory that it sends from, in one sendrecv (ring.cpp:10)");
}

TEST_CASE("check --mpi: messages of another length or type name both ranks") {
    if (!has_mpi()) return;
    const Folder folder;
    const auto sentence = [&](const std::string& body) {
        return on_ranks("4", "allreduce_ring",
                        folder.ring("y.resize(3);\nif (rank == 0) comm.send(1, y);\nif (rank == 1) {" + body +
                                    "}"))
            .out;
    };
    check_says(sentence("std::vector<float> z(4); comm.recv(0, z);"),
               ": Rank 0 sends 3 numbers, but rank 1 receives 4 (ring.cpp:12).\n");
    check_says(sentence("std::vector<float> z(1); comm.recv(0, z);"),

               ": Rank 0 sends more than the 1 number that rank 1 receives (ring.cpp:12).\n");
    check_says(sentence("std::vector<i32> z(3); comm.recv(0, z);"),

               ": Rank 0 sends numbers of type float, but rank 1 receives type i32 (ring.cpp:12).\n");
}

TEST_CASE("check --mpi: ranks that never return say what they wait for") {
    if (!has_mpi()) return;
    const Folder folder;
    const auto repository = Repository::read(root());
    const auto text = [&](const std::string& body) {
        const auto result =
            try_on_real_ranks(repository, repository.find("allreduce_ring"), folder.ring(body), 4, 2);
        CHECK(result.code == 1);
        return result.text;
    };
    // Short messages are sent at once, long ones wait to be received, as MPI_Send may.
    const auto ring = text("comm.send(next, y);\ncomm.recv(previous, x);");
    check_says(ring, "\n         3 ");
    check_says(ring, " numbers: After 2 s not all ranks have returned.\n"
                     "  Rank 0 waits for rank 1 to receive (ring.cpp:10).\n"
                     "  Rank 1 waits for rank 2 to receive (ring.cpp:10).\n"
                     "  Rank 2 waits for rank 3 to receive (ring.cpp:10).\n"
                     "  Rank 3 waits for rank 0 to receive (ring.cpp:10).\n");
    check_says(text("if (rank == 1) for (volatile bool on = true; on;) {}\nif (rank == 2) comm.recv(1, x);"),
               "\nallreduce_ring with 0 numbers: After 2 s not all ranks have returned.\n"
               "  Rank 0 has returned.\n"
               "  Rank 1 neither sends nor receives, and does not return.\n"
               "  Rank 2 waits for rank 1 to send (ring.cpp:11).\n"
               "  Rank 3 has returned.\n");
}

TEST_CASE("check --mpi: a rank that leaves before an all-reduce is told from those that wait in it") {
    if (!has_mpi()) return;
    const auto repository = Repository::read(root());
    const auto wrong = root() / "tests" / chapter / "710_data_parallel/wrong/empty_leaves.cpp";
    const auto result = try_on_real_ranks(repository, repository.find("data_parallel"), wrong, 4, 2);
    CHECK(result.code == 1);
    check_says(result.text, "  Rank 0 waits in the all-reduce.\n"
                            "  Rank 1 has returned.\n"
                            "  Rank 2 waits in the all-reduce.\n");
}

TEST_CASE("check --mpi: what a submission prints is shown, and no part of the report") {
    if (!has_mpi()) return;
    const Folder folder;
    const auto finished = on_ranks(
        "2", "allreduce_ring",
        folder.ring("if (rank == 0) std::puts(\"{\\\"share\\\": 0}\");\nstd::vector<float> z(x.size());\n"
                    "comm.sendrecv(next, y, previous, z);\nfor (auto& one : x) one += z[&one - &x[0]];"));
    INFO(finished.out + finished.err);
    CHECK(finished.code == 0);
    CHECK(contains(finished.out, "\nYour ranks printed:\n{\"share\": 0}\n"));
}

TEST_CASE("check --mpi: what does not compile is said as everywhere") {
    if (!has_mpi()) return;
    const Folder folder;
    const auto finished = on_ranks("4", "allreduce_ring", folder.ring("return nothing;"));
    CHECK(finished.code == 1);
    CHECK(contains(finished.out, "Your file does not compile."));
    const auto file = folder.path / "other.cpp";
    write_text(file, "#include \"allreduce_ring.hpp\"\n");
    check_says(on_ranks("4", "allreduce_ring", file.string()).out,
               "Your file does not define allreduce_ring(Comm&, ");
}

TEST_CASE("check --mpi: ranks that cannot be started are nobody's mistake") {
    if (!has_mpi()) return;
    const Folder folder;
    const auto flags = *read_text(Toolchain::read(root()).build / "flags.txt");
    const auto with = [&](const std::string& mpirun) {
        const auto at = flags.find("\nmpirun ") + 8;
        return flags.substr(0, at) + mpirun + flags.substr(flags.find('\n', at));
    };
    const auto build = folder.path / "build"; // the same, but for its mpirun
    fs::create_directories(build);
    for (const auto& entry : fs::directory_iterator(Toolchain::read(root()).build))
        if (entry.path().filename() != "flags.txt")
            fs::create_symlink(entry.path(), build / entry.path().filename());
    const auto broken = folder.path / "mpirun";
    write_text(broken, "#!/bin/sh\necho no network >&2\nexit 1\n");
    fs::permissions(broken, fs::perms::owner_all);
    write_text(build / "flags.txt", with(broken.string()));
    const auto finished =
        on_ranks("4", "allreduce_ring", ring_solution(), {"GEMMLINGS_BUILD=" + build.string()});
    INFO(finished.out + finished.err);
    CHECK(finished.code == 3);
    CHECK(contains(finished.out, "The ranks could not be started, and " + broken.string() + " says why:\n"));
    CHECK(contains(finished.out, "no network"));
}
