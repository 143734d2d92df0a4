#include "judge/dataset.hpp"

#include "judge/session.hpp"

#include <fstream>
#include <optional>
#include <sstream>

namespace judge {

namespace {

std::optional<double> as_number(const std::string& field) {
    std::size_t used = 0;
    try {
        const double value = std::stod(field, &used);
        if (field.find_first_not_of(" \r", used) == std::string::npos) return value;
    } catch (const std::exception&) {
    }
    return std::nullopt;
}

std::vector<double> numbers_of(const std::string& line) {
    std::vector<double> numbers;
    std::istringstream fields(line);
    for (std::string field; std::getline(fields, field, ',');)
        if (const auto value = as_number(field)) numbers.push_back(*value);
    return numbers;
}

} // namespace

arma::mat dataset(const std::string& name) {
    const std::string path = Session::current().settings.data + "/" + name;
    std::ifstream file(path);
    if (!file) throw std::runtime_error(path + " cannot be read");
    std::vector<std::vector<double>> rows;
    std::size_t number = 0;
    for (std::string line; std::getline(file, line);) {
        const auto numbers = numbers_of(line);
        if (++number == 1 && numbers.empty()) continue;
        if (!rows.empty() && numbers.size() != rows[0].size())
            throw std::runtime_error(path + ", line " + std::to_string(number) +
                                     ": another number of columns");
        rows.push_back(numbers);
    }
    arma::mat result(rows.size(), rows.empty() ? 0 : rows[0].size());
    for (arma::uword i = 0; i < result.n_rows; ++i)
        for (arma::uword j = 0; j < result.n_cols; ++j) result(i, j) = rows[i][j];
    return result;
}

} // namespace judge
