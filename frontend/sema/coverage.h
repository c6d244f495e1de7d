#pragma once
// Which values of a type a list of patterns leaves out (Maranget, "Warnings for pattern matching").

#include "frontend/sema/program.h"
#include "frontend/sema/type_store.h"

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>

namespace evd::sema {

/// The patterns of one match, in order. The work is bounded, once for all questions `adds` and once for `missing`.
/// Beyond, the answer is `Unknown`: no pattern is called superfluous then, and the match is not taken for complete. A
/// match that ends with a pattern for everything is never in doubt.
class Coverage {
public:
    Coverage(const Program& program, TypeStore& types, TypeRef type);
    ~Coverage();
    Coverage(const Coverage&) = delete;

    enum class Answer { No, Yes, Unknown };
    /// Whether the pattern matches something that none of those before it does.
    Answer adds(const syntax::Pattern* pattern);
    void add(const syntax::Pattern* pattern);

    struct Missing {
        Answer any = Answer::No;
        std::string example;   ///< of what no pattern matches, if that is known; `_` says everything
    };
    Missing missing();

private:
    struct Shape;
    struct Signature;
    struct Matrix;
    using Row = std::vector<const Shape*>;   ///< null matches everything
    using Example = std::optional<std::vector<std::string>>;

    const Signature& signature(TypeRef type);
    const Shape* shape(const syntax::Pattern* pattern, TypeRef type);
    const Shape* shapeOfLiteral(const syntax::LiteralPattern& literal);
    const Shape* keep(Shape shape);
    Example useful(Matrix& matrix, const Row& row);
    Example usefulIn(Matrix& matrix, const Row& row, size_t constructor);
    Example otherwise(Matrix& matrix, const Row& row);
    std::string render(TypeRef type, size_t constructor, const std::vector<std::string>& parts);
    bool exhausted() const;

    const Program& program_;
    TypeStore& types_;
    TypeRef type_;
    std::deque<Shape> shapes_;
    std::unordered_map<TypeRef, Signature> signatures_;   ///< references into it stay valid
    std::unique_ptr<Matrix> matrix_;
    size_t steps_ = 0;
};

}   // namespace evd::sema
