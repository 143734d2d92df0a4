#include "judge/table.hpp"

#include <algorithm>
#include <cstdio>

namespace judge {

Table magnitude(Table a) {
    for (double& element : a.elements) element = std::fabs(element);
    return a;
}

Table product(const Table& a, const Table& b) {
    Table c(a.rows, b.cols);
    for (std::size_t i = 0; i < a.rows; ++i)
        for (std::size_t k = 0; k < a.cols; ++k)
            for (std::size_t j = 0; j < b.cols; ++j) c(i, j) += a(i, k) * b(k, j);
    return c;
}

Table transposed(const Table& a) {
    Table result(a.cols, a.rows);
    for (std::size_t i = 0; i < a.rows; ++i)
        for (std::size_t j = 0; j < a.cols; ++j) result(j, i) = a(i, j);
    return result;
}

Table sum(const Table& a, const Table& b) {
    Table result = a;
    for (std::size_t i = 0; i < result.elements.size(); ++i) result.elements[i] += b.elements[i];
    return result;
}

Table scaled(double factor, Table a) {
    for (double& element : a.elements) element *= factor;
    return a;
}

double norm1(const Table& a) {
    double largest = 0;
    for (std::size_t j = 0; j < a.cols; ++j) {
        double column = 0;
        for (std::size_t i = 0; i < a.rows; ++i) column += std::fabs(a(i, j));
        if (column != column) return column; // NaN, which no maximum keeps
        largest = std::max(largest, column);
    }
    return largest;
}

std::string printed(double value, int digits) {
    char text[40];
    for (int shown = std::min(6, digits); shown <= digits; ++shown) {
        std::snprintf(text, sizeof text, "%.*g", shown, value);
        if (std::strtod(text, nullptr) == value) break;
    }
    return text;
}

std::string printed(const Table& a, std::size_t most) {
    if (a.elements.empty()) return "    (" + a.shape() + ")\n";
    const auto rows = std::min(a.rows, most), cols = std::min(a.cols, most);
    std::size_t width = 0;
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < cols; ++j) width = std::max(width, printed(a(i, j), 9).size());
    std::string text;
    for (std::size_t i = 0; i < rows; ++i) {
        text += "   ";
        for (std::size_t j = 0; j < cols; ++j) {
            const auto number = printed(a(i, j), 9);
            text += ' ' + std::string(width - number.size(), ' ') + number;
        }
        text += cols < a.cols ? " …\n" : "\n";
    }
    if (rows < a.rows) text += "    …   (" + a.shape() + ")\n";
    return text;
}

} // namespace judge
