#pragma once
/// @file
/// What a run of a simulated cluster leaves behind. Plain structs, so that it can be sent to the judge.

#include "matrix/view.hpp"

#include <string>
#include <vector>

namespace cluster {

/// Messages, the numbers in them, and the bytes of these.
struct Traffic {
    i64 messages = 0, words = 0, bytes = 0;
};

/// One rank.
struct Rank {
    Traffic sent, received;
    i64 rounds = 0;    ///< calls of send, recv and sendrecv
    double finish = 0; ///< s, when its last call returned
};

/// A mistake that the run has met.
struct Fault {
    enum class Kind {
        threw,        ///< an exception left a rank
        no_such_rank, ///< a message to or from a rank that there is not, or to or from itself
        overlap,      ///< a sendrecv that receives into what it sends
        mismatch,     ///< sent and received with different lengths or types
        deadlock,     ///< ranks that wait for each other in a circle
        left_waiting, ///< a rank waits for one that has ended
        unreceived,   ///< a message was sent, and never received
    };
    Kind kind = Kind::threw;
    /// Who is concerned. Of a deadlock: the circle, each waiting for the next. Of left_waiting: who waits,
    /// and last who has ended. Of a message: sender, receiver.
    std::vector<int> ranks;
    std::string sentence; ///< for the learner, with the lines of the calls
};

/// A message that was received.
struct Message {
    int from = 0, to = 0;
    i64 bytes = 0;
    double start = 0; ///< s, when the sender's port was first occupied by it
    double end = 0;   ///< s, when the receiver's port was free again
};

struct Outcome {
    std::vector<Rank> ranks;
    double makespan = 0;           ///< s, when the last rank had ended
    std::vector<Fault> faults;     ///< what comes first explains what follows
    std::vector<Message> timeline; ///< in the order of their starts
};

/// The sentences of the first few faults, a line each, and how many more there are; empty if there is none.
std::string report(const Outcome& outcome);

} // namespace cluster
