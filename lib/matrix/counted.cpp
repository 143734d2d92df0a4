#include "matrix/counted.hpp"

OpCount counted::operations{};
