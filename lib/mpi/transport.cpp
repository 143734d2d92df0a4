#include "mpi/transport.hpp"

#include "cluster/faults.hpp"
#include "mpi/last_words.hpp"

#include <array>
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

/// While it lives the rank is in this call.
struct InCall {
    explicit InCall(const Doing& call) { doing(call); }
    ~InCall() { doing({}); }
    InCall(const InCall&) = delete;
    InCall& operator=(const InCall&) = delete;
};

} // namespace

Transport::Transport(MPI_Comm communicator) : communicator(communicator) {
    MPI_Comm_rank(communicator, &own_rank);
    MPI_Comm_size(communicator, &ranks);
    MPI_Comm_set_errhandler(communicator, MPI_ERRORS_RETURN);
}

void Transport::require_possible(const cluster::Outgoing* out, const cluster::Incoming* in,
                                 cluster::Line line) const {
    if (const auto wrong = cluster::impossible(own_rank, ranks, out, in, line)) give_up(wrong->sentence);
}

/// What has come must be what was expected, in length and in type. The line of its send has not come with it.
void Transport::require_match(const MPI_Status& status, const cluster::Incoming& in,
                              cluster::Line line) const {
    cluster::Parcel sent;
    sent.from = in.from;
    sent.out.type = static_cast<cluster::Type>(status.MPI_TAG);
    int count = 0;
    MPI_Get_count(&status, datatype(sent.out.type), &count);
    sent.out.count = static_cast<std::size_t>(count);
    if (sent.out.type != in.type || sent.out.count != in.count)
        give_up(cluster::mismatch(sent, in, own_rank, line).sentence);
}

/// @param in  what it receives; may be missing
void Transport::require_success(int code, const cluster::Incoming* in, cluster::Line line) const {
    if (code == MPI_SUCCESS) return;
    int kind = 0, length = 0;
    MPI_Error_class(code, &kind);
    if (in && kind == MPI_ERR_TRUNCATE) give_up(cluster::too_long(*in, own_rank, line).sentence);
    std::array<char, MPI_MAX_ERROR_STRING> what{};
    MPI_Error_string(code, what.data(), &length);
    give_up("Rank " + std::to_string(own_rank) + " was told by MPI: " + what.data());
}

void Transport::send(const cluster::Outgoing& out, cluster::Line line) {
    require_possible(&out, nullptr, line);
    const InCall now({Doing::sending, out.to, -1, line});
    require_success(MPI_Send(out.data, static_cast<int>(out.count), datatype(out.type), out.to, tag(out.type),
                             communicator),
                    nullptr, line);
}

void Transport::recv(const cluster::Incoming& in, cluster::Line line) {
    require_possible(nullptr, &in, line);
    const InCall now({Doing::receiving, -1, in.from, line});
    MPI_Status status;
    const int code = MPI_Recv(in.data, static_cast<int>(in.count), datatype(in.type), in.from, MPI_ANY_TAG,
                              communicator, &status);
    require_success(code, &in, line);
    require_match(status, in, line);
}

void Transport::sendrecv(const cluster::Outgoing& out, const cluster::Incoming& in, cluster::Line line) {
    require_possible(&out, &in, line);
    const InCall now({Doing::both, out.to, in.from, line});
    MPI_Status status;
    const int code = MPI_Sendrecv(out.data, static_cast<int>(out.count), datatype(out.type), out.to,
                                  tag(out.type), in.data, static_cast<int>(in.count), datatype(in.type),
                                  in.from, MPI_ANY_TAG, communicator, &status);
    require_success(code, &in, line);
    require_match(status, in, line);
}

} // namespace mpi
