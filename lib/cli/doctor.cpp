#include "cli/commands.hpp"

#include "cli/files.hpp"
#include "cli/judging.hpp"
#include "cli/parts.hpp"
#include "cli/real_gpu.hpp"
#include "cli/terminal.hpp"
#include "cli/text.hpp"
#include "cli/toolchain.hpp"
#include "cli/version.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace gemmlings {

namespace {

struct DoctorOptions {
    bool json = false;
};

void declare(Arguments& arguments, DoctorOptions& options) {
    arguments.flag("--json", options.json, "For programs (docs/json.md)");
}

/// One thing that was looked at: a part of the machine, or of this copy.
struct Finding {
    std::string level; ///< required, recommended, optional; "copy" for what concerns this copy
    std::string name;
    std::string status; ///< "ok", "missing", "too old" or "problem"
    std::string what;   ///< version, or what is wrong
    std::string purpose;
    std::string mend; ///< the one command that mends it, or empty

    bool ok() const { return status == "ok"; }
};

Finding look_at(const Part& part) {
    const auto found = look_for(part);
    const bool ok = found.state == PartState::present;
    const char* status = ok ? "ok" : found.state == PartState::missing ? "missing" : "too old";
    return {part.level,    part.name,    status,
            found.version, part.purpose, ok ? "" : mending_command(part, found.state)};
}

Finding fine(const std::string& name, const std::string& what) { return {"copy", name, "ok", what, "", ""}; }

Finding problem(const std::string& name, const std::string& what, const std::string& mend) {
    return {"copy", name, "problem", what, "", mend};
}

Finding look_at_state(const fs::path& root) {
    try {
        const StateLock lock(root);
        write_text(state_folder(root) / "doctor.txt", "This file tells that the folder can be written.\n");
        fs::remove(state_folder(root) / "doctor.txt");
        return fine("state folder", ".gemmlings/ can be written");
    } catch (const MachineError& error) {
        return problem("state folder", error.what(), fmt::format("chown -R \"$USER\" \"{}\"", root.string()));
    }
}

Finding look_at_progress(const fs::path& root) {
    const auto warning = Progress::load(root).warning();
    if (warning.empty()) return fine("progress", "readable");
    return problem("progress", warning, "${EDITOR:-vi} .gemmlings/progress.txt");
}

/// Builds what one exercise needs and judges its solution: if that passes, everything between works.
Finding look_at_judge(const Repository& repository) {
    for (const auto& exercise : repository.exercises) {
        const auto solution = repository.root / exercise.solution();
        if (!fs::exists(solution)) continue;
        try {
            build_for(repository, {&exercise});
            const auto verdict = judge_file(repository, exercise, solution);
            if (verdict.outcome == Outcome::passed)
                return fine("judge", fmt::format("the solution of {} passes, with {}", exercise.name(),
                                                 verdict.compiler));
            return problem(
                "judge", fmt::format("the solution of {} does not pass. {}", exercise.name(), verdict.reason),
                "rm -rf build && ./gemmlings");
        } catch (const MachineError& error) {
            return problem("judge", error.what(), "rm -rf build && ./gemmlings");
        }
    }
    return fine("judge", "not tried: there is no solution in this copy");
}

/// A machine without a GPU is as good as any: the simulator judges.
Finding look_at_gpu(const Repository& repository) try {
    const auto gpu = find_gpu(repository);
    const auto toolchain = Toolchain::read(repository.root);
    const auto nvcc =
        toolchain.nvcc.empty() ? "" : fmt::format(", nvcc {} ({})", toolchain.nvcc_version, toolchain.nvcc);
    return fine("GPU",
                gpu.missing.empty() ? gpu.name + nvcc : fmt::format("simulated: {}{}", gpu.missing, nvcc));
} catch (const MachineError& error) {
    return problem("GPU", error.what(), "rm -rf build && ./gemmlings");
}

void look_at_stubs(const Repository& repository, std::vector<Finding>& findings) {
    for (const auto& exercise : repository.exercises)
        if (!fs::exists(repository.root / exercise.stub()))
            findings.push_back(problem("stub", exercise.stub().string() + " is gone",
                                       "./gemmlings reset " + exercise.name()));
}

bool is_exercise(const Repository& repository, const fs::path& folder) {
    for (const auto& exercise : repository.exercises)
        if (exercise.home() == folder) return true;
    return false;
}

/// A learner's file outlives its exercise when an update renames or removes that.
void look_for_stale_files(const Repository& repository, std::vector<Finding>& findings) {
    for (const auto& chapter : repository.chapters)
        for (const auto& entry :
             fs::recursive_directory_iterator(repository.root / "chapters" / chapter.folder)) {
            const auto file = entry.path().lexically_relative(repository.root);
            if ((file.extension() == ".cpp" || file.extension() == ".cu") &&
                !is_exercise(repository, file.parent_path()))
                findings.push_back(problem(
                    "stale file", file.string() + " belongs to no exercise of this version",
                    fmt::format("mkdir -p .gemmlings/stale && mv {} .gemmlings/stale/", file.string())));
        }
}

/// How long the first run took, if it was here.
void look_at_setup(const fs::path& root, std::vector<Finding>& findings) {
    if (const auto text = read_text(state_folder(root) / "setup.txt")) {
        std::string line;
        for (const auto& part : lines_of(*text)) line += (line.empty() ? "" : ", ") + part;
        findings.push_back(fine("setup", line));
    }
}

std::vector<Finding> examine(Workspace& workspace) {
    std::vector<Finding> findings;
    for (const auto& part : read_parts(workspace.root())) findings.push_back(look_at(part));
    const auto& repository = workspace.repository();
    findings.push_back(look_at_state(workspace.root()));
    findings.push_back(look_at_progress(workspace.root()));
    look_at_setup(workspace.root(), findings);
    look_at_stubs(repository, findings);
    look_for_stale_files(repository, findings);
    findings.push_back(look_at_gpu(repository));
    findings.push_back(look_at_judge(repository));
    return findings;
}

bool can_judge(const std::vector<Finding>& findings) {
    for (const auto& finding : findings)
        if (!finding.ok() && (finding.level == "required" || finding.name == "judge")) return false;
    return true;
}

std::string line_of(const Finding& finding, const Terminal& terminal) {
    const bool matters = finding.level == "required" || finding.level == "copy";
    const auto mark = finding.ok() ? Mark::good : matters ? Mark::bad : Mark::warn;
    const auto status = terminal.paint(mark, fmt::format("{:8}", finding.status));
    auto line = fmt::format("  {} {:14} {}", status, finding.name, finding.what);
    if (!finding.ok() && !finding.purpose.empty())
        line += (finding.what.empty() ? "" : "; ") + finding.purpose;
    if (!finding.mend.empty()) line += "\n           " + terminal.paint(Mark::strong, finding.mend);
    return line + "\n";
}

void print_text(const std::vector<Finding>& findings) {
    const auto& terminal = Terminal::out();
    std::string level;
    fmt::print("Gemmlings {}\n", version);
    for (const auto& finding : findings) {
        if (finding.level != level) {
            level = finding.level;
            fmt::print("\n{}\n", terminal.paint(Mark::strong, level == "copy" ? "this copy" : level));
        }
        fmt::print("{}", line_of(finding, terminal));
    }
    fmt::print("\n{}\n", can_judge(findings) ? "Everything that judging needs is there."
                                             : "Something that judging needs is missing: see above.");
}

void print_json(const std::vector<Finding>& findings) {
    auto list = nlohmann::ordered_json::array();
    for (const auto& finding : findings)
        list.push_back({{"level", finding.level},
                        {"name", finding.name},
                        {"status", finding.status},
                        {"what", finding.what},
                        {"purpose", finding.purpose},
                        {"mend", finding.mend}});
    const nlohmann::ordered_json report = {
        {"version", version}, {"can_judge", can_judge(findings)}, {"findings", list}};
    fmt::print("{}\n", report.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

int doctor(Workspace& workspace, const DoctorOptions& options) {
    const auto findings = examine(workspace);
    if (options.json)
        print_json(findings);
    else
        print_text(findings);
    return can_judge(findings) ? 0 : 3;
}

} // namespace

void add_doctor(CommandLine& line) {
    line.add("doctor", "What is there, what is missing, and what mends it", declare, doctor);
}

} // namespace gemmlings
