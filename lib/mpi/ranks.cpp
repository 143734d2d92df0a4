/// @file
/// The program that runs a submission on real ranks: `mpirun -n 4 ranks TRIALS.so SUBMISSION.so REPORT
/// SECONDS`.
///
/// To the file REPORT rank 0 appends a line of JSON before every length ("function", "numbers", "library")
/// and one after it (these and Measured). A rank that is late by SECONDS, or makes a mistake, says so there
/// as well.

#include "mpi/last_words.hpp"
#include "mpi/transport.hpp"
#include "mpi/trials.hpp"

#include "cluster/faults.hpp"

#include <cstdlib>
#include <dlfcn.h>
#include <exception>
#include <nlohmann/json.hpp>

namespace {

/// On a communicator of its own: messages that nobody received are not in the way of the next one.
void run(const mpi::Trial& trial, int count) {
    MPI_Comm own;
    MPI_Comm_dup(MPI_COMM_WORLD, &own);
    mpi::Transport transport(own);
    Comm comm(transport);
    nlohmann::json line = {{"function", trial.function}, {"numbers", count}, {"library", trial.library}};
    const auto say = [&] {
        if (comm.rank() == 0) mpi::say(line.dump());
    };
    say();
    const mpi::Measured measured = trial.run(comm, count);
    line.update(nlohmann::json{{"share", measured.share},
                               {"same", measured.same},
                               {"ms", measured.ms},
                               {"library_ms", measured.library_ms}});
    say();
    MPI_Comm_free(&own);
}

} // namespace

int main(int argc, char** argv) {
    MPI_Init(&argc, &argv);
    int rank = 0;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    mpi::speak_for(rank, argc == 5 ? argv[3] : "/dev/stderr",
                   argc == 5 ? static_cast<unsigned>(std::atoi(argv[4])) : 0);
    if (argc != 5)
        mpi::give_up("usage: ranks TRIALS.so SUBMISSION.so REPORT SECONDS; it is started by mpirun");
    for (const int i : {2, 1})
        if (!::dlopen(argv[i], RTLD_NOW | RTLD_GLOBAL)) mpi::give_up(::dlerror());
    try {
        for (const auto& trial : mpi::trials())
            for (const int count : {0, 1, 3, 1000, 100'003, 1'000'000}) run(trial, count);
    } catch (...) {
        mpi::give_up(cluster::thrown_by(rank).sentence);
    }
    MPI_Finalize();
}
