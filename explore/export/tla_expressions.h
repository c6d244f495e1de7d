#pragma once
// Expressions of the intermediate form as TLA+.
//
// Values: numbers and truths are those of TLA+; locations and texts are strings; tuples, lists and rings are sequences;
// records are records; a constructor is a record with a `tag`; sets are sets; maps are functions from their keys, and
// bags functions from their elements to how often they are there.
//
// An operation that may fault (R1) has two texts: its value, and where that is defined. The second is asked first. Not
// asked is whether numbers fit into 64 bits: TLC itself stops beyond 32.

#include "explore/export/names.h"
#include "explore/export/subject.h"

#include <map>

namespace evd::explore {

/// Raised at what TLA+ has no words for.
struct NoWords {
    Span at;
    std::string why;
};

/// A text in double quotes; NoWords if it is not of printable ASCII.
std::string tlaString(const std::string& text, Span at);

/// Where the processes of a system are, for expressions that speak of their variables.
struct TlaPlaces {
    /// By automaton: the name of the variable that holds its states, of the set of locations where it runs, and of its
    /// parameters, which are functions from these; empty if it runs nowhere or has no variables.
    struct Process {
        std::string states, where;
        std::vector<std::string> params;
        std::vector<uint32_t> locations;   ///< ascending
        bool several = false;              ///< it is placed more than once: no statement can name one
    };
    std::map<ir::AutomatonId, Process> processes;
    std::string up;   ///< the variable that says who is up; empty if all are
};

/// What the names in an expression stand for where it is read.
struct TlaScope {
    std::vector<std::string> vars;     ///< of the automaton
    std::vector<std::string> params;   ///< of the automaton
    std::string self;
    std::string message;      ///< that is received: a record
    ir::MessageId kind = 0;   ///< … of this kind
    std::string first = "FALSE";
};

/// Writes expressions, and the definitions that they need.
class TlaExpressions {
public:
    TlaExpressions(const ExportSubject& subject, ExportNames& names, const TlaPlaces& places);

    /// The value. Throws NoWords.
    std::string value(ir::ExprId expr, const TlaScope& scope);
    /// The negation of a Bool.
    std::string negation(ir::ExprId expr, const TlaScope& scope);
    /// Where the value is defined; empty: always. Throws NoWords.
    std::string defined(ir::ExprId expr, const TlaScope& scope);
    /// The elements of a collection in order, for loops; of a map its keys.
    std::string sequence(ir::ExprId collection, const std::string& value);
    /// A value that is known.
    std::string literal(ir::TypeId type, const ir::Value& value, Span at) const;
    /// The name of a local, which is bound at one place only.
    std::string bind(ir::LocalId local);
    /// The field of a message record.
    std::string field(ir::MessageId message, size_t index) const;
    /// The messages on their way of one kind, as Op::InFlight has them, as a set of tuples.
    std::string inFlight(ir::MessageId message) const;

    /// What holds, or does not, where something is written: it need not be asked there again. As long as this lives.
    class Assumed {
    public:
        Assumed(TlaExpressions& of) : of_(of), before_(of.facts_.size()) {}
        ~Assumed() { of_.facts_.resize(before_); }
        Assumed(const Assumed&) = delete;
        void add(ir::ExprId expr, const TlaScope& scope, bool holds) { of_.assume(expr, scope, holds); }
        void add(std::string fact) { of_.facts_.push_back(std::move(fact)); }

    private:
        TlaExpressions& of_;
        const size_t before_;
    };

    /// What must stand before those who use it: parameters, functions, orders.
    const std::string& definitions() const { return definitions_; }
    ir::TypeKind kind(ir::ExprId expr) const { return module_.types[module_[expr].type].kind; }

private:
    std::string operation(const ir::Expr& expr, const TlaScope& scope);
    std::string fold(const ir::Expr& fold, const TlaScope& scope, bool negated);
    std::optional<std::string> quantifier(const ir::Expr& fold, const TlaScope& scope, bool negated);
    std::string definedFold(const ir::Expr& fold, const TlaScope& scope);
    std::string elements(ir::ExprId collection, const std::string& value, const TlaScope& scope);
    std::string less(ir::TypeId type, Span at);
    std::string paramName(uint32_t param);
    struct Function {
        std::string name, ok;   ///< `ok`: empty if it never faults
        bool done = false, busy = false, recursive = false;
    };
    const Function& function(ir::FunctionId id);
    const std::string& constructorField(const ir::Type& type, size_t constructor, size_t index) const;
    std::string orderOfTexts();
    void assume(ir::ExprId expr, const TlaScope& scope, bool holds);
    void assumeElement(const ir::Expr& fold, const TlaScope& scope);
    bool isNatural(ir::ExprId expr) const;
    bool isAt(ir::ExprId location, const TlaPlaces::Process& process) const;
    std::string asked(std::string condition) const;

    const ExportSubject& subject_;
    const ir::Module& module_;
    ExportNames& names_;
    const TlaPlaces& places_;
    std::string definitions_;
    std::map<uint32_t, std::string> params_;
    std::map<ir::FunctionId, Function> functions_;
    std::map<ir::TypeId, std::string> orders_;
    std::map<ir::LocalId, std::string> locals_;
    mutable std::map<std::pair<const ir::Type*, std::pair<size_t, size_t>>, std::string> fieldNames_;
    std::string textOrder_;
    std::map<ir::LocalId, std::vector<uint32_t>> ranges_;   ///< of locals that stand for known locations
    std::vector<std::string> facts_;                        ///< conditions that hold where is being written
};

}   // namespace evd::explore
