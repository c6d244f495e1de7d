#include "frontend/sema/coverage.h"

#include <algorithm>
#include <fmt/format.h>

namespace evd::sema {

using namespace syntax;

namespace {
constexpr size_t kStepsMin = 200'000;   // for a short match; a long one has more
}

/// What a pattern looks at: a constructor with parts, or a literal or pin, which never is the whole type.
struct Coverage::Shape {
    static constexpr size_t kOpaque = SIZE_MAX;
    size_t constructor = kOpaque;
    std::string text;   ///< of a literal or pin: equal ones have one
    Row parts;

    using Head = std::pair<size_t, std::string>;
    Head head() const { return {constructor, text}; }
};

/// The constructors of a type; none for types without a finite list of them.
struct Coverage::Signature {
    struct Constructor {
        std::string name;
        std::vector<TypeRef> parts;
    };
    std::vector<Constructor> constructors;
    std::unordered_map<std::string, size_t> numbers;   ///< of an enum, by name

    void add(const std::string& name, std::vector<TypeRef> parts) {
        numbers.emplace(name, constructors.size());
        constructors.push_back({name, std::move(parts)});
    }
};

/// Rows of patterns, found by what they look at in the first column. The matrices of the other columns are made when
/// they are asked for, and grow with this one.
struct Coverage::Matrix {
    explicit Matrix(std::vector<TypeRef> types) : columns(std::move(types)) {}

    struct Inner {
        std::unique_ptr<Matrix> matrix;
        size_t ofHead = 0, ofAny = 0;   ///< how many rows it has got
    };

    void add(Row row) {
        all |= std::all_of(row.begin(), row.end(), [](const Shape* one) { return one == nullptr; });
        if (row.empty()) return;
        if (row[0] == nullptr) any.push_back(rows.size());
        else {
            std::vector<size_t>& alike = byHead[row[0]->head()];
            constructors += alike.empty() && row[0]->constructor != Shape::kOpaque ? 1 : 0;
            alike.push_back(rows.size());
        }
        rows.push_back(std::move(row));
    }

    /// The rows that match what has this head, without it and with its parts. Counts the rows that are added.
    Matrix& inner(const Shape::Head& head, const std::vector<TypeRef>& parts, size_t& steps) {
        Inner& to = inners[head];
        prepare(to, parts);
        auto alike = byHead.find(head);
        for (; alike != byHead.end() && to.ofHead < alike->second.size(); ++to.ofHead, ++steps) {
            const Row& row = rows[alike->second[to.ofHead]];
            Row made = row[0]->parts;
            made.resize(parts.size());
            made.insert(made.end(), row.begin() + 1, row.end());
            to.matrix->add(std::move(made));
        }
        takeAny(to, parts.size(), steps);
        return *to.matrix;
    }

    /// The rows that match whatever stands in the first column, without it.
    Matrix& rest(size_t& steps) {
        prepare(others, {});
        takeAny(others, 0, steps);
        return *others.matrix;
    }

    std::vector<TypeRef> columns;
    std::vector<Row> rows;
    std::map<Shape::Head, std::vector<size_t>> byHead;
    std::vector<size_t> any;
    size_t constructors = 0;   ///< how many different ones there are in the first column
    bool all = false;          ///< some row matches everything
    std::map<Shape::Head, Inner> inners;
    Inner others;

private:
    void prepare(Inner& inner, std::vector<TypeRef> parts) const {
        if (inner.matrix) return;
        parts.insert(parts.end(), columns.begin() + 1, columns.end());
        inner.matrix = std::make_unique<Matrix>(std::move(parts));
    }
    void takeAny(Inner& to, size_t parts, size_t& steps) {
        for (; to.ofAny < any.size(); ++to.ofAny, ++steps) {
            Row made(parts);
            made.insert(made.end(), rows[any[to.ofAny]].begin() + 1, rows[any[to.ofAny]].end());
            to.matrix->add(std::move(made));
        }
    }
};

Coverage::Coverage(const Program& program, TypeStore& types, TypeRef type)
    : program_(program), types_(types), type_(type), matrix_(std::make_unique<Matrix>(std::vector<TypeRef>{type})) {}
Coverage::~Coverage() = default;

const Coverage::Signature& Coverage::signature(TypeRef type) {
    type = types_.resolved(type);
    auto [known, isNew] = signatures_.try_emplace(type);
    Signature& out = known->second;
    if (!isNew) return out;
    switch (type->kind) {
    case Kind::Bool:
        out.add("false", {});
        out.add("true", {});
        break;
    case Kind::Unit: out.add("()", {}); break;
    case Kind::Tuple:
    case Kind::Record: out.add("", type->args); break;
    case Kind::Enum:
        for (SymbolId id : program_[type->symbol].members) {
            std::vector<TypeRef> parts;
            for (SymbolId field : program_[id].members)
                parts.push_back(types_.instantiate(program_[field].type, type->args));
            out.add(program_[id].name, std::move(parts));
        }
        break;
    default: break;   // without a finite list
    }
    return out;
}

const Coverage::Shape* Coverage::keep(Shape shape) {
    shapes_.push_back(std::move(shape));
    return &shapes_.back();
}

const Coverage::Shape* Coverage::shapeOfLiteral(const LiteralPattern& literal) {
    const auto& node = literal.literal->node;
    if (const auto* truth = std::get_if<BoolLiteral>(&node)) return keep({truth->value ? 1u : 0u, "", {}});
    if (const auto* number = std::get_if<IntLiteral>(&node))
        return keep({Shape::kOpaque, std::to_string(number->value), {}});
    if (const auto* word = std::get_if<TextLiteral>(&node)) return keep({Shape::kOpaque, "\"" + word->value, {}});
    return keep({Shape::kOpaque, "?", {}});
}

const Coverage::Shape* Coverage::shape(const Pattern* pattern, TypeRef type) {
    type = types_.resolved(type);
    if (const auto* literal = std::get_if<LiteralPattern>(&pattern->node)) return shapeOfLiteral(*literal);
    if (std::holds_alternative<PinPattern>(pattern->node))
        return keep({Shape::kOpaque, fmt::format("^{}", pattern->id), {}});
    if (const auto* tuple = std::get_if<TuplePattern>(&pattern->node)) {
        const Signature& known = signature(type);
        if (known.constructors.empty() || known.constructors[0].parts.size() != tuple->items.size()) return nullptr;
        Shape out{0, "", {}};
        for (size_t i = 0; i < tuple->items.size(); ++i)
            out.parts.push_back(shape(tuple->items[i], known.constructors[0].parts[i]));
        return keep(std::move(out));
    }
    if (const auto* record = std::get_if<RecordPattern>(&pattern->node)) {
        if (type->kind != Kind::Record) return nullptr;
        Shape out{0, "", Row(type->args.size())};
        for (const FieldPattern& field : record->fields) {
            if (field.pattern == nullptr) continue;
            auto at = static_cast<size_t>(std::find(type->fields.begin(), type->fields.end(), field.name.text) -
                                          type->fields.begin());
            if (at < type->args.size()) out.parts[at] = shape(field.pattern, type->args[at]);
        }
        return keep(std::move(out));
    }
    if (const auto* constructor = std::get_if<ConstructorPattern>(&pattern->node)) {
        const Signature& known = signature(type);
        auto number = known.numbers.find(constructor->path.back().text);
        if (number == known.numbers.end()) return nullptr;
        const std::vector<TypeRef>& parts = known.constructors[number->second].parts;
        Shape out{number->second, "", Row(parts.size())};
        for (size_t i = 0; i < parts.size() && i < constructor->args.size(); ++i)
            out.parts[i] = shape(constructor->args[i], parts[i]);
        return keep(std::move(out));
    }
    return nullptr;
}

/// A value that the row admits and no row of the matrix matches, as a text for each column; nothing if there is none,
/// or if the work is too much.
Coverage::Example Coverage::useful(Matrix& matrix, const Row& row) {
    ++steps_;
    if (matrix.all || exhausted()) return std::nullopt;
    if (row.empty()) return std::vector<std::string>{};
    if (row[0] == nullptr) {
        size_t known = signature(matrix.columns[0]).constructors.size();
        if (known == 0 || matrix.constructors < known) return otherwise(matrix, row);
        for (size_t i = 0; i < known; ++i)
            if (auto found = usefulIn(matrix, row, i)) return found;
        return std::nullopt;
    }
    if (row[0]->constructor != Shape::kOpaque) return usefulIn(matrix, row, row[0]->constructor);
    auto found = useful(matrix.inner(row[0]->head(), {}, steps_), Row(row.begin() + 1, row.end()));
    if (found) found->insert(found->begin(), row[0]->text);
    return found;
}

/// The same for a row that begins with anything, where not every constructor is looked at.
Coverage::Example Coverage::otherwise(Matrix& matrix, const Row& row) {
    auto found = useful(matrix.rest(steps_), Row(row.begin() + 1, row.end()));
    if (!found) return found;
    std::string example = "_";
    const auto& constructors = signature(matrix.columns[0]).constructors;
    for (size_t i = 0; i < constructors.size() && matrix.constructors > 0; ++i)
        if (matrix.byHead.count({i, ""}) == 0) {
            example = render(matrix.columns[0], i, std::vector<std::string>(constructors[i].parts.size(), "_"));
            break;
        }
    found->insert(found->begin(), example);
    return found;
}

/// The same for values that begin with a constructor.
Coverage::Example Coverage::usefulIn(Matrix& matrix, const Row& row, size_t constructor) {
    const Signature& known = signature(matrix.columns[0]);
    if (constructor >= known.constructors.size()) return std::nullopt;
    const std::vector<TypeRef>& parts = known.constructors[constructor].parts;
    Row wanted = row[0] != nullptr ? row[0]->parts : Row();
    wanted.resize(parts.size());
    wanted.insert(wanted.end(), row.begin() + 1, row.end());
    auto found = useful(matrix.inner({constructor, ""}, parts, steps_), wanted);
    if (!found) return found;
    auto end = found->begin() + static_cast<std::ptrdiff_t>(parts.size());
    std::vector<std::string> out = {render(matrix.columns[0], constructor, {found->begin(), end})};
    out.insert(out.end(), end, found->end());
    return out;
}

std::string Coverage::render(TypeRef type, size_t constructor, const std::vector<std::string>& parts) {
    type = types_.resolved(type);
    std::string inside;
    for (size_t i = 0; i < parts.size(); ++i)
        inside +=
            (i == 0 ? "" : ", ") + (type->kind == Kind::Record ? type->fields[i] + " = " : std::string()) + parts[i];
    if (type->kind == Kind::Record) return "{ " + inside + " }";
    const std::string& name = signature(type).constructors[constructor].name;
    return parts.empty() ? name : name + "(" + inside + ")";
}

bool Coverage::exhausted() const { return steps_ > kStepsMin + 64 * matrix_->rows.size(); }

Coverage::Answer Coverage::adds(const Pattern* pattern) {
    if (useful(*matrix_, {shape(pattern, type_)})) return Answer::Yes;
    return exhausted() ? Answer::Unknown : Answer::No;
}

void Coverage::add(const Pattern* pattern) { matrix_->add({shape(pattern, type_)}); }

Coverage::Missing Coverage::missing() {
    steps_ = 0;
    if (auto found = useful(*matrix_, {nullptr})) return {Answer::Yes, found->front()};
    return {exhausted() ? Answer::Unknown : Answer::No, "_"};
}

}   // namespace evd::sema
