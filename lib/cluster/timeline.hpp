#pragma once
/// @file
/// A run as a picture.

#include "cluster/outcome.hpp"

#include <string>

namespace cluster {

/// The messages of a run as the text of an SVG file: a line for every rank, virtual time to the right, and an
/// arrow for every message, from when its sender's port was occupied first to when its receiver's was free
/// again. Its colours suit light and dark pages; a pointer that rests on an arrow is told its numbers. Empty
/// but for the lines if the run had Cluster::timeline off.
std::string timeline_svg(const Outcome& outcome);

} // namespace cluster
