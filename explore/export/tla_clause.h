#pragma once
// What a clause of a process does, as one TLA+ operator: bodies are executed with expressions for values.

#include "explore/export/tla_expressions.h"

#include <functional>

namespace evd::explore {

/// Writes clauses as operators whose value is a record: whether the event is accepted (`ok`), the state after it
/// (`next`), what is sent (`sends`, a bag), and which variables it writes (`writes`).
class TlaClauses {
public:
    /// `listeners`: by output, where processes of the environment receive what is emitted.
    TlaClauses(const ExportSubject& subject, ExportNames& names, TlaExpressions& expressions,
               std::vector<std::vector<uint32_t>> listeners, bool lossy)
        : subject_(subject), module_(subject.module()), names_(names), expressions_(expressions),
          listeners_(std::move(listeners)), lossy_(lossy) {}

    /// The definition of the operator `head`, in which `s` is the state before. `mayFail` is set if the event may be
    /// rejected. Throws NoWords.
    std::string define(const std::string& head, const ir::Automaton& automaton, const ir::Clause& clause,
                       TlaScope scope, bool& mayFail);
    /// What of a clause's guard, and of what its parameters are chosen from, must be defined for it to be tried.
    std::string message(ir::MessageId message, const std::string& from, const std::string& to,
                        const std::vector<std::string>& fields) const;

private:
    /// What has been done on the way to a place in a body.
    struct Done {
        std::vector<std::string> vars;      ///< the values
        std::vector<std::string> written;   ///< when each has been written: a condition; "FALSE", "TRUE"
        std::vector<std::string> ok;        ///< what must hold, in order
        std::vector<std::string> sends;     ///< bags
        std::vector<std::string> lets;      ///< definitions
    };
    void block(const std::vector<ir::StmtId>& body, TlaScope& scope, Done& done);
    void statement(const ir::Stmt& stmt, TlaScope& scope, Done& done);
    void branch(const ir::Stmt& stmt, TlaScope& scope, Done& done);
    void loop(const ir::Stmt& stmt, TlaScope& scope, Done& done);
    void send(const ir::Stmt& stmt, const TlaScope& scope, Done& done);
    std::string value(ir::ExprId expr, const TlaScope& scope, Done& done);
    static std::string both(const std::vector<std::string>& conditions);
    static std::string sum(const std::vector<std::string>& bags);

    const ExportSubject& subject_;
    const ir::Module& module_;
    ExportNames& names_;
    TlaExpressions& expressions_;
    const std::vector<std::vector<uint32_t>> listeners_;
    const bool lossy_;
    const ir::Automaton* automaton_ = nullptr;
};

}   // namespace evd::explore
