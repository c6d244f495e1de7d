#pragma once
// Random specs of event classes over the messages a(x), b(x), c(x, y), as source text: class `Root` and what it refers
// to.

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace evd::lower::testing {

class ClassGenerator {
public:
    explicit ClassGenerator(uint64_t seed) : random_(seed) {}

    /// A whole spec with system `S = (Root as v => emit out(v)) at nodes`.
    std::string spec();
    size_t below(size_t bound) { return std::uniform_int_distribution<size_t>(0, bound - 1)(random_); }

private:
    /// The shape of a value: a number, unit, or a pair.
    struct Shape {
        enum Kind { Number, Unit, Pair } kind = Number;
        std::vector<Shape> parts;
    };
    struct Made {
        std::string text;
        Shape shape;
        std::vector<std::string> names;
    };   ///< names: numbers it binds for what follows
    struct Declared {
        std::string name;
        size_t params;
        Shape shape;
        bool state;
    };
    using Names = std::vector<std::string>;

    /// `scope`: numbers that may be used anywhere; `event`: numbers of this event, not to be used below an operator
    /// with a memory.
    Made cls(size_t depth, const Names& scope, const Names& event);
    Made numbers(size_t depth, const Names& scope, const Names& event);   ///< a class of numbers
    Made message(const Names& scope);
    Made rule(size_t depth, const Names& scope, const Names& event);
    Made reference(const Names& scope, const Names& event, bool states);
    void declareState();
    void declareClass();
    void declareRecursive();
    std::string number(const Names& names, size_t depth = 2);
    std::string truth(const Names& names);
    std::string arguments(size_t count, const Names& names);
    std::string pattern(const Shape& shape, Names& bound, const Names& outside, bool refutable);
    std::string valueName(const Shape& shape, Names& bound);
    std::string fresh(const char* base) { return base + std::to_string(next_++); }
    static std::string typeText(const Shape& shape);
    static Names joined(Names a, const Names& b) {
        a.insert(a.end(), b.begin(), b.end());
        return a;
    }

    std::mt19937_64 random_;
    std::vector<Declared> declared_;
    std::string text_;
    size_t next_ = 0;
};

}   // namespace evd::lower::testing
