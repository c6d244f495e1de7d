#include "tests/differential/random_module.h"

#include "ir/passes/pipeline.h"

#include <algorithm>
#include <functional>

namespace evd::differential {

using namespace ir;

namespace {

class Generator {
public:
    explicit Generator(uint64_t seed) : engine_(seed) {}

    Module make() {
        m.name = "random";
        declareTypes();
        m.params = {{"amount", {}, t(TypeKind::Int), {}},
                    {"peers", {}, setLoc_, {}},
                    {"uid", {t(TypeKind::Loc)}, t(TypeKind::Int), {}},
                    {"circle", {}, ringLoc_, {}},
                    {"weigh", {t(TypeKind::Int), t(TypeKind::Bool)}, listInt_, {}}};
        for (int i = 0; i < 4; ++i)
            message("m" + std::to_string(i), i == 3   ? MessageKind::Output
                                             : i == 2 ? MessageKind::Input
                                                      : MessageKind::Internal);
        functions();
        automata();
        m.systems.push_back({"Main", {}, {}});
        ExprId everywhere = add({Op::SystemParam, setLoc_, 1});
        std::vector<ExprId> args;
        for (const Parameter& param : m.automata[0].params)
            args.push_back(expr(param.type, 2));   // no automaton is current here
        m.systems[0].placements.push_back({0, everywhere, args, {}});
        m.assumptions.push_back(
            {"some",
             add({Op::Ge,
                  t(TypeKind::Bool),
                  0,
                  0,
                  {add({Op::Size, t(TypeKind::Nat), 0, 0, {add({Op::Locations, setLoc_})}}), number(1)}}),
             {}});
        runPipeline(m);
        return std::move(m);
    }

private:
    Module m;
    std::mt19937_64 engine_;
    TypeId listInt_, setInt_, setLoc_, ringLoc_;
    std::vector<TypeId> palette_;
    std::vector<std::pair<LocalId, TypeId>> scope_;
    AutomatonId automaton_ = UINT32_MAX;
    MessageId received_ = UINT32_MAX;
    uint32_t callable_ = 0;   // functions below may be called
    bool inFunction_ = false;

    size_t below(size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(engine_); }
    bool chance(double p) { return std::uniform_real_distribution<>(0, 1)(engine_) < p; }
    TypeId t(TypeKind kind) { return m.types.basic(kind); }
    ExprId add(Expr e) {
        e.span = {0, static_cast<uint32_t>(m.exprs.size() * 2), static_cast<uint32_t>(m.exprs.size() * 2 + 1)};
        return m.add(std::move(e));
    }
    ExprId number(int64_t n) { return add({Op::Int, t(TypeKind::Int), 0, n}); }
    TypeId anyType() { return palette_[below(palette_.size())]; }
    void declareTypes() {
        TypeId Int = t(TypeKind::Int), Str = t(TypeKind::Str), Loc = t(TypeKind::Loc);
        listInt_ = m.types.list(Int);
        setInt_ = m.types.set(Int);
        setLoc_ = m.types.set(Loc);
        ringLoc_ = m.types.ring(Loc);
        TypeId pair = m.types.tuple({Int, Str});
        TypeId record = m.types.record({{"xs", listInt_}, {"n", Int}, {"tag", Str}}, "Entry");
        TypeId shape = m.types.declareEnum("Shape");
        m.types.defineEnum(shape, {{"Dot", {}, {}}, {"Name", {""}, {Str}}, {"Box", {"w", "xs"}, {Int, listInt_}}});
        TypeId chain = m.types.declareEnum("Chain");
        m.types.defineEnum(chain, {{"End", {}, {}}, {"Link", {"n", "s", "rest"}, {Int, Str, chain}}});
        TypeId wide = m.types.declareEnum("Wide");
        m.types.defineEnum(wide,
                           {{"One", {""}, {record}}, {"Two", {"", ""}, {record, pair}}, {"Three", {""}, {chain}}});
        palette_ = {Int,
                    Int,
                    t(TypeKind::Bool),
                    Str,
                    Loc,
                    t(TypeKind::Nat),
                    listInt_,
                    listInt_,
                    setInt_,
                    m.types.bag(Int),
                    m.types.map(Int, Int),
                    m.types.map(Str, listInt_),
                    m.types.list(Str),
                    pair,
                    record,
                    m.types.option(Int),
                    m.types.option(Str),
                    shape,
                    chain,
                    wide,
                    m.types.set(pair),
                    m.types.map(pair, m.types.option(Str)),
                    m.types.list(listInt_),
                    m.types.bag(pair),
                    setLoc_,
                    t(TypeKind::Bytes),
                    m.types.tuple({t(TypeKind::Bool), shape, listInt_}),
                    m.types.map(t(TypeKind::Loc), record),
                    t(TypeKind::Unit)};
    }

    void message(const std::string& name, MessageKind kind) {
        Message made{name, kind, {}, {}};
        made.fields.push_back({"key", t(TypeKind::Int), {}});
        for (size_t i = below(4); i > 0; --i) made.fields.push_back({"f" + std::to_string(i), anyType(), {}});
        m.messages.push_back(made);
    }

    void functions() {
        inFunction_ = true;
        for (int i = 0; i < 4; ++i) {
            Function f{"f" + std::to_string(i), {}, anyType(), {}, i == 3, {}};
            scope_.clear();
            for (size_t n = 1 + below(3); n > 0; --n) f.params.push_back(local(anyType()));
            f.body = expr(f.result, 3);
            m.functions.push_back(f);
            callable_ = static_cast<uint32_t>(m.functions.size());
        }
        scope_.clear();
        // A recursive one: counts down, building a list, deeper than allowed for large arguments.
        LocalId n = m.addLocal("n", t(TypeKind::Int));
        ExprId read = add({Op::Local, t(TypeKind::Int), n});
        m.functions.push_back({"down", {n}, listInt_, {}, false, {}});
        auto self = static_cast<uint32_t>(m.functions.size() - 1);
        ExprId less = add({Op::Sub, t(TypeKind::Int), 0, 0, {read, number(1)}});
        ExprId rest = add({Op::Call, listInt_, self, 0, {less}});
        ExprId more = add({Op::Append, listInt_, 0, 0, {rest, read}});
        ExprId stop = add({Op::Le, t(TypeKind::Bool), 0, 0, {read, number(0)}});
        m.functions[self].body = add({Op::If, listInt_, 0, 0, {stop, add({Op::List, listInt_}), more}});
        callable_ = self + 1;
        inFunction_ = false;
    }

    LocalId local(TypeId type) {
        LocalId id = m.addLocal("x" + std::to_string(m.locals.size()), type);
        scope_.emplace_back(id, type);
        return id;
    }

    // ---- expressions

    ExprId leaf(TypeId type) {
        std::vector<ExprId> choices;
        std::vector<std::function<ExprId()>> makers;
        for (auto [id, of] : scope_)
            if (of == type)
                for (int i = 0; i < 2; ++i)
                    makers.push_back([this, id = id, type] { return add({Op::Local, type, id}); });
        if (automaton_ != UINT32_MAX) {
            const Automaton& a = m.automata[automaton_];
            for (uint32_t v = 0; v < a.vars.size(); ++v)
                if (a.vars[v].type == type && varsVisible_)
                    for (int i = 0; i < 3; ++i) makers.push_back([this, v, type] { return add({Op::Var, type, v}); });
            for (uint32_t p = 0; p < a.params.size(); ++p)
                if (a.params[p].type == type) makers.push_back([this, p, type] { return add({Op::Param, type, p}); });
        }
        if (received_ != UINT32_MAX)
            for (uint32_t f = 0; f < m.messages[received_].fields.size(); ++f)
                if (m.messages[received_].fields[f].type == type)
                    makers.push_back([this, f, type] { return add({Op::Field, type, f}); });
        for (uint32_t p = 0; p < m.params.size(); ++p)
            if (m.params[p].domain.empty() && m.params[p].type == type)
                makers.push_back([this, p, type] { return add({Op::SystemParam, type, p}); });
        if (!makers.empty() && chance(0.85)) return makers[below(makers.size())]();
        return literal(type, 0);
    }

    ExprId literal(TypeId type, int depth) {
        const Type& of = m.types[type];
        auto args = of.args;
        switch (of.kind) {
        case TypeKind::Int: return number(static_cast<int64_t>(below(8)) - 2);
        case TypeKind::Event:   // no data is one
        case TypeKind::Nat:
        case TypeKind::Duration: return add({Op::Int, type, 0, static_cast<int64_t>(below(5))});
        case TypeKind::Bool: return add({Op::Bool, type, 0, static_cast<int64_t>(below(2))});
        case TypeKind::Unit: return add({Op::Unit, type});
        case TypeKind::Str:
        case TypeKind::Bytes: {
            static const char* kTexts[] = {"", "a", "b", "abc", "some more text"};
            return add({Op::Str, type, m.addText(kTexts[below(5)])});
        }
        case TypeKind::Loc:
            if (inFunction_)
                return add(
                    {Op::First, type, 0, 0, {add({Op::SystemParam, setLoc_, 1})}});   // functions have no location
            return add({Op::Self, type});
        case TypeKind::Tuple:
        case TypeKind::Record: {
            std::vector<ExprId> parts;
            for (TypeId part : args) parts.push_back(expr(part, depth));
            return add({Op::Tuple, type, 0, 0, parts});
        }
        case TypeKind::Enum: {
            size_t ctor = depth <= 0 ? 0 : below(of.constructors.size());
            if (depth <= 0 && m.types[type].name == "Wide") ctor = 0;
            auto fields = of.constructors[ctor].types;
            std::vector<ExprId> parts;
            for (TypeId part : fields) parts.push_back(expr(part, depth - 1));
            return add({Op::Construct, type, static_cast<uint32_t>(ctor), 0, parts});
        }
        case TypeKind::List:
        case TypeKind::Set:
        case TypeKind::Bag: {
            std::vector<ExprId> parts;
            for (size_t n = below(3); n > 0; --n) parts.push_back(expr(args[0], depth - 1));
            Op op = of.kind == TypeKind::List ? Op::List : of.kind == TypeKind::Set ? Op::Set : Op::Bag;
            return add({op, type, 0, 0, parts});
        }
        case TypeKind::Map: {
            std::vector<ExprId> parts;
            for (size_t n = below(3); n > 0; --n) {
                parts.push_back(expr(args[0], depth - 1));
                parts.push_back(expr(args[1], depth - 1));
            }
            return add({Op::Map, type, 0, 0, parts});
        }
        case TypeKind::Ring: return add({Op::SystemParam, ringLoc_, 3});
        }
        return {};
    }

    ExprId cond(int depth) { return expr(t(TypeKind::Bool), depth); }

    ExprId expr(TypeId type, int depth) {
        if (depth <= 0) return leaf(type);
        switch (below(12)) {
        case 0:
        case 1:
        case 2: return leaf(type);
        case 3: {
            ExprId c = cond(depth - 1);
            ExprId a = expr(type, depth - 1);
            return add({Op::If, type, 0, 0, {c, a, expr(type, depth - 1)}});
        }
        case 4: {
            TypeId bound = anyType();
            ExprId value = expr(bound, depth - 1);
            LocalId id = local(bound);
            ExprId body = expr(type, depth - 1);
            scope_.pop_back();
            return add({Op::Let, type, id, 0, {value, body}});
        }
        case 5: return fold(type, depth - 1);
        case 6: {
            for (int tries = 0; tries < 4; ++tries) {
                if (callable_ == 0) break;
                auto f = static_cast<uint32_t>(below(callable_));
                if (m.functions[f].result != type) continue;
                std::vector<ExprId> args;
                auto params = m.functions[f].params;
                for (LocalId p : params)
                    args.push_back(m.functions[f].name == "down" && chance(0.9) ? number(static_cast<int64_t>(below(6)))
                                                                                : expr(m.locals[p].type, depth - 1));
                return add({Op::Call, type, f, 0, args});
            }
            return leaf(type);
        }
        case 7: return from(type, depth - 1);
        default: return special(type, depth - 1);
        }
    }

    ExprId fold(TypeId type, int depth) {
        TypeId over = anyType();
        for (int i = 0; i < 5 && !m.types.isCollection(over); ++i) over = anyType();
        if (!m.types.isCollection(over)) return leaf(type);
        ExprId source = expr(over, depth), initial = expr(type, depth);
        auto first = static_cast<LocalId>(m.locals.size());
        size_t before = scope_.size();
        auto parts = m.types[over].args;
        for (TypeId part : parts) local(part);
        LocalId accumulator = local(type);
        (void)accumulator;
        ExprId body = expr(type, depth);
        scope_.resize(before);
        return add({Op::Fold, type, first, 0, {source, initial, body}});
    }

    /// A part of something larger.
    ExprId from(TypeId type, int depth) {
        for (int tries = 0; tries < 20; ++tries) {
            TypeId whole = anyType();
            Type of = m.types[whole];
            if (of.kind == TypeKind::Tuple || of.kind == TypeKind::Record) {
                for (uint32_t i = 0; i < of.args.size(); ++i)
                    if (of.args[i] == type) return add({Op::Get, type, i, 0, {expr(whole, depth)}});
            } else if (of.kind == TypeKind::Enum) {
                for (uint32_t c = 0; c < of.constructors.size(); ++c)
                    for (size_t f = 0; f < of.constructors[c].types.size(); ++f) {
                        if (of.constructors[c].types[f] != type || chance(0.3)) continue;
                        ExprId value = expr(whole, depth);
                        LocalId id = local(whole);
                        ExprId other = expr(type, depth);
                        scope_.pop_back();
                        ExprId read = add({Op::Local, whole, id});
                        ExprId is = add({Op::IsConstructor, t(TypeKind::Bool), c, 0, {read}});
                        ExprId part =
                            add({Op::Payload, type, c, static_cast<int64_t>(f), {add({Op::Local, whole, id})}});
                        return add({Op::Let, type, id, 0, {value, add({Op::If, type, 0, 0, {is, part, other}})}});
                    }
            } else if (of.kind == TypeKind::Map && of.args[1] == type) {
                ExprId map = expr(whole, depth);
                return add({Op::At, type, 0, 0, {map, expr(of.args[0], depth)}});
            } else if (m.types.isCollection(whole) && of.kind != TypeKind::Map && of.args[0] == type) {
                ExprId collection = expr(whole, depth);
                if (of.kind == TypeKind::List && chance(0.5))
                    return add({Op::At, type, 0, 0, {collection, expr(t(TypeKind::Int), depth)}});
                return add({chance(0.5) ? Op::First : Op::Last, type, 0, 0, {collection}});
            }
        }
        return leaf(type);
    }

    ExprId arithmetic(TypeId type, int depth) {
        static constexpr Op kOps[] = {Op::Add, Op::Add, Op::Sub, Op::Mul, Op::Div, Op::Mod, Op::Min, Op::Max};
        ExprId a = expr(type, depth);
        if (type == t(TypeKind::Int) && chance(0.1)) return add({Op::Neg, type, 0, 0, {a}});
        Op op = kOps[below(std::size(kOps))];
        if (type == t(TypeKind::Nat)) op = chance(0.5) ? Op::Add : Op::Max;
        return add({op, type, 0, 0, {a, expr(type, depth)}});
    }

    ExprId sizeOrCount(int depth) {
        TypeId of = anyType();
        while (!m.types.isCollection(of) && of != t(TypeKind::Str)) of = anyType();
        Type whole = m.types[of];
        ExprId collection = expr(of, depth);
        if ((whole.kind == TypeKind::List || whole.kind == TypeKind::Bag) && chance(0.5))
            return add({Op::Count, t(TypeKind::Nat), 0, 0, {collection, expr(whole.args[0], depth)}});
        return add({Op::Size, t(TypeKind::Nat), 0, 0, {collection}});
    }

    ExprId boolean(int depth) {
        TypeId Bool = t(TypeKind::Bool);
        switch (below(8)) {
        case 0: return add({Op::Not, Bool, 0, 0, {cond(depth)}});
        case 1: {
            ExprId a = cond(depth);
            return add({Op::And, Bool, 0, 0, {a, cond(depth)}});
        }
        case 2: {
            ExprId a = cond(depth);
            return add({Op::Or, Bool, 0, 0, {a, cond(depth)}});
        }
        case 3:
        case 4: {
            static constexpr Op kOps[] = {Op::Eq, Op::Ne, Op::Lt, Op::Le, Op::Gt, Op::Ge};
            TypeId of = anyType();
            ExprId a = expr(of, depth);
            return add({kOps[below(6)], Bool, 0, 0, {a, expr(of, depth)}});
        }
        case 5: {
            TypeId of = anyType();
            while (!m.types.isCollection(of)) of = anyType();
            TypeId element = m.types[of].args[0];
            ExprId a = expr(of, depth);
            return add({Op::Contains, Bool, 0, 0, {a, expr(element, depth)}});
        }
        case 6: {
            if (chance(0.5)) {
                TypeId Loc = t(TypeKind::Loc);
                ExprId ring = add({Op::SystemParam, ringLoc_, 3}), a = expr(Loc, depth), b = expr(Loc, depth);
                return add({Op::RingBetween, Bool, 0, 0, {ring, a, b, expr(Loc, depth)}});
            }
            ExprId a = expr(setInt_, depth);
            return add({Op::Subset, Bool, 0, 0, {a, expr(setInt_, depth)}});
        }
        default: {
            if (automaton_ != UINT32_MAX && varsVisible_ && chance(0.3)) return add({Op::IsFirst, Bool});
            if (automaton_ != UINT32_MAX && varsVisible_ && !m.automata[automaton_].tables.empty() && chance(0.5))
                return add({Op::TableEmpty, Bool, static_cast<uint32_t>(below(m.automata[automaton_].tables.size()))});
            TypeId of = anyType();
            while (m.types[of].kind != TypeKind::Enum) of = anyType();
            auto ctor = static_cast<uint32_t>(below(m.types[of].constructors.size()));
            return add({Op::IsConstructor, Bool, ctor, 0, {expr(of, depth)}});
        }
        }
    }

    /// An operation that belongs to the type.
    ExprId special(TypeId type, int depth) {
        Type of = m.types[type];
        auto two = [&](Op op) {
            ExprId a = expr(type, depth);
            return add({op, type, 0, 0, {a, expr(type, depth)}});
        };
        switch (of.kind) {
        case TypeKind::Int:
            if (chance(0.2)) return add({Op::ParamCall, type, 2, 0, {expr(t(TypeKind::Loc), depth)}});
            return arithmetic(type, depth);
        case TypeKind::Nat:
            if (chance(0.5)) return sizeOrCount(depth);
            if (chance(0.4)) return add({Op::CheckNat, type, 0, 0, {expr(t(TypeKind::Int), depth)}});
            return arithmetic(type, depth);
        case TypeKind::Bool: return boolean(depth);
        case TypeKind::Str:
        case TypeKind::Bytes: return two(Op::Union);
        case TypeKind::Loc: {
            if (received_ != UINT32_MAX && chance(0.4)) return add({Op::Sender, type});
            ExprId ring = add({Op::SystemParam, ringLoc_, 3});
            return add({chance(0.5) ? Op::RingNext : Op::RingPrev, type, 0, 0, {ring, expr(type, depth)}});
        }
        case TypeKind::List:
            switch (below(7)) {
            case 0: return two(Op::Union);
            case 1: {
                ExprId a = expr(type, depth);
                ExprId b = expr(t(TypeKind::Int), depth);
                return add({Op::SetAt, type, 0, 0, {a, b, expr(of.args[0], depth)}});
            }
            case 2: {
                ExprId a = expr(type, depth);
                ExprId b = expr(t(TypeKind::Int), depth);
                return add({Op::Slice, type, 0, 0, {a, b, expr(t(TypeKind::Int), depth)}});
            }
            case 3: return convert(Op::ToList, type, depth);
            case 4:
                if (type == listInt_) {
                    ExprId a = expr(t(TypeKind::Int), depth);
                    return add({Op::ParamCall, type, 4, 0, {a, cond(depth)}});
                }
                [[fallthrough]];
            default: {
                ExprId a = expr(type, depth);
                return add({Op::Append, type, 0, 0, {a, expr(of.args[0], depth)}});
            }
            }
        case TypeKind::Set:
        case TypeKind::Bag:
            switch (below(7)) {
            case 0: return two(Op::Union);
            case 1: return two(Op::Difference);
            case 2:
                if (of.kind == TypeKind::Set) return two(Op::Intersect);
                [[fallthrough]];
            case 3: {
                ExprId a = expr(type, depth);
                return add({Op::Remove, type, 0, 0, {a, expr(of.args[0], depth)}});
            }
            case 4: return convert(of.kind == TypeKind::Set ? Op::ToSet : Op::ToBag, type, depth);
            default: {
                ExprId a = expr(type, depth);
                return add({Op::Insert, type, 0, 0, {a, expr(of.args[0], depth)}});
            }
            }
        case TypeKind::Map:
            switch (below(4)) {
            case 0: return two(Op::Union);
            case 1: {
                ExprId a = expr(type, depth);
                return add({Op::Remove, type, 0, 0, {a, expr(of.args[0], depth)}});
            }
            default: {
                ExprId a = expr(type, depth);
                ExprId k = expr(of.args[0], depth);
                return add({Op::Put, type, 0, 0, {a, k, expr(of.args[1], depth)}});
            }
            }
        case TypeKind::Enum: {
            if (of.constructors.size() == 2 && of.constructors[0].name == "None") {
                TypeId value = of.constructors[1].types[0];
                for (int tries = 0; tries < 8; ++tries) {
                    TypeId map = anyType();
                    if (m.types[map].kind != TypeKind::Map || m.types[map].args[1] != value) continue;
                    TypeId key = m.types[map].args[0];
                    ExprId a = expr(map, depth);
                    return add({Op::Find, type, 0, 0, {a, expr(key, depth)}});
                }
            }
            return literal(type, depth);
        }
        default: return literal(type, depth);   // no way to compute one
        }
    }

    /// A collection made from another with the same elements.
    ExprId convert(Op op, TypeId type, int depth) {
        TypeId element = m.types[type].args[0];
        for (int tries = 0; tries < 10; ++tries) {
            TypeId source = anyType();
            Type of = m.types[source];
            if (of.kind == TypeKind::Map) {
                if (op == Op::ToSet && of.args[0] == element) return add({Op::Keys, type, 0, 0, {expr(source, depth)}});
                if (op == Op::ToBag && of.args[1] == element)
                    return add({Op::Values, type, 0, 0, {expr(source, depth)}});
                if (m.types.tuple({of.args[0], of.args[1]}) == element)
                    return add({op, type, 0, 0, {expr(source, depth)}});
                continue;
            }
            if (m.types.isCollection(source) && of.args[0] == element)
                return add({op, type, 0, 0, {expr(source, depth)}});
        }
        return expr(type, depth - 1);
    }

    // ---- statements and automata

    bool varsVisible_ = true;

    StmtId add(Stmt s) {
        s.span = {0, static_cast<uint32_t>(1000000 + m.stmts.size() * 2),
                  static_cast<uint32_t>(1000000 + m.stmts.size() * 2 + 1)};
        return m.add(std::move(s));
    }

    std::vector<StmtId> block(int depth) {
        std::vector<StmtId> out;
        size_t before = scope_.size();
        for (size_t n = 1 + below(3); n > 0; --n) statement(depth, out);
        scope_.resize(before);
        return out;
    }

    std::vector<ExprId> values(const std::vector<Parameter>& params, int depth) {
        std::vector<ExprId> out;
        for (const Parameter& param : params) out.push_back(expr(param.type, depth));
        return out;
    }

    void statement(int depth, std::vector<StmtId>& out) {
        const auto vars = m.automata[automaton_].vars;
        const auto tables = m.automata[automaton_].tables;
        Stmt s{};
        switch (below(depth > 0 ? 16 : 10)) {
        case 0:
        case 1:
        case 2:
        case 3:
        case 4:
            if (vars.empty()) return;
            s.kind = StmtKind::Assign;
            s.index = static_cast<uint32_t>(below(vars.size()));
            s.expr = expr(vars[s.index].type, 3);
            break;
        case 5: {
            TypeId type = anyType();
            s.kind = StmtKind::Let;
            s.expr = expr(type, 3);
            s.local = local(type);
            break;
        }
        case 6:
        case 7: {
            bool emit = chance(0.5);
            s.kind = emit ? StmtKind::Emit : StmtKind::Send;
            s.index = emit ? 3 : static_cast<uint32_t>(below(2));
            const auto fields = m.messages[s.index].fields;
            s.args = values(fields, 2);
            if (!emit) s.to = chance(0.7) ? expr(t(TypeKind::Loc), 1) : expr(setLoc_, 1);
            if (!emit && chance(0.2))
                s.after = add({Op::Int, t(TypeKind::Duration), 0, static_cast<int64_t>(below(9))});
            break;
        }
        case 8:
            if (tables.empty()) return;
            s.kind = StmtKind::Spawn;
            s.index = static_cast<uint32_t>(below(tables.size()));
            s.args = values(m.automata[tables[s.index].child].params, 2);
            break;
        case 9:
            if (m.automata[automaton_].yields && chance(0.6)) {
                s.kind = StmtKind::Yield;
                s.expr = expr(*m.automata[automaton_].yields, 2);
                break;
            }
            if (!tables.empty() && tables[0].explicitDelivery && chance(0.7)) {
                s.kind = StmtKind::Deliver;
                s.index = 0;
                out.push_back(add(s));
                Stmt keep{};
                TypeId list = m.types.list(*m.automata[tables[0].child].yields);
                keep.kind = StmtKind::Let;
                keep.expr = add({Op::Yields, list, 0});
                keep.local = local(list);
                s = keep;
                break;
            }
            if (automaton_ == 0 || chance(0.6)) return;   // roots live on
            s.kind = StmtKind::Stop;
            if (!tables.empty() && chance(0.4)) {
                s.kind = StmtKind::Become;
                s.index = static_cast<uint32_t>(tables.size() - 1);
                s.args = values(m.automata[tables[s.index].child].params, 2);
            }
            break;
        case 10:
        case 11:
        case 12:
        case 13:
            s.kind = StmtKind::If;
            s.expr = cond(3);
            s.body = block(depth - 1);
            if (chance(0.5)) s.orElse = block(depth - 1);
            break;
        default: {
            TypeId over = anyType();
            while (!m.types.isCollection(over)) over = anyType();
            s.kind = StmtKind::ForEach;
            s.expr = expr(over, 2);
            size_t before = scope_.size();
            s.local = static_cast<LocalId>(m.locals.size());
            auto parts = m.types[over].args;
            for (TypeId part : parts) local(part);
            s.body = block(depth - 1);
            scope_.resize(before);
        }
        }
        out.push_back(add(s));
    }

    void clause(Trigger trigger, MessageId message, double alwaysHolds) {
        Clause c;
        c.trigger = trigger;
        c.message = message;
        c.span = {0, 2000000 + static_cast<uint32_t>(m.stmts.size()), 2000001 + static_cast<uint32_t>(m.stmts.size())};
        scope_.clear();
        received_ = trigger == Trigger::Receive ? message : UINT32_MAX;
        if (trigger == Trigger::Action) {
            c.name = "act" + std::to_string(m.automata[automaton_].clauses.size());
            c.fair = chance(0.5);
            for (size_t n = below(3); n > 0; --n) {
                TypeId domain = chance(0.5) ? setInt_ : setLoc_;
                c.domains.push_back(expr(domain, 2));
                c.chosen.push_back(local(m.types[domain].args[0]));
            }
        }
        TypeId Bool = t(TypeKind::Bool);
        c.guard = chance(alwaysHolds) ? add({Op::Bool, Bool, 0, 1}) : cond(3);
        if (trigger == Trigger::Receive && automaton_ != 0 && chance(0.6)) {   // pinned, so that it can be routed
            ExprId pin = add(
                {Op::Eq, Bool, 0, 0, {add({Op::Field, t(TypeKind::Int), 0}), add({Op::Param, t(TypeKind::Int), 0})}});
            c.guard = add({Op::And, Bool, 0, 0, {pin, c.guard}});
        }
        c.body = block(2);
        m.automata[automaton_].clauses.push_back(std::move(c));
        scope_.clear();
        received_ = UINT32_MAX;
    }

    void automata() {
        // Children before parents in the table order: automaton 0 is the root, 1 and 2 are below it, 3 yields.
        for (int a = 0; a < 4; ++a) {
            Automaton made;
            made.name = "A" + std::to_string(a);
            made.params.push_back({"key", t(TypeKind::Int), {}});
            if (a != 0)
                for (size_t n = below(2); n > 0; --n) made.params.push_back({"p", anyType(), {}});
            if (a == 3) made.yields = anyType();
            m.automata.push_back(made);
        }
        m.automata[0].tables = {{3, true, {}}, {1, false, {}}, {2, false, {}}};
        m.automata[1].tables = {{2, false, {}}};
        m.automata[2].tables = {};
        for (AutomatonId a = 0; a < 4; ++a) {
            automaton_ = a;
            scope_.clear();
            varsVisible_ = false;
            size_t count = 1 + below(4);
            for (size_t v = 0; v < count; ++v) {
                TypeId type = anyType();
                ExprId initial = expr(type, 2);
                m.automata[a].vars.push_back({"v" + std::to_string(v), type, initial, false, {}});
            }
            varsVisible_ = true;
            if (chance(0.5)) clause(Trigger::Start, 0, 0.8);
            if (chance(0.3)) clause(Trigger::StartOther, 0, 0.8);
            for (MessageId message = 0; message < 3; ++message)
                for (size_t n = below(3); n > 0; --n) clause(Trigger::Receive, message, 0.3);
            if (chance(0.4)) clause(Trigger::Action, 0, 0.3);
        }
        automaton_ = UINT32_MAX;
    }
};

}   // namespace

Module randomModule(uint64_t seed) { return Generator(seed).make(); }

}   // namespace evd::differential
