#pragma once
// Identity of the parts of a class: what is the same part is made once, and each part keeps its own memory.

#include "frontend/sema/types.h"
#include "frontend/syntax/tree.h"

#include <compare>
#include <vector>

namespace evd::lower {

/// A class expression of the program.
struct NodeRef {
    uint32_t module = 0;
    syntax::NodeId node = 0;
    auto operator<=>(const NodeRef&) const = default;
};

/// One instance of a class body within an automaton: the references that lead to it from the body of the automaton, or
/// from a state. A state is one instance for all references with equal arguments.
struct Instance {
    sema::SymbolId state = sema::kNoSymbol;
    std::vector<uint32_t> args;   ///< of the state: numbers of their structures (Lowering::structure)
    std::vector<NodeRef> references;
    auto operator<=>(const Instance&) const = default;
};

/// What an automaton holds for a part of a class.
enum class Memory : uint8_t {
    None,       ///< nothing: the part itself
    State,      ///< the value of the state that is the instance
    Once,       ///< whether it had a value
    Until,      ///< whether it has ended
    Latest,     ///< its latest values …
    Fresh,      ///< … and those of this event
    Gathered,   ///< values of a union on their way to one place
    Spawned,    ///< the children of `each … spawn`
    Apart,      ///< the child that stands for the part
};

/// A part of a class instance, and one of the things held for it.
struct Place {
    Instance instance;
    NodeRef part;
    Memory holds = Memory::None;
    auto operator<=>(const Place&) const = default;
};

}   // namespace evd::lower
