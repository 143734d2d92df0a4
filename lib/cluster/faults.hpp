#pragma once
/// @file
/// Mistakes in words, and who waits for whom.

#include "cluster/mailboxes.hpp"
#include "cluster/outcome.hpp"
#include "cluster/transport.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace cluster {

/// A rank that waits for another one: for its message, or for it to receive one.
struct Wait {
    int rank, other;
    bool to_receive; ///< whether `other` is to receive, or to send
    Line line;
};

/// How a rank has ended.
enum class Ending : std::uint8_t { not_yet, returned, threw };

/// Of the exception that is being handled, which has left a rank.
Fault thrown_by(int rank);

/// What is wrong with a call, whatever the other ranks do: a rank that there is not, or spans that overlap.
/// @param out, in  its parts; either may be missing
std::optional<Fault> impossible(int rank, int ranks, const Outgoing* out, const Incoming* in, Line line);

/// Of a message that `to` receives with another length or type than it was sent with. A line may be unknown.
Fault mismatch(const Parcel& sent, const Incoming& in, int to, Line line);

/// Of a message that is longer than what `to` receives, where nobody knows how long.
Fault too_long(const Incoming& in, int to, Line line);

Fault unreceived(const Parcel& oldest);

/// Why ranks can never go on that wait, when no other rank can: the circles, and those who have ended
/// although somebody waits for them. Every rank that waits is one of these, or waits for one of these.
/// @param waits  at most two of a rank, in the order of the ranks
std::vector<Fault> why_blocked(const std::vector<Wait>& waits, const std::vector<Ending>& endings);

} // namespace cluster
