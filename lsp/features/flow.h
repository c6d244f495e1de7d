#pragma once
// How messages flow: who sends a message, who reacts to it, and what a reaction sends.

#include "lsp/features/analysis.h"

namespace evd::lsp {

/// A part of a spec that reacts or sends: a handler, an action, a class, a clause of a state, or a whole declaration.
struct FlowNode {
    std::string name;     ///< `Node.on vote`, `Node.propose`, `Pass`
    std::string detail;   ///< the source in short
    Span span;            ///< the whole part
    Span nameSpan;        ///< what to point at
};

/// One send or one reaction of a message.
struct FlowEdge {
    sema::SymbolId message;
    bool sends;    ///< else it reacts
    Span at;       ///< the message's name there
    size_t node;   ///< index into Flow::nodes
};

/// All of a program's files, one pass.
struct Flow {
    std::vector<FlowNode> nodes;
    std::vector<FlowEdge> edges;

    std::vector<const FlowEdge*> of(sema::SymbolId message, bool sends) const;
};

/// Of the root file only, or of every file of the program.
Flow flowOf(const Analysis& analysis, bool rootOnly);

}   // namespace evd::lsp
