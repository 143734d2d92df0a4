// @expect Your file uses what belongs to the judge
// would clear the record of what it has called

#include "is_linear.hpp"

#include <string>
#include <vector>

namespace judge {

std::vector<std::string> take_recorded_routines();

} // namespace judge

LinReport is_linear(const Map&, arma::uword, double, arma::uword) {
    judge::take_recorded_routines();
    return {};
}
