#pragma once
// A reader of the part of TLA+ that `evident export --tla` writes, bulleted lists by their columns included. It is
// strict where SANY is: unknown operators and mixed conjunctions without brackets are errors.

#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace evd::exporting {

/// Anything wrong in a module, or in what it evaluates to: what TLC would stop at.
struct TlaError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct TlaNode;
using TlaNodePtr = std::shared_ptr<const TlaNode>;

/// `name(params) == body`, or `name[param \in domain] == body`.
struct TlaDefinition {
    std::string name;
    std::vector<std::string> params;
    TlaNodePtr domain, body;
};

/// An expression.
struct TlaNode {
    enum class Kind {
        Number,
        Text,
        Name,     ///< `text`, with arguments
        Unary,    ///< `text`: ~ - DOMAIN SUBSET UNCHANGED
        Binary,   ///< `text`: /\ \/ => = # < <= > >= \in \notin \subseteq \cup \cap \ .. + - * \div % \o
        Prime,    ///< of the variable `text`
        If,
        Case,     ///< condition, value, condition, value, …
        Let,      ///< `definitions`, then the body
        Lambda,   ///< `names`, body
        Forall,
        Exists,
        Choose,     ///< `text` is bound: domain, body
        Filter,     ///< {x \in S : p}
        Image,      ///< {e : x \in S}: domain, e
        Function,   ///< [x \in S |-> e]: domain, e
        Record,     ///< `names`, values
        Except,     ///< function, then for each of `names` a value; an empty name: its key is before its value
        Set,
        Tuple,
        Apply,   ///< f[x]
        Field,   ///< r.text
    } kind;
    std::string text;
    long long number = 0;
    std::vector<TlaNodePtr> parts;
    std::vector<std::string> names;
    std::vector<TlaDefinition> definitions;
};

struct TlaModule {
    std::vector<std::string> variables;
    std::map<std::string, TlaDefinition> definitions;
};

/// Throws TlaError.
TlaModule readTla(const std::string& text);

}   // namespace evd::exporting
