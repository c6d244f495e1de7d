#include "ir/core/parse.h"

#include "base/span.h"
#include "ir/core/ops.h"
#include "ir/core/reader.h"

#include <array>
#include <fmt/format.h>

namespace evd::ir {

namespace {

constexpr int kNestingMax = 5000;

/// Reads what print.cpp writes, declaration by declaration. Locals, tables, variables and so on are numbers in the
/// text, so nothing needs to be looked up; only enums are referred to by name and therefore declared before anything is
/// read.
class Parser {
public:
    explicit Parser(std::string_view text) : reader_(text) {}

    Module module() {
        reader_.expectWord("module");
        m_.name = reader_.rawQuoted();
        declareEnums();
        while (!reader_.atEnd()) declaration();
        return std::move(m_);
    }

private:
    void declareEnums() {
        size_t begin = reader_.offset();
        while (reader_.acceptWord("enum")) {
            std::string name = reader_.rawQuoted();
            if (findEnum(name)) reader_.fail("expected another name: this enum is declared before");
            m_.types.declareEnum(std::move(name));
            reader_.skipBraces();
        }
        reader_.moveTo(begin);
    }

    void declaration() {
        if (reader_.acceptWord("enum")) return enumeration();
        if (reader_.acceptWord("param")) return systemParam();
        if (reader_.acceptWord("message")) return message(MessageKind::Internal);
        if (reader_.acceptWord("input")) return message(MessageKind::Input);
        if (reader_.acceptWord("output")) return message(MessageKind::Output);
        if (reader_.acceptWord("timer")) return message(MessageKind::Timer);
        if (reader_.acceptWord("local")) return local();
        if (reader_.acceptWord("fn")) return function(false);
        if (reader_.acceptWord("extern")) return function(true);
        if (reader_.acceptWord("automaton")) return automaton();
        if (reader_.acceptWord("system")) return system();
        if (reader_.acceptWord("assume")) return m_.assumptions.push_back(formula());
        if (reader_.acceptWord("drift")) return void(m_.drift = expr());
        if (reader_.acceptWord("action")) return action();
        if (reader_.acceptWord("property")) return logical(StatementKind::Property);
        if (reader_.acceptWord("invariant")) return logical(StatementKind::Invariant);
        if (reader_.acceptWord("scenario")) return scenario();
        if (reader_.acceptWord("check")) return check();
        if (reader_.acceptWord("sighting")) return sighting();
        if (reader_.acceptWord("quorum")) return quorum();
        if (reader_.acceptWord("links")) return links();
        reader_.fail("expected a declaration");
    }

    // ---- types ----------------------------------------------------------------------------------------

    std::optional<TypeId> findEnum(std::string_view name) const {
        for (uint32_t i = 0; i < m_.types.size(); ++i)
            if (m_.types[{i}].kind == TypeKind::Enum && m_.types[{i}].name == name) return TypeId{i};
        return {};
    }

    TypeId type() {
        Nesting nesting(*this);
        if (reader_.accept("(")) {
            std::vector<TypeId> items{type()};
            while (reader_.accept(",")) items.push_back(type());
            reader_.expect(")");
            return m_.types.tuple(std::move(items));
        }
        if (reader_.accept("{")) return record();
        if (std::optional<TypeId> named = enumHere()) return *named;
        static constexpr std::array kBasic = {"Int", "Nat", "Bool", "Unit", "Str", "Bytes", "Loc", "Duration"};
        for (size_t i = 0; i < kBasic.size(); ++i)
            if (reader_.acceptWord(kBasic[i])) return m_.types.basic(static_cast<TypeKind>(i));
        if (reader_.acceptWord("Event")) return m_.types.basic(TypeKind::Event);
        std::string_view head = reader_.word();
        if (head == "Map") {
            reader_.expect("<");
            TypeId key = type();
            reader_.expect(",");
            TypeId value = type();
            reader_.expect(">");
            return m_.types.map(key, value);
        }
        if (head != "List" && head != "Set" && head != "Bag" && head != "Ring") reader_.fail("expected a type");
        reader_.expect("<");
        TypeId element = type();
        reader_.expect(">");
        return head == "List"  ? m_.types.list(element)
               : head == "Set" ? m_.types.set(element)
               : head == "Bag" ? m_.types.bag(element)
                               : m_.types.ring(element);
    }

    TypeId record() {
        std::vector<std::pair<std::string, TypeId>> fields;
        if (!reader_.accept("}")) {
            do {
                std::string name(reader_.until(":"));
                reader_.expect(":");
                fields.emplace_back(std::move(name), type());
            } while (reader_.accept(","));
            reader_.expect("}");
        }
        return m_.types.record(std::move(fields));
    }

    /// The enum whose name stands here; the longest, since `Tree` and `Tree<Int>` may both be names.
    std::optional<TypeId> enumHere() {
        std::optional<TypeId> best;
        for (uint32_t i = 0; i < m_.types.size(); ++i) {
            const Type& one = m_.types[{i}];
            if (one.kind == TypeKind::Enum && reader_.peekWord(one.name) &&
                (!best || one.name.size() > m_.types[*best].name.size()))
                best = TypeId{i};
        }
        if (best) reader_.expect(m_.types[*best].name);
        return best;
    }

    void enumeration() {
        TypeId id = *findEnum(reader_.rawQuoted());
        std::vector<Constructor> constructors;
        reader_.expect("{");
        while (!reader_.accept("}")) {
            Constructor made;
            made.name = reader_.until("(");
            for (auto& [name, type] : parameters()) {
                made.fields.push_back(name == "_" ? "" : name);
                made.types.push_back(type);
            }
            constructors.push_back(std::move(made));
        }
        m_.types.defineEnum(id, std::move(constructors));
    }

    /// `(name: T, …)`
    std::vector<std::pair<std::string, TypeId>> parameters() {
        std::vector<std::pair<std::string, TypeId>> out;
        reader_.expect("(");
        if (reader_.accept(")")) return out;
        do {
            std::string name(reader_.until(":"));
            reader_.expect(":");
            out.emplace_back(std::move(name), type());
        } while (reader_.accept(","));
        reader_.expect(")");
        return out;
    }

    // ---- declarations -----------------------------------------------------------------------------------

    void systemParam() {
        SystemParam made;
        made.name = reader_.until(" (");
        reader_.expect("(");
        if (!reader_.peek(")")) {
            do made.domain.push_back(type());
            while (reader_.accept(","));
        }
        reader_.expect(")");
        reader_.expect(":");
        made.type = type();
        m_.params.push_back(std::move(made));
    }

    void message(MessageKind kind) {
        Message made{std::string(reader_.until("(")), kind, {}, {}};
        for (auto& [name, type] : parameters()) made.fields.push_back({name, type, {}});
        m_.messages.push_back(std::move(made));
    }

    void local() {
        if (localId() != m_.locals.size()) reader_.fail("expected the locals in order");
        std::string name(reader_.until(":"));
        reader_.expect(":");
        m_.addLocal(std::move(name), type());
    }

    void function(bool isExtern) {
        Function made;
        made.isExtern = isExtern;
        made.name = reader_.rawQuoted();
        reader_.expect("(");
        if (!reader_.peek(")")) {
            do made.params.push_back(localId());
            while (reader_.accept(","));
        }
        reader_.expect(")");
        reader_.expect(":");
        made.result = type();
        reader_.expect("=");
        made.body = expr();
        m_.functions.push_back(std::move(made));
    }

    void automaton() {
        Automaton made;
        made.name = reader_.rawQuoted();
        if (reader_.acceptWord("environment")) made.role = Role::Environment;
        else if (reader_.acceptWord("observer")) made.role = Role::Observer;
        made.durable = reader_.acceptWord("durable");
        made.fromClass = reader_.acceptWord("class");
        if (reader_.acceptWord("yields")) made.yields = type();
        reader_.expect("{");
        while (!reader_.accept("}")) {
            bool durable = reader_.acceptWord("durable");
            if (durable || reader_.peekWord("var")) {
                reader_.expectWord("var");
                Variable var{std::string(reader_.until(":")), {}, {}, durable, {}};
                reader_.expect(":");
                var.type = type();
                reader_.expect("=");
                var.initial = expr();
                if (reader_.acceptWord("timer")) var.timer = reader_.index();
                made.vars.push_back(std::move(var));
            } else if (reader_.acceptWord("param")) {
                std::string name(reader_.until(":"));
                reader_.expect(":");
                made.params.push_back({std::move(name), type(), {}});
            } else if (reader_.acceptWord("table")) made.tables.push_back(table());
            else if (reader_.acceptWord("on")) made.clauses.push_back(clause());
            else if (reader_.acceptWord("frame")) made.frames.push_back(frame());
            else reader_.fail("expected `param`, `var`, `table`, `on`, `frame` or `}`");
        }
        m_.automata.push_back(std::move(made));
    }

    ChildTable table() {
        ChildTable made;
        made.child = reader_.index();
        made.explicitDelivery = reader_.acceptWord("explicit");
        while (true) {
            Route route;
            if (reader_.acceptWord("ignore")) route.kind = Route::Kind::Ignore;
            else if (reader_.acceptWord("scan")) route.kind = Route::Kind::Scan;
            else if (reader_.acceptWord("index")) {
                route.kind = Route::Kind::Index;
                reader_.expect("(");
                do {
                    route.fields.push_back(reader_.index());
                    reader_.expect("=");
                    route.params.push_back(reader_.index());
                } while (reader_.accept(","));
                reader_.expect(")");
            } else return made;
            made.routes.push_back(std::move(route));
        }
    }

    Clause clause() {
        Clause made;
        made.fair = reader_.acceptWord("fair");
        static constexpr std::array kTriggers = {"start", "start_other", "receive", "action", "observe"};
        size_t trigger = 0;
        while (trigger < kTriggers.size() && !reader_.acceptWord(kTriggers[trigger])) ++trigger;
        if (trigger == kTriggers.size())
            reader_.fail("expected `start`, `start_other`, `receive`, `action` or `observe`");
        made.trigger = static_cast<Trigger>(trigger);
        made.message = reader_.index();
        made.name = reader_.rawQuoted();
        while (reader_.acceptWord("choose")) {
            made.chosen.push_back(localId());
            made.domains.push_back(expr());
        }
        reader_.expectWord("when");
        made.guard = expr();
        made.body = block();
        return made;
    }

    Frame frame() {
        Frame made;
        made.sends = reader_.acceptWord("sends");
        if (!made.sends) reader_.expectWord("writes");
        made.subject = reader_.index();
        reader_.expect("(");
        if (!reader_.peek(")")) {
            do made.clauses.push_back(reader_.index());
            while (reader_.accept(","));
        }
        reader_.expect(")");
        return made;
    }

    void system() {
        System made{std::string(reader_.until(" {")), {}, {}};
        reader_.expect("{");
        while (reader_.acceptWord("place")) {
            Placement placement;
            placement.automaton = reader_.index();
            reader_.expectWord("at");
            placement.where = expr();
            placement.args = exprs();
            made.placements.push_back(std::move(placement));
        }
        reader_.expect("}");
        m_.systems.push_back(std::move(made));
    }

    NamedFormula formula() {
        std::string name(reader_.until(" ("));
        return {std::move(name), expr(), {}};
    }

    void action() {
        ActionRef made;
        made.automaton = reader_.index();
        made.clause = reader_.index();
        m_.actions.push_back(made);
    }

    void logical(StatementKind kind) {
        Statement made;
        made.kind = kind;
        made.name = reader_.rawQuoted();
        if (reader_.acceptWord("unevaluated")) made.whyNot = reader_.rawQuoted();
        else {
            made.judged = reader_.acceptWord("whole_run") ? Judged::WholeRun : Judged::EachMoment;
            if (made.judged == Judged::EachMoment) reader_.expectWord("each_moment");
            made.formula = expr();
        }
        m_.statements.push_back(std::move(made));
    }

    void sighting() {
        Sighting made;
        const uint32_t kind = reader_.index();
        if (kind > static_cast<uint32_t>(Sighting::Kind::Restarted)) reader_.fail("expected a kind of event");
        made.kind = static_cast<Sighting::Kind>(kind);
        made.message = reader_.index();
        made.action = reader_.index();
        made.seen.name = reader_.rawQuoted();
        for (auto& [name, type] : parameters()) made.seen.fields.push_back({name, type, {}});
        m_.sightings.push_back(std::move(made));
    }

    void quorum() {
        QuorumDomain made;
        made.name = reader_.rawQuoted();
        made.members = expr();
        made.least = expr();
        made.most = expr();
        m_.quorums.push_back(std::move(made));
    }

    void links() {
        LinkPromise made;
        made.fifo = reader_.acceptWord("fifo");
        made.reliable = reader_.acceptWord("reliable");
        while (reader_.acceptWord("of")) made.messages.push_back(reader_.index());
        reader_.expectWord("from");
        made.from = expr();
        reader_.expectWord("to");
        made.to = expr();
        m_.links.push_back(std::move(made));
    }

    void terms(InstanceTerms& made) {
        reader_.expectWord("system");
        made.system = reader_.index();
        while (reader_.acceptWord("location")) made.locations.push_back(reader_.rawQuoted());
        if (reader_.acceptWord("unplayable")) made.whyNot = reader_.rawQuoted();
        reader_.expect("{");
        while (reader_.acceptWord("with")) {
            ParamValue binding;
            binding.param = reader_.index();
            if (reader_.acceptWord("every")) binding.range = ParamValue::Range::Every;
            else if (reader_.acceptWord("injective")) binding.range = ParamValue::Range::Injective;
            else binding.value = expr();
            made.with.push_back(binding);
        }
    }

    void scenario() {
        Scenario made;
        made.name = reader_.rawQuoted();
        terms(made);
        while (!reader_.accept("}")) made.steps.push_back(step());
        m_.scenarios.push_back(std::move(made));
    }

    void check() {
        Check made;
        while (!reader_.peekWord("start") && !reader_.peekWord("system")) made.statements.push_back(reader_.index());
        if (reader_.acceptWord("start")) made.start = reader_.index();
        terms(made);
        while (reader_.acceptWord("given")) {
            made.given.emplace_back();
            while (reader_.peekWord("input")) made.given.back().push_back(step());
        }
        while (reader_.acceptWord("bound")) made.bounds.push_back(expr());
        while (reader_.acceptWord("fault")) {
            FaultBudget fault;
            const std::optional<FaultBudget::Kind> kind = faultNamed(reader_.word());
            if (!kind) reader_.fail("expected a kind of fault");
            fault.kind = *kind;
            fault.most = expr();
            made.faults.push_back(fault);
        }
        reader_.expect("}");
        m_.checks.push_back(std::move(made));
    }

    ScenarioStep step() {
        ScenarioStep made;
        const std::optional<ScenarioStep::Kind> kind = stepNamed(reader_.word());
        if (!kind) reader_.fail("expected a step");
        made.kind = *kind;
        made.text = reader_.rawQuoted();
        reader_.expectWord("at");
        made.place = expr();
        reader_.expectWord("from");
        made.from = expr();
        reader_.expectWord("chapter");
        made.chapter = reader_.index();
        reader_.expectWord("message");
        made.message = reader_.index();
        reader_.expectWord("action");
        made.action = reader_.index();
        made.again = reader_.acceptWord("again");
        while (reader_.acceptWord("names")) made.statements.push_back(reader_.rawQuoted());
        while (reader_.peek("%")) made.parts.push_back(localId());
        reader_.expectWord("value");
        made.value = expr();
        made.args = exprs();
        return made;
    }

    // ---- statements -------------------------------------------------------------------------------------

    std::vector<StmtId> block() {
        Nesting nesting(*this);
        std::vector<StmtId> body;
        reader_.expect("{");
        while (!reader_.accept("}")) body.push_back(statement());
        return body;
    }

    StmtId statement() {
        static constexpr std::array kNames = {"let",   "assign",  "if",    "for",  "send",   "emit",
                                              "spawn", "deliver", "yield", "stop", "assert", "become"};
        size_t kind = 0;
        while (kind < kNames.size() && !reader_.acceptWord(kNames[kind])) ++kind;
        if (kind == kNames.size()) reader_.fail("expected a statement");
        Stmt made;
        made.kind = static_cast<StmtKind>(kind);
        switch (made.kind) {
        case StmtKind::Let:
            made.local = localId();
            made.expr = expr();
            break;
        case StmtKind::Assign:
            made.index = reader_.index();
            made.expr = expr();
            break;
        case StmtKind::Yield: made.expr = expr(); break;
        case StmtKind::Deliver: made.index = reader_.index(); break;
        case StmtKind::If:
            made.expr = expr();
            made.body = block();
            if (reader_.acceptWord("else")) made.orElse = block();
            break;
        case StmtKind::ForEach:
            made.local = localId();
            made.expr = expr();
            made.body = block();
            break;
        case StmtKind::Send:
        case StmtKind::Emit:
        case StmtKind::Spawn:
        case StmtKind::Become:
            made.index = reader_.index();
            made.args = exprs();
            if (reader_.acceptWord("to")) made.to = expr();
            if (reader_.acceptWord("after")) made.after = expr();
            if (reader_.acceptWord("most")) made.afterMax = expr();
            break;
        case StmtKind::Assert:
            made.index = m_.addText(reader_.rawQuoted());
            made.expr = expr();
            break;
        case StmtKind::Stop: break;
        }
        return m_.add(std::move(made));
    }

    // ---- expressions -----------------------------------------------------------------------------------

    LocalId localId() {
        reader_.expect("%");
        return reader_.index();
    }

    std::vector<ExprId> exprs() {
        std::vector<ExprId> out;
        while (reader_.peek("(")) out.push_back(expr());
        return out;
    }

    /// `(op:Type immediate… argument…)`, or `none` where there is no expression.
    ExprId expr() {
        Nesting nesting(*this);
        if (reader_.acceptWord("none")) return {};
        reader_.expect("(");
        size_t begin = reader_.nextOffset();
        std::optional<Op> op = opNamed(reader_.word());
        if (!op) {
            reader_.moveTo(begin);
            reader_.fail("expected the name of an operation");
        }
        reader_.expect(":");
        Expr made{*op, type(), 0, 0, {}, {}};
        switch (immediate(made.op)) {
        case Immediate::None: break;
        case Immediate::Number: made.value = reader_.integer(); break;
        case Immediate::Text: made.index = m_.addText(reader_.rawQuoted()); break;
        case Immediate::Local: made.index = localId(); break;
        case Immediate::Index: made.index = reader_.index(); break;
        case Immediate::Indexes:
            made.index = reader_.index();
            made.value = reader_.index();
            break;
        }
        made.args = exprs();
        reader_.expect(")");
        return m_.add(std::move(made));
    }

    /// Keeps hostile texts from exhausting the stack.
    struct Nesting {
        explicit Nesting(Parser& parser) : parser(parser) {
            if (++parser.depth_ > kNestingMax) parser.reader_.fail("expected less nesting");
        }
        ~Nesting() { --parser.depth_; }
        Parser& parser;
    };

    Reader reader_;
    Module m_;
    int depth_ = 0;
};

}   // namespace

Result<Module> parse(std::string_view text) {
    try {
        return Parser(text).module();
    } catch (const ReadError& error) {
        LineColumn at = LineIndex(text).position(text, static_cast<uint32_t>(error.offset), ColumnUnit::Utf8);
        return Error{"", fmt::format("{}:{}: {}", at.line + 1, at.column + 1, error.what())};
    }
}

}   // namespace evd::ir
