#pragma once
/// @file
/// The commands of the program. Each has a file of its own, or shares one with its like, which says what it
/// is called, which options it has and what it does.

#include "cli/command_line.hpp"

namespace gemmlings {

void add_list(CommandLine&);
void add_show(CommandLine&);
void add_check(CommandLine&);
void add_watch(CommandLine&);
void add_hint(CommandLine&);
void add_reset(CommandLine&);
void add_solution(CommandLine&);
void add_doctor(CommandLine&);
void add_test(CommandLine&);
void add_docs(CommandLine&);
void add_bench(CommandLine&);
void add_grade(CommandLine&);
void add_completion(CommandLine&);

/// Prints what may stand where the last word of a command line is begun, for the shells' completion.
int complete(const CommandLine& line, Workspace& workspace, std::vector<std::string> words);

/// What `gemmlings` does without a command: the learning loop, or its report where nobody can press a key.
int learn(Workspace& workspace, const Exercise* start);

} // namespace gemmlings
