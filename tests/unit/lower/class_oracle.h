#pragma once
// What event classes mean, straight from the table of docs/language.md ("Event classes"): the local history goes in,
// bags come out. Works on the syntax tree alone; shares nothing with lowering. Time is exponential in the depth of a
// class.

#include "frontend/syntax/tree.h"

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace evd::lower::testing {

/// A whole number, or a tuple of values (no items: unit).
struct ClassValue {
    bool tuple = false;
    int64_t number = 0;
    std::vector<ClassValue> items;

    static ClassValue of(int64_t n) { return {false, n, {}}; }
    static ClassValue of(std::vector<ClassValue> items) { return {true, 0, std::move(items)}; }
    bool operator==(const ClassValue&) const = default;
    std::string text() const;   ///< `3`, `(1, (2, 3))`, `()`
};

/// One event of a local history: a message and its numbers, or an event without a message.
struct LocalEvent {
    std::string message;
    std::vector<int64_t> fields;
};

/// The history has more values than is worth computing.
struct TooMuch : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class ClassOracle {
public:
    /// Classes and states are looked up by name among the declarations. `here`: names of location sets that contain
    /// this place.
    ClassOracle(const syntax::Tree& tree, std::vector<LocalEvent> history, std::vector<std::string> here);

    /// The values of a declared class without parameters at the event, in no particular order.
    std::vector<ClassValue> at(const std::string& name, size_t event);

private:
    using Names = std::map<std::string, ClassValue>;
    struct Match {
        ClassValue value;
        Names names;
    };
    using Bag = std::vector<Match>;

    /// The values at event `e` of a class whose history starts at event `from`.
    Bag bag(const syntax::ClassExpr* c, const Names& names, size_t from, size_t e);
    Bag spawned(const syntax::SpawnClass& node, const Names& names, size_t from, size_t e);
    /// The state after the events `from` up to but not including `end`.
    ClassValue state(const syntax::ClassRef& ref, const Names& names, size_t from, size_t end);
    bool matches(const syntax::Pattern* pattern, const ClassValue& value, const Names& outside, Names& names) const;
    ClassValue eval(const syntax::Expr* expr, const Names& names) const;
    Names arguments(const std::vector<syntax::Param>& params, const std::vector<syntax::Expr*>& args,
                    const Names& names) const;
    const syntax::Decl* declaration(const std::string& name) const;

    const syntax::Tree& tree_;
    std::vector<LocalEvent> history_;
    std::vector<std::string> here_;
    size_t work_ = 0;
};

}   // namespace evd::lower::testing
