#pragma once
/// @file
/// The data sets of data/, for tests.

#include <armadillo>
#include <string>

namespace judge {

/// The numbers of data/<name>, a CSV file; a first line that holds no numbers is skipped. A text column (the
/// names of certified coefficients) is left out.
/// @throws std::runtime_error naming the file and the line that cannot be read
arma::mat dataset(const std::string& name);

} // namespace judge
