#include "attention_forward_calls.hpp"

#include "judge/calls.hpp"

EXPOSE(attention_of<float>);
EXPOSE(attention_of<double>);
