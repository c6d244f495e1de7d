#include "lsp/features/completion_types.h"

#include "lsp/features/cursor_tokens.h"
#include "lsp/features/scope.h"
#include "lsp/features/signatures.h"

#include <algorithm>
#include <set>

namespace evd::lsp {

namespace {

using sema::Kind;
using sema::SymbolKind;

sema::TypeRef recordOr(sema::TypeRef type, sema::TypeRef otherwise = nullptr) {
    return type != nullptr && type->kind == Kind::Record ? type : otherwise;
}

/// The value type of the state, or the result of the function, that the position is in.
sema::TypeRef resultOfDeclaration(const Analysis& analysis, const Context& context) {
    for (sema::SymbolId id : analysis.root().symbols) {
        const sema::Symbol& symbol = analysis.program()[id];
        bool here = symbol.nameSpan.begin >= context.decl.begin && symbol.nameSpan.begin < context.decl.end;
        if (!here || symbol.type == nullptr || symbol.type->args.empty()) continue;
        if (symbol.kind == SymbolKind::State) return symbol.type->args.front();
        if (symbol.kind == SymbolKind::Function) return symbol.type->args.back();
    }
    return nullptr;
}

/// The type that the token before braces asks of them.
sema::TypeRef wanted(const Analysis& analysis, const Context& context, const Context::Fields& fields) {
    const std::string& before = fields.before;
    if (before == "=" || before == ":=" || before == "==") return typeEndingAt(analysis, fields.targetEnd);
    if (before == "+=" || before == "-=") {
        sema::TypeRef collection = typeEndingAt(analysis, fields.targetEnd);
        return collection == nullptr || collection->args.empty() ? nullptr : collection->args.front();
    }
    if (before == "(" || before == ",")
        if (auto call = callAt(analysis, fields.braces.begin))
            return parameterType(analysis, call->callee, call->argument + (call->method ? 1 : 0));
    return before == "->" || before == "then" || before == "else" || before == "=>"
               ? resultOfDeclaration(analysis, context)
               : nullptr;
}

}   // namespace

TypeFound typeBeforeDot(const Analysis& analysis, const Context& context, const Recheck& recheck) {
    std::string_view text = analysis.text();
    uint32_t end = context.dot;
    while (end > 0 && (text[end - 1] == ' ' || text[end - 1] == '\n' || text[end - 1] == '\r' || text[end - 1] == '\t'))
        --end;
    // Without the dot and what follows it the text is more often complete.
    std::string complete(text);
    std::fill(complete.begin() + context.dot, complete.begin() + context.nameEnd, ' ');
    std::shared_ptr<const Analysis> other = recheck ? recheck(std::move(complete)) : nullptr;
    if (sema::TypeRef type = other ? typeEndingAt(*other, end) : nullptr) return {other, type};
    return {nullptr, typeEndingAt(analysis, end)};
}

TypeFound expectedAt(const Analysis& analysis, const Context& context, const Recheck& recheck) {
    // What is typed is not complete: without its last operator it more often is.
    std::string complete(analysis.text());
    std::fill(complete.begin() + context.previousBegin,
              complete.begin() + std::max(context.previousEnd, context.nameEnd), ' ');
    std::shared_ptr<const Analysis> other;
    auto typeBefore = [&]() -> TypeFound {
        CursorTokens tokens(analysis, context.previousBegin);
        if (tokens.end() == 0) return {};
        uint32_t end = tokens.span(tokens.end() - 1).end;
        if (!other && recheck) other = recheck(complete);
        if (sema::TypeRef type = other ? typeEndingAt(*other, end) : nullptr) return {other, type};
        return {nullptr, typeEndingAt(analysis, end)};
    };
    const std::string& before = context.previous;
    static const std::set<std::string_view> kLikeLeft = {
        "=", ":=", "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/"};
    if (kLikeLeft.count(before) != 0) return typeBefore();
    if (before == "+=" || before == "-=") {
        TypeFound found = typeBefore();
        if (found.type != nullptr && found.type->args.size() == 1) found.type = found.type->args.front();
        return found;
    }
    if (before == "(" || before == ",") {
        auto call = callAt(analysis, context.previousEnd);
        if (!call) return {};
        const sema::Symbol& callee = analysis.program()[call->callee];
        size_t number = call->argument + (call->method ? 1 : 0);
        bool value = callee.kind == SymbolKind::Param && callee.type != nullptr && callee.type->kind == Kind::Function;
        if (value) return {nullptr, number + 1 < callee.type->args.size() ? callee.type->args[number] : nullptr};
        return {nullptr, parameterType(analysis, call->callee, number)};
    }
    if (before == "->" || before == "then" || before == "else" || before == "=>")
        return {nullptr, context.declKeyword == "fn" || context.declKeyword == "state"
                             ? resultOfDeclaration(analysis, context)
                             : nullptr};
    return {};
}

TypeFound recordAt(const Analysis& analysis, const Context& context, const Recheck& recheck) {
    const Context::Fields& fields = *context.fields;
    if (fields.updatedEnd != 0) {
        // `{ r with ` becomes `r`.
        std::string complete(analysis.text());
        std::fill(complete.begin() + fields.braces.begin, complete.begin() + fields.braces.begin + 1, ' ');
        std::fill(complete.begin() + fields.updatedEnd,
                  complete.begin() + std::max(fields.updatedEnd, fields.braces.end), ' ');
        std::shared_ptr<const Analysis> other = recheck ? recheck(std::move(complete)) : nullptr;
        if (sema::TypeRef type = recordOr(other ? typeEndingAt(*other, fields.updatedEnd) : nullptr))
            return {other, type};
        return {nullptr, recordOr(typeEndingAt(analysis, fields.updatedEnd))};
    }
    // The braces become `_`: as a pattern it has the type that is matched.
    std::string complete(analysis.text());
    std::fill(complete.begin() + fields.braces.begin, complete.begin() + fields.braces.end, ' ');
    complete[fields.braces.begin] = '_';
    std::shared_ptr<const Analysis> other = recheck ? recheck(std::move(complete)) : nullptr;
    if (other) {
        if (sema::TypeRef type = recordOr(typeOfHoleAt(*other, fields.braces.begin))) return {other, type};
        if (sema::TypeRef type = recordOr(wanted(*other, context, fields))) return {other, type};
    }
    return {nullptr, recordOr(wanted(analysis, context, fields))};
}

}   // namespace evd::lsp
