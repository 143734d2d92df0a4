#pragma once
/// @file
/// Messages between processes: what a Comm sends goes through MPI.

#include "cluster/transport.hpp"

#include <mpi.h>

namespace mpi {

/// The ranks of a communicator. Mistakes become exceptions that name the line of the call:
/// std::invalid_argument for a rank that there is not, std::runtime_error for a message of another length or
/// type than was expected. A send is MPI_Send, which waits for its receiver or not, as the library decides.
class Transport : public cluster::Transport {
  public:
    explicit Transport(MPI_Comm communicator);

    int rank() const override { return own_rank; }
    int size() const override { return ranks; }
    void send(const cluster::Outgoing& out, cluster::Line line) override;
    void recv(const cluster::Incoming& in, cluster::Line line) override;
    void sendrecv(const cluster::Outgoing& out, const cluster::Incoming& in, cluster::Line line) override;

  private:
    MPI_Comm communicator;
    int own_rank = 0, ranks = 1;

    void require_other(int rank, cluster::Line line) const;
};

} // namespace mpi
