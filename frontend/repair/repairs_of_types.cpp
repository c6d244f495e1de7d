// Repairs of what does not fit together.

#include "frontend/repair/site.h"

#include <set>

namespace evd::repair {

using namespace syntax;

namespace {

std::string withoutQuotes(std::string text) {
    if (text.size() > 1 && text.front() == '`' && text.back() == '`') text = text.substr(1, text.size() - 2);
    return text;
}

/// The cases of a match that are missing: the constructors nobody mentions, or else the example of the diagnostic.
std::vector<std::string> missingCases(const Site& site, const Expr* value, const std::vector<const Pattern*>& arms,
                                      const Diagnostic& diagnostic) {
    std::vector<std::string> out;
    sema::TypeRef type = site.module.typeOf(value->id);
    if (type != nullptr && type->kind == sema::Kind::Enum) {
        std::set<std::string> covered;
        for (const Pattern* arm : arms)
            if (const auto* constructor = std::get_if<ConstructorPattern>(&arm->node))
                covered.insert(constructor->path.back().text);
        for (sema::SymbolId member : site.program[type->symbol].members) {
            const sema::Symbol& constructor = site.program[member];
            if (constructor.kind != sema::SymbolKind::Constructor || covered.count(constructor.name) != 0) continue;
            std::string args;
            for (size_t i = 0; i < constructor.members.size(); ++i) args += i == 0 ? "_" : ", _";
            out.push_back(constructor.name + (args.empty() ? "" : "(" + args + ")"));
        }
    }
    bool example =
        !diagnostic.args.empty() && diagnostic.args[0].rfind("`", 0) == 0;   // else it says that every value is missing
    if (out.empty() && example) out.push_back(withoutQuotes(diagnostic.args[0]));
    return out;
}

std::vector<Fix> addCases(const Site& site, const Diagnostic& diagnostic) {
    const Expr* value = nullptr;
    std::vector<const Pattern*> patterns;
    std::string body;
    bool statement = false;
    Span lastArm;
    site.eachExpr([&](const Expr* expr) {
        const auto* match = std::get_if<MatchExpr>(&expr->node);
        if (match == nullptr || match->value == nullptr || match->value->span != diagnostic.span) return;
        value = match->value;
        for (const MatchArm& arm : match->arms) {
            patterns.push_back(arm.pattern);
            lastArm = arm.span;
            if (body.empty() && arm.value != nullptr) body = site.placeholder(site.module.typeOf(arm.value->id));
        }
        if (body.empty() && !match->arms.empty()) body = site.text(match->arms.back().value->span);
    });
    site.eachStatement([&](const Stmt* stmt) {
        const auto* match = std::get_if<MatchStmt>(&stmt->node);
        if (match == nullptr || match->value == nullptr || match->value->span != diagnostic.span) return;
        value = match->value;
        statement = true;
        body = "{}";
        for (const StmtArm& arm : match->arms) {
            patterns.push_back(arm.pattern);
            lastArm = arm.span;
        }
    });
    if (value == nullptr || patterns.empty() || body.empty()) return {};
    // New arms stand as the last one does: on lines of their own, or on its line.
    std::string_view whole = site.sources.file(diagnostic.span.file).text();
    size_t line = whole.find_last_of('\n', lastArm.begin);
    std::string before(whole.substr(line + 1, lastArm.begin - line - 1));
    bool own = before.find_first_not_of(" \t") == std::string::npos;
    size_t next = site.token(lastArm.end);
    bool comma = site.word(next) == ",";
    uint32_t at = comma ? site.tokenSpan(next).end : lastArm.end;
    uint32_t behind = own ? site.behindComment(at) : at;
    auto fix = [&](const std::string& title, const std::vector<std::string>& cases) {
        std::string text;
        for (size_t i = 0; i < cases.size(); ++i) {
            text += own ? "\n" + before : " ";
            text += cases[i] + " => " + body;
            if (!statement && (i + 1 < cases.size() || comma)) text += ",";
        }
        if (statement || comma) return Fix{title, {site.insert(behind, text)}};
        if (behind == at) return Fix{title, {site.insert(at, "," + text)}};
        return Fix{title, {site.insert(at, ","), site.insert(behind, text)}};
    };
    std::vector<std::string> cases = missingCases(site, value, patterns, diagnostic);
    std::vector<Fix> out;
    if (!cases.empty()) {
        std::string names;
        for (const std::string& one : cases) names += (names.empty() ? "`" : ", `") + one + "`";
        out.push_back(fix(cases.size() == 1 ? "add the case " + names : "add the cases " + names, cases));
    }
    out.push_back(fix("add the case `_`", {"_"}));
    return out;
}

std::vector<Fix> removeCase(const Site& site, const Diagnostic& diagnostic) {
    std::vector<Fix> out;
    site.eachStatement([&](const Stmt* stmt) {
        if (const auto* match = std::get_if<MatchStmt>(&stmt->node))
            for (const StmtArm& arm : match->arms)
                if (arm.pattern->span == diagnostic.span) out.push_back({"remove this case", {site.remove(arm.span)}});
    });
    site.eachExpr([&](const Expr* expr) {
        const auto* match = std::get_if<MatchExpr>(&expr->node);
        if (match == nullptr) return;
        for (const MatchArm& arm : match->arms) {
            if (arm.pattern->span != diagnostic.span) continue;
            size_t before = site.token(arm.span.begin), after = site.token(arm.span.end);
            bool commaBefore = before > 0 && site.word(before - 1) == ",", commaAfter = site.word(after) == ",";
            Edit own = site.remove(site.span(arm.span.begin, commaAfter ? site.tokenSpan(after).end : arm.span.end));
            bool ownLine = own.span.begin == 0 || site.text(site.span(own.span.begin - 1, own.span.begin)) == "\n";
            // On a line of its own it goes with its comma, or, as the last one, with the comma before it; else with the
            // one before it if there is one.
            if (commaBefore && !ownLine)
                out.push_back({"remove this case", {{site.span(site.tokenSpan(before - 1).begin, arm.span.end), ""}}});
            else if (commaAfter) out.push_back({"remove this case", {own}});
            else if (commaBefore) out.push_back({"remove this case", {{site.tokenSpan(before - 1), ""}, own}});
        }
    });
    return out;
}

std::vector<Fix> addFields(const Site& site, const Diagnostic& diagnostic) {
    size_t open = site.token(diagnostic.span.begin), close = site.closing(open);
    if (diagnostic.args.empty() || site.word(open) != "{" || close == site.tokenCount() || close == 0) return {};
    const std::string& field = diagnostic.args[0];
    // The type of the field is that of the same name wherever the value goes; the program knows it by the record's
    // expected type.
    std::string value;
    for (const auto& type : site.program.typePool) {
        if (type->kind != sema::Kind::Record) continue;
        for (size_t i = 0; i < type->fields.size(); ++i)
            if (type->fields[i] == field && value.empty()) value = site.placeholder(type->args[i]);
    }
    if (value.empty()) return {};
    std::string lead = site.word(close - 1) == "," ? " " : ", ";
    return {{"add `" + field + " = " + value + "`",
             {site.insert(site.tokenSpan(close - 1).end, lead + field + " = " + value)}}};
}

/// Whether what is written with arguments at `name` takes apart a value, instead of making one.
bool isPattern(const Site& site, Span name, const sema::Symbol& callee) {
    bool received = false, made = false;
    site.eachClass([&](const ClassExpr* expr) {
        const auto* message = std::get_if<MessageClass>(&expr->node);
        received |= message != nullptr && !message->message.empty() && message->message.back().span == name;
    });
    site.eachExpr([&](const Expr* expr) {
        const auto* one = std::get_if<NameExpr>(&expr->node);
        made |= one != nullptr && !one->path.empty() && one->path.back().span == name;
    });
    const Decl* decl = site.declaration(name.begin);
    return received || (callee.kind == sema::SymbolKind::Constructor && !made && decl != nullptr &&
                        !std::holds_alternative<CheckDecl>(decl->node));
}

/// Arguments or patterns that are missing at the end.
std::vector<Fix> addArguments(const Site& site, const Diagnostic& diagnostic) {
    // The message names what is called; the count is that of its parameters.
    if (diagnostic.args.size() < 3) return {};
    size_t wanted = 0, given = 0;
    try {
        wanted = std::stoul(diagnostic.args[1]);
        given = std::stoul(diagnostic.args[2]);
    } catch (const std::exception&) { return {}; }
    if (given >= wanted || wanted - given > 20) return {};
    const sema::Symbol* callee = nullptr;
    size_t name = site.token(diagnostic.span.begin);
    while (name < site.tokenCount() && site.word(name) != diagnostic.args[0] &&
           site.tokenSpan(name).begin < diagnostic.span.end)
        ++name;
    if (name == site.tokenCount()) return {};
    if (auto use = site.module.uses.find(site.tokenSpan(name).begin);
        use != site.module.uses.end() && use->second.symbol != sema::kNoSymbol)
        callee = &site.program[use->second.symbol];
    if (callee == nullptr || callee->members.size() < wanted) return {};
    bool pattern = isPattern(site, site.tokenSpan(name), *callee);
    std::string text;
    for (size_t i = given; i < wanted; ++i) {
        std::string value = pattern ? "_" : site.placeholder(site.program[callee->members[i]].type);
        if (value.empty()) return {};
        text += (text.empty() ? "" : ", ") + value;
    }
    if (site.word(name + 1) != "(")
        return given == 0
                   ? std::vector<Fix>{{"add the arguments", {site.insert(site.tokenSpan(name).end, "(" + text + ")")}}}
                   : std::vector<Fix>{};
    size_t close = site.closing(name + 1);
    if (close == site.tokenCount()) return {};
    std::string_view last = site.word(close - 1);
    text = (last == "(" ? "" : last == "," ? " " : ", ") + text;
    return {{pattern ? "add `_` for the missing fields" : "add the missing arguments",
             {site.insert(site.tokenSpan(close - 1).end, text)}}};
}

Span callOf(const Site& site, Span name) {
    size_t token = site.token(name.begin);
    if (site.word(token + 1) != "(") return name;
    size_t close = site.closing(token + 1);
    return close == site.tokenCount() ? name : site.span(name.begin, site.tokenSpan(close).end);
}

/// The keyword of the declaration that a label of the diagnostic points at.
std::vector<Fix> redeclare(const Site& site, const Diagnostic& diagnostic, const std::string& word) {
    for (const Label& label : diagnostic.labels) {
        if (label.span.file != diagnostic.span.file) continue;
        size_t name = site.token(label.span.begin);
        if (name == 0) continue;
        return {{"declare `" + site.text(label.span) + "` as `" + word + "`", {{site.tokenSpan(name - 1), word}}}};
    }
    return {};
}

/// An output that the spec receives is a message; what is emitted goes to the location itself.
std::vector<Fix> receiveOutput(const Site& site, const Diagnostic& diagnostic) {
    std::vector<Fix> out = redeclare(site, diagnostic, "message");
    auto received = site.module.uses.find(diagnostic.span.begin);
    if (out.empty() || received == site.module.uses.end()) return out;
    Fix fix = out.front();
    site.eachExpr([&](const Expr* expr) {
        const auto* emit = std::get_if<EmitExpr>(&expr->node);
        if (emit == nullptr || emit->output.empty() ||
            site.module.resolve(emit->output.back()) != received->second.symbol)
            return;
        size_t word = site.token(emit->output.front().span.begin);
        if (word == 0 || site.word(word - 1) != "emit") return;
        fix.edits.push_back({site.tokenSpan(word - 1), "send"});
        fix.edits.push_back(site.insert(callOf(site, emit->output.back().span).end, " to self"));
    });
    if (fix.edits.size() == 1) return out;
    fix.title += " and send it to `self`";
    return {fix};
}

/// `let Some(x) = e` and what follows: a `match`, with the rest of the block as the body of its case.
std::vector<Fix> useMatch(const Site& site, const Diagnostic& diagnostic) {
    const Stmt* let = nullptr;
    site.eachStatement([&](const Stmt* stmt) {
        const auto* one = std::get_if<LetStmt>(&stmt->node);
        if (one != nullptr && one->pattern->span == diagnostic.span) let = stmt;
    });
    if (let == nullptr) return {};
    const auto& node = std::get<LetStmt>(let->node);
    uint32_t end = let->span.end;
    size_t depth = 0;
    for (size_t i = site.token(let->span.end); i < site.tokenCount(); ++i) {
        if (site.word(i) == "{") ++depth;
        if (site.word(i) == "}" && depth-- == 0) {
            for (const Comment& comment : site.tree().comments)
                if (comment.span.begin >= end && comment.span.end <= site.tokenSpan(i).begin) end = comment.span.end;
            break;
        }
        end = site.tokenSpan(i).end;
    }
    std::string_view whole = site.sources.file(diagnostic.span.file).text();
    size_t line = let->span.begin == 0 ? std::string_view::npos : whole.find_last_of("\r\n", let->span.begin - 1);
    line = line == std::string_view::npos ? 0 : line + 1;
    std::string indent(whole.substr(line, std::min(whole.find_first_not_of(" \t", line), whole.size()) - line));
    std::string rest = site.text(site.span(let->span.end, end));
    std::string body = rest.empty() ? "{ }" : "{" + rest + "\n" + indent + "  }";
    return {{"use `match`",
             {{site.span(let->span.begin, end), "match " + site.text(node.value->span) + " {\n" + indent + "  " +
                                                    site.text(node.pattern->span) + " => " + body + "\n" + indent +
                                                    "  _ => { }\n" + indent + "}"}}}};
}

/// Whether some event class or handler of the file receives the message that is named at a place.
bool isReceived(const Site& site, Span name) {
    auto use = site.module.uses.find(name.begin);
    bool found = false;
    site.eachClass([&](const ClassExpr* expr) {
        const auto* message = std::get_if<MessageClass>(&expr->node);
        found |= message != nullptr && use != site.module.uses.end() && !message->message.empty() &&
                 site.module.resolve(message->message.back()) == use->second.symbol;
    });
    return found;
}

std::vector<Fix> writeType(const Site& site, const Diagnostic& diagnostic) {
    size_t name = site.token(diagnostic.span.begin);
    const Decl* decl = site.declaration(diagnostic.span.begin);
    bool result =
        decl != nullptr && decl->name.span == diagnostic.span && std::holds_alternative<FunctionDecl>(decl->node);
    sema::TypeRef type = nullptr;
    if (auto use = site.module.uses.find(diagnostic.span.begin);
        use != site.module.uses.end() && use->second.symbol != sema::kNoSymbol)
        type = site.program[use->second.symbol].type;
    if (result && type != nullptr && type->kind == sema::Kind::Function) type = type->args.back();
    std::string text = site.typeText(type);
    if (!result) return {{"write `: " + text + "`", {site.insert(diagnostic.span.end, ": " + text)}}};
    size_t open = site.find(name, "("), close = open == site.tokenCount() ? open : site.closing(open);
    if (close == site.tokenCount()) return {};
    return {{"write `: " + text + "`", {site.insert(site.tokenSpan(close).end, " : " + text)}}};
}

}   // namespace

std::vector<Fix> repairsOfTypes(const Site& site, const Diagnostic& diagnostic) {
    switch (diagnostic.code) {
    case Code::NonExhaustiveMatch: return addCases(site, diagnostic);
    case Code::UnreachableCase: return removeCase(site, diagnostic);
    case Code::MissingField: return addFields(site, diagnostic);
    case Code::WrongArgumentCount: return addArguments(site, diagnostic);
    case Code::SignatureNeeded: return writeType(site, diagnostic);
    case Code::SendNeedsDestination:
        return {{"send to `self`", {site.insert(callOf(site, diagnostic.span).end, " to self")}}};
    case Code::CannotSend: return redeclare(site, diagnostic, "message");
    case Code::CannotReceive: return receiveOutput(site, diagnostic);
    case Code::RefutablePattern: return useMatch(site, diagnostic);
    case Code::EmitNeedsOutput: {
        std::vector<Fix> out;
        size_t name = site.token(diagnostic.span.begin);
        if (name > 0 && site.word(name - 1) == "emit" && diagnostic.message.find("an input") == std::string::npos)
            out.push_back(
                {"send it to `self`",
                 {{site.tokenSpan(name - 1), "send"}, site.insert(callOf(site, diagnostic.span).end, " to self")}});
        if (!isReceived(site, diagnostic.span))
            for (Fix& fix : redeclare(site, diagnostic, "output")) out.push_back(std::move(fix));
        return out;
    }
    default: return {};   // no repair is known
    }
}

}   // namespace evd::repair
