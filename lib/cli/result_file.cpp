#include "cli/result_file.hpp"

#include "cli/files.hpp"
#include "cli/hash.hpp"
#include "cli/verdict_json.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace gemmlings {

namespace {

using Json = nlohmann::ordered_json;

/// The sum of a member over what was judged.
int sum(const std::vector<Json>& entries, const char* member) {
    int total = 0;
    for (const auto& entry : entries)
        if (is_judged(entry)) total += entry.at(member).get<int>();
    return total;
}

/// Asks for every member that is used later, so that a damaged file is found here.
void require_members(const Json& entry) {
    for (const char* text : {"id", "status", "key"}) entry.at(text).get_ref<const std::string&>();
    for (const char* number : {"points", "of"}) entry.at(number).get_ref<const std::int64_t&>();
}

/// write_text's name for a file before it is whole.
bool is_half_written(const std::string& name) { return name.starts_with('.') && name.ends_with(".tmp"); }

/// A field of a table, as RFC 4180 has it.
std::string quoted(const std::string& field) {
    if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
    std::string result = "\"";
    for (const char c : field) result += c == '"' ? "\"\"" : std::string(1, c);
    return result + '"';
}

std::string row(const std::vector<std::string>& fields) {
    std::string text;
    for (const auto& field : fields) text += (text.empty() ? "" : ",") + quoted(field);
    return text + "\r\n";
}

/// The points for one exercise; empty where there is no verdict.
std::string points_cell(const StudentResult& result, const std::string& id) {
    for (const auto& entry : result.entries)
        if (entry.at("id") == id && is_judged(entry)) return std::to_string(entry.at("points").get<int>());
    return "";
}

} // namespace

bool is_judged(const Json& verdict) { return verdict.at("status") != "not_judged"; }

int StudentResult::points() const { return sum(entries, "points"); }

int StudentResult::of() const { return sum(entries, "of"); }

int StudentResult::not_judged() const {
    return static_cast<int>(
        std::count_if(entries.begin(), entries.end(), [](const Json& entry) { return !is_judged(entry); }));
}

std::string StudentResult::text(const Json& about) const {
    Json json = {{"student", student}};
    json.update(about);
    json.update({{"points", points()}, {"of", of()}, {"not_judged", not_judged()}, {"exercises", entries}});
    return dumped(json) + "\n";
}

std::optional<StudentResult> StudentResult::read(const fs::path& file) try {
    const auto json = Json::parse(read_text(file).value_or(""));
    StudentResult result{json.at("student").get<std::string>(),
                         json.at("exercises").get<std::vector<Json>>()};
    for (const auto& entry : result.entries) require_members(entry);
    return result;
} catch (const Json::exception&) {
    return {};
}

fs::path ResultFolder::file_of(const std::string& student) const {
    constexpr std::size_t most = 200; // a name may have 255 bytes, and ours gets an ending
    const auto stem = student.size() <= most ? student : student.substr(0, most) + "-" + hash_of(student);
    return students() / (stem + ".json");
}

std::vector<StudentResult> ResultFolder::read_all(std::vector<std::string>& damaged) const {
    std::set<fs::path> files;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(students(), none))
        if (entry.path().extension() == ".json") files.insert(entry.path());
    std::vector<StudentResult> results;
    for (const auto& file : files)
        if (auto result = StudentResult::read(file))
            results.push_back(std::move(*result));
        else
            damaged.push_back(file.filename().string());
    return results;
}

void ResultFolder::sweep() const {
    std::error_code ignored;
    for (const auto& folder : {out, students()})
        for (const auto& entry : fs::directory_iterator(folder, ignored))
            if (is_half_written(entry.path().filename().string())) fs::remove(entry.path(), ignored);
}

void ResultFolder::write_table() const {
    std::vector<std::string> damaged;
    const auto results = read_all(damaged);
    std::set<std::string> ids;
    for (const auto& result : results)
        for (const auto& entry : result.entries) ids.insert(entry.at("id"));
    std::vector<std::string> head{"student"};
    head.insert(head.end(), ids.begin(), ids.end());
    head.insert(head.end(), {"total", "of", "not_judged"});
    auto table = row(head);
    for (const auto& result : results) {
        std::vector<std::string> fields{result.student};
        for (const auto& id : ids) fields.push_back(points_cell(result, id));
        for (const int number : {result.points(), result.of(), result.not_judged()})
            fields.push_back(std::to_string(number));
        table += row(fields);
    }
    write_text(out / "grades.csv", table);
}

} // namespace gemmlings
