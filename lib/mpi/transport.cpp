#include "mpi/transport.hpp"

#include <stdexcept>
#include <string>

namespace mpi {

namespace {

MPI_Datatype datatype(cluster::Type type) {
    switch (type) {
    case cluster::Type::f32:
        return MPI_FLOAT;
    case cluster::Type::f64:
        return MPI_DOUBLE;
    default:
        return MPI_INT32_T;
    }
}

/// A message says what it is made of by its tag, for MPI does not compare the types of the two sides.
int tag(cluster::Type type) { return static_cast<int>(type); }

std::string at(cluster::Line line) {
    const std::string file = line.file;
    return " (" + file.substr(file.rfind('/') + 1) + ":" + std::to_string(line.number) + ")";
}

void require(int code, const char* call, cluster::Line line) {
    if (code != MPI_SUCCESS) throw std::runtime_error(std::string(call) + " failed" + at(line));
}

/// What has come must be what was expected, in length and in type.
void require_match(const MPI_Status& status, const cluster::Incoming& in, cluster::Line line) {
    int count = 0;
    MPI_Get_count(&status, datatype(in.type), &count);
    if (status.MPI_TAG == tag(in.type) && static_cast<std::size_t>(count) == in.count) return;
    throw std::runtime_error("rank " + std::to_string(in.from) + " sent another message than the " +
                             std::to_string(in.count) + " numbers that are received" + at(line));
}

} // namespace

Transport::Transport(MPI_Comm communicator) : communicator(communicator) {
    MPI_Comm_rank(communicator, &own_rank);
    MPI_Comm_size(communicator, &ranks);
    MPI_Comm_set_errhandler(communicator, MPI_ERRORS_RETURN);
}

void Transport::require_other(int rank, cluster::Line line) const {
    if (0 <= rank && rank < ranks && rank != own_rank) return;
    throw std::invalid_argument("rank " + std::to_string(own_rank) + " of " + std::to_string(ranks) +
                                " cannot exchange messages with rank " + std::to_string(rank) + at(line));
}

void Transport::send(const cluster::Outgoing& out, cluster::Line line) {
    require_other(out.to, line);
    require(MPI_Send(out.data, static_cast<int>(out.count), datatype(out.type), out.to, tag(out.type),
                     communicator),
            "MPI_Send", line);
}

void Transport::recv(const cluster::Incoming& in, cluster::Line line) {
    require_other(in.from, line);
    MPI_Status status;
    require(MPI_Recv(in.data, static_cast<int>(in.count), datatype(in.type), in.from, MPI_ANY_TAG,
                     communicator, &status),
            "MPI_Recv", line);
    require_match(status, in, line);
}

void Transport::sendrecv(const cluster::Outgoing& out, const cluster::Incoming& in, cluster::Line line) {
    require_other(out.to, line);
    require_other(in.from, line);
    MPI_Status status;
    require(MPI_Sendrecv(out.data, static_cast<int>(out.count), datatype(out.type), out.to, tag(out.type),
                         in.data, static_cast<int>(in.count), datatype(in.type), in.from, MPI_ANY_TAG,
                         communicator, &status),
            "MPI_Sendrecv", line);
    require_match(status, in, line);
}

} // namespace mpi
