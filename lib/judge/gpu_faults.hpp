#pragma once
/// @file
/// From the faults that the simulated GPU finds to what a learner reads.

#include "gpu/faults.hpp"

#include <string>
#include <vector>

namespace judge {

/// What a kind of fault means in an exercise.
struct KnownFault {
    std::string kind; ///< gpu::Fault::kind
    std::string id;   ///< as in wrong/<id>.cu
    int hint = 0;     ///< the hint that helps
    std::string says; ///< what is known about it here; put before the sentence of the fault
    std::string together_with =
        ""; ///< another kind that was found in the same call; empty: whatever was found
};

/// In force as long as the object lives. The first that fits counts, and last those that hold in every
/// exercise: an access outside of an allocation is "guard", a race is "barrier".
class KnownFaults {
  public:
    explicit KnownFaults(const std::vector<KnownFault>& known);
    ~KnownFaults();
    KnownFaults(const KnownFaults&) = delete;
    KnownFaults& operator=(const KnownFaults&) = delete;

  private:
    std::size_t count;
};

/// Records each fault once, with the lines of the submission that it is about. Returns whether there are any
/// besides notes.
bool record_faults(const std::vector<gpu::Fault>& faults);

} // namespace judge
