/// @file
/// The simulated cluster in a worker of the judge: what comes back, and how a rank can end a call.

#include "judge/catch_seam.hpp"

#include "fixture.hpp"
#include "workplace.hpp"

using namespace gemmlings;
using namespace workplace;

namespace {

/// A submission to the exercise shift, with this body of its function.
Verdict verdict_on(const std::string& body) {
    const Folder folder;
    const auto file =
        folder.write("shift.cpp", "#include \"shift.hpp\"\n"
                                  "#include <stdexcept>\n#include <vector>\n"
                                  "void shift(Comm& comm, std::span<float> x) {\n"
                                  "    const int D = comm.size(), rank = comm.rank();\n"
                                  "    std::vector<float> y(x.begin(), x.end());\n"
                                  "    const int next = (rank + 1) % D, last = (rank + D - 1) % D;\n" +
                                      body + "\n}\n");
    return judge_file(fixture(), fixture().find("shift"), file);
}

std::string sentence(const Verdict& verdict, std::size_t which) {
    INFO(in_words(verdict));
    REQUIRE(verdict.cases.size() == 2);
    REQUIRE_FALSE(verdict.cases[which].failures.empty());
    return verdict.cases[which].failures[0].sentence;
}

} // namespace

TEST_CASE("a right answer passes on a simulated cluster") {
    const auto verdict = verdict_on("comm.sendrecv(next, y, last, x);");
    INFO(in_words(verdict));
    CHECK(verdict.outcome == Outcome::passed);
}

TEST_CASE("a ring that sends and then receives fails with rendezvous, and reads who waits for whom") {
    const auto verdict = verdict_on("comm.send(next, y);\ncomm.recv(last, x);");
    CHECK(sentence(verdict, 0).starts_with("the makespan is 2"));
    CHECK(sentence(verdict, 1) == "Deadlock: rank 0 waits for rank 1 to receive (shift.cpp:8), "
                                  "rank 1 waits for rank 2 to receive (shift.cpp:8), "
                                  "rank 2 waits for rank 3 to receive (shift.cpp:8), "
                                  "rank 3 waits for rank 4 to receive (shift.cpp:8), "
                                  "rank 4 waits for rank 0 to receive (shift.cpp:8).");
}

TEST_CASE("a rank whose stack runs over is named") {
    const auto verdict = verdict_on("comm.sendrecv(next, y, last, x);\n"
                                    "volatile float large[3'000'000];\n"
                                    "for (float& one : x) large[0] = one;\n"
                                    "if (rank == 3) x[0] = large[0];\n");
    CHECK(sentence(verdict, 0) ==
          "shift_all used up the stack of rank 0 (8 MB): a recursion without end, or a huge local array?");
}

TEST_CASE("a crash, an exception and a loop without end name their rank") {
    const auto crash = sentence(verdict_on("if (rank == 2) *(volatile int*)16 = 1;"), 0);
    CHECK(crash.starts_with("shift_all ended in a segmentation fault"));
    CHECK(crash.ends_with(", on rank 2."));
    CHECK(sentence(verdict_on("if (rank == 4) std::terminate();"), 0).ends_with(", on rank 4."));
    CHECK(sentence(verdict_on("x.front() = y.at(rank == 2 ? 2 : 1);"), 0)
              .starts_with("Rank 2 threw std::out_of_range: "));
    CHECK(sentence(verdict_on("while (rank == 2) D == 0 ? (void)comm.size() : (void)0;\n"
                              "comm.sendrecv(next, y, last, x);"),
                   0)
              .find("did not return within 2 s of computing, on rank 2: a loop") != std::string::npos);
}

TEST_CASE("a rank that throws is named first, and then who waits for it") {
    const auto verdict = verdict_on("if (rank == 2) throw std::invalid_argument(\"no idea\");\n"
                                    "comm.sendrecv(next, y, last, x);");
    CHECK(sentence(verdict, 0)
              .starts_with("Rank 2 threw std::invalid_argument: no idea.\n"
                           "Rank 3 waits for rank 2 to send (shift.cpp:9), but rank 2 has "
                           "thrown an exception"));
}

TEST_CASE("a message to itself, to nobody, or of another length is named with its lines") {
    for (const std::size_t mode : {0, 1}) {
        CHECK(sentence(verdict_on("if (rank == 1) comm.send(1, y);"), mode) ==
              "Rank 1 sends to itself (shift.cpp:8).");
        CHECK(sentence(verdict_on("comm.sendrecv(rank + 1, y, last, x);"), mode) ==
              "Rank 4 sends to rank 5 (shift.cpp:8), but there are ranks 0 to 4 only.");
        CHECK(sentence(verdict_on("if (rank == 0) comm.send(1, y);\n"
                                  "if (rank == 1) comm.recv(0, x.first(1));"),
                       mode) == "Rank 0 sends 2 numbers (shift.cpp:8), but rank 1 receives 1 (shift.cpp:9).");
    }
}
