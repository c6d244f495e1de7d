#include "frontend/repair/site.h"

#include "base/check.h"
#include "frontend/syntax/walk.h"

#include <algorithm>
#include <cctype>

namespace evd::repair {

using namespace syntax;

size_t Site::token(uint32_t offset) const {
    const auto& tokens = tree().tokens;
    auto at = std::partition_point(tokens.begin(), tokens.end(),
                                   [&](const Token& token) { return token.span.end <= offset; });
    return static_cast<size_t>(at - tokens.begin());
}

std::string_view Site::word(size_t token) const {
    return token < tokenCount() ? sources.text(tokenSpan(token)) : std::string_view();
}

namespace {

bool opens(std::string_view word) { return word == "(" || word == "[" || word == "{"; }
bool closes(std::string_view word) { return word == ")" || word == "]" || word == "}"; }

}   // namespace

size_t Site::closing(size_t token) const {
    int depth = 0;
    for (size_t i = token; i < tokenCount(); ++i) {
        if (opens(word(i))) ++depth;
        else if (closes(word(i)) && --depth == 0) return i;
    }
    return tokenCount();
}

size_t Site::find(size_t token, std::string_view what) const {
    int depth = 0;
    for (size_t i = token; i < tokenCount(); ++i) {
        if (depth == 0 && word(i) == what) return i;
        if (opens(word(i))) ++depth;
        else if (closes(word(i)) && --depth < 0) break;
    }
    return tokenCount();
}

const Decl* Site::declaration(uint32_t offset) const {
    for (const Decl* decl : tree().decls)
        if (decl->span.begin <= offset && offset <= decl->span.end) return decl;
    return nullptr;
}

void Site::eachClass(const std::function<void(const ClassExpr*)>& visit) const {
    for (const Decl* decl : tree().decls) {
        if (const auto* node = std::get_if<ClassDecl>(&decl->node)) walkClasses(node->body, visit);
        if (const auto* node = std::get_if<SystemDecl>(&decl->node)) walkClasses(node->body, visit);
        if (const auto* node = std::get_if<StateDecl>(&decl->node))
            for (const StateClause& clause : node->clauses) walkClasses(clause.on, visit);
        if (const auto* node = std::get_if<ProcessDecl>(&decl->node))
            for (const ProcessMember& member : node->members)
                if (const auto* handler = std::get_if<HandlerDecl>(&member)) walkClasses(handler->event, visit);
    }
}

void Site::eachStatement(const std::function<void(const Stmt*)>& visit) const {
    for (const Decl* decl : tree().decls) {
        const auto* process = std::get_if<ProcessDecl>(&decl->node);
        if (process == nullptr) continue;
        for (const ProcessMember& member : process->members) {
            if (const auto* handler = std::get_if<HandlerDecl>(&member)) walkStatements(handler->body, visit);
            if (const auto* action = std::get_if<ActionDecl>(&member)) walkStatements(action->body, visit);
        }
    }
}

void Site::eachExpr(const std::function<void(const Expr*)>& visit) const {
    for (const Decl* decl : tree().decls) {
        if (const auto* node = std::get_if<FunctionDecl>(&decl->node)) {
            walk(node->body, visit);
            walk(node->decreases, visit);
        }
        if (const auto* node = std::get_if<AssumeDecl>(&decl->node)) walk(node->formula, visit);
        if (const auto* node = std::get_if<PropertyDecl>(&decl->node)) walk(node->formula, visit);
        if (const auto* node = std::get_if<ClassDecl>(&decl->node)) walk(node->body, visit);
        if (const auto* node = std::get_if<SystemDecl>(&decl->node)) walk(node->body, visit);
        if (const auto* node = std::get_if<StateDecl>(&decl->node)) {
            walk(node->initial, visit);
            for (const StateClause& clause : node->clauses) {
                walk(clause.on, visit);
                walk(clause.value, visit);
            }
        }
        if (const auto* node = std::get_if<ProcessDecl>(&decl->node))
            for (const ProcessMember& member : node->members) {
                if (const auto* var = std::get_if<VarDecl>(&member)) walk(var->initial, visit);
                if (const auto* handler = std::get_if<HandlerDecl>(&member)) {
                    walk(handler->event, visit);
                    walk(handler->guard, visit);
                    walk(handler->body, visit);
                }
                if (const auto* action = std::get_if<ActionDecl>(&member)) {
                    walk(action->guard, visit);
                    walk(action->body, visit);
                }
            }
    }
}

std::string Site::placeholder(sema::TypeRef type) const {
    if (type == nullptr) return "";
    switch (type->kind) {
    case sema::Kind::Int:
    case sema::Kind::Nat: return "0";
    case sema::Kind::Bool: return "false";
    case sema::Kind::Unit: return "()";
    case sema::Kind::Str: return "\"\"";
    case sema::Kind::Bytes: return "b\"\"";
    case sema::Kind::Loc: return "self";
    case sema::Kind::Duration: return "0ms";
    case sema::Kind::List: return "[]";
    case sema::Kind::Set:
    case sema::Kind::Map: return "{}";
    case sema::Kind::Bag: return "bag([])";
    case sema::Kind::Tuple:
    case sema::Kind::Record: {
        bool record = type->kind == sema::Kind::Record;
        std::string out;
        for (size_t i = 0; i < type->args.size(); ++i) {
            std::string part = placeholder(type->args[i]);
            if (part.empty()) return "";
            out += (i == 0 ? "" : ", ") + (record ? type->fields[i] + " = " : "") + part;
        }
        return record ? "{ " + out + " }" : "(" + out + ")";
    }
    case sema::Kind::Enum: {
        for (sema::SymbolId member : program[type->symbol].members) {
            const sema::Symbol& constructor = program[member];
            if (constructor.kind == sema::SymbolKind::Constructor && constructor.members.empty() &&
                (constructor.type == nullptr || constructor.type->kind != sema::Kind::Function))
                return constructor.name;
        }
        return "";
    }
    case sema::Kind::Ring:
    case sema::Kind::Param:
    case sema::Kind::Generic:
    case sema::Kind::Function:
    case sema::Kind::Send:
    case sema::Kind::Class:
    case sema::Kind::Process:
    case sema::Kind::Event:
    case sema::Kind::Formula:
    case sema::Kind::Variable:
    case sema::Kind::Error: return "";
    }
    EVD_CHECK(false, "every kind is listed");
}

std::string Site::typeText(sema::TypeRef type) const {
    if (type == nullptr) return "Int";
    std::string text = program.text(type, SIZE_MAX), out;
    auto inName = [&](size_t i) {
        return i < text.size() && (std::isalnum(static_cast<unsigned char>(text[i])) != 0 || text[i] == '_');
    };
    for (size_t i = 0; i < text.size(); ++i) {
        bool unknown = text[i] == '?' || (text[i] == '_' && !inName(i + 1) && (i == 0 || !inName(i - 1)));
        out += unknown ? "Int" : std::string(1, text[i]);
    }
    return out;
}

Edit Site::declare(const std::vector<std::string_view>& words, const std::string& text) const {
    uint32_t after = 0;
    bool same = false;
    for (const Decl* decl : tree().decls) {
        std::string_view first = word(token(decl->span.begin));
        bool matches = std::find(words.begin(), words.end(), first) != words.end();
        if (matches || (!same && first == "import")) {
            after = decl->span.end;
            same |= matches;
        }
    }
    if (after == 0 && !tree().specName.missing()) after = tree().specName.span.end;
    // behind a comment at the end of the line
    std::string_view whole = sources.file(tree().file).text();
    size_t end = std::min(whole.find_first_of("\r\n", after), whole.size());
    return insert(static_cast<uint32_t>(end), (same ? "\n" : "\n\n") + text);
}

Edit Site::addMember(const Decl& process, const std::string& text) const {
    size_t close = token(process.span.end == 0 ? 0 : process.span.end - 1);
    uint32_t at = tokenSpan(close).begin;
    std::string_view whole = sources.file(tree().file).text();
    size_t line = whole.find_last_of('\n', at == 0 ? 0 : at - 1);
    bool alone = line != std::string_view::npos && line < at &&
                 whole.substr(line + 1, at - line - 1).find_first_not_of(" \t") == std::string_view::npos;
    if (alone) return insert(static_cast<uint32_t>(line + 1), "  " + text + "\n");
    return insert(at, (at > 0 && whole[at - 1] == ' ' ? " " : "  ") + text + " ");
}

uint32_t Site::behindComment(uint32_t at) const {
    std::string_view whole = sources.file(tree().file).text();
    for (const Comment& comment : tree().comments) {
        if (comment.span.begin < at) continue;
        bool follows = whole.substr(at, comment.span.begin - at).find_first_not_of(" \t") == std::string_view::npos;
        return follows ? comment.span.end : at;
    }
    return at;
}

Edit Site::remove(Span what) const {
    std::string_view whole = sources.file(tree().file).text();
    size_t begin = what.begin;
    auto startOfLine = [&] {
        while (begin > 0 && (whole[begin - 1] == ' ' || whole[begin - 1] == '\t')) --begin;
        return begin == 0 || whole[begin - 1] == '\n';
    };
    bool startsLine = startOfLine();
    size_t after = startsLine ? behindComment(what.end) : what.end;
    while (after < whole.size() && (whole[after] == ' ' || whole[after] == '\t')) ++after;
    bool endsLine = after >= whole.size() || whole[after] == '\n' || whole[after] == '\r';
    if (!startsLine || !endsLine) return {span(static_cast<uint32_t>(startsLine ? what.begin : begin), what.end), ""};
    for (auto comment = tree().comments.rbegin(); comment != tree().comments.rend(); ++comment) {
        if (comment->span.begin >= begin) continue;
        std::string_view between = whole.substr(comment->span.end, begin - comment->span.end);
        if (!comment->doc || between.find_first_not_of("\r\n") != std::string_view::npos ||
            std::count(between.begin(), between.end(), '\n') != 1)
            break;
        size_t above = begin;
        begin = comment->span.begin;
        if (startOfLine()) continue;
        begin = above;   // at the end of a line of something else
        break;
    }
    if (after < whole.size() && whole[after] == '\r') ++after;
    if (after < whole.size()) ++after;
    return {span(static_cast<uint32_t>(begin), static_cast<uint32_t>(after)), ""};
}

}   // namespace evd::repair
