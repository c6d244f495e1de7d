#pragma once
// Values as far as their form shows them. Names are their bindings, never their spelling: two names of one thing are
// one term, one name of two things is two.

#include "frontend/sema/program.h"
#include "frontend/sema/type_store.h"

#include <deque>
#include <map>
#include <tuple>
#include <unordered_map>

namespace evd::sema {

using TermId = uint32_t;

enum class Head : uint8_t {
    Symbol,    ///< `number`: a symbol that is not known to be another term
    Self,      ///< the location of the event
    Sender,    ///< of the message
    Number,    ///< `number`: an integer or a length of time
    Literal,   ///< `text`: a truth, text or bytes
    Apply,     ///< `number`: a BuiltinId
    Call,      ///< `number`: a function or a function parameter
    Make,      ///< `number`: a constructor
    Tuple,     ///< also Unit
    Record,    ///< `text`: the names of the fields
    List,
    Set,
    Part,      ///< `number`: the field's symbol; of a constructor's value
    Item,      ///< `number`: the position; of a tuple
    Field,     ///< `text`: its name; of a record
    Element,   ///< `number`: the pattern that takes it; of a collection
    Choice,    ///< one of the first `values` arguments; the others decide which
    Opaque,    ///< `number`: an expression that is not looked into; the arguments are what it depends on
};

struct Term {
    Head head = Head::Opaque;
    int64_t number = 0;
    std::string text;
    std::vector<TermId> args;
    uint32_t values = 0;
    TypeRef type = nullptr;   ///< null if not known; no part of what a term is
    bool natural = false;     ///< known to be no less than 0 by its declaration
};

/// All terms of one analysis; equal ones have one number.
class Terms {
public:
    Terms(const Program& program, const TypeStore& types) : program_(program), types_(types) {}

    const Term& operator[](TermId id) const { return terms_[id]; }
    const Program& program() const { return program_; }
    Kind kindOf(TermId id) const;
    bool isNumber(TermId id) const;

    TermId of(uint32_t module, const syntax::Expr* expr);
    TermId symbol(SymbolId id);
    TermId make(Term term);
    TermId number(int64_t value) { return make({Head::Number, value, "", {}, 0, nullptr, value >= 0}); }
    TermId truth(bool value) { return make({Head::Literal, 0, value ? "true" : "false", {}, 0, nullptr, false}); }
    TermId apply(BuiltinId id, std::vector<TermId> args);
    TermId sizeOf(TermId collection) { return apply(BuiltinId::SizeList, {collection}); }

    /// From here on a name stands for a term.
    void bind(SymbolId name, TermId value) { bound_[name] = value; }
    void unbind(SymbolId name) { bound_.erase(name); }
    using Bindings = std::unordered_map<SymbolId, TermId>;
    const Bindings& bindings() const { return bound_; }
    void setBindings(Bindings bindings) { bound_ = std::move(bindings); }
    /// What a pattern binds stands for the parts of the value it is matched with.
    void bind(uint32_t module, const syntax::Pattern* pattern, TermId value);
    /// The same for one element of a collection.
    TermId bindElement(uint32_t module, const syntax::Pattern* pattern, TermId collection);
    /// The parts that a pattern looks at: a constructor's, a tuple's, a record's.
    TermId part(SymbolId field, TermId of, TypeRef type);
    TermId item(size_t position, TermId of, TypeRef type);
    TermId field(const std::string& name, TermId of, TypeRef type);

    /// The term with symbols replaced.
    TermId replace(TermId term, const std::map<SymbolId, TermId>& by);

private:
    using Key = std::tuple<Head, int64_t, std::string, std::vector<TermId>, uint32_t>;
    TypeRef typeOf(uint32_t module, syntax::NodeId node) const;
    TermId replace(TermId term, const std::map<SymbolId, TermId>& by, std::map<TermId, TermId>& done);
    TermId node(uint32_t module, const syntax::Expr* expr);
    TermId named(uint32_t module, SymbolId id, const syntax::Expr* expr);
    TermId called(uint32_t module, const syntax::Expr* expr, SymbolId id, const std::vector<syntax::Expr*>& args,
                  size_t skipped);
    TermId choice(uint32_t module, const syntax::Expr* expr, const syntax::MatchExpr& match);
    TermId opaque(uint32_t module, const syntax::Expr* expr);
    /// What the names in an expression stand for that it does not bind itself.
    std::vector<TermId> dependencies(uint32_t module, const syntax::Expr* expr);

    const Program& program_;
    const TypeStore& types_;
    std::deque<Term> terms_;   ///< references stay valid
    std::map<Key, TermId> known_;
    Bindings bound_;
};

/// Whether a name of a call stands for a module, so that the call has one argument less: `quorum.majority(x)`.
bool isModule(const Program& program, uint32_t module, const syntax::Expr* expr);

}   // namespace evd::sema
