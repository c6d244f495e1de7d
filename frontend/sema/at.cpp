// What stands at a position.

#include "frontend/sema/check.h"

namespace evd::sema {

namespace {

/// Finds the innermost expression, pattern or class expression that contains an offset, by size of its span.
/// Nodes do not know their parents, so all of a tree's typed nodes are looked at; trees are small.
struct Innermost {
    uint32_t offset;
    Span best{0, 0, UINT32_MAX};
    syntax::NodeId node = UINT32_MAX;
    void see(Span span, syntax::NodeId id) {
        if (!span.contains(offset) || span.end - span.begin > best.end - best.begin) return;
        best = span;
        node = id;
    }
};

}   // namespace

std::optional<AtPosition> at(const Program& program, uint32_t moduleIndex, uint32_t offset) {
    if (moduleIndex >= program.modules.size()) return std::nullopt;
    const Module& module = program.modules[moduleIndex];
    for (const auto& [begin, use] : module.uses) {
        if (use.symbol == kNoSymbol || offset < use.span.begin || offset > use.span.end) continue;
        if (offset == use.span.end && module.uses.count(offset) != 0) continue;   // the next name begins here
        const Symbol& symbol = program[use.symbol];
        return AtPosition{use.span, use.symbol, symbol.type, program.signature(use.symbol), symbol.doc};
    }
    Innermost found{offset};
    for (const auto& [span, id] : module.tree->typedNodes()) found.see(span, id);
    if (found.node == UINT32_MAX) return std::nullopt;
    TypeRef type = module.typeOf(found.node);
    if (type == nullptr) return std::nullopt;
    return AtPosition{found.best, kNoSymbol, type, program.text(type), ""};
}

}   // namespace evd::sema
