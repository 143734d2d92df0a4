#pragma once
/// @file
/// Messages between processes: what a Comm sends goes through MPI.

#include "cluster/transport.hpp"

#include <mpi.h>

namespace mpi {

/// The ranks of a communicator. A mistake ends all of them: a call that no program may make
/// (cluster::impossible), or a message of another length or type than was expected. A send is MPI_Send, which
/// waits for its receiver or not, as the library decides.
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

    void require_possible(const cluster::Outgoing* out, const cluster::Incoming* in,
                          cluster::Line line) const;
    void require_success(int code, const cluster::Incoming* in, cluster::Line line) const;
    void require_match(const MPI_Status& status, const cluster::Incoming& in, cluster::Line line) const;
};

} // namespace mpi
