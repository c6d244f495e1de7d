#pragma once
// The spans of a syntax tree, all kinds of nodes alike, so that what holds for every node is said once.

#include "frontend/syntax/tree.h"

#include <optional>
#include <string>
#include <vector>

namespace evd::syntax::testing {

/// A node or a name with everything below it, in the order of the tree's fields.
struct Outline {
    Span span;
    std::string what;
    bool shared = false;   ///< the same node is also below a sibling (a bound of several quantified names)
    bool error = false;    ///< an error node: its extent is a guess
    std::optional<NodeId> id;
    std::vector<Outline> parts;
};

/// One outline per declaration.
std::vector<Outline> outline(const Tree& tree);

}   // namespace evd::syntax::testing
