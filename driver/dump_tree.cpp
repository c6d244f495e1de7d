#include "driver/dump_tree.h"

#include <fmt/format.h>

namespace evd::driver {

namespace {

using namespace syntax;   // the names of the tree's nodes, which this file is about

template <class... Fs> struct Overloaded : Fs... {
    using Fs::operator()...;
};
template <class... Fs> Overloaded(Fs...) -> Overloaded<Fs...>;

std::string name(const Name& n) { return n.missing() ? "<missing>" : n.text; }

std::string path(const std::vector<Name>& parts) {
    std::string out;
    for (const Name& part : parts) out += (out.empty() ? "" : ".") + name(part);
    return out;
}

std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        if (static_cast<unsigned char>(c) < 0x20) out += fmt::format("\\x{:02x}", c);
        else out += c;
    }
    return out + "\"";
}

/// `(head part part)`, without empty parts.
std::string form(const std::string& head, const std::vector<std::string>& parts) {
    std::string out = "(" + head;
    for (const std::string& part : parts)
        if (!part.empty()) out += " " + part;
    return out + ")";
}

std::string text(const TypeExpr* type);
std::string text(const Pattern* pattern);
std::string text(const Expr* expr);
std::string text(const ClassExpr* expr);

template <class T> std::vector<std::string> texts(const std::vector<T*>& items) {
    std::vector<std::string> out;
    for (const T* item : items) out.push_back(text(item));
    return out;
}

std::vector<std::string> operator+(std::vector<std::string> a, const std::vector<std::string>& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

std::string text(const TypeExpr* type) {
    if (!type) return "";
    return std::visit(
        Overloaded{
            [](const NamedType& t) { return t.args.empty() ? path(t.path) : form(path(t.path), texts(t.args)); },
            [](const TupleType& t) { return form("tuple", texts(t.items)); },
            [](const RecordType& t) {
                std::vector<std::string> fields;
                for (const FieldType& field : t.fields) fields.push_back(name(field.name) + ": " + text(field.type));
                return form("record", fields);
            },
            [](const FunctionType& t) { return form("->", texts(t.from) + std::vector{text(t.to)}); },
            [](const ErrorType&) { return std::string("<error>"); },
        },
        type->node);
}

std::string text(const Pattern* pattern) {
    if (!pattern) return "";
    return std::visit(
        Overloaded{
            [](const WildcardPattern&) { return std::string("_"); },
            [](const BindPattern& p) { return name(p.name); },
            [](const PinPattern& p) { return form("^", {text(p.value)}); },
            [](const LiteralPattern& p) { return text(p.literal); },
            [](const ConstructorPattern& p) { return p.hasArgs ? form(path(p.path), texts(p.args)) : path(p.path); },
            [](const TuplePattern& p) { return form("tuple", texts(p.items)); },
            [](const RecordPattern& p) {
                std::vector<std::string> fields;
                for (const FieldPattern& field : p.fields)
                    fields.push_back(name(field.name) + (field.pattern ? " = " + text(field.pattern) : ""));
                return form("record", fields);
            },
            [](const ErrorPattern&) { return std::string("<error>"); },
        },
        pattern->node);
}

const char* word(BinaryOp op) {
    switch (op) {
    case BinaryOp::Add: return "+";
    case BinaryOp::Sub: return "-";
    case BinaryOp::Mul: return "*";
    case BinaryOp::Div: return "/";
    case BinaryOp::Mod: return "mod";
    case BinaryOp::Eq: return "==";
    case BinaryOp::Ne: return "!=";
    case BinaryOp::Lt: return "<";
    case BinaryOp::Le: return "<=";
    case BinaryOp::Gt: return ">";
    case BinaryOp::Ge: return ">=";
    case BinaryOp::And: return "and";
    case BinaryOp::Or: return "or";
    case BinaryOp::Implies: return "implies";
    case BinaryOp::Iff: return "iff";
    case BinaryOp::In: return "in";
    case BinaryOp::NotIn: return "not_in";
    case BinaryOp::Before: return "<@";
    case BinaryOp::LeadsTo: return "leads_to";
    }
    return "?";
}

std::vector<std::string> fieldInits(const std::vector<FieldInit>& fields) {
    std::vector<std::string> out;
    for (const FieldInit& field : fields) out.push_back(name(field.name) + " = " + text(field.value));
    return out;
}

std::string comprehension(const ComprehensionExpr& e) {
    std::vector<std::string> parts = {text(e.element), text(e.value)};
    for (const Generator& generator : e.generators)
        parts.push_back(form("in", {text(generator.pattern), text(generator.source)}));
    if (e.condition) parts.push_back(form("if", {text(e.condition)}));
    const char* head = e.kind == ComprehensionKind::List  ? "list_for"
                       : e.kind == ComprehensionKind::Set ? "set_for"
                                                          : "map_for";
    return form(head, parts);
}

std::string quantifier(const QuantifierExpr& e) {
    std::vector<std::string> parts;
    for (const QuantifiedVar& var : e.vars) {
        const char* relation = "";
        switch (var.relation) {
        case BoundRelation::None: break;
        case BoundRelation::In: relation = " in "; break;
        case BoundRelation::Before: relation = " < "; break;
        case BoundRelation::BeforeOrSame: relation = " <= "; break;
        case BoundRelation::LocallyBefore: relation = " <@ "; break;
        case BoundRelation::After: relation = " > "; break;
        case BoundRelation::AfterOrSame: relation = " >= "; break;
        }
        parts.push_back("[" + name(var.name) + relation + text(var.bound) + text(var.type) + "]");
    }
    parts.push_back(text(e.body));
    return form(e.forall ? "forall" : "exists", parts);
}

std::string occurrence(const OccurrenceExpr& e) {
    const char* heads[] = {"received", "sent", "was_sent", "in_flight", "happened", "class_value", "at"};
    std::vector<std::string> parts = {path(e.name), text(e.object)};
    if (!e.params.empty()) parts.push_back(form("of", texts(e.params)));
    parts = parts + texts(e.args);
    if (e.at) parts.push_back(form("@", {text(e.at)}));
    if (e.by) parts.push_back(form("by", {text(e.by)}));
    if (e.to) parts.push_back(form("to", {text(e.to)}));
    return form(heads[static_cast<size_t>(e.kind)], parts);
}

std::string text(const Expr* expr) {
    if (!expr) return "";
    return std::visit(
        Overloaded{
            [](const IntLiteral& e) { return std::to_string(e.value); },
            [](const BoolLiteral& e) { return std::string(e.value ? "true" : "false"); },
            [](const TextLiteral& e) { return quoted(e.value); },
            [](const BytesLiteral& e) { return "b" + quoted(e.value); },
            [](const DurationLiteral& e) { return std::to_string(e.nanoseconds) + "ns"; },
            [](const NameExpr& e) { return path(e.path); },
            [](const SelfExpr&) { return std::string("self"); },
            [](const CallExpr& e) {
                return form(e.method ? "call_method" : "call", std::vector{text(e.callee)} + texts(e.args));
            },
            [](const FieldExpr& e) { return form("." + name(e.field), {text(e.object)}); },
            [](const IndexExpr& e) { return form("index", {text(e.object), text(e.index)}); },
            [](const UnaryExpr& e) { return form(e.op == UnaryOp::Not ? "not" : "negate", {text(e.operand)}); },
            [](const BinaryExpr& e) { return form(word(e.op), {text(e.left), text(e.right)}); },
            [](const IfExpr& e) { return form("if", {text(e.condition), text(e.thenValue), text(e.elseValue)}); },
            [](const MatchExpr& e) {
                std::vector<std::string> parts = {text(e.value)};
                for (const MatchArm& arm : e.arms)
                    parts.push_back(form(
                        "=>", {text(arm.pattern), arm.guard ? form("when", {text(arm.guard)}) : "", text(arm.value)}));
                return form("match", parts);
            },
            [](const LetExpr& e) { return form("let", {text(e.pattern), text(e.type), text(e.value), text(e.body)}); },
            [](const LambdaExpr& e) {
                std::vector<std::string> params;
                for (const LambdaParam& param : e.params)
                    params.push_back(param.type == nullptr ? text(param.pattern)
                                                           : form("typed", {text(param.pattern), text(param.type)}));
                return form("lambda", std::vector{form("params", params), text(e.body)});
            },
            [](const TupleExpr& e) { return form("tuple", texts(e.items)); },
            [](const ListExpr& e) { return form("list", texts(e.items)); },
            [](const SetExpr& e) { return form("set", texts(e.items)); },
            [](const MapExpr& e) {
                std::vector<std::string> parts;
                for (const MapEntry& entry : e.entries)
                    parts.push_back(form(":", {text(entry.key), text(entry.value)}));
                return form("map", parts);
            },
            [](const RecordExpr& e) { return form("record", fieldInits(e.fields)); },
            [](const RecordUpdateExpr& e) { return form("with", std::vector{text(e.record)} + fieldInits(e.fields)); },
            [](const ComprehensionExpr& e) { return comprehension(e); },
            [](const BoundedExpr& e) {
                return form(e.all ? "all" : "any", {text(e.pattern), text(e.source), text(e.body)});
            },
            [](const SendExpr& e) {
                return form("send", std::vector{path(e.message)} + texts(e.args) +
                                        std::vector{e.to ? form("to", {text(e.to)}) : "",
                                                    e.after ? form("after", {text(e.after)}) : ""});
            },
            [](const EmitExpr& e) { return form("emit", std::vector{path(e.output)} + texts(e.args)); },
            [](const QuantifierExpr& e) { return quantifier(e); },
            [](const OccurrenceExpr& e) { return occurrence(e); },
            [](const ValueOfExpr& e) {
                std::string process = e.hasArgs ? form(path(e.process), texts(e.args)) : path(e.process);
                return form("value_of", {name(e.variable), process, text(e.at)});
            },
            [](const PlacedExpr& e) {
                std::string what = e.hasArgs ? form(path(e.path), texts(e.args)) : path(e.path);
                return form(e.runs ? "runs" : "state_at", {what, text(e.at)});
            },
            [](const AtEventExpr& e) { return form(e.before ? "before" : "after", {text(e.value), text(e.event)}); },
            [](const TemporalExpr& e) {
                return form(e.op == TemporalOp::Always ? "always" : "eventually", {text(e.body)});
            },
            [](const HoleExpr&) { return std::string("_"); },
            [](const ErrorExpr& e) { return form("<error>", texts(e.parts)); },
        },
        expr->node);
}

std::string text(const ClassExpr* expr) {
    if (!expr) return "";
    return std::visit(
        Overloaded{
            [](const StartClass&) { return std::string("start"); },
            [](const MessageClass& c) {
                return form("on", std::vector{path(c.message)} + texts(c.args) +
                                      std::vector{c.from ? form("from", {text(c.from)}) : ""});
            },
            [](const ClassRef& c) { return c.args.empty() ? path(c.path) : form(path(c.path), texts(c.args)); },
            [](const AsClass& c) { return form("as", {text(c.source), text(c.pattern)}); },
            [](const PairClass& c) { return form("&", {text(c.left), text(c.right)}); },
            [](const RuleClass& c) {
                return form("rule", {text(c.source), c.condition ? form("when", {text(c.condition)}) : "",
                                     c.value ? form(c.each ? "=>each" : "=>", {text(c.value)}) : ""});
            },
            [](const UnionClass& c) { return form("||", {text(c.left), text(c.right)}); },
            [](const OnceClass& c) { return form("once", {text(c.source)}); },
            [](const UntilClass& c) { return form("until", {text(c.source), text(c.end)}); },
            [](const BeforeClass& c) { return form("before", {text(c.state)}); },
            [](const LatestClass& c) { return form("latest", {text(c.source), text(c.otherwise)}); },
            [](const SpawnClass& c) { return form("spawn", {text(c.pattern), text(c.source), text(c.child)}); },
            [](const AtClass& c) { return form("at", {text(c.source), text(c.locations)}); },
            [](const SightClass& c) {
                auto seen = [](const char* which, const Pattern* p) { return p ? form(which, {text(p)}) : ""; };
                return form(c.sent ? "sees-sent" : "sees",
                            {c.what.message.empty() ? "start" : path(c.what.message),
                             c.what.hasArgs ? form("args", texts(c.what.args)) : "", seen("from", c.what.from),
                             seen("to", c.to), seen("place", c.place)});
            },
            [](const ErrorClass&) { return std::string("<error>"); },
        },
        expr->node);
}

std::string params(const std::vector<Param>& list) {
    std::vector<std::string> out;
    for (const Param& param : list) out.push_back(name(param.name) + (param.type ? ": " + text(param.type) : ""));
    return list.empty() ? "" : form("params", out);
}

std::string names(const std::string& head, const std::vector<Name>& list) {
    std::vector<std::string> out;
    for (const Name& item : list) out.push_back(name(item));
    return list.empty() ? "" : form(head, out);
}

std::string paths(const std::string& head, const std::vector<std::vector<Name>>& list) {
    std::vector<std::string> out;
    for (const auto& item : list) out.push_back(path(item));
    return list.empty() ? "" : form(head, out);
}

/// Writes what has lines of its own: declarations, members of processes, statements.
class Lines {
public:
    void line(size_t depth, std::vector<std::string> parts) {
        out_ += std::string(depth * 2, ' ');
        bool first = true;
        for (const std::string& part : parts) {
            if (part.empty()) continue;
            out_ += (first ? "" : " ") + part;
            first = false;
        }
        out_ += "\n";
    }

    void statements(const std::vector<Stmt*>& body, size_t depth) {
        for (const Stmt* statement : body) this->statement(*statement, depth);
    }

    void statement(const Stmt& statement, size_t depth) {
        std::visit(Overloaded{
                       [&](const AssignStmt& s) {
                           const char* op = s.op == AssignOp::Set ? ":=" : s.op == AssignOp::Add ? "+=" : "-=";
                           line(depth, {op, text(s.target), text(s.value)});
                       },
                       [&](const LetStmt& s) { line(depth, {"let", text(s.pattern), text(s.type), text(s.value)}); },
                       [&](const IfStmt& s) {
                           line(depth, {"if", text(s.condition)});
                           statements(s.thenBody, depth + 1);
                           if (s.hasElse) line(depth, {"else"});
                           statements(s.elseBody, depth + 1);
                       },
                       [&](const MatchStmt& s) {
                           line(depth, {"match", text(s.value)});
                           for (const StmtArm& arm : s.arms) {
                               line(depth + 1,
                                    {"case", text(arm.pattern), arm.guard ? form("when", {text(arm.guard)}) : ""});
                               statements(arm.body, depth + 2);
                           }
                       },
                       [&](const ForStmt& s) {
                           line(depth, {"for", text(s.pattern), text(s.source)});
                           statements(s.body, depth + 1);
                       },
                       [&](const OutputStmt& s) { line(depth, {text(s.output)}); },
                       [&](const SpawnStmt& s) { line(depth, {"spawn", form(path(s.process), texts(s.args))}); },
                       [&](const BecomeStmt& s) { line(depth, {"become", form(path(s.process), texts(s.args))}); },
                       [&](const AssertStmt& s) { line(depth, {"assert", text(s.condition)}); },
                       [&](const StopStmt&) { line(depth, {"stop"}); },
                       [&](const SetStmt& s) {
                           const char* how = s.most ? "between" : "after";
                           line(depth, {"set", name(s.timer), how, text(s.after), text(s.most)});
                       },
                       [&](const CancelStmt& s) { line(depth, {"cancel", name(s.timer)}); },
                       [&](const ErrorStmt&) { line(depth, {"<error>"}); },
                   },
                   statement.node);
    }

    void member(const ProcessMember& member, size_t depth) {
        std::visit(Overloaded{
                       [&](const VarDecl& m) {
                           line(depth, {m.durable ? "durable var" : "var", name(m.name), text(m.type),
                                        m.initial ? "= " + text(m.initial) : ""});
                       },
                       [&](const HandlerDecl& m) {
                           line(depth, {"handler", text(m.event), m.guard ? form("when", {text(m.guard)}) : ""});
                           statements(m.body, depth + 1);
                       },
                       [&](const ActionDecl& m) {
                           std::vector<std::string> chosen;
                           for (const ActionParam& param : m.params)
                               chosen.push_back(name(param.name) + " in " + text(param.domain));
                           line(depth, {m.fair ? "fair action" : "action", name(m.name),
                                        chosen.empty() ? "" : form("params", chosen),
                                        m.guard ? form("when", {text(m.guard)}) : ""});
                           statements(m.body, depth + 1);
                       },
                       [&](const FrameDecl& m) {
                           std::vector<std::string> kinds;
                           for (const FrameKind& kind : m.kinds)
                               kinds.push_back(kind.isStart ? "start"
                                                            : (kind.isMessage ? "on " : "") + path(kind.path));
                           line(depth, {form("only", kinds), paths(m.sends ? "sends" : "affects", m.subjects)});
                       },
                       [&](const TimerDecl& m) { line(depth, {"timer", name(m.name)}); },
                       [&](const ErrorMember&) { line(depth, {"<error>"}); },
                   },
                   member);
    }

    void declaration(const Decl& decl) {
        std::string n = decl.name.missing() ? "" : decl.name.text;
        std::visit(Overloaded{
                       [&](const ImportDecl& d) {
                           line(0, {"import", d.file ? quoted(*d.file) : path(d.path),
                                    d.alias.missing() ? "" : "as " + d.alias.text});
                       },
                       [&](const UseDecl& d) {
                           line(0, {"use", d.file ? quoted(*d.file) : path(d.path),
                                    d.alias.missing() ? "" : "as " + d.alias.text});
                           for (const UseArg& arg : d.args)
                               line(1, {name(arg.name), "=", arg.type ? text(arg.type) : text(arg.value)});
                       },
                       [&](const ParamDecl& d) { line(0, {d.isType ? "param type" : "param", n, text(d.type)}); },
                       [&](const AssumeDecl& d) { line(0, {"assume", n, text(d.formula)}); },
                       [&](const TypeDecl& d) { line(0, {"type", n, names("for", d.typeParams), text(d.type)}); },
                       [&](const EnumDecl& d) {
                           line(0, {"enum", n, names("for", d.typeParams)});
                           for (const syntax::Constructor& constructor : d.constructors)
                               line(1, {name(constructor.name), params(constructor.fields)});
                       },
                       [&](const FunctionDecl& d) {
                           line(0, {d.isPredicate ? "predicate"
                                    : d.isExtern  ? "extern fn"
                                                  : "fn",
                                    n, names("for", d.typeParams), params(d.params),
                                    d.result ? "-> " + text(d.result) : "",
                                    d.decreases ? form("decreases", {text(d.decreases)}) : ""});
                           if (d.body) line(1, {text(d.body)});
                       },
                       [&](const MessageDecl& d) {
                           const char* kinds[] = {"message", "input", "output"};
                           line(0, {kinds[static_cast<size_t>(d.kind)], n, params(d.fields)});
                       },
                       [&](const ClassDecl& d) {
                           line(0, {"class", n, params(d.params), text(d.result)});
                           line(1, {text(d.body)});
                       },
                       [&](const StateDecl& d) {
                           line(0, {d.durable ? "durable state" : "state", n, params(d.params), text(d.type),
                                    d.initial ? "= " + text(d.initial) : ""});
                           for (const StateClause& clause : d.clauses)
                               line(1, {"on", text(clause.on), "-> " + text(clause.value)});
                       },
                       [&](const ProcessDecl& d) {
                           const char* roles[] = {"process", "environment process", "observer"};
                           line(0, {d.durable ? "durable" : "", d.open ? "open" : "",
                                    roles[static_cast<size_t>(d.role)], n, params(d.params)});
                           for (const ProcessMember& m : d.members) member(m, 1);
                       },
                       [&](const QuorumDecl& d) {
                           line(0, {"quorum", n, "of", text(d.of), name(d.measure), word(d.op), text(d.size)});
                       },
                       [&](const LinksDecl& d) {
                           line(0, {"links", names("promise", d.promises), paths("of", d.messages),
                                    d.from ? "from " + text(d.from) : "", d.to ? "to " + text(d.to) : ""});
                       },
                       [&](const SystemDecl& d) { line(0, {"system", n, text(d.body)}); },
                       [&](const PropertyDecl& d) {
                           line(0, {d.kind == PropertyKind::Invariant ? "invariant" : "property", n, text(d.formula)});
                       },
                       [&](const ProveDecl& d) { line(0, {"prove", paths("goals", d.goals), paths("by", d.by)}); },
                       [&](const CheckDecl& d) { check(d); },
                       [&](const ScenarioDecl& d) { scenario(d, n); },
                       [&](const ClocksDecl& d) { line(0, {"clocks", text(d.drift), d.ppm ? "ppm" : "percent"}); },
                       [&](const LaterDecl& d) { line(0, {"later", d.keyword, n}); },
                       [&](const ErrorDecl&) { line(0, {"<error>"}); },
                   },
                   decl.node);
    }

    void bindings(const std::vector<CheckBinding>& all) {
        for (const CheckBinding& with : all)
            line(1, {"with", path(with.path), "=", with.any ? "any" : "",
                     with.any && !with.constraint.missing() ? with.constraint.text : "", text(with.value)});
    }

    void scenario(const ScenarioDecl& d, const std::string& named) {
        static const char* kKinds[] = {"input",   "receives", "rejects", "loses",  "does",   "starts",
                                       "crashes", "restarts", "wait",    "fairly", "expect", "none"};
        line(0, {"scenario", named, d.system.empty() ? "" : form("in", {path(d.system)}),
                 d.base.empty() ? "" : form("from", {path(d.base)})});
        bindings(d.with);
        for (const ScenarioStep& step : d.steps)
            line(1,
                 {kKinds[static_cast<size_t>(step.kind)], step.places.empty() ? "" : form("at", texts(step.places)),
                  text(step.what), step.from.empty() ? "" : form("from", texts(step.from)), step.again ? "again" : ""});
    }

    void check(const CheckDecl& d) {
        line(0, {"check", paths("properties", d.properties), d.system.empty() ? "" : form("in", {path(d.system)}),
                 d.base.empty() ? "" : form("from", {path(d.base)})});
        bindings(d.with);
        for (size_t group = 0; group < d.given.size(); ++group)
            for (const ScenarioStep& input : d.given[group])
                line(1, {group == 0 ? "given" : "then", text(input.what), form("to", texts(input.places)),
                         input.from.empty() ? "" : form("from", texts(input.from))});
        for (const Expr* bound : d.bounds) line(1, {"bound", text(bound)});
        for (const CheckFault& fault : d.faults)
            line(1, {"faults", name(fault.name),
                     fault.bound ? std::string(word(fault.op)) + " " + text(fault.bound) : ""});
    }

    std::string take() { return std::move(out_); }

private:
    std::string out_;
};

}   // namespace

std::string dumpTree(const Tree& tree, const SourceFile& file) {
    Lines lines;
    lines.line(0, {"spec", name(tree.specName)});
    for (const Decl* decl : tree.decls) {
        LineColumn at = file.position(decl->span.begin);
        lines.line(0, {fmt::format("// line {}", at.line + 1)});
        lines.declaration(*decl);
    }
    return lines.take();
}

}   // namespace evd::driver
