#pragma once
/// @file
/// What judge and runner do against a submission that reaches beyond its own process.

namespace judge {

/// Forbids other processes of the same user to trace this one, to read its memory and to open its
/// descriptors.
void hide_this_process();

/// Ends this process when the one that started it ends.
void end_with_parent();

/// From now on a descendant whose parent has ended becomes a child of this process, whatever group or session
/// it has moved to.
void adopt_orphans();

/// Kills every child, and whatever becomes a child thereby, until none is left. Gives up after two seconds.
void end_children();

/// Closes every descriptor from `first` on.
void close_descriptors_from(int first);

} // namespace judge
