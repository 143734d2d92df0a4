#pragma once
/// @file
/// The parts of the machine that Gemmlings stands on, from lib/cli/parts.txt.

#include <filesystem>
#include <string>
#include <vector>

namespace gemmlings {

/// One line of the list; the list says what the columns mean.
struct Part {
    std::string level, name, probe, apt, dnf, brew, purpose;
};

enum class PartState { present, missing, too_old };

struct PartFound {
    PartState state = PartState::missing;
    std::string version; ///< empty where it cannot be told
};

/// @throws MachineError if the list is missing or damaged
std::vector<Part> read_parts(const std::filesystem::path& root);

/// Looks whether the machine has the part.
PartFound look_for(const Part& part);

/// The command that installs the part here, or a sentence where no package is known.
std::string mending_command(const Part& part, PartState state);

/// The same for a part that is missing, by its name in the list.
std::string command_that_brings(const std::string& name, const std::filesystem::path& root);

/// The first number with a dot in a text, "13.1" of "GNU gdb (Debian 13.1-3)", or empty.
std::string version_in(const std::string& text);

/// Compares 2.13 and 2.9 number by number.
bool at_least(const std::string& version, const std::string& wanted);

} // namespace gemmlings
