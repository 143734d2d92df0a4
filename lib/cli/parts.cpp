#include "cli/parts.hpp"

#include "cli/files.hpp"
#include "cli/process.hpp"
#include "cli/repository.hpp"
#include "cli/text.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <fmt/format.h>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace gemmlings {

namespace {

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, separator);) parts.emplace_back(trimmed(part));
    return parts;
}

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

/// Where headers and libraries may lie; ./gemmlings looks in the same places.
std::vector<fs::path> prefixes() {
    std::vector<fs::path> found = {"/usr", "/usr/local", "/opt/homebrew"};
    if (const auto conda = environment("CONDA_PREFIX"); !conda.empty()) found.emplace_back(conda);
    for (const auto& prefix : split(environment("CMAKE_PREFIX_PATH"), ':')) found.emplace_back(prefix);
    return found;
}

/// A folder and those in it that are named after a machine, as Debian has them: lib/x86_64-linux-gnu.
void add_with_machines(const fs::path& folder, std::vector<fs::path>& places) {
    std::error_code none;
    places.push_back(folder);
    for (const auto& entry : fs::directory_iterator(folder, none))
        if (entry.path().filename().string().find("-linux-") != std::string::npos)
            places.push_back(entry.path());
}

std::vector<fs::path> places_below(const std::vector<std::string>& folders) {
    std::vector<fs::path> places;
    std::error_code none;
    for (const auto& prefix : prefixes())
        for (const auto& folder : folders) {
            add_with_machines(prefix / folder, places);
            for (const auto& keg : fs::directory_iterator(prefix / "opt", none))
                places.push_back(keg.path() / folder);
        }
    return places;
}

fs::path find_header(const std::string& name) {
    for (const auto& place : places_below({"include"}))
        if (fs::exists(place / name)) return place / name;
    return {};
}

bool has_library(const std::string& name) {
    for (const auto& place : places_below({"lib", "lib64"}))
        for (const char* end : {".so", ".a", ".dylib"})
            if (fs::exists(place / ("lib" + name + end))) return true;
    return false;
}

/// Runs a small question to a program; one that hangs is not waited for.
Finished ask(const std::vector<std::string>& command) {
    RunOptions options;
    options.seconds = 20;
    return run(command, options);
}

std::string version_of_program(const std::string& program) {
    const auto said = ask({program, "--version"});
    return version_in(said.out + said.err);
}

PartFound look_for_program(const std::string& wanted) {
    const auto bound = wanted.find(">=");
    const auto name = wanted.substr(0, bound);
    if (!find_program(name)) return {};
    const auto version = version_of_program(name);
    const bool old = bound != std::string::npos && !at_least(version, wanted.substr(bound + 2));
    return {old ? PartState::too_old : PartState::present, version};
}

/// Many headers say in their first lines "v2.13.10" or "version 3.11.2".
std::string version_of_header(const fs::path& header) {
    std::ifstream stream(header);
    std::string line;
    for (int count = 0; count < 10 && std::getline(stream, line); ++count)
        for (const char* word : {"version ", " v"})
            if (const auto at = line.find(word); at != std::string::npos) {
                const auto version = version_in(line.substr(at));
                if (std::count(version.begin(), version.end(), '.') == 2) return version;
            }
    return {};
}

/// clang 14 or g++ 12; the names are those that ./gemmlings tries.
PartFound look_for_compiler() {
    PartFound best;
    const auto consider = [&](const std::string& name, const char* wanted) {
        if (best.state == PartState::present || !find_program(name)) return;
        const auto version = trimmed(ask({name, "-dumpfullversion", "-dumpversion"}).out);
        const bool good = at_least(std::string(version), wanted);
        best = {good ? PartState::present : PartState::too_old, fmt::format("{} {}", name, version)};
    };
    consider("clang++", "14");
    for (int major = 20; major >= 14; --major) consider(fmt::format("clang++-{}", major), "14");
    for (const char* name : {"g++-15", "g++-14", "g++-13", "g++", "g++-12"}) consider(name, "12");
    return best;
}

PartFound look_for_alternative(const std::string& kind, const std::string& what) {
    if (kind == "cmd") return look_for_program(what);
    if (kind == "lib") return {has_library(what) ? PartState::present : PartState::missing, ""};
    if (kind == "file") return {fs::exists(what) ? PartState::present : PartState::missing, ""};
    const auto header = find_header(what);
    if (header.empty()) return {};
    return {PartState::present, version_of_header(header)};
}

enum class Manager { apt, dnf, brew, none };

Manager manager() {
    if (find_program("apt-get")) return Manager::apt;
    if (find_program("dnf")) return Manager::dnf;
    return find_program("brew") ? Manager::brew : Manager::none;
}

std::string package_of(const Part& part) {
    switch (manager()) {
    case Manager::apt:
        return part.apt;
    case Manager::dnf:
        return part.dnf;
    case Manager::brew:
        return part.brew;
    case Manager::none:
        break;
    }
    return "-";
}

/// "1:11.4.2+dfsg-1" is 11.4.2.
std::string version_of_package(const std::string& package) {
    std::vector<std::string> question;
    if (manager() == Manager::apt) question = {"dpkg-query", "-W", "-f=${Version}", package};
    if (manager() == Manager::dnf) question = {"rpm", "-q", "--qf", "%{VERSION}", package};
    if (manager() == Manager::brew) question = {"brew", "list", "--versions", package};
    if (question.empty()) return {};
    const auto said = ask(question);
    return said.ok() ? version_in(said.out) : "";
}

} // namespace

std::vector<Part> read_parts(const fs::path& root) {
    const auto text = read_text(root / "lib" / "cli" / "parts.txt");
    if (!text) throw MachineError("lib/cli/parts.txt, the list of required parts, cannot be read.");
    std::vector<Part> parts;
    std::size_t number = 0;
    for (const auto& line : lines_of(*text)) {
        ++number;
        if (line.starts_with('#') || trimmed(line).empty()) continue;
        const auto fields = split(line, '|');
        if (fields.size() != 7)
            throw MachineError(fmt::format("lib/cli/parts.txt:{}: not seven columns.", number));
        parts.push_back({fields[0], fields[1], fields[2], fields[3], fields[4], fields[5], fields[6]});
    }
    return parts;
}

PartFound look_for(const Part& part) {
    if (part.probe == "cxx20") return look_for_compiler();
    const auto colon = part.probe.find(':');
    PartFound best;
    for (const auto& what : split(part.probe.substr(colon + 1), ',')) {
        const auto found = look_for_alternative(part.probe.substr(0, colon), what);
        if (found.state != PartState::missing) best = found;
        if (found.state == PartState::present) break;
    }
    if (best.state == PartState::present && best.version.empty())
        best.version = version_of_package(split(package_of(part), ',').front());
    return best;
}

std::string mending_command(const Part& part, PartState state) {
    auto packages = package_of(part);
    std::replace(packages.begin(), packages.end(), ',', ' ');
    if (packages == "-") return "no package is known here; see its home page";
    if (state == PartState::too_old && packages == "g++") packages = "g++-12"; // Ubuntu 22.04 has 11 and 12
    const std::string sudo = ::geteuid() == 0 ? "" : "sudo ";
    switch (manager()) {
    case Manager::apt:
        return sudo + "apt-get install --no-install-recommends " + packages;
    case Manager::dnf:
        return sudo + "dnf install " + packages;
    default:
        return "brew install " + packages;
    }
}

std::string command_that_brings(const std::string& name, const std::filesystem::path& root) {
    for (const auto& part : read_parts(root))
        if (part.name == name) return mending_command(part, PartState::missing);
    return "no package is known; see its home page";
}

std::string version_in(const std::string& text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (!is_digit(text[at])) continue;
        auto end = at;
        while (end < text.size() && (is_digit(text[end]) || text[end] == '.')) ++end;
        auto version = text.substr(at, end - at);
        while (version.ends_with('.')) version.pop_back();
        if (version.find('.') != std::string::npos) return version;
        at = end;
    }
    return {};
}

bool at_least(const std::string& version, const std::string& wanted) {
    std::istringstream have(version), need(wanted);
    for (std::string a, b; std::getline(need, b, '.');) {
        a.clear();
        std::getline(have, a, '.');
        const int difference = std::atoi(a.c_str()) - std::atoi(b.c_str());
        if (difference != 0) return difference > 0;
    }
    return true;
}

} // namespace gemmlings
