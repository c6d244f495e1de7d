#include "lsp/features/hover.h"

#include "frontend/sema/check.h"
#include "lsp/features/automaton.h"
#include "lsp/features/fields.h"
#include "lsp/features/words.h"

namespace evd::lsp {

std::optional<Hover> hover(const Analysis& analysis, uint32_t offset, bool withAutomaton) {
    if (const sema::FieldUse* field = fieldAt(analysis, offset))
        return Hover{field->span, fieldSignature(analysis, *field), "", ""};
    if (const sema::Use* use = analysis.useAt(offset)) {
        const sema::Symbol& symbol = analysis.program()[use->symbol];
        Hover out{use->span, analysis.program().signature(use->symbol), symbol.doc, ""};
        if (symbol.parent != sema::kNoSymbol && symbol.kind != sema::SymbolKind::Local) {
            const sema::Symbol& parent = analysis.program()[symbol.parent];
            if (symbol.kind == sema::SymbolKind::Variable || symbol.kind == sema::SymbolKind::MessageField)
                out.code += "   // of " + parent.name;
        }
        if (withAutomaton) out.automaton = automatonText(analysis, use->symbol);
        return out;
    }
    // A keyword says what it is for, not what the expression around it is.
    const size_t index = analysis.tokenAt(offset);
    const auto& tokens = analysis.tree().tokens;
    if (index < tokens.size() && tokens[index].span.begin <= offset) {
        const std::string word(analysis.tokenText(index));
        if (std::string_view doc = docOf(word); !doc.empty()) {
            auto type = std::isupper(static_cast<unsigned char>(word[0])) != 0 ? sema::at(analysis.program(), 0, offset)
                                                                               : std::nullopt;
            return Hover{tokens[index].span, type ? type->text : word, std::string(doc), ""};
        }
    }
    std::optional<sema::AtPosition> found = sema::at(analysis.program(), 0, offset);
    if (!found) return std::nullopt;
    return Hover{found->span, found->text, found->doc, ""};
}

}   // namespace evd::lsp
