#pragma once
/// @file
/// The stub as it was before the learner touched it, and the way back to it and from it.

#include "cli/repository.hpp"

#include <optional>
#include <string>
#include <vector>

namespace gemmlings {

/// The pristine stub has one source. Where git knows the repository's exercises, it is HEAD; a stub that only
/// the working tree holds is then one that is being written, and stands for itself. Where there is no git (a
/// copy from an archive), it is the snapshot under .gemmlings/pristine taken at the first start.
/// @return nothing if no source knows it
std::optional<std::string> pristine_stub(const Repository& repository, const Exercise& exercise);

/// True if the file is the pristine stub, byte for byte.
bool is_pristine(const Repository& repository, const Exercise& exercise, const fs::path& file);

/// The stubs among `exercises` whose text is not the pristine one, or whose file is gone.
std::vector<const Exercise*> edited_stubs(const Repository& repository);

/// Takes the snapshots that are missing, where git does not serve. Never replaces one: the file may be
/// edited.
void snapshot_stubs(const Repository& repository);

/// What a reset, or an undo, did to one exercise.
struct Restored {
    const Exercise* exercise;
    fs::path backup; ///< what was replaced, relative to the root; empty if there was no file
};

/// Puts the pristine stubs in place and keeps what they replace in .gemmlings/backups/<id>/<time>.cpp.
/// Exercises that are the stub already are left alone and not reported.
/// @throws UsageError if a pristine stub is not known, MachineError if something cannot be written
std::vector<Restored> reset_stubs(const Repository& repository,
                                  const std::vector<const Exercise*>& exercises);

/// Restores the newest backup of `exercise`, or, for nullptr, all those of the latest reset; what it replaces
/// is kept likewise, so that an undo can be undone.
/// @throws UsageError if there is no backup
std::vector<Restored> undo_reset(const Repository& repository, const Exercise* exercise);

} // namespace gemmlings
