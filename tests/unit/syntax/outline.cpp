#include "outline.h"

#include <set>

namespace evd::syntax::testing {

namespace {

template <class... Fs> struct Overloaded : Fs... {
    using Fs::operator()...;
};
template <class... Fs> Overloaded(Fs...) -> Overloaded<Fs...>;

class Maker {
public:
    Maker(Span span, std::string what) { out_.span = span, out_.what = std::move(what); }

    Maker& operator<<(const Name& name) {
        if (!name.missing()) out_.parts.push_back({name.span, "name " + name.text});
        return *this;
    }
    Maker& operator<<(const Expr* node);
    Maker& operator<<(const Pattern* node);
    Maker& operator<<(const TypeExpr* node);
    Maker& operator<<(const ClassExpr* node);
    Maker& operator<<(const Stmt* node);
    Maker& operator<<(const Param& param) { return *this << param.name << param.pattern << param.type; }
    Maker& operator<<(const LambdaParam& param) { return *this << param.pattern << param.type; }
    Maker& operator<<(const FieldInit& field) { return *this << field.name << field.value; }
    Maker& operator<<(Maker&& part) {
        out_.parts.push_back(std::move(part.out_));
        return *this;
    }
    template <class T> Maker& operator<<(const std::vector<T>& list) {
        for (const T& item : list) *this << item;
        return *this;
    }
    Maker& error() {
        out_.error = true;
        return *this;
    }
    Maker& id(NodeId id) {
        out_.id = id;
        return *this;
    }
    Maker& lastIsShared() {
        out_.parts.back().shared = true;
        return *this;
    }
    Outline take() { return std::move(out_); }

private:
    Outline out_;
};

Maker& Maker::operator<<(const TypeExpr* node) {
    if (!node) return *this;
    Maker m(node->span, "type");
    m.id(node->id);
    std::visit(Overloaded{
                   [&](const NamedType& t) { m << t.path << t.args; },
                   [&](const TupleType& t) { m << t.items; },
                   [&](const RecordType& t) {
                       for (const FieldType& f : t.fields) m << f.name << f.type;
                   },
                   [&](const FunctionType& t) { m << t.from << t.to; },
                   [&](const ErrorType&) { m.error(); },
               },
               node->node);
    return *this << std::move(m);
}

Maker& Maker::operator<<(const Pattern* node) {
    if (!node) return *this;
    Maker m(node->span, "pattern");
    m.id(node->id);
    std::visit(Overloaded{
                   [&](const WildcardPattern&) {},
                   [&](const BindPattern& p) { m << p.name; },
                   [&](const PinPattern& p) { m << p.value; },
                   [&](const LiteralPattern& p) { m << p.literal; },
                   [&](const ConstructorPattern& p) { m << p.path << p.args; },
                   [&](const TuplePattern& p) { m << p.items; },
                   [&](const RecordPattern& p) {
                       for (const FieldPattern& f : p.fields) m << f.name << f.pattern;
                   },
                   [&](const ErrorPattern&) { m.error(); },
               },
               node->node);
    return *this << std::move(m);
}

Maker& Maker::operator<<(const Expr* node) {
    if (!node) return *this;
    Maker m(node->span, "expression");
    m.id(node->id);
    std::visit(
        Overloaded{
            [&](const NameExpr& e) { m << e.path; },
            [&](const CallExpr& e) {
                // The receiver of a method stands before the name; the tree has it as the first argument.
                if (e.method && !e.args.empty()) {
                    m << e.args.front() << e.callee;
                    m << std::vector<Expr*>(e.args.begin() + 1, e.args.end());
                } else {
                    m << e.callee << e.args;
                }
            },
            [&](const FieldExpr& e) { m << e.object << e.field; },
            [&](const IndexExpr& e) { m << e.object << e.index; },
            [&](const UnaryExpr& e) { m << e.operand; },
            [&](const BinaryExpr& e) { m << e.left << Maker(e.opSpan, "operator") << e.right; },
            [&](const IfExpr& e) { m << e.condition << e.thenValue << e.elseValue; },
            [&](const MatchExpr& e) {
                m << e.value;
                for (const MatchArm& a : e.arms)
                    m << std::move(Maker(a.span, "arm") << a.pattern << a.guard << a.value);
            },
            [&](const LetExpr& e) { m << e.pattern << e.type << e.value << e.body; },
            [&](const LambdaExpr& e) { m << e.params << e.body; },
            [&](const TupleExpr& e) { m << e.items; },
            [&](const ListExpr& e) { m << e.items; },
            [&](const SetExpr& e) { m << e.items; },
            [&](const MapExpr& e) {
                for (const MapEntry& entry : e.entries) m << entry.key << entry.value;
            },
            [&](const RecordExpr& e) { m << e.fields; },
            [&](const RecordUpdateExpr& e) { m << e.record << e.fields; },
            [&](const ComprehensionExpr& e) {
                m << e.element << e.value;
                for (const Generator& g : e.generators) m << g.pattern << g.source;
                m << e.condition;
            },
            [&](const BoundedExpr& e) { m << e.pattern << e.source << e.body; },
            [&](const SendExpr& e) { m << e.after << e.message << e.args << e.to; },
            [&](const EmitExpr& e) { m << e.output << e.args; },
            [&](const QuantifierExpr& e) {
                std::set<const Expr*> seen;
                for (size_t i = 0; i < e.vars.size(); ++i) {
                    const QuantifiedVar& v = e.vars[i];
                    m << v.name;
                    if (!v.bound) {
                        m << v.type;
                        continue;
                    }
                    // `a, b in s`: one bound for both names, written after the last of them.
                    m << v.bound;
                    if (i + 1 < e.vars.size() && e.vars[i + 1].bound == v.bound) m.lastIsShared();
                }
                m << e.body;
            },
            [&](const OccurrenceExpr& e) { m << e.name << e.params << e.object << e.args << e.at << e.by << e.to; },
            [&](const ValueOfExpr& e) { m << e.variable << e.process << e.args << e.at; },
            [&](const PlacedExpr& e) { m << e.path << e.args << e.at; },
            [&](const AtEventExpr& e) { m << e.value << e.event; },
            [&](const TemporalExpr& e) { m << e.body; },
            [&](const ErrorExpr& e) { m.error() << e.parts; },
            [&](const auto&) {},   // literals, `self`, `_`
        },
        node->node);
    return *this << std::move(m);
}

Maker& Maker::operator<<(const ClassExpr* node) {
    if (!node) return *this;
    Maker m(node->span, "class expression");
    m.id(node->id);
    std::visit(Overloaded{
                   [&](const StartClass&) {},
                   [&](const MessageClass& c) { m << c.message << c.args << c.from; },
                   [&](const ClassRef& c) { m << c.path << c.args; },
                   [&](const AsClass& c) { m << c.source << c.pattern; },
                   [&](const PairClass& c) { m << c.left << c.right; },
                   [&](const RuleClass& c) { m << c.source << c.condition << c.value; },
                   [&](const UnionClass& c) { m << c.left << c.right; },
                   [&](const OnceClass& c) { m << c.source; },
                   [&](const UntilClass& c) { m << c.source << c.end; },
                   [&](const BeforeClass& c) { m << c.state; },
                   [&](const LatestClass& c) { m << c.source << c.otherwise; },
                   [&](const SpawnClass& c) { m << c.pattern << c.source << c.child; },
                   [&](const AtClass& c) { m << c.source << c.locations; },
                   [&](const SightClass& c) { m << c.what.message << c.what.args << c.what.from << c.to << c.place; },
                   [&](const ErrorClass&) { m.error(); },
               },
               node->node);
    return *this << std::move(m);
}

Maker& Maker::operator<<(const Stmt* node) {
    if (!node) return *this;
    Maker m(node->span, "statement");
    std::visit(Overloaded{
                   [&](const AssignStmt& s) { m << s.target << s.value; },
                   [&](const LetStmt& s) { m << s.pattern << s.type << s.value; },
                   [&](const IfStmt& s) { m << s.condition << s.thenBody << s.elseBody; },
                   [&](const MatchStmt& s) {
                       m << s.value;
                       for (const StmtArm& a : s.arms)
                           m << std::move(Maker(a.span, "arm") << a.pattern << a.guard << a.body);
                   },
                   [&](const ForStmt& s) { m << s.pattern << s.source << s.body; },
                   [&](const OutputStmt& s) { m << s.output; },
                   [&](const SpawnStmt& s) { m << s.process << s.args; },
                   [&](const BecomeStmt& s) { m << s.process << s.args; },
                   [&](const StopStmt&) {},
                   [&](const SetStmt& s) { m << s.timer << s.after << s.most; },
                   [&](const CancelStmt& s) { m << s.timer; },
                   [&](const AssertStmt& s) { m << s.condition; },
                   [&](const ErrorStmt&) { m.error(); },
               },
               node->node);
    return *this << std::move(m);
}

Maker member(const ProcessMember& member) {
    return std::visit(
        Overloaded{
            [](const VarDecl& v) { return std::move(Maker(v.span, "var") << v.name << v.type << v.initial); },
            [](const HandlerDecl& h) { return std::move(Maker(h.span, "handler") << h.event << h.guard << h.body); },
            [](const ActionDecl& a) {
                Maker m(a.span, "action");
                m << a.name;
                for (const ActionParam& p : a.params) m << p.name << p.domain;
                return std::move(m << a.guard << a.body);
            },
            [](const FrameDecl& f) {
                Maker m(f.span, "frame");
                for (const FrameKind& kind : f.kinds)
                    for (const Name& part : kind.path) m << part;
                for (const auto& subject : f.subjects)
                    for (const Name& part : subject) m << part;
                return m;
            },
            [](const TimerDecl& t) { return std::move(Maker(t.span, "timer") << t.name); },
            [](const ErrorMember& e) { return std::move(Maker(e.span, "error member").error()); },
        },
        member);
}

Outline declaration(const Decl& decl) {
    Maker m(decl.span, "declaration");
    m << decl.name;
    std::visit(Overloaded{
                   [&](const ImportDecl& d) {
                       m << d.path;
                       if (d.file) m << Maker(d.fileSpan, "file");
                       m << d.alias;
                   },
                   [&](const UseDecl& d) {
                       m << d.path;
                       if (d.file) m << Maker(d.fileSpan, "file");
                       for (const UseArg& arg : d.args) m << arg.name << arg.value << arg.type;
                       m << d.alias;
                   },
                   [&](const ParamDecl& d) { m << d.type; },
                   [&](const AssumeDecl& d) { m << d.formula; },
                   [&](const TypeDecl& d) { m << d.typeParams << d.type; },
                   [&](const EnumDecl& d) {
                       m << d.typeParams;
                       for (const Constructor& c : d.constructors)
                           m << std::move(Maker(c.span, "constructor") << c.name << c.fields);
                   },
                   [&](const FunctionDecl& d) { m << d.typeParams << d.params << d.result << d.decreases << d.body; },
                   [&](const MessageDecl& d) { m << d.fields; },
                   [&](const ClassDecl& d) { m << d.params << d.result << d.body; },
                   [&](const StateDecl& d) {
                       m << d.params << d.type << d.initial;
                       for (const StateClause& c : d.clauses)
                           m << std::move(Maker(c.span, "clause") << c.on << c.value);
                   },
                   [&](const ProcessDecl& d) {
                       m << d.params;
                       Maker body(d.bodySpan, "process body");
                       for (const ProcessMember& one : d.members) body << member(one);
                       m << std::move(body);
                   },
                   [&](const QuorumDecl& d) { m << d.of << d.measure << d.size; },
                   [&](const LinksDecl& d) {
                       m << d.promises;
                       for (const auto& path : d.messages) m << path;
                       m << d.from << d.to;
                   },
                   [&](const SystemDecl& d) { m << d.body; },
                   [&](const PropertyDecl& d) { m << d.formula; },
                   [&](const ProveDecl& d) {
                       // The first goal is also the declaration's name.
                       for (const auto& goal : d.goals)
                           if (goal.back().span != decl.name.span) m << goal;
                       m << d.by;
                   },
                   [&](const CheckDecl& d) {
                       for (const auto& property : d.properties)
                           if (property.back().span != decl.name.span) m << property;
                       m << d.system << d.base;
                       for (const CheckBinding& b : d.with) m << b.path << b.constraint << b.value;
                       for (const auto& group : d.given)
                           for (const ScenarioStep& g : group) m << g.what << g.places << g.from;
                       m << d.bounds;
                       for (const CheckFault& f : d.faults) m << f.name << f.bound;
                   },
                   [&](const ScenarioDecl& d) {
                       m << d.system << d.base;
                       for (const CheckBinding& b : d.with) m << b.path << b.constraint << b.value;
                       for (const ScenarioStep& s : d.steps) {
                           Maker step(s.span, "step");
                           if (s.kind == ScenarioStep::Kind::Input) step << s.what << s.places << s.from;
                           else step << s.places << s.what << s.from;
                           m << std::move(step);
                       }
                   },
                   [&](const ClocksDecl& d) { m << d.drift; },
                   [&](const LaterDecl&) {},
                   [&](const ErrorDecl&) { m.error(); },
               },
               decl.node);
    return m.take();
}

}   // namespace

std::vector<Outline> outline(const Tree& tree) {
    std::vector<Outline> out;
    for (const Decl* decl : tree.decls) out.push_back(declaration(*decl));
    return out;
}

}   // namespace evd::syntax::testing
