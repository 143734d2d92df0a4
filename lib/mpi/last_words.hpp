#pragma once
/// @file
/// What a rank says when it does not come to its end: in which call it waits, or what has ended it. One line,
/// "Rank 2 …", in a file that all ranks write to.

#include "cluster/transport.hpp"

#include <string>

namespace mpi {

/// What a rank is doing, with respect to the others.
struct Doing {
    enum Act { computing, sending, receiving, both, summing, returned } act = computing;
    int to = -1, from = -1;
    cluster::Line line{};
};

/// Says what has become of a rank from now on, if it crashes, exits or is late.
/// @param file     is appended to
/// @param seconds  that a submission may take for one call
void speak_for(int rank, const std::string& file, unsigned seconds);

/// Appends a line to the file, at one blow.
void say(const std::string& line);

/// Says it, and ends all ranks.
[[noreturn]] void give_up(const std::string& line);

/// What this rank does now.
void doing(const Doing& now);

/// While it lives the rank is in the submission's hands. When it has gone the rank waits for the others, and
/// is late with them.
class Watch {
  public:
    Watch();
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;
};

/// All ranks have come to an end of what was watched.
void all_back();

} // namespace mpi
